"""Two do at one moment what only one may do, or press twice: one of them is too late, and the stores agree."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.contacts.models import ContactRequest
from app.erasure.models import ERASED
from app.sources.models import Source
from app.vault.models import StoredGrant
from app.vault.verification import verify
from audit.events import Decision, Event
from tests.contacts.test_calling import PHONE, asked, granted
from tests.erasure.office import HELD
from tests.erasure.office import asked as asked_to_erase
from tests.factories import Unit, Visitor
from tests.pages import token_in
from tests.postgresql.test_many_at_once import at_once
from tests.sources.test_registering import REGISTRATION, register, waiting_ref

TOO_LATE = {403, 404, 409}


def copies(visitor: Visitor, count: int, *, on: str = "/account") -> list[tuple[FlaskClient, str]]:
    """Return somebody's browser in so many windows, each with a form's token."""
    token = token_in(visitor.get(on))
    windows = []
    for _ in range(count):
        window = visitor.unit.app_of(visitor.who).test_client()
        window._cookies = dict(visitor.client._cookies)
        windows.append((window, token))
    return windows


def send_all(sends: list[tuple[FlaskClient, str, str, dict[str, Any]]]) -> list[int]:
    """Send all of these at one moment; returns what each was answered, in no order."""
    left = list(sends)

    def send() -> int:
        window, token, address, data = left.pop()
        return window.post(address, data=data | {"csrf_token": token}).status_code

    return at_once(send, len(sends))


def test_eight_approvals_at_once_are_one(whole_unit: Unit) -> None:
    _, grant_ref = asked(whole_unit)
    page = f"/requests/{grant_ref}/approve"
    windows = [one for who in ("cleo", "hugo") for one in copies(whole_unit.sign_in(who, unlock=True), 4)]
    statuses = send_all([(window, token, page, {"hours": "4"}) for window, token in windows])
    assert statuses.count(302) == 1
    assert set(statuses) <= {302, *TOO_LATE}
    with whole_unit.steward() as uow:
        assert uow.vault.session.scalar(select(func.count()).select_from(StoredGrant)) == 1
        assert not verify(uow.vault).faults
    approvals = whole_unit.entries(action=Event.CONTACT_APPROVE.action, decision=Decision.DONE)
    assert len({one.entry.actor_ref for one in approvals}) == 1


@pytest.mark.stores
def test_one_approves_and_one_refuses_and_only_one_of_it_stands(whole_unit: Unit) -> None:
    _, grant_ref = asked(whole_unit)
    page = f"/requests/{grant_ref}"
    [cleo], [hugo] = (copies(whole_unit.sign_in(who, unlock=True), 1) for who in ("cleo", "hugo"))
    statuses = send_all([(*cleo, f"{page}/approve", {"hours": "4"}), (*hugo, f"{page}/refuse", {"reason": "Too soon"})])
    assert statuses.count(302) == 1
    with whole_unit.steward() as uow:
        state = uow.case.get_one(ContactRequest, grant_ref).state
        assert state in {"APPROVED", "REFUSED"}
        assert uow.vault.keeps_grant(grant_ref) is (state == "APPROVED")


@pytest.mark.stores
def test_what_is_opened_while_it_ends_opens_no_more_after(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    [cleo] = copies(whole_unit.sign_in("cleo", unlock=True), 1)
    [window] = copies(officer, 1)
    number = f"/contacts/{grant_ref}/number"
    statuses = send_all([(*window, number, {}), (*cleo, f"/requests/{grant_ref}/end", {"reason": "Danger"})])
    assert 302 in statuses
    reply = window[0].post(number, data={"csrf_token": window[1]})
    assert reply.status_code == 403
    assert PHONE not in reply.text
    with whole_unit.steward() as uow:
        assert not uow.vault.keeps_grant(grant_ref)


@pytest.mark.stores
def test_a_source_registered_by_pressing_twice_is_one(whole_unit: Unit) -> None:
    whole_unit.tell()
    hana = whole_unit.sign_in("hana", unlock=True)
    address = f"/sources/waiting/{waiting_ref(hana)}/register"
    data = REGISTRATION | {"handler": whole_unit.ref("hana"), "controller": whole_unit.ref("cleo")}
    statuses = send_all([(*window, address, data) for window in copies(hana, 3)])
    assert statuses.count(302) == 1
    assert set(statuses) <= {302, *TOO_LATE}
    with whole_unit.steward() as uow:
        assert uow.case.scalar(select(func.count()).select_from(Source)) == 1
        assert not verify(uow.vault).faults


def test_a_hold_and_an_erasure_at_once_leave_no_source_that_is_half_gone(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    page = asked_to_erase(whole_unit, source_ref)
    [cleo] = copies(whole_unit.sign_in("cleo", unlock=True), 1)
    [hana] = copies(whole_unit.sign_in("hana"), 1)
    statuses = send_all([(*cleo, f"{page}/erase", {"understood": "y"}), (*hana, f"/erasures/keep/{source_ref}", HELD)])
    assert 302 in statuses
    with whole_unit.steward() as uow:
        is_gone = uow.case.get_one(Source, source_ref).status == ERASED
        assert uow.vault.erasing.keeps(source_ref) is not is_gone
        assert not verify(uow.vault).faults
