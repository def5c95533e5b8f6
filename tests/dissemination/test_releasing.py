"""A report is written, released by a second person, read at one agency, and its result comes back."""

from typing import Any

import pytest

from app.allegations.states import State
from app.dissemination import entering
from audit.events import Decision, Event
from tests.dissemination.office import (
    CONDITIONAL,
    SECRET,
    SEEN,
    TEXT,
    accept,
    allegation,
    changing,
    reading,
    release,
    released,
    row,
    send,
    stand,
    started,
    submit,
    submitted,
    told,
    write,
    written,
)
from tests.factories import Unit
from tests.pages import Page, proofread

pytestmark = pytest.mark.stores

MARK = "[withheld]"


def refused(unit: Unit, event: Event) -> str:
    """Return the rule of the newest refusal of an act."""
    found = unit.entries(action=event.action, decision=Decision.REFUSED)
    assert found, event
    return str(found[0].entry.rule)


def enter_results(unit: Unit) -> None:
    """Let the steward enter what agencies recorded, twice: the second time there is nothing."""
    for _ in range(2):
        with unit.steward() as uow:
            entering.enter_results(uow)


def test_a_report_travels_to_an_agency_and_its_result_comes_back(whole_unit: Unit) -> None:
    report_ref, release_ref = released(whole_unit)
    assert allegation(whole_unit).status == State.DISSEMINATED.value
    reader = whole_unit.sign_in("pia")
    board = proofread(reader.get("/partner/board").text)
    assert release_ref in board.text
    assert "New" in board.text
    conditions = proofread(reader.get(f"/partner/releases/{release_ref}", follow_redirects=True).text)
    assert "Conditions of this release" in conditions.text
    assert SEEN not in conditions.html
    assert accept(reader, release_ref).status_code == 302
    page = proofread(reader.get(f"/partner/releases/{release_ref}").text)
    assert f"{SEEN} on Fridays. {MARK} drives the second." in page.text
    assert [text.text for text in page.all("p", class_="sk-marking")] == ["OFFICIAL-SENSITIVE"] * 2
    assert "[2DP]" in page.text
    assert report_ref in page.text
    answer = {"code": "VISIT_ARREST", "reason": "Two people, one van"}
    assert send(reader, f"/partner/releases/{release_ref}/result", answer).status_code == 302
    assert "Visited; arrest made" in reader.get(f"/partner/releases/{release_ref}").text
    assert allegation(whole_unit).status == State.DISSEMINATED.value
    enter_results(whole_unit)
    assert allegation(whole_unit).status == State.RESULTED.value
    back = proofread(whole_unit.sign_in("dora").get(f"/reports/{report_ref}").text)
    assert "Two people, one van" in back.text
    assert "Pia North" in back.text
    assert {Decision.ATTEMPTED, Decision.DONE} <= {
        one.entry.decision for one in whole_unit.entries(action=Event.RELEASE_RESULT.action)
    }


def test_the_unit_sees_beforehand_exactly_what_the_agency_reads(whole_unit: Unit) -> None:
    writer, ref = written(whole_unit, **CONDITIONAL)
    preview = proofread(writer.get(f"/reports/{ref}").text)
    shown = Page(f"<!DOCTYPE html><title>-</title>{_packet(preview)}")
    submit(writer, ref)
    assert release(whole_unit, ref, "cleo").status_code == 302
    afterwards = Page(f"<!DOCTYPE html><title>-</title>{_packet(proofread(writer.get(f'/reports/{ref}').text))}")
    assert shown.text == afterwards.text
    assert MARK in shown.text
    assert SECRET not in shown.html
    release_ref = whole_unit.entries(action="report:release")[0].entry.detail["release"]
    page = proofread(reading(whole_unit, str(release_ref)).get(f"/partner/releases/{release_ref}").text)
    for line in (CONDITIONAL["conditions"], CONDITIONAL["usage"], "Overt use (A3)", "Consult originator (S2)", "[2DC]"):
        assert line in shown.text
        assert line in page.text
    assert "Canary-Risk" not in page.html


def _packet(page: Page) -> str:
    start = page.html.index("<article")
    return page.html[start : page.html.index("</article>") + len("</article>")]


