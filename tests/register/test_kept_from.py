"""Somebody who tells us from within is kept from their own managers, who find no such source anywhere."""

import re
from typing import Any

import pytest

from app.access.facts import PersonFacts
from app.access.marks import LONG, MARKS, OF_REPORTS, OF_SOURCES, all_marks, drawn, mark, nobodys
from app.accounts.models import RoleHeld
from app.allegations.models import Allegation
from app.allegations.service import hand_over
from app.contacts.models import ContactRequest
from app.errors import Conflict
from app.risk.models import Risk
from app.risk.service.handing_over import hand_over_risk
from app.sources.models import Source, Waiting
from app.unit_of_work import UnitOfWork
from audit.events import Decision, Event
from tests.contacts.test_calling import approve, asked
from tests.factories import HOME_UNIT, Unit, Visitor
from tests.pages import proofread
from tests.risk.office import row, send, with_risk
from tests.sources.test_registering import REGISTRATION, register, waiting_ref


def test_every_source_carries_as_many_marks_whoever_is_kept_from_it() -> None:
    key = bytes(32)
    row = drawn([key], OF_SOURCES)
    assert len(nobodys()) == len(row.marks) == LONG * MARKS
    assert nobodys() != nobodys()
    own = mark(key, row.number)
    assert own in row.marks
    assert all_marks(key)[row.number * LONG :][:LONG] == own


def test_a_report_never_carries_the_mark_that_its_source_does() -> None:
    key = bytes(32)
    of_sources, of_reports = ({mark(key, number) for number in numbers} for numbers in (OF_SOURCES, OF_REPORTS))
    assert not of_sources & of_reports
    assert len(of_sources | of_reports) == len(OF_SOURCES) + len(OF_REPORTS)


def somebody_else_may_act(uow: UnitOfWork, unit: Unit) -> None:
    """Let there be a second controller and a second authoriser: nobody is kept from a source whom nobody replaces."""
    for who, role in (("dora", "NSU_CONTROLLER"), ("iris", "NSU_AUTHORISER")):
        uow.case.add(RoleHeld(person_ref=unit.ref(who), role=role, from_on=uow.now.date()))


