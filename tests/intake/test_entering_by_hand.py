"""What staff enter for somebody else: sealed as the public form seals it; of Crimestoppers nothing of the caller."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.allegations.models import Allegation
from app.allegations.states import State
from app.founding import Founded
from app.intake import service
from app.intake.models import Submission
from app.intake.story import Entered, read_story
from app.markings.promises import ANONYMOUS, CRIMESTOPPERS, PROMISE_BY_CODE, UNIT_ONLY
from app.sources.models import NOTHING_KEPT, Waiting
from audit.events import Decision, Event
from crypto.bundle import seal_submission
from tests.factories import HOME_UNIT, OTHER_UNIT, Unit, Visitor, copy_unit
from tests.pages import Page, proofread
from tests.sources.test_registering import REGISTRATION

NAMED = "Canary-Gun"
PHONED: dict[str, Any] = {
    "channel": "PHONE",
    "account": "Heron-Yard: vans come at night. Wilma Canary-Name says so.",
    "promise": UNIT_ONLY,
    "your_name": "Wilma Canary-Name",
    "your_phone": "07700 900321",
}
LINE = {"account": f"{NAMED}: a gun is kept at 4 Mill Lane, Leeds."}
TELLING = "She is his sister and the caller says that he keeps it under the pillow."


@pytest.fixture(scope="module")
def unit(founded_unit: tuple[Founded, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unit]:
    """Return one unit for all of these: each enters a report of its own."""
    made = copy_unit(*founded_unit, tmp_path_factory.mktemp("entering") / "unit")
    yield made
    made.close()


def send(visitor: Visitor, address: str, data: dict[str, Any]) -> Any:
    token = Page(visitor.get("/account").text).all("input", name="csrf_token")[0].get("value")
    return visitor.client.post(address, data={**data, "csrf_token": token})


def drain(unit: Unit) -> int:
    return service.drain(unit.house, unit.units[OTHER_UNIT])


def newest(unit: Unit) -> tuple[Allegation, Waiting]:
    """Return the allegation that came last, and what the source unit's list says of it."""
    with unit.steward() as uow:
        row = uow.case.scalars(select(Allegation).order_by(Allegation.ref.desc()).limit(1)).one()
        return row, uow.case.scalars(select(Waiting).where(Waiting.allegation_ref == row.ref)).one()


def enter_line(unit: Unit, who: str = "iris", **changes: str) -> tuple[Allegation, Waiting]:
    """Enter a report from Crimestoppers and let the steward bring it in."""
    assert send(unit.sign_in(who), "/enter/crimestoppers", LINE | changes).status_code == 302
    assert drain(unit) == 1
    return newest(unit)


def test_a_report_by_telephone_goes_to_the_enterers_unit_and_its_tellers_details_to_custody(unit: Unit) -> None:
    iris = unit.sign_in("iris")
    page = proofread(iris.get("/enter").text)
    assert all(PROMISE_BY_CODE[code].wording in page.text for code in (UNIT_ONLY, ANONYMOUS))
    assert send(iris, "/enter", PHONED).status_code == 302
    assert b"Heron-Y" not in unit.raw()
    assert drain(unit) == 1
    row, waiting = newest(unit)
    assert (row.channel, row.promise, row.unit_ref) == ("PHONE", UNIT_ONLY, unit.units[HOME_UNIT])
    assert row.account == "Heron-Yard: vans come at night. [withheld] says so."
    assert b"Canary-Name" not in unit.raw()
    hana = unit.sign_in("hana", unlock=True)
    opened = proofread(send(hana, f"/sources/waiting/{waiting.submission_ref}/open", {}).text).text
    assert "Wilma Canary-Name" in opened
    assert PROMISE_BY_CODE[UNIT_ONLY].wording in opened
    with unit.steward() as uow:
        # Nobody was given a receipt: staff would know its words.
        assert uow.case.connection().exec_driver_sql("SELECT count(*) FROM mailboxes").scalar() == 0
    [done, *_] = unit.entries(action=Event.ALLEGATION_ENTER.action, decision=Decision.DONE)
    assert (done.entry.actor_ref, done.entry.detail["channel"]) == (unit.ref("iris"), "PHONE")


