"""What staff do with a report that came by another way than the public form: enter it, sealed as that seals."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import insert

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.allegations.telling import shows_its_teller, slips
from app.allegations.types import CHANNEL_BY_CODE
from app.database import new_id
from app.errors import Invalid
from app.intake.models import Submission
from app.intake.rules import begin_of, to_the_hour
from app.intake.story import Entered
from app.intake.telling import Told
from app.intake.vouching import proof
from app.markings.promises import CRIMESTOPPERS, PROMISE_BY_CODE
from app.organisations.rules import local_day
from app.unit_of_work import UnitOfWork
from audit.events import Event
from crypto.bundle import seal_submission
from crypto.receipts import mailbox, new_receipt

# A letter may lie about; beyond this somebody has mistyped the year.
LONGEST_UNDERWAY_DAYS = 366


@dataclass(frozen=True, slots=True)
class Reported:
    """
    A report as staff enter it.

    ``leave_in`` says that words which look as if they showed who called are to be cut by the source unit.
    """

    channel: str
    told: Told
    received_on: date | None = None
    leave_in: bool = False


def enter(uow: UnitOfWork, reported: Reported) -> bool:
    """
    Seal a report to where the public form seals, for the steward to bring in; nobody here opens it again.

    What came from Crimestoppers has no part for custody: nothing of whoever called is taken, and nothing is kept.

    :returns: whether it will be held until the source unit has cut words out.
    :raises Invalid: what was promised and what was given do not go together, or words show who called.
    :raises Refused: entering reports is not theirs.
    """
    told = reported.told
    if not CHANNEL_BY_CODE[reported.channel].may_hold_source:
        told = replace(told, promise=CRIMESTOPPERS, own={})
    submission_ref, detail = new_id(), {"channel": reported.channel, "promise": told.promise}
    with uow.trail.recording(Event.ALLEGATION_ENTER, submission_ref, detail=dict(detail)):
        require(uow.actor, Action.ALLEGATION_ENTER, Nothing(submission_ref), uow.now)
        hour = _received(reported.received_on, uow.now)
        require_as_promised(told)
        found = _slips(told) if told.promise == CRIMESTOPPERS else {}
        if found and not reported.leave_in:
            raise Invalid({name: _mend(words) for name, words in found.items()})
        entered = Entered(reported.channel, uow.actor.unit_ref, "")
        put_in(uow, submission_ref, told, entered, (hour, new_receipt()))
        return bool(found) or any(shows_its_teller(text) for text in told.said.values() if text)


def put_in(uow: UnitOfWork, submission_ref: str, told: Told, entered: Entered, arrived: tuple[datetime, str]) -> None:
    """
    Seal both parts, vouched for by the server's lock, and put them into the gateway.

    :param arrived: the hour, and the words of the receipt that replies are sealed to.
    """
    hour, words = arrived
    story = replace(told.story(mailbox(words, uow.deployment.ref), new_id(), hour), entered=entered)
    vouched = replace(entered, proof=proof(uow, submission_ref, story))
    deployment = uow.deployment
    recipients = uow.vault.public_bundle().verify(deployment.root, deployment.ref, deployment.least_epoch)
    sealed = seal_submission(
        recipients,
        submission_ref,
        details=told.details(),
        original=told.original(),
        story=replace(story, entered=vouched).record(),
    )
    uow.gateway.execute(
        insert(Submission).values(
            submission_ref=submission_ref,
            urgent=told.is_urgent(uow.now),
            story=sealed.story,
            identity=sealed.identity,
            epoch=sealed.custodians_epoch,
            intake_epoch=sealed.intake_epoch,
            received_hour=to_the_hour(uow.now),
            set_aside=False,
        )
    )


def _received(day: date | None, now: datetime) -> datetime:
    """Return the hour from which the clock runs: now, or the beginning of the day on which it came."""
    if day is None or day == local_day(now):
        return to_the_hour(now)
    if day > local_day(now):
        raise Invalid({"received_on": "It cannot have reached us after today."})
    if (local_day(now) - day).days > LONGEST_UNDERWAY_DAYS:
        raise Invalid({"received_on": "That is more than a year ago. Check the year."})
    return begin_of(day)


def require_as_promised(told: Told) -> None:
    """Refuse details of somebody who was promised that none are taken."""
    if not PROMISE_BY_CODE[told.promise].may_be_known and any(told.own.values()):
        raise Invalid(
            {"promise": "Anonymity was promised, and details are given below. Take those out, or choose another."}
        )


def _slips(told: Told) -> Mapping[str, tuple[str, ...]]:
    """Return the words in each answer that look as if they showed who called."""
    found = {name: slips(text) for name, text in told.said.items() if text}
    return {name: words for name, words in found.items() if words}


def _mend(words: tuple[str, ...]) -> str:
    """Return what to do about words that show who called."""
    named = ", ".join(f"“{one}”" for one in words)
    return f"Write it without {named}: it may show who called. Where that cannot be done, tick the last box."
