"""What is written into custody stands in the log as a part of the act that wrote it."""

from collections.abc import Iterator

import pytest

from app.vault.grant_parts import GRANT
from app.vault.groups import ROSTER
from audit.events import Decision, Event
from audit.store import Filters
from tests.vault.small_unit import CONTACT, HANDLER, SmallUnit


def recorded(unit: SmallUnit, object_ref: str, compartment: str) -> Iterator[tuple[str, Decision]]:
    """Yield what every version of something is recorded as, newest first."""
    for stored in unit.log.entries(Filters(object_refs=(object_ref,)), limit=100):
        if stored.entry.detail.get("compartment") == compartment and "version" in stored.entry.detail:
            yield stored.entry.action, stored.entry.decision


def twice(event: Event) -> list[tuple[str, Decision]]:
    """Return the pair of one act, newest first."""
    return [(event.action, Decision.DONE), (event.action, Decision.ATTEMPTED)]


def test_each_version_is_recorded_as_the_act_that_wrote_it(working: SmallUnit) -> None:
    source_ref = working.register()
    assert list(recorded(working, source_ref, "contact")) == twice(Event.SOURCE_REGISTER)
    working.write(source_ref, "contact", CONTACT)
    assert list(recorded(working, source_ref, "contact"))[:2] == twice(Event.SOURCE_WRITE)
    grant_ref = working.approve(source_ref)
    assert list(recorded(working, grant_ref, GRANT)) == twice(Event.CONTACT_APPROVE)
    working.record_call(grant_ref, source_ref)
    assert list(recorded(working, source_ref, "log")) == twice(Event.CONTACT_ATTEMPT)
    working.revoke(grant_ref)
    assert list(recorded(working, grant_ref, GRANT))[:2] == twice(Event.CONTACT_REVOKE)


def test_the_first_rosters_are_changes_of_groups(working: SmallUnit) -> None:
    assert list(recorded(working, "custodians", ROSTER)) == twice(Event.ROSTER_CHANGE)


def test_it_carries_what_the_act_was_for(working: SmallUnit) -> None:
    source_ref = working.register()
    with working.work(HANDLER) as uow, uow.trail.recording(Event.SOURCE_WRITE, source_ref, purpose="PLAN") as note:
        note.grant_ref = "grant"
        uow.trail.writing(source_ref, "contact", 9, "ab" * 32)
    versions = [
        stored.entry
        for stored in working.log.entries(Filters(object_refs=(source_ref,)), limit=10)
        if stored.entry.detail.get("version") == 9
    ]
    assert [(one.purpose, one.grant_ref, one.digest) for one in versions] == [("PLAN", "grant", "ab" * 32)] * 2


def test_nothing_is_written_while_nothing_is_recorded(working: SmallUnit) -> None:
    source_ref = working.register()
    before = working.log.head().size
    with pytest.raises(LookupError), working.work(HANDLER) as uow:
        uow.trail.writing(source_ref, "contact", 2, "ab" * 32)
    assert working.log.head().size == before
