"""A corpus of any size to a Parquet dataset: the stages of `etl.pipeline`, chunk by chunk and region by region.

feed -> chunks -> read (any number of workers) -> link -> relate (region by region) -> finish

The same inputs give the same bytes, whatever runs them: one process, several, or a cluster. Every step writes files
named by the content they were made of, so a run that was cut off goes on where it stopped.
"""
