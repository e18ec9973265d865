"""Elderly-care capacity: one panel for each definition, never unlike ones on one axis."""

from dashboard import blocks, capacity, findings
from dashboard.selection import primary, select
from dashboard.state import view

v = view()
facts = v.once("facts", lambda: primary(select(v.facts, v.values)))
blocks.title(v.once("title", lambda: findings.elderly_care(facts, v.regions, v.t)), capacity.lead(v))
with blocks.with_evidence(v):
    for part in v.once("parts", lambda: capacity.parts(v, facts)):
        blocks.section(part.name, part.lead)
        blocks.definition_chart(v, part.key, part.name, facts, part.indicators)
