"""Licences of the packages that the project runs on: `python -m tests.licences` prints docs/LICENCES.md, `--update` writes it.

The names come from requirements.txt, the licences from the metadata of the installed packages. Where a package offers
several licences, the one that is used is named here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
LIST = ROOT / "docs" / "LICENCES.md"
CHOSEN = {"text-unidecode": "Artistic-1.0", "tld": "MPL-1.1"}
"""Packages that offer a licence of the GPL family among others, and the one that is used."""
COPYLEFT = re.compile(r"(?<!L)GPL|General Public")
_SPELLED = {
    "Apache 2.0": "Apache-2.0", "Apache License 2.0": "Apache-2.0", "Apache Software License": "Apache-2.0", "MIT License": "MIT",
    "BSD License": "BSD", "3-Clause BSD License": "BSD-3-Clause", "The BSD 2-Clause License": "BSD-2-Clause", "ISC License": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "ISC License (ISCL)": "ISC", "Artistic License": "Artistic-1.0",
}  # fmt: skip
HEAD = """# Licences of the packages at run time

Made by `python -m tests.licences --update` from `requirements.txt` and the metadata of the installed packages; a test
compares the two. None is under the GPL or AGPL alone: where a package offers one of them among others, the last column
names the licence that is used. What only the tests need (`requirements-dev.in`) is not part of what runs.

| package | licence | used |
|---|---|---|
"""


def required() -> Iterator[str]:
    """Packages of the lock file that this system needs."""
    seen = set()
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if line and line[0] not in " #":
            wanted = Requirement(line)
            if (wanted.marker is None or wanted.marker.evaluate()) and wanted.name not in seen:
                seen.add(wanted.name)
                yield wanted.name


def licence_of(name: str) -> str:
    """The licence as the package states it, in short."""
    known = metadata.metadata(name)
    stated = known.get("License-Expression") or ""
    if not stated:
        named = [
            value.rpartition(" :: ")[2] for value in known.get_all("Classifier") or () if value.startswith("License ::")
        ]
        written = (known.get("License") or "").strip().split("\n")[0]
        words = [written] if 0 < len(written) <= 60 and not written.startswith("Copyright") else named
        stated = " OR ".join(sorted({_SPELLED.get(word, word) for word in (named if len(named) > 1 else words)}))
    return stated or "not stated"


def rows() -> list[tuple[str, str, str]]:
    """Package, its licences, and the one that is used where there is a choice."""
    return [(name, licence_of(name), CHOSEN.get(name, "")) for name in required()]


def is_copyleft(licence: str) -> bool:
    """Whether every way to use a package leads to the GPL or AGPL."""
    return all(COPYLEFT.search(choice) for choice in licence.split(" OR "))


def render() -> str:
    """The list as Markdown."""
    return HEAD + "".join(f"| {name} | {licence} | {chosen} |\n" for name, licence, chosen in rows())


if __name__ == "__main__":
    if "--update" in sys.argv:
        LIST.parent.mkdir(exist_ok=True)
        LIST.write_text(render(), encoding="utf-8")
    else:
        print(render(), end="")