def test_details_and_a_promise_of_anonymity_do_not_go_together(unit: Unit) -> None:
    iris = unit.sign_in("iris")
    reply = send(iris, "/enter", PHONED | {"promise": ANONYMOUS})
    assert "Anonymity was promised" in proofread(reply.text).text
    assert unit.entries(action=Event.ALLEGATION_ENTER.action)[0].entry.rule == "form_is_valid"
    bare = PHONED | {"promise": ANONYMOUS, "your_name": "", "your_phone": ""}
    assert send(iris, "/enter", bare).status_code == 302
    assert drain(unit) == 1
    row, waiting = newest(unit)
    assert (row.promise, waiting.state) == (ANONYMOUS, NOTHING_KEPT)


def test_of_whoever_called_crimestoppers_there_is_no_record_to_open_register_link_or_dismiss(unit: Unit) -> None:
    page = proofread(unit.sign_in("iris").get("/enter/crimestoppers").text)
    assert not [one for one in page.all("input") if str(one.get("name")).startswith(("your_", "relationship"))]
    row, waiting = enter_line(unit)
    assert (row.channel, row.promise, row.status) == ("CRIMESTOPPERS", CRIMESTOPPERS, State.RECEIVED)
    assert waiting.state == NOTHING_KEPT
    with unit.steward() as uow:
        assert waiting.submission_ref not in uow.vault.waiting_submissions()
        assert uow.vault.source_of(row.link) is None
        assert uow.gateway.get(Submission, waiting.submission_ref) is None
    hana = unit.sign_in("hana", unlock=True)
    people = {"handler": unit.ref("hana"), "controller": unit.ref("cleo")}
    acts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("open", {}),
        ("register", REGISTRATION | people),
        ("link", {"source_ref": "SRC-BBBBBBBBBB"}),
    )
    for act, sent in acts:
        reply = send(hana, f"/sources/waiting/{waiting.submission_ref}/{act}", sent)
        assert reply.status_code == 403, act
        assert "promised anonymity" in proofread(reply.text).text
    found = unit.entries(object_refs=(waiting.submission_ref,), decision=Decision.REFUSED)
    assert [one.entry.rule for one in found] == ["may_be_known"] * 3
    assert send(hana, f"/sources/waiting/{waiting.submission_ref}/dismiss", {"reason": "nothing"}).status_code == 403


def test_nobody_searches_the_register_for_whoever_called(unit: Unit) -> None:
    row, _ = enter_line(unit)
    hana = unit.sign_in("hana", unlock=True)
    asked = {"name": "Somebody", "purpose": "WELFARE"}
    for reason in (f"to see who told us {row.ref.lower()}", "it came by crime-stoppers"):
        reply = send(hana, "/sources/find", asked | {"reason": reason})
        assert reply.status_code == 403
        assert "promised anonymity" in proofread(reply.text).text
        assert unit.entries(action=Event.REGISTER_SEARCH.action)[0].entry.rule == "may_be_known"
    assert send(hana, "/sources/find", asked | {"reason": "they rang again"}).status_code == 200


def test_contact_is_not_asked_for_and_the_grade_is_two_and_d(unit: Unit) -> None:
    row, _ = enter_line(unit)
    asha = unit.sign_in("asha")
    assert send(asha, f"/allegations/{row.ref}/take", {}).status_code == 302
    reply = send(asha, f"/contacts/ask/{row.ref}", {"purpose": "WELFARE", "reason": "to see whether they are safe"})
    assert reply.status_code == 403
    [refused, *_] = unit.entries(action=Event.CONTACT_REQUEST.action, decision=Decision.REFUSED)
    assert refused.entry.rule == "may_be_known"
    grade = {"source": "1", "assessment": "A", "handling": "P", "tier": "OFFICIAL-SENSITIVE"}
    reply = send(asha, f"/allegations/{row.ref}/grade", grade)
    assert "2 (untested) and D (not known)" in proofread(reply.text).text
    assert send(asha, f"/allegations/{row.ref}/grade", grade | {"source": "2", "assessment": "D"}).status_code == 302


