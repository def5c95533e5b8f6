"""The second factor: six digits that change every 30 seconds (RFC 6238, HMAC-SHA-1, known to every authenticator)."""

import base64
import hmac
import secrets
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

SECRET_BYTES: Final = 20  # RFC 4226 section 4 recommends 160 bits
DIGITS: Final = 6
STEP_SECONDS: Final = 30


def new_secret() -> bytes:
    """Return 20 random bytes."""
    return secrets.token_bytes(SECRET_BYTES)


def step_at(now: datetime) -> int:
    """Return the number of the 30-second step that an aware time falls in; ValueError for a naive one."""
    if now.tzinfo is None:
        raise ValueError("The time of a code is aware of its zone.")
    return int(now.timestamp()) // STEP_SECONDS


def code_at(secret: bytes, step: int) -> str:
    """Return the six digits for one step (RFC 4226 section 5.3)."""
    hashed = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = hashed[-1] & 0x0F
    whole = int.from_bytes(hashed[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(whole % 10**DIGITS).zfill(DIGITS)


def matching_step(secret: bytes, code: str, now: datetime, window: int = 1) -> int | None:
    """
    Return the step whose code this is, within ``window`` steps before and after now, or None.

    Every step is compared, in constant time. The caller uses a step once: one not later than the last is refused there.
    """
    typed = code.replace(" ", "").encode("utf-8", "surrogatepass")
    present = step_at(now)
    found = None
    for step in range(max(0, present - window), present + window + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), typed):
            found = step
    return found


def uri(secret: bytes, label: str, issuer: str) -> str:
    """Return the ``otpauth://`` address that an authenticator app scans. It holds the secret."""
    query = urlencode(
        {
            "secret": base64.b32encode(secret).decode().rstrip("="),
            "issuer": issuer,
            "algorithm": "SHA1",
            "digits": DIGITS,
            "period": STEP_SECONDS,
        },
        quote_via=quote,
    )
    return f"otpauth://totp/{quote(issuer, safe='')}:{quote(label, safe='')}?{query}"
