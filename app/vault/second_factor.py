"""The second factor: a code that is accepted once, however many try it at the same moment."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, update

from app.vault.means import Means
from app.vault.models import SecondFactor
from crypto.context import Context
from crypto.totp import SECRET_BYTES, matching_step, new_secret


def renew(means: Means, person_ref: str) -> bytes:
    """Give a person a new secret, 20 bytes, and return it. The old one stops working."""
    secret = new_secret()
    _keep(means, person_ref, secret, 0)
    return secret


def adopt(means: Means, person_ref: str, secret: bytes, code: str) -> bool:
    """
    Take a secret that the person's own app shows codes of already, and return whether the code was one of them.

    The code is used up with it. Where it is not right, the secret kept so far goes on.
    """
    step = _step(secret, code, means.now)
    if step is None:
        return False
    _keep(means, person_ref, secret, step)
    return True


def is_code_of(secret: bytes, code: str, now: datetime) -> bool:
    """Return whether a code is of this secret, which nobody holds yet."""
    return _step(secret, code, now) is not None


def _step(secret: bytes, code: str, now: datetime) -> int | None:
    """Return the step that a code of this secret is for; ``None`` for no code, or no secret of ours."""
    return matching_step(secret, code, now) if len(secret) == SECRET_BYTES else None


def _keep(means: Means, person_ref: str, secret: bytes, last_step: int) -> None:
    """Put a secret in the place of the one before."""
    [locked] = means.provider.lock([(context_of(means, person_ref), secret)])
    means.session.merge(SecondFactor(person_ref=person_ref, secret=locked, last_step=last_step))
    means.session.flush()


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
        [secret] = means.provider.unlock([(context_of(means, person_ref), row.secret)])
    step = matching_step(secret, code, now)
    if step is None:
        return False
    # One statement decides: whoever comes second finds the step taken, on another worker too.
    used = update(SecondFactor).where(SecondFactor.person_ref == person_ref, SecondFactor.last_step < step)
    result = cast("CursorResult[Any]", means.session.execute(used.values(last_step=step)))
    return result.rowcount == 1


def context_of(means: Means, person_ref: str) -> Context:
    return means.deployment.context("second_factors", person_ref)
