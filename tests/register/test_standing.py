"""A source is borne out, rests, is closed and opened again; whoever is closed is left alone, and the page says so."""

from datetime import timedelta

from app.register.models import Aftercare
from app.risk.models import Review
from app.sources.standings import WAYS, Standing, Step, after
from audit.events import Decision, Event
from tests.contacts.test_calling import allegation_ref, approve, asked, open_contact
from tests.factories import Unit
from tests.pages import proofread
from tests.register.office import close
from tests.risk.office import RISK, row, send, with_risk
from tests.risk.test_threats_to_life import THREAT
from tests.sources.test_registering import register

CANARY = "Canary-Closing"


def test_every_step_leads_from_where_its_row_says_and_from_nowhere_else() -> None:
    for way in WAYS:
        for standing in Standing:
            assert after(way.step, standing.value) == (way.after if standing in way.before else None)
    assert {way.step for way in WAYS} == set(Step)


def test_the_first_signed_assessment_takes_a_source_into_work(whole_unit: Unit) -> None:
    visitor, source_ref, _ = with_risk(whole_unit)
    assert row(whole_unit, source_ref).status == "REGISTERED"
    assert send(visitor, f"/risk/{source_ref}/sign").status_code == 302
    assert row(whole_unit, source_ref).status == "ACTIVE"


