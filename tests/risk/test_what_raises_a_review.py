"""Each event raises a review by itself; what is late is told, and at the limit stops new reports."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.allegations.models import Allegation
from app.allegations.states import State
from app.contacts.outcomes import ContactOutcome
from app.risk import service
from app.risk.models import Happening, Review
from app.sources import happenings
from app.sources.models import Source
from audit.events import Decision, Event
from tests.contacts.test_calling import CALL, granted
from tests.dissemination import office
from tests.factories import Unit
from tests.risk.office import PLAN, row, send, with_risk
from tests.sources.test_registering import register


def causes(unit: Unit) -> set[str]:
    """Return the causes of every review that is open."""
    with unit.steward() as uow:
        return set(uow.case.scalars(select(Review.cause).where(Review.state == "DUE")))


def only_source(unit: Unit) -> str:
    with unit.steward() as uow:
        return uow.case.scalars(select(Source.source_ref)).one()


def call(unit: Unit, outcome: str, *, times: int = 1, next_step: str = "NOTHING") -> None:
    """Let an officer call so often with this outcome."""
    officer, grant_ref = granted(unit)
    for _ in range(times):
        unit.clock.tick(minutes=10)
        made = {"outcome": outcome, "next_step": next_step, "made_at": f"{unit.clock.now:%H:%M}"}
        assert send(officer, f"/contacts/{grant_ref}/attempt", CALL | made).status_code == 302


@pytest.mark.parametrize(
    ("outcome", "times", "next_step", "raised", "band"),
    [
        (ContactOutcome.NO_ANSWER, 2, "NOTHING", set(), "LOW"),
        (ContactOutcome.NO_ANSWER, 3, "NOTHING", {"FAILED_CONTACT"}, "LOW"),
        (ContactOutcome.THIRD_PARTY_ANSWERED, 1, "NOTHING", {"THIRD_PARTY"}, "MEDIUM"),
        (ContactOutcome.UNSAFE_ABORTED, 1, "NOTHING", {"UNSAFE_CONTACT"}, "LOW"),
        (ContactOutcome.DURESS, 1, "NOTHING", {"DURESS"}, "CRITICAL"),
        (ContactOutcome.SPOKE_VERIFIED, 1, "TELL_SOURCE_UNIT", {"ASKED"}, "LOW"),
    ],
)
def test_a_call_raises_what_its_end_means(
    whole_unit: Unit, outcome: str, times: int, next_step: str, raised: set[str], band: str
) -> None:
    call(whole_unit, str(outcome), times=times, next_step=next_step)
    assert causes(whole_unit) == {"FIRST"} | raised
    assert row(whole_unit, only_source(whole_unit)).band == band


@pytest.mark.parametrize(
    ("told", "cause"),
    [
        (happenings.MOVED, "MOVED"),
        (happenings.OFFICER_MOVED, "OFFICER_MOVED"),
        (happenings.GLASS_BROKEN, "GLASS_BROKEN"),
    ],
)
def test_what_is_told_of_a_source_raises_a_review_once(whole_unit: Unit, told: str, cause: str) -> None:
    _, source_ref = register(whole_unit)
    for _ in range(2):
        with whole_unit.steward() as uow:
            uow.tell(told, source_ref)
    with whole_unit.steward() as uow:
        found = uow.case.scalars(select(Review).where(Review.cause == cause)).one()
        # One working day, to its end; kept to the hour so that it cannot be laid beside what told it.
        assert found.due_at.date() == (whole_unit.clock.now + timedelta(days=1)).date()
        assert (found.opened_at.minute, found.opened_at.second) == (0, 0)


def test_at_high_an_event_is_due_at_once_and_custody_is_told(whole_unit: Unit) -> None:
    heard: list[str] = []
    whole_unit.house.listeners.setdefault(happenings.RISK_IS_HIGH, []).append(lambda _uow, ref: heard.append(ref))
    visitor, source_ref, _ = with_risk(whole_unit, likelihood="4", impact="3")
    assert heard == [source_ref]
    assert (
        send(visitor, f"/risk/{source_ref}/happened", {"cause": "MEDIA", "reason": "In the paper"}).status_code == 302
    )
    with whole_unit.steward() as uow:
        found = uow.case.scalars(select(Review).where(Review.cause == "MEDIA")).one()
        assert found.due_at <= whole_unit.clock.now


@pytest.mark.parametrize("cause", ["THREAT", "SENT", "no such thing"])
def test_what_work_tells_by_itself_is_not_entered_by_hand(whole_unit: Unit, cause: str) -> None:
    visitor, source_ref = register(whole_unit)
    assert send(visitor, f"/risk/{source_ref}/happened", {"cause": cause, "reason": "X"}).status_code == 400
    assert causes(whole_unit) == {"FIRST"}


@pytest.mark.stores
def test_what_happened_to_a_report_reaches_its_source_through_the_steward_only(whole_unit: Unit) -> None:
    register(whole_unit)
    allegation = whole_unit.newest_allegation()
    with whole_unit.steward() as uow:
        uow.tell("report:arrest", allegation)
    assert causes(whole_unit) == {"FIRST"}
    with whole_unit.steward() as uow:
        assert service.see_to_happenings(uow) == 1
    assert causes(whole_unit) == {"FIRST", "ARREST"}
    with whole_unit.steward() as uow:
        assert not uow.case.scalars(select(Happening)).all()
        assert service.see_to_happenings(uow) == 0


def test_two_days_late_is_told_once(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    send(visitor, f"/risk/{source_ref}/happened", {"cause": "MEDIA", "reason": "In the paper"})
    for days, told in ((1, 0), (3, 1), (1, 0)):
        whole_unit.clock.tick(days=days)
        with whole_unit.steward() as uow:
            assert service.escalate(uow) == told
    assert "Overdue: controller told" in whole_unit.sign_in("cleo").get("/risk").text


def waiting_report(unit: Unit) -> str:
    """Return a report that waits to be released, of an allegation whose source is registered."""
    register(unit)
    allegation = unit.newest_allegation()
    with unit.steward() as uow:
        # How an allegation comes to be assessed is proved where assessment is.
        office.stand(uow.case.scalars(select(Allegation).where(Allegation.ref == allegation)).one(), State.ASSESSED)
    writer = unit.sign_in("dora")
    reply = send(writer, f"/reports/start/{allegation}")
    assert reply.status_code == 302, reply.text
    ref = str(reply.headers["Location"].split("/")[-2])
    office.write(writer, ref)
    assert office.submit(writer, ref).status_code == 302
    return ref


def make_late(unit: Unit) -> None:
    """Let an event happen that nobody looks at until it is more than five days late."""
    source_ref = only_source(unit)
    with unit.steward() as uow:
        uow.tell(happenings.MOVED, source_ref)
    with unit.steward() as uow:
        late = uow.case.scalars(select(Review).where(Review.cause == "MOVED")).one()
        late.due_at = unit.clock.now - timedelta(days=5)


def releasing(unit: Unit, ref: str, who: str) -> Any:
    office.check_words(unit, ref)
    version = str(office.row(unit, ref).version)
    return send(unit.sign_in(who), f"/reports/{ref}/release", {"version": version})


def test_a_review_five_days_late_stops_a_report_and_says_so_to_the_decider_only(whole_unit: Unit) -> None:
    ref = waiting_report(whole_unit)
    make_late(whole_unit)
    reply = releasing(whole_unit, ref, "mia")
    assert reply.status_code == 403
    refused = whole_unit.entries(action=Event.REPORT_RELEASE.action, decision=Decision.REFUSED)
    assert refused[0].entry.rule == "source_lets_it_go"
    words = "asked for nothing to be sent from this"
    assert words in whole_unit.sign_in("mia").get(f"/reports/{ref}/decide").text
    assert words not in whole_unit.sign_in("dora").get(f"/reports/{ref}").text


@pytest.mark.parametrize(
    ("band", "who", "answer"),
    [("LOW", "mia", 302), ("HIGH", "mia", 403), ("CRITICAL", "mia", 403), ("CRITICAL", "ava", 403)],
)
def test_the_band_says_what_may_be_sent(whole_unit: Unit, band: str, who: str, answer: int) -> None:
    ref = waiting_report(whole_unit)
    source_ref = only_source(whole_unit)
    with whole_unit.steward() as uow:
        uow.case.get_one(Source, source_ref).band = band
    assert releasing(whole_unit, ref, who).status_code == answer


def test_a_released_report_raises_a_review(whole_unit: Unit) -> None:
    ref = waiting_report(whole_unit)
    assert releasing(whole_unit, ref, "mia").status_code == 302
    with whole_unit.steward() as uow:
        service.see_to_happenings(uow)
    assert "SENT" in causes(whole_unit)


def test_a_plan_of_somebody_elses_source_is_not_found(whole_unit: Unit) -> None:
    _, source_ref, risk_ref = with_risk(whole_unit)
    other = whole_unit.sign_in("hugo")
    sent = PLAN | {"owner": whole_unit.ref("hugo"), "about": risk_ref}
    assert send(other, f"/risk/{source_ref}/plan", sent).status_code == 404