def test_the_page_says_who_can_read_it_what_hints_and_what_is_missing(whole_unit: Unit) -> None:
    typed = {"text": "The neighbour saw [[my wife]] there.", "review_by-day": "", "review_by-month": ""}
    writer, ref = written(whole_unit, **typed, **{"review_by-year": ""})
    page = proofread(writer.get(f"/reports/{ref}").text)
    assert "Pia North Yes" in page.text
    assert "Rex Dunn Yes" in page.text
    assert "Lin Grey" not in page.text
    assert "Say until when it may be relied on." in page.text
    assert "neighbour Text A relation points at who spoke" in page.text
    assert "wife Text Withheld" in page.text


def test_only_an_assessed_allegation_is_written_from_and_only_by_those_who_may(whole_unit: Unit) -> None:
    ref = told(whole_unit)
    assert "Start a report" not in whole_unit.sign_in("asha").get(f"/allegations/{ref}").text
    assert send(whole_unit.sign_in("dora"), f"/reports/start/{ref}").status_code == 403
    assert refused(whole_unit, Event.REPORT_WRITE).startswith("stands_at")
    for who in ("mia", "olga"):
        assert send(whole_unit.sign_in(who), f"/reports/start/{ref}").status_code == 403, who


def test_another_persons_draft_is_read_and_not_changed_and_another_units_is_not_there(whole_unit: Unit) -> None:
    writer, ref = written(whole_unit)
    with changing(whole_unit, ref) as held:
        held.author_ref = whole_unit.ref("asha")
    assert writer.get(f"/reports/{ref}").status_code == 200
    assert writer.get(f"/reports/{ref}/write").status_code == 403
    assert submit(writer, ref).status_code == 403
    assert refused(whole_unit, Event.REPORT_SUBMIT) == "wrote_it"
    with changing(whole_unit, ref) as held:
        held.unit_ref = whole_unit.units["Regional Intelligence Unit South"]
    missing = writer.get("/reports/REP-BCDFGHJKMN")
    for address in (f"/reports/{ref}", f"/reports/{ref}/write"):
        reply = writer.get(address)
        assert (reply.status_code, reply.text) == (404, missing.text)
    assert ref not in writer.get("/reports").text


def test_the_writer_never_releases(whole_unit: Unit) -> None:
    writer, ref = submitted(whole_unit)
    assert send(writer, f"/reports/{ref}/release", {"version": "3"}).status_code == 403
    with changing(whole_unit, ref) as held:
        # Somebody who may write and may release at once: only that they wrote it keeps them from it.
        held.author_ref = whole_unit.ref("mia")
    assert release(whole_unit, ref).status_code == 403
    assert refused(whole_unit, Event.REPORT_RELEASE) == "written_by_someone_else"
    assert row(whole_unit, ref).state == "SUBMITTED"


def test_with_conditions_a_controller_decides_and_not_a_manager(whole_unit: Unit) -> None:
    _, ref = submitted(whole_unit, **CONDITIONAL)
    assert ref not in whole_unit.sign_in("mia").get("/board").text
    assert release(whole_unit, ref, "mia").status_code == 403
    assert refused(whole_unit, Event.REPORT_RELEASE) == "is_shared_freely"
    assert ref in whole_unit.sign_in("cleo").get("/board").text
    assert release(whole_unit, ref, "cleo").status_code == 302


def test_what_is_thought_false_is_released_by_a_manager_only(whole_unit: Unit) -> None:
    _, ref = submitted(whole_unit, assessment="E", risk="Two accounts contradict each other.")
    assert release(whole_unit, ref, "cleo").status_code == 403
    assert refused(whole_unit, Event.REPORT_RELEASE) == "not_thought_false"
    assert release(whole_unit, ref, "mia").status_code == 302


