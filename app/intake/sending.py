"""What a member of the public does: tell us, and come back with a receipt. Nothing here can be opened here again."""

from sqlalchemy.exc import IntegrityError

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.database import new_id
from app.intake import bundles, mailboxes
from app.intake.mailboxes import Message
from app.intake.models import Submission
from app.intake.rules import to_the_hour
from app.intake.telling import Told
from app.unit_of_work import UnitOfWork
from crypto.bundle import seal_submission
from crypto.receipts import mailbox


def send(uow: UnitOfWork, told: Told, submission_ref: str, words: str) -> None:
    """
    Seal what somebody told us and put it into the gateway, in one INSERT.

    Sent twice under the same reference, it is kept once. The record is written by the steward, who brings it in: this
    face writes to no log, and knows neither when exactly nor from where it came.

    :raises Unavailable: the keys to seal to are not the ones that the root keys signed; nothing is kept.
    """
    require(uow.actor, Action.SUBMIT, Nothing(), uow.now)
    story = told.story(mailbox(words, uow.deployment.ref), new_id(), uow.now)
    recipients = bundles.recipients(uow.gateway, uow.deployment)
    sealed = seal_submission(
        recipients, submission_ref, details=told.details(), original=told.original(), story=story.record()
    )
    uow.gateway.add(
        Submission(
            submission_ref=submission_ref,
            urgent=told.is_urgent(uow.now),
            story=sealed.story,
            identity=sealed.identity,
            epoch=sealed.custodians_epoch,
            intake_epoch=sealed.intake_epoch,
            received_hour=to_the_hour(uow.now),
        )
    )
    try:
        uow.gateway.flush()
    except IntegrityError:
        # It is here already: the button was pressed twice, or the page was loaded again.
        uow.gateway.rollback()


def read_messages(uow: UnitOfWork, words: str) -> list[Message]:
    """
    Return the messages for the holder of a receipt, newest first; none when no such receipt was ever given.

    A receipt that was never given takes the same statement, the same rows and as many attempts to open.
    """
    require(uow.actor, Action.SUBMIT, Nothing(), uow.now)
    box = mailbox(words, uow.deployment.ref)
    return mailboxes.messages(box, uow.deployment.ref, mailboxes.slots(uow.gateway, box.locator))
