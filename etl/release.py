"""The published set of files as one thing: replaced as a whole, read as a whole.

A reader must never see files of two builds together, and a kill at any moment must leave the old set or the new one.

Writing: the complete new set is written to a hidden folder beside the old one, flushed to disk, and the two folders
change names in one step of the kernel (renameat2 with RENAME_EXCHANGE). Where a file system cannot do that (some
layered and network ones, a mount point), the new set is committed by one rename as `.next` inside the folder; its files
then replace the old ones one by one, and `.next` goes last. While `.next` is there, it is the set.

Reading: the manifest, `report.json`, holds the hash of each other file. `read_set` takes the manifest, then the files,
and begins anew where a hash does not fit because a new set came between.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from etl.model import EtlError

MANIFEST = "report.json"
_NEXT, _UNFINISHED, _DONE = ".next", ".next-unfinished", ".next-done"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CANNOT_EXCHANGE = frozenset(
    {errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EBUSY, errno.EACCES, errno.EPERM, errno.EROFS}
)
_READ_TRIES = 8
_READ_PAUSE_S = 0.05
_ADVICE = "run `python -m etl build`"


class ReleaseError(EtlError):
    """The published set cannot be read or written: says what was found and what to do."""


def manifest_entry(content: bytes) -> dict[str, Any]:
    """What the manifest says of one file."""
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def replace_set(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make `files`, a manifest among them, the whole content of `folder`, in one step.

    Raises:
        ReleaseError: The folder holds files of someone else, or the disk refuses.
    """
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _lock(folder.parent):
            _check_owned(folder, files)
            try:
                _exchange_folder(folder, files)
            except OSError as error:
                if error.errno not in _CANNOT_EXCHANGE:
                    raise
                _roll_forward(folder, files)
    except OSError as error:
        raise ReleaseError(
            f"{folder}: found {error.strerror or error}, expected to write the published set there; the old set stays "
            "as it is: make room or give the right to write, or choose another folder with --out"
        ) from error


@contextmanager
def _lock(parent: Path) -> Iterator[None]:
    """Hold the writers' lock of the folders in `parent`; the kernel frees it when the process dies."""
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _check_owned(folder: Path, files: Mapping[str, bytes]) -> None:
    """Refuse a folder with other files in it: they would be lost."""
    if not folder.exists():
        return
    owned = {MANIFEST, _NEXT, _UNFINISHED, _DONE, *files, *_listed(folder), *_listed(folder / _NEXT)}
    foreign = sorted({entry.name for entry in folder.iterdir()} - owned)
    if foreign:
        raise ReleaseError(
            f"{folder}: found {', '.join(foreign[:3])}, expected a published set or an empty folder, as all in it is "
            "replaced; choose another folder with --out"
        )


def _listed(folder: Path) -> set[str]:
    """Names of the files of the set whose manifest lies in this very folder; none where nothing readable does."""
    with suppress(ReleaseError, OSError):
        return {name for name in _parse_manifest(folder)["files"] if Path(name).name == name}
    return set()


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder with these files, on the disk when this returns."""
    folder.mkdir()
    for name, content in files.items():
        _write_file(folder / name, content)
    _flush_folder(folder)


def _write_file(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    beside = folder.parent / f".{folder.name}-new"
    shutil.rmtree(beside, ignore_errors=True)  # what a killed build left: the lock says that nobody is at it
    try:
        _write_folder(beside, files)
        if folder.exists():
            _exchange(beside, folder)
        else:
            beside.rename(folder)
        _flush_folder(folder.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> None:
    """Exchange the names of two folders in one step; OSError where the system cannot."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _roll_forward(folder: Path, files: Mapping[str, bytes]) -> None:
    """The way without an exchange: commit the set as `.next`, then let its files replace the old ones."""
    folder.mkdir(exist_ok=True)
    _finish(folder)
    shutil.rmtree(folder / _UNFINISHED, ignore_errors=True)
    _write_folder(folder / _UNFINISHED, files)
    (folder / _UNFINISHED).rename(folder / _NEXT)
    _flush_folder(folder)
    _finish(folder)


def _finish(folder: Path) -> None:
    """Complete what a roll forward, perhaps a killed one, has committed.

    The manifest is replaced last: until then the old one tells which files are ours.
    """
    shutil.rmtree(folder / _DONE, ignore_errors=True)
    if not (folder / _NEXT).is_dir():
        return
    names = sorted({path.name for path in (folder / _NEXT).iterdir()} - {MANIFEST})
    for name in names:
        _copy_into(folder, name)
    for name in _listed(folder) - set(names):
        (folder / name).unlink(missing_ok=True)
    _copy_into(folder, MANIFEST)
    _flush_folder(folder)
    (folder / _NEXT).rename(folder / _DONE)
    shutil.rmtree(folder / _DONE, ignore_errors=True)


def _copy_into(folder: Path, name: str) -> None:
    """Let a file of the committed set replace the old one of that name in one step."""
    _write_file(folder / _UNFINISHED, (folder / _NEXT / name).read_bytes())
    (folder / _UNFINISHED).replace(folder / name)


def _current(folder: Path) -> Path:
    return folder / _NEXT if (folder / _NEXT).is_dir() else folder


def _parse_manifest(folder: Path) -> dict[str, Any]:
    content = (folder / MANIFEST).read_bytes()
    with suppress(ValueError, KeyError, TypeError):
        manifest = json.loads(content)
        if isinstance(manifest["files"], dict) and isinstance(manifest["inputs"], dict):
            return dict(manifest)
    raise ReleaseError(
        f"{folder / MANIFEST}: found no list of files, expected the manifest of a published set; {_ADVICE}"
    )


def read_set(folder: Path, names: Collection[str] | None = None) -> dict[str, bytes]:
    """Return the manifest and the named files (all, if none are named) of one and the same published set.

    Raises:
        ReleaseError: No complete set is there.
    """
    problem = ""
    for attempt in range(_READ_TRIES):
        time.sleep(_READ_PAUSE_S * attempt)
        try:
            current = _current(folder)
            manifest = _parse_manifest(current)
            read = {name: (current / name).read_bytes() for name in (MANIFEST, *(names or manifest["files"]))}
            hashes = {name: entry["sha256"] for name, entry in manifest["files"].items()}
        except OSError as error:
            problem = f"{error.strerror}: {Path(error.filename or folder).name}"
            if not (_current(folder) / MANIFEST).exists():
                break  # not a set that is being replaced, but none at all
            continue
        wrong = [name for name in read if name != MANIFEST and manifest_entry(read[name])["sha256"] != hashes.get(name)]
        if not wrong and json.loads(read[MANIFEST]) == manifest:
            return read
        problem = f"{', '.join(wrong)}: not the file that {MANIFEST} names"
    raise ReleaseError(f"{folder}: found {problem}, expected a complete published set; {_ADVICE}")


def stamp(folder: Path) -> str:
    """Return what changes when a new set is published: a key for caches; empty where there is none."""
    try:
        return hashlib.sha256((_current(folder) / MANIFEST).read_bytes()).hexdigest()
    except OSError:
        return ""


def inputs_of(folder: Path) -> dict[str, str] | None:
    """Return the versions of the inputs of a complete set; None where there is none."""
    try:
        return dict(json.loads(read_set(folder)[MANIFEST])["inputs"])
    except ReleaseError:
        return None
