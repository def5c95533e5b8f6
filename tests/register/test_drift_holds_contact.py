"""A note of a contact is read before it is sealed; at the threshold contact is held until it is decided."""

from app.allegations.models import OutgoingMessage
from app.contacts.models import ContactRequest
from app.register.models import DriftSign
from app.sources.models import Source
from audit.events import Decision, Event
from tests.contacts.test_calling import CALL, allegation_ref, granted
from tests.factories import Unit
from tests.pages import proofread
from tests.risk.office import row, send
from tests.sources.test_registering import register

ASKING = {"purpose": "CLARIFY", "reason": "Which evenings"}


def test_a_note_is_read_before_it_is_sealed_and_only_the_units_own_words_are_kept(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    whole_unit.clock.tick(minutes=5)
    said = {"said": "Canary-Note asked them to keep an eye on the yard", "made_at": f"{whole_unit.clock.now:%H:%M}"}
    assert send(officer, f"/contacts/{grant_ref}/attempt", CALL | said).status_code == 302
    with whole_unit.steward() as uow:
        signs = {(sign.code, sign.phrase) for sign in uow.case.query(DriftSign)}
    assert signs == {("CONTACTS", ""), ("TASKED", "keep an eye")}
    assert b"Canary-Note" not in whole_unit.raw()
    [done] = whole_unit.entries(action=Event.DRIFT_SCORE.action, decision=Decision.DONE)
    assert done.entry.detail["score"] == 4
    source_ref = done.entry.object_ref
    page = proofread(whole_unit.sign_in("hana").get(f"/sources/{source_ref}/drift").text)
    assert "keep an eye" in page.text
    # Whoever called learns nothing of it.
    assert "drift" not in officer.get(f"/contacts/{grant_ref}").text.lower()


def test_contact_is_held_at_the_threshold_until_a_controller_decides(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    officer, reference = whole_unit.sign_in("asha"), allegation_ref(whole_unit)
    assert send(officer, f"/allegations/{reference}/take").status_code == 302
    address = f"/sources/{source_ref}/drift"
    for sign in ("TASKED", "REWARD"):
        assert send(handler, f"{address}/sign", {"code": sign}).status_code == 302
    assert send(handler, f"{address}/sign", {"code": "CARE"}).status_code == 400
    assert row(whole_unit, source_ref).drift_score == 6
    head, _, rest = proofread(handler.get(f"/sources/{source_ref}").text).text.partition("May contact be asked for")
    assert f"{source_ref} Low risk Registered" in head
    assert rest.strip().startswith("Only about their safety")
    held = send(officer, f"/contacts/ask/{reference}", ASKING)
    assert held.status_code == 403
    assert "Contact cannot be asked for on this allegation" in held.text
    told = {"allegation_ref": reference, "text": "Thank you for what you told us."}
    assert send(handler, f"/sources/{source_ref}/message", told).status_code == 403
    assert last_refused(whole_unit, Event.MESSAGE_SEND) == "drift_is_decided"
    page = handler.get(f"/sources/{source_ref}").text
    assert f"/sources/{source_ref}/message" not in page
    assert "Nobody writes to them before a controller has decided" in proofread(page).text
    why = {"decision": "NOT_CHIS", "why": "Canary-Decided they only told what they saw"}
    assert send(handler, f"{address}/decide", why).status_code == 403
    controller = whole_unit.sign_in("cleo")
    assert "Status drift to decide" in proofread(controller.get("/board").text).text
    assert send(controller, f"{address}/decide", {"decision": "NOT_CHIS"}).status_code == 400
    assert send(controller, f"{address}/decide", why).status_code == 302
    assert b"Canary-Decided" not in whole_unit.raw()
    assert "Status drift to decide" not in controller.get("/board").text
    # The first request was refused, so a second one is no repetition of it.
    assert send(officer, f"/contacts/ask/{reference}", ASKING).status_code == 302
    whole_unit.clock.tick(days=28)
    assert row(whole_unit, source_ref).is_held_for_drift(whole_unit.clock.now.date())


def last_refused(unit: Unit, event: Event) -> str:
    [last, *_] = unit.entries(action=event.action, decision=Decision.REFUSED)
    return str(last.entry.rule)


def test_an_officer_writes_nothing_while_contact_is_held_but_for_their_safety(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    address, text = f"/contacts/{grant_ref}/message", {"text": "Canary-Held thank you."}
    reply = officer.post(address, {"text": "Can you find out when they come?"})
    assert reply.status_code == 400
    assert "Ask for nothing to be found out" in proofread(reply.text).text
    with whole_unit.behind() as uow:
        source = uow.case.query(Source).one()
        source.drift_score, source.held_from = 5, uow.now.date()
    page = proofread(officer.get(address).text).text
    assert "No message can go to them now. Ask the source unit" in page
    assert "drift" not in page.lower()
    assert send(officer, address, text).status_code == 403
    assert last_refused(whole_unit, Event.MESSAGE_SEND) == "drift_is_decided"
    with whole_unit.behind() as uow:
        assert not uow.case.query(OutgoingMessage).filter_by(sent_at=None).count()
        uow.case.query(ContactRequest).one().purpose = "WELFARE"
    assert officer.post(address, text).status_code == 302
    with whole_unit.behind() as uow:
        uow.case.query(Source).one().status = "DORMANT"
    assert officer.post(address, text, on="/unlock").status_code == 403
    assert last_refused(whole_unit, Event.MESSAGE_SEND) == "source_is_in_work"


def test_what_keeps_them_safe_does_not_wait_for_the_decision(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    for sign in ("TASKED", "RELATIONSHIP"):
        send(handler, f"/sources/{source_ref}/drift/sign", {"code": sign})
    officer, reference = whole_unit.sign_in("asha"), allegation_ref(whole_unit)
    send(officer, f"/allegations/{reference}/take")
    assert send(officer, f"/contacts/ask/{reference}", ASKING | {"purpose": "CLARIFY"}).status_code == 403
    assert send(officer, f"/contacts/ask/{reference}", ASKING | {"purpose": "WELFARE"}).status_code == 302


def test_a_permission_from_before_does_not_open_while_contact_is_held(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    [source_ref] = {str(one.entry.detail["source"]) for one in whole_unit.entries(action="source:register")
                    if "source" in one.entry.detail}  # fmt: skip
    controller = whole_unit.sign_in("cleo")
    for sign in ("TASKED", "RELATIONSHIP"):
        assert send(controller, f"/sources/{source_ref}/drift/sign", {"code": sign}).status_code == 302
    reply = send(officer, f"/contacts/{grant_ref}/open")
    assert reply.status_code == 403
    assert "07700" not in reply.text
    assert "drift" not in reply.text.lower()
    refused = whole_unit.entries(action=Event.CONTACT_OPEN.action, decision=Decision.REFUSED)
    assert refused[0].entry.rule == "drift_is_decided"
