"""Stage `validate`: what is odd about the facts, as issues with a severity; facts are not changed.

`error`: the table contradicts itself (a span that does not hold its number, an unknown slug, two facts with one id); a
build with an error does not publish. `warning`: the texts contradict each other or themselves, or a value is hardly
possible; published and shown. `info`: what a reader should know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from etl.calculate import exact, scaled, term, unit_factor
from etl.catalogue import Catalogue
from etl.identities import Identities
from etl.identity import dims_key, fact_id
from etl.levels import Levels, bind
from etl.model import Fact, Issue, Severity, Source
from etl.reconcile import is_same_value
from etl.timespan import is_same_time, is_undated, parse_period

_UNIT_OF_MEASURE: Mapping[str, tuple[str, ...]] = {
    "growth_pct": ("percent", "percent/year"),
    "share_pct": ("percent",),
    "subsidy_rate_pct": ("percent",),
    "gap_pp": ("percentage_point",),
}
_PER_YEAR = "/year"
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Known:
    """What facts are checked against."""

    catalogue: Catalogue
    identities: Identities
    sources: Mapping[str, Source]


Check = Callable[[Sequence[Fact], Known], Iterator[Issue]]


def _issue(check: str, severity: Severity, facts: Sequence[Fact], message: str) -> Issue:
    texts = {fact.doc_id for fact in facts}
    doc_id = texts.pop() if len(texts) == 1 else ""
    return Issue(check, severity, doc_id, tuple(fact.fact_id for fact in facts), message)


def _name(fact: Fact) -> str:
    """How a message names a fact: what was written, what it was read as, where."""
    dims = " ".join(f"{dim}={value}" for dim, value in sorted(fact.dims.items()))
    return " ".join(filter(None, (fact.value_text, fact.indicator, dims, fact.region, fact.period)))


def check_spans(facts: Sequence[Fact], known: Known) -> Iterator[Issue]:
    """Every number stands where its span says, inside its sentence."""
    for fact in facts:
        source = known.sources.get(fact.doc_id)
        if source is None:
            yield _issue("spans", "error", [fact], f"{_name(fact)}: no text {fact.doc_id!r}")
        elif not 0 <= fact.start < fact.end or source.text[fact.start : fact.end] != fact.value_text:
            found = source.text[fact.start : fact.end]
            message = f"{_name(fact)}: the text has {found!r} at {fact.start}-{fact.end}"
            yield _issue("spans", "error", [fact], message)
        elif fact.sentence and source.text[fact.sentence_start : fact.sentence_end] != fact.sentence:
            yield _issue("spans", "error", [fact], f"{_name(fact)}: its sentence is not at the place given")


def check_ids(facts: Sequence[Fact], known: Known) -> Iterator[Issue]:
    """Ids are unique, are those of the content, and every fact that is referred to is there."""
    by_id: dict[str, Fact] = {}
    for fact in facts:
        if fact.fact_id in by_id:
            yield _issue("ids", "error", [fact], f"{_name(fact)}: the id of {_name(by_id[fact.fact_id])} as well")
        elif fact.fact_id != fact_id(fact):
            yield _issue("ids", "error", [fact], f"{_name(fact)}: the id is not that of the content")
        by_id.setdefault(fact.fact_id, fact)
    for fact in facts:
        # Before the repeats are linked, `occurrence_of` is empty.
        linked = (*fact.parents, *fact.operands, *filter(None, (fact.occurrence_of,)))
        missing = [identity for identity in linked if identity not in by_id]
        if missing:
            yield _issue("ids", "error", [fact], f"{_name(fact)}: refers to {', '.join(missing)}, which is not there")


def check_slugs(facts: Sequence[Fact], known: Known) -> Iterator[Issue]:
    """Indicators, units, dims and their values are those of the catalogue; an indicator has only the dims it takes."""
    for fact in facts:
        entry = known.catalogue.indicators.get(fact.indicator)
        if entry is None:
            yield _issue("slugs", "error", [fact], f"{_name(fact)}: the catalogue has no such indicator")
            continue
        if fact.unit not in known.catalogue.units and fact.unit not in known.identities.units:
            yield _issue("slugs", "error", [fact], f"{_name(fact)}: unknown unit {fact.unit!r}")
        for dim, value in fact.dims.items():
            if dim not in entry.dims or value not in known.catalogue.dims[dim]:
                yield _issue("slugs", "error", [fact], f"{_name(fact)}: {fact.indicator} takes no {dim}={value}")


def check_units(facts: Sequence[Fact], known: Known) -> Iterator[Issue]:
    """A value is in a unit of its indicator and measure."""
    for fact in facts:
        entry = known.catalogue.indicators.get(fact.indicator)
        if entry is not None and not _is_unit_allowed(fact, entry.unit, known):
            yield _issue("units", "warning", [fact], f"{_name(fact)}: {fact.unit} for {fact.measure} in {entry.unit}")


def _is_unit_allowed(fact: Fact, unit: str, known: Known) -> bool:
    if fact.measure in _UNIT_OF_MEASURE:
        return fact.unit in _UNIT_OF_MEASURE[fact.measure]
    if fact.measure == "ratio":
        return True
    allowed = {unit_factor(unit, known.catalogue)[0]}
    if fact.measure == "change_abs" and unit == "percent":
        allowed.add("percentage_point")
    if "aggregation" in fact.dims:
        allowed |= {one + _PER_YEAR for one in allowed}
    # Some counts of persons are stated as person-times, payments added up over a period.
    if unit == "person":
        allowed.add("person_time")
    return unit_factor(fact.unit, known.catalogue)[0] in allowed or fact.unit in allowed


def check_ranges(facts: Sequence[Fact], known: Known) -> Iterator[Issue]:
    """A level lies in the range that the catalogue holds plausible, a share between 0 and 100, a fall above -100."""
    for fact in facts:
        low, high = _range(fact, known)
        value = scaled(fact.value, unit_factor(fact.unit, known.catalogue)[1])
        if (low is not None and value < low) or (high is not None and value > high):
            bounds = f"{'' if low is None else f'{low:g}'} to {'' if high is None else f'{high:g}'}"
            message = f"{_name(fact)}: {exact(fact.value)} is outside the plausible range, {bounds}"
            yield _issue("ranges", "warning", [fact], message)


def _range(fact: Fact, known: Known) -> tuple[float | None, float | None]:
    if fact.measure == "share_pct" or fact.measure == "subsidy_rate_pct":
        return 0, _HUNDRED
    if fact.measure == "growth_pct":
        return -_HUNDRED, None
    entry = known.catalogue.indicators.get(fact.indicator)
    if fact.measure != "level" or entry is None:
        return None, None
    is_comparable = unit_factor(fact.unit, known.catalogue)[0] == unit_factor(entry.unit, known.catalogue)[0]
    return entry.range if is_comparable else (None, None)


def check_periods(facts: Sequence[Fact], known: Known) -> Iterator[Issue]:
    """Periods can be read, a base lies before what it is the base of, and what is to come is a plan."""
    for fact in facts:
        span, base = parse_period(fact.period), parse_period(fact.base_period)
        if span is None or (fact.base_period and base is None):
            found = fact.base_period if span else fact.period
            yield _issue("periods", "error", [fact], f"{_name(fact)}: {found!r} is no period")
            continue
        if base is not None and base.last >= span.last and not base.is_longer_than_year:
            yield _issue("periods", "warning", [fact], f"{_name(fact)}: the base {fact.base_period} is not earlier")
        source = known.sources.get(fact.doc_id)
        published = source.published if source else None
        if published and fact.status == "actual" and fact.provenance == "reported" and span.first > published:
            message = f"{_name(fact)}: given as a fact before its time, on {published.isoformat()}"
            yield _issue("periods", "warning", [fact], message)


def check_repeats(facts: Sequence[Fact], known: Known) -> Iterator[Issue]:
    """Two statements of one thing at one time give one value."""
    groups: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.is_primary and fact.provenance == "reported" and not is_undated(fact):
            unit = unit_factor(fact.unit, known.catalogue)[0]
            span = parse_period(fact.period)
            base = parse_period(fact.base_period)
            years = (str(span.last.year) if span else "", str(base.last.year) if base else "")
            what = (fact.indicator, dims_key(fact.dims), fact.measure, unit, fact.status)
            groups[fact.region, *what, *years].append(fact)
    for group in groups.values():
        first = group[0]
        for other in group[1:]:
            if _is_one_time(first, other) and not is_same_value(first, other, known.catalogue):
                values = f"{first.value_text} and {other.value_text}"
                yield _issue("repeats", "warning", [first, other], f"{_name(first)}: stated as {values}")


def _is_one_time(one: Fact, other: Fact) -> bool:
    left, right = parse_period(one.period), parse_period(other.period)
    if left is None or right is None or one.period_type != other.period_type:
        return False
    # Two texts of one year state a stock at different dates of it.
    return is_same_time(left, right) and (one.doc_id == other.doc_id or "-" in one.period + other.period)


def check_verdicts(facts: Sequence[Fact], known: Known) -> Iterator[Issue]:
    """Stated growths, changes, shares and totals follow from the levels beside them; totals add like to like."""
    by_id = {fact.fact_id: fact for fact in facts}
    for fact in facts:
        is_mixed = fact.verdict_reason == "adds_unlike_units"
        if fact.computed_value is None or not (fact.verdict == "conflict" or is_mixed):
            continue
        operands = [by_id[identity] for identity in fact.operands if identity in by_id]
        from_what = ", ".join(operand.value_text for operand in operands)
        how = "adds unlike units" if is_mixed else f"computed {exact(round(fact.computed_value, 2))}"
        yield _issue("verdicts", "warning", [fact, *operands], f"{_name(fact)}: {how} from {from_what}")


def check_bounds(facts: Sequence[Fact], known: Known) -> Iterator[Issue]:
    """What is declared never to exceed something does not."""
    used = [fact for fact in facts if fact.is_primary]
    levels = Levels(used, known.catalogue, known.identities)
    for entry in known.identities.below:
        for fact in levels.of_indicator(entry.lesser.indicator):
            binding = bind(fact, entry.lesser)
            if binding is None or fact.status == "planned" or is_undated(fact):
                continue
            others = levels.for_operand(entry.greater, binding, fact, 0, any_unit=True)
            if not others or others[0].caveat or others[0].fact.doc_id != fact.doc_id:
                continue
            lesser, greater = term(fact, known.catalogue), term(others[0].fact, known.catalogue)
            if lesser.interval.low > greater.interval.high:
                message = f"{entry.name.en}: {_name(fact)} is above {_name(greater.fact)}"
                yield _issue("bounds", "warning", [fact, greater.fact], message)


def check_flags(facts: Sequence[Fact], known: Known) -> Iterator[Issue]:
    """Facts with a flag or a declared correction are listed."""
    for fact in facts:
        if fact.provenance == "reported" and (fact.flags or fact.correction):
            note = "; ".join(filter(None, (", ".join(fact.flags), fact.correction)))
            yield _issue("flags", "info", [fact], f"{_name(fact)}: {note}")


CHECKS: tuple[Check, ...] = (
    check_spans,
    check_ids,
    check_slugs,
    check_units,
    check_ranges,
    check_periods,
    check_repeats,
    check_verdicts,
    check_bounds,
    check_flags,
)


def validate(
    facts: Sequence[Fact], catalogue: Catalogue, identities: Identities, sources: Iterable[Source]
) -> list[Issue]:
    """All issues of a table, sorted by severity, check, text and place.

    Args:
        facts: Reported and derived facts, with ids.
        catalogue: What indicators, units and dims there are.
        identities: Units of derived values and declared bounds.
        sources: The texts, for spans and dates of publication.
    """
    known = Known(catalogue, identities, {source.doc_id: source for source in sources})
    stated = [fact for fact in facts if fact.kind == "fact"]
    issues = [issue for check in CHECKS for issue in check(stated, known)]
    severities = get_args(Severity)
    order = {fact.fact_id: (fact.doc_id, fact.start) for fact in stated}
    return sorted(
        issues,
        key=lambda issue: (
            severities.index(issue.severity),
            issue.check,
            *order.get(issue.fact_ids[0], ("", 0)),
            issue.message,
        ),
    )


def errors(issues: Iterable[Issue]) -> list[Issue]:
    """The issues that forbid to publish; their messages say why."""
    return [issue for issue in issues if issue.severity == "error"]
