"""Coverage-guided fuzzing of clean and extract with atheris, which is installed by hand: `pip install atheris`.

Run: `python -m tests.fuzz.coverage CORPUS -max_total_time=600 -max_len=400 -len_control=0 -timeout=60 -rss_limit_mb=2048`. The bytes of an input
choose words of the vocabulary, or characters; an input that breaks a promise is kept as `crash-*` and its text printed.
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
    check_numbers(text_of(data))


if __name__ == "__main__":
    numbers_of("")  # the first text pays for the catalogue; its time is not the fuzzer's
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
