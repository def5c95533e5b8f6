"""The clock steps back, runs ahead, or is changed for the season: nothing lasts longer, nothing is shown unrecorded."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest

from app.contacts import service as contacts
from app.errors import Unavailable
from tests.attacks.busy_unit import NAME, PHONE, BusyUnit, token_of
from tests.attacks.oracle import assert_no_canary
from tests.contacts.test_calling import approve, show_number
from tests.factories import PasserBy, Unit

HOUR = timedelta(hours=1)
# The nights on which clocks in London are changed, at one in the morning in UTC.
SPRING, AUTUMN = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)


def log_of(unit: Unit) -> tuple[int, datetime | None]:
    head = unit.log.head()
    return head.size, head.at


@contextmanager
def moved(unit: Unit, by: timedelta) -> Iterator[None]:
    """Let the clock be wrong for a while."""
    unit.clock.now += by
    try:
        yield
    finally:
        unit.clock.now -= by


def test_a_step_back_shows_and_records_nothing_until_it_is_set_right(busy: BusyUnit) -> None:
    unit = busy.unit
    busy.unlocked("hana")
    assert NAME in busy.open_part("hana", "identity").text
    before = log_of(unit)
    with moved(unit, -HOUR):
        refused = busy.open_part("hana", "identity")
        assert refused.status_code == 503
        assert_no_canary(refused)
        PasserBy(unit.public_app.test_client()).tell_all()
        with suppress(Unavailable):
            assert unit.drain() == 0
        assert log_of(unit) == before
    assert unit.drain() == 1
    busy.unlocked("hana")
    assert NAME in busy.open_part("hana", "identity").text


def test_what_ended_while_it_ran_ahead_stays_ended_and_nothing_is_recorded_as_earlier(busy: BusyUnit) -> None:
    unit = busy.unit
    busy.register()
    _, grant_ref = busy.ask()
    approve(unit, grant_ref, hours="1")
    officer = unit.sign_in("asha", unlock=True)
    token = token_of(officer.get(f"/contacts/{grant_ref}").text)
    with moved(unit, 2 * HOUR):
        with unit.steward() as uow:
            contacts.end_expired(uow)
        ahead = log_of(unit)
    assert_no_canary(officer.client.post(f"/contacts/{grant_ref}/number", data={"csrf_token": token}))
    with pytest.raises(AssertionError, match="This cannot be done just now"):
        unit.sign_in("hana")
    assert log_of(unit) == ahead
    # What the log has seen stands. It goes on when the time of its newest entry has come.
    unit.clock.now += 2 * HOUR
    assert unit.sign_in("hana").get("/account").status_code == 200


def test_when_clocks_are_changed_a_permission_lasts_as_long_as_ever(busy: BusyUnit) -> None:
    unit = busy.unit
    busy.register()
    unit.clock.now = SPRING - HOUR / 2
    _, grant_ref = busy.ask()
    approve(unit, grant_ref, hours="4")
    until = unit.clock.now + 4 * HOUR
    for at, is_open in ((until - timedelta(minutes=2), True), (until, False)):
        unit.clock.now = at - timedelta(seconds=31)
        officer = unit.sign_in("asha", unlock=True)
        reply = show_number(officer, grant_ref) if is_open else officer.get(f"/contacts/{grant_ref}")
        assert (PHONE in reply.text) is is_open


def test_when_clocks_are_changed_a_session_lasts_as_long_as_ever(busy: BusyUnit) -> None:
    unit = busy.unit
    unit.clock.now = AUTUMN - timedelta(minutes=10)
    browser = unit.sign_in("mia")
    for minutes, status in ((14, 200), (14, 200), (15, 302)):
        unit.clock.tick(minutes=minutes)
        assert browser.get("/account").status_code == status
