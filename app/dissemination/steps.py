"""What every change of a report leaves on it, and how references are made."""

import secrets

from app.dissemination.models import Report
from app.unit_of_work import UnitOfWork

# No vowels and nothing that reads like a digit, as for every reference that is read out.
ALPHABET = "BCDFGHJKMNPQRSTVWXZ23456789"
LENGTH = 10


def reference(prefix: str) -> str:
    """Return a new reference, random, so that it tells nothing of how many there are."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def touch(uow: UnitOfWork, report: Report) -> None:
    """Note that a report changed: whoever holds an older version is told."""
    report.version += 1
    report.changed_at = uow.now


def forget_words_checked(report: Report) -> None:
    """Have the source unit look at the words anew: what it let go is not what the report will say."""
    report.words_checked_at = report.words_checked_by = None


def decide(uow: UnitOfWork, report: Report) -> None:
    """Write who decided, and when."""
    report.decided_by, report.decided_at = uow.actor.person_ref, uow.now
    touch(uow, report)
