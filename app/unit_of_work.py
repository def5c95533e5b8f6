"""One unit of work: who asks, the time, the stores it may touch, the vault, the trail; the only commit in the house."""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.access import marks
from app.access.actor import Actor
from app.access.marks import KeptFrom
from app.database import Stores
from app.errors import Unavailable
from app.trail import Trail
from app.vault.deployment import Deployment
from app.vault.fence import FencedLock
from app.vault.key_provider import KeyProvider
from app.vault.models import ServerKey
from app.vault.server_keys import LogKeys, vouched_log_key
from app.vault.vault import Vault
from audit.events import Event
from audit.store import AuditStore, Checkpoint, LogUnavailable
from crypto.framing import frame
from crypto.signing import LogKey, LogPublicKey

Clock = Callable[[], datetime]
T = TypeVar("T")

# What is written down even while the auditors' own group is held shut: nothing else could ever release it.
ABOUT_WHAT_IS_HELD = frozenset({Event.FROZEN_LIST, Event.FROZEN_RELEASE})


class IsKept(Protocol):
    """A record from which people may be kept."""

    @property
    def kept_from(self) -> str:
        """The marks on it."""

    @property
    def kept_number(self) -> int:
        """The number under which they were made."""


@dataclass(slots=True)
class House:
    """What every unit of work in this process draws on: stores, log, key provider, deployment and clock."""

    stores: Stores
    clock: Clock
    deployment: Deployment
    provider: KeyProvider | None = None
    audit: AuditStore | None = None
    listeners: dict[str, list[Callable[["UnitOfWork", str], None]]] = field(default_factory=dict)
    log_keys: LogKeys = field(default_factory=LogKeys, repr=False)
    mark_keys: dict[str, bytes] = field(default_factory=dict, repr=False)
    marks: dict[str, str] = field(default_factory=dict, repr=False)

    def marks_of(self, person_ref: str) -> str:
        """Return all that may stand for a person in what they are kept from; nothing without the server's lock."""
        if person_ref not in self.marks and self.provider is not None:
            self.marks[person_ref] = marks.all_marks(self.keys_of([person_ref])[person_ref])
        return self.marks.get(person_ref, "")

    def keys_of(self, person_refs: Collection[str]) -> Mapping[str, bytes]:
        """Return the key under which the marks of each of these people are made. The lock is asked once for each."""
        new = sorted(set(person_refs) - self.mark_keys.keys())
        made = _present(self.provider).mac("kept from", [ref.encode() for ref in new]) if new else []
        self.mark_keys.update(zip(new, made, strict=True))
        return {ref: self.mark_keys[ref] for ref in person_refs}

    def work(self, actor: Actor, *, writes: bool = True, cookie_half: bytes | None = None) -> "UnitOfWork":
        """Return a unit of work for this person."""
        return UnitOfWork(self, actor, writes=writes, cookie_half=cookie_half)

    def log_key(self) -> LogKey:
        """Return the key that signs checkpoints, opened with the server's lock."""
        with Session(_present(self.stores.vault).execution_options(writes=False)) as session:
            lock = FencedLock(_present(self.provider), session)
            return self.log_keys.open(session, lock, self.deployment)

    def vouched_log_key(self) -> ServerKey:
        """Return the row of that key, whose public half the root keys vouched for."""
        with Session(_present(self.stores.vault).execution_options(writes=False)) as session:
            return vouched_log_key(session, self.deployment)

    def public(self) -> "House":
        """Return the same house with nothing in it but the gateway: what a public page may reach."""
        gateway = _present(self.stores.gateway).execution_options(takes_turn=False)
        return House(Stores(gateway=gateway), self.clock, self.deployment)


