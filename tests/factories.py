"""A whole unit for tests: founded once through the real ceremony, copied for each test, people signed in for real."""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from app import EXTENSION
from app.access.actor import Actor, steward
from app.accounts.enrolment import Cleared, Enrolled, Enrolment
from app.database import new_id
from app.founding import Founded, FoundingOrganisation, FoundingUnit, found
from app.intake.service import drain
from app.organisations.service import NewOrganisation
from app.training.enrolment import everything_needed
from app.unit_of_work import House, UnitOfWork
from app.vault.ceremony import Ceremony
from app.web.limits import LIMITS, LIMITS_SETTING
from audit.events import Decision, Event
from audit.store import AuditStore, Filters, StoredEntry
from config import Config
from crypto.slots import Argon2Cost
from crypto.totp import code_at, step_at
from tests.applications import give_back, lend
from tests.intake.site import Visitor as Teller
from tests.pages import Glance, Page, token_in

# The cheapest parameters the library takes: what a passphrase costs is proved where signing in is.
CHEAP = Argon2Cost(memory_kib=64, passes=1)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOME_UNIT = "Regional Intelligence Unit North"
OTHER_UNIT = "Regional Intelligence Unit South"
NO_LIMITS = dict.fromkeys(LIMITS, "100000 per minute")


@dataclass(frozen=True)
class Somebody:
    """Somebody as a test knows them: the first name is what tests call them by."""

    name: str
    roles: tuple[str, ...]
    passphrase: str
    unit: str = HOME_UNIT
    level: str = "SC"
    courses: tuple[str, ...] = ()
    nationality: str = "GB"

    @property
    def sign_in_name(self) -> str:
        return self.name.lower().replace(" ", ".")

    @property
    def is_partner(self) -> bool:
        return bool({"AGENCY_READER", "RECEIVER"} & set(self.roles))


WORDS = ("acorn", "banjo", "cactus", "dimple", "effort", "fabric", "gallon", "habitat", "iguana", "jackal", "kettle")


def words(number: int) -> str:
    """Return six words of the list, and one more, that are nobody else's."""
    mixed = (WORDS[(number * 5 + step * step) % len(WORDS)] for step in range(6))
    return f"{' '.join(mixed)} {WORDS[number % len(WORDS)]} tadpole"


CALLS = ("SRC_ENGAGE",)
PEOPLE = [
    Somebody("Asha Quill", ("ASSESSOR",), words(1), courses=CALLS),
    Somebody("Ben Marlow", ("ASSESSOR",), words(2), courses=CALLS),
    Somebody("Sol Tarn", ("ASSESSOR",), words(3), unit=OTHER_UNIT, courses=CALLS),
    Somebody("Mia Frost", ("INTEL_MANAGER",), words(4)),
    Somebody("Hana Birch", ("NSU_HANDLER",), words(5), level="DV"),
    Somebody("Hugo Lane", ("NSU_HANDLER",), words(6), level="DV"),
    Somebody("Cleo Stone", ("NSU_CONTROLLER",), words(7), level="DV"),
    Somebody("Ava Rook", ("NSU_AUTHORISER",), words(8), level="DV"),
    Somebody("Dora Finch", ("DISSEM_OFFICER",), words(9)),
    Somebody("Iris Vale", ("INTAKE",), words(10)),
    Somebody("Olga Penn", ("AUDITOR",), words(11)),
    Somebody("Sid Moss", ("SYS_ADMIN",), words(12)),
    Somebody("Pia North", ("AGENCY_READER",), words(13), unit="Harbour Police Intelligence", level="SC"),
    Somebody("Rex Dunn", ("AGENCY_READER",), words(14), unit="Harbour Police Intelligence", level="CTC"),
    Somebody("Lin Grey", ("AGENCY_READER",), words(15), unit="Tax Desk", level="SC"),
]
AGREED_UNTIL = date(2027, 6, 30)


