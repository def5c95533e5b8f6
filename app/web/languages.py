"""
In which language a public page is read: its address says so, and nothing is kept on anybody's device for it.

Every public page has a second address that begins with ``/cy``. What follows is served as ever; what leads on from
there, leads to other pages in Welsh. Staff and partner pages are in English alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, has_request_context, request

from app.errors import NotFound
from app.web.faces import Face, current_face
from config import Config

ENGLISH, WELSH = "en", "cy"
WELSH_ROOT = "/cy"
Server = Callable[[dict[str, Any], Any], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The same page in the other language: its address, the language's own name for itself, and its code."""

    address: str
    name: str
    code: str


def init_app(app: Flask, config: Config) -> None:
    """Serve public pages under a second address, in Welsh."""
    app.jinja_env.globals["in_other_language"] = in_other_language
    if config.face in {Face.PUBLIC.value, "all"}:
        app.wsgi_app = WelshAddresses(app.wsgi_app)  # type: ignore[method-assign,assignment]
        app.before_request(refuse_welsh_elsewhere)


class WelshAddresses:
    """Takes the language off an address before anything looks for the page, and lets every link keep it."""

    def __init__(self, inner: Server) -> None:
        self._inner = inner

    def __call__(self, environment: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Serve ``/cy/page`` as ``/page``, read in Welsh."""
        path = environment.get("PATH_INFO", "")
        if path.startswith(f"{WELSH_ROOT}/"):
            environment["SCRIPT_NAME"] = WELSH_ROOT
            environment["PATH_INFO"] = path.removeprefix(WELSH_ROOT)
        return self._inner(environment, start)


def refuse_welsh_elsewhere() -> None:
    """
    Refuse an address that is not there in Welsh.

    :raises NotFound: the page is not a public one.
    """
    if request.endpoint and request.script_root and (current_face() is not Face.PUBLIC or not request.blueprint):
        raise NotFound


def language() -> str:
    """Return the code of the language that this request is read in."""
    if not has_request_context() or request.script_root != WELSH_ROOT:
        return ENGLISH
    return WELSH if current_face() is Face.PUBLIC else ENGLISH


def in_other_language(address: str) -> OtherLanguage:
    """Return an address of ours, as links name it here, in the other language."""
    if language() == WELSH:
        return OtherLanguage(address.removeprefix(WELSH_ROOT), "English", ENGLISH)
    return OtherLanguage(f"{WELSH_ROOT}{address}", "Cymraeg", WELSH)


def this_page_in_the_other() -> OtherLanguage | None:
    """Return this page in the other language; none where a link would lose what somebody sent to come here."""
    if request.method != "GET" or current_face() is not Face.PUBLIC:
        return None
    return in_other_language(request.script_root + request.path)
