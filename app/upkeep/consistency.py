"""
What spans two stores, compared: each thing that a kill between two commits, or a restore, can leave undone.

The stores share no transaction, so an act that is killed between its commits leaves one store ahead of the other. Each
row of ``CHECKS`` finds one such trace and says how it is settled: always towards what can be undone, and never so that
something opens that did not. Acts in hand look the same for a moment, so only what is found twice counts.
"""

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from app.access.actor import steward
from app.access.marks import KeptFrom
from app.accounts.models import SignedIn
from app.allegations.models import Addition, Allegation, Mailbox, OutgoingMessage
from app.contacts.models import APPROVED, PENDING, ContactRequest
from app.custody.models import CustodyRequest
from app.database import new_id
from app.intake.models import DECOY, MailboxSlot
from app.intake.models import Submission as Arrived
from app.organisations.rules import local_day
from app.register.from_within import registered_from_within
from app.sources.models import Source, Waiting
from app.sources.standing_plans import stop_plan
from app.sources.waiting import Arrival, put_in_queue
from app.unit_of_work import House, UnitOfWork
from app.upkeep import cut_off
from app.upkeep.erasures import end_grant
from app.vault.compartments import Compartment
from app.vault.grant_parts import WHOLE, ref_for
from app.vault.models import GrantPart, Link, StoredCompartment, StoredGrant, Submission, Unlock
from audit.events import Event

# What a source is taken for when its registration was cut off: contact is barred until its handler has looked.
UNKNOWN_BAND = "MEDIUM"
PAUSE_SECONDS = 1.0
GONE = "DISMISSED"
KNOWN = "REGISTERED"

# What would let somebody be called under a plan that nobody approved, or shut a source, until it is settled.
CUT_OFF = ("held-otherwise", "another-plan", "unsaid")

Find = Callable[[UnitOfWork], Iterable[str]]
Mend = Callable[[UnitOfWork, str], None]


@dataclass(frozen=True, slots=True)
class Check:
    """
    One way in which two stores can disagree.

    ``find`` returns what it concerns, by reference; ``mend`` settles one. Where it is ``None`` the steward's sweep
    brings it in from the gateway, or somebody must look.
    """

    name: str
    told: str
    find: Find
    mend: Mend | None = None


def disagreements(
    house: House, *, pause: Callable[[float], None] = time.sleep, of: Collection[str] = ()
) -> dict[str, list[str]]:
    """Return everything that is found twice, by the name of its check; of these checks, where some are named."""
    checks = [check for check in CHECKS if not of or check.name in of]
    first = _look(house, checks)
    if not any(first.values()):
        return {}
    pause(PAUSE_SECONDS)
    again = _look(house, checks)
    both = {name: sorted(first[name] & again[name]) for name in first}
    return {name: refs for name, refs in both.items() if refs}


def settle(house: House, name: str, refs: Iterable[str]) -> None:
    """Mend what one check found, each in a unit of work of its own, recorded."""
    mend = next(check.mend for check in CHECKS if check.name == name)
    for ref in refs if mend else ():
        with house.work(steward(new_id())) as uow, uow.trail.recording(Event.SWEEP, ref, detail={"check": name}):
            if mend is not None:
                mend(uow, ref)


def follow(house: House) -> int:
    """Let register and record follow the vault where it alone kept what was done; the steward does this."""
    found = disagreements(house, of=CUT_OFF)
    for name, refs in found.items():
        settle(house, name, refs)
    return sum(map(len, found.values()))


def _look(house: House, checks: Collection[Check]) -> dict[str, set[str]]:
    with house.work(steward(new_id()), writes=False) as uow:
        return {check.name: set(check.find(uow)) for check in checks}


def _column(session: Any, column: Any, *conditions: Any) -> set[str]:
    return set(session.scalars(select(column).where(*conditions)))


def _entered(uow: UnitOfWork) -> set[str]:
    """Return which submissions came through to the case store."""
    return _column(uow.case, Allegation.intake_ref) | _column(uow.case, Addition.intake_ref)


def _sealed(uow: UnitOfWork) -> set[str]:
    return set(uow.vault.waiting_submissions())


