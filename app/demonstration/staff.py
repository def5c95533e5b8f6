"""The made-up staff at work: each signs in, unlocks and acts through the same services as anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from app.access.actor import Actor, nobody
from app.accounts import preparing, queries
from app.accounts import service as accounts
from app.accounts.rules.sessions import LONGEST, digest_of, new_token
from app.accounts.service import Attempt, Caller
from app.database import new_id
from app.demonstration.people import Part
from app.training.queries import live_courses
from app.unit_of_work import House, UnitOfWork
from crypto.macs import digest
from crypto.slots import Argon2Cost
from crypto.totp import code_at, step_at

# What a guess at a made-up person's passphrase costs is nothing: the words stand on the sign-in page.
CHEAP = Argon2Cost(memory_kib=1024, passes=1)
# A code works once, so nobody signs in twice within its life.
BETWEEN_CODES = timedelta(seconds=31)


@dataclass(slots=True)
class Clock:
    """The time in the made-up past; it only moves forward."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def tick(self, by: timedelta) -> None:
        """Move on."""
        self.now += by


@dataclass(slots=True)
class Colleague:
    """One of the staff, with what they know and what their telephone shows."""

    house: House = field(repr=False)
    clock: Clock = field(repr=False)
    part: Part
    passphrase: str = field(repr=False)
    totp_secret: bytes = field(repr=False)
    person_ref: str
    _half: bytes | None = field(default=None, repr=False)

    _actor: Actor | None = field(default=None, repr=False)
    _until: datetime = field(default=datetime.min.replace(tzinfo=UTC))

    @contextmanager
    def work(self, *, unlocked: bool = False) -> Iterator[UnitOfWork]:
        """Give a unit of work of theirs, after signing in again where their session has ended, and unlocking."""
        actor = self._present() or self._sign_in()
        if unlocked:
            actor = self._unlock(actor)
        with self.house.work(actor, cookie_half=self._half) as uow:
            yield uow

    def go_home(self) -> None:
        """Sign out, where their session has not ended by itself."""
        actor = self._present()
        if actor is not None:
            with self.house.work(actor) as uow:
                accounts.sign_out(uow)

    def _present(self) -> Actor | None:
        """Return who they are, for as long as a session lasts: between two acts they read pages, and are never idle."""
        live = self._actor is not None and self.clock.now < self._until
        return replace(self._actor, request_id=new_id()) if live and self._actor is not None else None

    def _sign_in(self) -> Actor:
        """Sign in with name, passphrase and code."""
        self.clock.tick(BETWEEN_CODES)
        face = "partner" if self.part.is_partner else "staff"
        with self.house.work(nobody(new_id()), writes=False) as uow:
            recognised = preparing.recognise(uow, self.part.sign_in_name, self.passphrase, face)
        name = digest(self.part.sign_in_name.encode()).hex()
        code = code_at(self.totp_secret, step_at(self.clock.now))
        with self.house.work(nobody(new_id())) as uow:
            begun = accounts.sign_in(uow, Attempt(face, Caller(name, name), code=code), recognised)
        if begun is None:
            raise LookupError(self.part.name)
        with self.house.work(nobody(), writes=False) as uow:
            present = queries.load_actor(uow.case, digest_of(begun.session_token), face, uow.now, live_courses)
        if present is None:
            raise LookupError(self.part.name)
        self._actor, self._half, self._until = present.actor, None, uow.now + LONGEST
        return replace(present.actor, request_id=new_id())

    def _unlock(self, actor: Actor) -> Actor:
        """Unlock their keys, unless they are."""
        with self.house.work(actor, writes=False, cookie_half=self._half) as uow:
            if self._half is not None and uow.vault.is_unlocked:
                return actor
            stretched = preparing.stretch(uow, self.passphrase)
        token = new_token()
        renewed = replace(actor, session_digest=digest_of(token))
        with self.house.work(renewed) as uow:
            checked = accounts.unlock(uow, stretched, session_before=actor.session_digest)
        self._actor, self._half = renewed, checked.cookie_half
        return renewed
