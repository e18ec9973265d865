"""Low-income-support standards: how much, city against countryside, how far apart, how fast."""

from dashboard import blocks, findings, growth, series, standards
from dashboard.figures import dot_panels
from dashboard.selection import primary, select
from dashboard.state import view
from dashboard.topics import DIBAO, DIBAO_BESIDE, DIBAO_RATIO, RECIPIENTS

v = view()
t = v.t
per = v.one("unit")
values = standards.values(v, (DIBAO,)) | {"measure": series.LEVELS}
facts = primary(select(v.facts, v.values))
shown = standards.dibao(facts)
blocks.title(v, findings.low_income(facts, v.regions, t), standards.lead(v))
with blocks.with_evidence(v):
    blocks.html(standards.unit_switch(v))
    panel = standards.panel(v, shown)
    blocks.chart(v, "standards", dot_panels([panel], t, v.fact), standards.alt(v, shown), shown, standards.path_note(v))
    rows = standards.sorted_rows(series.levels(facts, (DIBAO,)))
    blocks.facts_table(
        v, t(zh="低保标准：全部数据", en="Dibao standards: all figures"), rows, values, standards.gaps(v, rows)
    )

    blocks.section(
        v,
        t(zh="增长：原文所称与按水平值推算", en="Growth: as stated and as computed from the levels"),
        standards.growth_lead(v),
    )
    blocks.html(standards.annual_switch(v))
    found = growth.pairs(facts, (DIBAO,))
    blocks.growth_chart(v, "growth", found)

    for key, name, slugs in (
        ("ratio", t(zh="城乡之比", en="City and countryside"), DIBAO_RATIO),
        ("beside", t(zh="相关标准", en="Related standards"), DIBAO_BESIDE),
        ("recipients", t(zh="保障人数与户数", en="Recipients and households"), RECIPIENTS),
    ):
        frame = series.levels(facts, slugs)
        blocks.section(v, name)
        blocks.definition_chart(v, key, name, frame, per)
