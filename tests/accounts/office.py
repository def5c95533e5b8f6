"""A small office with real stores and real keys: people of several roles on both faces, and the pages they use."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text
from werkzeug.test import TestResponse

from app import EXTENSION, create_app, founding
from app.accounts.enrolment import Cleared, Enrolment
from app.accounts.roles import ROLE_BY_CODE
from app.database import Stores
from app.founding import Founded, FoundingOrganisation, FoundingUnit
from app.organisations.service import NewOrganisation
from app.training.enrolment import everything_needed
from app.unit_of_work import House
from app.web.limits import LIMITS, LIMITS_SETTING
from audit.events import Event
from audit.store import Filters
from config import Config
from crypto.slots import Argon2Cost
from crypto.totp import code_at, step_at
from tests.pages import token_in

CHEAP = Argon2Cost(memory_kib=64, passes=1)
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NO_LIMITS = dict.fromkeys(LIMITS, "100000 per minute")


@dataclass
class Person:
    """Somebody of the office, with what they know and what their telephone knows."""

    sign_in_name: str
    name: str
    roles: tuple[str, ...]
    passphrase: str
    level: str = "SC"
    person_ref: str = ""
    account_ref: str = ""
    totp_secret: bytes = b""

    @property
    def is_partner(self) -> bool:
        return bool(set(self.roles) & {"AGENCY_READER", "RECEIVER"})


def people() -> dict[str, Person]:
    """Return the people of the office by the first part of their sign-in name."""
    rows = [
        Person("hanna.brook", "Hanna Brook", ("NSU_HANDLER",), "acorn banjo cactus dimple effort fabric", "DV"),
        Person("colm.reid", "Colm Reid", ("NSU_CONTROLLER",), "gallon habitat iguana jackal kettle ladder", "DV"),
        Person("ada.fenn", "Ada Fenn", ("NSU_AUTHORISER",), "magnetic napkin acorn pacific quarry radish", "DV"),
        Person("uma.lowe", "Uma Lowe", ("AUDITOR",), "sadden tadpole unicorn vacancy wagon yelling"),
        Person("omar.pike", "Omar Pike", ("ASSESSOR",), "my heron eats wet clay after nine"),
        Person("sian.dale", "Sian Dale", ("SYS_ADMIN",), "eleven brass kites over the estuary"),
        Person("rory.hale", "Rory Hale", ("AGENCY_READER",), "plum jam on the violin, twice weekly", "CTC"),
    ]
    return {row.sign_in_name.partition(".")[0]: row for row in rows}


@dataclass
class Office:
    """The office, the time on its clock, and its pages."""

    folder: Path
    settings: dict[str, str]
    people: dict[str, Person]
    cost: Argon2Cost = CHEAP
    app: Flask = field(init=False)
    now: datetime = START

    @property
    def house(self) -> House:
        house: House = self.app.extensions[EXTENSION].house
        return house

    def worker(self) -> Flask:
        """Return one more process that serves the office's pages."""
        app = create_app(Config.from_environment(self.settings), clock=lambda: self.now)
        app.config[LIMITS_SETTING] = NO_LIMITS
        house: House = app.extensions[EXTENSION].house
        house.deployment = replace(house.deployment, cost=self.cost)
        return app

    def tick(self, **by: float) -> None:
        self.now += timedelta(**by)

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    def code(self, who: str) -> str:
        """Return what the authenticator of this person shows now."""
        return code_at(self.people[who].totp_secret, step_at(self.now))

    def sign_in(self, browser: FlaskClient, who: str, *, fresh: bool = True, **typed: str) -> TestResponse:
        """Fill in the sign-in page and send it, by default with a code that was not used before."""
        person = self.people[who]
        if fresh:
            self.tick(seconds=31)
        root = "/partner" if person.is_partner else ""
        known = {"name": person.sign_in_name, "passphrase": person.passphrase, "code": self.code(who)}
        address = f"{root}/sign-in" + (f"?next={typed.pop('next')}" if "next" in typed else "")
        token = token_in(browser.get(address))
        return browser.post(address, data=known | {"csrf_token": token} | typed)

    def signed_in(self, who: str) -> FlaskClient:
        """Return a browser in which this person has signed in."""
        browser = self.browser()
        assert self.sign_in(browser, who).status_code == 302
        return browser

    def post(self, browser: FlaskClient, address: str, source: str = "/account", **typed: str) -> TestResponse:
        """Send a form as a page of this browser would, with that page's token."""
        return browser.post(address, data={"csrf_token": token_in(browser.get(source))} | typed)

    def log(self, action: Event | None = None) -> list[Any]:
        """Return the entries of the log, the newest first."""
        assert self.house.audit is not None
        filters = Filters(action=action.action) if action else Filters()
        return list(self.house.audit.entries(filters, before=None, limit=500))

    def decisions(self, action: Event) -> list[tuple[str, str]]:
        """Return how often and how far an act came, the newest first, with the rule that stopped it."""
        return [(row.entry.decision, row.entry.rule) for row in self.log(action)]

    def rows(self, statement: str, **values: Any) -> list[Mapping[str, Any]]:
        """Read the case store as somebody who holds its file."""
        assert self.house.stores.case is not None
        with self.house.stores.case.begin() as connection:
            return [dict(row._mapping) for row in connection.execute(text(statement), values)]

    def edit(self, statement: str, **values: Any) -> None:
        """Write to the case store from another process."""
        assert self.house.stores.case is not None
        with self.house.stores.case.begin() as connection:
            connection.execute(text(statement), values)

    def vault_rows(self, table: str) -> list[Mapping[str, Any]]:
        assert self.house.stores.vault is not None
        with self.house.stores.vault.begin() as connection:
            return [dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """Collect every statement that any store executes."""
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        engines = list(self.house.stores.each().values())
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)


