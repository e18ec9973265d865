"""Coverage-guided fuzzing of clean and extract with atheris; `tests/test_fuzz.py` runs it for a moment.

A long run: `python -m tests.fuzz.coverage CORPUS -max_total_time=2400 -max_len=400 -len_control=0 -timeout=60 -rss_limit_mb=2048`.
The bytes of an input choose words of the vocabulary, or characters. An input that breaks a promise, takes longer than
the timeout or more memory than the limit ends the run; it is kept as `crash-*`, and its text is printed.
"""

import sys

import atheris

with atheris.instrument_imports(include=["etl"]):
    from tests.fuzz.invariants import check_numbers, numbers_of
from tests.fuzz.texts import AROUND, HOSTILE, MARKS, MONEY, NUMBERS, TIMES, vocabulary

MAX_LENGTH = 4_000
PIECES = tuple(dict.fromkeys((*NUMBERS, *TIMES, *MONEY, *AROUND, *MARKS, *HOSTILE, *vocabulary())))


def text_of(data: bytes) -> str:
    """The text that some bytes stand for: most name a word of the vocabulary, some are characters as they are."""
    provider = atheris.FuzzedDataProvider(data)
    pieces: list[str] = []
    length = 0
    while provider.remaining_bytes() and length < MAX_LENGTH:
        if provider.ConsumeIntInRange(0, 7):
            pieces.append(PIECES[provider.ConsumeIntInRange(0, len(PIECES) - 1)])
        else:
            pieces.append(provider.ConsumeUnicode(4))
        length += len(pieces[-1])
    return "".join(pieces)


def check(data: bytes) -> None:
    """One input of the fuzzer."""
    text = text_of(data)
    try:
        check_numbers(text)
    except Exception:
        print(f"the text was: {text!a}", flush=True)
        raise


if __name__ == "__main__":
    numbers_of("")  # the first text pays for the catalogue; its time is not the fuzzer's
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
