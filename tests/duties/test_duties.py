"""Who has which duty when: given by those who may, never the source unit's to oneself, and while one may have it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.duties import queries, service
from app.duties.kinds import DutyCode
from app.errors import Invalid, Refused
from audit.events import Event
from tests.factories import HOME_UNIT, Unit
from tests.pages import proofread


def give(unit: Unit, by: str, duty: str, to: str, *, days: float = 7, **changes: Any) -> str:
    actor = unit.actor(by)
    with unit.house.work(actor) as uow:
        known = {
            "duty": duty,
            "unit_ref": unit.units[HOME_UNIT],
            "person_ref": unit.ref(to),
            "from_at": uow.now,
            "until_at": uow.now + timedelta(days=days),
        }
        return service.assign(uow, service.NewDuty(**(known | changes)))


def on_duty(unit: Unit, duty: DutyCode) -> list[str]:
    with unit.steward() as uow:
        return list(queries.on_duty(uow.case, duty, uow.now))


def test_a_duty_holds_from_its_beginning_to_its_end(whole_unit: Unit) -> None:
    later = whole_unit.clock.now + timedelta(days=1)
    give(whole_unit, "cleo", "DUTY_CUSTODIAN", "hana", from_at=later)
    assert on_duty(whole_unit, DutyCode.DUTY_CUSTODIAN) == []
    whole_unit.clock.tick(days=2)
    assert on_duty(whole_unit, DutyCode.DUTY_CUSTODIAN) == [whole_unit.ref("hana")]
    whole_unit.clock.tick(days=7)
    assert on_duty(whole_unit, DutyCode.DUTY_CUSTODIAN) == []


@pytest.mark.parametrize(
    ("by", "duty", "to", "rule"),
    [
        ("cleo", "DUTY_CUSTODIAN", "cleo", "is_for_someone_else"),
        ("ava", "DUTY_AUTHORISER", "ava", "is_for_someone_else"),
        ("mia", "DUTY_CUSTODIAN", "hana", "duty_is"),
        ("cleo", "DUTY_MANAGER", "mia", "duty_is"),
        ("sid", "DUTY_CUSTODIAN", "hana", "acts_as"),
        ("asha", "DUTY_MANAGER", "mia", "acts_as"),
    ],
)
def test_who_may_not_give_it_is_refused_and_recorded(whole_unit: Unit, by: str, duty: str, to: str, rule: str) -> None:
    with pytest.raises(Refused):
        give(whole_unit, by, duty, to)
    newest = whole_unit.entries(action=Event.DUTY_ASSIGN.action)[0].entry
    assert newest.decision == "refused"
    assert newest.rule.startswith(rule)
    assert on_duty(whole_unit, DutyCode(duty)) == []


def test_a_manager_may_have_their_own_units_duty(whole_unit: Unit) -> None:
    give(whole_unit, "mia", "DUTY_MANAGER", "mia")
    assert on_duty(whole_unit, DutyCode.DUTY_MANAGER) == [whole_unit.ref("mia")]


@pytest.mark.parametrize(("to", "days"), [("asha", 7), ("ava", 7), ("hana", 40), ("hana", -1), ("hana", 0)], ids=str)
def test_who_cannot_have_it_and_times_that_do_not_fit_are_refused(whole_unit: Unit, to: str, days: float) -> None:
    with pytest.raises(Invalid):
        give(whole_unit, "cleo", "DUTY_CUSTODIAN", to, days=days)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE accounts SET state = 'SUSPENDED' WHERE person_ref = :ref",
        "UPDATE roles_held SET to_on = '2026-03-01' WHERE person_ref = :ref",
    ],
)
def test_whoever_is_suspended_or_lost_the_role_has_it_no_longer(whole_unit: Unit, change: str) -> None:
    give(whole_unit, "cleo", "DUTY_CUSTODIAN", "hana")
    assert whole_unit.house.stores.case is not None
    with whole_unit.house.stores.case.begin() as connection:
        connection.execute(text("UPDATE roles_held SET from_on = '2025-01-01'"))
        connection.execute(text(change), {"ref": whole_unit.ref("hana")})
    assert on_duty(whole_unit, DutyCode.DUTY_CUSTODIAN) == []


def test_it_ends_early_by_somebody_else(whole_unit: Unit) -> None:
    ref = give(whole_unit, "ava", "DUTY_CUSTODIAN", "cleo")
    with pytest.raises(Refused), whole_unit.house.work(whole_unit.actor("cleo")) as uow:
        service.end_duty(uow, ref)
    with whole_unit.house.work(whole_unit.actor("ava")) as uow:
        service.end_duty(uow, ref)
    assert on_duty(whole_unit, DutyCode.DUTY_CUSTODIAN) == []


def test_it_is_given_and_ended_on_the_page_and_read_by_all_staff_alone(whole_unit: Unit) -> None:
    cleo = whole_unit.sign_in("cleo")
    proofread(cleo.get("/duties/give").text)
    typed = {"duty": "DUTY_CUSTODIAN", "person_ref": whole_unit.ref("hana"), "unit_ref": whole_unit.units[HOME_UNIT]}
    typed |= {"from_on-day": "2", "from_on-month": "3", "from_on-year": "2026"}
    typed |= {"until_on-day": "9", "until_on-month": "3", "until_on-year": "2026"}
    reply = cleo.post("/duties/give", typed)
    assert reply.status_code == 302, reply.text
    assert "Hana Birch" in proofread(whole_unit.sign_in("asha").get("/duties").text).text
    assert whole_unit.sign_in("pia").get("/duties").status_code in {302, 403, 404}
    own = cleo.post("/duties/give", typed | {"person_ref": whole_unit.ref("cleo")})
    assert (own.status_code, "Nobody gives this duty to themselves" in own.text) == (400, True)
    [held] = [
        row.entry.object_ref
        for row in whole_unit.entries(action=Event.DUTY_ASSIGN.action)
        if row.entry.decision == "done"
    ]
    proofread(cleo.get("/duties").text)
    assert cleo.post(f"/duties/{held}/end", on="/duties").status_code == 302
    assert on_duty(whole_unit, DutyCode.DUTY_CUSTODIAN) == []
