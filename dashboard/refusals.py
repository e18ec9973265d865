"""Refusals of the data addresses, in words of the language of who asks.

That is `lang` where the address has it, else what the browser prefers; a program that says neither gets both languages.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard import log
from dashboard.labels import LANGS
from dashboard.params import MAX_LENGTH, MAX_VALUES, Param, Problem, Values, read
from dashboard.rows import TooManyError

SHOWN = 40
"""Known values that an answer lists."""
Query = dict[str, list[str]]
Words = tuple[str, str]
_ACCEPTED = re.compile(r"\s*([A-Za-z]{1,8})(?:-[^,;]*)?\s*(?:;\s*q=([0-9.]{1,5}))?\s*$")


def languages(lang: str, accepted: str) -> tuple[str, ...]:
    """Languages of an answer.

    >>> languages("", "de,zh-CN;q=0.9,en;q=0.4"), languages("en", "zh-CN"), languages("", "*")
    (('zh',), ('en',), ('zh', 'en'))
    """
    if lang in LANGS:
        return (lang,)
    wanted: dict[str, float] = {}
    for part in accepted.split(",")[:20]:
        match = _ACCEPTED.match(part)
        if match and match[1].lower() in LANGS:
            weight = match[2] or "1"
            wanted.setdefault(match[1].lower(), float(weight) if weight.count(".") < 2 and weight != "." else 0.0)
    return (max(wanted, key=lambda name: wanted[name]),) if wanted else LANGS


def refuse(request: Request, words: Words, *, status: int = 400, parameter: str = "") -> Response:
    """An answer that says what is wrong, with a line for the operator.

    Args:
        request: What was asked.
        words: What is wrong, in Chinese and in English.
        status: Status of the answer.
        parameter: Name of the parameter that is wrong, where it is one of ours.
    """
    if status == 400:
        # What a visitor typed stands in quotation marks, and never in the log.
        log.write("refused", path=request.url.path, parameter=parameter, reason=words[1].partition(" '")[0])
    both = dict(zip(LANGS, words, strict=True))
    asked = languages(request.query_params.get("lang", ""), request.headers.get("accept-language", ""))
    said = "\n".join(both[lang] for lang in asked)
    return PlainTextResponse(said + "\n", status_code=status, headers={"Vary": "Accept-Language"})


def understood(
    request: Request, params: tuple[Param, ...], known: dict[str, tuple[str, ...]]
) -> tuple[Values, Response | None]:
    """The values of an address, and the refusal where a name or a value in it is not known."""
    query: Query = {name: request.query_params.getlist(name) for name in request.query_params}
    names = sorted(param.name for param in params)
    strange = sorted(set(query) - {*names, "lang"})
    if strange:
        listed = ", ".join(names)
        return {}, refuse(
            request,
            (
                f"没有名为 {strange[0]!r} 的参数，可用的有：{listed}",
                f"unknown parameter {strange[0]!r}: known are {listed}",
            ),
        )
    values, problems = read(query, params, known)
    if query.get("lang", ["zh"])[-1] not in LANGS:
        problems.append(Problem("lang", query["lang"][-1], LANGS))
    if problems:
        return {}, refuse(request, _wrong(problems[0]), parameter=problems[0].name)
    return values, None


def _wrong(problem: Problem) -> Words:
    if problem.value == "…":
        return (
            f"参数 {problem.name!r} 的取值过多或过长：最多 {MAX_VALUES} 个，每个最多 {MAX_LENGTH} 个字符",
            f"too much of {problem.name!r}: at most {MAX_VALUES} values of {MAX_LENGTH} characters",
        )
    listed, left = ", ".join(problem.allowed[:SHOWN]), len(problem.allowed) - SHOWN
    zh = f"参数 {problem.name!r} 没有取值 {problem.value!r}，可用的有：{listed}"
    zh += f" 等，另有 {left} 个" if left > 0 else ""
    en = f"unknown value {problem.value!r} of {problem.name!r}: known are {listed}"
    return zh, en + (f" and {left} more" if left > 0 else "")


def too_many(request: Request, error: TooManyError) -> Response:
    """That a file would hold more than its kind can."""
    zh = f"{error.rows:,} 行太多，最多 {error.most:,} 行（{error.what}）：请先选择地区或指标"
    return refuse(request, (zh, str(error)))
