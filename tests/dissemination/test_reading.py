"""What agency staff see: only what they may open, under its marking, for as long as they may."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from app.accounts.models import Clearance, Person
from app.organisations.models import Organisation
from audit.events import Decision, Event
from tests.dissemination.office import (
    CONDITIONAL,
    SEEN,
    accept,
    agency,
    check_words,
    everywhere,
    reading,
    released,
    row,
    send,
    started,
    submit,
    write,
    written,
)
from tests.factories import Unit, Visitor
from tests.pages import proofread

EMBARGO = {
    "instructions": ["EMBARGOED"],
    "embargo_on-day": "9",
    "embargo_on-month": "3",
    "embargo_on-year": "2026",
    "embargo_at": "09:00",
    "then": "RECIPIENTS_ONLY",
}


def listed(reader: Visitor) -> set[str]:
    """Return the references on a reader's list."""
    page = proofread(reader.get("/partner/releases").text)
    return {
        word for e in page.elements() if "sk-reference" in (e.get("class") or "") for word in ["".join(e.itertext())]
    }


def opens(reader: Visitor, ref: str) -> bool:
    """Return whether a reader can get to the text of a release, having accepted what must be."""
    accept(reader, ref)
    return SEEN in reader.get(f"/partner/releases/{ref}").text


def named_to(unit: Unit, who: str, **other: Any) -> str:
    """Release something to one named reader; returns the reference of the release."""
    _, ref = released(unit, **({"instructions": ["RECIPIENTS_ONLY"], "named": [unit.ref(who)]} | other))
    return ref


def test_readers_of_another_agency_or_not_named_find_nothing(whole_unit: Unit) -> None:
    ref = named_to(whole_unit, "pia")
    assert listed(whole_unit.sign_in("pia")) == {ref}
    assert opens(whole_unit.sign_in("pia"), ref)
    for who in ("rex", "lin"):
        reader = whole_unit.sign_in(who)
        missing = reader.get("/partner/releases/REL-BCDFGHJKMN")
        for address in everywhere(reader, ref)[2:]:
            reply = reader.get(address)
            assert (reply.status_code, reply.text) == (404, missing.text)
        assert send(reader, f"/partner/releases/{ref}/conditions", {"accepted": "y"}).status_code == 404
        assert send(reader, f"/partner/releases/{ref}/result", {"code": "NO_TRACE", "reason": ""}).status_code == 404
        assert ref not in reader.get("/partner/board").text + reader.get("/partner/releases").text
    entry = whole_unit.entries(action=Event.RELEASE_ACCEPT.action, decision=Decision.REFUSED)[0].entry
    assert (entry.rule, entry.object_ref) == ("not_visible", ref)


def test_the_marking_of_the_release_stands_at_both_ends(whole_unit: Unit) -> None:
    ref = named_to(whole_unit, "pia")
    reader = reading(whole_unit, ref)
    for address in everywhere(reader, ref)[2:]:
        page = proofread(reader.get(address).text)
        marks = ["".join(e.itertext()) for e in page.all("p", class_="sk-marking")]
        assert marks == ["OFFICIAL-SENSITIVE - RECIPIENTS ONLY"] * 2
        assert not any("SOURCE" in mark for mark in marks)


def test_under_embargo_it_stands_on_the_list_with_the_time_and_does_not_open(whole_unit: Unit) -> None:
    ref = named_to(whole_unit, "pia", **EMBARGO)
    reader = whole_unit.sign_in("pia")
    for address in ("/partner/releases", "/partner/board", f"/partner/releases/{ref}/conditions"):
        page = proofread(reader.get(address).text)
        assert "9 March 2026 at 09:00 GMT" in page.text
        assert SEEN not in page.html
    assert "EMBARGOED" in page.text
    assert "Accept and read" not in page.text
    assert accept(reader, ref).status_code == 403
    assert reader.get(f"/partner/releases/{ref}").status_code == 403
    refusals = whole_unit.entries(action=Event.RELEASE_ACCEPT.action, decision=Decision.REFUSED)
    assert refusals[0].entry.rule == "embargo_has_passed"
    # Whoever may not read it afterwards is not told before either.
    assert ref not in whole_unit.sign_in("rex").get("/partner/releases").text
    whole_unit.clock.tick(days=7)
    reader = reading(whole_unit, ref)
    page = proofread(reader.get(f"/partner/releases/{ref}").text)
    assert SEEN in page.text
    marks = ["".join(e.itertext()) for e in page.all("p", class_="sk-marking")]
    assert marks == ["OFFICIAL-SENSITIVE - RECIPIENTS ONLY"] * 2


