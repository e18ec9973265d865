"""Overview: what is known, for whom, of when; where the texts contradict themselves."""

from dashboard import blocks, overview_blocks
from dashboard.selection import primary, select
from dashboard.state import view

v = view()
facts = v.once("facts", lambda: primary(select(v.facts, v.values)))
blocks.title(*overview_blocks.title(v, facts))
blocks.html(overview_blocks.cards(v, facts))
with blocks.with_evidence(v):
    blocks.html(overview_blocks.conflicts(v, facts))
blocks.html(overview_blocks.matrix(v, facts), overview_blocks.corpus(v))