def plan(people: Sequence[Somebody]) -> list[FoundingOrganisation]:
    """Return what is founded: a department with two units, a police force and another department."""
    organisations = {
        NewOrganisation("Home Office", "HMG", 15, "CTC"): (HOME_UNIT, OTHER_UNIT),
        NewOrganisation(
            "Harbour Police",
            "POLICE",
            15,
            "CTC",
            is_partner=True,
            agreement_ref="ISA-1",
            agreement_ends_on=AGREED_UNTIL,
        ): ("Harbour Police Intelligence",),
        NewOrganisation("Revenue", "HMG", 15, "CTC", is_partner=True): ("Tax Desk",),
    }
    return [
        FoundingOrganisation(
            organisation,
            [
                FoundingUnit(name, "england-and-wales", [enrolment(one) for one in people if one.unit == name])
                for name in units
            ],
        )
        for organisation, units in organisations.items()
    ]


def enrolment(one: Somebody) -> Enrolment:
    """Return how somebody is enrolled: with every course their roles need, and those named besides."""
    passed_on = START.date() - timedelta(days=30)
    needed = everything_needed(one.roles, passed_on)
    extra = [type(needed[0])(course, passed_on) for course in one.courses if course not in {c.course for c in needed}]
    return Enrolment(
        name=one.name,
        sign_in_name=one.sign_in_name,
        unit_ref="",
        roles=one.roles,
        clearance=Cleared(one.level, date(2024, 1, 1), date(2030, 1, 1)),
        courses=[*needed, *extra],
        passphrase=one.passphrase,
        nationality=one.nationality,
    )


class Neighbour(Teller):
    """A member of the public at this very machine: a demonstration lets in nobody from elsewhere."""

    comes_from = {"REMOTE_ADDR": "127.0.0.1"}


