"""PostgreSQL goes away in the middle of work and comes back, again and again: nothing half written, no repair."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from app.chores import chores
from app.errors import Unavailable
from app.migrations import STORES
from app.sources.models import Source
from app.unit_of_work import House
from app.upkeep import consistency
from app.worker import SOON_AGAIN, Chore, Steward
from tests.factories import HOME_UNIT, PasserBy, Visitor
from tests.pages import token_in
from tests.postgresql.cluster import Cluster
from tests.postgresql.unit import PostgresUnit, Template, copy_template
from tests.sources.test_registering import REGISTRATION
from tests.upkeep.keeping import KeptOnPostgresql, keep

REFERENCE = re.compile(r"\b[0-9a-f]{32}\b")
NAME = "Tregarth"
NOTHING_COMES_IN = "Nothing comes in just now"
CUT = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname IN ({names})"
# Of all its steps, so many and the last are cut at; NEVER only counts them.
CUTS, NEVER = 3, -1
FACES_AT_WORK = ("public", "staff", "partner", "steward")


@pytest.fixture(scope="module")
def kept(cluster: Cluster, template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeptOnPostgresql]:
    """Return a unit at work on four databases."""
    folder = tmp_path_factory.mktemp("comes-and-goes")
    unit = copy_template(template, cluster, folder / "unit")
    made = keep(unit, folder / "away")
    assert isinstance(made, KeptOnPostgresql)
    yield made
    unit.close()


@pytest.fixture
def unit(kept: KeptOnPostgresql, monkeypatch: pytest.MonkeyPatch) -> PostgresUnit:
    monkeypatch.setattr(consistency, "PAUSE_SECONDS", 0.0)
    return kept.unit


def cut(unit: PostgresUnit, *stores: str) -> None:
    """End every connection to some stores, whatever is going on over it, as a server that stops does."""
    names = ", ".join(f"'{unit.databases[store]}'" for store in stores)
    unit.cluster.run(CUT.format(names=names))


@contextmanager
def away(unit: PostgresUnit, store: str) -> Iterator[None]:
    """Let nobody into a store for a while."""
    name = unit.databases[store]
    unit.cluster.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    cut(unit, store)
    try:
        yield
    finally:
        unit.cluster.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def about_to_send(unit: PostgresUnit) -> PasserBy:
    """Return somebody who has only to press the last button."""
    somebody = PasserBy(unit.public_app.test_client())
    somebody.tell()
    return somebody


def waiting(unit: PostgresUnit) -> set[str]:
    with unit.steward() as uow:
        return set(uow.vault.waiting_submissions())


def sender(custodian: Visitor) -> Callable[..., Any]:
    """Return what sends a form as somebody."""
    token = token_in(custodian.get("/account"))
    return lambda address, **data: custodian.client.post(address, data=data | {"csrf_token": token})


def told(reply: Any, *, shows: bool = False) -> Any:
    """See that a reply says that it can be tried again, with a reference; only a teller is shown what they wrote."""
    assert reply.status_code == 503, reply.text
    assert reply.headers["Retry-After"]
    assert REFERENCE.search(reply.text)
    assert (NAME in reply.text) is shows
    return reply


def steward_of(unit: PostgresUnit) -> Steward:
    return Steward(unit.steward_house, chores(unit.units[HOME_UNIT]), {})


@pytest.mark.parametrize("store", STORES)
def test_a_store_that_goes_away_is_told_of_and_all_goes_on_when_it_is_back(unit: PostgresUnit, store: str) -> None:
    """With the same browsers and the same steward: nobody signs in again, nothing is started again."""
    steward = steward_of(unit)
    unit.tell()
    submission = sorted(waiting(unit))[0]
    hana, pia = unit.sign_in("hana", unlock=True), unit.sign_in("pia")
    opens, inner = sender(hana), {"case", "vault", "audit"}
    asked: list[tuple[set[str], Callable[[], Any]]] = [
        (inner, lambda: hana.get("/board")),
        (inner, lambda: opens(f"/sources/waiting/{submission}/open")),
        ({"case", "audit"}, lambda: pia.get("/partner/board")),
    ]
    teller, before = about_to_send(unit), waiting(unit)
    with away(unit, store):
        teller.press("Send")
        for needed, ask in asked:
            assert told(ask()) if store in needed else ask().status_code == 200
        if store == "gateway":
            assert NOTHING_COMES_IN in hana.get("/board").text
        steward.tick()
    if store == "gateway":
        told(teller.response, shows=True)
        teller.press("Send")
    assert teller.status == 200
    for _, ask in asked:
        assert ask().status_code == 200
    assert NOTHING_COMES_IN not in hana.get("/board").text
    unit.clock.now += SOON_AGAIN
    steward.tick()
    assert len(waiting(unit) - before) == 1


def test_what_failed_is_tried_again_soon_however_seldom_it_is_done(unit: PostgresUnit) -> None:
    done: list[datetime] = []

    def once_in_vain(_house: House) -> int:
        done.append(unit.clock.now)
        if len(done) == 1:
            raise Unavailable
        return 1

    steward = Steward(unit.steward_house, (Chore("seldom", timedelta(days=1), once_in_vain),), {})
    did = []
    for _ in range(3):
        did.append(steward.tick())
        unit.clock.now += SOON_AGAIN
    assert (did, done[1] - done[0], len(done)) == ([0, 1, 0], SOON_AGAIN, 2)


class Cutting:
    """Cuts every connection at one step of what is done, and at no other."""

    def __init__(self, unit: PostgresUnit, number: int) -> None:
        self.unit, self.number, self.steps = unit, number, count()
        self.has_cut = False

    def step(self, *_: object) -> None:
        if next(self.steps) == self.number:
            self.has_cut = True
            cut(self.unit, *STORES)


@contextmanager
def cutting(unit: PostgresUnit, number: int) -> Iterator[Cutting]:
    """Watch each statement and commit of every face, and each connection that the log is given."""
    made = Cutting(unit, number)
    watched: list[tuple[Engine, str, Any]] = []
    for face in FACES_AT_WORK:
        house = unit.face_app(face).extensions["sourcekeeper"].house
        for store, engine in house.stores.each().items():
            for name in ("checkout", "commit") if store == "audit" else ("before_cursor_execute", "commit"):
                watched.append((engine, name, event.listen(engine, name, made.step) or made.step))
    try:
        yield made
    finally:
        for engine, name, step in watched:
            event.remove(engine, name, step)


def counted(unit: PostgresUnit) -> tuple[int, int]:
    """Return how many sources are held, and how many sealed parts wait to be."""
    with unit.steward() as uow:
        held = len(uow.case.execute(select(Source.source_ref)).all())
    return held, len(waiting(unit))


@dataclass
class Sending:
    """Somebody presses the last button of the form."""

    kept: KeptOnPostgresql
    grows = 0, 1

    def ready(self) -> None:
        self.teller = about_to_send(self.kept.unit)

    def act(self) -> bool:
        self.teller.press("Send")
        return self.teller.status == 200 or not told(self.teller.response, shows=True)

    def again(self) -> None:
        assert self.act()


@dataclass
class BringingIn:
    """The steward empties the gateway into vault and case store."""

    kept: KeptOnPostgresql
    grows = 0, 1

    def ready(self) -> None:
        about_to_send(self.kept.unit).press("Send")

    def act(self) -> bool:
        with suppress(Unavailable):
            self.kept.unit.drain()
            return True
        return False

    def again(self) -> None:
        assert self.act()


@dataclass
class Registering:
    """A custodian registers who told us: six parts into the vault, the source into the case store."""

    kept: KeptOnPostgresql
    send: Callable[..., Any] | None = None
    grows = 1, 0

    def ready(self) -> None:
        unit, before = self.kept.unit, waiting(self.kept.unit)
        unit.tell()
        [self.submission] = waiting(unit) - before
        self.send = self.send or sender(unit.sign_in("hana", unlock=True))
        assert NAME in self.send(f"/sources/waiting/{self.submission}/open").text

    def act(self) -> bool:
        unit = self.kept.unit
        people = {"handler": unit.ref("hana"), "controller": unit.ref("cleo")}
        assert self.send is not None
        self.reply = self.send(f"/sources/waiting/{self.submission}/register", **(REGISTRATION | people))
        return self.reply.status_code == 302 or not told(self.reply)

    def again(self) -> None:
        """Where the vault has it already, what is left to do needs nobody's decision."""
        if self.submission in waiting(self.kept.unit):
            assert self.act()
        else:
            self.kept.done("check", "--mend")


def tried(unit: PostgresUnit, work: Sending | BringingIn | Registering, number: int) -> Cutting:
    """Do something while every connection is cut at one of its steps; see that it is whole, or can be done again."""
    before = counted(unit)
    work.ready()
    with cutting(unit, number) as met:
        if not work.act():
            assert met.has_cut
            work.again()
    unit.drain()
    after = counted(unit)
    assert (after[0] - before[0], after[1] - before[1]) == work.grows, number
    return met


@pytest.mark.parametrize("kind", [Sending, BringingIn, Registering])
def test_cut_off_at_any_step_it_is_done_wholly_or_can_be_done_again(
    kept: KeptOnPostgresql, unit: PostgresUnit, kind: type[Sending | BringingIn | Registering]
) -> None:
    work = kind(kept)
    steps = next(tried(unit, work, NEVER).steps)
    # A face that knows the keys already has fewer steps than when they were counted.
    cuts = [tried(unit, work, number).has_cut for number in {*range(0, steps, steps // CUTS + 1), steps - 1}]
    assert any(cuts)
    assert "The stores agree." in kept.done("check")
    assert unit.log.verify(unit.house.log_key().public).why == ""
