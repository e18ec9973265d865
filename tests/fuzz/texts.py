"""Strategies for texts: words of the vocabulary, numbers in every dress, markup, and hostile Unicode, in any order."""

from functools import lru_cache
from itertools import chain

from hypothesis import strategies as st

from etl.catalogue import load_catalogue

NUMBERS = (
    *("0", "1", "7", "12", "80", "100", "584", "1405", "2024", "1,405", "5.46", "0.5", "9.36", "00", "1.2.3", "1,2,3"),
    *("１４０５", "５.４６", "1４", "1 405", "8&nbsp;135", "１，４０５", "1e308", "9" * 40, "0." + "0" * 30 + "1", "-3", "+5", "±2"),
    *("三百二十", "二〇二四", "一万二", "十", "百", "两", "半", "一半", "过半", "三成", "八成半", "百分之三", "三分之一", "翻番"),
    *("翻了两番", "千万", "亿", "3万", "13亿", "54.6万", "1-2", "1—2", "5至6", "5万至6万", "90%", "5‰", "3个百分点", "2倍"),
    *("٣٤", "१२", "²", "½", "Ⅷ", "㊀", "①", "⑳", "𝟛𝟜", "〇", "○", "廿", "卅", "壹佰", "贰", "拾", "10^308", "1E5", "0x1F"),
)  # fmt: skip
TIMES = (
    *("2024年", "2024年12月", "2024年12月31日", "2024-12-31", "2024/1/1", "20241231", "12月", "31日", "1-11月", "1至9月", "上半年"),
    *("前三季度", "第三季度", "截至目前", "截至2024年底", "今年", "去年", "上年", "同期", "同比", "环比", "近三年", "“十四五”", "十三五期间"),
    *("2021—2025年", "2020年以来", "从2018年到2023年", "年底", "月底", "2024年度", "24年", "二〇二四年三月", "发布时间：", "9:30", "99月99日"),
)  # fmt: skip
MONEY = (
    "元",
    "万元",
    "亿元",
    "元/月",
    "元/人/月",
    "每人每月",
    "元每人每年",
    "元/人·月",
    "人民币",
    "块钱",
    "余元",
    "多万元",
)
AROUND = (
    *("近", "约", "超过", "不低于", "以上", "左右", "余", "多", "达到", "提高到", "提高", "增长", "下降", "由", "从", "到", "至", "提高至"),
    *("分别", "其中", "共", "累计", "平均", "预计", "计划", "力争", "人均", "占", "比", "为", "的", "和", "及", "每", "第", "一是", "（一）"),
    *("1.", "二、", "⑴", "全市", "全省", "全国", "全区", "各县", "忻州市", "黄石", "湖北省", "北京", "河北", "大冶市", "县", "问：", "答："),
)  # fmt: skip
MARKS = (
    *("，", "。", "；", "：", "、", "（", "）", "《", "》", "“", "”", "！", "？", ",", ".", ";", ":", "(", ")", "[", "]", "{", "}", "/"),
    *("\n", "\r\n", "\r", "\t", " ", "  ", "　", "\u00a0", "\n\n", "|", "---", "|---|", "* ", "- ", "# ", "**", "__", "`", "—", "~", "%"),
    *("<", ">", "&", "<p>", "</p>", "<b>", "</b>", "<br>", "<td>", "</td>", "<tr>", "<table>", "<a href='1'>", "</a>", "<script>"),
    *("</script>", "<style>3", "<!--", "-->", "<div style='5'>", "&nbsp;", "&amp;", "&lt;3", "&#49;", "&#x32;", "&#1114112;", "<h1>", "]]>"),
    *("](http://a/1)", "[12](x)", "![3](y)", "(bā)", "（shí）", "質(zhì)", "\\", "'", '"', "^", "$", "=", "+", "@"),
)  # fmt: skip
HOSTILE = (
    *("\x00", "\x01", "\x0b", "\x0c", "\x1c", "\x1e", "\x7f", "\x85", "\u2028", "\u2029", "\u200b", "\u200d", "\u200e", "\u202e", "\u202c"),
    *("\u2066", "\u2069", "\ufeff", "\u00ad", "\u0301", "\ufe0f", "\ufffd", "\ufffe", "\uffff", "\ue000", "\ud800", "\udfff", "👨‍👩‍👧", "𠮷"),
    *("ﷺ", "ß", "İ", "ı", "ﬁ", "㎡", "℃", "㍿", "龜", "養老", "萬", "億", "臺灣", "乾", "后", "﹪", "％", "＋", "－", "．", "／", "＜p＞", "｜"),
)  # fmt: skip


@lru_cache(maxsize=1)
def vocabulary() -> tuple[str, ...]:
    """Words of the catalogue: what names an indicator, a dimension, a unit, a time or a hedge."""
    loaded = load_catalogue()
    phrases = (part for one in loaded.indicators.values() for phrase in one.phrases for part in phrase.parts)
    groups = chain(
        (part[:3] for part in phrases),
        (one.near for one in loaded.indicators.values()),
        (one.not_near for one in loaded.indicators.values()),
        (unit.words for unit in loaded.units.values()),
        (value.words for values in loaded.dims.values() for value in values.values()),
        loaded.terms.values(),
        (words for name in ("growth", "change", "gap", "plan", "past", "hearsay") for words in getattr(loaded.wording, name).values()),
        (words for name in ("cumulative", "average", "foreign", "noise") for words in getattr(loaded.wording, name).values()),
    )  # fmt: skip
    return tuple(sorted({word for words in groups for word in words}))


def press_like() -> st.SearchStrategy[str]:
    """Texts of the vocabulary: what a press office might write on a bad day."""
    pieces = st.one_of(
        st.sampled_from(vocabulary()),
        st.sampled_from(NUMBERS),
        st.sampled_from(TIMES),
        st.sampled_from((*MONEY, *AROUND)),
        st.sampled_from(MARKS[:30]),
    )
    return st.lists(pieces, max_size=30).map("".join)


def hostile() -> st.SearchStrategy[str]:
    """Texts of anything: markup, control characters, lone surrogates, digits of other scripts, between the words."""
    pieces = st.one_of(
        st.sampled_from((*NUMBERS, *TIMES)),
        st.sampled_from((*MONEY, *AROUND)),
        st.sampled_from(MARKS),
        st.sampled_from(HOSTILE),
        st.characters(),
        st.text(alphabet="0123456789.,-%年月日元万至", max_size=8),
    )
    return st.lists(pieces, max_size=25).map("".join)


def tables() -> st.SearchStrategy[str]:
    """Lines of cells parted by tabs, pipes, wide gaps or tags."""
    cell = st.one_of(st.sampled_from(NUMBERS), st.sampled_from(vocabulary()), st.sampled_from(TIMES), st.just(""))
    rows = st.lists(st.lists(cell, min_size=1, max_size=5), min_size=1, max_size=5)
    return st.builds(
        lambda gap, rows, end: end.join(gap.join(row) for row in rows),
        st.sampled_from(("\t", "|", "  ", "　", "</td><td>", " | ")),
        rows,
        st.sampled_from(("\n", "\r\n", "|\n|", "</tr><tr>")),
    )
