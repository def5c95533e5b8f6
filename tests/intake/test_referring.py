"""What a colleague tells us of their own accord: kept from everybody above them, and nothing says who they are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import LineManager, RoleHeld
from app.allegations.models import Allegation, Mailbox
from app.founding import Founded
from app.intake.models import Submission
from app.markings.promises import UNIT_ONLY
from app.sources.models import Source, Waiting
from tests.factories import HOME_UNIT, OTHER_UNIT, START, Unit, Visitor, copy_unit
from tests.pages import Page, proofread
from tests.sources.test_registering import REGISTRATION

REFERRED: dict[str, Any] = {
    "account": "Heron-Yard: my manager lets vans through at night. Asha Quill saw it.",
    "promise": UNIT_ONLY,
    "your_phone": "07700 900321",
}


@pytest.fixture(scope="module")
def unit(founded_unit: tuple[Founded, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unit]:
    """Return a unit in which somebody works to a manager, who works to a handler, and that one to an authoriser."""
    made = copy_unit(*founded_unit, tmp_path_factory.mktemp("referring") / "unit")
    with made.behind() as uow:
        for whose, who in (("asha", "mia"), ("mia", "hugo"), ("hugo", "ava")):
            row = LineManager(person_ref=made.ref(whose), manager_ref=made.ref(who), from_on=START.date())
            uow.case.add(row)
        # A second unit in which somebody manages, as the first is left without.
        uow.case.add(RoleHeld(person_ref=made.ref("sol"), role="INTEL_MANAGER", from_on=START.date()))
    yield made
    made.close()


def refer(visitor: Visitor, **changes: str) -> Any:
    page = Page(visitor.get("/refer").text)
    carried = {name: page.value(name) for name in ("once", "your_name", "csrf_token")}
    return visitor.client.post("/refer", data=REFERRED | carried | changes)


def brought_in(unit: Unit) -> int:
    """Let the hour pass, and the steward bring in what waits; returns how much."""
    unit.clock.tick(hours=1)
    return unit.drain()


def newest(unit: Unit) -> tuple[Allegation, Waiting]:
    with unit.steward() as uow:
        row = uow.case.scalars(select(Allegation).order_by(Allegation.ref.desc()).limit(1)).one()
        return row, uow.case.scalars(select(Waiting).where(Waiting.allegation_ref == row.ref)).one()


def test_what_a_colleague_refers_is_kept_from_them_and_everybody_above_them(unit: Unit) -> None:
    asha = unit.sign_in("asha")
    page = proofread(asha.get("/refer").text).text
    assert "You, Mia Frost, Hugo Lane." in page
    # The only authoriser stands above her too: somebody must be left, and she is told before she sends anything.
    assert "Ava Rook may find it" in page
    before, steps = unit.log.head().size, unit.raw()
    sent = refer(asha)
    assert sent.status_code == 200
    assert len(proofread(sent.text).all("li", _class=None)) >= 8
    # Not a word in the log, nor in any store, of who told it or what.
    assert unit.log.head().size == before
    assert steps.count(b"Heron-Y") == unit.raw().count(b"Heron-Y") == 0
    # What comes in at once would be written down at once: it waits until its hour is over.
    assert unit.drain() == 0
    assert brought_in(unit) == 1
    row, waiting = newest(unit)
    assert row.channel == "STAFF_REFERRAL"
    assert "Asha" not in row.account
    assert (waiting.kept_from, waiting.kept_number) == (row.kept_from, row.kept_number)
    with unit.behind() as uow:
        kept = uow.kept_among([one.person_ref for one in unit.enrolled.values()], row)
        assert kept == {unit.ref("asha"), unit.ref("mia"), unit.ref("hugo")}
        assert uow.case.get(Mailbox, row.link) is not None
    # The unit that has it has a manager who may know of it.
    assert row.unit_ref == unit.units[OTHER_UNIT]
    for who, shown in (("hugo", False), ("hana", True)):
        page = unit.sign_in(who).get("/sources/waiting").text
        assert (waiting.submission_ref in page) is shown, who
    entries = [one.entry for one in unit.entries() if one.seq > before]
    told = [one for one in entries if row.ref in str(one) or waiting.submission_ref in str(one)]
    assert told
    assert unit.ref("asha") not in {one.actor_ref for one in told}
    registers(unit, waiting)


def registers(unit: Unit, waiting: Waiting) -> None:
    """Whoever registers the source keeps it from the same people without doing anything, and cannot give it to them."""
    hana = unit.sign_in("hana", unlock=True)
    opened = hana.post(f"/sources/waiting/{waiting.submission_ref}/open", on="/sources/waiting")
    assert "Asha Quill" in proofread(opened.text).text
    token = Page(opened.text).all("input", name="csrf_token")[0].get("value")
    for handler, status in (("hugo", 400), ("hana", 302)):
        people = {"handler": unit.ref(handler), "controller": unit.ref("cleo"), "csrf_token": token}
        address = f"/sources/waiting/{waiting.submission_ref}/register"
        assert hana.client.post(address, data=REGISTRATION | people).status_code == status, handler
    with unit.behind() as uow:
        source = uow.case.scalars(select(Source)).one()
        kept = uow.kept_among([one.person_ref for one in unit.enrolled.values()], source)
        assert kept == {unit.ref("asha"), unit.ref("mia"), unit.ref("hugo")}
    assert source.source_ref not in unit.sign_in("hugo").get("/sources").text
    assert source.source_ref in unit.sign_in("ava").get("/risk").text


def test_others_are_named_by_how_they_sign_in_and_what_is_wrong_is_said(unit: Unit) -> None:
    iris = unit.sign_in("iris")
    assert "No line manager of yours is entered" in proofread(iris.get("/refer").text).text
    wrong = refer(iris, also="no.body")
    assert wrong.status_code == 400
    assert "Nobody here signs in with no.body" in proofread(wrong.text).text
    assert refer(iris, also="ben.marlow, dora.finch").status_code == 200
    assert brought_in(unit) == 1
    row, _ = newest(unit)
    with unit.behind() as uow:
        kept = uow.kept_among([one.person_ref for one in unit.enrolled.values()], row)
    assert kept == {unit.ref(who) for who in ("iris", "ben", "dora")}
    assert row.unit_ref == unit.units[HOME_UNIT]


def test_danger_to_life_does_not_wait_for_the_hour(unit: Unit) -> None:
    assert refer(unit.sign_in("dora"), danger="yes").status_code == 200
    assert unit.drain() == 1
    assert newest(unit)[0].priority == "P1_IMMEDIATE"


def test_the_same_page_sent_twice_is_taken_once(unit: Unit) -> None:
    ben = unit.sign_in("ben")
    once = {"once": "ab" * 16}
    assert refer(ben, **once).status_code == 200
    assert refer(ben, **once).status_code == 409
    with unit.behind() as uow:
        assert uow.gateway.get(Submission, "ab" * 16) is not None
    assert brought_in(unit) == 1


def test_no_line_says_that_somebody_was_on_the_page(unit: Unit, caplog: pytest.LogCaptureFixture) -> None:
    dora = unit.sign_in("dora")
    caplog.clear()
    with caplog.at_level("INFO"):
        dora.get("/account")
        dora.get("/refer")
    assert "account.account" in caplog.text
    assert "refer" not in caplog.text


def test_agencies_have_no_such_page(unit: Unit) -> None:
    assert unit.sign_in("pia").get("/refer").status_code in {302, 403, 404}
