import re
from itertools import pairwise

import pytest

from etl.sources import load_source
from tests import scoring


@pytest.mark.parametrize("scope", scoring.SCOPES)
@pytest.mark.parametrize("doc_id", scoring.gold_texts())
def test_gold_scores_hold_their_floors(doc_id, scope):
    result = scoring.score_text(doc_id, scope)
    floors = scoring.load_floors()[doc_id][scope]
    assert set(floors) == set(scoring.RATES)
    low = {
        name: (round(getattr(result, name), 4), floor)
        for name, floor in floors.items()
        if getattr(result, name) < floor
    }
    assert not low, "\n".join([f"(score, floor): {low}", *result.misses])


def test_gold_floors_are_of_the_annotated_texts():
    assert sorted(scoring.load_floors()) == scoring.gold_texts()


@pytest.mark.parametrize("doc_id", scoring.gold_texts())
def test_gold_spans_are_exact_and_in_order(doc_id):
    text = load_source(scoring.PRESS / doc_id).text
    numbers = scoring.numbers_of(doc_id)
    assert [number for number in numbers if text[number.start : number.end] != number.value_text] == []
    spans = [(number.start, number.end) for number in numbers]
    assert spans == sorted(spans)
    distinct = list(dict.fromkeys(spans))
    overlaps = [pair for pair in pairwise(distinct) if pair[0][1] > pair[1][0]]
    assert overlaps == []


@pytest.mark.parametrize("doc_id", scoring.gold_texts())
def test_gold_sentences_hold_their_numbers(doc_id):
    text = load_source(scoring.PRESS / doc_id).text
    for fact in scoring.numbers_of(doc_id):
        if fact.kind == "fact":
            assert text[fact.sentence_start : fact.sentence_end] == fact.sentence
            assert fact.sentence_start <= fact.start < fact.end <= fact.sentence_end


@pytest.mark.parametrize("doc_id", scoring.gold_texts())
def test_gold_accounts_for_every_digit(doc_id):
    text = load_source(scoring.PRESS / doc_id).text
    covered = bytearray(len(text))
    for number in scoring.numbers_of(doc_id):
        covered[number.start : number.end] = b"\1" * (number.end - number.start)
    lost = [
        (m.start(), text[m.start() - 8 : m.end() + 8])
        for m in re.finditer(r"\d+", text)
        if not all(covered[m.start() : m.end()])
    ]
    assert lost == []
    assert all(number.why for number in scoring.numbers_of(doc_id) if number.kind == "noise")


def gold(**changes):
    number = {
        "start": 0, "end": 3, "value_text": "584", "kind": "fact", "indicator": "dibao_standard", "dims": {"residence": "urban"},
        "region": "140900", "measure": "level", "value": 584, "unit": "CNY/person/month", "period": "2025", "base_period": None,
        "qualifier": "exact", "status": "actual", "headline": True,
    }  # fmt: skip
    return {**number, **changes}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([gold()], (1, 1, 1, 1, 0)),
        ([], (1, 0, 0, 0, 0)),
        ([gold(start=1, end=2)], (1, 1, 1, 1, 0)),
        ([gold(start=3, end=4)], (1, 0, 0, 0, 1)),
        ([gold(value=584.0000001)], (1, 1, 1, 1, 0)),
        ([gold(value=585)], (1, 1, 0, 0, 0)),
        ([gold(value=None)], (1, 1, 0, 0, 0)),
        ([gold(dims={})], (1, 1, 0, 0, 0)),
        ([gold(period="2024")], (1, 1, 1, 0, 0)),
        ([gold(period="2024"), gold()], (1, 1, 1, 1, 1)),
    ],
)
def test_score_counts(answers, expected):
    assert scoring.score([gold()], answers, "all") == scoring.Score(*expected)


def test_score_takes_what_is_accepted_and_stated_also():
    number = gold(accept={"dims": [{}]}, also=[{"indicator": "tekun_standard", "dims": {}}])
    answers = [gold(dims={}), gold(indicator="tekun_standard", dims={})]
    assert scoring.score([number], answers, "all") == scoring.Score(1, 1, 1, 1, 0)


def test_score_headline_leaves_out_other_facts():
    other = gold(start=10, end=12, headline=False)
    assert scoring.score([gold(), other], [gold(), gold(start=10, end=12, value=1)], "headline") == scoring.Score(
        1, 1, 1, 1, 0
    )
    assert scoring.score([], [gold(headline=False)], "headline").extra == 0
    assert scoring.score([{**other, "kind": "noise"}], [gold(start=10, end=12)], "headline").extra == 1


def test_score_names_each_miss():
    missed = scoring.score([gold(), gold(start=9, end=11)], [gold(period="2024"), gold(start=20, end=22)], "all").misses
    assert [line.partition(": ")[2] for line in missed] == ["period '2024' for '2025'", "not found", "extra"]
