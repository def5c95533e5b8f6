"""
A custodian turns: with everything that is theirs unlocked, all four stores copied and the server's lock in hand.

They try every key they have or come by on every blob of every store, in every context that the product ever uses, and
join every two secrets they find. What one custodian holds opens nothing that two groups hold.
"""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, inspect, text

from app.vault.deployment import Deployment
from app.vault.unlocking import own_keys
from app.vault.wraps import wraps_in_force
from crypto.context import Context
from crypto.errors import Tampered
from crypto.halves import join
from crypto.keys import PrivateKey, key_pair_from_secret
from crypto.sealing import describe, unbox, unseal
from tests.vault.small_unit import (
    AUTHORISER,
    CALL,
    CONTROLLER,
    HANDLER,
    NAME,
    OFFICER,
    PHONE,
    STORY,
    SmallUnit,
    dispose,
    found,
    reopen,
)
from tests.vault.two_groups import give_half, open_with_half, raised

SECRETS = (NAME, PHONE, STORY, CALL)
SEED_BYTES, SECRET_BYTES = 96, 32


class Attacker:
    """Somebody with all stores and the lock, who tries whatever they have on whatever they find, until nothing new."""

    def __init__(self, unit: SmallUnit, contexts: list[Context]) -> None:
        self.unit = unit
        self.contexts = contexts
        self.keys: dict[bytes, PrivateKey] = {}
        self.secrets: set[bytes] = set()
        self.opened: set[bytes] = set()
        self.made: set[tuple[bytes, Context]] = set()

    def take(self, *people: str, secrets: tuple[bytes, ...] = ()) -> "Attacker":
        """Take somebody's unlocked keys, and secrets that they kept from earlier."""
        for person_ref in people:
            self.unit.unlock(person_ref)
            with self.unit.work(person_ref) as uow:
                self.know(own_keys(uow.vault).receive)
                self.opened.add(own_keys(uow.vault).seeds)
        self.secrets |= set(secrets)
        return self

    def know(self, key: PrivateKey) -> None:
        self.keys[key.public.key_id] = key

    def try_everything(self) -> bytes:
        """Try all on all until nothing new opens; returns all that was opened."""
        blobs = set(every_blob(self.unit))
        while True:
            found = {opened for blob in blobs for opened in self.openings(blob)} - self.opened
            if not found:
                return b"".join(self.opened)
            self.opened |= found
            blobs |= found
            for plain in found:
                self.learn(plain)

    def learn(self, plain: bytes) -> None:
        """Make keys of what was opened."""
        if len(plain) == SEED_BYTES:
            self.know(PrivateKey.from_seed(plain))
        if len(plain) == SECRET_BYTES:
            self.secrets.add(plain)
            places = [context for context in self.contexts if context.table == "compartments"]
            for secret in {*self.secrets, *(join(*pair) for pair in combinations(self.secrets, 2))}:
                for context in places:
                    if (secret, context) not in self.made:
                        self.made.add((secret, context))
                        self.know(key_pair_from_secret(secret, context))

    def openings(self, blob: bytes) -> Iterator[bytes]:
        try:
            key = self.keys.get(describe(blob).key_id)
        except Tampered:
            return
        for context in tuple(self.contexts):
            for attempt in (self._unlock, self._unseal, self._unbox):
                try:
                    yield attempt(key, context, blob)
                except Tampered:
                    continue

    def _unlock(self, _key: PrivateKey | None, context: Context, blob: bytes) -> bytes:
        [opened] = self.unit.provider.unlock([(context, blob)])
        return opened

    def _unseal(self, key: PrivateKey | None, context: Context, blob: bytes) -> bytes:
        if key is None:
            raise Tampered
        return unseal(key, context, blob)

    def _unbox(self, _key: PrivateKey | None, context: Context, blob: bytes) -> bytes:
        for secret in self.secrets:
            try:
                return unbox(secret, context, blob)
            except Tampered:
                continue
        raise Tampered


