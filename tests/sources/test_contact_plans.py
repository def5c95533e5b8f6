"""A contact plan is written by one, read and approved by a controller who is another, and only then used."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.sources.code_words import digest_of, is_the_word
from app.sources.models import StandingPlan
from app.sources.plans import ContactPlan, problems
from app.sources.windows import Window
from audit.events import Decision, Event
from tests.factories import CHEAP, Unit, Visitor
from tests.pages import Page, proofread
from tests.sources.test_registering import REGISTRATION, register, waiting_ref

TODAY = date(2026, 3, 2)
PLAN = ContactPlan("PHONE", "2026-06-01", phone="07700 900123", safe_days=("MON",), safe_from="18:00", safe_to="20:00")
NAMES = (
    "\u0645\u0631\u064a\u0645 \u062d\u0633\u0646",
    "\u674e\u660e",
    "\u0416\u0430\u043d\u043d\u0430 \u042e\u0440\u044c\u0435\u0432\u0430",
    "Sin\u00e9ad N\u00ed Bhriain",
)


def changed(**parts: Any) -> dict[str, str]:
    """Return what is wrong with a plan of which some parts are others."""
    return problems(ContactPlan.parse(PLAN.record() | parts), TODAY)


@pytest.mark.parametrize(
    ("parts", "field", "words"),
    [
        ({"safe_days": ()}, "safe_days", "at least one day"),
        ({"safe_from": "", "safe_to": ""}, "safe_from", "18:00 to 20:00"),
        ({"safe_to": "17:00"}, "safe_to", "end after they begin"),
        ({"time_zone": "Atlantis"}, "time_zone", "Asia/Karachi"),
        ({"phone": "ring the bell"}, "phone", "07700 900123"),
        ({"phone": "077"}, "phone", "all its figures"),
        ({"phone": "", "email": "a@b.example"}, "phone", "another way"),
        ({"channel": "EMAIL"}, "email", "e-mail address"),
        ({"cover_story": "It is the Home Office"}, "cover_story", "\u201cHome Office\u201d"),
        ({"wrong_person": "Police here"}, "wrong_person", "\u201cPolice\u201d"),
        ({"voicemail": "COVER_ONLY"}, "cover_story", "may carry"),
        ({"ends_on": "2026-12-01"}, "ends_on", "180 days ahead"),
        ({"next_contact_on": "2026-01-01"}, "next_contact_on", "lie ahead"),
    ],
)
def test_what_cannot_stand_is_said_in_words_that_mend_it(parts: dict[str, Any], field: str, words: str) -> None:
    assert words in changed(**parts)[field]


def test_a_plan_of_somebody_whom_nobody_may_contact_needs_no_window() -> None:
    assert changed(safe_days=(), safe_from="", do_not_contact=True) == {}
    assert not ContactPlan.parse(PLAN.record() | {"do_not_contact": True}).is_safe_at(
        datetime(2026, 3, 2, 19, tzinfo=UTC)
    )


@pytest.mark.parametrize("number", ["07700 900123", "+48 512 345 678", "0113 496 0000", "+44 (0) 7700 900123"])
def test_a_number_may_be_written_in_any_way(number: str) -> None:
    assert changed(phone=number) == {}


@pytest.mark.parametrize(
    ("at", "is_open", "opens"),
    [
        ("2026-03-02T18:00", True, "2026-03-02T18:00"),
        ("2026-03-02T20:00", True, "2026-03-02T20:00"),
        ("2026-03-02T20:01", False, "2026-03-09T18:00"),
        ("2026-03-03T19:00", False, "2026-03-09T18:00"),
        # The clocks have gone forward by the next Monday.
        ("2026-03-24T12:00", False, "2026-03-30T17:00"),
    ],
)
def test_a_window_is_open_as_clocks_show_here(at: str, is_open: bool, opens: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert PLAN.window.is_open_at(moment) is is_open
    assert PLAN.window.next_from(moment) == datetime.fromisoformat(opens).replace(tzinfo=UTC)


def test_no_window_is_never_open() -> None:
    assert Window().next_from(datetime(2026, 3, 2, tzinfo=UTC)) is None


def test_a_code_word_is_kept_as_a_digest_and_known_again() -> None:
    kept = digest_of("Blue Heron", CHEAP)
    assert "heron" not in kept.lower()
    assert kept != digest_of("Blue Heron", CHEAP)
    assert is_the_word(kept, " blue  HERON. ")
    assert not is_the_word(kept, "blue herons")


def decide(visitor: Visitor, source_ref: str, act: str, **data: Any) -> Any:
    """Send one of the two decisions from the page that shows both."""
    page = Page(visitor.get(f"/sources/{source_ref}/plan/decide").text)
    [form] = [one for one in page.all("form") if (one.get("action") or "").endswith(f"/plan/{act}")]
    hidden = {one.get("name"): one.get("value") for one in form.iter("input") if one.get("type") == "hidden"}
    return visitor.client.post(f"/sources/{source_ref}/plan/{act}", data=hidden | data)


def unapproved(unit: Unit) -> tuple[Visitor, str]:
    """Register a source, whose plan the handler then writes anew: nobody has approved that one."""
    visitor, source_ref = register(unit)
    assert rewrite(visitor, source_ref).status_code == 302
    return visitor, source_ref


def rewrite(visitor: Visitor, source_ref: str, **more: Any) -> Any:
    """Open the present plan and send it again, changed where something is given."""
    opened = visitor.post(f"/sources/{source_ref}/plan/open", on="/sources")
    form = Page(opened.text)
    carried = {name: form.value(name) or "" for name in ("csrf_token", "code_word_kept")}
    told = {name: REGISTRATION[name] for name in PLAN_FIELDS}
    return visitor.client.post(f"/sources/{source_ref}/plan", data=told | carried | {"reason": "A new phone"} | more)


PLAN_FIELDS = (
    "plan_name", "phone", "channel", "safe_days", "safe_from", "safe_to", "withhold_number", "voicemail",
    "wrong_person", "language", "ends_on-day", "ends_on-month", "ends_on-year",
)  # fmt: skip


def test_nobody_is_called_under_a_plan_before_a_controller_has_read_and_approved_it(whole_unit: Unit) -> None:
    _, source_ref = unapproved(whole_unit)
    officer = whole_unit.sign_in("asha")
    allegation = whole_unit.newest_allegation()
    officer.post(f"/allegations/{allegation}/take", on="/unlock")
    assert "Contact cannot be asked for" in officer.get(f"/allegations/{allegation}").text
    asked = {"purpose": "CLARIFY", "reason": "Which evenings"}
    assert officer.post(f"/contacts/ask/{allegation}", asked).status_code == 403

    controller = whole_unit.sign_in("cleo", unlock=True)
    assert source_ref in proofread(controller.get("/board").text).text
    read = controller.post(f"/sources/{source_ref}/plan/read", on=f"/sources/{source_ref}/plan/decide")
    assert "Ask for the plumber" in proofread(read.text).text
    assert decide(controller, source_ref, "approve").status_code == 400
    assert decide(controller, source_ref, "approve", read="y").status_code == 302
    assert "Approved by Cleo Stone" in controller.get(f"/sources/{source_ref}").text
    [done] = whole_unit.entries(action=Event.PLAN_APPROVE.action, decision=Decision.DONE)
    assert done.entry.detail["version"] == 2
    assert officer.post(f"/contacts/ask/{allegation}", asked).status_code == 302


def test_danger_does_not_wait_for_a_plan(whole_unit: Unit) -> None:
    unapproved(whole_unit)
    officer = whole_unit.sign_in("asha")
    allegation = whole_unit.newest_allegation()
    officer.post(f"/allegations/{allegation}/take", on="/unlock")
    asked = {"purpose": "THREAT_WARNING", "reason": "They must be warned"}
    assert officer.post(f"/contacts/ask/{allegation}", asked).status_code == 302


def test_whoever_wrote_a_plan_does_not_approve_it_and_the_refusal_is_recorded(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    controller = whole_unit.sign_in("cleo", unlock=True)
    assert rewrite(controller, source_ref).status_code == 302
    assert decide(controller, source_ref, "approve", read="y").status_code == 403
    refused = whole_unit.entries(action=Event.PLAN_APPROVE.action, decision=Decision.REFUSED)
    assert refused[0].entry.rule == "plan_by_someone_else"
    handler = whole_unit.sign_in("hana")
    assert handler.get(f"/sources/{source_ref}/plan/decide").status_code == 403


def test_what_is_approved_is_the_plan_that_was_read(whole_unit: Unit) -> None:
    handler, source_ref = unapproved(whole_unit)
    controller = whole_unit.sign_in("cleo")
    page = Page(controller.get(f"/sources/{source_ref}/plan/decide").text)
    token = page.value("csrf_token")
    assert rewrite(handler, source_ref, phone="07700 900777").status_code == 302
    old = {"csrf_token": token, "version": "2", "read": "y"}
    assert controller.client.post(f"/sources/{source_ref}/plan/approve", data=old).status_code == 409


def test_a_plan_that_is_sent_back_says_why_to_its_writer(whole_unit: Unit) -> None:
    handler, source_ref = unapproved(whole_unit)
    controller = whole_unit.sign_in("cleo")
    assert decide(controller, source_ref, "return", because="Canary-Back two days are too few").status_code == 302
    assert "Canary-Back" in proofread(handler.get("/board").text).text
    assert "Sent back" in handler.get(f"/sources/{source_ref}").text
    assert "Canary-Back" not in whole_unit.sign_in("asha").get("/board").text


def test_the_code_word_goes_on_when_a_plan_is_changed_and_is_shown_to_nobody(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    assert rewrite(handler, source_ref, code_word="Canary Heron").status_code == 302
    assert rewrite(handler, source_ref, phone="07700 900777").status_code == 302
    asked = {"compartment": "contact", "purpose": "WELFARE", "reason": "Look again"}
    opened = handler.post(f"/sources/{source_ref}/open", asked)
    assert "Heron" not in opened.text
    assert b"Heron" not in whole_unit.raw()
    form = Page(handler.post(f"/sources/{source_ref}/plan/open", on="/sources").text)
    assert is_the_word(str(form.value("code_word_kept")), "canary heron")


def test_a_mistake_in_a_plan_loses_nothing_that_was_typed(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    wrong = {"phone": "none", "ends_on-day": "31", "ends_on-month": "2", "plan_name": NAMES[0]}
    reply = rewrite(handler, source_ref, **wrong)
    page = proofread(reply.text)
    assert reply.status_code == 400
    assert page.value("plan_name") == NAMES[0]
    assert page.value("phone") == "none"
    assert page.value("wrong_person") == REGISTRATION["wrong_person"]
    assert "31" in reply.text
    again = rewrite(handler, source_ref, plan_name=NAMES[0], phone="none")
    assert "This is no telephone number" in proofread(again.text).text


def test_a_name_in_any_script_is_kept_as_it_was_typed(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    for name in NAMES[1:3]:
        assert rewrite(handler, source_ref, plan_name=name).status_code == 302
        asked = {"compartment": "contact", "purpose": "WELFARE", "reason": "Look again"}
        assert name in proofread(handler.post(f"/sources/{source_ref}/open", asked).text).text


def test_a_plan_in_force_ends_with_its_day(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    with whole_unit.behind() as uow:
        assert uow.case.get_one(StandingPlan, source_ref).is_approved
    officer = whole_unit.sign_in("asha")
    allegation = whole_unit.newest_allegation()
    officer.post(f"/allegations/{allegation}/take", on="/unlock")
    assert "Ask for contact" in officer.get(f"/allegations/{allegation}").text
    whole_unit.clock.tick(days=(date(2026, 6, 2) - TODAY).days)
    assert "Ask for contact" not in whole_unit.sign_in("asha").get(f"/allegations/{allegation}").text


def test_a_submission_still_waits_after_a_plan_that_cannot_stand(whole_unit: Unit) -> None:
    whole_unit.tell()
    visitor = whole_unit.sign_in("hana", unlock=True)
    submission = waiting_ref(visitor)
    people = {"handler": whole_unit.ref("hana"), "controller": whole_unit.ref("cleo")}
    wrong = REGISTRATION | people | {"safe_days": [], "name": NAMES[1]}
    reply = visitor.post(f"/sources/waiting/{submission}/register", wrong, on="/unlock")
    page = proofread(reply.text)
    assert reply.status_code == 400
    assert "at least one day" in page.text
    assert page.value("name") == NAMES[1]
    assert waiting_ref(visitor) == submission


def test_dates_are_bounded_by_the_longest_plan() -> None:
    assert changed(ends_on=(TODAY + timedelta(days=180)).isoformat()) == {}
    assert "ends_on" in changed(ends_on=(TODAY + timedelta(days=181)).isoformat())