def test_a_recall_takes_effect_at_once(whole_unit: Unit) -> None:
    report_ref, ref = released(whole_unit)
    reader = reading(whole_unit, ref)
    manager = whole_unit.sign_in("mia")
    assert send(whole_unit.sign_in("dora"), f"/reports/{report_ref}/recall", {"reason": "x"}).status_code == 403
    assert send(manager, f"/reports/{report_ref}/recall", {"reason": ""}).status_code == 400
    assert reader.get(f"/partner/releases/{ref}").status_code == 200
    assert send(manager, f"/reports/{report_ref}/recall", {"reason": "Canary-Wrong man"}).status_code == 302
    for address in everywhere(reader, ref)[2:]:
        assert reader.get(address).status_code == 404
    assert send(reader, f"/partner/releases/{ref}/result", {"code": "NO_TRACE", "reason": ""}).status_code == 404
    assert listed(reader) == set()
    assert row(whole_unit, report_ref).state == "RECALLED"
    assert "It was recalled" in proofread(manager.get(f"/reports/{report_ref}").text).text
    assert send(manager, f"/reports/{report_ref}/recall", {"reason": "again"}).status_code == 403


def _vetting_ends(unit: Unit) -> None:
    with unit.steward() as uow:
        uow.case.execute(update(Clearance).where(Clearance.person_ref == unit.ref("rex")).values(status="SUSPENDED"))


def _vetting_below_what_was_agreed(unit: Unit) -> None:
    with unit.steward() as uow:
        uow.case.execute(update(Organisation).where(Organisation.name == "Harbour Police").values(vetting_floor="SC"))


def _agreement_ends(unit: Unit) -> None:
    with unit.steward() as uow:
        ended = {"agreement_ends_on": date(2026, 1, 1)}
        uow.case.execute(update(Organisation).where(Organisation.name == "Harbour Police").values(ended))


def _tier_taken_away(unit: Unit) -> None:
    with unit.steward() as uow:
        uow.case.execute(update(Organisation).where(Organisation.name == "Harbour Police").values(highest_tier=10))


def _it_expires(unit: Unit) -> None:
    unit.clock.tick(days=190)


@pytest.mark.parametrize("lost", [_vetting_below_what_was_agreed, _agreement_ends, _tier_taken_away])
def test_what_is_lost_between_release_and_reading_shuts_it_at_the_next_request(whole_unit: Unit, lost: Any) -> None:
    _, ref = released(whole_unit)
    reader = reading(whole_unit, ref, "rex")
    assert SEEN in reader.get(f"/partner/releases/{ref}").text
    lost(whole_unit)
    missing = reader.get("/partner/releases/REL-BCDFGHJKMN")
    reply = reader.get(f"/partner/releases/{ref}")
    assert (reply.status_code, reply.text) == (404, missing.text)
    assert listed(reader) == set()


def test_without_live_vetting_every_reference_is_refused_alike(whole_unit: Unit) -> None:
    _, ref = released(whole_unit)
    reader = reading(whole_unit, ref, "rex")
    _vetting_ends(whole_unit)
    for address in (f"/partner/releases/{ref}", "/partner/releases/REL-BCDFGHJKMN"):
        reply = reader.get(address)
        assert reply.status_code == 403
        assert SEEN not in reply.text


def test_after_its_last_day_it_is_not_there(whole_unit: Unit) -> None:
    _, ref = released(whole_unit)
    _it_expires(whole_unit)
    reader = whole_unit.sign_in("pia")
    assert listed(reader) == set()
    assert reader.get(f"/partner/releases/{ref}").status_code == 404


RELEASES: list[dict[str, Any]] = [
    {},
    {"tier": "10", "instructions": ["UK_EYES_ONLY"]},
    {"instructions": ["FIVE_EYES_ONLY"]},
    {"tier": "10", "instructions": ["FOR_PUBLIC_RELEASE"], "approval": "P/1"},
    {"instructions": ["RECIPIENTS_ONLY"], "named": ["pia"]},
    {"instructions": ["ORGANISATION_USE_ONLY"], "organisations": ["Harbour Police", "Revenue"]},
    {"instructions": ["HMG_USE_ONLY"], "organisation_ref": "Revenue"},
    {"organisation_ref": "Revenue"},
]


