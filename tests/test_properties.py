"""Properties that hold whatever the text: numerals, units, the offset map, spans."""

from decimal import Decimal
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.catalogue import load_catalogue
from etl.clean import clean
from etl.extract import Extractor
from etl.extract.numerals import parse_chinese, parse_digits
from etl.extract.quantities import QuantityFinder, parse_per
from etl.model import Source

DIGITS = "零一二三四五六七八九"


def chinese(n: int) -> str:
    """Standard Chinese numeral of 1 to 99,999,999, written by a rule independent of the parser."""
    if n >= 10000:
        rest = n % 10000
        return chinese(n // 10000) + "万" + (("零" if rest < 1000 else "") + chinese(rest) if rest else "")
    out, zero = "", False
    for power, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, power)
        if digit:
            out += ("零" if zero and out else "") + DIGITS[digit] + sign
            zero = False
        elif out:
            zero = True
    return out


@given(st.integers(1, 99_999_999))
def test_chinese_numerals_are_read_back(n: int) -> None:
    assert parse_chinese(chinese(n)) == n


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_digits_with_separators_are_read_back(number: Decimal) -> None:
    assert parse_digits(f"{number:,}")[0] == number


@given(st.permutations(["人", "月"]), st.sampled_from(["/", "每"]))
def test_rates_are_read_in_any_order(words: list[str], slash: str) -> None:
    assert parse_per("".join(slash + word for word in words)) == {"person", "month"}


@pytest.fixture(scope="module")
def quantities() -> QuantityFinder:
    return QuantityFinder(load_catalogue())


UNITS = ["元", "万元", "亿元", "人", "万人", "户", "张", "%", "个百分点", "家", "元/人/月"]
FACTOR = {"万元": 10**4, "亿元": 10**8, "万人": 10**4}


@settings(deadline=None)
@given(
    st.decimals(min_value="0.01", max_value=99999, places=2),
    st.sampled_from(UNITS),
    st.sampled_from(["", "近", "约", "超过"]),
)
def test_quantities_keep_value_and_unit(quantities: QuantityFinder, number: Decimal, unit: str, before: str) -> None:
    text = f"资金{before}{number}{unit},此外"
    (found,) = quantities.find(text, ())
    assert found.value == number * FACTOR.get(unit, 1)
    assert text[found.start : found.end] == f"{before}{number}{unit}"


PIECES = st.sampled_from(
    [
        "低保标准",
        "提高到",
        "質(zhì)量",
        "1,405.5",
        "元",
        "３２０",
        "　",
        " ",
        "\u200b",
        "**",
        "养老机构",
        "、",
        "，",
        "。",
        "\n",
        "\t",
        "&nbsp;",
        "<b>",
        "</b>",
        "|",
        "年",
        "2024",
        "%",
    ]
)


@settings(deadline=None, max_examples=200)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_every_clean_character_knows_its_raw_one(raw: str) -> None:
    cleaned = clean(raw)
    places = [cleaned.raw_start(i) for i in range(len(cleaned.text))]
    assert places == sorted(places)
    for i, char in enumerate(cleaned.text):
        start, end = cleaned.raw_span(i, i + 1)
        assert 0 <= start < end <= len(raw)
        if char.isdigit():
            assert unescape(raw[start:end]).isdigit()


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load_catalogue())


@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_numbers_are_exact_and_in_order(extractor: Extractor, raw: str) -> None:
    found = extractor.extract(Source("case", raw, region="140900"))
    assert all(raw[n.start : n.end] == n.value_text for n in found)
    spans = list(dict.fromkeys((n.start, n.end) for n in found))
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
