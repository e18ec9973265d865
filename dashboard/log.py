"""The server's log: one JSON object a line on standard error, for an operator and a collector of logs.

Who a visitor is, and what he typed, is never part of it; what the server refused, and why, always is.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from typing import Any

from etl.model import printable


def line(event: str, **fields: Any) -> str:
    r"""One event as a line; words are made printable, so that none of them can begin another line.

    >>> line("refused", reason="a\nb").partition(", ")[2]
    '"event": "refused", "reason": "a\\\\nb"}'
    """
    words = {name: printable(value) if isinstance(value, str) else value for name, value in fields.items()}
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    return json.dumps({"time": stamp, "event": event, **words}, ensure_ascii=False)


def write(event: str, **fields: Any) -> None:
    """Tell the operator."""
    print(line(event, **fields), file=sys.stderr, flush=True)


class AsLine(logging.Formatter):
    """A record of a logger as such a line.

    Of an error it names the kind and where it happened; its words could quote what a visitor typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        fields: dict[str, Any] = {"level": record.levelname.lower(), "logger": record.name}
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])[-8:]
            fields["error"] = record.exc_info[0].__name__
            fields["at"] = [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno}" for frame in frames]
            return line("failed", **fields)
        return line("log", **fields, message=record.getMessage())


def take_over() -> None:
    """Let what the packages log, Streamlit's own remarks among them, come as such lines too."""
    for logger in (logging.getLogger(), *logging.Logger.manager.loggerDict.values()):
        for handler in getattr(logger, "handlers", ()):
            handler.setFormatter(AsLine())
