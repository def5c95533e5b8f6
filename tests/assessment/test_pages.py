"""The pages of an assessment: each task short and sound, nothing typed is lost, and what is missing is said."""

from typing import Any

import pytest

from app.allegations.given import Person, Where
from app.assessment import service
from tests.allegations.desk import BECAUSE, CHECK, SOMEBODY, Desk
from tests.allegations.test_pages import NASTY, POLYGLOT, looks_right, nasty
from tests.factories import Visitor
from tests.pages import Page, proofread

TASKS = ("assess", "what", "who", "who/new", "where", "where/new", "checks", "checks/new", "checks/none", "search")
MORE_TASKS = ("search/more", "source", "grade", "outcome")
PERSON = {"name": "Marek Dolny", "sex": "MALE", "category": "SUSPECT"}
NOT_GIVEN = ["born_on", "nationality", "address", "phone", "vehicle", "employer"]


def at(ref: str, task: str) -> str:
    return f"/allegations/{ref}/{task}"


def sends(visitor: Visitor, address: str, data: dict[str, Any], *, status: int = 302) -> Page:
    reply = visitor.post(address, data)
    assert reply.status_code == status, reply.text
    return proofread(reply.text) if status != 302 else Page(reply.text)


@pytest.mark.parametrize("task", [*TASKS, *MORE_TASKS])
def test_every_task_is_sound_with_the_worst_that_can_be_said(desk: Desk, task: str) -> None:
    for _ in range(3):
        desk.collect(**nasty())
    ref = desk.taken("asha", **nasty())
    visitor = desk.unit.sign_in("asha")
    page = looks_right(visitor, at(ref, task))
    assert POLYGLOT in page.text or task in {"where/new", "who/new"}


@pytest.mark.parametrize("task", [*TASKS, *MORE_TASKS])
def test_a_task_is_its_owners_alone(desk: Desk, task: str) -> None:
    ref, other = desk.taken("asha"), desk.collect_elsewhere()
    ben = desk.unit.sign_in("ben")
    assert ben.get(at(ref, task)).status_code == 403
    there, nowhere = ben.get(at(other, task)), ben.get(at("IMS-2026-999999", task))
    assert there.status_code == 404
    assert there.data == nowhere.data


def test_a_whole_assessment_in_the_browser(desk: Desk) -> None:
    earlier = desk.collect(people=(Person(name="Marek Dolny"),))
    ref = desk.taken("asha", types=())
    asha = desk.unit.sign_in("asha")
    what = {"types": ["ILLEGAL_WORKING", "CASH"], "happened_when": "most days", "still_happening": "YES"}
    sends(asha, at(ref, "what"), what | {"expected_on-day": "9", "expected_on-month": "3", "expected_on-year": "2026"})
    sends(asha, at(ref, "who/new"), PERSON | {"not_given": NOT_GIVEN})
    [person] = [
        one.get("href") for one in Page(asha.get(at(ref, "who")).text).all("a") if "/who/" in str(one.get("href"))
    ][:1]
    sends(asha, str(person), PERSON | {"name": "Marek B. Dolny", "aliases": "Marek Dolny", "not_given": NOT_GIVEN})
    sends(asha, at(ref, "where/new"), {"address": "1 Mill Lane", "postcode": "LS1 4AB", "business": "Sparkle"})
    about = Page(asha.get(at(ref, "checks/new")).text).all("input", name="about")[0].get("value")
    check = {"about": about, "system": "OPEN_SOURCE", "reason": "to see", "result": "NO_TRACE", "note": "Nothing."}
    sends(asha, at(ref, "checks/new"), check)
    search = looks_right(asha, at(ref, "search"))
    assert earlier in search.text
    [field] = {str(one.get("name")) for one in search.all("input", type="radio")}
    sends(asha, at(ref, "search"), {field: "LINKED"})
    sends(asha, at(ref, "source"), {"answer": "NO"})
    grade = {
        "source": "2",
        "assessment": "A",
        "handling": "P",
        "tier": "OFFICIAL",
        "action": "A1",
        "sanitisation": "S2",
    }
    sends(asha, at(ref, "grade"), grade)
    sends(asha, at(ref, "outcome"), {"code": "NFA-N-NOOFF", "rationale": BECAUSE})
    tasks = looks_right(asha, at(ref, "assess"))
    assert "Incomplete" not in tasks.text
    assert "Everything is there. Finish to stop the clock." in tasks.text
    reply = asha.post(at(ref, "assess"), {})
    assert (reply.status_code, reply.location) == (302, f"/allegations/{ref}")
    page = looks_right(asha, f"/allegations/{ref}")
    assert "[2AP]" in page.text
    assert "No offence disclosed" in page.text
    assert earlier in page.text
    assert (desk.row(ref).status, desk.row(ref).tier, desk.row(ref).priority) == ("ASSESSED", 10, "P2_TIME_CRITICAL")