def _without_story(uow: UnitOfWork) -> set[str]:
    return _sealed(uow) - _entered(uow)


def _brought_in_twice(uow: UnitOfWork) -> set[str]:
    return _column(uow.gateway, Arrived.submission_ref) & _entered(uow)


def _take_out(uow: UnitOfWork, ref: str) -> None:
    """Delete from the gateway what stands where it belongs."""
    uow.gateway.execute(delete(Arrived).where(Arrived.submission_ref == ref))


def _not_queued(uow: UnitOfWork) -> set[str]:
    queued = _column(uow.case, Waiting.submission_ref, Waiting.state == "WAITING")
    return (_sealed(uow) & _entered(uow)) - queued


def _queue(uow: UnitOfWork, ref: str) -> None:
    """Show custodians a sealed part that waits."""
    row = uow.vault.session.get(Submission, ref)
    told = uow.case.scalar(select(Allegation).where(Allegation.intake_ref == ref))
    later = uow.case.get(Addition, ref)
    known = uow.case.get(Waiting, ref)
    if known is not None:
        known.state, known.decided_by, known.decided_on = "WAITING", None, None
    elif row is not None and told is not None:
        put_in_queue(uow.case, _arrival(uow, row, told.ref, told.received_at))
    elif row is not None and later is not None:
        put_in_queue(uow.case, _arrival(uow, row, later.allegation_ref, later.at))


def _arrival(uow: UnitOfWork, row: Submission, allegation_ref: str, at: datetime) -> Arrival:
    """Return a sealed part as it is queued, kept from whomever its allegation is kept from."""
    told = uow.case.get_one(Allegation, allegation_ref)
    kept = KeptFrom(told.kept_from, told.kept_number)
    return Arrival(row.submission_ref, row.link, allegation_ref, urgent=False, received_at=at, kept=kept)


def _queued_for_nothing(uow: UnitOfWork) -> set[str]:
    return _column(uow.case, Waiting.submission_ref, Waiting.state == "WAITING") - _sealed(uow)


def _unqueue(uow: UnitOfWork, ref: str) -> None:
    """Take off the queue what a custodian dealt with: the vault knows whether a source stands behind it."""
    row = uow.case.get_one(Waiting, ref)
    row.state = KNOWN if uow.vault.session.get(Link, row.link) is not None else GONE
    row.decided_on = local_day(uow.now)


def _unregistered(uow: UnitOfWork) -> set[str]:
    return _column(uow.vault.session, StoredCompartment.source_ref) - _column(uow.case, Source.source_ref)


def _register(uow: UnitOfWork, source_ref: str) -> None:
    """
    Enter a source in the register, with whoever made its keys as handler; contact is barred until they look.

    It is kept from everybody whom its reports are kept from.
    """
    keys = select(StoredCompartment).filter_by(source_ref=source_ref).limit(1)
    made = uow.vault.session.scalars(keys).one()
    uow.case.add(
        Source(
            source_ref=source_ref,
            band=UNKNOWN_BAND,
            custody=made.custody,
            handler_ref=made.creator,
            registered_at=uow.now,
            contactable=False,
            plan_ends_on=uow.now.date(),
        )
    )
    uow.case.flush()
    registered_from_within(uow, source_ref)


def _grants_without_approval(uow: UnitOfWork) -> set[str]:
    given = _column(uow.vault.session, StoredGrant.grant_ref)
    whole = _column(uow.vault.session, GrantPart.grant_ref, GrantPart.part == WHOLE)
    approved = _column(uow.case, ContactRequest.grant_ref, ContactRequest.state == APPROVED)
    asked = _column(uow.case, CustodyRequest.request_ref, CustodyRequest.state == APPROVED)
    # What custodians asked for every part of stands there part by part, under references of their own.
    approved |= asked | {ref_for(ref, part.value) for ref in asked for part in Compartment}
    # One that two groups give lies here in parts while its request waits for the second.
    pending = _column(uow.case, ContactRequest.grant_ref, ContactRequest.state == PENDING)
    return {ref for ref in given - approved if ref in whole or ref not in pending}


