"""Data addresses beside the pages: the table as a file, with the filters of the pages, for R, pandas and spreadsheets.

    /data/indicators.csv?region=140900&topic=elderly_care

A parameter or a value that nobody knows is answered with 400 and words, never with other rows than were asked for,
in the language of who asks.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from dashboard import compare_csv, export, store
from dashboard.labels import labels
from dashboard.params import DATA_PARAMS, PAGE_PARAMS, SHARED, Values, query_string
from dashboard.refusals import refuse, too_many, understood

if TYPE_CHECKING:
    from dashboard.large import Large  # brings the database along, which a table in memory does without


def _etag(build: str, kind: str, query: str) -> str:
    return f'W/"{hashlib.sha256(f"{build} {kind} {query}".encode()).hexdigest()[:20]}"'


def indicators(request: Request) -> Response:
    """The rows that the query keeps, as the kind of file that the path names."""
    kind = request.path_params["kind"]
    if kind not in export.MEDIA:
        kinds = ", ".join(export.MEDIA)
        return refuse(request, (f"没有这种文件，可选：{kinds}", f"no such file: choose one of {kinds}"), status=404)
    try:
        tables = store.load()
    except store.NoTableError as error:
        return refuse(request, (f"没有可用的已发布数据表：{error}", str(error)), status=503)
    values, refusal = understood(request, DATA_PARAMS, tables.known())
    if refusal is not None:
        return refusal
    tag = _etag(tables.build, kind, query_string(values, DATA_PARAMS))
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
    given = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    if tag in given or "*" in given:
        return Response(status_code=304, headers=headers)
    if tables.table is not None:
        return _streamed(request, tables, tables.table, kind, values, headers)
    made = export.make(tables, kind, values)
    headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(made.name)}"
    headers["X-Rows"] = str(made.rows)
    return Response(b"" if request.method == "HEAD" else made.body, media_type=made.media, headers=headers)


def _streamed(
    request: Request, tables: store.Store, table: Large, kind: str, values: Values, headers: dict[str, str]
) -> Response:
    """The rows of a table on disk, sent as they are read."""
    from dashboard import export_stream
    from dashboard.rows import TooManyError

    try:
        name, rows, body = export_stream.make(tables, table, kind, values)
    except TooManyError as error:
        return too_many(request, error)
    headers |= {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "X-Rows": str(rows)}
    if request.method == "HEAD":
        return Response(b"", media_type=export.MEDIA[kind], headers=headers)
    return StreamingResponse(body, media_type=export.MEDIA[kind], headers=headers)


def compare(request: Request) -> Response:
    """Exactly the table of the page that compares regions."""
    try:
        tables = store.load()
    except store.NoTableError as error:
        return refuse(request, (f"没有可用的已发布数据表：{error}", str(error)), status=503)
    values, refusal = understood(request, (*SHARED, *PAGE_PARAMS["compare"]), tables.known())
    if refusal is not None:
        return refusal
    if tables.table is not None:
        from dashboard import window

        tables = window.for_page(tables, "compare", values)
    body = compare_csv.csv_table(tables, values, labels(request.query_params.get("lang", "zh")))
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
