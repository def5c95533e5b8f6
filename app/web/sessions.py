"""The cookies of whoever is signed in, and the way back to the page that was asked for."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from app.web.faces import Face, FacedBlueprint, current_face
from app.web.limits import network
from app.web.work import UNLOCK_COOKIE

SESSION_COOKIES = {Face.STAFF: "__Host-staff", Face.PARTNER: "__Host-partner"}
KNOWN_COOKIE = "__Host-known"
KNOWN_FOR = timedelta(days=180)

# What a browser is told to forget at the end. Its cookies are taken back one by one: that it is known stays, so that
# strangers who guess at the name cannot keep its owner out.
FORGET = '"cache", "storage"'

BOARDS = {Face.STAFF: "boards.board", Face.PARTNER: "partner_boards.board"}
DOORS = {Face.STAFF: "sessions.sign_in", Face.PARTNER: "partner_sessions.sign_in"}
LONGEST_WAY = 500


def session_token() -> str:
    """Return the token that this browser shows for this face, or nothing."""
    return request.cookies.get(SESSION_COOKIES.get(current_face(), ""), "")


def device_token() -> str:
    """Return the token by which this browser is known, or nothing."""
    return request.cookies.get(KNOWN_COOKIE, "")


def begin(response: Response, token: str, device: str) -> None:
    """Give a browser its session and the token by which it is known, and forget what it was before."""
    session.clear()
    keep_session(response, token)
    _set(response, KNOWN_COOKIE, device, KNOWN_FOR)


def keep_session(response: Response, token: str) -> None:
    """Give a browser the token of its session, until the browser is closed."""
    _set(response, SESSION_COOKIES[current_face()], token)


def keep_unlock(response: Response, half: bytes) -> None:
    """Give a browser its half of the unlocked keys."""
    _set(response, UNLOCK_COOKIE, urlsafe_b64encode(half).decode())


def drop_unlock(response: Response) -> None:
    """Take the half of the unlocked keys back."""
    _drop(response, UNLOCK_COOKIE)


def end(response: Response) -> None:
    """Take back what the browser holds of this face, and have it forget what it kept of the pages."""
    session.clear()
    for name in (SESSION_COOKIES[current_face()], UNLOCK_COOKIE):
        _drop(response, name)
    response.headers["Clear-Site-Data"] = FORGET


def keyed_digest(purpose: str, value: str) -> str:
    """Return a digest in hexadecimal that cannot be looked up without this installation's secret."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"sign-in {purpose} {value}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def caller_digest() -> str:
    """Return a keyed digest of where the request comes from; of an IPv6 address the network."""
    return keyed_digest("caller", network(request.remote_addr))


def board_url() -> str:
    """Return the address of the board of this face."""
    return url_for(BOARDS[current_face()])


def door_url() -> str:
    """Return the address of the sign-in page of this face."""
    return url_for(DOORS[current_face()])


def way_back(wanted: str | None) -> str:
    """Return where to go on: the page that was asked for, when it is one of this face's own; else the board."""
    is_ours = wanted is not None and stays_here(wanted) and _leads_to_a_page(current_app, urlsplit(wanted).path)
    return wanted if wanted and is_ours else board_url()


def stays_here(wanted: str) -> bool:
    """
    Return whether no browser could take this address for one of another site.

    It must be a path from the root with nothing in it that is read in more than one way: no second slash in front, no
    backslash, no control character, plain or written with a percent sign, once or twice.
    """
    plain = unquote(unquote(wanted))
    if len(wanted) > LONGEST_WAY or not wanted.startswith("/") or plain.startswith("//"):
        return False
    return not any(sign == "\\" or ord(sign) < 0x20 or ord(sign) == 0x7F for sign in plain)


def _leads_to_a_page(app: Flask, path: str) -> bool:
    """Return whether a GET of this path is answered by a view of the present face."""
    try:
        endpoint, _values = app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return False
    blueprint = app.blueprints.get(str(endpoint).rpartition(".")[0])
    return isinstance(blueprint, FacedBlueprint) and blueprint.face is current_face()


def _set(response: Response, name: str, value: str, kept: timedelta | None = None) -> None:
    """Set a cookie that only this host gets, over HTTPS, from our own pages, and that no script reads."""
    response.set_cookie(name, value, max_age=kept, secure=True, httponly=True, samesite="Strict", path="/")


def _drop(response: Response, name: str) -> None:
    response.delete_cookie(name, secure=True, httponly=True, samesite="Strict", path="/")
