"""Finding one allegation, or not: what a person may not know of is not found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.policy import Action, visible
from app.allegations.models import Allegation, Mailbox, Sending, fact_columns
from app.errors import NotFound
from app.unit_of_work import UnitOfWork


def known(actor: Actor, now: datetime, *actions: Action, of: Any = None) -> ColumnElement[bool]:
    """
    Return a condition: what stands on this person's lists, what they may read, and what else these actions show.

    :param of: an alias of the table, where the condition is about that.
    """
    asked = (Action.ALLEGATION_LIST, Action.ALLEGATION_READ, *actions)
    return or_(*(visible(actor, action, fact_columns(of), now) for action in dict.fromkeys(asked)))


def find(uow: UnitOfWork, ref: str, action: Action = Action.ALLEGATION_READ) -> Allegation:
    """
    Return an allegation that this person may know of. Whether they may do more is for ``require`` to say.

    :raises NotFound: there is none, or none that this person may know of.
    """
    row = uow.case.scalar(select(Allegation).where(Allegation.ref == ref, known(uow.actor, uow.now, action)))
    if row is None:
        raise NotFound
    return row


def by_link(case: Session, link: str) -> Allegation | None:
    """Return the allegation with this link, for an act that has asked policy about the source or the contact."""
    return case.scalar(select(Allegation).where(Allegation.link == link))


def mailbox(case: Session, link: str) -> Mailbox | None:
    """Return the mailbox that a reply about this allegation is sealed to, if its teller left one."""
    return case.get(Mailbox, link)


def sendings(case: Session, ref: str) -> Sequence[str]:
    """Return the references of the reports that were released from an allegation, in order of their release."""
    return case.scalars(
        select(Sending.report_ref).where(Sending.allegation_ref == ref).order_by(Sending.at, Sending.report_ref)
    ).all()


def account_of(case: Session, ref: str) -> str:
    """Return the account of an allegation, to compare a draft with; nothing where there is none."""
    return case.scalar(select(Allegation.account).where(Allegation.ref == ref)) or ""
