"""A small office with real stores and real keys: people of several roles on both faces, and the pages they use."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text
from werkzeug.test import TestResponse

from app.access.actor import founder
from app.accounts import presence
from app.accounts import views as accounts_views
from app.accounts.enrolment import Cleared, Enrolment
from app.accounts.roles import ROLE_BY_CODE, groups_of
from app.accounts.service import enrol_founder
from app.database import CaseBase, GatewayBase, Stores, VaultBase, new_id, open_store
from app.organisations.service import NewOrganisation, add_organisation, add_unit
from app.training import views as training_views
from app.training.enrolment import everything_needed
from app.training.queries import live_courses
from app.unit_of_work import House
from app.vault.ceremony import Ceremony, Founder, hold, new_deployment
from app.vault.key_provider import FileProvider
from app.web import about, assets, boards, errors, forgery, headers, limits, rendering, requests
from app.web.faces import templates_folder
from app.web.guard import check_routes
from app.web.navigation import register_navigation
from audit.events import Event
from audit.store import AuditStore, Filters
from audit.store.tables import create_tables
from config import Config
from crypto.slots import Argon2Cost
from crypto.totp import code_at, step_at
from tests.pages import token_in

ROOT = Path(__file__).resolve().parents[2]
CHEAP = Argon2Cost(memory_kib=64, passes=1)
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ORIGIN = "sourcekeeper.example/log"
SECRET_KEY = "a key for tests only: 0123456789 abcdefgh"
NO_LIMITS = dict.fromkeys(limits.LIMITS, "100000 per minute")
assert training_views.COURSES


@dataclass
class Person:
    """Somebody of the office, with what they know and what their telephone knows."""

    sign_in_name: str
    name: str
    roles: tuple[str, ...]
    passphrase: str
    level: str = "SC"
    person_ref: str = field(default_factory=new_id)
    totp_secret: bytes = b""
    account_ref: str = ""

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
    house: House
    ceremony: Ceremony
    people: dict[str, Person]
    app: Flask = field(init=False)
    now: datetime = START

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


def open_stores(folder: Path) -> Stores:
    names = ("gateway", "case", "vault", "audit")
    return Stores(**{name: open_store(f"sqlite:///{folder / name}.db") for name in names})


def found(folder: Path, cost: Argon2Cost = CHEAP) -> tuple[Ceremony, dict[str, Person]]:
    """Make the stores of an office in a folder, hold its ceremony and enrol its people."""
    stores = open_stores(folder)
    for base, engine in ((GatewayBase, stores.gateway), (CaseBase, stores.case), (VaultBase, stores.vault)):
        assert engine is not None
        base.metadata.create_all(engine)
    assert stores.audit is not None
    with stores.audit.begin() as connection:
        create_tables(connection)
    deployment, root = new_deployment(cost)
    provider = FileProvider.create(folder / "lock.json")
    house = House(stores, lambda: START, deployment, provider, AuditStore(stores.audit, origin=ORIGIN))
    office = people()
    founders = [
        Founder(one.person_ref, frozenset(group.value for group in groups_of(one.roles)), one.passphrase)
        for one in office.values()
    ]
    with house.work(founder()) as uow, uow.trail.recording(Event.CEREMONY, deployment.ref):
        ceremony = hold(uow.vault, root, founders)
    secrets = {one.person_ref: one.totp_secret for one in ceremony.founded}
    with house.work(founder()) as uow:
        home = add_organisation(uow, NewOrganisation("Home Office", "HMG", 30, "CTC"))
        agency = add_organisation(uow, NewOrganisation("Labour Inspectorate", "HMG", 20, "CTC", is_partner=True))
        north = add_unit(uow, home, name="Intelligence Unit North", division="england-and-wales")
        desk = add_unit(uow, agency, name="Referrals desk", division="scotland")
        for one in office.values():
            unit_ref = desk if one.is_partner else north
            one.account_ref = enrol_founder(uow, enrolment(one, unit_ref), one.person_ref)
            one.totp_secret = secrets[one.person_ref]
    dispose(stores)
    return ceremony, office


def enrolment(person: Person, unit_ref: str, **changes: Any) -> Enrolment:
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


def reopen(template: Path, folder: Path, ceremony: Ceremony, known: dict[str, Person], **settings: Any) -> Office:
    """Return an office of its own, made of a copy of a founded one."""
    shutil.copytree(template, folder)
    stores = open_stores(folder)
    assert stores.audit is not None
    provider = FileProvider.open(folder / "lock.json")
    deployment = replace(ceremony.deployment, **settings)
    house = House(stores, lambda: office.now, deployment, provider, AuditStore(stores.audit, origin=ORIGIN))
    office = Office(folder, house, ceremony, known)
    office.app = make_app(house)
    return office


def make_app(house: House, *, secret_key: str = SECRET_KEY) -> Flask:
    """Return the pages of accounts, with every part of the plumbing."""
    config = Config(
        face="all",
        secret_key=secret_key,
        deployment=house.deployment.ref,
        root_key="00",
        gateway_url="sqlite://",
        demonstration=True,
    )
    app = Flask("office", template_folder=templates_folder(), static_folder=str(ROOT / "app" / "static"))
    app.secret_key = config.secret_key
    app.config["CALLS_ALLOWED"] = NO_LIMITS
    app.extensions["sourcekeeper"] = SimpleNamespace(config=config, house=house, load_actor=presence.load_actor)
    for part in (requests, limits, forgery, rendering):
        part.init_app(app, config)
    for bare in (assets, headers, errors):
        bare.init_app(app)
    presence.init_app(app, live_courses)
    for blueprint in (*boards.BLUEPRINTS, *about.BLUEPRINTS, *accounts_views.BLUEPRINTS):
        app.register_blueprint(blueprint)
    register_navigation(app, accounts_views.NAVIGATION)
    check_routes(app)
    return app


def dispose(stores: Stores) -> None:
    for engine in stores.each().values():
        engine.dispose()
