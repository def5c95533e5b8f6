"""
What a process says of itself: one JSON object a line, made of names and numbers that the program chose, never a value.

A line about a request holds its id, the name of the page's view, method, status and how long it took. The address is
not in it, as it holds references; nor is who asked, which the record knows. The public face, and the page on which a
colleague tells us something of their own accord, write nothing of a request that went well, and of one that failed not
which it was: a line has a time, and so would whoever told us something.

Lines of other packages are taken over without their text: it may quote what somebody sent. What stays is which package
wrote it, how bad it was, where in the code, and the kind of error.
"""

import logging
import sys
import time
from collections.abc import MutableMapping
from typing import Any, Final, TextIO

import structlog
from flask import Flask, Response, g, request

from app.web.faces import is_lined

OURS: Final = "sourcekeeper"
OWN_ERROR: Final = 500

# Through the ordinary logger: where nobody has asked for lines, such as on the command line, none are written.
_log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    logging.getLogger("sourcekeeper.requests"),
    processors=[structlog.stdlib.add_log_level, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    wrapper_class=structlog.stdlib.BoundLogger,
)


def init_app(app: Flask) -> None:
    """Write a line for each request of the staff and partner faces."""
    app.before_request(_begin)
    app.after_request(_end)


def write_lines(stream: TextIO | None = None) -> None:
    """Send everything that this process logs to one stream, as JSON."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_without_text],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # Each process looks at the state of its stores when it starts; that it did so is no news.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    for name in ("gunicorn.error", "gunicorn.access", "werkzeug"):
        theirs = logging.getLogger(name)
        theirs.handlers.clear()
        theirs.propagate = name != "gunicorn.access"


def _begin() -> None:
    g.began_at = time.monotonic()


def _end(response: Response) -> Response:
    """Say how a request ended."""
    milliseconds = round((time.monotonic() - g.get("began_at", time.monotonic())) * 1000)
    if not is_lined():
        if response.status_code >= OWN_ERROR:
            _log.error("request.failed", status=response.status_code)
        return response
    told = {
        "request_id": g.get("request_id", ""),
        "view": request.endpoint or "",
        "method": request.method,
        "status": response.status_code,
        "milliseconds": milliseconds,
    }
    if response.status_code >= OWN_ERROR:
        _log.error("request.failed", **told)
    else:
        _log.info("request.served", **told)
    return response


def _without_text(_logger: object, _method: str, told: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Return what may be told of a line that was not written as one of ours: our own words, or none."""
    record: logging.LogRecord = told["_record"]
    kept: dict[str, Any] = {"_record": record, "_from_structlog": told["_from_structlog"]}
    kept["level"], kept["logger"] = record.levelname.lower(), record.name
    kept["at"] = f"{record.module}:{record.lineno}"
    # Our own messages are made of names of chores and kinds of errors.
    kept["event"] = told["event"] if record.name.split(".")[0] == OURS else "log"
    error = record.exc_info[0] if record.exc_info else None
    if error is not None:
        kept["kind"] = error.__name__
    record.exc_info = record.exc_text = record.stack_info = None
    return kept
