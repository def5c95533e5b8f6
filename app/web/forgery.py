"""Whether a form was sent from a page of ours: what was not is recorded and never acted on, and its text is kept."""

import inspect

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from app.web.signals import on_forged
from config import Config

# A form may stand open as long as this (seconds); a session usually ends before.
OPEN_SECONDS = 8 * 60 * 60

_protection = CSRFProtect()


def init_app(app: Flask, config: Config) -> None:
    """Check the token of every request that is not safe, before any view sees it; the token's cookie holds no more."""
    app.config.update(
        SESSION_COOKIE_NAME=f"__Host-{config.face}-form",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        WTF_CSRF_TIME_LIMIT=OPEN_SECONDS,
        # This module asks for the check itself, so that an expired form can keep its text.
        WTF_CSRF_CHECK_DEFAULT=False,
        # Our pages send no referrer, so it cannot be asked for; ``headers`` looks at where the request comes from.
        WTF_CSRF_SSL_STRICT=False,
        # A token comes in the form and nowhere else.
        WTF_CSRF_HEADERS=[],
    )
    _protection.init_app(app)
    app.before_request(check_token)


def check_token() -> None:
    """
    Check the token of a request.

    Where the view asks its form whether it may act, the view runs, the form says no, and its page comes back with what
    was typed and a fresh token. Anywhere else the request ends here.

    :raises CSRFError: the token is missing, too old or not of this session.
    """
    try:
        _protection.protect()
    except CSRFError:
        on_forged.send(current_app._get_current_object(), reason="token")  # type: ignore[attr-defined]
        if not asks_its_form(request.endpoint):
            raise
        g.forged = True


def asks_its_form(endpoint: str | None) -> bool:
    """Return whether the view of an endpoint asks ``validate_on_submit`` itself."""
    view = current_app.view_functions.get(endpoint or "")
    return view is not None and "validate_on_submit" in inspect.unwrap(view).__code__.co_names
