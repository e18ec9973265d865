"""Versions of what a published set is made of, as hashes of content: texts, catalogue, code.

Equal versions give an equal set, whatever the file times say: a fresh checkout has new times and old content. Of the
code only modules that the work is done by are counted, found by their imports: a change of the command line or of the
dashboard makes nothing anew.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

BUILD = ("etl.pipeline", "etl.publish")
"""What makes the table of a build; with all that they import."""
READ = ("etl.extract", "etl.clean", "etl.corrections", "etl.identity", "etl.identities", "etl.timespan")
"""What makes facts of a text; with all that they import."""
READ_ALONE = ("etl.pipeline", "etl.publish", "etl.validate", "etl.scale.read_chunk", "etl.scale.shelf")
"""What hands texts to these and keeps the facts; without what they import for later steps."""
PACKAGES = ("ahocorasick-rs", "opencc", "pyarrow")
"""Packages whose version can change what is read or written."""

# Parsing the modules would take half a second at every start; what matches beside imports names no module.
_IMPORT = re.compile(r"^[ ]*(?:import (etl[.\w]*)|from (etl[.\w]*) import (\([^)]*\)|[^\n]+))", re.MULTILINE)
_NAME = re.compile(r"\w+")


def _hash_files(root: Path, paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.relative_to(root).as_posix()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(root).as_posix()} {digest}\n".encode())
    return whole.hexdigest()


def _files(folder: Path) -> list[Path]:
    """Files below a folder, without hidden ones (editors leave such)."""
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]


def versions(root: Path) -> dict[str, str]:
    """Hash of the texts, of the catalogue, and of the code of a build with the packages it is pinned to."""
    return {
        "texts": _hash_files(root, _files(root / "data" / "press")),
        "catalogue": _hash_files(root, _files(root / "data" / "catalogue")),
        "code": _hash_files(root, [*modules(root, BUILD), root / "requirements.txt"]),
    }


def worker_versions(root: Path) -> dict[str, str]:
    """What workers of a run must share: the catalogue, the code that reads, all code of a run, packages."""
    return {
        "catalogue": _hash_files(root, _files(root / "data" / "catalogue")),
        "reading": _hash_files(root, [*modules(root, READ), *(file_of(root, name) for name in READ_ALONE)]),
        "code": _hash_files(root, modules(root, ("etl.scale.run",))),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        **{name: version(name) for name in PACKAGES},
    }


def file_of(root: Path, name: str) -> Path:
    """The file of a module; a missing one where there is none of that name."""
    path = root.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def modules(root: Path, names: Iterable[str]) -> list[Path]:
    """The files of some modules of this project and of all that they import, at whatever place in the code."""
    found: dict[str, Path] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        path = file_of(root, name)
        if name not in found and path.is_file():
            found[name] = path
            # A module is only there with the packages above it.
            waiting += [name.rpartition(".")[0], *_imported(path)]
    return sorted(found.values())


def _imported(path: Path) -> Iterator[str]:
    """Names that may be modules of this project, wherever in the code they are imported."""
    for whole, package, names in _IMPORT.findall(path.read_text(encoding="utf-8")):
        if whole:
            yield whole
            continue
        yield package
        yield from (f"{package}.{name}" for name in _NAME.findall(names))
