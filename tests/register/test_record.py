"""The statutory record: fourteen particulars, sealed words, three people and their periods, and passing a part on."""

from app.register.models import Period
from app.register.particulars import AS_IT_HAPPENS, PARTICULARS, PARTS, kept
from app.sources.models import Source
from audit.events import Decision, Event
from tests.factories import Unit, Visitor
from tests.pages import Page, proofread
from tests.risk.office import row, send
from tests.sources.test_registering import register


def passed(unit: Unit, controller: Visitor, source_ref: str, part: str, to: str) -> int:
    """Have a controller pass a part on; returns the status of the reply."""
    moved = {"part": part, "to": unit.ref(to), "why": "WORKLOAD", "reason": "Canary-Weighed"}
    return int(send(controller, f"/sources/{source_ref}/transfer", moved).status_code)


def test_a_record_is_complete_when_all_fourteen_are_kept() -> None:
    letters = [one.letter for one in PARTICULARS]
    assert "".join(letters) == "abcdefghijklmn"
    assert kept([], [], []) == AS_IT_HAPPENS
    assert "h" not in kept([], ["handler_ref", "controller_ref"], [])
    by_hand = [one.letter for one in PARTICULARS if not one.by_work]
    assert kept(by_hand, PARTS, PARTS) == set(letters)
    assert kept(by_hand, PARTS, ["handler_ref"]) == set(letters) - {"i"}


def test_particulars_are_written_one_by_one_and_their_words_sealed(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    address = f"/sources/{source_ref}/record"
    assert "3 of 14" in proofread(visitor.get(address).text).text
    assert proofread(visitor.get(f"{address}/g").text)
    reply = send(visitor, f"{address}/g", {"state": "KNOWN", "words": "  "})
    assert reply.status_code == 400
    assert "choose that there is nothing of the kind" in proofread(reply.text).text
    assert send(visitor, f"{address}/g", {"state": "KNOWN", "words": "Canary-Recruited by post"}).status_code == 302
    assert send(visitor, f"{address}/n", {"state": "NONE"}).status_code == 302
    assert send(visitor, f"{address}/k", {"state": "NONE"}).status_code == 404
    assert "5 of 14" in visitor.get(address).text
    assert b"Canary-Recruited" not in whole_unit.raw()
    asked = {"compartment": "record", "purpose": "COMPLAINT", "reason": "To answer it"}
    assert "Canary-Recruited by post" in visitor.post(f"/sources/{source_ref}/open", asked).text
    assert whole_unit.entries(object_refs=(source_ref,), action=Event.RECORD_WRITE.action, decision=Decision.DONE)


def test_the_old_handler_reaches_nothing_from_the_next_request_on(whole_unit: Unit) -> None:
    old, source_ref = register(whole_unit)
    controller = whole_unit.sign_in("cleo")
    assert proofread(controller.get(f"/sources/{source_ref}/transfer").text)
    whole_unit.clock.tick(minutes=3)
    assert passed(whole_unit, controller, source_ref, "handler_ref", "hugo") == 302
    assert old.get(f"/sources/{source_ref}").status_code == 404
    asked = {"compartment": "identity", "purpose": "WELFARE", "reason": "To look"}
    assert send(old, f"/sources/{source_ref}/open", asked).status_code == 404
    assert source_ref not in old.get("/sources").text
    new = whole_unit.sign_in("hugo")
    assert new.get(f"/sources/{source_ref}").status_code == 200
    with whole_unit.steward() as uow:
        [before, since] = uow.case.query(Period).filter_by(part="handler_ref").order_by(Period.since).all()
    assert (before.person_ref, before.until) == (whole_unit.ref("hana"), since.since)
    assert (since.person_ref, since.until, since.why) == (whole_unit.ref("hugo"), None, "WORKLOAD")
    [done] = whole_unit.entries(action=Event.SOURCE_TRANSFER.action, decision=Decision.DONE)
    assert done.entry.detail["from"] == whole_unit.ref("hana")
    assert b"Canary-Weighed" not in whole_unit.raw()
    page = proofread(controller.get(f"/sources/{source_ref}/record").text)
    assert "Too much for one person" in page.text


def test_what_two_groups_gave_the_old_handler_ends_with_the_transfer(whole_unit: Unit) -> None:
    old, source_ref = register(whole_unit, band="HIGH")
    asked = {"kind": "OPEN", "compartment": "identity", "purpose": "WELFARE", "reason": "To look"}
    reply = send(old, f"/custody/ask/{source_ref}", asked)
    assert reply.status_code == 302, reply.text
    request = reply.headers["Location"]
    assert passed(whole_unit, whole_unit.sign_in("cleo"), source_ref, "handler_ref", "hugo") == 302
    assert "Somebody else looks after this source now" in Page(old.get(request).text).text


def test_nobody_is_handler_and_controller_and_roles_must_fit(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    controller = whole_unit.sign_in("cleo")
    for part, to in (("handler_ref", "asha"), ("controller_ref", "hana"), ("handler_ref", "hana")):
        assert passed(whole_unit, controller, source_ref, part, to) == 400
    assert passed(whole_unit, visitor, source_ref, "handler_ref", "hugo") == 403
    with whole_unit.steward() as uow:
        source = uow.case.get_one(Source, source_ref)
        assert (source.handler_ref, source.controller_ref) == (whole_unit.ref("hana"), whole_unit.ref("cleo"))


def test_whoever_keeps_the_record_writes_it_and_opens_nothing(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    keeper = whole_unit.sign_in("hugo", unlock=True)
    assert keeper.get(f"/sources/{source_ref}/record").status_code == 404
    assert passed(whole_unit, whole_unit.sign_in("cleo"), source_ref, "keeper_ref", "hugo") == 302
    assert row(whole_unit, source_ref).keeper_ref == whole_unit.ref("hugo")
    # Two more than the three that the work keeps: who looks after them, and from when to when.
    assert "5 of 14" in keeper.get(f"/sources/{source_ref}/record").text
    assert send(keeper, f"/sources/{source_ref}/record/c", {"state": "NONE"}).status_code == 302
    asked = {"compartment": "identity", "purpose": "WELFARE", "reason": "To look"}
    assert send(keeper, f"/sources/{source_ref}/open", asked).status_code == 403
