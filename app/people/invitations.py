"""Making and finding invitations: one open at a time for each person, known by words that are on paper only."""

import hmac

from sqlalchemy import select, update

from app.accounts.models import WAITING, Account
from app.database import new_id
from app.people.models import OPEN, WITHDRAWN, Invitation, Visit
from app.people.rules import expires_at, words_digest
from app.unit_of_work import UnitOfWork
from crypto.passphrases import generate


def make(uow: UnitOfWork, person_ref: str, kind: Visit, *, then: str = WAITING) -> str:
    """
    Make an invitation in the place of any before, and return its six words: the only time they are known here.

    :param then: the state that the account has after it was used.
    """
    take_back(uow, person_ref)
    ref, words = new_id(), generate()
    row = Invitation(invitation_ref=ref, person_ref=person_ref, kind=kind.value, words_digest=words_digest(ref, words))
    row.then = then
    row.made_by, row.made_at, row.expires_at = uow.actor.person_ref, uow.now, expires_at(kind, uow.now)
    uow.case.add(row)
    uow.case.flush()
    return words


def take_back(uow: UnitOfWork, person_ref: str) -> None:
    """Close every open invitation of a person."""
    still_open = (Invitation.person_ref == person_ref, Invitation.state == OPEN)
    uow.case.execute(update(Invitation).where(*still_open).values(state=WITHDRAWN))


def find(uow: UnitOfWork, sign_in_name: str, words: str, face: str) -> Invitation | None:
    """Return the open invitation of this name that these words are of, or ``None``."""
    rows = uow.case.scalars(
        select(Invitation)
        .join(Account, Account.person_ref == Invitation.person_ref)
        .where(Account.sign_in_name == sign_in_name.strip().lower(), Account.face == face, Invitation.state == OPEN)
    )
    for row in rows:
        if hmac.compare_digest(row.words_digest, words_digest(row.invitation_ref, words)):
            return row
    return None