def test_the_list_shows_exactly_what_opens(whole_unit: Unit) -> None:
    with whole_unit.steward() as uow:
        uow.case.execute(update(Person).where(Person.person_ref == whole_unit.ref("rex")).values(nationality="FR"))
    writer, first = started(whole_unit)
    manager = whole_unit.sign_in("mia")
    known = {name: agency(whole_unit, name) for name in ("Harbour Police", "Revenue")}
    allegation_ref = row(whole_unit, first).allegation_ref
    refs = [first]
    for _ in RELEASES[1:]:
        reply = send(writer, f"/reports/start/{allegation_ref}")
        refs.append(reply.headers["Location"].split("/")[-2])
    out: set[str] = set()
    for ref, more in zip(refs, RELEASES, strict=True):
        typed = more | {"organisation_ref": known[more.get("organisation_ref", "Harbour Police")]}
        typed |= {"named": [whole_unit.ref(who) for who in more.get("named", [])]}
        typed |= {"organisations": [known[name] for name in more.get("organisations", [])]}
        # The agency is chosen first: its readers can be named then.
        write(writer, ref, organisation_ref=typed["organisation_ref"])
        assert write(writer, ref, **typed).status_code == 302
        assert submit(writer, ref).status_code == 302, more
        check_words(whole_unit, ref)
        version = str(row(whole_unit, ref).version)
        assert send(manager, f"/reports/{ref}/release", {"version": version}).status_code == 302, more
        out.add(str(whole_unit.entries(action="report:release")[0].entry.detail["release"]))
    assert len(out) == len(RELEASES)
    shown = {}
    for who in ("pia", "rex", "lin"):
        reader = whole_unit.sign_in(who)
        shown[who] = listed(reader)
        assert shown[who] == {ref for ref in out if opens(reader, ref)}, who
    assert [len(shown[who]) for who in ("pia", "rex", "lin")] == [6, 3, 2]


def test_named_people_must_be_able_to_read_and_readers_of_the_chosen_agency(whole_unit: Unit) -> None:
    with whole_unit.steward() as uow:
        uow.case.execute(update(Organisation).where(Organisation.name == "Harbour Police").values(vetting_floor="SC"))
    wanted = {"instructions": ["RECIPIENTS_ONLY"], "named": [whole_unit.ref("pia"), whole_unit.ref("rex")]}
    writer, ref = written(whole_unit, **wanted)
    page = proofread(writer.get(f"/reports/{ref}").text)
    assert "Somebody you named may not read this. This person's vetting is below" in page.text
    assert submit(writer, ref).status_code == 400
    write(writer, ref, **wanted | {"organisation_ref": agency(whole_unit, "Revenue")})
    assert row(whole_unit, ref).named == []
    write(writer, ref, instructions=["RECIPIENTS_ONLY"], named=[whole_unit.ref("lin")])
    assert row(whole_unit, ref).named == []
    assert write(writer, ref, named=[whole_unit.ref("dora")]).status_code == 400


def test_where_nobody_may_read_every_reason_is_given(whole_unit: Unit) -> None:
    writer, ref = written(whole_unit, instructions=["HMG_USE_ONLY"], **CONDITIONAL)
    _agreement_ends(whole_unit)
    reply = submit(writer, ref)
    assert reply.status_code == 400
    page = proofread(reply.text)
    assert "Nobody at this agency may read this." in page.text
    assert "government departments only" in page.text
    assert "sharing agreement" in page.text


def test_without_the_tick_nothing_opens(whole_unit: Unit) -> None:
    _, ref = released(whole_unit)
    reader = whole_unit.sign_in("pia")
    reply = send(reader, f"/partner/releases/{ref}/conditions", {})
    assert reply.status_code == 400
    assert "Confirm that you will keep" in proofread(reply.text).text
    assert reader.get(f"/partner/releases/{ref}").status_code == 302
    assert whole_unit.entries(action=Event.RELEASE_READ.action, decision=Decision.REFUSED)
    assert reader.get(f"/reports/{ref}").status_code in {302, 403, 404}


def test_an_embargo_does_not_hide_that_nobody_may_read_it_afterwards(whole_unit: Unit) -> None:
    writer, ref = written(whole_unit, **EMBARGO | {"then": "HMG_USE_ONLY"})
    page = proofread(writer.get(f"/reports/{ref}").text)
    assert "Pia North No It is for government departments only" in page.text
    reply = submit(writer, ref)
    assert reply.status_code == 400
    assert "Nobody at this agency may read this." in proofread(reply.text).text
