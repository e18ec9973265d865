"""Any text whatever keeps the promises of `tests/fuzz/invariants.py`: exact spans, every digit in one number, bounded cost.

Long runs: `FUZZ_EXAMPLES=20000 python -m pytest tests/test_fuzz.py`, and `python -m tests.fuzz.coverage`.
"""

import os
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from etl.catalogue import load_catalogue
from etl.clean import clean
from etl.divisions import load_divisions
from etl.extract import extract
from etl.model import Source
from tests.fuzz import texts
from tests.fuzz.invariants import check_numbers, numbers_of

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
quick = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < 1_000,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def known(reason: str, *values: object) -> object:
    """A case that fails today; the mark must go on the day it does not."""
    return pytest.param(*values, marks=pytest.mark.xfail(reason=reason, strict=True))


@pytest.fixture(scope="module", autouse=True)
def warm():
    """The first text pays for the catalogue."""
    numbers_of("低保标准584元")


@pytest.mark.xfail(reason="the cases marked below", strict=True)
@quick
@given(texts.press_like())
def test_words_of_the_vocabulary_in_any_order(text):
    check_numbers(text)


@pytest.mark.xfail(reason="the cases marked below", strict=True)
@quick
@given(texts.hostile())
def test_hostile_characters_and_markup(text):
    check_numbers(text)


@pytest.mark.xfail(reason="the cases marked below", strict=True)
@quick
@given(texts.tables())
def test_tables_of_anything(text):
    check_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "\x00", "\u202e584\u202c元", "5\u200b8\u20604元", "５８４元", "٣٤人", "²½Ⅷ①", "10^308", "1e308元", "（" * 99 + "5" + "）" * 99,
        "<script>5</script>6元", "<p>&#49;2元</p>", "1,405,1元", "1.2.3.4", "5元" * 99, "2024年2024年2024年", "-" * 99 + "5", "\ufeff5\ufffe",
        *(known("a time word is read inside a longer number", text) for text in ("99月", "12024年", "020年来", "9:309", "2024-2-312")),
        known("the unit m2 takes the first digit of 29", "1m29"),
        *(known("a cell of a table and a date share characters", text) for text in ("来\t2年来|\n|\t总", "5月底止\t5\n3\t6")),
        known("no encoder takes half a character", "\udfff5元"),
        known("the value of a million digits overflows", "1" * 1_000_001),
    ],
    ids=lambda text: ascii(text[:20]),
)  # fmt: skip
def test_odd_text_keeps_every_number(text):
    check_numbers(text)


@pytest.mark.parametrize("published", [None, date.min, date.max, date(1900, 2, 28)])
@pytest.mark.parametrize("region", [None, "", "999999", "100000", "x"])
def test_odd_metadata_is_no_reason_to_fail(published, region):
    text = "今年全市低保标准584元，较去年提高5元，五年来增长9%，2月底共12人；明年1至3月后年上半年，十四五期间2099年12月31日。"
    source = Source("text", text, published=published, region=region)
    assert extract(source, load_catalogue(), load_divisions())


SHORT, LONG = 3_000, 24_000
PIECES = (
    *("1", "1.", "1\t", "1\n", "　", "|", "(", "![", "*", "<a ", "<p><!--", "。", "低保标准", "2024年", "增长5%"),
    *("- [a](b)\n", "a\t5\n", "<p>5元</p>", "<p>5</p><script ", "提高5元至6元，"),
)
SLOW = {
    " ": "clean: _RULE_LINE looks at a line of blanks from every place in it",
    "\t": "clean: _RULE_LINE looks at a line of blanks from every place in it",
    "1,": "assemble: every number looks through all clauses of its sentence, and at all before it in its block",
    "1、": "assemble: every number looks through all numbers of its sentence",
    "全市有5人": "assemble: every number looks through all known spans of its sentence",
}


def cost(text: str) -> float:
    """Seconds of the processor."""
    start = time.process_time()
    clean(text)
    numbers_of(text)
    return time.process_time() - start


@pytest.mark.parametrize("piece", [*PIECES, *(known(reason, piece) for piece, reason in SLOW.items())], ids=ascii)
def test_cost_is_bounded_by_length(piece):
    """A line of one thing over and over: eight times the length costs about eight times as much, not sixty."""
    short, long = ((piece * length)[:length] for length in (SHORT, LONG))
    assert cost(long) < max(0.5, 18 * min(cost(short), cost(short)))


@pytest.mark.parametrize(
    "end", [known("clean: _TABLE_LINE begins anew at every digit", end) for end in (" x", "\u3000\u3000x")], ids=ascii
)
def test_a_long_number_is_read_once(end):
    start = time.process_time()
    clean("1" * 15_000 + end)
    assert time.process_time() - start < 0.5
