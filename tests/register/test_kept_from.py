"""Somebody who tells us from within is kept from their own managers, who find no such source anywhere."""

import re

import pytest

from app.access.facts import PersonFacts
from app.access.marks import LONG, MARKS, OF_REPORTS, OF_SOURCES, all_marks, drawn, mark, nobodys
from app.accounts.models import RoleHeld
from app.allegations.service import hand_over
from app.contacts.models import ContactRequest
from app.errors import Conflict
from app.risk.service.handing_over import hand_over_risk
from app.sources.models import Source
from app.unit_of_work import UnitOfWork
from audit.events import Decision, Event
from tests.contacts.test_calling import approve, asked
from tests.factories import HOME_UNIT, Unit
from tests.pages import proofread
from tests.risk.office import row, send, with_risk
from tests.sources.test_registering import register


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
    handler, source_ref, risk_ref = with_risk(whole_unit, owner=whole_unit.ref("hugo"))
    address = f"/sources/{source_ref}/kept-from"
    assert send(handler, address, {"people": [whole_unit.ref("hugo")]}).status_code == 409
    assert send(handler, address, {"people": [whole_unit.ref("mia")]}).status_code == 302
    holder = PersonFacts(whole_unit.ref("hugo"), 0, "custodians", whole_unit.units[HOME_UNIT])
    with pytest.raises(Conflict), whole_unit.house.work(whole_unit.actor("hana")) as uow:
        hand_over_risk(uow, risk_ref, holder, whole_unit.ref("mia"))
