import hashlib
import json
from pathlib import Path

import pytest

from etl.scale import run as corpus
from etl.scale.runners import Serial


@pytest.fixture(scope="session")
def texts() -> list[dict]:
    """Texts of three regions, some of them repeats of others."""
    made = []
    for number in range(24):
        code, place = [("140900", "忻州市"), ("140000", "山西省"), ("420200", "黄石市")][number % 3]
        year = 2021 + number % 4
        made.append(
            {
                "doc_id": f"{code}_{number:03}",
                "text": f"{year}年，{place}城市低保标准为每人每月{600 + 10 * (number % 4)}元。\n"
                f"截至{year}年底，{place}共有养老机构{100 + number}个。\n",
                "region": code,
                "published": f"{year + 1}-03-01",
                "title": f"{place}{year}年民政工作",
                "publisher": f"{place}民政局",
                "url": "",
            }
        )
    return made


def write_jsonl(path: Path, rows: list) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def digests(folder: Path) -> dict[str, str]:
    """The checksum of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def run(inputs, out: Path, make_runner=Serial, *, chunk_bytes=600, **options) -> dict:
    return corpus.run([str(one) for one in inputs], out, make_runner, chunk_bytes=chunk_bytes, **options)


@pytest.fixture(scope="session")
def serial(texts, tmp_path_factory) -> tuple[Path, Path]:
    """The corpus as a file, and its dataset as one process makes it."""
    folder = tmp_path_factory.mktemp("serial")
    source = write_jsonl(folder / "texts.jsonl", texts)
    run([source], folder / "set")
    return source, folder / "set"
