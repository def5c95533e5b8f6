"""The safe window is open as clocks show where the source is, also on the nights on which clocks are changed."""

from datetime import UTC, datetime, timedelta

import pytest

from app.contacts.due import Due, Kind
from app.sources.windows import DAYS, HERE, Window, is_zone, zone_named
from tests.contacts.test_calling import approve, asked, open_contact
from tests.contacts.test_safe_moments import at
from tests.factories import Unit
from tests.pages import proofread
from tests.sources.test_contact_plans import rewrite
from tests.sources.test_registering import let_plan_stand

MINUTE = timedelta(minutes=1)


def utc(text: str) -> datetime:
    """Return a UTC instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def spells(window: Window, day: str) -> list[tuple[str, str]]:
    """Return when a window is open in the 30 hours from a midnight, found by looking at every minute."""
    begin, found, was = utc(f"{day}T00:00"), [], False
    for minute in range(30 * 60):
        now = begin + minute * MINUTE
        if window.is_open_at(now) and not was:
            found.append([f"{now:%d %H:%M}", ""])
        if was and not window.is_open_at(now):
            found[-1][1] = f"{now - MINUTE:%d %H:%M}"
        was = window.is_open_at(now)
    return [(opens, closes) for opens, closes in found]


def told(window: Window, day: str) -> list[tuple[str, str]]:
    """Return the same as the window says it of itself."""
    now, found = utc(f"{day}T00:00"), []
    end = now + timedelta(hours=30)
    while (opens := window.next_from(now)) is not None and opens < end:
        closes = window.closes_after(opens)
        assert closes is not None
        # What the change of clocks cuts off closes as they are changed; its last safe minute is the one before.
        last = closes if window.is_open_at(closes) else closes - MINUTE
        found.append((f"{opens:%d %H:%M}", f"{last:%d %H:%M}" if last < end - MINUTE else ""))
        now = closes + MINUTE
    return found


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (HERE, "2026-03-29"),  # clocks go forward at 01:00 UTC
        (HERE, "2026-10-25"),  # and back at 01:00 UTC
        (HERE, "2026-06-10"),
        ("Asia/Karachi", "2026-03-29"),  # never changed
        ("America/New_York", "2026-03-08"),
        ("America/New_York", "2026-11-01"),
        ("Australia/Lord_Howe", "2026-04-04"),  # by half an hour
        ("Asia/Beirut", "2026-03-28"),  # at midnight
    ],
)
@pytest.mark.parametrize("hours", ["18:00 20:00", "01:30 03:00", "01:15 01:45", "00:30 01:15", "00:00 12:00"])
def test_a_window_says_of_itself_what_every_minute_says(zone: str, day: str, hours: str) -> None:
    window = Window(DAYS, *hours.split(), zone)
    assert told(window, day) == spells(window, day)


@pytest.mark.parametrize(
    ("hours", "now", "opens"),
    [
        # Half past one is left out as clocks go forward: it is safe from two o'clock on, which is when they change.
        ("01:30 03:00", "2026-03-29T00:10", "2026-03-29T01:00"),
        ("01:15 01:45", "2026-03-29T00:10", "2026-03-30T00:15"),
        # And there twice as they go back.
        ("01:15 01:45", "2026-10-25T00:10", "2026-10-25T00:15"),
        ("01:15 01:45", "2026-10-25T00:50", "2026-10-25T01:15"),
        # The evening stays the evening.
        ("18:00 20:00", "2026-03-28T21:00", "2026-03-29T17:00"),
        ("18:00 20:00", "2026-10-24T21:00", "2026-10-25T18:00"),
    ],
)
def test_clocks_are_changed_and_the_hours_go_with_them(hours: str, now: str, opens: str) -> None:
    assert Window(DAYS, *hours.split()).next_from(utc(now)) == utc(opens)


def test_their_change_is_not_ours() -> None:
    evening = Window(DAYS, "18:00", "20:00", "America/New_York")
    # Three weeks lie between their change and ours: five hours become four, and five again.
    for day, here in (("2026-03-07", "23:00"), ("2026-03-10", "22:00"), ("2026-03-30", "22:00")):
        opens = evening.next_from(utc(f"{day}T12:00"))
        assert opens is not None
        assert f"{opens:%H:%M}" == here
    words = Due(Kind.PERMITTED, "ref", "about", utc("2026-03-12T12:00"), evening).words(utc("2026-03-10T12:00"))
    assert words == "From Tuesday 10 March, 22:00 (18:00 for them)"
    words = Due(Kind.PERMITTED, "ref", "about", utc("2026-04-12T12:00"), evening).words(utc("2026-04-10T22:30"))
    assert words == "Now, until 01:00 (Friday 20:00 for them)"


def test_a_zone_is_known_by_its_name_or_its_city() -> None:
    assert zone_named("") == zone_named(" london ") == HERE
    assert zone_named("karachi") == zone_named("asia/karachi") == "Asia/Karachi"
    assert zone_named("New York") == "America/New_York"
    assert not is_zone(zone_named("Atlantis"))
    assert not is_zone("../../etc/passwd")
    assert Window.parse({"days": ["MON"], "begins": "18:00", "ends": "20:00"}).zone == HERE


def test_a_source_elsewhere_is_called_by_their_clocks_with_ours_beside_them(whole_unit: Unit) -> None:
    officer, grant_ref = asked(whole_unit)
    handler = whole_unit.sign_in("hana", unlock=True)
    source_ref = str(whole_unit.entries(action="source:register")[0].entry.detail["source"])
    there = {"safe_from": "18:00", "safe_to": "20:00", "time_zone": "Karachi"}
    wrong = rewrite(handler, source_ref, **there | {"time_zone": "Atlantis"})
    assert wrong.status_code == 400
    assert "such as Asia/Karachi" in proofread(wrong.text).text
    assert proofread(wrong.text).value("time_zone") == "Atlantis"
    assert rewrite(handler, source_ref, **there).status_code == 302
    let_plan_stand(whole_unit, source_ref)
    approve(whole_unit, grant_ref, hours="12")
    officer.unlock()
    closed = proofread(open_contact(officer, grant_ref).text).text
    assert "It opens on Monday 2 March at 13:00, UK time (18:00 for them)." in closed
    at(whole_unit, 13)
    officer = whole_unit.sign_in("asha", unlock=True)
    shown = proofread(open_contact(officer, grant_ref).text).text
    assert "until 15:00, UK time (20:00 for them)" in shown
    assert "18:00 to 20:00, as clocks show in Asia/Karachi" in shown
    assert "Now, until 15:00 (20:00 for them)" in " ".join(proofread(part).text for part in officer.board())
    assert b"Karachi" not in whole_unit.raw()
