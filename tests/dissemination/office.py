"""A report on its way, for tests: written, handed on, released and accepted by the people who do so, on their pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from app.allegations.given import Collected
from app.allegations.models import Allegation
from app.allegations.models.allegation import STAGE_OF
from app.allegations.service import collect
from app.allegations.states import State
from app.database import new_id
from app.dissemination.models import SUBMITTED, Report
from app.organisations.models import Organisation
from tests.factories import HOME_UNIT, Unit, Visitor
from tests.pages import Page

SECRET = "Canary-Zebedee"
SEEN = "Canary-Visible vans leave the yard"
TEXT = f"{SEEN} on Fridays. [[{SECRET} Quillfeather]] drives the second."
REASON = "The words are ordinary and point at nobody who spoke."
FORM: dict[str, Any] = {
    "title": "Vans at the yard",
    "text": TEXT,
    "source": "2",
    "assessment": "D",
    "handling": "P",
    "conditions": "",
    "action": "",
    "usage": "",
    "sanitisation": "",
    "corroboration_ref": "",
    "risk": "",
    "tier": "15",
    "approval": "",
    "embargo_on-day": "",
    "embargo_on-month": "",
    "embargo_on-year": "",
    "embargo_at": "",
    "then": "",
    "review_by-day": "1",
    "review_by-month": "9",
    "review_by-year": "2026",
}
CONDITIONAL = {
    "handling": "C",
    "conditions": "Speak to the unit before any visit.",
    "action": "A3",
    "usage": "In open checks of vehicles.",
    "sanitisation": "S2",
    "risk": "Canary-Risk is low, as many could have seen it.",
}


def agency(unit: Unit, name: str = "Harbour Police") -> str:
    """Return the reference of an agency."""
    with unit.steward() as uow:
        found = uow.case.scalar(select(Organisation.ref).where(Organisation.name == name))
    assert found
    return found


def told(unit: Unit) -> str:
    """Return the reference of an allegation that has come in."""
    given = Collected(
        intake_ref=new_id(),
        link=new_id(),
        channel="ONLINE_FORM",
        unit_ref=unit.units[HOME_UNIT],
        account="White vans are loaded at the yard at night, and no lights are on while men carry boxes out.",
        received_at=unit.clock.now.replace(minute=0),
    )
    with unit.steward() as uow:
        return collect(uow, given)


def assessed(unit: Unit) -> str:
    """Return the reference of an assessed allegation."""
    ref = told(unit)
    with unit.steward() as uow:
        row = uow.case.scalars(select(Allegation)).one()
        # How an allegation comes to be assessed is proved where assessment is; a report needs one that has been.
        stand(row, State.ASSESSED)
    return ref


def stand(row: Allegation, state: State) -> None:
    """Let an allegation stand somewhere."""
    row.status, row.stage = state.value, STAGE_OF[state].value


def allegation(unit: Unit) -> Allegation:
    """Return the only allegation as it stands."""
    with unit.steward() as uow:
        return uow.case.scalars(select(Allegation)).one()


def row(unit: Unit, ref: str) -> Report:
    """Return a report as it stands."""
    with unit.steward() as uow:
        found = uow.case.get(Report, ref)
    assert found
    return found


@contextmanager
def changing(unit: Unit, ref: str) -> Iterator[Report]:
    """Change a report behind everybody's back."""
    with unit.behind() as uow:
        found = uow.case.get(Report, ref)
        assert found
        yield found


def send(visitor: Visitor, address: str, data: dict[str, Any] | None = None, *, on: str = "/account") -> Any:
    """Send one of several forms, which share their token, from any page that the visitor may see."""
    root = "/partner" if address.startswith("/partner") and not on.startswith("/partner") else ""
    token = Page(visitor.get(root + on).text).all("input", name="csrf_token")[0].get("value")
    return visitor.client.post(address, data={**(data or {}), "csrf_token": token})


def started(unit: Unit, who: str = "dora") -> tuple[Visitor, str]:
    """Let somebody start a report from the page of an assessed allegation."""
    ref = assessed(unit)
    writer = unit.sign_in(who)
    page = writer.get(f"/allegations/{ref}")
    assert "Start a report" in page.text
    reply = send(writer, f"/reports/start/{ref}", on=f"/allegations/{ref}")
    assert reply.status_code == 302, reply.text
    return writer, reply.headers["Location"].split("/")[-2]


def write(writer: Visitor, ref: str, **other: Any) -> Any:
    """Write a report: one that may be sent, but for what is given; returns the reply."""
    page = Page(writer.get(f"/reports/{ref}/write").text)
    known = {"organisation_ref": agency(writer.unit), "version": page.value("version")}
    return send(writer, f"/reports/{ref}/write", FORM | known | other)


def written(unit: Unit, who: str = "dora", **other: Any) -> tuple[Visitor, str]:
    """Let somebody write a report that may be sent, but for what is given."""
    writer, ref = started(unit, who)
    reply = write(writer, ref, **other)
    assert reply.status_code == 302, reply.text
    return writer, ref


def submit(writer: Visitor, ref: str, because: str = REASON) -> Any:
    return send(writer, f"/reports/{ref}/submit", {"cleared_because": because})


def submitted(unit: Unit, who: str = "dora", **other: Any) -> tuple[Visitor, str]:
    """Let somebody write a report and hand it on."""
    writer, ref = written(unit, who, **other)
    reply = submit(writer, ref)
    assert reply.status_code == 302, reply.text
    return writer, ref


def check_words(unit: Unit, ref: str) -> None:
    """Let the words of a report go as a custodian would: how that is done is proved where words are checked."""
    with changing(unit, ref) as found:
        found.words_checked_at, found.words_checked_by = unit.clock.now, unit.ref("hana")


def release(unit: Unit, ref: str, who: str = "mia", version: int = 0) -> Any:
    """Let somebody press Release, once the source unit has looked at the words; returns the reply."""
    if row(unit, ref).state == SUBMITTED:
        check_words(unit, ref)
    return send(unit.sign_in(who), f"/reports/{ref}/release", {"version": str(version or row(unit, ref).version)})


def released(unit: Unit, who: str = "mia", **other: Any) -> tuple[str, str]:
    """Return the references of a report that was released, and of its release."""
    _, ref = submitted(unit, **other)
    reply = release(unit, ref, who)
    assert reply.status_code == 302, reply.text
    entries = unit.entries(action="report:release")
    return ref, str(next(one.entry.detail["release"] for one in entries if "release" in one.entry.detail))


def accept(reader: Visitor, ref: str) -> Any:
    return send(reader, f"/partner/releases/{ref}/conditions", {"accepted": "y"})


def reading(unit: Unit, ref: str, who: str = "pia") -> Visitor:
    """Return a reader who has accepted the conditions of a release."""
    reader = unit.sign_in(who)
    reply = accept(reader, ref)
    assert reply.status_code == 302, reply.text
    return reader


def everywhere(reader: Visitor, ref: str) -> list[str]:
    """Return every address of the partner face that a release could show itself on."""
    return ["/partner/board", "/partner/releases", f"/partner/releases/{ref}", f"/partner/releases/{ref}/conditions"]
