"""Setting a unit up on its pages: what allows more waits for a second person, what allows less holds at once."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text

from app.allegations.models import Allegation
from app.dissemination.models import Release
from app.organisations.models import HolidayRow, Organisation, Proposal
from app.organisations.models import Unit as UnitRow
from audit.events import Event
from tests.dissemination.office import agency, released, row, submitted, told
from tests.dissemination.office import release as press_release
from tests.factories import HOME_UNIT, Unit, Visitor
from tests.pages import Page, proofread

AGENCY = {
    "name": "Avonside Police",
    "org_type": "POLICE",
    "country": "GB",
    "agreement_ref": "ISA-7",
    "ends_on-day": "31",
    "ends_on-month": "5",
    "ends_on-year": "2028",
    "highest_tier": "15",
    "vetting_floor": "CTC",
    "keeps_months": "24",
}
TERMS = {name: value for name, value in AGENCY.items() if name not in {"name", "org_type", "country"}}


def decisions(unit: Unit, event: Event) -> list[tuple[str, str]]:
    return [(one.entry.decision, one.entry.rule) for one in unit.entries(action=event.action)]


def waiting(unit: Unit) -> str:
    """Return the only change that waits."""
    with unit.steward() as uow:
        return uow.case.scalars(select(Proposal.ref).filter_by(state="WAITING")).one()


def send(visitor: Visitor, address: str, data: dict[str, Any] | None = None, *, on: str) -> Any:
    """Send one of the forms of a page, which share their token."""
    token = Page(visitor.get(on).text).all("input", name="csrf_token")[0].get("value")
    return visitor.client.post(address, data={**(data or {}), "csrf_token": token})


def agree(visitor: Visitor, ref: str) -> Any:
    return send(visitor, f"/setting-up/changes/{ref}/agree", on=f"/setting-up/changes/{ref}")


def organisation(unit: Unit, name: str) -> Organisation | None:
    with unit.steward() as uow:
        return uow.case.scalar(select(Organisation).filter_by(name=name))


def home(unit: Unit) -> str:
    return unit.units[HOME_UNIT]


def test_an_agency_can_be_sent_to_once_a_second_person_agreed(whole_unit: Unit) -> None:
    reply = whole_unit.sign_in("sid").post("/setting-up/organisations/add", AGENCY)
    assert reply.status_code == 302, reply.text
    assert organisation(whole_unit, "Avonside Police") is None
    ref = waiting(whole_unit)
    manager = whole_unit.sign_in("mia")
    assert "A new agency" in proofread(manager.get("/board").text).text
    shown = proofread(manager.get(f"/setting-up/changes/{ref}").text).text
    assert "Avonside Police" in shown
    assert "31 May 2028" in shown
    assert agree(manager, ref).status_code == 302
    made = organisation(whole_unit, "Avonside Police")
    assert made is not None
    assert (made.agreement_ref, made.agreement_ends_on, made.keeps_months) == ("ISA-7", date(2028, 5, 31), 24)
    assert decisions(whole_unit, Event.PROPOSAL_AGREE)[:2] == [("done", ""), ("attempted", "")]
    assert "decided already" in agree_again(manager, ref)


def agree_again(visitor: Visitor, ref: str) -> str:
    reply = send(visitor, f"/setting-up/changes/{ref}/agree", on="/account")
    assert reply.status_code == 403
    return str(reply.text)


def test_nobody_agrees_to_their_own_change_and_it_is_recorded(whole_unit: Unit) -> None:
    mia = whole_unit.sign_in("mia")
    address = f"/setting-up/units/{home(whole_unit)}/settings/contact-hours"
    assert mia.post(address, {"value": "4"}).status_code == 302
    assert mia.post(address, {"value": "12"}).status_code == 302
    ref = waiting(whole_unit)
    reply = send(mia, f"/setting-up/changes/{ref}/agree", on="/account")
    assert reply.status_code == 403
    assert decisions(whole_unit, Event.PROPOSAL_AGREE)[0] == ("refused", "proposed_by_someone_else")
    with whole_unit.steward() as uow:
        found = uow.case.get(UnitRow, home(whole_unit))
        assert found is not None
        assert found.tightened == {"CONTACT_HOURS": 4}
    assert agree(whole_unit.sign_in("cleo"), ref).status_code == 302
    with whole_unit.steward() as uow:
        found = uow.case.get(UnitRow, home(whole_unit))
        assert found is not None
        assert found.tightened == {"CONTACT_HOURS": 12}


def test_a_setting_beyond_its_bound_is_refused_on_the_page_and_recorded(whole_unit: Unit) -> None:
    mia = whole_unit.sign_in("mia")
    reply = mia.post(f"/setting-up/units/{home(whole_unit)}/settings/assess-working-days", {"value": "3"})
    assert reply.status_code == 400
    assert "a unit can tighten this and never relax it" in proofread(reply.text).text
    assert decisions(whole_unit, Event.SETTING_CHANGE)[0] == ("refused", "form_is_valid")


def test_a_tightened_clock_counts_for_what_comes_in_from_then(whole_unit: Unit) -> None:
    whole_unit.clock.now = datetime(2026, 3, 2, 9, 5, tzinfo=whole_unit.clock.now.tzinfo)
    told(whole_unit)
    mia = whole_unit.sign_in("mia")
    assert (
        mia.post(f"/setting-up/units/{home(whole_unit)}/settings/assess-working-days", {"value": "1"}).status_code
        == 302
    )
    told(whole_unit)
    with whole_unit.steward() as uow:
        due = [one.assess_by.date() for one in uow.case.scalars(select(Allegation).order_by(Allegation.ref))]
    assert due == [date(2026, 3, 4), date(2026, 3, 3)]


def test_what_the_store_is_made_to_say_relaxes_nothing(whole_unit: Unit) -> None:
    assert whole_unit.house.stores.case is not None
    with whole_unit.house.stores.case.begin() as connection:
        connection.execute(text("""UPDATE units SET tightened = '{"ASSESS_WORKING_DAYS": 90, "CONTACT_HOURS": 999}'"""))
    whole_unit.clock.now = datetime(2026, 3, 2, 9, 5, tzinfo=whole_unit.clock.now.tzinfo)
    told(whole_unit)
    with whole_unit.steward() as uow:
        assert uow.case.scalars(select(Allegation)).one().assess_by.date() == date(2026, 3, 4)


def test_a_report_is_not_released_to_an_agency_whose_agreement_ended(whole_unit: Unit) -> None:
    _, ref = submitted(whole_unit)
    police = agency(whole_unit)
    page = f"/setting-up/organisations/{police}"
    assert send(whole_unit.sign_in("sid"), f"{page}/end", {"reason": "Canary-Reason"}, on=page).status_code == 302
    reply = press_release(whole_unit, ref)
    assert reply.status_code == 400
    assert row(whole_unit, ref).state == "SUBMITTED"
    assert decisions(whole_unit, Event.REPORT_RELEASE)[0][0] == "refused"
    assert b"Canary-Reason" not in whole_unit.raw()


def test_what_was_sent_ends_with_the_agreement_and_each_is_recorded(whole_unit: Unit) -> None:
    ref, release_ref = released(whole_unit)
    reader = whole_unit.sign_in("pia")
    assert release_ref in reader.get("/partner/board").text
    page = f"/setting-up/organisations/{agency(whole_unit)}"
    assert send(whole_unit.sign_in("mia"), f"{page}/end", {"reason": "Trust is gone."}, on=page).status_code == 302
    with whole_unit.steward() as uow:
        found = uow.case.get(Release, release_ref)
        assert found is not None
        assert found.state == "RECALLED"
    assert row(whole_unit, ref).state == "RECALLED"
    assert release_ref not in reader.get("/partner/board").text
    assert reader.get(f"/partner/releases/{release_ref}").status_code in {403, 404}
    ended = whole_unit.entries(action=Event.RELEASE_END.action)
    assert [(one.entry.decision, one.entry.object_ref) for one in ended] == [
        ("done", release_ref),
        ("attempted", release_ref),
    ]


def test_a_lower_marking_holds_at_once_and_ends_what_is_above_it(whole_unit: Unit) -> None:
    _, release_ref = released(whole_unit)
    sid = whole_unit.sign_in("sid")
    lower = TERMS | {
        "agreement_ref": "ISA-1",
        "ends_on-day": "30",
        "ends_on-month": "6",
        "ends_on-year": "2027",
        "highest_tier": "10",
    }
    reply = sid.post(f"/setting-up/organisations/{agency(whole_unit)}/agreement", lower)
    assert reply.status_code == 302, reply.text
    with whole_unit.steward() as uow:
        found = uow.case.get(Release, release_ref)
        assert found is not None
        assert found.state == "RECALLED"
        assert uow.case.scalar(select(Proposal.ref)) is None


def test_a_longer_agreement_waits_and_changes_nothing_until_then(whole_unit: Unit) -> None:
    sid = whole_unit.sign_in("sid")
    police = agency(whole_unit)
    assert (
        sid.post(f"/setting-up/organisations/{police}/agreement", TERMS | {"agreement_ref": "ISA-1"}).status_code == 302
    )
    before = organisation(whole_unit, "Harbour Police")
    assert before is not None
    assert before.agreement_ends_on == date(2027, 6, 30)
    again = sid.post(f"/setting-up/organisations/{police}/agreement", TERMS)
    assert (again.status_code, "waits already" in again.text) == (400, True)
    ref = waiting(whole_unit)
    mia = whole_unit.sign_in("mia")
    page = f"/setting-up/changes/{ref}"
    assert send(mia, f"{page}/refuse", {"reason": "Canary-No"}, on=page).status_code == 302
    after = organisation(whole_unit, "Harbour Police")
    assert after is not None
    assert after.agreement_ends_on == date(2027, 6, 30)
    assert "Canary-No" in sid.get(page).text


def test_a_day_more_waits_then_everything_is_counted_again_and_a_day_less_holds_at_once(whole_unit: Unit) -> None:
    whole_unit.clock.now = datetime(2026, 3, 2, 9, 5, tzinfo=whole_unit.clock.now.tzinfo)
    told(whole_unit)
    sid = whole_unit.sign_in("sid")
    day = {
        "day-day": "3",
        "day-month": "3",
        "day-year": "2026",
        "title": "Proclaimed",
        "divisions": "england-and-wales",
    }
    assert sid.post("/setting-up/holidays/add", day).status_code == 302
    assert due(whole_unit) == date(2026, 3, 4)
    assert agree(whole_unit.sign_in("mia"), waiting(whole_unit)).status_code == 302
    assert due(whole_unit) == date(2026, 3, 5)
    assert "Proclaimed" in proofread(sid.get("/setting-up/holidays?year=2026").text).text
    remove = "/setting-up/holidays/2026-03-03/england-and-wales/remove"
    proofread(sid.get(remove).text)
    assert sid.post(remove).status_code == 302
    assert due(whole_unit) == date(2026, 3, 4)
    reclocked = [one.entry.decision for one in whole_unit.entries(action=Event.ALLEGATION_RECLOCK.action)]
    assert reclocked == ["done", "attempted", "done", "attempted"]


def due(unit: Unit) -> date:
    with unit.steward() as uow:
        return uow.case.scalars(select(Allegation)).one().assess_by.date()


@pytest.mark.parametrize(("day", "month", "year"), [("2", "3", "2026"), ("7", "3", "2026"), ("31", "2", "2026")])
def test_a_day_that_has_come_or_is_no_weekday_is_refused(whole_unit: Unit, day: str, month: str, year: str) -> None:
    sid = whole_unit.sign_in("sid")
    typed = {"day-day": day, "day-month": month, "day-year": year, "title": "Late", "divisions": "scotland"}
    assert sid.post("/setting-up/holidays/add", typed).status_code == 400
    with whole_unit.steward() as uow:
        assert uow.case.scalar(select(HolidayRow.day).filter_by(title="Late")) is None
        assert uow.case.scalar(select(Proposal.ref)) is None


def test_units_and_hubs_are_entered_and_a_hub_is_of_the_same_organisation(whole_unit: Unit) -> None:
    sid = whole_unit.sign_in("sid")
    ours = organisation(whole_unit, "Home Office")
    assert ours is not None
    address = f"/setting-up/organisations/{ours.ref}/units/add"
    hub = {
        "name": "Gateway Hub",
        "division": "uk-any",
        "kind": "HUB",
        "hub_ref": "none",
        "governance": "Governance board",
    }
    reply = sid.post(address, hub)
    assert reply.status_code == 302, reply.text
    hub_ref = reply.headers["Location"].rsplit("/", 1)[-1]
    team = {"name": "Hull", "division": "england-and-wales", "kind": "TEAM", "hub_ref": hub_ref, "governance": ""}
    reply = sid.post(address, team)
    assert "Gateway Hub" in proofread(sid.get(reply.headers["Location"]).text).text
    police = f"/setting-up/organisations/{agency(whole_unit)}/units/add"
    assert sid.post(police, team).status_code == 400
    edit = f"/setting-up/units/{hub_ref}/edit"
    assert "Move them first" in sid.post(edit, hub | {"kind": "TEAM"}).text
    assert sid.post(edit, hub | {"name": "Humber Hub"}).status_code == 302


PAGES = ["/setting-up/organisations", "/setting-up/holidays", "/setting-up/changes", "/setting-up/holidays?year=9"]


@pytest.mark.parametrize("who", ["asha", "hana", "olga", "dora", "pia"])
def test_others_read_none_of_it_and_are_recorded(whole_unit: Unit, who: str) -> None:
    visitor = whole_unit.sign_in(who)
    # A process that serves partners alone has no such pages.
    refused = {302, 403} | ({404} if who == "pia" else set())
    for address in PAGES:
        reply = visitor.get(address)
        assert reply.status_code in refused
        assert "Harbour Police" not in reply.text
    assert send(visitor, "/setting-up/organisations/add", AGENCY, on=_own(who)).status_code in refused
    assert organisation(whole_unit, "Avonside Police") is None


def _own(who: str) -> str:
    return "/partner/account" if who == "pia" else "/account"


def test_a_manager_enters_nothing_and_an_administrator_decides_and_sets_nothing(whole_unit: Unit) -> None:
    mia, sid = whole_unit.sign_in("mia"), whole_unit.sign_in("sid")
    assert send(mia, "/setting-up/organisations/add", AGENCY, on="/account").status_code == 403
    setting = f"/setting-up/units/{home(whole_unit)}/settings/contact-hours"
    assert send(sid, setting, {"value": "1"}, on="/account").status_code == 403
    assert sid.post("/setting-up/organisations/add", AGENCY).status_code == 302
    assert send(sid, f"/setting-up/changes/{waiting(whole_unit)}/agree", on="/account").status_code == 403


def test_every_page_reads_well(whole_unit: Unit) -> None:
    for who in ("sid", "mia", "cleo"):
        visitor = whole_unit.sign_in(who)
        addresses = [*PAGES, f"/setting-up/organisations/{agency(whole_unit)}", f"/setting-up/units/{home(whole_unit)}"]
        for address in addresses:
            page = proofread(visitor.get(address).text)
            assert not re.search(r"\bNone of None\b", page.text)
    sid = whole_unit.sign_in("sid")
    for address in ("/setting-up/organisations/add", "/setting-up/holidays/add", "/duties"):
        proofread(sid.get(address).text)
    proofread(sid.get(f"/setting-up/organisations/{agency(whole_unit)}/agreement").text)
    proofread(whole_unit.sign_in("mia").get(f"/setting-up/units/{home(whole_unit)}/settings/reason-chars").text)
    for address in ("units/0", "organisations/0", "changes/0"):
        assert sid.get(f"/setting-up/{address}").status_code == 404