def test_words_that_show_who_called_are_sent_back_or_held_and_cut_for_good(unit: Unit) -> None:
    iris = unit.sign_in("iris")
    # Nobody is offered to enter words as they stand before some were found.
    assert "Enter it as it stands" not in proofread(iris.get("/enter/crimestoppers").text).text
    reply = send(iris, "/enter/crimestoppers", LINE | {"account": TELLING})
    assert reply.status_code == 400
    said = proofread(reply.text).text
    assert all(f"“{words}”" in said for words in ("caller", "under the pillow"))
    assert "Enter it as it stands" in said
    assert unit.entries(action=Event.ALLEGATION_ENTER.action)[0].entry.rule == "form_is_valid"
    row, _ = enter_line(unit, account=TELLING, leave_in="y")
    assert row.status == State.HELD_SOURCE
    assert unit.sign_in("asha").get(f"/allegations/{row.ref}").status_code == 403
    hana = unit.sign_in("hana", unlock=True)
    words = "\n".join(("She is his sister", "the caller says that", "under the pillow"))
    assert send(hana, f"/allegations/{row.ref}/held", {"words": words}).status_code == 302
    row, _ = newest(unit)
    assert (row.status, row.account) == (State.RECEIVED, "[withheld] and [withheld] he keeps it [withheld].")


def test_what_came_days_ago_is_late_from_that_day_and_nothing_comes_from_tomorrow(unit: Unit) -> None:
    before = unit.clock.now - timedelta(days=3)
    day = {"received_on-day": str(before.day), "received_on-month": str(before.month), "received_on-year": "2026"}
    row, _ = enter_line(unit, **day)
    assert row.received_at.date() == before.date()
    assert row.due_at < unit.clock.now + timedelta(days=2)
    reply = send(unit.sign_in("iris"), "/enter/crimestoppers", LINE | day | {"received_on-year": "2027"})
    assert "cannot have reached us after today" in proofread(reply.text).text


def test_whoever_may_not_enter_reports_is_refused_and_that_is_recorded(unit: Unit) -> None:
    for who in ("dora", "olga", "sid", "ava"):
        assert send(unit.sign_in(who), "/enter/crimestoppers", LINE).status_code == 403
    assert drain(unit) == 0


def test_whoever_lacks_the_servers_lock_claims_no_channel(unit: Unit) -> None:
    """The public face seals to the same keys: what it says staff entered is set aside, and nothing is entered."""
    assert send(unit.sign_in("iris"), "/enter/crimestoppers", LINE).status_code == 302
    with unit.behind() as uow:
        [row] = uow.gateway.scalars(select(Submission)).all()
        permit = require(uow.actor, Action.STEWARD, Nothing(row.submission_ref), uow.now)
        story = read_story(uow.vault.open_story(permit, row.submission_ref, row.story, row.intake_epoch), uow.now)
        forged = replace(story, entered=Entered("PARTNER_AGENCY", unit.units[OTHER_UNIT], "ab" * 32), promise=UNIT_ONLY)
        root = uow.deployment
        keys = uow.vault.public_bundle().verify(root.root, root.ref, root.least_epoch)
        parts = seal_submission(keys, row.submission_ref, details={}, original={"answers": []}, story=forged.record())
        row.story, row.identity = parts.story, parts.identity
    assert drain(unit) == 0
    with unit.steward() as uow:
        assert [row.set_aside for row in uow.gateway.scalars(select(Submission))] == [True]
