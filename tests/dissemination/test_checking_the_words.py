"""Before a release a custodian compares its words with those of whoever told us, and sees nothing else of them."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.access.facts import PersonFacts
from app.allegations.models import Allegation
from app.allegations.states import State
from app.dissemination.service import hand_over
from app.founding import Founded
from audit.events import Decision, Event
from tests.custody.test_asking import given
from tests.dissemination import office
from tests.factories import HOME_UNIT, Unit, Visitor, copy_unit
from tests.pages import Page, proofread
from tests.sources.test_raising import endanger, press
from tests.sources.test_registering import register

Worked = tuple[Unit, dict[str, str]]
# The name with a letter of another alphabet in it, and the number as nobody typed it.
LIKE_THEIRS = "M\u043erwenna"
TEXT = f"Vans leave on Fridays, says {LIKE_THEIRS}; ring 0770 0900-123 first. [[Tregarth]] drives."
SHOWN = {LIKE_THEIRS, "0770 0900-123"}
UNSAID = ("Tregarth-Quayle", "07700 900123", "canarymail")
MAY_STAY = "Both stood in the newspaper of that Friday already."


@pytest.fixture(scope="module")
def worked(
    founded_unit: tuple[Founded, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Unit, dict[str, str]]]:
    """Return a unit in which three reports say the same: of a source, of somebody who waits, and of nobody known."""
    made = copy_unit(*founded_unit, tmp_path_factory.mktemp("words") / "unit")
    _, source_ref = register(made)
    told = [made.newest_allegation()]
    made.tell()
    told += [made.newest_allegation(), office.told(made)]
    writer = made.sign_in("dora")
    refs = [handed_on(made, writer, one) for one in told]
    yield made, {"source": source_ref} | dict(zip(("known", "waiting", "nobody"), refs, strict=True))
    made.close()


@pytest.fixture
def unit(worked: Worked) -> Unit:
    return worked[0]


@pytest.fixture
def refs(worked: Worked) -> dict[str, str]:
    """Return the references of the source and of each report."""
    return worked[1]


def handed_on(unit: Unit, writer: Visitor, allegation_ref: str) -> str:
    """Return a report that was written from this and waits."""
    with unit.steward() as uow:
        office.stand(uow.case.scalars(select(Allegation).where(Allegation.ref == allegation_ref)).one(), State.ASSESSED)
    reply = office.send(writer, f"/reports/start/{allegation_ref}")
    ref = str(reply.headers["Location"].split("/")[-2])
    assert office.write(writer, ref, text=TEXT).status_code == 302
    assert office.submit(writer, ref).status_code == 302
    return ref


def acting(unit: Unit, who: str, ref: str, act: str, **data: str) -> Any:
    """Let somebody press a button of the page on which words are checked, with their keys unlocked."""
    visitor = unit.sign_in(who, unlock=unit.people[who].roles[0].startswith("NSU"))
    return pressed(unit, visitor, ref, act, **data)


def pressed(unit: Unit, visitor: Visitor, ref: str, act: str, **data: str) -> Any:
    version = str(office.row(unit, ref).version)
    sent = data if act == "return" else {"version": version, **data}
    return office.send(visitor, f"/reports/{ref}/words/{act}", sent)


def marks(reply: Any) -> set[str]:
    """Return the words that a page marks."""
    return {"".join(one.itertext()) for one in proofread(reply.text).all("mark")}


def rule(unit: Unit, event: Event, who: str) -> str:
    """Return the rule of somebody's newest refusal of an act."""
    found = unit.entries(action=event.action, decision=Decision.REFUSED, person_ref=unit.ref(who))
    return str(found[0].entry.rule)


@pytest.mark.parametrize("whose", ["known", "waiting"])
def test_a_custodian_sees_which_words_are_theirs_and_nothing_else_of_them(
    unit: Unit, refs: dict[str, str], whose: str
) -> None:
    ref = refs[whose]
    before, head = office.row(unit, ref), unit.log.head().size
    reply = acting(unit, "hugo", ref, "compare")
    assert marks(reply) == SHOWN
    assert not [word for word in UNSAID if word in reply.text]
    assert refs["source"] not in reply.text
    assert reply.headers["Cache-Control"] == "no-store"
    after = office.row(unit, ref)
    assert {one.name: getattr(after, one.name) for one in after.__table__.columns} == {
        one.name: getattr(before, one.name) for one in before.__table__.columns
    }
    raw = unit.raw()
    for word in (*SHOWN, "Morwenna", "07700900123", *UNSAID):
        assert hashlib.sha256(word.encode()).hexdigest().encode() not in raw
        assert hashlib.sha256(word.encode()).digest() not in raw
    opened = [one.entry for one in unit.entries(action=Event.WORDS_COMPARE.action) if one.seq >= head]
    assert {one.decision for one in opened} == {Decision.ATTEMPTED, Decision.DONE}
    assert {one.purpose for one in opened if one.object_ref != ref} == {"CHECK_WORDS"}
    if whose == "known":
        assert {one.object_ref for one in opened} == {ref, refs["source"]}


