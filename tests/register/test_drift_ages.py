"""Contacts grow too old to count by themselves; what else was seen does not, and time alone lifts no hold."""

from datetime import date, timedelta

import pytest

from app.access.actor import steward
from app.register.drifting import ages_on
from app.register.models import DriftSign
from app.register.watching import count_again, recount_aged
from app.sources.models import Source
from audit.events import Decision, Event
from tests.factories import Unit
from tests.risk.office import row
from tests.sources.test_registering import register

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        ([], None),
        ([0, 1], None),
        ([0, 1, 10], TODAY - timedelta(days=10) + timedelta(days=91)),
        ([0, 1, 10, 80], TODAY - timedelta(days=10) + timedelta(days=91)),
        ([0, 0, 90], TODAY + timedelta(days=1)),
    ],
)
def test_the_third_newest_contact_says_when_they_count_less(ago: list[int], expected: date | None) -> None:
    assert ages_on([TODAY - timedelta(days=days) for days in ago]) == expected


def seen(unit: Unit, source_ref: str, *signs: tuple[str, int]) -> None:
    """Let signs have been seen so many days ago, and count them."""
    today = unit.clock.now.date()
    with unit.steward() as uow:
        for code, ago in signs:
            uow.case.add(DriftSign(source_ref=source_ref, code=code, seen_on=today - timedelta(days=ago)))
        uow.case.flush()
        count_again(uow, uow.case.get_one(Source, source_ref))


def recount(unit: Unit) -> int:
    """Let the steward count again what is old."""
    with unit.steward() as uow:
        return recount_aged(uow)


def test_the_score_falls_on_the_day_on_which_contacts_are_too_old_without_another_event(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    seen(whole_unit, source_ref, ("CONTACTS", 0), ("CONTACTS", 1), ("CONTACTS", 2), ("RELATIONSHIP", 2))
    assert row(whole_unit, source_ref).drift_score == 3
    whole_unit.clock.tick(days=88)
    assert recount(whole_unit) == 0
    whole_unit.clock.tick(days=1)
    assert recount(whole_unit) == 1
    aged = row(whole_unit, source_ref)
    assert (aged.drift_score, aged.recount_on) == (2, None)
    assert recount(whole_unit) == 0
    newest = whole_unit.entries(action=Event.DRIFT_SCORE.action, decision=Decision.DONE)[0].entry
    assert (newest.object_ref, newest.detail["score"], newest.actor_ref) == (
        source_ref, 2, steward("").person_ref,
    )  # fmt: skip


def test_time_alone_lifts_no_hold(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    seen(whole_unit, source_ref, ("TASKED", 0), ("CONTACTS", 0), ("CONTACTS", 0), ("CONTACTS", 0))
    began = row(whole_unit, source_ref).held_from
    assert began == whole_unit.clock.now.date()
    whole_unit.clock.tick(days=91)
    assert recount(whole_unit) == 1
    aged = row(whole_unit, source_ref)
    assert (aged.drift_score, aged.held_from) == (4, began)
