"""A small unit with real stores, real keys and a real log: two handlers, a controller, officers, an auditor."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from app.access.actor import Actor, founder, steward
from app.access.facts import GrantFacts, Nothing, SourceFacts, SubmissionFacts
from app.access.policy import Action, Permit, require
from app.database import CaseBase, GatewayBase, Stores, VaultBase, new_id, open_store
from app.unit_of_work import House, UnitOfWork
from app.vault.ceremony import Ceremony, Founder, hold, new_deployment
from app.vault.groups import ROSTER
from app.vault.key_provider import FileProvider
from app.vault.models import StoredRoster
from app.vault.rosters import AUDITORS, AUTHORISERS, CUSTODIANS
from app.vault.unlocking import own_keys
from audit.events import Event
from audit.store import AuditStore
from audit.store.tables import create_tables
from crypto.bundle import seal_submission
from crypto.keys import PrivateKey
from crypto.roster import ROOT, Roster, RosterMember, SignedRoster
from crypto.signing import SigningKey
from crypto.slots import Argon2Cost

CHEAP = Argon2Cost(memory_kib=64, passes=1)
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ORIGIN = "sourcekeeper.example/log"

HANDLER = "1" * 32
SECOND_HANDLER = "2" * 32
CONTROLLER = "3" * 32
AUTHORISER = "4" * 32
AUDITOR = "5" * 32
OFFICER = "6" * 32
OTHER_OFFICER = "7" * 32
ADMINISTRATOR = "8" * 32
NEWCOMER = "9" * 32
GROUPS = {
    HANDLER: CUSTODIANS,
    SECOND_HANDLER: CUSTODIANS,
    CONTROLLER: CUSTODIANS,
    AUTHORISER: AUTHORISERS,
    AUDITOR: AUDITORS,
}
ROLES = {
    HANDLER: "NSU_HANDLER",
    SECOND_HANDLER: "NSU_HANDLER",
    CONTROLLER: "NSU_CONTROLLER",
    AUTHORISER: "NSU_AUTHORISER",
    AUDITOR: "AUDITOR",
    OFFICER: "ASSESSOR",
    OTHER_OFFICER: "ASSESSOR",
    ADMINISTRATOR: "SYS_ADMIN",
}
TRAINING = frozenset({"SRC_AWARE", "DPA_P3", "SRC_ENGAGE", "SRC_CONTROL", "IMS_INDUCTION", "SANITISE", "AUDIT"})

NAME = "Canary-Name-Wrenfield"
PHONE = "Canary-Phone-07700900123"
STORY = "Canary-Story-heron"
CALL = "Canary-Call-otter"
CONTACT = {"phone": PHONE, "safe": "after nine"}


def passphrase_of(person_ref: str) -> str:
    """Return the words a person was given."""
    return f"six plain words for person {person_ref[0]}"


@dataclass
class SmallUnit:
    """The unit, the time on its clock, and who has unlocked."""

    folder: Path
    house: House
    ceremony: Ceremony
    now: datetime = START
    halves: dict[str, bytes] = field(default_factory=dict)
    codes: dict[str, bytes] = field(default_factory=dict)
    stolen: list[bytes] = field(default_factory=list)

    @property
    def vault_file(self) -> Path:
        return self.folder / "vault.db"

    @property
    def vault_engine(self) -> Engine:
        assert self.house.stores.vault is not None
        return self.house.stores.vault

    @property
    def provider(self) -> FileProvider:
        assert isinstance(self.house.provider, FileProvider)
        return self.house.provider

    @property
    def log(self) -> AuditStore:
        assert self.house.audit is not None
        return self.house.audit

    def actor(self, person_ref: str) -> Actor:
        return Actor(
            person_ref=person_ref,
            account_ref="account-" + person_ref[0],
            name="",
            roles=frozenset({ROLES.get(person_ref, "NSU_HANDLER")}),
            unit_ref="unit",
            organisation_ref="home",
            organisation_type="HMG",
            clearance="DV",
            clearance_rank=9,
            clearance_ends_at=START + timedelta(days=365),
            training=TRAINING,
            groups=frozenset({GROUPS[person_ref]} if person_ref in GROUPS else ()),
            session_digest=sha256(person_ref.encode()).hexdigest(),
        )

    def work(self, person_ref: str, *, writes: bool = True) -> UnitOfWork:
        """Return a unit of work of this person, with the cookie of their session when they have unlocked."""
        return self.house.work(self.actor(person_ref), writes=writes, cookie_half=self.halves.get(person_ref))

    def stewarding(self) -> UnitOfWork:
        return self.house.work(steward())

    def unlock(self, *people: str) -> None:
        for person_ref in people:
            actor = self.actor(person_ref)
            with self.house.work(actor) as uow, uow.trail.recording(Event.UNLOCK, person_ref):
                self.halves[person_ref] = uow.vault.unlock(
                    person_ref, passphrase_of(person_ref), actor.session_digest, uow.now
                )

    def tick(self, **by: float) -> None:
        self.now += timedelta(**by)

    # The life of a name, step by step

    def submit(self, details: Mapping[str, object] | None = None) -> tuple[str, str]:
        """Bring one submission in, as the public face and the steward do; returns its reference and link."""
        submission_ref, link = new_id(), new_id()
        recipients = self.ceremony.bundle.verify(self.house.deployment.root, self.house.deployment.ref)
        sealed = seal_submission(
            recipients,
            submission_ref,
            details={"name": NAME, "phone": PHONE} if details is None else details,
            original={"story": f"{STORY}: I am {NAME}"},
            story={"story": "It happened on Tuesday."},
        )
        with self.stewarding() as uow:
            uow.vault.keep_submission(submission_ref, link, sealed.identity, sealed.custodians_epoch)
        return submission_ref, link

    def register(self, person_ref: str = HANDLER) -> str:
        """Have a handler register a new source from a new submission; returns its reference."""
        submission_ref, link = self.submit()
        source_ref = new_id()
        parts = {"contact": CONTACT, "identity": {"name": NAME}, "circumstances": {"how": "a neighbour"}}
        with self.registering(submission_ref, by=person_ref) as (uow, permit):
            uow.vault.register(permit, source_ref, link, parts)
            uow.vault.windows.keep(source_ref, {"days": ["MON"], "begins": "18:00", "ends": "20:00"})
        return source_ref

    @contextmanager
    def registering(self, submission_ref: str, *, by: str = HANDLER) -> Iterator[tuple[UnitOfWork, Permit]]:
        """Deal with one submission, within a unit of work that records it."""
        with self.work(by) as uow, uow.trail.recording(Event.SOURCE_REGISTER, submission_ref):
            facts = SubmissionFacts(submission_ref, waiting=True)
            yield uow, require(uow.actor, Action.SOURCE_REGISTER, facts, uow.now)

    def link_of(self, source_ref: str) -> str:
        with self.stewarding() as uow:
            return uow.vault.links_of(source_ref)[0]

    def approve(
        self,
        source_ref: str,
        *,
        to: str = OFFICER,
        by: str = CONTROLLER,
        until: datetime | None = None,
        grant_ref: str = "",
        **facts_of_it: Any,
    ) -> str:
        """Have a custodian approve a request for contact details; returns the grant."""
        grant_ref = grant_ref or new_id()
        with self.work(by) as uow, uow.trail.recording(Event.CONTACT_APPROVE, source_ref):
            facts = self.request_facts(grant_ref, source_ref, requester=to, **facts_of_it)
            permit = require(uow.actor, Action.CONTACT_DECIDE, facts, uow.now)
            uow.vault.grant(permit, to, until or self.now + timedelta(hours=24))
        return grant_ref

    def open_granted(
        self,
        grant_ref: str,
        source_ref: str,
        *,
        by: str = OFFICER,
        compartment: str = "contact",
        custody: str = "SINGLE",
    ) -> dict[str, object]:
        """Open what was granted, as the officer's page does."""
        with self.work(by, writes=False) as uow, uow.trail.recording(Event.CONTACT_OPEN, source_ref):
            return uow.vault.open(self.open_permit(uow, grant_ref, source_ref, compartment, custody))

    def open_permit(
        self,
        uow: UnitOfWork,
        grant_ref: str,
        source_ref: str,
        compartment: str = "contact",
        custody: str = "SINGLE",
    ) -> Permit:
        """Return a permit to open what was granted, whatever the case store says: the vault must hold by itself."""
        facts = self.request_facts(
            grant_ref,
            source_ref,
            requester=uow.actor.person_ref,
            state="APPROVED",
            ends_at=uow.now + timedelta(hours=1),
            compartment=compartment,
            custody=custody,
        )
        return require(uow.actor, Action.CONTACT_OPEN, facts, uow.now)

    def consult(self, source_ref: str, compartment: str, *, by: str = HANDLER) -> dict[str, object]:
        """Open one compartment, as a custodian's page does."""
        with self.work(by, writes=False) as uow, uow.trail.recording(Event.SOURCE_OPEN, source_ref):
            return uow.vault.open(self.consult_permit(uow, source_ref, compartment))

    def consult_permit(self, uow: UnitOfWork, source_ref: str, compartment: str) -> Permit:
        return require(uow.actor, Action.SOURCE_OPEN, self.source_facts(uow, source_ref, compartment), uow.now)

    def write(self, source_ref: str, compartment: str, record: Mapping[str, object], *, by: str = HANDLER) -> int:
        """Write the next version of a compartment; returns its number."""
        with self.work(by) as uow, uow.trail.recording(Event.SOURCE_WRITE, source_ref):
            permit = require(uow.actor, Action.SOURCE_WRITE, self.source_facts(uow, source_ref, compartment), uow.now)
            return uow.vault.write(permit, source_ref, compartment, record).version

    def record_call(self, grant_ref: str, source_ref: str, *, by: str = OFFICER) -> None:
        """Write what was said in a call to the log, as an officer does who cannot read it."""
        with self.work(by) as uow, uow.trail.recording(Event.CONTACT_ATTEMPT, source_ref):
            facts = self.request_facts(grant_ref, source_ref, requester=by, state="APPROVED")
            permit = require(uow.actor, Action.CONTACT_ATTEMPT, facts, uow.now)
            uow.vault.write(permit, source_ref, "log", {"said": CALL})

    def revoke(self, grant_ref: str) -> None:
        with self.stewarding() as uow, uow.trail.recording(Event.CONTACT_REVOKE, grant_ref):
            uow.vault.revoke(grant_ref)

    def request_facts(self, grant_ref: str, source_ref: str, *, requester: str, **other: Any) -> GrantFacts:
        known: dict[str, Any] = {
            "state": "PENDING",
            "compartment": "contact",
            "custody": "SINGLE",
            "approver_ref": CONTROLLER,
            "ends_at": None,
            "owner_ref": requester,
        }
        return GrantFacts(ref=grant_ref, requester_ref=requester, source_ref=source_ref, **{**known, **other})

    def source_facts(self, uow: UnitOfWork, source_ref: str, compartment: str) -> SourceFacts:
        person_ref = uow.actor.person_ref
        return SourceFacts(source_ref, "OPEN", "SINGLE", "LOW", person_ref, CONTROLLER, compartment)

    def steward_permit(self, uow: UnitOfWork) -> Permit:
        return require(uow.actor, Action.STEWARD, Nothing(), uow.now)

    # Who belongs to what

    def next_roster(self, group: str, people: Sequence[str]) -> tuple[Roster, PrivateKey]:
        """Return the next roster of a group, of these people with the keys they have, and its private key."""
        private = PrivateKey.generate()
        with self.stewarding() as uow:
            before = uow.vault.groups.current(group)
            members = tuple(RosterMember(ref, uow.vault.groups.public_of(ref)) for ref in sorted(people))
        return Roster(before.deployment, group, before.epoch + 1, members, private.public, before.digest), private

    def install(self, signed: SignedRoster, *, logged: bool = True) -> None:
        """Put a roster into the store, and into the log as the newest."""
        roster = signed.roster
        with self.stewarding() as uow, uow.trail.recording(Event.ROSTER_CHANGE, roster.group):
            if logged:
                uow.vault.trail.writing(roster.group, ROSTER, roster.epoch, roster.digest.hex())
            uow.vault.session.add(StoredRoster(group=roster.group, epoch=roster.epoch, signed=signed.encode()))

    def signed_by_root(self, roster: Roster) -> SignedRoster:
        return SignedRoster(roster).signed_by(ROOT, SigningKey.from_seed(self.ceremony.root_seed))

    def sign_as(self, signed: SignedRoster, *people: str) -> SignedRoster:
        """Return a roster signed by members, who unlock for it."""
        for person_ref in people:
            self.unlock(person_ref)
            with self.work(person_ref) as uow:
                signed = signed.signed_by(person_ref, own_keys(uow.vault).sign)
        return signed

    # What an attacker does

    def edit(self, statement: str, **values: object) -> int:
        """Write to the vault's database as its owner may; returns how many rows it touched."""
        with self.vault_engine.begin() as connection:
            return connection.execute(text(statement), values).rowcount

    def rows(self, table: str) -> list[dict[str, Any]]:
        with self.vault_engine.begin() as connection:
            return [dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608

    def column(self, statement: str, **values: object) -> Any:
        with self.vault_engine.begin() as connection:
            return connection.execute(text(statement), values).scalar_one()

    def put_back(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows as they were."""
        for row in rows:
            names = ", ".join(row)
            marks = ", ".join(f":{name}" for name in row)
            self.edit(f"INSERT INTO {table} ({names}) VALUES ({marks})", **row)  # noqa: S608

    @contextmanager
    def edited(self, table: str, key: str, ref: str, **values: object) -> Iterator[None]:
        """Change columns of one row, then put them back, and lift what was frozen meanwhile."""
        [before] = [row for row in self.rows(table) if row[key] == ref]
        self._set(table, key, ref, values)
        try:
            yield
        finally:
            self._set(table, key, ref, {name: before[name] for name in values})
            self.edit("DELETE FROM freezes")

    @contextmanager
    def holding(self, table: str, rows: Sequence[Mapping[str, object]]) -> Iterator[None]:
        """Have a table hold exactly these rows, then what it held before, and lift what was frozen meanwhile."""
        before = self.rows(table)
        self._replace(table, rows)
        try:
            yield
        finally:
            self._replace(table, before)
            self.edit("DELETE FROM freezes")

    def _replace(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        self.edit(f"DELETE FROM {table}")  # noqa: S608
        self.put_back(table, rows)

    def _set(self, table: str, key: str, ref: str, values: Mapping[str, object]) -> None:
        names = ", ".join(f"{name} = :{name}" for name in values)
        assert self.edit(f"UPDATE {table} SET {names} WHERE {key} = :ref", ref=ref, **values) == 1  # noqa: S608


def found(folder: Path) -> Ceremony:
    """Make the stores of a unit in a folder and hold its ceremony."""
    stores = empty_stores(folder)
    assert stores.audit is not None
    provider = FileProvider.create(folder / "lock.json")
    deployment, root = new_deployment(CHEAP)
    house = House(stores, lambda: START, deployment, provider, AuditStore(stores.audit, origin=ORIGIN))
    with house.work(founder()) as uow, uow.trail.recording(Event.CEREMONY, deployment.ref):
        publics = {ref: uow.vault.members.enrol(ref, passphrase_of(ref)) for ref in ROLES}
        founders = [Founder(ref, frozenset({GROUPS[ref]} if ref in GROUPS else ()), publics[ref]) for ref in ROLES]
        ceremony = hold(uow.vault, root, founders)
    dispose(stores)
    return ceremony


def empty_stores(folder: Path) -> Stores:
    """Make four empty stores in a folder."""
    stores = open_stores(folder)
    for base, engine in ((GatewayBase, stores.gateway), (CaseBase, stores.case), (VaultBase, stores.vault)):
        assert engine is not None
        base.metadata.create_all(engine)
    assert stores.audit is not None
    with stores.audit.begin() as connection:
        create_tables(connection)
    return stores


def reopen(template: Path, folder: Path, ceremony: Ceremony) -> SmallUnit:
    """Return a unit of its own, made of a copy of a founded one."""
    shutil.copytree(template, folder)
    stores = open_stores(folder)
    assert stores.audit is not None
    provider = FileProvider.open(folder / "lock.json")
    house = House(stores, lambda: unit.now, ceremony.deployment, provider, AuditStore(stores.audit, origin=ORIGIN))
    unit = SmallUnit(folder, house, ceremony)
    return unit


def open_stores(folder: Path) -> Stores:
    return Stores(
        **{name: open_store(f"sqlite:///{folder / name}.db") for name in ("gateway", "case", "vault", "audit")}
    )


def dispose(stores: Stores) -> None:
    for engine in stores.each().values():
        engine.dispose()
