"""The arithmetic of coming and leaving: how long an invitation lasts, and what waits for whom."""

import hashlib
from datetime import datetime, timedelta

from app.people.models import Visit
from crypto.passphrases import normalise

# Product defaults. Whoever lost something is without work meanwhile, and the paper in more danger the longer it lies.
JOIN_WITHIN = timedelta(days=7)
RENEW_WITHIN = timedelta(days=2)
WRONG_TRIES = 5


def expires_at(kind: Visit, now: datetime) -> datetime:
    """Return from when an invitation opens nothing any more."""
    return now + (JOIN_WITHIN if kind is Visit.JOIN else RENEW_WITHIN)


def words_digest(invitation_ref: str, words: str) -> str:
    """Return what is kept of an invitation's six words, in hexadecimal: nobody can get back to 77 random bits."""
    return hashlib.sha256(f"invitation {invitation_ref} {' '.join(normalise(words))}".encode()).hexdigest()


def is_vouched_for(roles: tuple[str, ...]) -> bool:
    """Return whether somebody in these roles can be given a key to a source, so that custodians sign for their own."""
    return bool({"ASSESSOR", "NSU_HANDLER", "NSU_CONTROLLER"} & set(roles))