def test_of_whom_nothing_is_kept_is_said_plainly(unit: Unit, refs: dict[str, str]) -> None:
    reply = acting(unit, "cleo", refs["nobody"], "compare")
    assert "it was compared with nothing" in proofread(reply.text).text
    assert not marks(reply)


def test_outside_the_source_unit_nobody_can_tell_who_is_known(unit: Unit, refs: dict[str, str]) -> None:
    for who, address in (("mia", "/reports/{}/decide"), ("dora", "/reports/{}")):
        visitor = unit.sign_in(who)
        seen = set()
        for whose in ("known", "waiting", "nobody"):
            ref = refs[whose]
            page = visitor.get(address.format(ref)).text.replace(office.row(unit, ref).allegation_ref, "IMS")
            seen.add(re.sub(r'nonce="[^"]*"|name="csrf_token"[^>]*|value="[^"]{60,}"', "", page.replace(ref, "REP")))
        assert len(seen) == 1
    [page] = seen
    assert "Wait for the source unit" in page


@pytest.mark.parametrize("who", ["asha", "mia", "dora", "ava", "olga"])
def test_nobody_else_compares_and_the_try_is_recorded(unit: Unit, refs: dict[str, str], who: str) -> None:
    ref = refs["known"]
    assert acting(unit, who, ref, "compare").status_code == 403
    refused = unit.entries(person_ref=unit.ref(who), decision=Decision.REFUSED)
    assert refused[0].entry.action == Event.PAGE_REFUSED.action
    assert office.row(unit, ref).words_checked_at is None


def test_locked_keys_compare_nothing_whoever_told_it(unit: Unit, refs: dict[str, str]) -> None:
    visitor = unit.sign_in("hana")
    replies = [pressed(unit, visitor, refs[whose], "compare") for whose in ("known", "waiting", "nobody")]
    assert {(one.status_code, one.headers.get("Location")) for one in replies} == {
        (replies[0].status_code, replies[0].headers.get("Location"))
    }
    assert replies[0].status_code in {302, 423}
    assert rule(unit, Event.WORDS_COMPARE, "hana") == "keys_are_locked"


def test_whoever_wrote_it_or_is_kept_from_it_does_not_find_it(unit: Unit, refs: dict[str, str]) -> None:
    ref = refs["nobody"]
    with office.changing(unit, ref) as report:
        report.author_ref = unit.ref("hugo")
    assert acting(unit, "hugo", ref, "pass").status_code == 404
    assert f"/reports/{ref}/words" not in "".join(unit.sign_in("hugo").board())
    with office.changing(unit, ref) as report:
        report.author_ref = unit.ref("dora")
    with unit.behind() as uow:
        row = uow.case.get_one(Allegation, office.row(unit, ref).allegation_ref)
        before = row.kept_from, row.kept_number
        drawn = uow.marked([unit.ref("hugo")], range(128))
        row.kept_from, row.kept_number = drawn.marks, drawn.number
    assert acting(unit, "hugo", ref, "compare").status_code == 404
    assert rule(unit, Event.WORDS_COMPARE, "hugo") == "not_visible"
    with unit.behind() as uow:
        row = uow.case.get_one(Allegation, office.row(unit, ref).allegation_ref)
        row.kept_from, row.kept_number = before


