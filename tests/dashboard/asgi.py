"""Asks a Starlette application without a network."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message


@dataclass
class Answer:
    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)


class Client:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    def get(self, url: str, headers: dict[str, str] | None = None) -> Answer:
        # In a thread of its own: the browser tests of the same run hold an event loop in this one.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, self._get(url, {"Host": "localhost", **(headers or {})})).result()

    async def _get(self, url: str, headers: dict[str, str]) -> Answer:
        path, _, query = url.partition("?")
        scope = {
            "type": "http", "method": "GET", "path": unquote(path), "raw_path": path.encode(), "root_path": "", "scheme": "http",
            "query_string": query.encode(), "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "http_version": "1.1",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
        }  # fmt: skip
        said: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            said.append(message)

        await self.app(scope, receive, send)
        found = {k.decode().lower(): v.decode() for k, v in said[0]["headers"]}
        return Answer(said[0]["status"], found, b"".join(m.get("body", b"") for m in said[1:]))
