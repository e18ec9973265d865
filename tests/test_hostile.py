"""Bad texts, files and metadata: each is read, or gets one line and exit status 2; never a traceback or half a file."""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import docx
import pytest

from etl import __main__ as cli
from etl import release
from etl.catalogue import CATALOGUE, CatalogueError, load_catalogue
from etl.divisions import load_divisions, read_divisions
from etl.model import SourceError, printable
from etl.sources import load_source, load_sources
from tests.test_read import pdf

ROOT = Path(__file__).resolve().parent.parent
GOOD = "2024年，全市城市低保标准为每人每月730元。\n"
WITHIN_S = 30
"""Seconds of processor time: nothing here takes a tenth of it, a text that hangs takes all."""


def extract(monkeypatch, capsys, *arguments: object) -> tuple[int, list[dict], list[str]]:
    """Exit status, numbers and the lines on standard error of `extract`, run in this process."""
    options = ["--region", "420200", "--published", "2025-03-21", "--format", "jsonl"]
    monkeypatch.setattr(sys, "argv", ["etl", "extract", *options, *map(str, arguments)])
    start = time.process_time()
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert time.process_time() - start < WITHIN_S
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    numbers = [json.loads(line, parse_constant=pytest.fail) for line in told.out.splitlines() if line]
    return int(ended.value.code or 0), numbers, told.err.splitlines()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in parts.items():
            container.writestr(name.replace("__", "/") + ".xml", data)
    return out.getvalue()


def word(head: str = "", text: str = "584元") -> bytes:
    """A Word file whose document part begins with `head`."""
    document, plain, out = docx.Document(), io.BytesIO(), io.BytesIO()
    document.add_paragraph(text)
    document.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            is_body = head and part.filename == "word/document.xml"
            new.writestr(part.filename, data.replace(b"?>", b"?>" + head.encode(), 1) if is_body else data)
    return out.getvalue()