def test_without_it_nothing_is_released_and_what_was_found_needs_a_reason(unit: Unit, refs: dict[str, str]) -> None:
    ref = refs["known"]
    version = str(office.row(unit, ref).version)
    manager = unit.sign_in("mia")
    assert "Until then it can only be sent back" in proofread(manager.get(f"/reports/{ref}/decide").text).text
    assert "Waits for the source unit" in "".join(manager.board())
    assert office.send(manager, f"/reports/{ref}/release", {"version": version}).status_code == 403
    assert rule(unit, Event.REPORT_RELEASE, "mia") == "words_are_checked"
    custodian = unit.sign_in("hana", unlock=True)
    assert f"/reports/{ref}/words" in "".join(custodian.board())
    with unit.counting() as asked:
        assert custodian.get(f"/reports/{ref}/words").status_code == 200
    assert len(asked) <= 12, "\n".join(asked)
    assert pressed(unit, custodian, ref, "pass", version="1").status_code == 409
    refused = pressed(unit, custodian, ref, "pass", may_stay="It may.")
    assert (refused.status_code, marks(refused)) == (400, SHOWN)
    assert office.row(unit, ref).words_checked_at is None
    assert pressed(unit, custodian, ref, "pass", may_stay=MAY_STAY).status_code == 302
    assert MAY_STAY.encode() not in unit.raw()
    assert f"/reports/{ref}/words" not in "".join(custodian.board())
    assert pressed(unit, custodian, ref, "compare").status_code == 404
    assert office.send(manager, f"/reports/{ref}/refuse", {"reason": "Leave out the second line"}).status_code == 302
    writer = unit.sign_in("dora")
    assert office.write(writer, ref, text=TEXT).status_code == 302
    assert office.submit(writer, ref).status_code == 302
    assert office.row(unit, ref).words_checked_at is None


def test_what_was_let_go_is_released_and_what_was_not_goes_back_to_its_writer(unit: Unit, refs: dict[str, str]) -> None:
    ref = refs["nobody"]
    custodian = unit.sign_in("hana", unlock=True)
    assert pressed(unit, custodian, refs["waiting"], "return", reason="Leave out the name").status_code == 302
    assert "Leave out the name" in unit.sign_in("dora").get(f"/reports/{refs['waiting']}").text
    assert pressed(unit, custodian, ref, "pass").status_code == 302
    version = str(office.row(unit, ref).version)
    assert office.send(unit.sign_in("mia"), f"/reports/{ref}/release", {"version": version}).status_code == 302


def test_what_two_groups_hold_is_compared_with_the_other_half_only(unit: Unit, refs: dict[str, str]) -> None:
    ref, source_ref = refs["known"], refs["source"]
    endanger(unit, source_ref)
    # That the risk to them stops it would say that somebody is known, before anybody could let it go anyhow.
    assert "asked for nothing to be sent" not in unit.sign_in("mia").get(f"/reports/{ref}/decide").text
    custodian = unit.sign_in("hana", unlock=True)
    reply = pressed(unit, custodian, ref, "compare")
    assert "Two groups hold what this must be compared with" in proofread(reply.text).text
    page = f"/sources/{source_ref}"
    assert press(custodian, f"{page}/raise", page, understood="y") == 302
    reply = pressed(unit, custodian, ref, "compare")
    assert f'href="{page}"' in reply.text
    assert not marks(reply)
    assert source_ref not in acting(unit, "hugo", ref, "compare").text
    assert pressed(unit, custodian, ref, "pass", may_stay=MAY_STAY).status_code == 409
    assert office.row(unit, ref).words_checked_at is None
    for part in ("identity", "contact"):
        asked = {"kind": "OPEN", "compartment": part, "purpose": "CHECK_WORDS", "reason": "To check the words"}
        given(unit, custodian.post(f"/custody/ask/{source_ref}", asked).headers["Location"])
    assert marks(pressed(unit, custodian, ref, "compare")) == SHOWN
    assert acting(unit, "cleo", ref, "pass", may_stay=MAY_STAY).status_code == 409
    assert pressed(unit, custodian, ref, "pass", may_stay=MAY_STAY).status_code == 302
    assert not Page(custodian.get(page).text).all("mark")


def test_whoever_takes_a_report_over_has_its_words_checked_anew(unit: Unit) -> None:
    ref = handed_on(unit, unit.sign_in("dora"), office.told(unit))
    assert acting(unit, "cleo", ref, "pass").status_code == 302
    assert office.row(unit, ref).words_checked_at
    writer = PersonFacts(unit.ref("dora"), standing=0, group="", unit_ref=unit.units[HOME_UNIT])
    with unit.house.work(unit.actor("mia"), writes=True) as uow:
        hand_over(uow, ref, writer, unit.ref("asha"))
    after = office.row(unit, ref)
    assert (after.author_ref, after.words_checked_at, after.words_checked_by) == (unit.ref("asha"), None, None)
    assert unit.sign_in("hana").get(f"/go?ref={ref}").location == f"/reports/{ref}/words"
