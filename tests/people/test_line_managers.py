"""Who is whose line manager: entered by one, confirmed by another, and everybody above found from it."""

from datetime import date, timedelta

import pytest

from app.accounts import queries as accounts
from app.accounts.models import LineManager
from audit.events import Decision, Event
from tests.factories import START, Unit
from tests.pages import proofread
from tests.people.office import confirm, waiting

pytestmark = pytest.mark.stores

TODAY = START.date()
FROM = {"from_on-day": "2", "from_on-month": "3", "from_on-year": "2026"}


def above(unit: Unit, who: str, day: date = TODAY) -> list[str]:
    with unit.behind() as uow:
        return list(accounts.chain(uow.case, unit.ref(who), day).values())


def let_manage(unit: Unit, *lines: tuple[str, str]) -> None:
    """Let people be whose line manager they are, as two people would enter it."""
    with unit.behind() as uow:
        uow.case.add_all(
            LineManager(person_ref=unit.ref(whose), manager_ref=unit.ref(who), from_on=TODAY - timedelta(days=9))
            for whose, who in lines
        )


def test_a_line_manager_counts_when_a_second_person_has_confirmed_it(whole_unit: Unit) -> None:
    let_manage(whole_unit, ("mia", "dora"), ("asha", "ben"))
    sid, page = whole_unit.sign_in("sid"), f"/people/{whole_unit.ref('asha')}/line-manager"
    assert "Dora Finch" in proofread(sid.get(page).text).text
    assert sid.post(page, FROM | {"manager_ref": whole_unit.ref("mia")}).status_code == 302
    assert above(whole_unit, "asha") == ["Ben Marlow"]
    change_ref = waiting(whole_unit, whole_unit.ref("asha"))
    assert confirm(sid, change_ref).status_code == 403
    mia = whole_unit.sign_in("mia")
    assert "Mia Frost" in proofread(mia.get(f"/changes/{change_ref}").text).text
    assert confirm(mia, change_ref).status_code == 302
    assert above(whole_unit, "asha") == ["Mia Frost", "Dora Finch"]
    assert above(whole_unit, "asha", TODAY - timedelta(days=1)) == ["Ben Marlow"]
    home = proofread(sid.get(f"/people/{whole_unit.ref('asha')}").text).text
    assert "Mia Frost, then Dora Finch" in home
    refused = whole_unit.entries(action=Event.CHANGE_CONFIRM.action, decision=Decision.REFUSED)
    assert [one.entry.rule for one in refused] == ["entered_by_someone_else"]


def test_nobody_stands_above_themself(whole_unit: Unit) -> None:
    let_manage(whole_unit, ("asha", "mia"), ("mia", "dora"))
    sid = whole_unit.sign_in("sid")
    for about, manager in (("dora", "asha"), ("dora", "dora"), ("dora", "pia")):
        reply = sid.post(
            f"/people/{whole_unit.ref(about)}/line-manager", FROM | {"manager_ref": whole_unit.ref(manager)}
        )
        assert reply.status_code == 400, manager
    assert not whole_unit.entries(action=Event.CHANGE_ENTER.action, decision=Decision.DONE)
    # Two that were entered side by side close a circle only when the second is confirmed, and it is not.
    page = f"/people/{whole_unit.ref('dora')}/line-manager"
    assert sid.post(page, FROM | {"manager_ref": whole_unit.ref("iris")}).status_code == 302
    let_manage(whole_unit, ("iris", "asha"))
    assert confirm(whole_unit.sign_in("mia"), waiting(whole_unit, whole_unit.ref("dora"))).status_code == 409
    # One that stands in the store all the same leads to an end.
    let_manage(whole_unit, ("dora", "asha"))
    assert above(whole_unit, "asha") == ["Mia Frost", "Dora Finch"]