NOT_READY: list[tuple[dict[str, Any], str]] = [
    ({"conditions": "Ask first."}, "P carries no conditions"),
    (CONDITIONAL | {"action": ""}, "Choose what may be done with it"),
    (CONDITIONAL | {"sanitisation": ""}, "Choose who may cut it further"),
    (CONDITIONAL | {"usage": ""}, "Write how it may be used openly"),
    (CONDITIONAL | {"risk": ""}, "Write a risk assessment"),
    (CONDITIONAL | {"conditions": ""}, "Write the conditions that C stands for"),
    (CONDITIONAL | {"assessment": "E"}, "released by a manager only"),
    ({"assessment": "B"}, "Give the reference of the separate report"),
    ({"title": ""}, "Give the report a title"),
    ({"title": "[[Zebedee]] and his vans"}, "Nothing is cut here"),
    ({"text": ""}, "Write the report"),
    ({"organisation_ref": ""}, "Choose the agency"),
    ({"review_by-year": "2025"}, "Nobody could read it any more by that day"),
    ({"instructions": ["FOR_PUBLIC_RELEASE"], "approval": "P/1"}, "cannot carry For public release"),
    ({"instructions": ["RECIPIENTS_ONLY"]}, "name each person"),
    ({"instructions": ["HMG_USE_ONLY"]}, "It is for government departments only"),
    ({"instructions": ["EMBARGOED"]}, "give the date and time it ends"),
    ({"text": "My neighbour drives the van."}, "Some words hint at who spoke"),
    ({"title": "The neighbour's van"}, "Some words hint at who spoke"),
]


def test_what_is_not_ready_is_kept_but_not_handed_on(whole_unit: Unit) -> None:
    writer, ref = started(whole_unit)
    for typed, says in NOT_READY:
        assert write(writer, ref, **typed).status_code == 302, says
        assert says in proofread(writer.get(f"/reports/{ref}").text).text
        reply = submit(writer, ref, "Too short")
        assert reply.status_code == 400, says
        assert says in proofread(reply.text).text
        assert refused(whole_unit, Event.REPORT_SUBMIT) == "form_is_valid"
        assert row(whole_unit, ref).state == "DRAFT"


NOT_KEPT: list[tuple[dict[str, Any], str]] = [
    ({"text": "Canary-Open [[never closed"}, "Close every [["),
    ({"text": "Canary-Empty [[]] marks"}, "There is nothing between"),
    ({"embargo_at": "09:00"}, "You gave an embargo"),
    ({"instructions": ["EMBARGOED"], "embargo_at": "09:00"}, "Give the day and the time"),
    ({"title": "x" * 121}, "Use 120 characters or fewer"),
    ({"review_by-day": "31", "review_by-month": "2"}, "Date must be a real date"),
    ({"tier": "20"}, "Choose the classification"),
    ({"source": "9"}, "Choose 1, 2 or 3"),
]


def test_nothing_that_was_typed_is_lost_when_it_cannot_be_kept(whole_unit: Unit) -> None:
    writer, ref = started(whole_unit)
    for typed, says in NOT_KEPT:
        reply = write(writer, ref, **({"risk": "Canary-Kept"} | typed))
        page = proofread(reply.text)
        assert reply.status_code == 400, says
        assert says in page.text
        assert page.value("risk") == "Canary-Kept"
        assert page.value("text") == typed.get("text", TEXT)
    assert row(whole_unit, ref).body == ""


def test_two_windows_do_not_overwrite_each_other(whole_unit: Unit) -> None:
    writer, ref = written(whole_unit)
    reply = write(writer, ref, version="1", text="Canary-Second window")
    page = proofread(reply.text)
    assert reply.status_code == 409
    assert "changed in another window" in page.text
    assert page.value("text") == "Canary-Second window"
    assert row(whole_unit, ref).body.startswith(SEEN)
    assert refused(whole_unit, Event.REPORT_WRITE) == "state_allows_it"


def test_another_version_than_was_read_is_not_released(whole_unit: Unit) -> None:
    _, ref = submitted(whole_unit)
    for version in (1, 99):
        reply = release(whole_unit, ref, version=version)
        assert reply.status_code == 409
        assert "Read it again before you decide" in proofread(reply.text).text
    assert row(whole_unit, ref).state == "SUBMITTED"


