"""The command line: `python -m etl build | check | show DOC | extract FILE... | run INPUT... | query`.

Heavy packages are imported by the command that needs them: `extract` starts in a fraction of a second.
Exit status 0: done; 1: the data has something to mend; 2: the command could not do its work. What is refused gets one
line on standard error; with ETL_LOG=json in the environment each line is a JSON object.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from etl.model import EtlError, Source, SourceError, printable

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
PUBLISHED = DATA / "published"

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


class Format(StrEnum):
    """Forms of the answer of `extract`."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


def main() -> None:
    """Run the command line; what a user can mend is one line on standard error, with exit status 2."""
    for stream, errors in ((sys.stdout, "strict"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, TextIOWrapper):  # UTF-8 under any locale: the texts are Chinese everywhere
            stream.reconfigure(encoding="utf-8", errors=errors, newline="\n")
    try:
        app()
        sys.stdout.flush()
    except EtlError as error:
        _refuse("", error)
        sys.exit(2)
    except OSError as error:  # a full disk, a file without the right to read it
        _say(f"{error.filename or 'output'}: found {error.strerror or error}, expected to go on; mend that, run again")
        sys.exit(2)


def _say(line: str, **fields: str) -> None:
    """One line on standard error, whatever the words hold; with ETL_LOG=json an object for a collector of logs."""
    plain = printable(" ".join(line.split()))
    if os.environ.get("ETL_LOG") == "json":
        plain = json.dumps({**fields, "message": plain}, ensure_ascii=False)
    typer.echo(plain, err=True)


def _refuse(name: str, error: EtlError) -> None:
    """The one line that a refused input gets."""
    _say(str(error), event="refused", input=printable(name))


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str], None]]:
    """Yield what to call after each text: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda doc_id: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading texts", total=total)
        yield lambda doc_id: progress.update(task, advance=1, description=doc_id)


@app.command()
def build(
    out: Annotated[Path, typer.Option(help="Folder of the published set; replaced as a whole.")] = PUBLISHED,
    if_stale: Annotated[bool, typer.Option("--if-stale", help="Do nothing where the set fits its inputs.")] = False,
) -> None:
    """Read data/press and publish the table; a build with an error publishes nothing and says why."""
    from etl import inputs, release

    versions = inputs.versions(ROOT)
    if if_stale and release.inputs_of(out) == versions:
        return
    from etl import pipeline, publish, validate

    loaded = pipeline.load(DATA)
    with _progress(len(loaded.sources)) as advance:
        result = pipeline.run(loaded, advance=advance)
    errors = validate.errors(result.issues)
    for issue in errors:
        _say(f"error: {issue.check}: {issue.doc_id}: {issue.message}")
    if errors:
        _say(f"{len(errors)} errors, not published; mend them and build again")
        raise typer.Exit(1)
    release.replace_set(out, publish.render(result, versions))
    typer.echo(f"{out}: {len(result.facts)} facts of {len(loaded.sources)} texts, {len(result.issues)} issues")


@app.command()
def check(
    published: Annotated[Path, typer.Option(help="Folder of the published set.")] = PUBLISHED,
) -> None:
    """Rebuild in memory and compare with the published set; exit status 1 and the difference where they differ."""
    from etl import compare, inputs, pipeline, publish, release

    committed = release.read_set(published)
    rebuilt = publish.render(pipeline.run(pipeline.load(DATA)), inputs.versions(ROOT))
    differences = list(compare.differences(committed, rebuilt))
    for line in differences:
        typer.echo(line)
    if differences:
        _say(f"{published} is not what the inputs give: run `python -m etl build` and look at the difference")
        raise typer.Exit(1)


@app.command()
def show(
    doc: Annotated[str, typer.Argument(help="Id of a text: a folder of data/press, or the start of its name.")],
) -> None:
    """Print a text's facts in reading order with their reasons, and what is left over."""
    from etl import listing, pipeline

    loaded = pipeline.load(DATA)
    found = [source for source in loaded.sources if source.doc_id.startswith(doc)]
    if len(found) != 1:
        names = ", ".join(source.doc_id for source in found or loaded.sources)
        raise SourceError(f"{doc}: found {len(found)} texts of that name, expected one of {names}")
    facts = pipeline.read_facts(found[0], loaded)
    listing.print_table([fact for fact in facts if fact.kind == "fact"], title=f"{found[0].doc_id}: {found[0].title}")
    for kind in ("unknown", "noise"):
        left = [fact for fact in facts if fact.kind == kind]
        listing.print_table(left, title=f"left over: {len(left)} {kind}")


@app.command()
def extract(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Texts in any usual form; - is standard input.")
    ],
    region: Annotated[str | None, typer.Option(help="GB/T 2260 code of the division the text is from.")] = None,
    published: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Day of publication.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print the numbers.")] = Format.TABLE,
) -> None:
    """Print every number of the texts in reading order; nothing is written, no network is used."""
    from etl import listing
    from etl.catalogue import load_catalogue
    from etl.extract import extract as extract_facts
    from etl.extract.regions import load_divisions

    catalogue, divisions = load_catalogue(), load_divisions()
    if region is not None and region not in divisions:
        _say(f"--region {region}: found no such division in the table, expected a GB/T 2260 code; used as it is")
    failed, printed = 0, 0
    for name in files:
        try:
            source = _read_source(name, region, published.date() if published else None)
        except SourceError as error:
            _refuse(name, error)
            failed += 1
            continue
        facts = extract_facts(source, catalogue, divisions)
        if form is Format.TABLE:
            listing.print_table(facts, title=name if len(files) > 1 else "")
        else:
            lines = listing.as_jsonl(facts) if form is Format.JSONL else listing.as_csv(facts, header=not printed)
            print("\n".join(lines))
        printed += 1
    raise typer.Exit(2 if failed else 0)


