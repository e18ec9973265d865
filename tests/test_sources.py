import hashlib
from datetime import date
from pathlib import Path

import pytest

from etl.divisions import load_divisions
from etl.model import SourceError
from etl.sources import load_source, load_sources

PRESS = Path(__file__).resolve().parent.parent / "data" / "press"
DOC_ID = "huangshi_2025-03-21_interview"
TEXT = "低保标准\r\n达到730元\u2028。\n"
FIELDS = {
    "title": '"标题"',
    "publisher": '"黄石市民政局"',
    "published": "2025-03-21",
    "region": '"420200"',
    "language": '"zh-Hans"',
    "sha256": f'"{hashlib.sha256(TEXT.encode()).hexdigest()}"',
}
CORRECTION = {
    "start": "8",
    "end": "11",
    "expected": '"730"',
    "action": '"flag"',
    "reason": '"r"',
    "fields": '{flags = ["truncated"]}',
}


def write(parent: Path, changes: dict[str, str | None] | None = None, tail: str = "", name: str = DOC_ID) -> Path:
    folder = parent / name
    folder.mkdir(parents=True)
    fields = {key: value for key, value in {**FIELDS, **(changes or {})}.items() if value is not None}
    lines = [f"{key} = {value}" for key, value in fields.items()]
    (folder / "source.toml").write_text("\n".join([*lines, tail]), encoding="utf-8")
    (folder / "text.txt").write_bytes(TEXT.encode())
    return folder


def correction(**changes: str | None) -> str:
    fields = {key: value for key, value in {**CORRECTION, **changes}.items() if value is not None}
    return "\n".join(["[[correction]]", *(f"{key} = {value}" for key, value in fields.items())])


def test_sources_of_the_project_load_in_order():
    sources = load_sources(PRESS, regions=load_divisions())
    assert [source.doc_id for source in sources] == sorted(path.name for path in PRESS.iterdir())
    assert all(source.title and source.publisher and source.region and source.published for source in sources)


def test_sources_keep_every_character(tmp_path):
    source = load_source(write(tmp_path))
    assert source.text == TEXT
    assert (source.published, source.region, source.url) == (date(2025, 3, 21), "420200", "")


@pytest.mark.parametrize(
    ("changes", "tail", "message"),
    [
        ({"title": None}, "", "title: found None"),
        ({"publisher": '" "'}, "", "publisher: found ' '"),
        ({"licence": '"x"'}, "", "licence: found 'x', expected one of the keys title"),
        ({"published": '"2025-03-21"'}, "", "published: found '2025-03-21', expected a date such as 2025-03-21"),
        ({"published": "2025-03-21T08:00:00"}, "", "published: found"),
        ({"published": "2025-02-31"}, "", "expected TOML"),
        ({"published": "2025-03-22"}, "", "expected <region>_2025-03-22_<slug>"),
        ({"region": '"42"'}, "", "region: found '42', expected a GB/T 2260 code"),
        ({"region": '"429999"'}, "", "region: found '429999'"),
        ({"language": '"zh"'}, "", "language: found 'zh', expected one of zh-Hans, zh-Hant"),
        ({"sha256": '"0000"'}, "", "sha256: found '0000', expected"),
        ({"url": "7"}, "", "url: found 7"),
        ({}, "correction = 3", "correction: found 3, expected tables"),
        ({}, correction(reason=None), "correction 1: reason: found None"),
        ({}, correction(until='"2026"'), "correction 1: until: found '2026'"),
        ({}, correction(start='"8"'), "correction 1: start: found '8'"),
        ({}, correction(start="-1"), "correction 1: start: found -1"),
        ({}, correction(action='"scale"'), "correction 1: action: found 'scale', expected one of flag"),
        ({}, correction(fields="{value = 7}"), "correction 1: fields: found {'value': 7}"),
        ({}, correction(fields=None), "correction 1: fields: found {}"),
        ({}, correction(action='"override"', fields='{sentence = "x"}'), "correction 1: fields: found"),
        ({}, correction(action='"override"', fields='{value = "7"}'), "correction 1: fields.value: found '7'"),
        ({}, correction(action='"drop"'), "correction 1: fields: found {'flags': ['truncated']}, expected none"),
        ({}, "[[correction]\n", "expected TOML in UTF-8"),
    ],
)
def test_sources_name_what_to_mend(tmp_path, changes, tail, message):
    with pytest.raises(SourceError) as raised:
        load_source(write(tmp_path, changes, tail), regions=load_divisions())
    assert message in str(raised.value)
    assert DOC_ID in str(raised.value)


def test_sources_refuse_other_bytes(tmp_path):
    folder = write(tmp_path)
    (folder / "text.txt").write_bytes(TEXT.replace("\r\n", "\n").encode())
    with pytest.raises(SourceError, match=r"sha256: found .* restore text\.txt"):
        load_source(folder)


def test_sources_refuse_bytes_that_are_not_utf_8(tmp_path):
    data = TEXT.encode("gb18030")
    folder = write(tmp_path, {"sha256": f'"{hashlib.sha256(data).hexdigest()}"'})
    (folder / "text.txt").write_bytes(data)
    with pytest.raises(SourceError, match=r"text\.txt: found byte 0x[0-9a-f]+ at \d+, expected UTF-8"):
        load_source(folder)


def test_sources_refuse_a_blank_text(tmp_path):
    folder = write(tmp_path, {"sha256": f'"{hashlib.sha256(b" ").hexdigest()}"'})
    (folder / "text.txt").write_bytes(b" ")
    with pytest.raises(SourceError, match="found no text"):
        load_source(folder)


@pytest.mark.parametrize("missing", ["source.toml", "text.txt"])
def test_sources_name_a_missing_file(tmp_path, missing):
    folder = write(tmp_path)
    (folder / missing).unlink()
    with pytest.raises(SourceError, match=missing):
        load_source(folder)


@pytest.mark.parametrize(
    "name", ["huangshi_interview", "Huangshi_2025-03-21_interview", "huangshi_2025-03-21_inter view"]
)
def test_sources_refuse_a_folder_with_another_name(tmp_path, name):
    with pytest.raises(SourceError, match="rename the folder"):
        load_source(write(tmp_path, name=name))


def test_sources_need_texts(tmp_path):
    with pytest.raises(SourceError, match="found no text"):
        load_sources(tmp_path)
    with pytest.raises(SourceError, match="found no such folder"):
        load_sources(tmp_path / "none")


def test_sources_are_sorted_and_skip_hidden_folders(tmp_path):
    for name in ("wuhan_2025-03-21_b", "wuhan_2025-03-21_a"):
        write(tmp_path, name=name)
    (tmp_path / ".cache").mkdir()
    assert [source.doc_id for source in load_sources(tmp_path)] == ["wuhan_2025-03-21_a", "wuhan_2025-03-21_b"]
