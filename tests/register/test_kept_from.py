"""Somebody who tells us from within is kept from their own managers, who find no such source anywhere."""

import re

from app.access.marks import LONG, MARKS, OF_REPORTS, OF_SOURCES, all_marks, drawn, mark, nobodys
from app.sources.models import Source
from audit.events import Decision, Event
from tests.factories import Unit
from tests.pages import proofread
from tests.risk.office import row, send
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


def test_whoever_is_kept_from_a_source_finds_none(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    controller = whole_unit.sign_in("cleo", unlock=True)
    assert source_ref in controller.get("/sources").text
    with whole_unit.behind() as uow:
        # A controller sees every source, their own or not; whoever controls it cannot be kept from it.
        uow.case.get_one(Source, source_ref).controller_ref = None
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
    for who in ("hana", "cleo"):
        assert send(handler, address, {"people": [whole_unit.ref(who)]}).status_code == 400
    assert send(handler, address, {"people": [whole_unit.ref("hugo")]}).status_code == 302
    moved = {"part": "handler_ref", "to": whole_unit.ref("hugo"), "why": "WORKLOAD", "reason": "Why"}
    reply = send(whole_unit.sign_in("cleo"), f"/sources/{source_ref}/transfer", moved)
    assert reply.status_code == 400
    assert "They are kept from this source" in proofread(reply.text).text
    assert send(handler, address).status_code == 302