def found(folder: Path, cost: Argon2Cost = CHEAP) -> tuple[Founded, dict[str, Person]]:
    """Hold the ceremony of an office in a folder, with its people."""
    office = people()
    staff = [enrolment(one) for one in office.values() if not one.is_partner]
    readers = [enrolment(one) for one in office.values() if one.is_partner]
    home = NewOrganisation("Home Office", "HMG", 30, "CTC")
    agency = NewOrganisation("Labour Inspectorate", "HMG", 20, "CTC", is_partner=True)
    plan = [
        FoundingOrganisation(home, [FoundingUnit("Intelligence Unit North", "england-and-wales", staff)]),
        FoundingOrganisation(agency, [FoundingUnit("Referrals desk", "scotland", readers)]),
    ]
    founded = founding.found(folder, plan, clock=lambda: START, cost=cost)
    for one in office.values():
        enrolled = founded.enrolled[one.sign_in_name]
        one.person_ref, one.account_ref, one.totp_secret = (
            enrolled.person_ref,
            enrolled.account_ref,
            enrolled.totp_secret,
        )
    dispose(founded.house.stores)
    return founded, office


def enrolment(person: Person, unit_ref: str = "", **changes: Any) -> Enrolment:
    """Return what enrolling this person takes."""
    known: dict[str, Any] = {
        "name": person.name,
        "sign_in_name": person.sign_in_name,
        "unit_ref": unit_ref,
        "roles": person.roles,
        "clearance": Cleared(person.level, date(2024, 3, 1), date(2029, 3, 1)),
        "courses": everything_needed(tuple(role for role in person.roles if role in ROLE_BY_CODE), date(2026, 6, 1)),
        "passphrase": person.passphrase,
    }
    return Enrolment(**(known | changes))


def reopen(
    template: Path, folder: Path, founded: Founded, known: dict[str, Person], cost: Argon2Cost = CHEAP
) -> Office:
    """Return an office of its own, made of a copy of a founded one."""
    shutil.copytree(template, folder)
    settings = {name: value.replace(str(template), str(folder)) for name, value in founded.settings.items()}
    office = Office(folder, settings | {"FACE": "all", "DEMONSTRATION": "yes"}, known, cost)
    office.app = office.worker()
    return office


def dispose(stores: Stores) -> None:
    for engine in stores.each().values():
        engine.dispose()
