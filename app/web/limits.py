"""How often one caller may ask for something to be done, without keeping who the callers are."""

import hashlib
import hmac
import ipaddress
import logging
import secrets
import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_limiter import ApplicationLimit, Limiter, RequestLimit
from limits.storage import MemoryStorage

from app.web.faces import current_face
from app.web.guard import current_actor
from app.web.headers import SAFE_METHODS
from app.web.signals import on_limited
from config import Config
from configuration import COUNTS_IN_MEMORY

# For each class of request, how many one caller may make. Several callers can stand behind one address, so the public
# figures leave room for them; a person who is signed in is counted by themself.
LIMITS = {
    "sign-in": "30 per minute; 300 per hour",
    "public": "60 per minute; 600 per hour",
    "staff": "120 per minute",
    "partner": "60 per minute",
}
LIMITS_SETTING = "CALLS_ALLOWED"

# Made anew by each process and written nowhere: with it gone, what was counted leads back to no address.
_ADDRESS_KEY = secrets.token_bytes(32)
IPV6_NETWORK_BITS = 64

# How often what was counted and is over is forgotten (seconds).
FORGETS_EVERY = 1.0

# How long a request waits for Redis (seconds).
REDIS_WAITS = 1.0

View = TypeVar("View", bound=Callable[..., Any])


class Counts(MemoryStorage):
    """Counts in this process's memory, and forgets as it counts; the original starts a thread at each request."""

    STORAGE_SCHEME = ["memory"]
    _forgets_at = 0.0

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802 - the original's own name
        """Forget what is over, at most once a second and before this request is counted."""
        if time.monotonic() >= self._forgets_at:
            self._forgets_at = time.monotonic() + FORGETS_EVERY
            self._MemoryStorage__expire_events()  # type: ignore[attr-defined]


def init_app(app: Flask, config: Config) -> Limiter:
    """Count every request that is not safe, by its class and its caller."""
    app.config.setdefault(LIMITS_SETTING, LIMITS)
    # The extension would write who was stopped; our own record does, and knows what it may keep.
    logging.getLogger("flask-limiter").disabled = True
    limiter = Limiter(
        caller,
        application_limits=[
            ApplicationLimit(allowance, exempt_when=is_safe, key_function=caller, scope=kind_of_request)
        ],
        on_breach=_tell,
        storage_uri=config.limits_storage,
        storage_options=storage_options(config),
        # While Redis is away each process counts by itself: stricter would keep out somebody who is in danger.
        in_memory_fallback_enabled=config.limits_storage != COUNTS_IN_MEMORY,
        strategy="moving-window",
        headers_enabled=False,
    )
    limiter.init_app(app)
    return limiter


def storage_options(config: Config) -> dict[str, Any]:
    """Return how Redis is spoken to: each face under keys of its own, and waited for no longer than a moment."""
    if config.limits_storage == COUNTS_IN_MEMORY:
        return {}
    return {"key_prefix": config.face, "socket_timeout": REDIS_WAITS}


def limited_as(kind: str) -> Callable[[View], View]:
    """Return a decorator that counts a view in a class of its own, such as ``sign-in``."""

    def mark(view: View) -> View:
        view.kind_of_request = kind  # type: ignore[attr-defined]
        return view

    return mark


def kind_of_request(_endpoint: str = "") -> str:
    """Return the class this request is counted in: what its view says, or its face."""
    view = current_app.view_functions.get(request.endpoint or "")
    return str(getattr(view, "kind_of_request", current_face().value))


def allowance() -> str:
    """Return how many requests of this class one caller may make."""
    return str(current_app.config[LIMITS_SETTING][kind_of_request()])


def caller() -> str:
    """Return whom to count: the person, or a keyed digest of the address of somebody who has not signed in."""
    actor = current_actor()
    if actor.person_ref != "nobody":
        return actor.person_ref
    return hmac.new(_ADDRESS_KEY, network(request.remote_addr).encode(), hashlib.sha256).hexdigest()


def network(address: str | None) -> str:
    """Return the address to count; of IPv6 the network, as one household holds all of it."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False))


def is_safe() -> bool:
    """Return whether the request only asks for a page."""
    return request.method in SAFE_METHODS


def _tell(_limit: RequestLimit) -> None:
    """Tell those who keep the record, which class it was and not who."""
    on_limited.send(current_app._get_current_object(), kind=kind_of_request())  # type: ignore[attr-defined]
