"""Elderly-care capacity: one panel for each definition, never unlike ones on one axis."""

from dashboard import blocks, capacity, findings, series
from dashboard.selection import primary, select
from dashboard.state import view

v = view()
facts = primary(select(v.facts, v.values))
blocks.title(v, findings.elderly_care(facts, v.regions, v.t), capacity.lead(v))
with blocks.with_evidence(v):
    for part in capacity.parts(v, facts):
        blocks.section(v, part.name, part.lead)
        blocks.definition_chart(v, part.key, part.name, series.levels(facts, part.indicators))
