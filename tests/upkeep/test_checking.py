"""Whatever a kill between two commits leaves in one store and not in the other is found, named and mended."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.exc import OperationalError

from app.access.marks import OF_REPORTS
from app.allegations.models import Allegation, OutgoingMessage
from app.contacts.models import ContactRequest
from app.database import CaseBase, new_id
from app.intake.mailboxes import DECOY
from app.intake.models import MailboxSlot, PublishedBundle
from app.intake.models import Submission as Arrived
from app.sources.models import Source, StandingPlan, Waiting
from app.unit_of_work import UnitOfWork
from app.upkeep import consistency
from app.upkeep.consistency import CHECKS
from app.vault.links import Links
from app.vault.models import Link, StoredGrant, Submission, Unlock
from app.vault.verification import verify
from app.vault.versions import was_taken_away
from audit.events import Event
from tests.contacts.test_calling import granted
from tests.factories import Neighbour, Unit
from tests.pages import token_in
from tests.sources.test_raising import marked, press
from tests.upkeep.keeping import Kept


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consistency, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def at_work(kept: Kept) -> Kept:
    """Return a unit with a source, a permission, and a sealed part that waits."""
    granted(kept.unit)
    kept.unit.tell()
    return kept


def sealed(uow: UnitOfWork) -> str:
    [ref] = uow.vault.waiting_submissions()
    return ref


def still_in_the_gateway(uow: UnitOfWork) -> None:
    row = Arrived(submission_ref=sealed(uow), urgent=False, story=b"x", identity=b"y", epoch=1, intake_epoch=1)
    row.received_hour, row.set_aside = uow.now, False
    uow.gateway.add(row)


def not_queued(uow: UnitOfWork) -> None:
    uow.case.execute(delete(Waiting).where(Waiting.submission_ref == sealed(uow)))


def marked_as_dealt_with(uow: UnitOfWork) -> None:
    changed = update(Waiting).where(Waiting.submission_ref == sealed(uow))
    uow.case.execute(changed.values(state="REGISTERED", decided_on=uow.now.date()))


def dealt_with_in_the_vault_alone(uow: UnitOfWork) -> None:
    uow.vault.session.execute(delete(Submission))


def registered_in_the_vault_alone(uow: UnitOfWork) -> None:
    for table in CaseBase.metadata.tables.values():
        if any(key.column.table.name == "sources" for key in table.foreign_keys):
            uow.case.execute(delete(table))
    uow.case.execute(delete(Source))
    uow.case.execute(update(Waiting).where(Waiting.state == "REGISTERED").values(state="WAITING", decided_by=None))


def said_to_be_held_by_two(uow: UnitOfWork) -> None:
    uow.case.execute(update(Source).values(custody="DUAL"))


def a_plan_replaced_in_the_vault_alone(uow: UnitOfWork) -> None:
    uow.case.execute(update(StandingPlan).values(version=StandingPlan.version - 1))


def approved_in_the_vault_alone(uow: UnitOfWork) -> None:
    changed = update(ContactRequest).values(state="PENDING", approver_ref=None, decided_at=None, ends_at=None)
    uow.case.execute(changed)


def ended_in_the_vault_alone(uow: UnitOfWork) -> None:
    ref = uow.vault.session.scalars(select(StoredGrant.grant_ref)).one()
    with uow.trail.recording(Event.CONTACT_EXPIRE, ref):
        uow.vault.revoke(ref)


def unlocked_after_the_end(uow: UnitOfWork) -> None:
    row = Unlock(session_ref="ab" * 32, person_ref=uow.vault.session.scalars(select(Unlock.person_ref)).first())
    row.server_half, row.seeds, row.used_at, row.ends_at = b"x", b"y", uow.now, uow.now + timedelta(hours=1)
    uow.vault.session.add(row)


def a_mailbox_of_nobody(uow: UnitOfWork) -> None:
    uow.gateway.add(MailboxSlot(locator="cd" * 16, slot=0, sealed=b"x"))


def a_mailbox_that_is_gone(uow: UnitOfWork) -> None:
    uow.gateway.execute(delete(MailboxSlot).where(MailboxSlot.locator != DECOY))


BROKEN: dict[str, tuple[Callable[[UnitOfWork], None], ...]] = {
    "twice": (still_in_the_gateway,),
    "not-queued": (not_queued, marked_as_dealt_with),
    "queued-for-nothing": (dealt_with_in_the_vault_alone,),
    "another-plan": (a_plan_replaced_in_the_vault_alone,),
    "held-otherwise": (said_to_be_held_by_two,),
    "unregistered": (registered_in_the_vault_alone,),
    "not-approved": (approved_in_the_vault_alone,),
    "no-key": (ended_in_the_vault_alone,),
    "unlocked": (unlocked_after_the_end,),
    "mailbox-of-nobody": (a_mailbox_of_nobody,),
    "undelivered": (a_mailbox_that_is_gone,),
}
# What only an act that was cut off leaves; it is played below.
CUT_OFF = ("unsaid",)
CASES = [(name, breaks) for name, several in BROKEN.items() for breaks in several]


def test_every_check_that_mends_is_tried() -> None:
    assert {check.name for check in CHECKS if check.mend is not None} == {*BROKEN, *CUT_OFF}


def test_a_unit_in_order_has_nothing_to_mend(at_work: Kept) -> None:
    assert "The stores agree." in at_work.done("check")


@pytest.mark.parametrize(("name", "breaks"), CASES, ids=lambda value: getattr(value, "__name__", value))
def test_what_was_left_undone_is_found_named_and_mended(
    at_work: Kept, name: str, breaks: Callable[[UnitOfWork], None]
) -> None:
    with at_work.unit.behind() as uow:
        breaks(uow)
    told = next(check.told for check in CHECKS if check.name == name)
    result = at_work.run("check")
    assert (result.exit_code, told in result.output) == (1, True)
    swept = len(at_work.unit.entries(action=Event.SWEEP.action))
    assert f"mended: {told}" in at_work.done("check", "--mend")
    assert len(at_work.unit.entries(action=Event.SWEEP.action)) > swept
    assert "The stores agree." in at_work.done("check")
    with at_work.unit.behind() as uow:
        assert not verify(uow.vault).faults


def test_a_submission_cut_off_between_vault_and_case_store_is_brought_in(at_work: Kept) -> None:
    Neighbour(at_work.unit.public_app.test_client()).tell_all()
    with at_work.unit.behind() as uow:
        row = uow.gateway.scalars(select(Arrived)).one()
        uow.vault.keep_submission(row.submission_ref, new_id(), row.identity, row.epoch)
    assert at_work.run("check").exit_code == 1
    assert "mended: a sealed part whose story has not come in" in at_work.done("check", "--mend")
    assert "The stores agree." in at_work.done("check")


def test_what_nobody_can_mend_is_left_and_said(at_work: Kept) -> None:
    with at_work.unit.behind() as uow:
        uow.vault.keep_submission("ab" * 16, new_id(), b"sealed", 1)
    result = at_work.run("check", "--mend")
    assert (result.exit_code, "LEFT: a sealed part whose story has not come in" in result.output) == (1, True)


def test_a_link_without_a_report_is_left_to_people(at_work: Kept) -> None:
    with at_work.unit.behind() as uow:
        source_ref = uow.vault.session.scalars(select(Link.source_ref)).first()
        assert source_ref
        Links(uow.vault).add(new_id(), source_ref)
    result = at_work.run("check", "--mend")
    assert (result.exit_code, "LEFT: a source's link to a report" in result.output) == (1, True)


def test_keys_that_are_not_published_are_published(at_work: Kept, whole_unit: Unit) -> None:
    with at_work.unit.behind() as uow:
        uow.gateway.execute(delete(PublishedBundle))
        not_queued(uow)
    at_work.done("check", "--mend")
    with whole_unit.behind() as uow:
        assert uow.gateway.scalars(select(PublishedBundle)).one()


def test_an_act_in_hand_is_not_taken_for_a_fault(at_work: Kept) -> None:
    with at_work.unit.behind() as uow:
        not_queued(uow)

    def finish(_seconds: float) -> None:
        with at_work.unit.behind() as uow:
            consistency._queue(uow, sealed(uow))

    assert consistency.disagreements(at_work.whole_house, pause=finish) == {}


def test_a_source_got_back_bars_contact_until_its_handler_has_looked(at_work: Kept) -> None:
    mia = at_work.unit.ref("mia")
    with at_work.unit.behind() as uow:
        # Whoever registers somebody keeps their report from people before there is a source.
        kept = uow.marked([mia], OF_REPORTS)
        uow.case.execute(update(Allegation).values(kept_from=kept.marks, kept_number=kept.number))
        registered_in_the_vault_alone(uow)
    at_work.done("check", "--mend")
    with at_work.unit.behind() as uow:
        row = uow.case.scalars(select(Source)).one()
        assert uow.kept_among([mia, at_work.unit.ref("hana")], row) == {mia}
        assert (row.contactable, row.handler_ref, row.band) == (False, at_work.unit.ref("hana"), "MEDIUM")
        assert uow.case.scalars(select(OutgoingMessage)).all()


@contextmanager
def cut_off_before_the_case_store(unit: Unit) -> Iterator[None]:
    """Let the vault keep its part of what is done, and the case store nothing."""
    stores, kept = unit.house.stores.each(), list[object]()

    def keeps(connection: object) -> None:
        kept.append(connection)

    def gone(_connection: object) -> None:
        if kept:
            raise OperationalError("COMMIT", {}, Exception("the connection is lost"))

    event.listen(stores["vault"], "commit", keeps)
    event.listen(stores["case"], "commit", gone)
    try:
        yield
    finally:
        event.remove(stores["vault"], "commit", keeps)
        event.remove(stores["case"], "commit", gone)


def test_a_source_whose_raising_was_cut_off_between_the_stores_is_held_by_two_and_said_to_be(kept: Kept) -> None:
    """Raised again, it is refused, as the vault did its part: only the check brings the register after it."""
    custodian, source_ref = marked(kept.unit)
    page = f"/sources/{source_ref}"
    token = token_in(custodian.get(page))
    with cut_off_before_the_case_store(kept.unit):
        cut = custodian.client.post(f"{page}/raise", data={"understood": "y", "csrf_token": token})
    assert cut.status_code == 503
    assert press(custodian, f"{page}/raise", page, understood="y") == 409
    with kept.unit.behind() as uow:
        assert not verify(uow.vault).faults
        assert not was_taken_away(uow.vault.trail.versions(source_ref, "identity"))
    mended = kept.done("check", "--mend")
    for name in ("held-otherwise", "unsaid"):
        assert next(f"mended: {check.told}" for check in CHECKS if check.name == name) in mended
    assert "The stores agree." in kept.done("check")
    assert "Two groups: a custodian and an authoriser open it together" in custodian.get(page).text
    with kept.unit.behind() as uow:
        assert uow.case.get_one(Source, source_ref).custody == "DUAL"
        assert was_taken_away(uow.vault.trail.versions(source_ref, "identity"))
        assert not verify(uow.vault).faults