def test_what_is_missing_is_listed_and_each_line_leads_to_its_task(desk: Desk) -> None:
    ref = desk.taken("asha", types=())
    page = sends(desk.unit.sign_in("asha"), at(ref, "assess"), {}, status=422)
    assert page.title.startswith("Error: ")
    links = [str(link.get("href")) for link in page.all("a")]
    for task in ("what", "who", "where", "checks", "search", "source", "outcome", "grade"):
        assert at(ref, task) in links
    assert "Still empty: what it is about" in page.text
    assert desk.row(ref).status == "IN_ASSESSMENT"


@pytest.mark.parametrize(
    ("task", "data", "says"),
    [
        ("what", {"happened_when": NASTY}, "Choose what it is about"),
        (
            "what",
            {"types": ["CASH"], "still_happening": "NO"},
            "Enter when it happened, or tick that it was not given.",
        ),
        ("what", {"types": ["CASH"], "expected_at": "14:00", "still_happening": "NO"}, "Enter the day as well."),
        ("who/new", PERSON | {"name": NASTY[:199]}, "Enter the date of birth, or tick that it was not given."),
        ("who/new", PERSON | {"not_given": ["name", *NOT_GIVEN]}, "Name is filled in, and ticked as not given."),
        ("where/new", {"business": NASTY[:199]}, "Enter the address, or tick that it was not given."),
        ("checks/new", {"about": "something-else", "reason": NASTY[:199]}, "Choose where you looked"),
        ("checks/new", {"system": "PNC", "about": "something-else"}, "Choose where you looked"),
        ("checks/none", {"because": " "}, "Say why there is nothing to check"),
        ("source", {"answer": "HOLD", "reason": ""}, "Say which words show it"),
        ("source", {"answer": "YES_IN_VAULT"}, "Say whether the account still shows who told us"),
        ("grade", {"source": "2", "assessment": "B", "handling": "P"}, "Give the report that bears it out"),
        (
            "grade",
            {"source": "3", "assessment": "D", "handling": "P", "tier": "OFFICIAL"},
            "Write in a risk assessment",
        ),
        ("grade", {"source": "2", "assessment": "D", "handling": "C", "conditions": NASTY}, "Choose a classification"),
        ("grade", {"source": "2", "assessment": "D", "handling": "P", "tier": "SECRET"}, "Choose a classification"),
        ("outcome", {"rationale": NASTY}, "Choose exactly one outcome"),
        ("outcome", {"code": "NFA-N-NOOFF", "rationale": "Short."}, "in at least 30 characters"),
        ("outcome", {"code": "DUP", "rationale": "The same."}, "Enter the reference of the one it repeats"),
        (
            "outcome",
            {"code": "DUP", "rationale": "x", "parent_ref": "IMS-2026-9"},
            "There is no allegation of this reference",
        ),
        ("outcome", {"code": "ACT-DEV", "rationale": "x"}, "Enter the day on which it is looked at again"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    desk: Desk, task: str, data: dict[str, Any], says: str
) -> None:
    ref = desk.taken("asha")
    page = sends(desk.unit.sign_in("asha"), at(ref, task), data, status=400)
    assert says in page.text
    assert page.title.startswith("Error: ")
    for name, value in data.items():
        if isinstance(value, str) and value.startswith(NASTY[:20]):
            assert page.value(name) == value


@pytest.mark.parametrize(
    ("task", "data"),
    [("grade", {"source": ["1", "2"]}), ("what", {"owner_ref": "me"}), ("outcome", {"status": "CLOSED"})],
)
def test_what_was_not_asked_for_is_refused(desk: Desk, task: str, data: dict[str, Any]) -> None:
    ref = desk.taken("asha")
    assert desk.unit.sign_in("asha").post(at(ref, task), data).status_code == 400
    assert desk.value("SELECT count(*) FROM grades") == 0


def test_nobody_and_nowhere_are_one_button(desk: Desk) -> None:
    ref = desk.taken("asha")
    asha = desk.unit.sign_in("asha")
    sends(asha, at(ref, "who"), {})
    sends(asha, at(ref, "where"), {})
    assert (desk.row(ref).nobody_named, desk.row(ref).no_place) == (True, True)
    assert "You recorded that the account names nobody." in looks_right(asha, at(ref, "who")).text


def test_what_was_entered_by_mistake_is_removed(desk: Desk) -> None:
    ref = desk.taken("asha", people=(Person(name="Marek"),), places=(Where(port="Dover"),))
    asha = desk.unit.sign_in("asha")
    for kind in ("who", "where"):
        [child] = [
            str(link.get("href"))
            for link in Page(asha.get(at(ref, kind)).text).all("a")
            if f"/{kind}/" in str(link.get("href")) and not str(link.get("href")).endswith("/new")
        ]
        looks_right(asha, child)
        assert asha.post(f"{child}/remove", on=child).status_code == 302
    assert desk.value("SELECT (SELECT count(*) FROM subjects) + (SELECT count(*) FROM places)") == 0


def test_holding_from_the_source_question(desk: Desk) -> None:
    ref = desk.taken("asha")
    asha = desk.unit.sign_in("asha")
    sends(asha, at(ref, "source"), {"answer": "HOLD", "reason": "the heron"})
    assert desk.row(ref).status == "HELD_SOURCE"
    assert asha.get(at(ref, "assess")).status_code == 403


def test_a_second_person_agrees_on_the_page_of_the_allegation(desk: Desk) -> None:
    ref = desk.ready("asha", code="NFA-A-PRIORITY")
    asha = desk.unit.sign_in("asha")
    assert "This outcome needs a second person" in looks_right(asha, at(ref, "assess")).text
    sends(asha, at(ref, "assess"), {})
    assert "A manager must agree to the outcome." in looks_right(asha, at(ref, "assess")).text
    mia = desk.unit.sign_in("mia")
    assert ref in looks_right(mia, "/board").text
    page = looks_right(mia, f"/allegations/{ref}")
    assert BECAUSE in page.text
    assert mia.post(at(ref, "agree"), on=f"/allegations/{ref}").status_code == 302
    assert desk.row(ref).status == "ASSESSED"


def test_closing_says_what_is_still_needed_and_offers_another_outcome(desk: Desk) -> None:
    ref = desk.assessed("asha", code="ACT-IE")
    asha = desk.unit.sign_in("asha")
    page = sends(asha, at(ref, "close"), {}, status=400)
    assert "This outcome needs the release it was sent with." in page.text
    assert at(ref, "outcome") in [link.get("href") for link in page.all("a")]
    sends(asha, at(ref, "outcome"), {"code": "NFA-N-NOOFF", "rationale": BECAUSE})
    sends(asha, at(ref, "close"), {})
    assert desk.row(ref).status == "CLOSED"


def test_checks_are_listed_with_whom_they_leave_out(desk: Desk) -> None:
    ref = desk.taken("asha")
    desk.do("asha", service.record_person, ref, SOMEBODY)
    desk.do("asha", service.record_check, ref, CHECK)
    page = looks_right(desk.unit.sign_in("asha"), at(ref, "checks"))
    assert "Not checked yet: Marek Dolny" in page.text
    assert "Open source" in page.text


@pytest.mark.parametrize(
    ("code", "says"),
    [("ACT-IE", "A report of it must be released before it can be closed."), ("NFA-N-NOOFF", "it can be closed.")],
)
def test_the_page_of_an_assessed_one_says_what_comes_next(desk: Desk, code: str, says: str) -> None:
    ref = desk.assessed("asha", code=code)
    page = looks_right(desk.unit.sign_in("asha"), f"/allegations/{ref}")
    assert says in page.text
    assert "Open source: no trace" in page.text


def test_everything_that_is_wrong_with_a_person_is_said_at_once(desk: Desk) -> None:
    ref = desk.taken("asha")
    page = sends(desk.unit.sign_in("asha"), at(ref, "who/new"), {"sex": "MALE", "not_given": ["name"]}, status=400)
    for says in ("Choose what they are in this", "Enter the date of birth", "Enter the telephone"):
        assert says in page.text
    assert "Enter the name" not in page.text
