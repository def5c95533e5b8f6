"""A repeat reporter is known again by custodians, and by nobody else; what they search for stands nowhere in clear."""

from typing import Any

import pytest

from app.sources.service import finding
from audit.events import Decision, Event
from tests.factories import Unit, Visitor
from tests.pages import proofread
from tests.risk.test_what_raises_a_review import causes
from tests.sources.test_registering import REGISTRATION, register, waiting_ref

ASKED = {"purpose": "WELFARE", "reason": "Canary-Why they wrote to us by post"}


def find(visitor: Visitor, **typed: Any) -> Any:
    return visitor.post("/sources/find", ASKED | typed)


def registered_again(unit: Unit, who: str, **changed: str) -> tuple[Visitor, str, Any]:
    """Let the same person tell once more, and somebody register them; returns who, the sealed part and the reply."""
    unit.tell()
    visitor = unit.sign_in(who, unlock=True)
    submission = waiting_ref(visitor)
    people = {"handler": unit.ref(who), "controller": unit.ref("cleo"), "apart": ""}
    address = f"/sources/waiting/{submission}/register"
    return visitor, submission, visitor.post(address, REGISTRATION | people | changed, on="/sources/waiting")


def test_whoever_is_known_already_is_not_registered_anew_unseen(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    visitor, submission, asked = registered_again(whole_unit, "hana")
    shown = proofread(asked.text)
    assert asked.status_code == 200
    assert "Nothing is registered yet" in shown.text
    assert source_ref in shown.text
    assert "names 100 in 100 alike, same telephone" in shown.text
    assert shown.value("how_known") == REGISTRATION["how_known"]
    opened = whole_unit.entries(object_refs=(source_ref,), action=Event.SOURCE_OPEN.action, decision=Decision.DONE)
    assert opened[0].entry.detail["compartment"] == "identity"
    assert opened[0].entry.purpose == "REGISTRATION"
    people = {"handler": whole_unit.ref("hana"), "controller": whole_unit.ref("cleo"), "apart": "y"}
    address = f"/sources/waiting/{submission}/register"
    assert visitor.post(address, REGISTRATION | people, on="/sources/waiting").status_code == 302


def test_somebody_else_is_registered_without_a_question(whole_unit: Unit) -> None:
    register(whole_unit)
    _, _, reply = registered_again(whole_unit, "hana", name="Somebody Else-Entirely", phone="07700 900888")
    assert reply.status_code == 302


def test_another_handler_is_shown_nothing_and_a_controller_looks(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    hugo, _, reply = registered_again(whole_unit, "hugo")
    new_ref = reply.headers["Location"].split("/")[-1].split("?")[0]
    assert not whole_unit.entries(object_refs=(source_ref,), action=Event.SOURCE_OPEN.action)
    assert source_ref not in hugo.get("/sources/waiting").text
    address = f"/sources/find/looked/{new_ref}/{source_ref}"
    assert hugo.get(address).status_code == 403
    cleo = whole_unit.sign_in("cleo")
    assert source_ref in proofread(cleo.get("/sources/waiting").text).text
    assert cleo.post(address, {"reason": ""}).status_code == 400
    assert cleo.post(address, {"reason": "Canary-Looked one and the same"}).status_code == 302
    assert "May be one person" not in cleo.get("/sources/waiting").text
    assert cleo.get(address).status_code == 404
    assert b"Canary-Looked" not in whole_unit.raw()
    assert whole_unit.entries(action=Event.LINKING_SETTLE.action, decision=Decision.DONE)


@pytest.mark.parametrize(
    "typed",
    [
        {"phone": "+44 7700 900 123"},
        {"name": "tregarth quayle, morwena", "phone": "07700900123"},
    ],
)
def test_a_custodian_finds_by_what_is_known(whole_unit: Unit, typed: dict[str, str]) -> None:
    visitor, source_ref = register(whole_unit)
    shown = proofread(find(visitor, **typed).text)
    assert source_ref in shown.text
    assert "more times today" in shown.text
    assert shown.value("phone") == typed["phone"]


def test_what_was_searched_for_stands_nowhere_in_clear(whole_unit: Unit) -> None:
    visitor, _ = register(whole_unit)
    assert find(visitor, name="Canary-Sought Penhallow", email="canary-sought@post.example").status_code == 200
    entry = whole_unit.entries(action=Event.REGISTER_SEARCH.action, decision=Decision.ATTEMPTED)[0].entry
    assert len(entry.detail["terms"]) == 2
    assert entry.private
    raw = whole_unit.raw()
    for canary in (b"Canary-Sought", b"canary-sought", b"Canary-Why", b"Penhallow"):
        assert canary not in raw


def test_nothing_to_look_for_is_asked_for(whole_unit: Unit) -> None:
    visitor, _ = register(whole_unit)
    empty = find(visitor)
    assert empty.status_code == 400
    assert "Give a name, a date of birth" in proofread(empty.text).text
    assert find(visitor, phone="07700 900123", purpose="").status_code == 400


@pytest.mark.parametrize("who", ["asha", "mia", "olga", "sid", "ava", "dora"])
def test_nobody_else_searches_and_the_refusal_is_recorded(whole_unit: Unit, who: str) -> None:
    visitor = whole_unit.sign_in(who)
    assert visitor.get("/sources/find").status_code == 403
    assert visitor.post("/sources/find", ASKED | {"phone": "07700 900123"}, on="/account").status_code == 403
    assert whole_unit.entries(person_ref=whole_unit.ref(who), action=Event.PAGE_REFUSED.action)
    assert not whole_unit.entries(action=Event.REGISTER_SEARCH.action)


def test_locked_keys_search_nothing(whole_unit: Unit) -> None:
    register(whole_unit)
    assert find(whole_unit.sign_in("hana"), phone="07700 900123").status_code == 423


def test_nobody_searches_more_often_than_one_may_in_a_day(whole_unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, _ = register(whole_unit)
    # Registering was one search; the same search again is no more.
    monkeypatch.setattr(finding, "SEARCHES_A_DAY", 2)
    for _ in range(2):
        assert find(visitor, phone="07700 900123").status_code == 200
    refused = find(visitor, phone="07700 900124")
    assert refused.status_code == 403
    assert "as often as one may in a day" in proofread(refused.text).text
    assert whole_unit.entries(action=Event.REGISTER_SEARCH.action)[0].entry.rule == "searches_left"
    whole_unit.clock.tick(hours=25)
    custodian = whole_unit.sign_in("hana", unlock=True)
    monkeypatch.setattr(finding, "ASKED_A_DAY", 2)
    assert [find(custodian, phone="07700 900123").status_code for _ in range(3)] == [200, 200, 403]


def test_before_the_form_is_filled_in_somebody_known_is_looked_for_and_what_came_is_put_to_them(
    whole_unit: Unit,
) -> None:
    _, source_ref = register(whole_unit)
    whole_unit.tell()
    visitor = whole_unit.sign_in("hana", unlock=True)
    address = f"/sources/waiting/{waiting_ref(visitor)}"
    given = {"name": "Morwenna Tregarth Quayle", "phone": "+44 7700 900123", "how_known": "Canary-How"}
    looked = proofread(visitor.post(f"{address}/register", given | {"looks": "y"}, on="/sources/waiting").text)
    assert "Registered already?" in looked.text
    assert "There is a problem" not in looked.text
    assert f"put it to {source_ref}" in looked.text
    assert "nobody on the list is this person" in looked.text
    assert looked.value("how_known") == "Canary-How"
    reply = visitor.post(f"{address}/link", {"source_ref": source_ref}, on="/sources/waiting")
    assert "put to this source" in proofread(visitor.get(reply.headers["Location"]).text).text


def test_looking_registers_nobody_and_says_when_nobody_is_known(whole_unit: Unit) -> None:
    whole_unit.tell()
    visitor = whole_unit.sign_in("hana", unlock=True)
    address = f"/sources/waiting/{waiting_ref(visitor)}/register"
    data = REGISTRATION | {"handler": whole_unit.ref("hana"), "controller": whole_unit.ref("cleo"), "looks": "y"}
    reply = visitor.post(address, data, on="/sources/waiting")
    assert "Nobody whom you may know of agrees" in proofread(reply.text).text
    assert not whole_unit.entries(action=Event.SOURCE_REGISTER.action)
    forged = visitor.client.post(address, data={**data, "csrf_token": "made up"})
    assert forged.status_code == 400
    assert len(whole_unit.entries(action=Event.REGISTER_SEARCH.action, decision=Decision.DONE)) == 1


def test_a_changed_plan_is_found_by_its_new_number_and_not_by_the_old(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    assert visitor.post(f"/sources/{source_ref}/plan/open", {}, on="/account").status_code == 200
    plan = {name: value for name, value in REGISTRATION.items() if name not in {"name", "band", "how_known", "apart"}}
    plan |= {"phone": "07700 900777", "reason": "A new number"}
    reply = visitor.post(f"/sources/{source_ref}/plan", plan, on="/account")
    assert reply.status_code == 302, proofread(reply.text).text
    assert source_ref in find(visitor, phone="07700 900777").text
    assert source_ref not in find(visitor, phone="07700 900123").text
    # Nobody ticked that it is another one: that shows by itself, and the risk to them is looked at.
    assert "MOVED" in causes(whole_unit)


def test_a_number_written_otherwise_is_no_other_number(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    plan = {name: value for name, value in REGISTRATION.items() if name not in {"name", "band", "how_known", "apart"}}
    plan |= {"phone": "+44 7700 900-123", "reason": "Other hours", "safe_to": "19:30"}
    assert visitor.post(f"/sources/{source_ref}/plan", plan, on="/account").status_code == 302
    assert "MOVED" not in causes(whole_unit)