@app.command()
def run(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Parquet or JSONL, folders of them or with a manifest, or URLs."),
    ],
    out: Annotated[Path, typer.Option(help="Folder of the dataset; replaced as a whole.")],
    workers: Annotated[int, typer.Option(min=1, help="Processes of this machine.")] = 1,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler (tcp://host:port); `local` starts one here.")
    ] = None,
    chunk_kb: Annotated[int, typer.Option(min=1, help="Text that is read as one piece of work.")] = 512,
    fresh: Annotated[bool, typer.Option("--fresh", help="Read all again, also what an earlier run has read.")] = False,
) -> None:
    """Read a corpus of any size into a partitioned dataset; one that was cut off goes on where it stopped."""
    from etl.scale import run as corpus
    from etl.scale.runners import Dask, Pool, Runner, Serial

    def runner() -> Runner:
        if scheduler:
            return Dask(scheduler, workers)
        return Pool(workers) if workers > 1 else Serial()

    report = corpus.run(inputs, out, runner, chunk_bytes=chunk_kb * 1000, is_fresh=fresh)
    total = report["total"]
    typer.echo(
        f"{out}: {total.get('facts', 0)} facts of {total.get('texts', 0)} texts and {total.get('derived', 0)} derived; "
        f"{report['reused']} of {report['chunks']} chunks were read before"
    )
    if total["rejects"]:
        _say(f"{total['rejects']} rows rejected, see {out / corpus.REJECTS}")
    errors = sum(count for name, count in total.get("issues", {}).items() if name.startswith("error"))
    if errors or not total.get("texts"):
        _say(f"{errors} errors in the facts, see {out / 'issues'}" if errors else "no text could be read")
        raise typer.Exit(1)


@app.command()
def query(
    table: Annotated[str, typer.Argument(help="Parquet file, dataset of `run`, or URL.")] = str(PUBLISHED),
    equal: Annotated[
        list[str] | None,
        typer.Option("--is", metavar="COLUMN=VALUE", help="Only rows with that value; again for others."),
    ] = None,
    within: Annotated[str, typer.Option(help="Code of a division: it and all that lies in it.")] = "",
    years: Annotated[str, typer.Option(metavar="YEAR[-YEAR]", help="Year in which the period ends.")] = "",
    headline: Annotated[bool, typer.Option("--headline", help="Only core indicators.")] = False,
    columns: Annotated[str, typer.Option(help="Columns to show, separated by commas.")] = "",
    count_by: Annotated[str, typer.Option(help="Count the rows by these columns instead.")] = "",
    limit: Annotated[int | None, typer.Option(min=0, help="Most rows to print; 50 for a table, else all.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print the rows.")] = Format.TABLE,
) -> None:
    """Print rows of a table or dataset that fit, or count them."""
    from etl import query as asked

    wanted: dict[str, list[str]] = {}
    for pair in equal or ():
        name, _, value = pair.partition("=")
        wanted.setdefault(name, []).append(value)
    first, _, last = years.partition("-")
    if years and not (first.isdigit() and (last or first).isdigit()):
        raise EtlError(f"--years {years}: expected a year such as 2024, or two such as 2020-2024")
    one = asked.Query(
        equal=wanted,
        within=within,
        years=(int(first), int(last or first)) if years else None,
        headline=headline,
        columns=columns.split(",") if columns else asked.SHOWN,
        count_by=count_by.split(",") if count_by else (),
        limit=50 if limit is None and form is Format.TABLE else limit,
    )
    with asked.answer(table, one) as (names, rows):
        if form is Format.TABLE:
            asked.print_table(names, rows)
        else:
            (asked.write_csv if form is Format.CSV else asked.write_jsonl)(names, rows, sys.stdout)


def _read_source(name: str, region: str | None, published: date | None) -> Source:
    """Return a text with its home and date: as given, else as it says itself, with a remark where it does not."""
    from etl import read
    from etl.clean import clean
    from etl.extract.periods import guess_published
    from etl.extract.regions import guess_home

    if name == "-":
        try:
            data = sys.stdin.buffer.read(read.MAX_BYTES + 1)
            if len(data) > read.MAX_BYTES:
                raise SourceError(f"more than {read.MAX_BYTES:,} bytes came, which is the limit; split it")
            text, title = read.read_text(data)[0], ""
        except SourceError as error:
            raise SourceError(f"-: {error}") from error
    else:
        document = read.read_file(Path(name))
        text, title, published = document.text, document.title, published or document.published
    if region is None or published is None:
        cleaned = clean(text).text
        region = region or next(iter(guess_home(cleaned) or ()), None)
        published = published or guess_published(cleaned)
    if region is None:
        _say(f"{name}: the text does not say what --region would; 全市 and its like stay without a region")
    if published is None:
        _say(f"{name}: the text does not say what --published would; 今年 and its like stay without a year")
    return Source(doc_id=Path(name).stem, text=text, title=title, published=published, region=region)


if __name__ == "__main__":
    main()
