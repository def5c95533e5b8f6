"""Who began, what for, whether a task was spoken of, how the risk seems: what would tell of whom is sealed."""

import pytest
from sqlalchemy import select

from app.contacts.models import Attempt
from app.register.models import DriftSign
from app.risk.causes import Cause
from app.risk.models import Review, Threat
from app.sources.models import Source
from audit.events import Decision, Event
from tests.contacts.test_calling import CALL, granted, open_contact
from tests.factories import Unit, Visitor
from tests.pages import proofread
from tests.sources.test_registering import register

CAME = {name: value for name, value in CALL.items() if name != "direction"} | {"purpose": "WELFARE"}


def now(unit: Unit) -> dict[str, str]:
    """Return the time as the form takes it."""
    return {"made_at": f"{unit.clock.now:%H:%M}"}


@pytest.fixture
def called(whole_unit: Unit) -> tuple[Visitor, str]:
    """Return an officer ten minutes after they were let call, and the permission."""
    officer, grant_ref = granted(whole_unit)
    whole_unit.clock.tick(minutes=10)
    return officer, grant_ref


def test_whether_a_task_was_spoken_of_is_asked_and_sealed_and_counts_as_a_sign(
    whole_unit: Unit, called: tuple[Visitor, str]
) -> None:
    officer, grant_ref = called
    address, typed = f"/contacts/{grant_ref}/attempt", CALL | now(whole_unit) | {"purpose": "RISK"}
    missing = officer.post(address, typed | {"tasked": ""})
    assert missing.status_code == 400
    assert "say whether a task was spoken of" in proofread(missing.text).text
    assert proofread(missing.text).value("said") == CALL["said"]
    assert officer.post(address, typed | {"tasked": "yes", "risk_change": "HIGHER"}).status_code == 302
    with whole_unit.behind() as uow:
        attempt = uow.case.scalars(select(Attempt)).one()
        assert (attempt.direction, attempt.purpose) == ("OUTGOING", "RISK")
        assert {sign.code for sign in uow.case.scalars(select(DriftSign))} == {"TASKED", "CONTACTS"}
        assert Cause.ASKED.value in set(uow.case.scalars(select(Review.cause)))
    # Beside the signs and reviews of a source, in clear, they would tell whose link this is.
    assert not {"tasked", "risk_change"} & set(Attempt.__table__.columns.keys())
    custodian = whole_unit.sign_in("hana", unlock=True)
    source = str(proofread(custodian.get("/sources").text).all("th", scope="row")[0].find("a").get("href"))
    text = proofread(
        custodian.post(f"{source}/open", {"compartment": "log", "purpose": "WELFARE", "reason": "So"}).text
    )
    assert "It seems greater" in text.text
    assert "We called them" in text.text


def test_a_source_who_rings_the_officer_is_no_call_of_ours(whole_unit: Unit, called: tuple[Visitor, str]) -> None:
    officer, grant_ref = called
    address, came = f"/contacts/{grant_ref}/attempt", CALL | now(whole_unit) | {"direction": "INCOMING"}
    refused = officer.post(address, came | {"outcome": "NO_ANSWER", "tasked": ""})
    assert refused.status_code == 400
    assert "They came to you" in proofread(refused.text).text
    assert officer.post(address, came).status_code == 302
    assert "They came to us" in proofread(officer.get(f"/contacts/{grant_ref}").text).text
    with whole_unit.behind() as uow:
        assert not uow.case.scalars(select(DriftSign)).all()
    # Nor is there anything to rest from.
    assert open_contact(officer, grant_ref).status_code == 200


def test_whoever_looks_after_a_source_writes_down_that_they_came_without_any_permission(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    whole_unit.clock.tick(minutes=1)
    address = f"/contacts/source/{source_ref}/received"
    assert "They came to us" in proofread(handler.get(address).text).text
    early = handler.post(address, CAME | {"made_at": "00:01"})
    assert early.status_code == 400
    assert "after you knew them" in proofread(early.text).text
    assert handler.post(address, CAME | now(whole_unit)).status_code == 302
    assert "They came to us" in proofread(handler.get(f"/sources/{source_ref}").text).text
    assert b"Canary-Said" not in whole_unit.raw()
    newest = whole_unit.entries(action=Event.CONTACT_ATTEMPT.action, decision=Decision.DONE)[0].entry
    assert (newest.object_ref, newest.detail["direction"], newest.grant_ref) == (source_ref, "INCOMING", "")
    duress = CAME | now(whole_unit) | {"outcome": "DURESS"}
    assert whole_unit.sign_in("cleo").post(address, duress).status_code == 302
    with whole_unit.behind() as uow:
        source = uow.case.get_one(Source, source_ref)
        assert (source.band, source.contactable) == ("CRITICAL", False)
        assert uow.case.scalars(select(Threat.learned_by)).all() == ["DURESS"]


def test_nobody_else_writes_it_down(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    address = f"/contacts/source/{source_ref}/received"
    for who, status in (("hugo", 404), ("asha", 403), ("ava", 403)):
        visitor = whole_unit.sign_in(who)
        assert visitor.get(address).status_code == status
        assert visitor.post(address, CAME | now(whole_unit), on="/unlock").status_code == status
    assert not whole_unit.entries(action=Event.CONTACT_ATTEMPT.action, decision=Decision.DONE)
