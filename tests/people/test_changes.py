"""What people hold changes when one has entered it and another confirmed it; the one concerned never."""

from typing import Any

import pytest

from app.people.applying import apply
from app.people.models import Change, ChangeKind
from audit.events import Decision, Event
from tests.factories import HOME_UNIT, OTHER_UNIT, Unit
from tests.pages import proofread
from tests.people.office import VETTING, confirm, waiting


def enter(unit: Unit, by: str, about: str, page: str = "vetting", data: dict[str, Any] | None = None) -> str:
    visitor = unit.sign_in(by)
    reply = visitor.post(f"/people/{unit.ref(about)}/{page}", data or VETTING)
    assert reply.status_code == 302, reply.text
    assert "Entered" in visitor.get(reply.headers["Location"]).text
    return waiting(unit, unit.ref(about))


def test_vetting_counts_when_a_second_person_has_confirmed_it_and_ends_sessions(whole_unit: Unit) -> None:
    asha = whole_unit.sign_in("asha")
    change_ref = enter(whole_unit, "sid", "asha")
    assert "Security Check" in asha.get("/account").text
    mia = whole_unit.sign_in("mia")
    proofread(mia.get(f"/changes/{change_ref}").text)
    assert confirm(mia, change_ref).status_code == 302
    assert asha.get("/account").status_code == 302
    again = whole_unit.sign_in("asha")
    assert "Counter-Terrorist Check" in again.get("/account").text
    board = proofread(again.get("/board").text)
    assert "Your vetting was entered" in board.text
    again.post("/told/read", on="/board")
    assert "Your vetting was entered" not in again.get("/board").text
    for act in (Event.CHANGE_ENTER, Event.CHANGE_CONFIRM):
        assert whole_unit.entries(action=act.action, decision=Decision.DONE)


def test_whatever_is_changed_about_somebody_ends_their_session(whole_unit: Unit) -> None:
    """Each kind of change there is, those included that open an account again."""
    entered: dict[ChangeKind, dict[str, Any]] = {
        ChangeKind.KEYS: {},
        ChangeKind.RESTORE: {},
        ChangeKind.VETTING: {"level": "SC", "status": "HELD", "granted_on": "2025-01-01", "ends_on": "2030-01-01"},
        ChangeKind.TRAINING: {"course": "PNC", "passed_on": "2026-03-01"},
        ChangeKind.ROLES: {"roles": ["ASSESSOR"], "unit_ref": whole_unit.units[HOME_UNIT]},
        ChangeKind.MANAGER: {"from_on": "2026-03-01", "manager_ref": whole_unit.ref("mia")},
    }
    assert set(entered) == set(ChangeKind)
    for kind, values in entered.items():
        asha = whole_unit.sign_in("asha")
        assert asha.get("/account").status_code == 200
        with whole_unit.behind() as uow:
            apply(uow, Change(kind=kind, person_ref=whole_unit.ref("asha"), entered=values))
        assert asha.get("/account").status_code == 302, kind


@pytest.mark.parametrize("who", ["sid", "asha", "hana", "olga"])
def test_whoever_entered_it_is_concerned_or_has_no_part_confirms_nothing(whole_unit: Unit, who: str) -> None:
    change_ref = enter(whole_unit, "sid", "asha")
    assert confirm(whole_unit.sign_in(who), change_ref).status_code in {403, 404}
    assert waiting(whole_unit, whole_unit.ref("asha")) == change_ref


def test_a_suspended_clearance_takes_the_place_of_the_same_one_and_shuts_its_holder_out(whole_unit: Unit) -> None:
    days = {"granted_on-day": "1", "granted_on-month": "1", "granted_on-year": "2024"}
    change_ref = enter(whole_unit, "sid", "asha", data=VETTING | days | {"level": "SC", "status": "SUSPENDED"})
    confirm(whole_unit.sign_in("mia"), change_ref)
    assert whole_unit.sign_in("asha").get("/board").status_code == 403


@pytest.mark.parametrize(("about", "status"), [("hana", 403), ("olga", 403), ("ava", 403), ("sid", 403), ("mia", 200)])
def test_an_administrator_acts_on_nobody_who_stands_above_nor_on_themself(
    whole_unit: Unit, about: str, status: int
) -> None:
    sid, home = whole_unit.sign_in("sid"), f"/people/{whole_unit.ref(about)}"
    assert sid.get(home).status_code == status
    if status == 403:
        sent: list[tuple[str, dict[str, Any]]] = [
            ("vetting", VETTING), ("renew", {"lost": "DEVICE"}), ("stop", {"reason": "because"}), ("end", {}),
        ]  # fmt: skip
        for page, data in sent:
            assert sid.post(f"{home}/{page}", data, on="/account").status_code == 403, page
        assert whole_unit.entries(person_ref=whole_unit.ref("sid"), decision=Decision.REFUSED)