def test_whoever_is_kept_from_a_source_finds_none(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    controller = whole_unit.sign_in("cleo", unlock=True)
    assert source_ref in controller.get("/sources").text
    with whole_unit.behind() as uow:
        # A controller sees every source, their own or not; whoever controls it cannot be kept from it.
        uow.case.get_one(Source, source_ref).controller_ref = None
        somebody_else_may_act(uow, whole_unit)
    address = f"/sources/{source_ref}/kept-from"
    assert proofread(handler.get(address).text)
    assert send(handler, address, {"people": [whole_unit.ref("cleo"), whole_unit.ref("ava")]}).status_code == 302
    hidden, missing = controller.get(f"/sources/{source_ref}"), controller.get("/sources/SRC-BBBBBBBBBB")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.data == missing.data
    for who, pages in ((controller, ("/sources", "/board", "/risk")), (whole_unit.sign_in("ava"), ("/risk", "/board"))):
        for page in pages:
            assert source_ref not in who.get(page).text, page
    asked = {"compartment": "identity", "purpose": "WELFARE", "reason": "To look"}
    assert send(controller, f"/sources/{source_ref}/open", asked).status_code == 404
    looked = {"phone": "07700 900123", "purpose": "WELFARE", "reason": "Is it them"}
    found = send(controller, "/sources/find", looked)
    assert found.status_code == 200
    assert source_ref not in found.text
    none = send(controller, "/sources/find", looked | {"phone": "07700 900999"})
    same = [re.sub(r"[0-9]+", "", proofread(reply.text).text) for reply in (found, none)]
    assert same[0] == same[1]
    assert source_ref in handler.get("/sources").text
    assert "checked" in handler.get(address).text
    # Neither the store nor the entries of the log say who is kept from what.
    assert whole_unit.ref("ava") not in row(whole_unit, source_ref).kept_from
    [done, _] = whole_unit.entries(action=Event.SOURCE_KEEP_FROM.action)
    assert done.entry.decision == Decision.DONE
    assert whole_unit.ref("ava") not in str(done.entry.detail)


def test_nobody_who_looks_after_a_source_is_kept_from_it(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    address = f"/sources/{source_ref}/kept-from"
    # The last one looks after nothing here, and is the only authoriser: nobody else could act in danger.
    for who in ("hana", "cleo", "ava"):
        assert send(handler, address, {"people": [whole_unit.ref(who)]}).status_code == 400
    assert send(handler, address, {"people": [whole_unit.ref("hugo")]}).status_code == 302
    moved = {"part": "handler_ref", "to": whole_unit.ref("hugo"), "why": "WORKLOAD", "reason": "Why"}
    reply = send(whole_unit.sign_in("cleo"), f"/sources/{source_ref}/transfer", moved)
    assert reply.status_code == 400
    assert "They are kept from this source" in proofread(reply.text).text
    assert send(handler, address).status_code == 302


def register_keeping(unit: Unit, hana: Visitor, submission: str, *who: str, **changes: str) -> Any:
    people = {"handler": unit.ref("hana"), "controller": unit.ref("cleo")}
    chosen = {"kept": [unit.ref(one) for one in who]}
    return send(hana, f"/sources/waiting/{submission}/register", REGISTRATION | people | chosen | changes)


def test_whom_a_source_is_kept_from_is_written_before_there_is_one(whole_unit: Unit) -> None:
    whole_unit.tell()
    ref, manager = whole_unit.newest_allegation(), whole_unit.sign_in("mia")
    assert manager.get(f"/allegations/{ref}").status_code == 200
    handler = whole_unit.sign_in("hugo", unlock=True)
    submission = waiting_ref(handler)
    # Nothing is registered, as the keys are locked; and from then on nobody chosen finds the report all the same.
    hana = whole_unit.sign_in("hana")
    assert register_keeping(whole_unit, hana, submission, "mia", "hugo").status_code == 423
    with whole_unit.behind() as uow:
        assert not uow.case.query(Source).count()
        told, waits = uow.case.query(Allegation).one(), uow.case.query(Waiting).one()
        assert (told.kept_from, told.kept_number) == (waits.kept_from, waits.kept_number)
    hidden, missing = manager.get(f"/allegations/{ref}"), manager.get("/allegations/IMS-2026-999999")
    assert (hidden.status_code, hidden.data) == (404, missing.data)
    assert submission not in handler.get("/sources/waiting").text + "".join(handler.board())
    assert send(handler, f"/sources/waiting/{submission}/open").status_code == 404
    hana.unlock()
    reply = register_keeping(whole_unit, hana, submission, "mia", "hugo")
    assert reply.status_code == 302
    [source_ref] = re.findall(r"SRC-\w{10}", reply.headers["Location"])
    with whole_unit.behind() as uow:
        everybody = [whole_unit.ref(who) for who in ("hana", "cleo", "ava", "mia", "hugo")]
        assert uow.kept_among(everybody, uow.case.query(Source).one()) == set(everybody[3:])
    checked = proofread(hana.get(f"/sources/{source_ref}/kept-from").text).all("input", checked="")
    assert {box.get("value") for box in checked} == {whole_unit.ref("mia"), whole_unit.ref("hugo")}
    # It was in the record before there was a source, and says to nobody but the auditors who they are.
    entries = whole_unit.entries(action=Event.SOURCE_KEEP_FROM.action, decision=Decision.DONE)
    registered = whole_unit.entries(action=Event.SOURCE_REGISTER.action, decision=Decision.ATTEMPTED)
    assert max(one.seq for one in entries) < registered[0].seq
    assert all(whole_unit.ref("hugo") not in str(one.entry) for one in (*entries, *registered))


@pytest.mark.parametrize(
    ("who", "changes", "said"),
    [
        ("cleo", {}, "Somebody chosen is to look after them"),
        ("ava", {}, "No authoriser would be left"),
        ("hana", {}, "Choose one of the answers shown"),
        ("mia", {"care": "CHILD"}, "Name the appropriate adult"),
    ],
)
def test_a_choice_that_cannot_stand_keeps_nobody_from_anything(
    whole_unit: Unit, who: str, changes: dict[str, str], said: str
) -> None:
    whole_unit.tell()
    hana = whole_unit.sign_in("hana", unlock=True)
    before = marks_of_waiting(whole_unit)
    reply = register_keeping(whole_unit, hana, waiting_ref(hana), who, **changes)
    assert reply.status_code == 400
    page = proofread(reply.text)
    assert said in page.text
    assert page.value("name") == REGISTRATION["name"]
    assert marks_of_waiting(whole_unit) == before
    assert not whole_unit.entries(action=Event.SOURCE_KEEP_FROM.action, decision=Decision.DONE)


def marks_of_waiting(unit: Unit) -> str:
    with unit.behind() as uow:
        return uow.case.query(Waiting).one().kept_from


def test_what_somebody_has_in_hand_stays_and_what_they_were_let_do_ends(whole_unit: Unit) -> None:
    officer, grant_ref = asked(whole_unit)
    approve(whole_unit, grant_ref)
    ref, handler = whole_unit.newest_allegation(), whole_unit.sign_in("hana", unlock=True)
    [source_ref] = set(re.findall(r"SRC-\w{10}", handler.get("/sources").text))
    address = f"/sources/{source_ref}/kept-from"
    assert send(handler, address, {"people": [whole_unit.ref("asha"), whole_unit.ref("ben")]}).status_code == 302
    assert ref in proofread(handler.get(address).text).text
    # They have read it: only what would lead further is taken from them, in words that say nothing of why.
    assert officer.get(f"/allegations/{ref}").status_code == 200
    assert ref in officer.get("/allegations/list/mine").text
    assert "Contact cannot be asked for any more" in officer.get(f"/contacts/{grant_ref}").text
    officer.unlock()
    assert send(officer, f"/contacts/{grant_ref}/open").status_code == 403
    reply = send(officer, f"/contacts/ask/{ref}", {"purpose": "CLARIFY", "reason": "Why"})
    again = reply.headers["Location"].rsplit("/", 1)[1]
    reply = send(handler, f"/requests/{again}/approve", {"hours": "4"})
    assert reply.status_code == 409
    assert "kept from this source" in proofread(reply.text).text
    with whole_unit.behind() as uow:
        assert uow.case.get_one(ContactRequest, again).state == "PENDING"
    # Nobody who is kept from it gets it from a colleague who leaves.
    holder = PersonFacts(whole_unit.ref("asha"), 0, "", whole_unit.units[HOME_UNIT])
    with pytest.raises(Conflict), whole_unit.house.work(whole_unit.actor("mia")) as uow:
        hand_over(uow, ref, holder, whole_unit.ref("ben"))
    with whole_unit.house.work(whole_unit.actor("mia")) as uow:
        hand_over(uow, ref, holder, whole_unit.ref("sol"))
    assert officer.get(f"/allegations/{ref}").status_code == 404


def test_nobody_is_kept_from_a_source_who_has_something_to_do_about_its_risk(whole_unit: Unit) -> None:
    handler, source_ref, risk_ref = with_risk(whole_unit)
    with whole_unit.behind() as uow:
        # As where he looked after the source before.
        uow.case.get_one(Risk, risk_ref).owner_ref = whole_unit.ref("hugo")
    address = f"/sources/{source_ref}/kept-from"
    assert send(handler, address, {"people": [whole_unit.ref("hugo")]}).status_code == 409
    assert send(handler, address, {"people": [whole_unit.ref("mia")]}).status_code == 302
    holder = PersonFacts(whole_unit.ref("hugo"), 0, "custodians", whole_unit.units[HOME_UNIT])
    with pytest.raises(Conflict), whole_unit.house.work(whole_unit.actor("hana")) as uow:
        hand_over_risk(uow, risk_ref, holder, whole_unit.ref("mia"))
