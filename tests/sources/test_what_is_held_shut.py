"""What did not open is held shut: its page says what is safe and whom to tell, and two custodians release it."""

from typing import Any

import pytest
from sqlalchemy import text

from app.errors import Frozen
from app.sources.words import GROUP_LABELS
from audit.events import Decision, Event
from tests.factories import Unit, Visitor
from tests.pages import proofread
from tests.sources.test_registering import register

OPENING = {"compartment": "contact", "purpose": "WELFARE", "reason": "To see to them"}
RELEASE = {"looked": "y", "reason": "Canary-Found a bad disk, put back from the copy of Monday"}


def spoil(unit: Unit, table: str = "entries", where: str = "1 = 1") -> dict[str, bytes]:
    """Flip the last bit of every blob of a table of the vault; returns the blobs as they were."""
    key = {"entries": "entry_ref", "server_keys": "name"}[table]
    before: dict[str, bytes] = {}
    assert unit.house.stores.vault is not None
    with unit.house.stores.vault.begin() as connection:
        for ref, blob in connection.execute(text(f"SELECT {key}, blob FROM {table} WHERE {where}")).all():  # noqa: S608
            before[ref] = blob
            changed = {"blob": blob[:-1] + bytes((blob[-1] ^ 1,)), "ref": ref}
            connection.execute(text(f"UPDATE {table} SET blob = :blob WHERE {key} = :ref"), changed)  # noqa: S608
    assert before
    return before


def mend(unit: Unit, before: dict[str, bytes]) -> None:
    assert unit.house.stores.vault is not None
    with unit.house.stores.vault.begin() as connection:
        for ref, blob in before.items():
            connection.execute(
                text("UPDATE entries SET blob = :blob WHERE entry_ref = :ref"), {"blob": blob, "ref": ref}
            )


def held(unit: Unit) -> tuple[Visitor, str, dict[str, bytes]]:
    """Return the handler's browser, a source that is held shut, and what its entries were."""
    visitor, source_ref = register(unit)
    before = spoil(unit)
    assert visitor.post(f"/sources/{source_ref}/open", OPENING).status_code == 423
    return visitor, source_ref, before


def release(visitor: Visitor, ref: str, **changed: Any) -> Any:
    return visitor.post(f"/sources/held/{ref}", RELEASE | changed)