def test_who_rests_is_not_asked_for_until_woken(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    assert send(visitor, f"/sources/{source_ref}/rest").status_code == 400
    assert send(visitor, f"/sources/{source_ref}/rest", {"because": "Canary-Rest"}).status_code == 302
    assert send(visitor, f"/sources/{source_ref}/rest", {"because": "Again"}).status_code == 403
    assert b"Canary-Rest" not in whole_unit.raw()
    officer, reference = whole_unit.sign_in("asha"), allegation_ref(whole_unit)
    assert send(officer, f"/allegations/{reference}/take").status_code == 302
    why = {"purpose": "CLARIFY", "reason": "Which evenings"}
    assert send(officer, f"/contacts/ask/{reference}", why).status_code == 403
    assert "Take into work again" in proofread(visitor.get(f"/sources/{source_ref}").text).text
    assert send(visitor, f"/sources/{source_ref}/wake").status_code == 302
    assert send(officer, f"/contacts/ask/{reference}", why).status_code == 302


def test_closing_ends_what_stands_on_a_source_and_seals_its_file(whole_unit: Unit) -> None:
    officer, grant_ref = asked(whole_unit)
    approve(whole_unit, grant_ref)
    officer.unlock()
    controller = whole_unit.sign_in("cleo", unlock=True)
    [source_ref] = {one.entry.detail["source"] for one in whole_unit.entries(action="source:register")
                    if "source" in one.entry.detail}  # fmt: skip
    assert close(whole_unit, controller, str(source_ref)).status_code == 302
    # The officer's permission is gone at the next request, and no page says why.
    assert open_contact(officer, grant_ref).status_code == 403
    assert "closed" not in officer.get(f"/contacts/{grant_ref}").text.lower()
    handler = whole_unit.sign_in("hana", unlock=True)
    assert handler.get(f"/sources/{source_ref}").status_code == 404
    assert str(source_ref) not in handler.get("/sources").text
    with whole_unit.counting() as statements:
        page = proofread(controller.get(f"/sources/{source_ref}").text)
    assert len(statements) <= 12
    assert "They wish it" in page.text
    assert str(source_ref) in controller.get("/sources/closed").text
    for address, sent in (
        (f"/sources/{source_ref}/open", {"compartment": "identity", "purpose": "WELFARE", "reason": "To look"}),
        (f"/sources/{source_ref}/plan/new", {}),
        (f"/sources/{source_ref}/sensitive", {"because": "Why"}),
        (f"/risk/{source_ref}/happened", {"cause": "MEDIA", "reason": "Why"}),
    ):
        reply = send(controller, address, sent)
        assert reply.status_code == 403, address
        assert "A controller opens it again first" in proofread(reply.text).text
    refused = whole_unit.entries(object_refs=(str(source_ref),), decision=Decision.REFUSED)
    assert {one.entry.rule for one in refused} >= {"is_not_closed"}
    assert CANARY.encode() not in whole_unit.raw()


def test_what_comes_in_later_is_not_put_to_a_closed_source(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    controller = whole_unit.sign_in("cleo", unlock=True)
    assert close(whole_unit, controller, source_ref).status_code == 302
    whole_unit.tell()
    with whole_unit.steward() as uow:
        [submission] = uow.vault.waiting_submissions()
    reply = send(controller, f"/sources/waiting/{submission}/link", {"source_ref": source_ref})
    assert reply.status_code == 409
    assert "opens it again first" in reply.text


def test_a_closing_form_that_does_not_say_enough_comes_back_with_nothing_lost(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    controller = whole_unit.sign_in("cleo")
    for changed, said in (
        ({"devices": "COULD_NOT", "words": " "}, "Say why something could not be done"),
        ({"close_reason": ""}, "Choose why it is closed"),
        ({"owner": "f" * 32}, "Choose who looks at them"),
        ({"understood": ""}, "Confirm that you sign this"),
    ):
        reply = close(whole_unit, controller, source_ref, **changed)
        assert reply.status_code == 400
        page = proofread(reply.text)
        assert said in page.text
        assert ("Canary-Closing" in reply.text) is ("words" not in changed)
    assert row(whole_unit, source_ref).status == "REGISTERED"


def test_only_a_controller_closes_and_opens_again(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    for address in ("close", "reopen"):
        assert send(handler, f"/sources/{source_ref}/{address}", {"words": "Why"}).status_code == 403
    assert "Close this source" not in handler.get(f"/sources/{source_ref}").text


def test_two_looks_fall_due_after_closing_and_stand_on_the_board(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    close(whole_unit, whole_unit.sign_in("cleo"), source_ref)
    with whole_unit.steward() as uow:
        first, second = uow.case.query(Aftercare).order_by(Aftercare.due_on).all()
    closed_on = whole_unit.clock.now.date()
    assert (first.due_on - closed_on, second.due_on - closed_on) == (timedelta(days=28), timedelta(days=180))
    assert source_ref not in whole_unit.sign_in("cleo").get("/board").text
    whole_unit.clock.tick(days=29)
    controller = whole_unit.sign_in("cleo")
    board = proofread(controller.get("/board").text)
    assert source_ref in board.text
    assert "Overdue" in board.text
    address = f"/sources/{source_ref}/after-closing/{first.look_ref}"
    assert proofread(controller.get(address).text)
    found = {"finding": "NOTHING_NEW", "words": "Canary-Looked at what came in"}
    assert send(controller, address, found).status_code == 302
    assert send(controller, address, found).status_code == 409
    assert b"Canary-Looked" not in whole_unit.raw()
    assert whole_unit.entries(object_refs=(source_ref,), action=Event.SOURCE_AFTERCARE.action, decision=Decision.DONE)
    assert "Looks after closing" not in controller.get("/board").text


def test_who_is_opened_again_is_left_alone_until_a_new_assessment_is_signed(whole_unit: Unit) -> None:
    visitor, source_ref, risk_ref = with_risk(whole_unit)
    controller = whole_unit.sign_in("cleo")
    close(whole_unit, controller, source_ref)
    whole_unit.clock.tick(hours=2)
    controller = whole_unit.sign_in("cleo")
    assert send(controller, f"/sources/{source_ref}/reopen").status_code == 400
    assert send(controller, f"/sources/{source_ref}/reopen", {"words": "Canary-Again"}).status_code == 302
    assert row(whole_unit, source_ref).status == "REOPENED"
    with whole_unit.steward() as uow:
        assert {review.cause for review in uow.case.query(Review).filter_by(state="DUE")} == {"REOPENED"}
        assert uow.case.query(Aftercare).all() == []
    visitor = whole_unit.sign_in("hana")
    officer, reference = whole_unit.sign_in("asha"), allegation_ref(whole_unit)
    send(officer, f"/allegations/{reference}/take")
    why = {"purpose": "CLARIFY", "reason": "Which evenings"}
    assert send(officer, f"/contacts/ask/{reference}", why).status_code == 403
    # What was rated before the closing is no new assessment.
    reply = send(visitor, f"/risk/{source_ref}/sign")
    assert reply.status_code == 409
    assert f"{risk_ref} was last rated before the source was closed" in reply.text
    anew = RISK | {"owner": whole_unit.ref("hana")}
    assert send(visitor, f"/risk/{source_ref}/risks/{risk_ref}", anew).status_code == 302
    assert send(visitor, f"/risk/{source_ref}/sign").status_code == 302
    assert row(whole_unit, source_ref).status == "ACTIVE"
    assert send(officer, f"/contacts/ask/{reference}", why).status_code == 302
    assert b"Canary-Again" not in whole_unit.raw()


def test_nobody_in_danger_is_closed(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    reply = send(handler, f"/threats/raise/{source_ref}", THREAT)
    assert reply.status_code == 302, reply.text
    reply = close(whole_unit, whole_unit.sign_in("cleo"), source_ref)
    assert reply.status_code == 409
    assert "open threat to their life" in reply.text
    assert row(whole_unit, source_ref).status == "REGISTERED"
