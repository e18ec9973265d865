"""Subsidy growth: each allowance from -> to, the rate as stated and as computed, what comes next year."""

from dashboard import blocks, findings, growth, standards, subsidies
from dashboard.selection import primary, select
from dashboard.state import view
from dashboard.topics import ALLOWANCES

v = view()
t = v.t
facts = v.once("facts", lambda: primary(select(v.facts, {k: x for k, x in v.values.items() if k != "verdict"})))
blocks.title(v.once("title", lambda: findings.subsidies(facts, v.regions, t)), subsidies.lead(v))
with blocks.with_evidence(v):
    blocks.section(t(zh="增长率：公布与推算", en="Growth rates: stated and computed"), standards.growth_lead(v))
    blocks.html(subsidies.switches(v), standards.annual_switch(v))
    blocks.growth_chart(
        v,
        "growth",
        lambda: subsidies.chosen(v, growth.pairs(facts, subsidies.allowances(v, facts))),
        t(zh="补贴的增长：公布与推算", en="Growth of allowances: stated and computed"),
    )

    name = t(zh="标准：从多少到多少", en="Levels: from how much to how much")
    blocks.section(name, subsidies.levels_lead(v))
    blocks.definition_chart(v, "levels", name, facts, ALLOWANCES)
