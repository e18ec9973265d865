"""The catalogue loads, holds exactly the closed lists, and refuses each kind of mistake with a message that helps."""

import csv
import itertools
import json
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from etl.catalogue import CATALOGUE, CatalogueError, are_units_apart, load_catalogue

HERE = Path(__file__).parent
LOADED = load_catalogue()
INDICATORS = list(LOADED.indicators.values())


def read_vocabulary(name):
    with (HERE / "vocabulary" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_indicators_equal_the_closed_list():
    stated = {
        i.slug: (
            i.name.zh,
            i.name.en,
            i.topic,
            i.unit,
            i.kind,
            ";".join(i.dims),
            str(i.headline).lower(),
            i.definition.en,
        )
        for i in INDICATORS
    }
    expected = {row.pop("slug"): tuple(row.values()) for row in read_vocabulary("indicators")}
    assert stated == expected


def test_units_equal_the_closed_list():
    stated = {u.slug: (u.name.zh, u.name.en, u.kind, u.normalises_to, u.factor) for u in LOADED.units.values()}
    expected = {
        row["unit"]: (row["name_zh"], row["name_en"], row["kind"], row["normalises_to"], Fraction(row["factor"]))
        for row in read_vocabulary("units")
    }
    assert stated == expected


def test_dims_equal_the_closed_list():
    stated = {(d.dim, d.value): (d.name.zh, d.name.en) for values in LOADED.dims.values() for d in values.values()}
    expected = {(row["dim"], row["value"]): (row["name_zh"], row["name_en"]) for row in read_vocabulary("dims")}
    assert stated == expected
    assert set(LOADED.dim_names) == set(LOADED.dims)


def test_every_dim_value_has_words_unless_the_grammar_reads_it():
    assert {d.dim for values in LOADED.dims.values() for d in values.values() if not d.words} == {"age"}


def test_every_counted_unit_has_measure_words():
    assert [u.slug for u in LOADED.units.values() if not u.words and not u.kind.startswith("money_")] == []


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda i: i.slug)
def test_indicator_is_complete(indicator):
    assert indicator.phrases
    assert len(indicator.definition.zh) > len(indicator.name.zh) + 4, "the definition says no more than the name"
    assert indicator.definition.zh.endswith("。")


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda i: i.slug)
def test_no_condition_forbids_every_spelling_of_a_phrase(indicator):
    for phrase in indicator.phrases:
        for part in phrase.parts:
            free = [word for word in part if not any(veto in word for veto in indicator.not_near)]
            assert free, f"not_near forbids {phrase.text}"


def test_phrases_that_indicators_of_one_unit_share_are_told_apart():
    shared = []
    for one, other in itertools.combinations(INDICATORS, 2):
        if are_units_apart(LOADED.units[one.unit], LOADED.units[other.unit]):
            continue
        if (one.near, one.not_near) != (other.near, other.not_near):
            continue
        texts = {tuple(sorted(word)) for phrase in one.phrases for word in itertools.product(*phrase.parts)}
        others = {tuple(sorted(word)) for phrase in other.phrases for word in itertools.product(*phrase.parts)}
        shared += [(one.slug, other.slug, words) for words in texts & others]
    assert shared == []


def test_every_term_is_used():
    used = "".join(path.read_text(encoding="utf-8") for path in (CATALOGUE / "indicators").glob("*.toml"))
    assert [term for term in LOADED.terms if f"{{{term}}}" not in used] == []


def test_unused_marks_just_what_no_annotated_text_states():
    stated = set()
    for path in (HERE / "gold").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            stated.add(json.loads(line).get("indicator"))
    if not stated:
        pytest.skip("no annotated text")
    assert [i.slug for i in INDICATORS if i.unused and i.slug in stated] == [], "remove the mark"
    assert [i.slug for i in INDICATORS if not i.unused and i.slug not in stated] == [], "say why it is kept"


def test_files_have_a_head_comment():
    paths = [CATALOGUE / f"{name}.toml" for name in ("topics", "units", "dims", "terms", "wording", "programmes")]
    for path in [*paths, *(CATALOGUE / "indicators").glob("*.toml")]:
        head = itertools.takewhile(lambda line: line.startswith("#"), path.read_text(encoding="utf-8").splitlines())
        comment = "\n".join(head)
        assert "good:" in comment, path
        assert "bad:" in comment, path


def test_phrase_expands_terms_in_each_part():
    phrase = next(p for p in LOADED.indicators["dibao_standard"].phrases if p.text == "{dibao}…标准")
    assert phrase.parts == (LOADED.terms["dibao"], ("标准",))
    product = next(p for p in LOADED.indicators["dibao_recipients"].phrases if p.text == "{dibao}对象")
    assert "低保对象" in product.parts[0]
    assert "最低生活保障对象" in product.parts[0]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("全区居家适老化改造完成", "home_retrofit_households"),
        ("尊老金每人每月", "old_age_allowance_standard"),
        ("五保集中供养标准", "tekun_standard"),
        ("全护理照料护理标准", "tekun_nursing_standard"),
        ("长者饭堂", "meal_points"),
        ("社会散居孤儿基本生活养育标准", "orphan_allowance_standard"),
        ("重残护理补贴每人每月", "disability_nursing_allowance_standard"),
        ("家庭照护床位", "family_care_beds"),
    ],
)
def test_wording_of_other_places_is_known(text, slug):
    phrases = LOADED.indicators[slug].phrases
    assert any(all(any(word in text for word in part) for part in phrase.parts) for phrase in phrases)