def test_the_page_says_what_is_safe_and_whom_to_tell_and_nothing_of_the_cause(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    spoil(whole_unit)
    reply = visitor.post(f"/sources/{source_ref}/open", OPENING)
    shown = proofread(reply.text)
    assert reply.status_code == 423
    assert "Nothing was opened, shown or changed" in shown.text
    assert "Tell a custodian" in shown.text
    assert shown.one("span", class_="sk-code").text
    assert source_ref not in shown.one("main").text
    assert "Tregarth" not in reply.text
    [event] = whole_unit.entries(action=Event.INTEGRITY_FAILED.action)
    assert event.entry.object_ref == source_ref


def test_a_key_that_signs_the_record_and_does_not_open_stops_everything_that_reveals(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    spoil(whole_unit, "server_keys", "name = 'log'")
    reply = visitor.post(f"/sources/{source_ref}/open", OPENING)
    shown = proofread(reply.text)
    assert reply.status_code == 503
    assert "Nothing was opened, shown or sent" in shown.text
    assert shown.one("span", class_="sk-code").text
    assert "Tregarth" not in reply.text
    outcome = whole_unit.entries(object_refs=(source_ref,), action=Event.SOURCE_OPEN.action)[0].entry
    assert (outcome.decision, outcome.rule) == (Decision.FAILED, "Tampered")
    [event] = whole_unit.entries(action=Event.INTEGRITY_FAILED.action)
    assert event.entry.object_ref == "log-key"


def test_custodians_see_what_is_held_shut_on_their_board_and_in_a_list(whole_unit: Unit) -> None:
    visitor, source_ref, _ = held(whole_unit)
    board = proofread(visitor.get("/board").text)
    assert "1 record did not open as it should" in board.text
    listed = proofread(visitor.get("/sources/held").text)
    assert source_ref in listed.text
    assert "Opening one part: how to reach them" in listed.text
    assert "Nobody yet" in listed.text
    assert "Tregarth" not in listed.text


def test_a_board_without_anything_held_shut_says_nothing_of_it(whole_unit: Unit) -> None:
    visitor, _ = register(whole_unit)
    assert "held shut" not in visitor.get("/board").text
    assert "Nothing is held shut" in proofread(visitor.get("/sources/held").text).text


def test_two_custodians_release_it_each_recorded_under_a_checkpoint(whole_unit: Unit) -> None:
    visitor, source_ref, before = held(whole_unit)
    mend(whole_unit, before)
    assert release(visitor, source_ref).status_code == 302
    assert "Your release is written down" in proofread(visitor.get("/sources/held?released=first").text).text
    assert visitor.post(f"/sources/{source_ref}/open", OPENING).status_code == 423
    second = whole_unit.sign_in("cleo", unlock=True)
    listed = proofread(second.get("/sources/held").text).text
    assert "Hana Birch" in listed
    assert release(second, source_ref).status_code == 302
    assert "07700 900123" in visitor.post(f"/sources/{source_ref}/open", OPENING).text
    done = whole_unit.entries(object_refs=(source_ref,), action=Event.FROZEN_RELEASE.action, decision=Decision.DONE)
    assert [one.entry.detail["release"] for one in done] == ["second", "first"]
    assert {one.entry.actor_ref for one in done} == {whole_unit.ref("hana"), whole_unit.ref("cleo")}
    attempts = whole_unit.entries(action=Event.FROZEN_RELEASE.action, decision=Decision.ATTEMPTED)
    assert all(one.entry.private for one in attempts)
    latest = whole_unit.log.latest_checkpoint()
    assert latest is not None
    assert latest.size > attempts[0].seq
    assert b"Canary-Found" not in whole_unit.raw()


def test_nobody_releases_it_twice(whole_unit: Unit) -> None:
    visitor, source_ref, before = held(whole_unit)
    mend(whole_unit, before)
    release(visitor, source_ref)
    shown = proofread(visitor.get(f"/sources/held/{source_ref}").text)
    assert "A second custodian must" in shown.text
    again = visitor.post(f"/sources/held/{source_ref}", RELEASE, on="/unlock")
    assert again.status_code == 403
    refused = whole_unit.entries(action=Event.FROZEN_RELEASE.action, decision=Decision.REFUSED)
    assert refused[0].entry.rule == "released_by_someone_else"
    assert visitor.post(f"/sources/{source_ref}/open", OPENING).status_code == 423


def test_what_is_still_wrong_is_held_shut_again(whole_unit: Unit) -> None:
    visitor, source_ref, _ = held(whole_unit)
    release(visitor, source_ref)
    release(whole_unit.sign_in("cleo", unlock=True), source_ref)
    assert visitor.post(f"/sources/{source_ref}/open", OPENING).status_code == 423
    assert "Nobody yet" in visitor.get("/sources/held").text


def test_it_is_not_released_without_a_reason_or_a_look_at_the_cause(whole_unit: Unit) -> None:
    visitor, source_ref, _ = held(whole_unit)
    reply = release(visitor, source_ref, looked="", reason="")
    shown = proofread(reply.text).text
    assert reply.status_code == 400
    assert "Confirm that the cause has been looked at" in shown
    assert "Say what was found" in shown
    assert not whole_unit.entries(action=Event.FROZEN_RELEASE.action)


def test_another_handler_learns_nothing_of_a_source_that_is_held_shut(whole_unit: Unit) -> None:
    _, source_ref, _ = held(whole_unit)
    other = whole_unit.sign_in("hugo", unlock=True)
    assert source_ref not in other.get("/sources/held").text
    assert "held shut" not in other.get("/board").text
    hidden, missing = (other.get(f"/sources/held/{ref}") for ref in (source_ref, "SRC-BBBBBBBBBB"))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.data == missing.data
    assert other.post(f"/sources/held/{source_ref}", RELEASE, on="/unlock").status_code == 404


def test_with_locked_keys_nothing_is_listed_and_nothing_released(whole_unit: Unit) -> None:
    _, source_ref, _ = held(whole_unit)
    controller = whole_unit.sign_in("cleo")
    assert controller.get("/sources/held").status_code == 423
    reply = controller.post(f"/sources/held/{source_ref}", RELEASE, on="/unlock")
    assert reply.status_code == 423
    refused = whole_unit.entries(action=Event.FROZEN_RELEASE.action, decision=Decision.REFUSED)
    assert refused[0].entry.rule == "keys_are_locked"


@pytest.mark.parametrize("who", ["asha", "mia", "ava", "dora", "iris", "olga", "sid"])
def test_nobody_else_sees_or_releases_it(whole_unit: Unit, who: str) -> None:
    _, source_ref, _ = held(whole_unit)
    visitor = whole_unit.sign_in(who)
    for address in ("/sources/held", f"/sources/held/{source_ref}"):
        reply = visitor.get(address)
        assert reply.status_code == 403
        assert source_ref not in reply.text
    assert whole_unit.entries(person_ref=whole_unit.ref(who), action=Event.PAGE_REFUSED.action)


def swap_roster(unit: Unit, group: str) -> None:
    """Flip the last bit of a group's newest roster; asked twice, it is as it was."""
    assert unit.house.stores.vault is not None
    with unit.house.stores.vault.begin() as connection:
        stored = connection.execute(text("SELECT signed FROM rosters WHERE group_name = :group"), {"group": group})
        signed = bytes(stored.scalar_one())
        changed = {"signed": signed[:-1] + bytes((signed[-1] ^ 1,)), "group": group}
        connection.execute(text("UPDATE rosters SET signed = :signed WHERE group_name = :group"), changed)


@pytest.mark.parametrize("group", ["auditors", "custodians", "members"])
def test_a_group_that_was_held_shut_is_released_on_its_page(whole_unit: Unit, group: str) -> None:
    """What is written of it is sealed to the auditors, whose own group may be what is held shut."""
    first, second = whole_unit.sign_in("hana", unlock=True), whole_unit.sign_in("cleo", unlock=True)
    swap_roster(whole_unit, group)
    with pytest.raises(Frozen), whole_unit.steward() as uow:
        uow.vault.groups.current(group)
    swap_roster(whole_unit, group)
    assert GROUP_LABELS[group] in proofread(first.get("/sources/held").text).text
    assert [release(one, group).status_code for one in (first, second)] == [302, 302]
    assert "Nothing is held shut" in second.get("/sources/held").text
    attempts = whole_unit.entries(action=Event.FROZEN_RELEASE.action, decision=Decision.ATTEMPTED)
    assert [bool(one.entry.private) for one in attempts] == [True, True]
    assert b"Canary-Found" not in whole_unit.raw()


def test_the_auditors_group_is_not_released_while_its_rosters_do_not_hold(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    swap_roster(whole_unit, "auditors")
    assert visitor.post(f"/sources/{source_ref}/open", OPENING).status_code == 423
    shown = visitor.get("/sources/held/auditors")
    assert shown.status_code == 200
    assert release(visitor, "auditors").status_code == 423
    assert not whole_unit.entries(action=Event.FROZEN_RELEASE.action)
    swap_roster(whole_unit, "auditors")
    assert visitor.post(f"/sources/{source_ref}/open", OPENING).status_code == 423
    assert not whole_unit.entries(object_refs=(source_ref,), action=Event.SOURCE_OPEN.action)