class UnitOfWork:
    """
    Everything one act may touch.

    Leaving it commits the vault and then the case store (the other way round after ``erasing``), and then writes
    *done*; an error rolls all of it back. The stores share no transaction: what a kill between two commits leaves
    behind is finished by the sweep. A store is opened when it is first used; a unit of work that writes opens the
    case store before the vault, so that no two of them can wait for each other.
    """

    def __init__(self, house: House, actor: Actor, *, writes: bool, cookie_half: bytes | None) -> None:
        self.actor = actor
        self.now = house.clock()
        self.clock = house.clock
        self._house = house
        self._writes = writes
        self._cookie_half = cookie_half
        self._sessions: dict[str, Session] = {}
        self._vault: Vault | None = None
        self._trail: Trail | None = None
        self._erasing = False
        self._after: list[Callable[[], None]] = []
        self._apart: list[Callable[[Session], None]] = []

    @property
    def case(self) -> Session:
        """The case store: what was said and the work on it."""
        return self._session("case", self._house.stores.case)

    @property
    def gateway(self) -> Session:
        """The gateway store: submissions in, sealed replies out."""
        return self._session("gateway", self._house.stores.gateway)

    @property
    def vault(self) -> Vault:
        """The only door to what is held in custody."""
        if self._vault is None:
            if self._writes:
                self.case.connection()
            session = self._session("vault", self._house.stores.vault)
            self._vault = Vault(
                session,
                FencedLock(_present(self._house.provider), session),
                self._house.deployment,
                self.trail,
                actor=self.actor,
                cookie_half=self._cookie_half,
                now=self.now,
                apart=self._apart.append,
            )
        return self._vault

    @property
    def keys_opened_until(self) -> datetime | None:
        """When the keys that this unit of work came upon will lock by themselves; ``None`` where it met none."""
        return self._vault.found_unlocked_until if self._vault is not None else None

    @property
    def trail(self) -> Trail:
        """The record of this unit of work."""
        if self._trail is None:
            self._trail = Trail(_present(self._house.audit), self.actor, self.clock, self._seal_note, self._sign_head)
        return self._trail

    @property
    def log(self) -> AuditStore:
        """The log, to be read, proved and checked. What is written to it goes through the trail."""
        return _present(self._house.audit)

    def log_public(self) -> LogPublicKey:
        """Return the public keys that checkpoints are signed with."""
        return self._house.log_key().public

    def sign_log(self) -> Checkpoint:
        """Sign the log as it stands now, and return the checkpoint."""
        return self.log.checkpoint(self._house.log_key(), now=self.clock())

    @property
    def deployment(self) -> Deployment:
        """Which deployment this is, and its pinned public keys."""
        return self._house.deployment

    def erasing(self) -> None:
        """Commit the case store before the vault: what is erased must first cease to be referred to."""
        self._erasing = True

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do something once everything is committed and recorded, such as telling another store it may let go."""
        self._after.append(act)

    def marked(self, person_refs: Collection[str], numbers: range) -> KeptFrom:
        """Return marks for these people, filled up with marks of nobody, for a record that draws from these numbers."""
        return marks.drawn(list(self._house.keys_of(person_refs).values()), numbers)

    def kept_among(self, person_refs: Collection[str], record: IsKept) -> frozenset[str]:
        """Return those of some people from whom a record is kept."""
        keys = self._house.keys_of(person_refs).items()
        return frozenset(ref for ref, key in keys if marks.mark(key, record.kept_number) in record.kept_from)

    def vouch(self, *parts: str) -> str:
        """Return what stands under these words that somebody on the staff side, with the server's lock, wrote them."""
        [made] = _present(self._house.provider).mac("entered by staff", [frame(*(part.encode() for part in parts))])
        return made.hex()

    def tell(self, what: str, ref: str) -> None:
        """Hand a domain event to the listeners that ``create_app`` registered, within this unit of work."""
        for listener in self._house.listeners.get(what, ()):
            listener(self, ref)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._commit()
            else:
                self._abandon()
                if isinstance(error, SQLAlchemyError | LogUnavailable):
                    raise Unavailable from error
        finally:
            for session in self._sessions.values():
                with suppress(SQLAlchemyError):
                    session.close()
            self._commit_apart()
        if error is None:
            for act in self._after:
                act()

    def _commit(self) -> None:
        """Commit the stores in their order, then write *done*."""
        order = ("case", "vault", "gateway") if self._erasing else ("vault", "case", "gateway")
        try:
            for name in order:
                if name in self._sessions:
                    self._sessions[name].flush()
            for name in order:
                if name in self._sessions:
                    self._sessions[name].commit()
        except SQLAlchemyError as error:
            self._abandon()
            raise Unavailable from error
        if self._trail is not None:
            self._trail.finish()

    def _abandon(self) -> None:
        """Roll everything back and write *failed* for what had gone well so far."""
        for session in self._sessions.values():
            with suppress(SQLAlchemyError):
                session.rollback()
        if self._trail is not None:
            self._trail.abandon()

    def _session(self, name: str, engine: Engine | None) -> Session:
        """Return this unit's session on a store."""
        if name not in self._sessions:
            bind = _present(engine).execution_options(writes=self._writes)
            self._sessions[name] = Session(bind, expire_on_commit=False)
        return self._sessions[name]

    def _commit_apart(self) -> None:
        """Commit what must outlive a rollback, such as a freeze. It waits until this unit has let go of the vault."""
        if self._apart:
            with Session(_present(self._house.stores.vault)) as session:
                for act in self._apart:
                    act(session)
                session.commit()

    def _seal_note(self, record: str, text: bytes, event: Event) -> bytes:
        """Seal free text to the auditors."""
        return self.vault.groups.seal_note(record, text, though_held=event in ABOUT_WHAT_IS_HELD)

    def _sign_head(self) -> int:
        """
        Sign the head of the log and return the size signed.

        The key is read on a connection of its own: the vault must not be held before the case store is.
        """
        return self.sign_log().size


def _present(thing: T | None) -> T:
    """Return what this process has, or refuse: a face that lacks a store has no business asking for it."""
    if thing is None:
        raise Unavailable
    return thing