SOCIAL = "indicators/social_assistance.toml"
MISTAKES = {
    "unknown key": (SOCIAL, "[dibao_standard]\n", '[dibao_standard]\nnote = "x"\n', r"\[dibao_standard\] note: found 'note'"),
    "missing key": (SOCIAL, 'kind       = "standard"\n', "", r"\[dibao_standard\] kind: found None, expected the key"),
    "unknown unit": (SOCIAL, '"CNY/person/month"', '"yuan"', r"\[dibao_standard\] unit: found 'yuan', expected one of CNY"),
    "unknown kind": (SOCIAL, 'kind       = "standard"', 'kind       = "level"', r"kind: found 'level', expected one of bound"),
    "unknown dim": (SOCIAL, '"residence", "area"', '"town", "area"', r"dims: found 'town', expected one of residence"),
    "dim value to switch off": (SOCIAL, '"group.dibao_household"', '"group.x"', r"dim_words_off: found 'group.x', expected dim.value"),
    "headline": (SOCIAL, "headline   = true", 'headline   = "yes"', r"headline: found 'yes', expected true or false"),
    "range upside down": (SOCIAL, "[100, 3000]", "[3000, 100]", r"range: found \[3000, 100\], expected 0 <= lowest < highest"),
    "range of one number": (SOCIAL, "[100, 3000]", "[100]", r"range: found \[100\], expected \[lowest, highest\]"),
    "range of a share": (SOCIAL, "[0, 100]", "[0, 90]", r"range: found \[0, 90\], expected \[0, 100\] for a share"),
    "empty text": (SOCIAL, 'en = "Dibao recipients"', 'en = " "', r"\[dibao_recipients.name\] en: found ' ', expected a text"),
    "one language": (SOCIAL, ', en = "Dibao recipients"', "", r"\[dibao_recipients\] name: found .*expected \{zh"),
    "unknown term": (SOCIAL, '"{dibao}线"', '"{dibo}线"', r"phrases: found '\{dibo\}线', expected a term of terms.toml"),
    "formula": (SOCIAL, '"{dibao}线"', '"低保.*线"', r"phrases: found '低保\.\*线', expected plain words"),
    "full width": (SOCIAL, '"{dibao}线"', '"低保（线）"', r"phrases: found '低保（线）', expected plain words"),
    "empty part": (SOCIAL, '"{dibao}线"', '"低保…"', r"phrases: found '', expected plain words"),
    "phrase twice": (SOCIAL, '"{dibao}线"', '"{dibao}标准"', r"phrases: found '\{dibao\}标准', expected each word once"),
    "slug in two files": ("indicators/charity.toml", "[charity_trusts]", "[dibao_standard]", r"charity.toml: \[dibao_standard\] slug"),
    "broken file": (SOCIAL, "[dibao_standard]", "[dibao_standard", r"social_assistance.toml: cannot be read as TOML"),
    "topic without file": ("topics.toml", "[charity]", "[alms]", r"indicators: found .*expected one file for each topic"),
    "factor": ("units.toml", '"1/12"', '"a twelfth"', r"units.toml: \[CNY/person/year\] factor: found 'a twelfth', expected a number"),
    "normalises to nothing": ("units.toml", 'normalises_to = "CNY/bed"', 'normalises_to = "bad"', r"\[CNY/bed\] normalises_to: found 'bad'"),
    "dim word twice": ("dims.toml", '["农村", ', '["农村", "城市", ', r"\[residence.rural\] words: found '城市', expected a word that residence.urban"),
    "term word twice": ("terms.toml", '"特困人员", "特困供养"', '"低保", "特困供养"', r"\[terms\] tekun: found '低保', expected a word that the term dibao"),
    "wording group": ("wording.toml", "[cumulative]", "[sums]", r"wording.toml: \[wording\] cumulative: found None"),
    "wording key": ("wording.toml", "annual  =", "yearly =", r"wording.toml: \[average\] annual: found None"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_mistake_raises(tmp_path, file, old, new, message):
    folder = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    text = (folder / file).read_text(encoding="utf-8")
    body = text[text.index("\n\n") :]  # the head comment quotes good and bad examples
    assert old in body, "the mistake cannot be planted: the catalogue changed"
    (folder / file).write_text(body.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=message):
        load_catalogue(folder)


def test_shared_phrase_raises(tmp_path):
    folder = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    path = folder / "indicators" / "charity.toml"
    text = path.read_text(encoding="utf-8")
    block = re.search(r"(?ms)^\[charity_trusts\].*?(?=^\[)", text)[0]
    twin = block.replace("[charity_trusts]", "[charity_twins]")
    path.write_text(text.replace(block, block + twin), encoding="utf-8")
    message = r"charity.toml: \[charity_twins\] phrases: found .*\[charity_trusts\] of charity.toml .*tells them apart"
    with pytest.raises(CatalogueError, match=message):
        load_catalogue(folder)


def test_default_catalogue_is_read_once():
    assert load_catalogue() is load_catalogue()
