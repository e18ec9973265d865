"""Speed of text to facts on one core, beside the least that any extraction must do, and beside other extractors.

The floor is to find the runs of digits of the same text with one regular expression, in the same process. Cost must
not depend on how long a text or a line is.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from typing import Any

from benchmarks.machine import ROOT, seconds
from etl.catalogue import load_catalogue
from etl.extract import extract
from etl.extract.regions import load_divisions
from etl.model import Source
from etl.sources import load_sources

MEGABYTE = 1_000_000
FLOOR = re.compile(r"\d+(?:\.\d+)?")
_PEER_CHARACTERS = 6_000
_SHORT_CHARACTERS = 400


def corpora(sources: Sequence[Source], megabytes: Sequence[float]) -> Iterator[tuple[str, list[Source]]]:
    """Names and texts of what is measured."""
    yield "the five texts, one by one", list(sources)
    pieces = [
        replace(source, text=source.text[at : at + _SHORT_CHARACTERS])
        for source in sources
        for at in range(0, len(source.text), _SHORT_CHARACTERS)
    ]
    yield f"pieces of {_SHORT_CHARACTERS} characters", pieces
    whole = "\n".join(source.text for source in sources)
    size = len(whole.encode())
    for target in megabytes:
        copies = max(1, round(target * MEGABYTE / size))
        yield f"the texts as one of {target:g} MB", [replace(sources[0], text="\n".join([whole] * copies))]
    line = re.sub(r"\s+", "", whole)
    copies = max(1, round(megabytes[0] * MEGABYTE / size))
    yield f"{megabytes[0]:g} MB without a line break", [replace(sources[0], text=line * copies)]


def floor_seconds(texts: Sequence[Source]) -> float:
    """Time to find the runs of digits."""
    return seconds(lambda: [FLOOR.findall(source.text) for source in texts])


def measure(megabytes: Sequence[float]) -> list[dict[str, Any]]:
    """One row for each text measured."""
    catalogue, divisions = load_catalogue(), load_divisions()
    sources = load_sources(ROOT / "data" / "press")
    extract(sources[0], catalogue, divisions)  # the patterns are compiled once
    found = []
    for name, texts in corpora(sources, megabytes):
        counted: list[int] = []

        def work(texts: list[Source] = texts, counted: list[int] = counted) -> None:
            counted[:] = [len(extract(source, catalogue, divisions)) for source in texts]

        size = sum(len(source.text.encode()) for source in texts) / MEGABYTE
        took, floor = seconds(work), floor_seconds(texts)
        found.append(
            {
                "text": name,
                "mb": size,
                "numbers": sum(counted),
                "mb_per_s": size / took,
                "floor_mb_per_s": size / floor,
                "times_floor": took / floor,
            }
        )
    return found


def _recognizers() -> Callable[[str], object]:
    from ms_recognizers_number import recognize_number
    from ms_recognizers_number_with_unit import recognize_currency

    return lambda text: (recognize_number(text, "zh-cn"), recognize_currency(text, "zh-cn"))


def _jionlp() -> Callable[[str], object]:
    import jionlp

    return lambda text: (jionlp.ner.extract_money(text), jionlp.ner.extract_time(text))


def _ours() -> Callable[[str], object]:
    catalogue, divisions = load_catalogue(), load_divisions()
    source = load_sources(ROOT / "data" / "press")[0]
    return lambda text: extract(replace(source, text=text), catalogue, divisions)


_PEERS: dict[str, Callable[[], Callable[[str], object]]] = {
    "this project (facts)": _ours,
    "ms-recognizers (numbers, currency)": _recognizers,
    "jionlp (money, time)": _jionlp,
}


def measure_peers() -> list[dict[str, Any]]:
    """Speed of others over the sentences of one text; those that are not installed are left out, by name."""
    text = load_sources(ROOT / "data" / "press")[-1].text[:_PEER_CHARACTERS]
    sentences = re.findall(r"[^。！？\n]+", text)
    size = sum(len(sentence.encode()) for sentence in sentences) / MEGABYTE
    floor = seconds(lambda: [FLOOR.findall(sentence) for sentence in sentences])
    found: list[dict[str, Any]] = []
    for name, make in _PEERS.items():
        try:
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                run = make()
                logging.disable(logging.ERROR)
                run(sentences[0])  # some load their dictionaries on the first call
                took = seconds(lambda run=run: [run(sentence) for sentence in sentences])  # type: ignore[misc]
        except Exception as error:  # another project's package, in whatever state
            found.append({"extractor": name, "not_measured": f"{type(error).__name__}: {error}"[:120]})
            continue
        finally:
            logging.disable(logging.NOTSET)
        found.append({"extractor": name, "mb_per_s": size / took, "times_floor": took / floor})
    return found
