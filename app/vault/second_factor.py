"""The second factor: a code that is accepted once, however many try it at the same moment."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, update

from app.vault.means import Means
from app.vault.models import SecondFactor
from crypto.context import Context
from crypto.totp import matching_step, new_secret


def renew(means: Means, person_ref: str) -> bytes:
    """Give a person a new secret, 20 bytes, and return it. The old one stops working."""
    secret = new_secret()
    [locked] = means.provider.lock([(_context(means, person_ref), secret)])
    means.session.merge(SecondFactor(person_ref=person_ref, secret=locked, last_step=0))
    means.session.flush()
    return secret


def accept_code(means: Means, person_ref: str, code: str, now: datetime) -> bool:
    """
    Return whether the code is the person's at this moment and its step was not used before, and use it up.

    :raises Frozen: the secret does not open.
    """
    with means.guarding(person_ref):
        row = means.session.get(SecondFactor, person_ref)
        if row is None:
            matching_step(new_secret(), code, now)
            return False
        [secret] = means.provider.unlock([(_context(means, person_ref), row.secret)])
    step = matching_step(secret, code, now)
    if step is None:
        return False
    # One statement decides: whoever comes second finds the step taken, on another worker too.
    used = update(SecondFactor).where(SecondFactor.person_ref == person_ref, SecondFactor.last_step < step)
    result = cast("CursorResult[Any]", means.session.execute(used.values(last_step=step)))
    return result.rowcount == 1


def _context(means: Means, person_ref: str) -> Context:
    return means.deployment.context("second_factors", person_ref)
