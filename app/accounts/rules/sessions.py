"""How long a session lives, and why one ended."""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
# How exactly idle time is known: a row is not written at every request.
TOUCH_EVERY = timedelta(minutes=1)
# How long the reason for an end is kept, so that the person can be told.
KEPT_AFTER_END = timedelta(days=1)

TOKEN_BYTES = 32


class Ending(StrEnum):
    """Why a session ended. The message is for its owner and nobody else."""

    SIGNED_OUT = "SIGNED_OUT"
    REPLACED = "REPLACED"
    ENDED_BY_OWNER = "ENDED_BY_OWNER"
    CREDENTIAL_CHANGED = "CREDENTIAL_CHANGED"
    WRONG_UNLOCKS = "WRONG_UNLOCKS"
    STANDING_CHANGED = "STANDING_CHANGED"
    STOPPED = "STOPPED"
    IDLE = "IDLE"
    TOO_LONG = "TOO_LONG"
    RESTORED = "RESTORED"

    @property
    def message(self) -> str:
        """What its owner reads on the sign-in page."""
        return _MESSAGES[self]

    @property
    def label(self) -> str:
        """The same in a word, for a list."""
        return _LABELS[self]


_MESSAGES = {
    Ending.SIGNED_OUT: "You have signed out.",
    Ending.REPLACED: (
        "You were signed out because you signed in somewhere else. "
        "If that was not you, tell the administrator at once, by telephone."
    ),
    Ending.ENDED_BY_OWNER: "You ended this session from another page.",
    Ending.CREDENTIAL_CHANGED: "Your passphrase was changed. Sign in with the new one.",
    Ending.WRONG_UNLOCKS: "You were signed out because the passphrase was wrong three times. Sign in again.",
    Ending.STANDING_CHANGED: "You were signed out because what you hold was changed. Your board says how.",
    Ending.STOPPED: "Your account was stopped. Ask whoever administers your unit why.",
    Ending.IDLE: "You were signed out because nothing happened for 15 minutes.",
    Ending.TOO_LONG: "You were signed out because a session lasts 8 hours at most.",
    Ending.RESTORED: "You were signed out because the system was restored from a backup. Check what you did last.",
}

_LABELS = {
    Ending.SIGNED_OUT: "Signed out",
    Ending.REPLACED: "Signed in somewhere else",
    Ending.ENDED_BY_OWNER: "Ended by you",
    Ending.CREDENTIAL_CHANGED: "Passphrase changed",
    Ending.WRONG_UNLOCKS: "Wrong passphrase three times",
    Ending.STANDING_CHANGED: "What you hold was changed",
    Ending.STOPPED: "Account stopped",
    Ending.IDLE: "Nothing happened for 15 minutes",
    Ending.TOO_LONG: "8 hours were over",
    Ending.RESTORED: "Restored from a backup",
}


def new_token() -> str:
    """Return 256 random bits as text: what a cookie holds."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """Return the SHA-256 of a token in hexadecimal: what a store holds. Empty for no token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest() if token else ""


def ending_by_time(used_at: datetime, ends_at: datetime, now: datetime) -> Ending | None:
    """Return why time has ended a session, or ``None`` while it lives."""
    if ends_at <= now:
        return Ending.TOO_LONG
    return Ending.IDLE if used_at + IDLE <= now else None


def touch_is_due(used_at: datetime, now: datetime) -> bool:
    """Return whether the last use should be written down again."""
    return used_at + TOUCH_EVERY <= now
