"""How a view gets its unit of work."""

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64

from flask import g, request

from app.access.actor import nobody
from app.unit_of_work import House, UnitOfWork
from app.web.guard import current_actor, current_house, request_id

UNLOCK_COOKIE = "__Host-unlock"
HALF_BYTES = 32


def work(*, writes: bool | None = None) -> UnitOfWork:
    """Return the unit of work of this request. It writes unless the request only asks for a page."""
    house: House = current_house()
    asks_only = request.method in {"GET", "HEAD"}
    uow = house.work(current_actor(), writes=not asks_only if writes is None else writes, cookie_half=cookie_half())
    g.last_work = uow
    return uow


def aside() -> UnitOfWork:
    """Return a unit of work that only reads something for every page; it does not stand for what the request did."""
    house: House = current_house()
    return house.work(current_actor(), writes=False, cookie_half=cookie_half())


def last_work() -> UnitOfWork | None:
    """Return the unit of work that this request had last, if it had one: what it found out holds for the page."""
    last: UnitOfWork | None = g.get("last_work")
    return last


def public_work(*, writes: bool | None = None) -> UnitOfWork:
    """Return a unit of work that reaches the gateway and nothing else, for nobody in particular."""
    house: House = current_house()
    asks_only = request.method in {"GET", "HEAD"}
    return house.public().work(nobody(request_id()), writes=not asks_only if writes is None else writes)


def cookie_half() -> bytes | None:
    """Return the half of the unlock key that only this browser holds, or ``None``."""
    try:
        half = urlsafe_b64decode(request.cookies.get(UNLOCK_COOKIE, "").encode())
    except (NotBase64, UnicodeEncodeError):
        return None
    return half if len(half) == HALF_BYTES else None
