"""Any text whatever keeps the promises of `tests/fuzz/invariants.py`: exact spans, every digit in one number, bounded cost.

Long runs: `FUZZ_EXAMPLES=20000 python -m pytest tests/test_fuzz.py`, and `python -m tests.fuzz.coverage`.
"""

import os
import subprocess
import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from etl.catalogue import load_catalogue
from etl.divisions import load_divisions
from etl.extract import extract
from etl.model import Source
from tests.fuzz import texts
from tests.fuzz.invariants import check_numbers, numbers_of

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
quick = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < 1_000,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module", autouse=True)
def warm():
    """The first text pays for the catalogue."""
    numbers_of("低保标准584元")


@quick
@given(texts.press_like())
def test_words_of_the_vocabulary_in_any_order(text):
    check_numbers(text)


@quick
@given(texts.hostile())
def test_hostile_characters_and_markup(text):
    check_numbers(text)


@quick
@given(texts.tables())
def test_tables_of_anything(text):
    check_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "\x00", "\u202e584\u202c元", "5\u200b8\u20604元", "５８４元", "٣٤人", "²½Ⅷ①", "10^308", "1e308元", "（" * 99 + "5" + "）" * 99,
        "<script>5</script>6元", "<p>&#49;2元</p>", "1,405,1元", "1.2.3.4", "5元" * 99, "2024年2024年2024年", "-" * 99 + "5", "\ufeff5\ufffe",
        "99月", "12024年", "020年来", "9:309", "2024-2-312", "1m29", "来\t2年来|\n|\t总", "5月底止\t5\n3\t6", "\udfff5元",
        "1" * 1_000_001,
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


@pytest.mark.parametrize(
    "text",
    ["<p>低保标准&#49;2元</p>", "<p>低保标准1&#50;元</p>", "<p>低保标准&#x31;&#50;&#20803;</p>", "<p>低保标准1&#x0032;元</p>"],
)
def test_a_character_reference_is_part_of_its_number_whole(text):
    (fact,) = check_numbers(text)
    assert (fact.value_text, fact.value) == (text[text.index("准") + 1 : -4], 12)


LONG = 24_000
PIECES = (
    *(
        "1",
        "1.",
        "1\t",
        "1\n",
        "　",
        "|",
        "(",
        "![",
        "*",
        "<a ",
        "<p><!--",
        "。",
        "低保标准",
        "2024年",
        "增长5%",
        " ",
        "\t",
        "1,",
        "1、",
    ),
    *("- [a](b)\n", "a\t5\n", "<p>5元</p>", "<p>5</p><script ", "提高5元至6元，", "全市有5人"),
)


@pytest.mark.skipif(not find_spec("atheris"), reason="atheris is not installed: it has wheels for Linux on x86-64 only")
def test_coverage_guided_inputs_keep_every_number(tmp_path):
    """A few hundred inputs that a fuzzer with an eye on the code's branches makes; each within its time and memory."""
    command = [sys.executable, "-m", "tests.fuzz.coverage", tmp_path, f"-artifact_prefix={tmp_path}/", f"-runs={2 * EXAMPLES}"]
    limits = ["-seed=7", "-max_len=400", "-len_control=0", "-timeout=60", "-rss_limit_mb=2048"]
    done = subprocess.run([*command, *limits], cwd=ROOT, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert f"Done {2 * EXAMPLES} runs" in done.stderr


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_one_thing_over_and_over_keeps_every_number(piece):
    """A long line of one piece is read to its end; a cost that grows with its square would be felt as minutes here."""
    check_numbers((piece * LONG)[:LONG])


@pytest.mark.parametrize("end", [" x", "\u3000\u3000x"], ids=ascii)
def test_a_long_number_is_read(end):
    check_numbers("1" * 15_000 + end)
