"""Data addresses beside the pages: the table as a file, with the filters of the pages, for R, pandas and spreadsheets.

    /data/indicators.csv?region=140900&topic=elderly_care

A parameter or a value that nobody knows is answered with 400 and words, never with other rows than were asked for.
"""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from dashboard import compare_csv, export, log, store
from dashboard.labels import labels
from dashboard.params import DATA_PARAMS, PAGE_PARAMS, SHARED, Values, query_string, read

SHOWN = 40


def _bad(request: Request, name: str, words: str) -> Response:
    """The answer to a parameter that nobody knows, with a line for the operator; `name` is one of ours or empty."""
    log.write("refused", path=request.url.path, parameter=name, reason=words.partition(" '")[0])
    return PlainTextResponse(words + "\n", status_code=400)


def _etag(build: str, kind: str, query: str) -> str:
    return f'W/"{hashlib.sha256(f"{build} {kind} {query}".encode()).hexdigest()[:20]}"'


def indicators(request: Request) -> Response:
    """The rows that the query keeps, as the kind of file that the path names."""
    kind = request.path_params["kind"]
    if kind not in export.MEDIA:
        return PlainTextResponse(f"no such file: choose one of {', '.join(export.MEDIA)}\n", status_code=404)
    try:
        tables = store.load()
    except store.NoTableError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    names = {param.name for param in DATA_PARAMS}
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    strange = sorted(set(query) - names - {"lang"})
    if strange:
        return _bad(request, "", f"unknown parameter {strange[0]!r}: known are {', '.join(sorted(names))}")
    values, problems = read(query, DATA_PARAMS, tables.known())
    if problems:
        first = problems[0]
        more = f" and {len(first.allowed) - SHOWN} more" if len(first.allowed) > SHOWN else ""
        known = f"known are {', '.join(first.allowed[:SHOWN])}{more}"
        return _bad(request, first.name, f"unknown value {first.value!r} of {first.name!r}: {known}")
    tag = _etag(tables.build, kind, query_string(values, DATA_PARAMS))
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
    given = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    if tag in given or "*" in given:
        return Response(status_code=304, headers=headers)
    if tables.table is not None:
        return _streamed(request, tables, kind, values, headers)
    made = export.make(tables, kind, values)
    headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(made.name)}"
    headers["X-Rows"] = str(made.rows)
    return Response(b"" if request.method == "HEAD" else made.body, media_type=made.media, headers=headers)


def _streamed(request: Request, tables: store.Store, kind: str, values: Values, headers: dict[str, str]) -> Response:
    """The rows of a table on disk, sent as they are read."""
    from dashboard import export_stream
    from dashboard.rows import TooManyError

    if tables.table is None:
        return _bad(request, "", "no such table")
    try:
        name, rows, body = export_stream.make(tables, tables.table, kind, values)
    except TooManyError as error:
        return _bad(request, "", str(error))
    headers |= {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "X-Rows": str(rows)}
    if request.method == "HEAD":
        return Response(b"", media_type=export.MEDIA[kind], headers=headers)
    return StreamingResponse(body, media_type=export.MEDIA[kind], headers=headers)


def compare(request: Request) -> Response:
    """Exactly the table of the page that compares regions."""
    try:
        tables = store.load()
    except store.NoTableError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    lang = query.pop("lang", ["zh"])[-1]
    params = (*SHARED, *PAGE_PARAMS["compare"])
    strange = sorted(set(query) - {param.name for param in params})
    if strange:
        known = ", ".join(sorted(param.name for param in params))
        return _bad(request, "", f"unknown parameter {strange[0]!r}: known are {known}")
    values, problems = read(query, params, tables.known())
    if problems:
        return _bad(request, problems[0].name, f"unknown value {problems[0].value!r} of {problems[0].name!r}")
    if tables.table is not None:
        from dashboard import window

        tables = window.for_page(tables, "compare", values)
    body = compare_csv.csv_table(tables, values, labels(lang))
    headers = {"Content-Disposition": f'attachment; filename="civil-affairs_comparison_{tables.build}.csv"'}
    return Response(body, media_type=export.MEDIA["csv"], headers=headers)


def health(request: Request) -> Response:
    """Whether the table can be read, and how large it is."""
    try:
        tables = store.load()
    except store.NoTableError as error:
        return JSONResponse({"status": "no data", "message": str(error)}, status_code=503)
    facts, texts, _ = tables.size()
    return JSONResponse({"status": "ok", "facts": facts, "texts": texts, "build": tables.build})


ROUTES = [
    Route("/data/indicators.{kind}", indicators, methods=["GET", "HEAD"]),
    Route("/data/compare.csv", compare, methods=["GET", "HEAD"]),
    Route("/health", health, methods=["GET"]),
]