def test_a_group_looks_after_its_own_and_after_nobody_else(whole_unit: Unit) -> None:
    hana = whole_unit.sign_in("hana")
    proofread(hana.get(f"/people/{whole_unit.ref('hugo')}").text)
    for other in ("olga", "ava", "asha", "hana"):
        assert hana.get(f"/people/{whole_unit.ref(other)}").status_code == 403
    change_ref = enter(whole_unit, "hugo", "cleo", data=VETTING | {"level": "eDV"})
    assert confirm(whole_unit.sign_in("mia"), change_ref).status_code == 404
    assert confirm(whole_unit.sign_in("hana"), change_ref).status_code == 302


def test_a_role_of_a_key_group_is_confirmed_by_that_group(whole_unit: Unit) -> None:
    home = {"unit_ref": next(iter(whole_unit.units.values()))}
    change_ref = enter(whole_unit, "sid", "iris", "roles", home | {"roles": ["NSU_HANDLER"]})
    assert confirm(whole_unit.sign_in("mia"), change_ref).status_code == 404
    hana = whole_unit.sign_in("hana", unlock=True)
    assert confirm(hana, change_ref).status_code == 302
    assert "Iris Vale" in hana.get("/keys-to-sign").text


def test_a_mover_gives_away_what_the_new_unit_cannot_hold_first(whole_unit: Unit) -> None:
    whole_unit.tell()
    ref = whole_unit.newest_allegation()
    asha = whole_unit.sign_in("asha")
    asha.post(f"/allegations/{ref}/take", on=f"/allegations/{ref}")
    data = {"roles": ["ASSESSOR"], "unit_ref": whole_unit.units[OTHER_UNIT]}
    change_ref = enter(whole_unit, "sid", "asha", "roles", data)
    mia = whole_unit.sign_in("mia")
    assert confirm(mia, change_ref).status_code == 409
    home = f"/people/{whole_unit.ref('asha')}/leaving"
    assert ref in proofread(mia.get(home).text).text
    given = mia.post(f"{home}/allegations/{ref}", {"to": whole_unit.ref("ben")}, on=home)
    assert given.status_code == 302
    assert confirm(mia, change_ref).status_code == 302
    assert ref in whole_unit.sign_in("ben").get("/board").text


def test_what_cannot_be_is_told_beside_its_field(whole_unit: Unit) -> None:
    sid = whole_unit.sign_in("sid")
    reply = sid.post(f"/people/{whole_unit.ref('asha')}/vetting", VETTING | {"ends_on-year": "2025"})
    assert reply.status_code == 400
    assert "must come after" in proofread(reply.text).text


def test_a_course_is_entered_by_the_training_lead_and_confirmed_by_another(whole_unit: Unit) -> None:
    home = {"unit_ref": next(iter(whole_unit.units.values()))}
    confirm(whole_unit.sign_in("mia"), enter(whole_unit, "sid", "iris", "roles", home | {"roles": ["TRAINING_LEAD"]}))
    iris = whole_unit.sign_in("iris")
    course = {
        "sign_in_name": "dora.finch", "course": "PNC", "passed_on-day": "1", "passed_on-month": "3",
        "passed_on-year": "2026",
    }  # fmt: skip
    assert iris.post("/training-records", course | {"sign_in_name": "iris.vale"}).status_code == 403
    assert iris.post("/training-records", course | {"sign_in_name": "no.body"}).status_code == 400
    assert iris.post("/training-records", course).status_code == 302
    change_ref = waiting(whole_unit, whole_unit.ref("dora"))
    assert confirm(iris, change_ref).status_code == 403
    assert confirm(whole_unit.sign_in("sid"), change_ref).status_code == 302
    assert "Police National Computer" in whole_unit.sign_in("dora").get("/account").text


def test_a_refused_change_changes_nothing_and_its_reason_is_sealed(whole_unit: Unit) -> None:
    change_ref = enter(whole_unit, "sid", "asha")
    mia = whole_unit.sign_in("mia")
    mia.post(f"/changes/{change_ref}/refuse", {"reason": "Canary-certificate"}, on=f"/changes/{change_ref}")
    assert "Security Check" in whole_unit.sign_in("asha").get("/account").text
    assert confirm(mia, change_ref).status_code in {403, 404}
    assert whole_unit.entries(action=Event.CHANGE_REFUSE.action, decision=Decision.DONE)
