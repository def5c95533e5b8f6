"""What the steward forgets, and what it leaves."""

import pytest

from app.access.actor import nobody, steward
from app.accounts.service import forget_what_is_over
from app.errors import Refused
from audit.events import Event
from tests.accounts.office import Office


def forget(office: Office) -> int:
    with office.house.work(steward()) as uow:
        return forget_what_is_over(uow)


def test_what_is_over_is_forgotten_after_a_day(office: Office) -> None:
    office.sign_in(office.browser(), "omar", code="000000")
    browser = office.signed_in("omar")
    office.post(browser, "/sign-out")
    assert forget(office) == 0
    office.tick(days=1, minutes=1)
    assert forget(office) == 4
    assert not office.rows("SELECT * FROM sessions")
    assert not office.rows("SELECT * FROM sign_in_failures")
    assert len(office.rows("SELECT * FROM known_devices")) == 1
    assert office.decisions(Event.SWEEP)[:2] == [("done", ""), ("attempted", "")]


def test_a_session_that_nobody_ended_is_forgotten_a_day_after_its_time(office: Office) -> None:
    office.signed_in("omar")
    office.tick(hours=31)
    assert forget(office) == 0
    office.tick(hours=2)
    assert forget(office) == 1


def test_a_browser_is_known_for_half_a_year(office: Office) -> None:
    office.signed_in("omar")
    office.tick(days=181)
    forget(office)
    assert not office.rows("SELECT * FROM known_devices")


def test_nobody_but_the_steward_forgets(office: Office) -> None:
    office.signed_in("omar")
    office.tick(days=3)
    with pytest.raises(Refused), office.house.work(nobody()) as uow:
        forget_what_is_over(uow)
    assert office.rows("SELECT * FROM sessions")
    assert office.decisions(Event.SWEEP)[0] == ("refused", "is_steward")
