"""Low-income-support standards: how much, city against countryside, how far apart, how fast."""

from dashboard import blocks, findings, series, standards
from dashboard.selection import primary, select
from dashboard.state import view
from dashboard.topics import DIBAO, DIBAO_BESIDE, DIBAO_RATIO, RECIPIENTS

v = view()
t = v.t
per = v.one("unit")
values = standards.values(v, (DIBAO,)) | {"measure": series.LEVELS}
facts = v.once("facts", lambda: primary(select(v.facts, v.values)))
shown = v.once("shown", lambda: standards.dibao(facts))
blocks.title(v.once("title", lambda: findings.low_income(facts, v.regions, t)), standards.lead(v))
with blocks.with_evidence(v):
    blocks.html(standards.unit_switch(v))
    if len(shown):
        panel, alt = v.once("standards", lambda: (standards.panel(v, shown), standards.alt(v, shown)))
        blocks.chart(v, "standards", [panel], alt, shown, standards.path_note(v))
    rows = v.once("rows", lambda: standards.sorted_rows(series.levels(facts, (DIBAO,))))
    blocks.facts_table(
        v,
        t(zh="低保标准：全部数据", en="Dibao standards: all figures"),
        rows,
        values,
        standards.gaps(v, rows),
        about=DIBAO,
    )

    blocks.section(
        t(zh="增长：原文所称与按水平值推算", en="Growth: as stated and as computed from the levels"),
        standards.growth_lead(v),
    )
    blocks.html(standards.annual_switch(v))
    blocks.growth_chart(
        v,
        "growth",
        lambda: standards.growth_rows(v, facts),
        t(zh="低保标准的增长：公布与推算", en="Growth of dibao standards: stated and computed"),
        about=DIBAO,
    )

    for key, name, slugs in (
        ("ratio", t(zh="城乡之比", en="City and countryside"), DIBAO_RATIO),
        ("beside", t(zh="相关标准", en="Related standards"), DIBAO_BESIDE),
        ("recipients", t(zh="保障人数与户数", en="Recipients and households"), RECIPIENTS),
    ):
        blocks.section(name)
        blocks.definition_chart(v, key, name, facts, slugs, per)
