"""What was promised at intake holds: no calls means no calls, but for their safety and with a controller's leave."""

from datetime import timedelta

from app.allegations.models import Allegation
from app.contacts.models import ContactRequest
from app.markings.promises import ANONYMOUS, CONFIDENCE, PROMISE_BY_CODE, UNIT_ONLY, strictest
from app.sources.models import Source
from audit.events import Decision, Event
from tests.contacts.test_calling import approve, asked, granted, open_contact, send, taken
from tests.factories import Unit, Visitor
from tests.pages import proofread

WHY = {"reason": "Canary-Why which evenings"}


def promise(unit: Unit, *, to_report: str = CONFIDENCE, to_source: str = CONFIDENCE) -> None:
    """Let something else have been promised to the only source, and with the only report."""
    with unit.behind() as uow:
        uow.case.query(Allegation).one().promise = to_report
        uow.case.query(Source).one().promise = to_source


def refused(unit: Unit, event: Event) -> str:
    [last, *_] = unit.entries(action=event.action, decision=Decision.REFUSED)
    return str(last.entry.rule)


def test_an_officer_does_not_ask_to_call_whoever_was_promised_no_calls(whole_unit: Unit) -> None:
    asha, ref = taken(whole_unit)
    promise(whole_unit, to_report=UNIT_ONLY, to_source=UNIT_ONLY)
    assert PROMISE_BY_CODE[UNIT_ONLY].wording in proofread(asha.get(f"/allegations/{ref}").text).text
    reply = asha.post(f"/contacts/ask/{ref}", WHY | {"purpose": "CLARIFY"})
    assert reply.status_code == 403
    assert "nobody calls unless they are not safe" in proofread(reply.text).text
    assert refused(whole_unit, Event.CONTACT_REQUEST) == "keeps_promise"
    # Promised with another report, which this officer is not to learn of: as if nobody could be asked for.
    promise(whole_unit, to_source=UNIT_ONLY)
    reply = asha.post(f"/contacts/ask/{ref}", WHY | {"purpose": "CLARIFY"})
    assert "Contact cannot be asked for on this allegation" in proofread(reply.text).text
    assert refused(whole_unit, Event.CONTACT_REQUEST) == "contact_can_be_asked"


def test_for_their_safety_a_controller_lets_an_officer_call_and_a_handler_does_not(whole_unit: Unit) -> None:
    asha, ref = taken(whole_unit)
    promise(whole_unit, to_report=UNIT_ONLY, to_source=UNIT_ONLY)
    reply = asha.post(f"/contacts/ask/{ref}", WHY | {"purpose": "WELFARE"})
    assert reply.status_code == 302
    grant_ref = reply.headers["Location"].rsplit("/", 1)[1]
    hana = whole_unit.sign_in("hana", unlock=True)
    reply = send(hana, f"/requests/{grant_ref}/approve", {"hours": "4"}, on=f"/requests/{grant_ref}")
    assert reply.status_code == 403
    assert refused(whole_unit, Event.CONTACT_APPROVE) == "calls_are_promised"
    approve(whole_unit, grant_ref, "cleo")
    asha.unlock()
    assert open_contact(asha, grant_ref).status_code == 200


def test_what_was_allowed_before_opens_nothing_once_no_calls_are_promised(whole_unit: Unit) -> None:
    asha, ref = taken(whole_unit)
    reply = asha.post(f"/contacts/ask/{ref}", WHY | {"purpose": "CLARIFY"})
    grant_ref = reply.headers["Location"].rsplit("/", 1)[1]
    promise(whole_unit, to_source=UNIT_ONLY)
    cleo = whole_unit.sign_in("cleo", unlock=True)
    address = f"/requests/{grant_ref}"
    assert send(cleo, f"{address}/approve", {"hours": "4"}, on=address).status_code == 403
    assert refused(whole_unit, Event.CONTACT_APPROVE) == "keeps_promise"
    promise(whole_unit)
    approve(whole_unit, grant_ref, "cleo")
    asha.unlock()
    promise(whole_unit, to_source=UNIT_ONLY)
    reply = open_contact(asha, grant_ref)
    assert reply.status_code == 403
    assert "900123" not in reply.text
    assert refused(whole_unit, Event.CONTACT_OPEN) == "keeps_promise"


def deciding(unit: Unit, who: str, grant_ref: str) -> tuple[Visitor, str]:
    """Return somebody's browser, and what the page of a request says to them."""
    visitor = unit.sign_in(who, unlock=True)
    return visitor, proofread(visitor.get(f"/requests/{grant_ref}").text).text


def test_whoever_decides_sees_why_a_promise_forbids_it_and_can_only_refuse(whole_unit: Unit) -> None:
    _, grant_ref = asked(whole_unit)
    address = f"/requests/{grant_ref}"
    cleo, page = deciding(whole_unit, "cleo", grant_ref)
    assert "until" in page.lower()
    assert "You cannot approve this" not in page
    # No calls: a handler is told whose it is, a controller what alone would keep to it.
    promise(whole_unit, to_source=UNIT_ONLY)
    assert "A controller decides on this" in deciding(whole_unit, "hugo", grant_ref)[1]
    assert "or to warn them, keeps to that" in deciding(whole_unit, "cleo", grant_ref)[1]
    # Anonymity, though it can only have been promised with the report: nobody calls, whatever for.
    promise(whole_unit, to_report=ANONYMOUS)
    with whole_unit.behind() as uow:
        uow.case.query(ContactRequest).one().purpose = "WELFARE"
    cleo, page = deciding(whole_unit, "cleo", grant_ref)
    assert "You cannot approve this Whoever told us was promised anonymity" in page
    assert f"{address}/approve" not in cleo.get(address).text
    reply = send(cleo, f"{address}/approve", {"hours": "4"}, on=address)
    assert reply.status_code == 403
    assert refused(whole_unit, Event.CONTACT_APPROVE) == "may_be_known"
    with whole_unit.steward() as uow:
        assert uow.vault.ended_grants(uow.now + timedelta(days=60)) == []
    assert send(cleo, f"{address}/refuse", {"reason": "They stay unknown"}, on=address).status_code == 302


def test_a_permission_from_before_opens_nothing_of_whoever_was_promised_anonymity(whole_unit: Unit) -> None:
    asha, grant_ref = granted(whole_unit)
    assert open_contact(asha, grant_ref).status_code == 200
    promise(whole_unit, to_report=ANONYMOUS)
    reply = open_contact(asha, grant_ref)
    assert reply.status_code == 403
    assert "900123" not in reply.text
    assert refused(whole_unit, Event.CONTACT_OPEN) == "may_be_known"


def test_of_several_promises_the_one_that_lets_us_do_least_holds() -> None:
    assert strictest(CONFIDENCE, UNIT_ONLY) == strictest(UNIT_ONLY, CONFIDENCE) == UNIT_ONLY
    assert strictest(CONFIDENCE) == CONFIDENCE
