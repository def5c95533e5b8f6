"""A custodian opens what came in sealed, registers the person, and opens one part at a time."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts import queries as accounts
from app.sources.models import APPROVED, Source, StandingPlan, Waiting
from audit.events import Decision, Event
from tests.factories import Unit, Visitor
from tests.intake.site import OWN_CANARIES
from tests.pages import Page, proofread

pytestmark = pytest.mark.stores

REGISTRATION: dict[str, Any] = {
    "name": "Morwenna Tregarth-Quayle",
    "phone": "07700 900123",
    "plan_name": "Wenna",
    "channel": "PHONE",
    "safe_days": ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"],
    "safe_from": "00:01",
    "safe_to": "23:59",
    "withhold_number": "y",
    "voicemail": "NEVER",
    "wrong_person": "Ask for the plumber.",
    "language": "English",
    "ends_on-day": "1",
    "ends_on-month": "6",
    "ends_on-year": "2026",
    "band": "LOW",
    "how_known": "Canary-How I watched from the loft",
    # Several tests register one person twice, and mean to.
    "apart": "y",
}


def waiting_ref(visitor: Visitor) -> str:
    """Return the reference of the only sealed part on the list."""
    page = proofread(visitor.get("/sources/waiting").text)
    [address] = {form.get("action") for form in page.all("form") if "/open" in (form.get("action") or "")}
    found = re.fullmatch(r"/sources/waiting/([0-9a-f]{32})/open", str(address))
    assert found
    return found[1]


def register(unit: Unit, who: str = "hana", *, band: str = "LOW") -> tuple[Visitor, str]:
    """Tell, and let a custodian register who told; returns the custodian's browser and the source's reference."""
    unit.tell()
    visitor = unit.sign_in(who, unlock=True)
    submission = waiting_ref(visitor)
    opened = visitor.post(f"/sources/waiting/{submission}/open", on="/sources/waiting")
    assert opened.status_code == 200, opened.text
    people = {"handler": unit.ref(who), "controller": unit.ref("cleo")}
    token = Page(opened.text).all("input", name="csrf_token")[0].get("value")
    reply = visitor.client.post(
        f"/sources/waiting/{submission}/register", data=REGISTRATION | people | {"csrf_token": token, "band": band}
    )
    assert reply.status_code == 302, reply.text
    source_ref = reply.headers["Location"].split("/")[-1].split("?")[0]
    let_plan_stand(unit, source_ref)
    return visitor, source_ref


def let_plan_stand(unit: Unit, source_ref: str) -> None:
    """Let a plan be approved, as another controller than the writer would: how that is done is proved by itself."""
    with unit.behind() as uow:
        plan = uow.case.get_one(StandingPlan, source_ref)
        plan.state, plan.approved_by, plan.approved_at = APPROVED, "somebody else", uow.now
        source = uow.case.get_one(Source, source_ref)
        source.calls_decided_for, source.calls_are_let = "CRITICAL", True


def test_a_custodian_sees_what_was_told_once_and_registers_the_person(whole_unit: Unit) -> None:
    whole_unit.tell()
    visitor = whole_unit.sign_in("hana", unlock=True)
    opened = visitor.post(f"/sources/waiting/{waiting_ref(visitor)}/open", on="/sources/waiting")
    page = proofread(opened.text)
    assert "Morwenna Tregarth-Quayle" in page.text
    assert "m.tregarth@canarymail.example" in page.text
    assert page.value("phone") == "07700 900123"
    assert opened.headers["Cache-Control"] == "no-store"


def test_registering_moves_everything_into_custody_and_deletes_the_sealed_part(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    page = proofread(visitor.get(f"/sources/{source_ref}").text)
    assert source_ref in page.text
    assert "Nothing waits" in visitor.get("/sources/waiting").text
    raw = whole_unit.raw()
    assert not [word for word in OWN_CANARIES if word.encode() in raw]


@pytest.mark.parametrize(
    ("compartment", "word"),
    [("identity", "Tregarth-Quayle"), ("contact", "07700 900123"), ("circumstances", "watched from the loft")],
)
def test_one_part_opens_for_its_handler_with_a_reason(whole_unit: Unit, compartment: str, word: str) -> None:
    visitor, source_ref = register(whole_unit)
    asked = {"compartment": compartment, "purpose": "WELFARE", "reason": "Canary-Reason to see to them"}
    reply = visitor.post(f"/sources/{source_ref}/open", asked)
    assert word in proofread(reply.text).text
    [done, attempted] = [
        stored.entry for stored in whole_unit.entries(object_refs=(source_ref,), action=Event.SOURCE_OPEN.action)
    ]
    assert (attempted.decision, done.decision) == (Decision.ATTEMPTED, Decision.DONE)
    assert done.purpose == "WELFARE"
    assert b"Canary-Reason" not in whole_unit.raw()


def test_the_story_as_typed_opens_with_the_name_still_in_it(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    asked = {"compartment": "original", "purpose": "WELFARE", "reason": "To see what they wrote"}
    text = proofread(visitor.post(f"/sources/{source_ref}/open", asked).text).text
    assert "I am Morwenna Tregarth-Quayle" in text


def test_without_unlocked_keys_nothing_opens(whole_unit: Unit) -> None:
    whole_unit.tell()
    visitor = whole_unit.sign_in("hana")
    reply = visitor.post(f"/sources/waiting/{waiting_ref(visitor)}/open", on="/sources/waiting")
    assert reply.status_code == 423
    assert "Morwenna" not in reply.text
    refused = whole_unit.entries(action=Event.SUBMISSION_OPEN.action, decision=Decision.REFUSED)
    assert refused[0].entry.rule == "keys_are_locked"


@pytest.mark.parametrize("who", ["asha", "mia", "ava", "dora", "iris", "olga", "sid"])
def test_nobody_else_reaches_the_queue_or_the_register(whole_unit: Unit, who: str) -> None:
    _, source_ref = register(whole_unit)
    visitor = whole_unit.sign_in(who)
    for address in ("/sources/waiting", "/sources", f"/sources/{source_ref}"):
        reply = visitor.get(address)
        assert reply.status_code == 403
        assert source_ref not in reply.text
    assert whole_unit.entries(person_ref=whole_unit.ref(who), decision=Decision.REFUSED)


def test_another_handler_does_not_learn_that_a_source_exists(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    other = whole_unit.sign_in("hugo", unlock=True)
    unknown = other.get("/sources/SRC-BBBBBBBBBB")
    known = other.get(f"/sources/{source_ref}")
    assert (known.status_code, unknown.status_code) == (404, 404)
    assert len(known.data) == len(unknown.data)
    token = Page(other.get("/sources/waiting").text).all("input", name="csrf_token")[0].get("value")
    asked = {"compartment": "identity", "purpose": "WELFARE", "reason": "Because", "csrf_token": token}
    assert other.client.post(f"/sources/{source_ref}/open", data=asked).status_code == 404


def test_the_controller_may_look_and_the_same_person_is_never_both(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    controller = whole_unit.sign_in("cleo", unlock=True)
    asked = {"compartment": "identity", "purpose": "RISK_REVIEW", "reason": "Quarterly look"}
    assert "Tregarth" in controller.post(f"/sources/{source_ref}/open", asked).text


def test_a_plan_that_cannot_stand_is_sent_back_with_nothing_lost(whole_unit: Unit) -> None:
    whole_unit.tell()
    visitor = whole_unit.sign_in("hana", unlock=True)
    submission = waiting_ref(visitor)
    opened = visitor.post(f"/sources/waiting/{submission}/open", on="/sources/waiting")
    token = Page(opened.text).all("input", name="csrf_token")[0].get("value")
    wrong = REGISTRATION | {
        "handler": whole_unit.ref("hana"),
        "controller": whole_unit.ref("cleo"),
        "safe_from": "20:00",
        "safe_to": "18:00",
        "ends_on-year": "2029",
        "csrf_token": token,
    }
    reply = visitor.client.post(f"/sources/waiting/{submission}/register", data=wrong)
    page = proofread(reply.text)
    assert reply.status_code == 400
    assert "must end after they begin" in page.text
    assert "180 days" in page.text
    assert page.value("name") == REGISTRATION["name"]


def test_nothing_to_keep_deletes_the_sealed_part(whole_unit: Unit) -> None:
    whole_unit.tell()
    visitor = whole_unit.sign_in("hana", unlock=True)
    submission = waiting_ref(visitor)
    reason = {"reason": "No details were given"}
    reply = visitor.post(f"/sources/waiting/{submission}/dismiss", reason, on="/sources/waiting")
    assert reply.status_code == 302
    again = visitor.post(f"/sources/waiting/{submission}/dismiss", reason, on="/unlock")
    assert again.status_code == 403
    with whole_unit.steward() as uow:
        assert uow.vault.waiting_submissions() == []


def test_the_same_person_telling_twice_is_put_to_one_source(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    whole_unit.tell()
    second = waiting_ref(visitor)
    reply = visitor.post(f"/sources/waiting/{second}/link", {"source_ref": source_ref.lower()}, on="/sources/waiting")
    assert reply.status_code == 302, reply.text
    with whole_unit.steward() as uow:
        assert len(uow.vault.links_of(source_ref)) == 2


def test_a_plan_is_changed_after_the_present_one_was_opened(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    opened = visitor.post(f"/sources/{source_ref}/plan/open", on=f"/sources/{source_ref}")
    page = proofread(opened.text)
    assert page.value("phone") == "07700 900123"
    kept = {name: value for name, value in REGISTRATION.items() if name in PLAN_FIELDS}
    changed = kept | {"phone": "07700 900777", "reason": "They have a new number"}
    token = page.all("input", name="csrf_token")[0].get("value")
    reply = visitor.client.post(f"/sources/{source_ref}/plan", data=changed | {"csrf_token": token})
    assert reply.status_code == 302, reply.text
    asked = {"compartment": "contact", "purpose": "WELFARE", "reason": "Look again"}
    assert "07700 900777" in visitor.post(f"/sources/{source_ref}/open", asked).text


PLAN_FIELDS = {
    "plan_name", "phone", "channel", "safe_days", "safe_from", "safe_to", "withhold_number", "voicemail",
    "wrong_person", "language", "ends_on-day", "ends_on-month", "ends_on-year",
}  # fmt: skip


def test_pages_of_custodians_ask_few_statements(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    for address in ("/sources/waiting", "/sources", f"/sources/{source_ref}", "/board"):
        visitor.get(address)
        with whole_unit.counting() as statements:
            assert visitor.get(address).status_code == 200
        assert len(statements) <= 12, address + "\n" + "\n".join(statements)


def test_no_time_in_the_case_store_says_which_report_a_source_came_with(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    with whole_unit.behind() as uow:
        registered_at = uow.case.get_one(Source, source_ref).registered_at
        [told] = uow.case.scalars(select(Waiting).where(Waiting.state == "REGISTERED")).all()
        beside = {column.name: getattr(told, column.name) for column in Waiting.__table__.columns}
    assert registered_at not in beside.values()


def test_whom_the_form_offers_are_those_who_work_here_and_those_who_hold_a_role(whole_unit: Unit) -> None:
    roles = ("NSU_HANDLER", "NSU_CONTROLLER")
    with whole_unit.behind() as uow:
        both = accounts.staff_and_holders(uow.case, roles, uow.now)
        assert both == (accounts.staff(uow.case), accounts.holders_of(uow.case, roles, uow.now))