def every_blob(unit: SmallUnit) -> Iterator[bytes]:
    """Yield every binary value of every table of every store."""
    for engine in unit.house.stores.each().values():
        for table in inspect(engine).get_table_names():
            columns: list[Any] = inspect(engine).get_columns(table)
            names = [one["name"] for one in columns if isinstance(one["type"], LargeBinary)]
            with engine.begin() as connection:
                for name in names:
                    rows = connection.execute(text(f"SELECT {name} FROM {table}")).scalars()  # noqa: S608
                    yield from (row for row in rows if row)


@pytest.fixture
def working(tmp_path: Path) -> Iterator[SmallUnit]:
    """A unit in which a handler, a controller and an officer have unlocked."""
    (tmp_path / "founded").mkdir()
    ceremony = found(tmp_path / "founded")
    unit = reopen(tmp_path / "founded", tmp_path / "unit", ceremony)
    unit.unlock(HANDLER, CONTROLLER, OFFICER)
    yield unit
    dispose(unit.house.stores)


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> list[Context]:
    """Every context that the product uses meanwhile: the attacker knows how it works."""
    used: list[Context] = []
    build = Deployment.context

    def remember(*args: Any, **more: Any) -> Context:
        context = build(*args, **more)
        if context not in used:
            used.append(context)
        return context

    monkeypatch.setattr(Deployment, "context", remember)
    return used


def worked_on(unit: SmallUnit) -> str:
    """Return a source that two groups hold, with calls, half approvals and a permission that lasts."""
    unit.unlock(AUTHORISER)
    source_ref = unit.register()
    officers = unit.approve(source_ref)
    unit.record_call(officers, source_ref)
    raised(unit, source_ref)
    unit.approve(source_ref, custody="DUAL")
    unit.approve(source_ref, by=AUTHORISER, custody="DUAL")
    whole = unit.approve(source_ref, custody="DUAL")
    unit.approve(source_ref, by=AUTHORISER, grant_ref=whole, custody="DUAL")
    # Somebody entitled opens each part once, so that the attacker knows the context of every blob.
    for part in ("contact", "identity", "original", "log"):
        grant_ref = give_half(unit, source_ref, to=CONTROLLER, compartment=part)
        open_with_half(unit, grant_ref, source_ref, by=CONTROLLER, compartment=part)
    return source_ref


def test_everything_of_one_custodian_opens_nothing(working: SmallUnit, contexts: list[Context]) -> None:
    source_ref = working.register()
    with working.work(HANDLER) as uow:
        row = uow.vault._compartments.find(source_ref, "contact")
        kept = uow.vault._compartments.secret_for_custodian(row, wraps_in_force(uow.vault, row))
    working.unlock(AUTHORISER)
    raised(working, source_ref)
    working.edit("DELETE FROM submissions")
    worked_on(working)
    opened = Attacker(working, contexts).take(HANDLER, secrets=(kept,)).try_everything()
    assert not [secret for secret in SECRETS if secret.encode() in opened]


def test_everything_of_one_authoriser_opens_nothing(working: SmallUnit, contexts: list[Context]) -> None:
    worked_on(working)
    opened = Attacker(working, contexts).take(AUTHORISER).try_everything()
    assert not [secret for secret in SECRETS if secret.encode() in opened]


def test_the_same_attacker_opens_it_with_one_of_each_group(working: SmallUnit, contexts: list[Context]) -> None:
    """Otherwise the two tests above would prove nothing but that the attacker is no good."""
    worked_on(working)
    opened = Attacker(working, contexts).take(HANDLER, AUTHORISER).try_everything()
    assert not [secret for secret in SECRETS if secret.encode() not in opened]


def test_the_same_attacker_opens_what_one_custodian_holds(working: SmallUnit, contexts: list[Context]) -> None:
    source_ref = working.register()
    working.consult(source_ref, "identity")
    opened = Attacker(working, contexts).take(HANDLER).try_everything()
    assert NAME.encode() in opened


def test_an_officer_opens_no_more_than_was_granted(working: SmallUnit, contexts: list[Context]) -> None:
    worked_on(working)
    opened = Attacker(working, contexts).take(OFFICER).try_everything()
    assert PHONE.encode() in opened
    assert not [secret for secret in (NAME, STORY, CALL) if secret.encode() in opened]
