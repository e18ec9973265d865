"""The examples in the docstrings of the dashboard hold."""

import doctest
import importlib

import pytest

from dashboard.store import ROOT

MODULES = sorted(path.stem for path in (ROOT / "dashboard").glob("*.py") if ">>>" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"dashboard.{name}")).failed == 0
