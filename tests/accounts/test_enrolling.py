"""Enrolling people: by the administrator, and by the ceremony before there is one."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.access.actor import Actor, founder, nobody
from app.accounts import queries, service
from app.accounts.enrolment import Cleared, Enrolled
from app.accounts.models import Account, Clearance, Person, RoleHeld
from app.errors import Invalid, Refused
from app.training.enrolment import BegunCourse, PassedCourse, everything_needed
from app.training.models import CourseRecord
from audit.events import Event
from crypto.passphrases import generate
from crypto.totp import code_at, step_at
from tests.accounts.office import Office, enrolment
from tests.accounts.office import Person as Somebody

UNIT = "SELECT unit_ref FROM accounts WHERE sign_in_name = 'omar.pike'"
AGENCY_UNIT = "SELECT unit_ref FROM accounts WHERE sign_in_name = 'rory.hale'"


def administrator(office: Office) -> Actor:
    """Return the administrator as they stand now."""
    browser = office.signed_in("sian")
    with office.app.test_request_context(
        headers={"Cookie": f"__Host-staff={browser.get_cookie('__Host-staff').value}"}
    ):
        actor: Actor = office.app.extensions["sourcekeeper"].load_actor()
    return actor


def enrol(office: Office, actor: Actor, roles: tuple[str, ...] = ("ASSESSOR",), **changes: Any) -> Enrolled:
    unit_ref = office.rows(changes.pop("unit", UNIT))[0]["unit_ref"]
    person = Somebody("tess.moor", "Tess Moor", roles, "nine herons wade the wet clay")
    with office.house.work(actor) as uow:
        return service.enrol(uow, enrolment(person, unit_ref, **changes))


def test_the_administrator_enrols_somebody_who_can_then_sign_in(office: Office) -> None:
    enrolled = enrol(office, administrator(office))
    office.people["tess"] = Somebody(
        "tess.moor", "Tess Moor", ("ASSESSOR",), "nine herons wade the wet clay", totp_secret=enrolled.totp_secret
    )
    assert "Tess Moor" in office.signed_in("tess").get("/board").text
    del office.people["tess"]


def test_what_they_hold_is_written_with_its_dates(office: Office) -> None:
    enrolled = enrol(office, administrator(office))
    with office.house.work(nobody(), writes=False) as uow:
        person = uow.case.get_one(Person, enrolled.person_ref)
        role = uow.case.scalars(select(RoleHeld).filter_by(person_ref=person.person_ref)).one()
        cleared = uow.case.scalars(select(Clearance).filter_by(person_ref=person.person_ref)).one()
        courses = uow.case.scalars(select(CourseRecord).filter_by(person_ref=person.person_ref)).all()
    assert (person.name, role.role, role.from_on, role.to_on) == ("Tess Moor", "ASSESSOR", date(2026, 11, 23), None)
    assert (cleared.level, cleared.granted_on, cleared.ends_at.isoformat()) == (
        "SC",
        date(2024, 3, 1),
        "2029-03-02T00:00:00+00:00",
    )
    assert {row.course for row in courses} == {"SRC_AWARE", "DPA_P3", "IMS_INDUCTION", "RIPA_DRIFT"}


def test_enrolling_is_recorded_without_a_name(office: Office) -> None:
    enrolled = enrol(office, administrator(office))
    done, attempted = office.log(Event.PERSON_ENROL)[:2]
    assert (done.entry.decision, attempted.entry.decision) == ("done", "attempted")
    assert done.entry.object_ref == enrolled.person_ref
    assert done.entry.actor_ref == office.people["sian"].person_ref
    assert "Tess" not in str(done) + str(attempted)


def test_nobody_but_the_administrator_and_the_ceremony_enrols(office: Office) -> None:
    for actor in (
        nobody(),
        Actor(
            **{name: getattr(administrator(office), name) for name in Actor.__slots__}
            | {"roles": frozenset({"INTEL_MANAGER"})}
        ),
    ):
        with pytest.raises(Refused):
            enrol(office, actor)
    assert [decision for decision, _rule in office.decisions(Event.PERSON_ENROL)][:2] == ["refused", "attempted"]
    assert not office.rows("SELECT * FROM people WHERE name = 'Tess Moor'")


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"roles": ("AUDITOR", "ASSESSOR"), "passphrase": generate()}, "roles", "at once"),
        ({"roles": ("SYS_ADMIN", "ASSESSOR")}, "roles", "at once"),
        ({"roles": ("NSU_HANDLER", "NSU_AUTHORISER"), "passphrase": generate()}, "roles", "at once"),
        ({"roles": ("AGENCY_READER", "ASSESSOR")}, "roles", "at once"),
        ({"roles": ("AGENCY_READER",)}, "roles", "another kind of organisation"),
        ({"roles": ()}, "roles", "at least one"),
        ({"roles": ("PUBLIC",)}, "roles", "not a role"),
        ({"roles": ("WIZARD",), "courses": ()}, "roles", "not a role"),
        ({"clearance": Cleared("BPSS", date(2024, 3, 1), date(2029, 3, 1))}, "clearance", "needs CTC"),
        ({"clearance": Cleared("SC", date(2016, 3, 1), date(2026, 11, 22))}, "clearance", "valid today"),
        ({"clearance": Cleared("SC", date(2026, 11, 24), date(2029, 3, 1))}, "clearance", "future"),
        ({"clearance": Cleared("PHD", date(2024, 3, 1), date(2029, 3, 1))}, "clearance", "from the list"),
        ({"courses": ()}, "courses", "DPA_P3, IMS_INDUCTION, RIPA_DRIFT, SRC_AWARE"),
        ({"courses": everything_needed(("ASSESSOR",), date(2024, 11, 1))}, "courses", "must be passed"),
        ({"passphrase": "too short a one"}, "passphrase", "16 characters"),
        ({"passphrase": "tess moor tess moor"}, "passphrase", "guessed"),
        ({"roles": ("NSU_HANDLER",), "passphrase": "wet clay under nine slow herons"}, "passphrase", "six or more"),
        ({"sign_in_name": "omar.pike"}, "sign_in_name", "already"),
        ({"sign_in_name": "Tess.Moor"}, "sign_in_name", "small letters"),
        ({"sign_in_name": "t\u0435ss.moor"}, "sign_in_name", "small letters"),
        ({"name": "  "}, "name", "name"),
    ],
)
def test_what_may_not_be_is_refused_in_the_words_of_the_field(
    office: Office, changes: dict[str, Any], field: str, told: str
) -> None:
    people = len(office.rows("SELECT * FROM people"))
    with pytest.raises(Invalid) as caught:
        enrol(office, founder(), **changes)
    assert told in caught.value.problems[field]
    assert len(office.rows("SELECT * FROM people")) == people
    assert office.decisions(Event.PERSON_ENROL)[:2] == [("refused", "form_is_valid"), ("attempted", "")]


def test_a_course_begun_under_a_mentor_opens_the_role_for_ninety_days(office: Office) -> None:
    mentor = office.people["omar"].person_ref
    passed = [one for one in everything_needed(("ASSESSOR",), date(2026, 6, 1)) if one.course != "IMS_INDUCTION"]
    begun = BegunCourse("IMS_INDUCTION", date(2026, 11, 23), mentor)
    enrolled = enrol(office, founder(), courses=(*passed, begun))
    rows = office.rows("SELECT * FROM course_records WHERE person_ref = :ref", ref=enrolled.person_ref)
    [row] = [row for row in rows if row["course"] == "IMS_INDUCTION"]
    assert (row["passed_on"], row["mentor_ref"]) == (None, mentor)
    assert row["ends_at"].startswith("2027-02-22")


def test_the_second_factor_works_at_once_and_is_shown_in_no_repr(office: Office) -> None:
    enrolled = enrol(office, founder())
    assert "totp_secret" not in repr(enrolled)
    with office.house.work(founder()) as uow:
        code = code_at(enrolled.totp_secret, step_at(office.now))
        assert uow.vault.members.accept_code(enrolled.person_ref, code, uow.now)


def test_a_passphrase_is_shown_in_no_repr() -> None:
    person = Somebody("tess.moor", "Tess Moor", ("ASSESSOR",), "nine herons wade the wet clay")
    assert "herons" not in repr(enrolment(person, "unit"))


def test_an_agency_reader_belongs_to_an_agency(office: Office) -> None:
    enrolled = enrol(office, founder(), ("AGENCY_READER",), unit=AGENCY_UNIT)
    with office.house.work(nobody(), writes=False) as uow:
        assert uow.case.get_one(Account, enrolled.account_ref).face == "partner"
        assert queries.names(uow.case, [enrolled.person_ref, "", "x"]) == {enrolled.person_ref: "Tess Moor"}


def test_people_are_found_by_the_role_they_hold_now(office: Office) -> None:
    with office.house.work(nobody(), writes=False) as uow:
        found = queries.holders_of(uow.case, ["NSU_HANDLER"], uow.now)
        assert found == {"NSU_HANDLER": [(office.people["hanna"].person_ref, office.people["hanna"].name)]}
    office.edit("UPDATE roles_held SET from_on = '2026-12-01' WHERE role = 'NSU_HANDLER'")
    office.edit("UPDATE accounts SET state = 'SUSPENDED' WHERE sign_in_name = 'colm.reid'")
    with office.house.work(nobody(), writes=False) as uow:
        nobody_left: dict[str, list[tuple[str, str]]] = {"NSU_HANDLER": [], "NSU_CONTROLLER": []}
        assert queries.holders_of(uow.case, nobody_left, uow.now) == nobody_left


def test_a_course_ends_on_the_day_of_its_number_or_the_months_last() -> None:
    assert PassedCourse("SRC_AWARE", date(2024, 2, 29)).ends_at.date() == date(2025, 3, 1)
    assert PassedCourse("SRC_AWARE", date(2026, 6, 1)).ends_at.isoformat() == "2027-06-01T23:00:00+00:00"
