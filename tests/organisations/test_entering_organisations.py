"""Organisations, units and holidays are entered by the administrator or the ceremony, and read by everybody else."""

from datetime import date
from typing import Any

import pytest

from app.access.actor import Actor, founder, nobody, steward
from app.errors import Invalid, NotFound, Refused
from app.organisations import queries, service
from app.organisations.holidays import HOLIDAYS, holidays_in
from app.organisations.service import NewOrganisation, NewUnit
from audit.events import Event
from tests.accounts.office import Office

POLICE: dict[str, Any] = {
    "name": "Avonside Police",
    "org_type": "POLICE",
    "highest_tier": 20,
    "vetting_floor": "CTC",
    "is_partner": True,
    "agreement_ref": "ISA-7",
    "agreement_ends_on": date(2027, 5, 31),
}


def add(office: Office, actor: Actor, **changes: Any) -> str:
    with office.house.work(actor) as uow:
        return service.add_organisation(uow, NewOrganisation(**(POLICE | changes)))


def test_an_agency_can_be_sent_to_once_it_is_entered(office: Office) -> None:
    ref = add(office, founder())
    with office.house.work(nobody(), writes=False) as uow:
        assert [one.name for one in queries.agencies(uow.case)] == ["Avonside Police", "Labour Inspectorate"]
        kept = queries.organisation(uow.case, ref)
        assert (kept.agreement_ref, kept.agreement_ends_on, kept.country) == ("ISA-7", date(2027, 5, 31), "GB")
    assert office.decisions(Event.ORGANISATION_ADD)[:2] == [("done", ""), ("attempted", "")]


@pytest.mark.parametrize("actor", [nobody(), steward()])
def test_nobody_else_enters_one_and_the_attempt_is_recorded(office: Office, actor: Actor) -> None:
    with pytest.raises(Refused):
        add(office, actor)
    assert office.decisions(Event.ORGANISATION_ADD)[0][0] == "refused"
    assert not office.rows("SELECT * FROM organisations WHERE name = 'Avonside Police'")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"org_type": "CLUB"}, "org_type"),
        ({"agreement_ref": ""}, "agreement_ref"),
        ({"agreement_ends_on": None}, "agreement_ref"),
        ({"vetting_floor": "NONE"}, "vetting_floor"),
    ],
)
def test_what_the_tables_do_not_know_is_refused(office: Office, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        add(office, founder(), **changes)
    assert field in caught.value.problems


def test_a_government_department_needs_no_agreement(office: Office) -> None:
    assert add(office, founder(), org_type="HMG", agreement_ref="", agreement_ends_on=None)


def test_a_unit_belongs_to_an_organisation_that_is_there(office: Office) -> None:
    organisation_ref = add(office, founder())
    with office.house.work(founder()) as uow:
        ref = service.add_unit(uow, organisation_ref, NewUnit("Referrals", "scotland"))
        assert queries.unit(uow.case, ref).organisation_ref == organisation_ref
    with pytest.raises(NotFound), office.house.work(founder()) as uow:
        service.add_unit(uow, "0" * 32, NewUnit("Referrals", "scotland"))
    with pytest.raises(Invalid), office.house.work(founder()) as uow:
        service.add_unit(uow, organisation_ref, NewUnit("Referrals", "france"))
    with pytest.raises(Refused), office.house.work(nobody()) as uow:
        service.add_unit(uow, organisation_ref, NewUnit("Referrals", "scotland"))


def test_holidays_are_entered_once_and_read_by_division(office: Office) -> None:
    office.edit("DELETE FROM holidays")
    with office.house.work(founder()) as uow:
        assert service.seed_holidays(uow) == sum(len(holiday.divisions) for holiday in HOLIDAYS)
    with office.house.work(founder()) as uow:
        assert service.seed_holidays(uow) == 0
    with office.house.work(nobody(), writes=False) as uow:
        for division in ("england-and-wales", "scotland", "northern-ireland", "uk-any"):
            assert queries.holidays(uow.case, division) == holidays_in(division)
        with pytest.raises(ValueError, match="france"):
            queries.holidays(uow.case, "france")
    with pytest.raises(Refused), office.house.work(nobody()) as uow:
        service.seed_holidays(uow)


def test_a_unit_that_is_not_there_is_not_found(office: Office) -> None:
    with office.house.work(nobody(), writes=False) as uow:
        for read in (queries.unit, queries.organisation):
            with pytest.raises(NotFound):
                read(uow.case, "0" * 32)
