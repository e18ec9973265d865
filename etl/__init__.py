"""Press texts to one table of indicators.

The stages, in the order in which `pipeline.py` runs them:

data/press -> sources -> clean -> extract -> corrections -> reconcile -> verdicts -> derive -> validate -> publish -> data/published

Each stage is a pure function of its arguments: no clock, no network, no file that it was not handed.
"""  # noqa: E501
