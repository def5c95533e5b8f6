"""What a person sees when something went wrong: what happened, what to do next, a reference, and nothing else."""

import logging
from typing import Any

from flask import Flask, Response, current_app, make_response, request
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from app.errors import Conflict, Frozen, Invalid, Locked, NotFound, Refused, Unavailable
from app.web.faces import Face, current_face
from app.web.rendering import bare_surroundings
from app.web.requests import advice_on_size
from crypto.errors import Tampered

# Which page tells of a status; any other status of the caller's making is told by 400, any of ours by 500.
PAGES = frozenset({400, 403, 404, 405, 409, 413, 423, 429, 500, 503})
FIRST_ERROR, FIRST_OWN_ERROR = 400, 500
RETRY_SECONDS = 60
TOO_LARGE = 413

LAST_RESORT = (
    '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Something went wrong</title></head>\n'
    "<body><main><h1>Something went wrong</h1><p>Nothing was changed by what you just did, or it was not finished. "
    'Wait a minute and try again.</p><p><a href="/">Go to the start page</a></p></main></body>\n</html>\n'
)

_log = logging.getLogger("sourcekeeper.web")


def init_app(app: Flask) -> None:
    """Give every error a page, and keep values out of the log."""
    app.register_error_handler(NotFound, lambda _error: error_page(404))
    app.register_error_handler(Refused, lambda error: error_page(403, advice=error.advice))
    app.register_error_handler(Conflict, lambda error: error_page(409, advice=str(error)))
    app.register_error_handler(Locked, lambda _error: error_page(423))
    app.register_error_handler(Invalid, lambda error: error_page(400, problems=list(error.problems.values())))
    app.register_error_handler(Frozen, held_shut)
    app.register_error_handler(Tampered, unsure)
    app.register_error_handler(Unavailable, unavailable)
    app.register_error_handler(HTTPException, refused_by_the_framework)
    app.register_error_handler(Exception, unexpected)
    app.logger.addFilter(without_values)


def unavailable(error: Exception) -> Response:
    """Say that a store did not answer, and when to try again."""
    _note(error)
    response = error_page(503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def held_shut(error: Exception) -> Response:
    """Say that something did not open and is held shut until two people have looked; never what, nor why."""
    _note(error)
    return error_page(423, template="frozen")


def unsure(error: Exception) -> Response:
    """Say that the service could not trust what it keeps itself, such as the key that signs the log, and stopped."""
    _note(error)
    return error_page(503, template="tampered")


def refused_by_the_framework(error: HTTPException) -> Response | HTTPException:
    """Give the framework's own errors our pages; a redirect goes on its way."""
    code = error.code or FIRST_OWN_ERROR
    if code < FIRST_ERROR:
        return error
    response = error_page(code, advice=advice_on_size()) if code == TOO_LARGE else error_page(code)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    if isinstance(error, RateLimitExceeded):
        response.headers["Retry-After"] = str(error.limit.limit.get_expiry())
    return response


def unexpected(error: Exception) -> Response:
    """Say that it was our fault; the log learns the kind of error and where, never what it was about."""
    _note(error)
    return error_page(500)


def error_page(code: int, *, template: str = "", **values: Any) -> Response:
    """
    Return the page for a status, with no store, session or identity asked.

    :param template: the page, where two errors share a status.

    The page for 404 is the same bytes each time: what may not be known of looks like what is not there.
    """
    name = code if code in PAGES else FIRST_ERROR if code < FIRST_OWN_ERROR else FIRST_OWN_ERROR
    try:
        text = _render(template or str(name), **values)
    except Exception as error:
        _note(error)
        text = LAST_RESORT
    return make_response(text, code)


def _render(name: str, **values: Any) -> str:
    """Render an error page in the layout of the face, leaving out what features add to ordinary pages."""
    context = bare_surroundings(_face()) | {"advice": "", "problems": [], "request_id": "", "back": ""} | values
    if name != "404":
        context["request_id"] = request.request_id  # type: ignore[attr-defined]
    if request.url_rule is not None and "GET" in (request.url_rule.methods or ()):
        context["back"] = f"{request.script_root}/{request.full_path.strip('?').lstrip('/')}"
    return current_app.jinja_env.get_template(f"errors/{name}.html").render(context)


def _face() -> Face:
    """Return the face of the page; the one that gives least away where even that cannot be told."""
    try:
        return current_face()
    except Exception:
        return Face.PUBLIC


def _note(error: Exception) -> None:
    """Write one line: the kind of error, the endpoint and the request. Messages and parameters can hold names."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    request_id = getattr(request, "request_id", "")
    _log.error("%s in %s, request %s", kind, request.endpoint, request_id)


def without_values(record: logging.LogRecord) -> bool:
    """Take the message and the trace of an error out of what Flask itself would log of it."""
    if record.exc_info:
        kind = record.exc_info[0]
        record.msg, record.args = "%s outside a view", (kind.__qualname__ if kind else "error",)
        record.exc_info = record.exc_text = None
    return True
