"""Regions: the cases of cases/regions.toml, the table, the home of a text, and spans that hold whatever the text."""

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean import clean
from etl.divisions import DEFAULT_PATH, read_divisions
from etl.extract.regions import find_ambiguous, find_regions, guess_home, load_divisions
from etl.model import CatalogueError

ROOT = Path(__file__).parent
CASES = tomllib.loads((ROOT / "cases" / "regions.toml").read_text(encoding="utf-8"))["case"]
PRESS = {folder.name: folder for folder in sorted((ROOT.parent / "data" / "press").iterdir()) if folder.is_dir()}


def _parameter(case):
    reason = case.get("xfail")
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(case, id=f"{case['home'] or 'unknown'}: {case['text']}", marks=marks)


@pytest.mark.parametrize("case", [_parameter(case) for case in CASES])
def test_regions_case(case):
    found = find_regions(case["text"], case["home"] or None)
    shown = [f"{case['text'][one.start : one.end]}={one.code} {one.rule}" for one in found]
    wanted = [
        item if " " in item else item + shown[i][shown[i].rindex(" ") :]
        for i, item in enumerate(case["expect"])
        if i < len(shown)
    ]
    assert shown == wanted, (shown, case["expect"])
    assert len(shown) == len(case["expect"]), (shown, case["expect"])


def test_regions_cases_cover_the_country():
    codes = {item.split("=")[1][:2] for case in CASES for item in case["expect"]}
    assert len(CASES) >= 60
    assert len(codes) >= 15


HOMES = [
    ("忻州市民政局召开发布会。全市养老床位1.5万张，较全省平均水平高。", "140900"),
    ("7月28日，山西省民政厅举行发布会。全省养老机构1001家，太原市、大同市、忻州市走在前列，我省将继续推进。", "140000"),
    ("中共沁源县委、沁源县人民政府：全县低保对象2000人，长治市下达资金300万元。", "140431"),
    ("广西壮族自治区民政厅介绍，全区养老床位30万张，南宁市、柳州市先行。", "450000"),
    ("北京市朝阳区民政局：全区养老机构68家，全市试点。", "110105"),
    ("恩施州民政局介绍，全州特困人员8800人，利川市、巴东县新建福利院。", "422800"),
    ("民政部介绍，全国共有养老机构4万个，我国60岁以上人口2.97亿，全国低保对象4000万人。", "100000"),
    ("开展“三晋银龄行动”，全省老年人社会参与更加积极。", "140000"),
    ("义乌市民政局：全市低保标准提高到每月1100元，金华市排名第一。", "330782"),
    ("天津市民政局发布，全市养老床位8万张，和平区、河西区新建中心。", "120000"),
]


@pytest.mark.parametrize(("text", "code"), HOMES, ids=[code for _, code in HOMES])
def test_guess_home(text, code):
    guess = guess_home(text)
    assert guess
    assert guess[0] == code


@pytest.mark.parametrize("folder", PRESS.values(), ids=list(PRESS))
def test_guess_home_of_press_texts(folder):
    region = tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))["region"]
    guess = guess_home(clean((folder / "text.txt").read_bytes().decode("utf-8")).text)
    assert guess
    assert guess[0] == region


def test_guess_home_says_nothing_of_a_text_without_places():
    assert guess_home("养老服务持续优化，新增床位200张。") is None
    assert guess_home("") is None


def test_divisions_answers():
    divisions = load_divisions()
    assert divisions.name("140900") == "忻州市"
    assert divisions.parent("140900") == "140000"
    assert divisions.parent("429004") == "420000"
    assert divisions.parent("100000") is None
    assert divisions.level("110105") == "county"
    assert divisions.is_within("140703", "140700")
    assert not divisions.is_within("140703", "140900")
    assert divisions.name("140726") == "太谷县"
    assert "999999" not in divisions
    with pytest.raises(KeyError, match="999999"):
        divisions.name("999999")


def test_divisions_table_is_whole():
    divisions = load_divisions()
    current = [row for row in divisions.rows if not row.valid_to]
    counts = {
        level: sum(row.level == level for row in current) for level in ("nation", "province", "prefecture", "county")
    }
    assert counts == {"nation": 1, "province": 34, "prefecture": 334, "county": 2852}
    assert len({row.code for row in current}) == len(current)
    for row in divisions.rows:
        assert bool(row.valid_to) == bool(row.successor), row
        assert row.short, row
        assert row.name.startswith(row.short) or row.code == "100000", row
        if row.successor:
            assert not divisions.by_code[row.successor].valid_to, row
        if row.level != "nation":
            assert divisions.is_within(row.code, "100000"), row


def test_divisions_words_are_names():
    """A guard word that guards nothing is a mistake."""
    divisions = load_divisions()
    shorts = {row.short for row in divisions.rows}
    names = {row.name for row in divisions.rows}
    assert [word for word in (*divisions.words["weak"], *divisions.words["common"]) if word not in shorts] == []
    assert [word for word in divisions.words["common_full"] if word not in names] == []
    assert [
        word for word in divisions.words["not_names"] if not any(short in word for short in shorts if len(short) > 1)
    ] == []


def test_divisions_reports_a_broken_table(tmp_path):
    table = tmp_path / "divisions.csv"
    with pytest.raises(CatalogueError, match="restore"):
        read_divisions(table)
    table.with_suffix(".toml").write_bytes(DEFAULT_PATH.with_suffix(".toml").read_bytes())
    table.write_text("code,name\n1,x\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="columns"):
        read_divisions(table)
    head = "code,name,short,parent,level,valid_to,successor\n"
    table.write_text(head + "140000,山西省,山西,100000,province,,\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="parent 100000"):
        read_divisions(table)


def test_ambiguous_names_are_told():
    text = "朝阳区与鼓楼区"
    assert [text[one.start : one.end] for one in find_ambiguous(text, None)] == ["朝阳区", "鼓楼区"]


PIECES = [
    "忻州市",
    "山西",
    "省",
    "全市",
    "朝阳区",
    "、",
    "和",
    "天镇",
    "阳高",
    "的",
    "平安",
    "584元",
    "，",
    "城区",
    "太谷县",
    "高于",
    "全国",
    "平均",
    "a",
    "\n",
    "县",
    "级",
    "\U0001f600",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.sampled_from([None, "140900", "110105", "450000", "100000", "000000"]),
)
def test_mentions_are_ordered_spans(text, home):
    divisions, end = load_divisions(), 0
    for one in find_regions(text, home):
        assert end <= one.start < one.end <= len(text)
        assert one.code in divisions
        end = one.end


@pytest.mark.parametrize("piece", ["山西省", "全市", "天镇、", "忻州市原平市", "平安", "朝阳区和"])
def test_cost_is_linear(piece):
    def cost(n):
        start = time.perf_counter()
        find_regions(piece * n, "140900")
        guess_home(piece * n)
        return time.perf_counter() - start

    cost(100)
    small, large = max(cost(2_000), 0.004), cost(16_000)
    assert large < small * 8 * 5
