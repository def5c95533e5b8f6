"""The data protection officer sees what is asked, decided and certified, by reference; they neither ask nor decide."""

import pytest
from sqlalchemy import select

from app.accounts.models import RoleHeld
from app.erasure.models import Erasure, LegalHold
from audit.events import Decision, Event
from tests.erasure.office import ASKED, HELD, asked, decided
from tests.factories import START, Unit
from tests.pages import proofread
from tests.sources.test_raising import press
from tests.sources.test_registering import register

OFFICER = "iris"
OWN = ("Morwenna", "Tregarth", "900123", "Canary-How")


@pytest.fixture
def overseen(whole_unit: Unit) -> tuple[Unit, str]:
    """Return a unit with a data protection officer, and a source that somebody told us of themselves."""
    _, source_ref = register(whole_unit)
    person_ref = whole_unit.ref(OFFICER)
    with whole_unit.behind() as uow:
        for role in uow.case.scalars(select(RoleHeld).where(RoleHeld.person_ref == person_ref)):
            uow.case.delete(role)
        uow.case.add(RoleHeld(person_ref=person_ref, role="DPO", from_on=START.date()))
    return whole_unit, source_ref


def test_they_read_requests_and_certificates_and_nothing_of_who_it_was(overseen: tuple[Unit, str]) -> None:
    unit, source_ref = overseen
    page = asked(unit, source_ref)
    officer = unit.sign_in(OFFICER)
    shown = [officer.get(address).text for address in ("/board", "/erasures", page)]
    assert all(source_ref in text for text in shown)
    assert "Erase for good" not in shown[2]
    decided(unit, page)
    officer = unit.sign_in(OFFICER)
    shown.append(officer.get(f"{page}/certificate").text)
    assert "Erasure that is being finished" in proofread(shown[3]).text
    assert not [word for word in OWN for text in shown if word in text]


def test_they_ask_for_nothing_decide_nothing_and_keep_nothing_and_it_is_recorded(overseen: tuple[Unit, str]) -> None:
    unit, source_ref = overseen
    officer = unit.sign_in(OFFICER)
    replies = [officer.get(f"/erasures/ask/{source_ref}"), officer.get(f"/sources/{source_ref}")]
    replies += [
        officer.post(f"/erasures/ask/{source_ref}", ASKED, on="/account"),
        officer.post(f"/erasures/keep/{source_ref}", HELD, on="/account"),
    ]
    assert {reply.status_code for reply in replies} == {403}
    assert not [word for word in (*OWN, source_ref) for reply in replies if word in reply.text]
    refused = unit.entries(person_ref=unit.ref(OFFICER), action=Event.PAGE_REFUSED.action, decision=Decision.REFUSED)
    assert len(refused) == len(replies)
    with unit.steward() as uow:
        assert not uow.case.scalars(select(Erasure)).all()
        assert not uow.case.scalars(select(LegalHold)).all()
    page = asked(unit, source_ref)
    officer = unit.sign_in(OFFICER, unlock=True)
    for act, data in (("erase", {"understood": "y"}), ("refuse", {"reason": "Canary-Mine"})):
        assert press(officer, f"{page}/{act}", "/account", **data) == 403
    with unit.steward() as uow:
        assert uow.vault.erasing.keeps(source_ref)
    assert b"Canary-Mine" not in unit.raw()
