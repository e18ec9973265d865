"""Who may import whom, and that what is written about the project is so."""

import ast
import importlib
import re
import subprocess
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ETL = sorted((ROOT / "etl").rglob("*.py"))
CODE = [*ETL, *sorted((ROOT / "dashboard").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py")), ROOT / "app.py"]
READMES = ("README.md", "README.zh-CN.md")
# Modules of etl that more than one stage or the dashboard builds on; they know no stage.
FOUNDATION = ("model", "columns")
# The dashboard reads what the stages made; it may use their vocabulary, not run them.
NOT_FOR_THE_DASHBOARD = {
    "sources",
    "extract",
    "corrections",
    "derive",
    "reconcile",
    "verdicts",
    "validate",
    "publish",
    "pipeline",
}
# `pipeline` knows the order; the command line starts it, and the tables are made of its result.
MAY_IMPORT_PIPELINE = {"etl/__main__.py", "etl/publish.py", "etl/datapackage.py"}
# These run its parts over a corpus, chunk by chunk and region by region.
MAY_IMPORT_PIPELINE |= {"etl/scale/read_chunk.py", "etl/scale/relate_bucket.py"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_of(path: Path) -> set[str]:
    """Dotted names that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return names


def calls_of(path: Path) -> list[str]:
    return [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


@pytest.mark.parametrize("path", ETL, ids=name_of)
def test_etl_knows_no_dashboard(path):
    roots = {name.partition(".")[0] for name in imports_of(path)}
    assert not roots & {"dashboard", "pages", "streamlit", "plotly", "app", "tests"}


@pytest.mark.parametrize("path", ETL, ids=name_of)
def test_etl_reads_no_clock_no_network_and_no_chance(path):
    clocks = re.compile(
        r"(?:^|\.)(?:today|now|utcnow|time|time_ns|perf_counter|monotonic|getrandom|urandom|uuid4|uuid1)$"
    )
    assert [call for call in calls_of(path) if clocks.search(call)] == []
    assert not {name.partition(".")[0] for name in imports_of(path)} & {
        "random",
        "secrets",
        "socket",
        "urllib",
        "requests",
        "http",
    }


@pytest.mark.parametrize("module", FOUNDATION)
def test_etl_foundation_builds_on_nothing_of_ours(module):
    assert not {name for name in imports_of(ROOT / "etl" / f"{module}.py") if name.startswith("etl")}


def test_etl_pipeline_alone_knows_the_order():
    users = {name_of(path) for path in ETL if "etl.pipeline" in imports_of(path)}
    assert users <= MAY_IMPORT_PIPELINE


def test_etl_extraction_knows_no_later_stage():
    later = {"corrections", "derive", "reconcile", "verdicts", "validate", "publish", "release", "pipeline", "sources"}
    for path in (ROOT / "etl" / "extract").rglob("*.py"):
        assert not {name.split(".")[1] for name in imports_of(path) if name.startswith("etl.")} & later, name_of(path)


def test_dashboard_reads_what_is_published():
    for path in CODE:
        if path in ETL:
            continue
        used = {name.split(".")[1] for name in imports_of(path) if name.startswith("etl.")}
        assert not used & NOT_FOR_THE_DASHBOARD, name_of(path)


def test_pages_only_arrange():
    for path in (ROOT / "pages").glob("*.py"):
        assert {name.partition(".")[0] for name in imports_of(path)} <= {"__future__", "streamlit", "dashboard"}, (
            name_of(path)
        )


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_modules_say_what_they_are(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)


def flow() -> str:
    """The one line of etl/__init__.py that names the stages in order."""
    text = importlib.import_module("etl").__doc__ or ""
    return next(line for line in text.splitlines() if line.startswith("data/press -> "))


@pytest.mark.parametrize("readme", READMES)
def test_readme_has_the_flow_of_the_code(readme):
    assert flow() in (ROOT / readme).read_text(encoding="utf-8").splitlines()


def test_flow_names_modules():
    for stage in flow().split(" -> ")[1:-1]:
        importlib.import_module(f"etl.{stage}")


@pytest.mark.parametrize("readme", READMES)
def test_readme_commands_exist(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    tree = ast.parse((ROOT / "etl" / "__main__.py").read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    commands = {node.name for node in functions if "app.command()" in map(ast.unparse, node.decorator_list)}
    named = set(re.findall(r"python -m etl ([a-z]+)", text))
    assert named == commands
    made = set(re.findall(r"`?make ([a-z]+)", text))
    assert made
    assert made <= targets


@pytest.mark.parametrize("readme", READMES)
def test_readme_paths_exist(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    named = re.findall(r"`((?:data|etl|tests|dashboard|pages|docs)/[\w./-]*)`|\]\(((?!http)[\w./-]+)\)", text)
    missing = [path for path in chain.from_iterable(named) if path and not (ROOT / path).exists()]
    assert missing == []


@pytest.mark.parametrize("target", ["run", "test", "build", "check", "bench", "lock", "shots", "clean"])
def test_make_knows_its_targets(target):
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_requirement_is_pinned():
    for name in sorted(path.name for path in ROOT.glob("requirements*.txt")):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line and not line.lstrip().startswith("#"):
                assert re.match(r"[A-Za-z0-9._-]+(?:\[[a-z,]+\])?==[^ ]+", line), line