def _withdraw(uow: UnitOfWork, grant_ref: str) -> None:
    """Delete a re-sealed key whose approval was never finished. Its request is decided anew."""
    uow.vault.revoke(grant_ref)


def _approvals_without_grant(uow: UnitOfWork) -> set[str]:
    approved = _column(uow.case, ContactRequest.grant_ref, ContactRequest.state == APPROVED)
    return approved - _column(uow.vault.session, StoredGrant.grant_ref)


def _unlocked_for_nobody(uow: UnitOfWork) -> set[str]:
    live = _column(uow.case, SignedIn.token_digest, SignedIn.ended_at.is_(None))
    return _column(uow.vault.session, Unlock.session_ref) - live


def _lock(uow: UnitOfWork, session_ref: str) -> None:
    uow.vault.lock(session_ref)


def _mailboxes_of_nobody(uow: UnitOfWork) -> set[str]:
    known = _column(uow.case, Mailbox.locator) | {DECOY}
    return set(uow.gateway.scalars(select(MailboxSlot.locator).distinct())) - known


def _empty_mailbox(uow: UnitOfWork, locator: str) -> None:
    uow.gateway.execute(delete(MailboxSlot).where(MailboxSlot.locator == locator))


def _undelivered(uow: UnitOfWork) -> set[str]:
    """Return the mailboxes for which something was sent and that are not in the gateway."""
    sent = select(Mailbox.locator).join(OutgoingMessage, OutgoingMessage.link == Mailbox.link)
    filled = set(uow.gateway.scalars(select(MailboxSlot.locator).distinct()))
    return set(uow.case.scalars(sent.where(OutgoingMessage.sent_at.is_not(None)))) - filled


def _send_again(uow: UnitOfWork, locator: str) -> None:
    """Let the steward deliver again what a mailbox should hold."""
    link = select(Mailbox.link).where(Mailbox.locator == locator).scalar_subquery()
    uow.case.execute(update(OutgoingMessage).where(OutgoingMessage.link == link).values(sent_at=None))


def _orphan_links(uow: UnitOfWork) -> set[str]:
    return _column(uow.vault.session, Link.link) - _column(uow.case, Allegation.link) - _column(uow.case, Waiting.link)


def _set_aside(uow: UnitOfWork) -> set[str]:
    return _column(uow.gateway, Arrived.submission_ref, Arrived.set_aside.is_(True))


def _unsigned(uow: UnitOfWork) -> set[str]:
    """Return the log's name when entries have never been signed for."""
    latest = uow.log.latest_checkpoint()
    return {"log"} if latest is None or latest.size > uow.log.head().size else set()


CHECKS = (
    Check("without-story", "a sealed part whose story has not come in", _without_story),
    Check("twice", "a submission that is in and still in the gateway", _brought_in_twice, _take_out),
    Check("set-aside", "a submission that could not be read", _set_aside),
    Check("not-queued", "a sealed part that custodians are not shown", _not_queued, _queue),
    Check("queued-for-nothing", "a place in the queue whose sealed part is gone", _queued_for_nothing, _unqueue),
    Check("unregistered", "a source in custody that is not in the register", _unregistered, _register),
    Check("held-otherwise", "a source that is held otherwise than said", cut_off.held_otherwise, cut_off.hold),
    Check("another-plan", "a contact plan that was replaced, unapproved", cut_off.replaced_plans, stop_plan),
    Check("unsaid", "keys that were replaced, and the record does not say so", cut_off.replaced_keys, cut_off.say_so),
    Check("not-approved", "a re-sealed key whose approval was not finished", _grants_without_approval, _withdraw),
    Check("no-key", "an approval whose re-sealed key is gone", _approvals_without_grant, end_grant),
    Check("unlocked", "keys unlocked in a session that has ended", _unlocked_for_nobody, _lock),
    Check("mailbox-of-nobody", "a mailbox that no receipt belongs to", _mailboxes_of_nobody, _empty_mailbox),
    Check("undelivered", "a mailbox that was filled and is not in the gateway", _undelivered, _send_again),
    Check("orphan-link", "a source's link to a report that is not there", _orphan_links),
    Check("unsigned", "a record that is not signed, or shorter than when it was", _unsigned),
)
