"""What was promised at intake holds: no calls means no calls, but for their safety and with a controller's leave."""

from app.allegations.models import Allegation
from app.markings.promises import CONFIDENCE, PROMISE_BY_CODE, UNIT_ONLY, strictest
from app.sources.models import Source
from audit.events import Decision, Event
from tests.contacts.test_calling import approve, open_contact, send, taken
from tests.factories import Unit
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


def test_of_several_promises_the_one_that_lets_us_do_least_holds() -> None:
    assert strictest(CONFIDENCE, UNIT_ONLY) == strictest(UNIT_ONLY, CONFIDENCE) == UNIT_ONLY
    assert strictest(CONFIDENCE) == CONFIDENCE
