"""docs/TRUST.md names a test for each threat: they exist. And what only a look at the configuration shows."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", (ROOT / "docs" / "TRUST.md").read_text(encoding="utf-8"))
ROWS = re.findall(r"(?m)^\| (?!comes|whose|---)(.+) \|$", (ROOT / "docs" / "TRUST.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[row.split(" |")[0][:40] for row in ROWS])
def test_every_threat_names_a_test_that_exists(row):
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", row)
    assert named
    for file, name in named:
        assert f"def {name}(" in (ROOT / "tests" / file).read_text(encoding="utf-8")


def test_the_server_is_on_loopback_unless_told_otherwise():
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    assert server["address"] == "127.0.0.1"
    assert set(server["allowedHosts"]) == {"localhost", "127.0.0.1", "::1"}
    assert server["maxUploadSize"] == server["maxWidgetStateSize"] == 1
