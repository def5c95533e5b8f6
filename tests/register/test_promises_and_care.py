"""What was promised stands on the source's page; whoever is under 18 or vulnerable takes the longer path."""

from typing import Any

from app.markings.promises import CONFIDENCE, PROMISE_BY_CODE
from app.risk.models import Review
from app.sources.models import Waiting
from audit.events import Decision, Event
from tests.attacks.oracle import Canary
from tests.factories import Unit, Visitor
from tests.intake.site import ACCOUNT
from tests.pages import proofread
from tests.risk.office import row, send
from tests.sources.test_registering import REGISTRATION, register, waiting_ref

ADULT = "Canary-Adult is the aunt"
SAID = {"care": "CHILD", "your_name": f"Wenna {Canary.NAME}"}


def refused(unit: Unit, event: Event) -> str:
    [last, *_] = unit.entries(action=event.action, decision=Decision.REFUSED)
    return str(last.entry.rule)


def told_by_a_child(unit: Unit) -> tuple[Visitor, str]:
    """Tell as somebody who says that they are under 18; returns a custodian's browser and the sealed part."""
    unit.tell({"what-happened": dict(ACCOUNT), "reaching-you": SAID})
    hana = unit.sign_in("hana", unlock=True)
    return hana, waiting_ref(hana)


def register_as(unit: Unit, hana: Visitor, submission: str, **changes: str) -> Any:
    people = {"handler": unit.ref("hana"), "controller": unit.ref("cleo")}
    return send(hana, f"/sources/waiting/{submission}/register", REGISTRATION | people | changes)


def test_a_source_keeps_what_it_was_promised(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    assert row(whole_unit, source_ref).promise == CONFIDENCE
    assert PROMISE_BY_CODE[CONFIDENCE].wording in proofread(visitor.get(f"/sources/{source_ref}").text).text


def test_a_child_is_held_by_two_groups_and_looked_at_monthly(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    address = f"/sources/{source_ref}/care"
    assert proofread(visitor.get(address).text)
    assert send(visitor, address, {"care": "CHILD"}).status_code == 400
    assert send(visitor, address, {"care": "CHILD", "words": ADULT}).status_code == 302
    assert b"Canary-Adult" not in whole_unit.raw()
    source = row(whole_unit, source_ref)
    assert (source.care, source.must_be_held, source.drift_score) == ("CHILD", "DUAL", 2)
    asked = {"compartment": "identity", "purpose": "WELFARE", "reason": "To look"}
    assert send(visitor, f"/sources/{source_ref}/open", asked).status_code == 403
    assert send(visitor, f"/sources/{source_ref}/not-sensitive", {"because": "Why not"}).status_code == 409
    with whole_unit.steward() as uow:
        assert "CARE" in {review.cause for review in uow.case.query(Review).filter_by(state="DUE")}
    [done, *_] = whole_unit.entries(action=Event.CARE_MARK.action, decision=Decision.DONE)
    assert done.entry.detail["care"] == "CHILD"
    # Every welfare check of theirs asks for the appropriate adult, whatever the risks say.
    address = f"/risk/{source_ref}/welfare"
    questions = {str(one.get("name")) for one in proofread(visitor.get(address).text).all("input", type="radio")}
    answers = dict.fromkeys(questions, "0") | {"said": "They are well"}
    reply = send(visitor, address, answers)
    assert "note the appropriate adult first" in proofread(reply.text).text
    assert refused(whole_unit, Event.WELFARE_CHECK) == "form_is_valid"
    assert send(visitor, address, answers | {"adult_noted": "y"}).status_code == 302


def test_only_an_authoriser_takes_the_mark_off_from_their_board(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    assert send(visitor, f"/sources/{source_ref}/care", {"care": "VULNERABLE", "words": ADULT}).status_code == 302
    assert send(visitor, f"/sources/{source_ref}/care", {"care": "ORDINARY", "words": "no"}).status_code == 400
    address, why = f"/sources/{source_ref}/care/lift", {"spoken": "y", "why_not": "They have turned 18"}
    assert send(visitor, address, why).status_code == 403
    assert refused(whole_unit, Event.PAGE_REFUSED) == "acts_as:NSU_AUTHORISER"
    assert any("Children and vulnerable people" in part and source_ref in part for part in visitor.board())
    ava = whole_unit.sign_in("ava")
    board = next(part for part in ava.board() if "Children and vulnerable people" in part)
    assert f"/sources/{source_ref}/care/lift" in board
    assert all(secret not in board for secret in ("Canary-Adult", "Tregarth", "900123"))
    assert proofread(ava.get(address).text)
    assert send(ava, address, why | {"spoken": ""}).status_code == 400
    assert send(ava, address, why).status_code == 302
    source = row(whole_unit, source_ref)
    assert (source.care, source.must_be_held, source.drift_score) == ("ORDINARY", "DUAL", 0)
    assert send(ava, address, why).status_code == 409
    [done, *_] = whole_unit.entries(action=Event.CARE_LIFT.action, decision=Decision.DONE)
    assert done.entry.actor_ref == whole_unit.ref("ava")


def test_who_says_that_they_are_under_18_is_registered_on_the_longer_path_or_not_at_all(whole_unit: Unit) -> None:
    hana, submission = told_by_a_child(whole_unit)
    listed = proofread(hana.get("/sources/waiting").text).text
    assert "Under 18 or vulnerable" in listed
    assert Canary.NAME not in listed + "".join(hana.board())
    opened = proofread(send(hana, f"/sources/waiting/{submission}/open", {}).text)
    assert "They are said to be under 18" in opened.text
    assert opened.one("input", name="care", checked="").get("value") == "CHILD"
    for changes, said in (
        ({}, "Say what holds for them"),
        ({"care": "CHILD"}, "Name the appropriate adult"),
        ({"care": "ORDINARY"}, "Say why that does not hold"),
    ):
        assert said in proofread(register_as(whole_unit, hana, submission, **changes).text).text
        assert refused(whole_unit, Event.SOURCE_REGISTER) == "form_is_valid"
    reply = register_as(whole_unit, hana, submission, care="CHILD", adult=ADULT)
    assert reply.status_code == 302
    source_ref = reply.headers["Location"].split("/")[-1].split("?")[0]
    source = row(whole_unit, source_ref)
    assert (source.care, source.custody, source.is_sensitive, source.drift_score) == ("CHILD", "DUAL", True, 2)
    with whole_unit.steward() as uow:
        assert not uow.case.get_one(Waiting, submission).needs_care
        assert "CARE" in {review.cause for review in uow.case.query(Review).filter_by(state="DUE")}
    asked = {"compartment": "record", "purpose": "WELFARE", "reason": "To look"}
    assert send(hana, f"/sources/{source_ref}/open", asked).status_code == 403
    assert b"Canary-Adult" not in whole_unit.raw()
    assert Canary.NAME.encode() not in whole_unit.raw()


def test_a_report_by_a_child_is_put_to_no_source_that_is_not_marked_so(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    hana, submission = told_by_a_child(whole_unit)
    link = {"source_ref": source_ref}
    reply = send(hana, f"/sources/waiting/{submission}/link", link)
    assert reply.status_code == 409
    assert "Mark it on its own page first" in proofread(reply.text).text
    assert send(hana, f"/sources/{source_ref}/care", {"care": "CHILD", "words": ADULT}).status_code == 302
    assert send(hana, f"/sources/waiting/{submission}/link", link).status_code == 302
