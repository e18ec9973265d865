"""Versions of what a published set is made of, as hashes of content: texts, catalogue, code.

Equal versions give an equal set, whatever the file times say: a fresh checkout has new times and old content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def _hash_files(root: Path, paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.relative_to(root).as_posix()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(root).as_posix()} {digest}\n".encode())
    return whole.hexdigest()


def _files(folder: Path, pattern: str = "*") -> list[Path]:
    """Files below a folder, without hidden ones (editors leave such)."""
    return [path for path in folder.rglob(pattern) if path.is_file() and not path.name.startswith(".")]


def versions(root: Path) -> dict[str, str]:
    """Hash of the texts, of the catalogue, and of the code with the packages it is pinned to."""
    return {
        "texts": _hash_files(root, _files(root / "data" / "press")),
        "catalogue": _hash_files(root, _files(root / "data" / "catalogue")),
        "code": _hash_files(root, [*_files(root / "etl", "*.py"), root / "requirements.txt"]),
    }