class PasserBy(Neighbour):
    """One who only tells us something on the way to what a test is about: the form's own tests proof-read its pages."""

    def read(self, html: str) -> Page:
        return Glance(html).page


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Unit:
    """A founded unit on stores of its own."""

    folder: Path
    settings: dict[str, str]
    people: dict[str, Somebody]
    enrolled: dict[str, Enrolled]
    units: dict[str, str]
    ceremony: Ceremony
    clock: Clock
    face: str = "all"
    _app: Flask | None = field(default=None, init=False)

    @property
    def app(self) -> Flask:
        """The application, all faces in one process, made when it is first asked for."""
        if self._app is None:
            values = self.settings | {"FACE": self.face, "DEMONSTRATION": "yes" if self.face == "all" else ""}
            self._app = lend(Config.from_environment(values), self.clock)
            self._app.config[LIMITS_SETTING] = NO_LIMITS
            house: House = self._app.extensions[EXTENSION].house
            house.deployment = replace(house.deployment, cost=CHEAP)
        return self._app

    @property
    def house(self) -> House:
        house: House = self.app.extensions[EXTENSION].house
        return house

    def close(self) -> None:
        """Let go of the stores and of the application, which serves another test."""
        if self._app is not None:
            give_back(self._app)
            self._app = None

    def app_of(self, who: str) -> Flask:
        """Return the application whose pages somebody is served: one for all, where one process has every face."""
        return self.app

    @property
    def public_app(self) -> Flask:
        """Return the application that serves the public."""
        return self.app

    @property
    def steward_house(self) -> House:
        """Return what the steward works with."""
        return self.house

    @property
    def log(self) -> AuditStore:
        assert self.house.audit is not None
        return self.house.audit

    def entries(self, **filters: Any) -> list[StoredEntry]:
        """Return the newest entries of the log, newest first."""
        return self.log.entries(Filters(**filters), limit=500)

    def ref(self, who: str) -> str:
        """Return somebody's reference."""
        return self.enrolled[self.people[who].sign_in_name].person_ref

    def code(self, who: str) -> str:
        """Return what somebody's authenticator shows now."""
        return code_at(self.enrolled[self.people[who].sign_in_name].totp_secret, step_at(self.clock.now))

    def sign_in(self, who: str, *, unlock: bool = False) -> "Visitor":
        """Return a browser in which somebody has signed in through the real page, and unlocked if asked."""
        self.clock.tick(seconds=31)
        visitor = Visitor(self, who)
        root = "/partner" if self.people[who].is_partner else ""
        known = {"name": self.people[who].sign_in_name, "passphrase": self.people[who].passphrase}
        reply = visitor.post(f"{root}/sign-in", known | {"code": self.code(who)})
        assert reply.status_code == 302, reply.text
        if unlock:
            visitor.unlock()
        return visitor

    def tell(self, pages: Mapping[str, Mapping[str, Any]] | None = None) -> str:
        """Tell us something through the public form, and let the steward bring it in; returns the receipt's words."""
        words = PasserBy(self.public_app.test_client()).tell_all(pages)
        assert self.drain() == 1
        return words

    def drain(self) -> int:
        """Let the steward empty the gateway; returns how much was brought in."""
        return drain(self.steward_house, self.units[HOME_UNIT])

    def newest_allegation(self) -> str:
        """Return the reference of the allegation that came in last."""
        collected = self.entries(action=Event.ALLEGATION_COLLECT.action, decision=Decision.DONE)
        return next(one.entry.object_ref for one in collected if one.entry.object_ref.startswith("IMS-"))

    def steward(self) -> UnitOfWork:
        """Return a unit of work of the steward's."""
        return self.steward_house.work(steward(new_id()))

    def behind(self) -> UnitOfWork:
        """Return a unit of work to look at or change what no face may, behind the application's back."""
        return self.steward()

    def actor(self, who: str) -> Actor:
        """Return somebody as they would stand if they signed in now."""
        visitor = self.sign_in(who)
        with visitor.client:
            visitor.get("/account")
            return self.app_of(who).extensions[EXTENSION].load_actor()

    def raw(self) -> bytes:
        """Return every byte that stands in the stores' files, write-ahead logs included."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.iterdir()) if ".db" in path.name)

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """Collect the statements that every store is asked meanwhile."""
        seen: list[str] = []

        def note(*args: Any) -> None:
            if not args[2].startswith(("BEGIN", "PRAGMA", "SET TRANSACTION", "SELECT pg_advisory")):
                seen.append(args[2])

        engines = list(self.house.stores.each().values())
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        yield seen
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


# The way to the next page of a board that goes on.
THE_REST = re.compile(r'id="board-rest".*?href="([^"]+)"', re.DOTALL)


@dataclass
class Visitor:
    """Somebody's browser."""

    unit: Unit
    who: str
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.unit.app_of(self.who).test_client()

    def get(self, address: str, **more: Any) -> TestResponse:
        return self.client.get(address, **more)

    def post(self, address: str, data: dict[str, Any] | None = None, *, on: str = "", **more: Any) -> TestResponse:
        """Send a form with the token that its page carries; ``on`` is the page when it is not the address itself."""
        token = token_in(self.client.get(on or address))
        return self.client.post(address, data={**(data or {}), "csrf_token": token}, **more)

    def board(self) -> Iterator[str]:
        """Yield a board page for page, from its top to its end."""
        address: str | None = "/partner/board" if self.unit.people[self.who].is_partner else "/board"
        while address:
            page = self.get(address).text
            yield page
            goes_on = THE_REST.search(page)
            address = goes_on and goes_on[1].replace("&amp;", "&")

    def unlock(self) -> None:
        reply = self.post("/unlock", {"passphrase": self.unit.people[self.who].passphrase})
        assert reply.status_code == 302, reply.text


def found_unit(folder: Path) -> Founded:
    """Hold the ceremony that every test's unit is a copy of."""
    return found(folder, plan(PEOPLE), clock=Clock(), cost=CHEAP)


def copy_unit(founded: Founded, template: Path, folder: Path) -> Unit:
    """Return a unit on a copy of the founded stores."""
    shutil.copytree(template, folder)
    settings = {name: value.replace(str(template), str(folder)) for name, value in founded.settings.items()}
    return Unit(
        folder=folder,
        settings=settings,
        people={one.name.split()[0].lower(): one for one in PEOPLE},
        enrolled=founded.enrolled,
        units=founded.units,
        ceremony=founded.ceremony,
        clock=Clock(START + timedelta(minutes=5)),
    )