ENTITIES = '<!DOCTYPE a [<!ENTITY b "' + "x" * 1000 + '"><!ENTITY c "' + "&b;" * 1000 + '">]>'
REFUSED = {
    "empty.txt": b"", "blank.txt": " \u3000\r\n\ufeff".encode(), "binary.txt": bytes(range(256)) * 50, "zero.txt": GOOD.encode() + b"\0",
    "half characters.txt": b"\xed\xa0\x80" * 300, "image.txt": b"\x89PNG\r\n\x1a\n" + bytes(99), "office.txt": b"PK\x03\x04" + bytes(99),
    "control.txt": b"\x01\x02\x03\x04" * 99, "ending.exe": GOOD.encode(), "deep.html": b"<div>" * 100_000 + GOOD.encode(),
    "script.html": b"<html><script>var a=584;</script><style>b{1px}</style></html>", "encrypted.pdf": pdf([[]], encrypted=True),
    "image.pdf": pdf([[]], image=True), "broken.pdf": b"%PDF-1.7\n1 0 obj", "bomb.docx": zipped(word__document=b" " * 201_000_000),
    "entities.docx": word(ENTITIES), "outside.docx": word('<!DOCTYPE a SYSTEM "file:///etc/passwd">'), "broken.docx": word()[:2000],
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_one_line(tmp_path, monkeypatch, capsys, name):
    (tmp_path / name).write_bytes(REFUSED[name])
    status, numbers, told = extract(monkeypatch, capsys, tmp_path / name)
    assert (status, numbers) == (2, [])
    assert len(told) == 1
    assert told[0].startswith(f"{tmp_path / name}: ")
    assert len(told[0]) < 400


READ = {
    "cut.txt": GOOD.encode()[:-5], "mixed.txt": (GOOD * 20).encode() + "低保".encode("gb18030"), "gb18030.txt": (GOOD * 20).encode("gb18030"),
    "utf-16 cut.txt": GOOD.encode("utf-16")[:-3], "bidi.txt": f"\u202e{GOOD}\u2066\u200b\u200d".encode(), "joined.txt": GOOD.replace("730", "7\u200b3\u20600").encode(),
    "long digits.txt": b"1" * 200_000 + GOOD.encode(), "power.txt": f"10^308，1e308元，{'9' * 310}元。{GOOD}".encode(),
    "brackets.txt": ("（" * 2_000 + "5元" + "）" * 2_000 + "\n" + GOOD).encode(), "same.txt": ("低保标准5元，" * 200).encode(),
    "html.txt": f"<p onclick='5'>{GOOD}</p><script>alert(99)</script>".encode(), "page.html": f"<p>{GOOD * 9}</p><script>alert(99)</script>".encode(),
    "formula.txt": f"=cmd|'/c 5'!A1\n@SUM(1)\n{GOOD}".encode(), "link.docx": word(text=GOOD), "lines.txt": ("\n\r\x0b\x0c\u2028\u2029" * 999 + GOOD).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_an_odd_file_is_read(tmp_path, monkeypatch, capsys, name):
    (tmp_path / name).write_bytes(READ[name])
    status, numbers, told = extract(monkeypatch, capsys, tmp_path / name)
    assert (status, told) == (0, [])
    assert numbers
    assert not any("99" in number["value_text"] for number in numbers if "alert" in READ[name].decode(errors="replace"))


LONG_LINES = {
    "10 MB of digits.txt": b"1" * 10_000_000,
    "10 MB of text.txt": "低保标准584元，".encode() * 500_000,
    "100 MB.txt": b"1" * 100_000_000,
    "10 MB.html": b"<p>" + "低保标准584元，".encode() * 500_000 + b"</p>",
}


@pytest.mark.parametrize("name", LONG_LINES)
def test_a_line_without_end_is_refused_at_once(tmp_path, monkeypatch, capsys, name):
    (tmp_path / name).write_bytes(LONG_LINES[name])
    status, numbers, told = extract(monkeypatch, capsys, tmp_path / name)
    assert (status, numbers, len(told)) == (2, [], 1)
    assert told[0].endswith("; split it") or told[0].endswith("leave out its images")


def test_standard_input_without_end_is_refused():
    command = f"head -c 200M /dev/zero | tr '\\0' 1 | {sys.executable} -m etl extract -"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == ["-: more than 50,000,000 bytes came, which is the limit; split it"]


def test_a_file_too_large_is_not_even_opened(tmp_path, monkeypatch, capsys):
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(100_000_000_000)
    assert extract(monkeypatch, capsys, tmp_path / "large.txt")[0] == 2


def test_links_folders_and_pipes_do_not_hang(tmp_path, monkeypatch, capsys):
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    status, numbers, told = extract(
        monkeypatch, capsys, *(tmp_path / f"{name}.txt" for name in ("loop", "pipe", "folder")), "/dev/zero"
    )
    assert (status, numbers, len(told)) == (2, [], 4)


def test_a_name_cannot_steer_a_terminal(tmp_path, monkeypatch, capsys):
    told = extract(monkeypatch, capsys, tmp_path / "\x1b[2J\u202e\n.txt")[2]
    assert len(told) == 1
    assert told[0].isprintable()
    assert printable("a\x1b") == "a\\x1b"


def test_a_text_cannot_steer_a_terminal(tmp_path):
    (tmp_path / "a.txt").write_bytes("2024年\x1b[2J城市低保\u202e标准\x07为730\x1b[31m元。\n".encode())
    command = [sys.executable, "-m", "etl", "extract", "--region", "420200", "--published", "2025-03-21", tmp_path / "a.txt"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert "730" in done.stdout
    assert all(line.isprintable() for line in done.stdout.splitlines())


def test_refusals_are_objects_for_a_collector_of_logs(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ETL_LOG", "json")
    (tmp_path / "a.txt").write_bytes(b"")
    told = [json.loads(line) for line in extract(monkeypatch, capsys, tmp_path / "a.txt", tmp_path / "没有.txt")[2]]
    assert [(line["event"], Path(line["input"]).name) for line in told] == [
        ("refused", "a.txt"),
        ("refused", "没有.txt"),
    ]
    assert all(line["message"].startswith(line["input"]) for line in told)


# --- folders of texts


def make_source(
    parent: Path,
    *,
    name: str = "huangshi_2025-03-21_interview",
    text: bytes = GOOD.encode(),
    tail: str = "",
    **changes: str,
) -> Path:
    folder = parent / name
    folder.mkdir(parents=True)
    fields = {
        "title": '"t"',
        "publisher": '"p"',
        "published": "2025-03-21",
        "region": '"420200"',
        "language": '"zh-Hans"',
        **changes,
    }
    fields.setdefault("sha256", f'"{hashlib.sha256(text).hexdigest()}"')
    (folder / "source.toml").write_text(
        "".join(f"{key} = {value}\n" for key, value in fields.items()) + tail, encoding="utf-8"
    )
    (folder / "text.txt").write_bytes(text)
    return folder


BAD_SOURCES = {
    "future": (
        {"published": "9999-12-31", "name": "huangshi_9999-12-31_interview"},
        "found '9999-12-31', expected a day of the years 1949 to 2100",
    ),
    "contradictory day": ({"published": "2025-03-22"}, "expected <region>_2025-03-22_<slug>"),
    "unknown region": ({"region": '"999999"'}, "region: found '999999'"),
    "zero byte": ({"text": GOOD.encode() + b"\0"}, "found a zero byte"),
    "blank": ({"text": "\ufeff\u3000\n".encode()}, "found no text"),
    "truncated": ({"text": GOOD.encode()[:-2]}, "expected UTF-8"),
    "key twice": ({"tail": 'title = "u"\n'}, "expected TOML in UTF-8"),
    "nested": ({"tail": "note = " + "[" * 100_000}, "expected TOML in UTF-8"),
    "not a number": ({"tail": "note = nan\n"}, "expected TOML in UTF-8"),
    "many digits": ({"tail": "note = " + "9" * 10_000 + "\n"}, "expected TOML in UTF-8"),
    "too long": ({"text": b"1" * 2_000_001}, "found 2,000,001 characters, expected at most 2,000,000"),
    "large metadata": ({"tail": "# " + "x" * 1_100_000}, "expected at most 1,000,000"),
}


@pytest.mark.parametrize(("changes", "message"), BAD_SOURCES.values(), ids=BAD_SOURCES.keys())
def test_bad_metadata_names_what_to_mend(tmp_path, changes, message):
    with pytest.raises(SourceError) as raised:
        load_source(make_source(tmp_path, **changes), regions=load_divisions())
    assert message in str(raised.value)
    assert len(str(raised.value)) < 600


def link_text(folder: Path) -> None:
    (folder / "text.txt").unlink()
    (folder / "text.txt").symlink_to("/etc/hostname")


def link_folder(folder: Path) -> None:
    folder.rename(folder.parent.parent / "elsewhere")
    folder.symlink_to(folder.parent.parent / "elsewhere")


def pipe_text(folder: Path) -> None:
    (folder / "text.txt").unlink()
    os.mkfifo(folder / "text.txt")


def remove_metadata(folder: Path) -> None:
    (folder / "source.toml").unlink()


@pytest.mark.parametrize("damage", [link_text, link_folder, pipe_text, remove_metadata])
def test_a_folder_that_leads_elsewhere_is_refused(tmp_path, damage):
    damage(make_source(tmp_path / "press"))
    with pytest.raises(SourceError, match=r"huangshi_2025-03-21_interview.*: found .*expected .*; (?:put|add)"):
        load_sources(tmp_path / "press")


# --- disks


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("form", ["table", "csv"])
def test_a_full_disk_under_the_answer_is_one_line(tmp_path, form):
    path = tmp_path / "a.txt"
    path.write_text(GOOD, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "etl",
        "extract",
        "--region",
        "420200",
        "--published",
        "2025-03-21",
        "--format",
        form,
        path,
    ]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr.decode() == "output: found No space left on device, expected to go on; mend that, run again\n"


MOUNTED = """
set -e
mount -t tmpfs -o size=1m none "$1"
mkdir "$1/data"
{python} -c "from tests.test_hostile import publish; publish('$1/data/published', 1)"
if [ "$2" = full ]; then head -c 900k /dev/zero > "$1/ballast" || :; else mount -o remount,ro "$1"; fi
{python} -c "from tests.test_hostile import publish; publish('$1/data/published', 2)" 2>&1 || echo "status $?"
{python} -c "from tests.test_hostile import generation; print(generation('$1/data/published'))"
ls -A "$1/data"
"""


def publish(folder: str, number: int) -> None:
    """Put a set of 600 kB in place, as the build does; a refusal is one line and status 2."""
    content = str(number).encode() * 300_000
    report = {"inputs": {"code": str(number)}, "files": {"a.parquet": release.manifest_entry(content)}}
    try:
        release.replace_set(Path(folder), {"a.parquet": content, release.MANIFEST: json.dumps(report).encode()})
    except release.ReleaseError as error:
        sys.exit(f"refused: {error}")


def generation(folder: str) -> str:
    """Which set is there, complete."""
    return str((release.inputs_of(Path(folder)) or {}).get("code"))


@pytest.mark.skipif(not shutil.which("unshare") or os.geteuid() != 0, reason="needs root to mount a small disk")
@pytest.mark.parametrize(
    ("kind", "reason"), [("full", "No space left on device"), ("read-only", "Read-only file system")]
)
def test_a_disk_that_refuses_keeps_the_old_set(tmp_path, kind, reason):
    script = MOUNTED.format(python=sys.executable)
    done = subprocess.run(
        ["unshare", "-m", "bash", "-c", script, "-", tmp_path, kind], cwd=ROOT, capture_output=True, text=True
    )
    if "mount:" in done.stderr:
        pytest.skip(f"cannot mount here: {done.stderr.strip()}")
    refused, _, left = done.stdout.partition("status 1\n")
    assert refused.startswith("refused: ")
    assert reason in refused
    assert refused.count("\n") == 1
    assert left.split() == ["1", "published"]


# --- catalogues


def other_encoding(text: str) -> bytes:
    return text.encode("gb18030")


def wrong_kind(text: str) -> bytes:
    return (
        re.sub(r"(?m)^\[residence\.urban\]$(?:\n(?!\[).*)*", "", text)
        .replace("[residence]", "[residence]\nurban = true", 1)
        .encode()
    )


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("terms.toml", other_encoding),
        ("dims.toml", wrong_kind),
    ],
    ids=["encoding", "kind"],
)
def test_a_bad_catalogue_names_its_file(tmp_path, file, change):
    shutil.copytree(CATALOGUE, tmp_path / "catalogue")
    path = tmp_path / "catalogue" / file
    path.write_bytes(change(path.read_text(encoding="utf-8")))
    with pytest.raises(CatalogueError, match=file):
        load_catalogue(tmp_path / "catalogue")


DIVISIONS = {
    "encoding": ("divisions.csv", "北京".encode(), "北京".encode("gb18030"), "cannot be read"),
    "duplicate": ("divisions.csv", b"120000,", b"110000,", "code 110000 stands twice"),
    "cell more": ("divisions.csv", b"110000,", b"110000,x,", "line 3: found other than 7 cells"),
    "cell less": ("divisions.csv", b"110000,", b"", "line 3: found other than 7 cells"),
    "column": ("divisions.csv", b"code,", b"codes,", "expected ['code'"),
    "unknown parent": ("divisions.csv", b",\xe5\x8c\x97\xe4\xba\xac,100000", b",\xe5\x8c\x97\xe4\xba\xac,999999", "parent 999999 is no code"),
    "circle": ("divisions.csv", b",\xe5\x8c\x97\xe4\xba\xac,100000", b",\xe5\x8c\x97\xe4\xba\xac,110000", "expected a division above a province"),
    "level": ("divisions.csv", b"100000,province", b"100000,state", "level 'state', expected ['nation'"),
    "no words": ("divisions.toml", b"[words]", b"[wards]", "expected tables [words] and [nicknames]"),
    "nickname": ("divisions.toml", b"[nicknames]", b'[nicknames]\n"nowhere" = "999999"', "nowhere: found '999999', expected a code"),
    "no TOML": ("divisions.toml", b"[words]", b"[words", "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), DIVISIONS.values(), ids=DIVISIONS.keys())
def test_a_bad_table_of_divisions_names_what_to_mend(tmp_path, file, old, new, message):
    for name in ("divisions.csv", "divisions.toml"):
        shutil.copy(CATALOGUE / name, tmp_path)
    content = (tmp_path / file).read_bytes()
    assert old in content, "the mistake cannot be planted: the table changed"
    (tmp_path / file).write_bytes(content.replace(old, new, 1))
    with pytest.raises(CatalogueError, match=file) as raised:
        read_divisions(tmp_path / "divisions.csv")
    assert message in str(raised.value)
    assert len(str(raised.value)) < 600
