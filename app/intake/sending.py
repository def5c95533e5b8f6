"""What a member of the public does: tell us, and come back with a receipt. Nothing here can be opened here again."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, exists, insert, select
from sqlalchemy.exc import IntegrityError

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.errors import Unavailable
from app.intake import bundles, mailboxes
from app.intake.bundles import CURRENT
from app.intake.mailboxes import Message
from app.intake.models import PublishedBundle, Submission
from app.intake.rules import to_the_hour
from app.intake.story import at_hour
from app.unit_of_work import UnitOfWork
from crypto.bundle import Recipients, seal_submission
from crypto.receipts import mailbox

TABLE = cast(Table, Submission.__table__)
# Whether the keys that were sealed to are the ones in force is asked in the same statement: there is no time between.
STILL_PUBLISHED = exists().where(PublishedBundle.name == CURRENT, PublishedBundle.digest == bindparam("published"))
PUT = insert(TABLE).from_select(
    list(TABLE.columns),
    select(*(bindparam(column.name, type_=column.type) for column in TABLE.columns)).where(STILL_PUBLISHED),
)


def send(work: Callable[..., UnitOfWork], ready: Mapping[str, Any], submission_ref: str) -> None:
    """
    Seal what somebody told us and put it into the gateway, in one INSERT.

    Sent twice under the same reference, it is kept once. The record is written by the steward, who brings it in: this
    face writes to no log, and knows neither when exactly nor from where it came. No store is held while it is sealed.

    :param work: makes a unit of work of the public face, to read or to write.
    :param ready: what ``Told.ready`` returned.
    :raises Unavailable: the keys to seal to are not the ones that the root keys signed; nothing is kept.
    """
    if not _put(work, ready, submission_ref, known=True) and not _put(work, ready, submission_ref, known=False):
        # The keys in force changed twice while this was sealed; whoever sends it again seals to the new ones.
        raise Unavailable


def _put(work: Callable[..., UnitOfWork], ready: Mapping[str, Any], submission_ref: str, *, known: bool) -> bool:
    """Seal and insert; return whether the keys sealed to are the ones in force, so that it was kept."""
    uow = work(writes=True)
    require(uow.actor, Action.SUBMIT, Nothing(), uow.now)
    keys = bundles.believed(uow.deployment) if known else None
    if keys is None:
        with work(writes=False) as reading:
            keys = bundles.read(reading.gateway, reading.deployment)
    row = _sealed(keys.recipients, ready, submission_ref, to_the_hour(uow.now))
    with uow:
        try:
            return bool(uow.gateway.connection().execute(PUT, row | {"published": keys.digest}).rowcount)
        except IntegrityError:
            # The button was pressed twice, or the page was loaded again: the same submission is here already.
            uow.gateway.rollback()
            return True


def _sealed(recipients: Recipients, ready: Mapping[str, Any], submission_ref: str, hour: datetime) -> dict[str, Any]:
    """Return the row, both parts sealed; nothing in this process opens it again."""
    story = at_hour(ready["story"], hour)
    sealed = seal_submission(
        recipients, submission_ref, details=ready["details"], original=ready["original"], story=story
    )
    return {
        "submission_ref": submission_ref,
        "urgent": ready["urgent"],
        "story": sealed.story,
        "identity": sealed.identity,
        "epoch": sealed.custodians_epoch,
        "intake_epoch": sealed.intake_epoch,
        "received_hour": hour,
        "set_aside": False,
    }


def read_messages(uow: UnitOfWork, words: str) -> list[Message]:
    """
    Return the messages for the holder of a receipt, newest first; none when no such receipt was ever given.

    A receipt that was never given takes the same statement, the same rows and as many attempts to open.
    """
    require(uow.actor, Action.SUBMIT, Nothing(), uow.now)
    box = mailbox(words, uow.deployment.ref)
    return mailboxes.messages(box, uow.deployment.ref, mailboxes.slots(uow.gateway, box.locator))