def test_what_is_sent_back_shows_its_reason_and_can_be_written_again(whole_unit: Unit) -> None:
    writer, ref = submitted(whole_unit)
    assert writer.get(f"/reports/{ref}/write").status_code == 403
    manager = whole_unit.sign_in("mia")
    assert send(manager, f"/reports/{ref}/refuse", {"reason": ""}).status_code == 400
    assert send(manager, f"/reports/{ref}/refuse", {"reason": "Canary-Back to be shorter"}).status_code == 302
    assert "Canary-Back to be shorter" in proofread(writer.get(f"/reports/{ref}/write").text).text
    assert "Sent back" in proofread(writer.get("/board").text).text
    assert b"Canary-Back" not in b"".join(str(one.entry).encode() for one in whole_unit.entries())
    write(writer, ref)
    assert submit(writer, ref).status_code == 302
    assert release(whole_unit, ref).status_code == 302


def test_what_changed_since_it_was_handed_on_stops_the_release(whole_unit: Unit) -> None:
    _, ref = submitted(whole_unit)
    whole_unit.clock.tick(days=250)
    reply = release(whole_unit, ref)
    assert reply.status_code == 400
    assert "Nobody could read it any more" in proofread(reply.text).text
    assert row(whole_unit, ref).state == "SUBMITTED"


def test_a_result_is_asked_for_in_full_and_only_from_those_who_accepted(whole_unit: Unit) -> None:
    _, ref = released(whole_unit)
    address = f"/partner/releases/{ref}/result"
    fresh = whole_unit.sign_in("rex")
    assert send(fresh, address, {"code": "NO_TRACE", "reason": ""}).status_code == 403
    assert refused(whole_unit, Event.RELEASE_RESULT) == "conditions_accepted"
    reader = reading(whole_unit, ref)
    for answer in ({"code": "REJECTED_QUALITY", "reason": ""}, {"code": "NOT_OPENED", "reason": "x"}, {"reason": "y"}):
        assert send(reader, address, answer).status_code == 400
    assert allegation(whole_unit).status == State.DISSEMINATED.value
    assert send(reader, address, {"code": "ACCEPTED", "reason": ""}).status_code == 302
    assert allegation(whole_unit).status == State.DISSEMINATED.value
    assert send(reader, address, {"code": "NO_TRACE", "reason": ""}).status_code == 302
    assert allegation(whole_unit).status == State.DISSEMINATED.value
    enter_results(whole_unit)
    assert allegation(whole_unit).status == State.RESULTED.value


def test_a_result_is_kept_when_the_allegation_was_opened_again_meanwhile(whole_unit: Unit) -> None:
    report_ref, ref = released(whole_unit)
    reader = reading(whole_unit, ref)
    with whole_unit.steward() as uow:
        found = uow.case.get(type(allegation(whole_unit)), allegation(whole_unit).ref)
        assert found
        stand(found, State.REOPENED)
    reply = send(reader, f"/partner/releases/{ref}/result", {"code": "NO_TRACE", "reason": ""})
    assert reply.status_code == 302
    assert "No trace" in whole_unit.sign_in("dora").get(f"/reports/{report_ref}").text


def test_pages_of_reports_ask_few_statements(whole_unit: Unit) -> None:
    writer, ref = written(whole_unit)
    manager, reader = whole_unit.sign_in("mia"), whole_unit.sign_in("pia")
    first = [(writer, f"/reports/{ref}"), (writer, "/reports"), (writer, f"/reports/{ref}/write"), (writer, "/board")]
    _few(whole_unit, [*first, (writer, f"/reports/{ref}/submit")])
    submit(writer, ref)
    _few(whole_unit, [(manager, "/board"), (manager, f"/reports/{ref}/decide"), (whole_unit.sign_in("cleo"), "/board")])
    release(whole_unit, ref)
    release_ref = str(whole_unit.entries(action="report:release")[0].entry.detail["release"])
    manager = whole_unit.sign_in("mia")
    _few(whole_unit, [(reader, "/partner/board"), (reader, f"/partner/releases/{release_ref}/conditions")])
    accept(reader, release_ref)
    _few(whole_unit, [(reader, "/partner/releases"), (reader, f"/partner/releases/{release_ref}")])
    _few(whole_unit, [(manager, f"/reports/{ref}"), (manager, f"/reports/{ref}/recall")])


def _few(unit: Unit, pages: list[tuple[Any, str]]) -> None:
    for visitor, address in pages:
        visitor.get(address)
        with unit.counting() as statements:
            assert visitor.get(address).status_code == 200, address
        assert len(statements) <= 12, f"{address}: {len(statements)}\n" + "\n".join(statements)
