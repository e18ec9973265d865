"""How to read the dashboard: definitions, signs, known limits."""

from __future__ import annotations

from dashboard.labels import PROVENANCES, QUALIFIERS, STATUSES
from dashboard.markup import Html, folded, table, tag
from dashboard.series import CAUTION
from dashboard.state import View
from dashboard.style import SIGNS


def definitions(view: View) -> Html:
    """What each indicator of the table counts, and what it does not."""
    t = view.t
    used = set(view.facts["indicator"])
    parts = []
    for topic in t.catalogue.topics:
        slugs = [slug for slug, entry in t.catalogue.indicators.items() if entry.topic == topic and slug in used]
        if not slugs:
            continue
        rows = [[t.indicator(slug), t.unit(t.catalogue.indicators[slug].unit), t.definition(slug)] for slug in slugs]
        made = table(
            t.topic(topic),
            [t(zh="指标", en="Indicator"), t(zh="单位", en="Unit"), t(zh="定义", en="Definition")],
            rows,
            bare=(0, 1, 2),
        )
        parts.append(folded(f"{t.topic(topic)} ({len(slugs)})", made))
    return Html(tag("h2", t(zh="指标定义", en="Definitions")) + "".join(parts))


def method(view: View) -> Html:
    """Signs and known limits."""
    t = view.t
    signs = [[SIGNS[code], t.pick(PROVENANCES, code)] for code in PROVENANCES]
    signs += [["○", t.pick(STATUSES, "planned")], ["▲", t(zh="仅有增速，没有水平值", en="growth only, no level")]]
    signs += [
        [sign, t.pick(QUALIFIERS, code)]
        for code, sign in (("approx", "≈"), ("just_under", "<"), ("at_least", "≥"), ("at_most", "≤"))
    ]
    signs.append([CAUTION, t(zh="原文有缺漏或未注明之处", en="the text leaves something out or open")])
    key = t(zh="符号", en="Signs")
    limits = [
        t(
            zh="只收录所列文本；“资料中未见”指这些文本没有写，不等于不存在。",
            en="Only the listed texts are read; 'none in the texts' does not mean that there is none.",
        ),
        t(
            zh="发布会数字多为累计或期间值，年份按原文措辞判断；未注明年份的起点值单独标明。",
            en="Many figures are cumulative or for a period; years follow the wording, and a base without a "
            "year is marked as such.",
        ),
        t(
            zh="省与市的总量不可直接比较；同名指标的口径可能不同，以定义和原句为准。",
            en="Totals of a province and a city do not compare; the same name may cover unlike things: the "
            "definition and the sentence decide.",
        ),
        t(
            zh="抽取由规则完成，可能有误；每个数值都可以在原句中核对。",
            en="The extraction is by rules and can be wrong; every value can be checked in its sentence.",
        ),
    ]
    reach = t(
        zh="无障碍：全部操作可用键盘完成，每张图有同样内容的表格和文字说明，形状与文字并用而不单靠颜色。",
        en="Accessibility: everything works by keyboard, each chart has a table and words with the same content,"
        " and shape and words stand beside every colour.",
    )
    return Html(
        tag("h2", t(zh="读法与局限", en="How to read, and limits"))
        + table(key, [t(zh="符号", en="Sign"), t(zh="含义", en="Meaning")], signs, class_="ca-narrow", quiet=True)
        + tag("ul", *[tag("li", words) for words in limits])
        + tag("p", reach)
    )
