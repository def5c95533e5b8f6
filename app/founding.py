"""Founding a deployment: stores, keys, groups and first people made in one ceremony, and the settings that follow."""

import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.access.actor import founder
from app.access.facts import Nothing
from app.access.policy import Action, require
from app.accounts import service as accounts
from app.accounts.enrolment import Enrolled, Enrolment
from app.accounts.roles import groups_of
from app.database import Stores, new_id, open_store
from app.errors import Conflict, Invalid
from app.founding_databases import as_face, clear, shut
from app.intake.publishing import publish
from app.migrations import STORES, upgrade
from app.organisations import service as organisations
from app.organisations.service import NewOrganisation, NewUnit
from app.unit_of_work import Clock, House, UnitOfWork
from app.vault.ceremony import Ceremony, Founder, hold, new_deployment
from app.vault.key_provider import OWNER_ONLY
from app.vault.which_lock import ChosenLock, make_lock
from audit.events import Event
from audit.store import AuditStore
from crypto.slots import Argon2Cost

SETTINGS = "settings.env"
PUBLIC_SETTINGS = "public.env"
PARTNER_SETTINGS = "partner.env"
# In PostgreSQL the steward has a role of its own; over files it works with the staff's settings.
STEWARD_SETTINGS = "steward.env"
LOCK_KEYS = "lock-keys.json"
MADE = (LOCK_KEYS, SETTINGS, PUBLIC_SETTINGS, PARTNER_SETTINGS, *(f"{store}.db" for store in STORES))

# What the other two faces are given of the staff side's settings: the public face reaches the gateway and no key.
_PUBLIC = ("DEPLOYMENT", "ROOT_KEY", "GATEWAY_URL")
_PARTNER = ("DEPLOYMENT", "ROOT_KEY", "CASE_URL", "VAULT_URL", "AUDIT_URL")


@dataclass(frozen=True, slots=True)
class FoundingUnit:
    """A unit of an organisation and the people it begins with. Their ``unit_ref`` is filled in at the founding."""

    name: str
    division: str
    people: Sequence[Enrolment] = ()


@dataclass(frozen=True, slots=True)
class FoundingOrganisation:
    """An organisation and its units."""

    organisation: NewOrganisation
    units: Sequence[FoundingUnit]


@dataclass(frozen=True, slots=True)
class Founded:
    """What a founding made. ``settings`` are for the staff side; ``enrolled`` is by sign-in name."""

    house: House = field(repr=False)
    settings: dict[str, str] = field(repr=False)
    ceremony: Ceremony = field(repr=False)
    enrolled: dict[str, Enrolled] = field(repr=False)
    units: dict[str, str]


def found(
    folder: Path,
    plan: Sequence[FoundingOrganisation],
    *,
    clock: Clock,
    cost: Argon2Cost | None = None,
    urls: Mapping[str, str] | None = None,
    lock: ChosenLock | None = None,
) -> Founded:
    """
    Found a deployment in an empty folder: its stores, the lock's keys, every group, the first people.

    :param urls: the URL of each store's owner, where the stores are empty databases; else they are files in the folder.
        Databases stay shut to every face until ``let_in``.
    :param lock: a device that is to be the lock; else it is a file in the folder.
    :raises Conflict: a deployment was founded there before, or its groups are not manned as they must be.
    :raises Trouble: a database is not empty, or not as it must be.
    """
    _require_unfounded(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    urls = urls or {store: f"sqlite:///{folder / store}.db" for store in STORES}
    shut(folder, urls)
    stores = Stores(**{store: open_store(urls[store]) for store in STORES})
    for store, engine in stores.each().items():
        _make(store, engine, folder)
    deployment, root = new_deployment(cost)
    if stores.audit is None:
        raise SQLAlchemyError
    log = AuditStore(stores.audit, origin=deployment.log_origin)
    provider, lock_settings = make_lock(lock or ChosenLock(), folder / LOCK_KEYS)
    house = House(stores, clock, deployment, provider, log)
    with house.work(founder(new_id())) as uow:
        units, enrolled, founders = _enrol(uow, plan)
        with uow.trail.recording(Event.CEREMONY, deployment.ref):
            require(uow.actor, Action.PERSON_ENROL, Nothing(deployment.ref), uow.now)
            ceremony = hold(uow.vault, root, founders)
    publish(house)
    log.checkpoint(house.log_key(), now=clock())
    settings = {
        "FACE": "staff",
        "SECRET_KEY": _new_secret_key(),
        "DEPLOYMENT": deployment.ref,
        "ROOT_KEY": deployment.root.encode().hex(),
        **lock_settings,
        **{f"{store.upper()}_URL": url for store, url in urls.items()},
    }
    return Founded(house, settings, ceremony, enrolled, units)


@contextmanager
def wholly_or_not(folder: Path, urls: Mapping[str, str]) -> Iterator[None]:
    """
    Leave nothing of a founding that did not come to its end, so that it can be held again once mended.

    :raises Conflict: a deployment was founded there before; nothing of it is touched.
    """
    _require_unfounded(folder)
    try:
        yield
    except BaseException:
        unmake(folder, urls)
        raise


def unmake(folder: Path, urls: Mapping[str, str]) -> None:
    """Delete whatever a founding makes in a folder and in these databases. For one that did not come to its end."""
    clear(folder, urls)
    for name in (*MADE, STEWARD_SETTINGS):
        for path in folder.glob(f"{name}*"):
            path.unlink()


def settings_by_file(settings: dict[str, str], intake_unit: str) -> dict[str, dict[str, str]]:
    """Return each face's settings by the name of its file; each has a secret key and a role of its own."""
    staff = settings | {"INTAKE_UNIT": intake_unit}
    files = {
        SETTINGS: as_face("staff", staff),
        PUBLIC_SETTINGS: _for_face("public", as_face("public", settings), _PUBLIC),
        PARTNER_SETTINGS: _for_face("partner", as_face("partner", settings), [*_PARTNER, *_of_the_lock(settings)]),
    }
    steward = as_face("steward", staff | {"SECRET_KEY": _new_secret_key()})
    return files | ({STEWARD_SETTINGS: steward} if steward["CASE_URL"] != staff["CASE_URL"] else {})


def write_settings(path: Path, settings: dict[str, str]) -> None:
    """Write settings that only their owner may read; an older file of that name is refused."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{name}={_quoted(value)}\n" for name, value in settings.items())


def _enrol(
    uow: UnitOfWork, plan: Sequence[FoundingOrganisation]
) -> tuple[dict[str, str], dict[str, Enrolled], list[Founder]]:
    """Enter organisations, units, holidays and people; returns units and people by name, and who holds keys."""
    organisations.seed_holidays(uow)
    units: dict[str, str] = {}
    enrolled: dict[str, Enrolled] = {}
    founders: list[Founder] = []
    for entry in plan:
        with _telling_who(entry.organisation.name):
            organisation_ref = organisations.add_organisation(uow, entry.organisation)
        for unit in entry.units:
            with _telling_who(unit.name):
                unit_ref = organisations.add_unit(uow, organisation_ref, NewUnit(unit.name, unit.division))
            units[unit.name] = unit_ref
            for person in unit.people:
                with _telling_who(person.sign_in_name):
                    new = accounts.enrol(uow, _in_unit(person, unit_ref))
                enrolled[person.sign_in_name] = new
                groups = frozenset(group.value for group in groups_of(person.roles))
                founders.append(Founder(new.person_ref, groups, public=new.public))
    return units, enrolled, founders


def _in_unit(person: Enrolment, unit_ref: str) -> Enrolment:
    """Return somebody's enrolment with the unit they work in."""
    return Enrolment(
        name=person.name,
        sign_in_name=person.sign_in_name,
        unit_ref=unit_ref,
        roles=person.roles,
        clearance=person.clearance,
        courses=person.courses,
        passphrase=person.passphrase,
        nationality=person.nationality,
    )


@contextmanager
def _telling_who(name: str) -> Iterator[None]:
    """Say of a problem which entry of the plan it is in."""
    try:
        yield
    except Invalid as error:
        raise Invalid({f"{name}, {field_name}": told for field_name, told in error.problems.items()}) from error


def _make(store: str, engine: Engine, folder: Path) -> None:
    """Make a store's tables."""
    if engine.dialect.name == "sqlite":
        # What SQLite writes beside a file has that file's mode, so the file is closed to others before it is opened.
        (folder / f"{store}.db").touch(OWNER_ONLY, exist_ok=False)
    upgrade(store, engine)


def _require_unfounded(folder: Path) -> None:
    if any((folder / name).exists() for name in MADE):
        raise Conflict(
            f"A deployment was founded in {folder} already. Its keys cannot be made a second time. If that was not "
            f"finished (there is no {SETTINGS}), --begin-anew forgets it; what it printed is void then."
        )


def _for_face(face: str, settings: dict[str, str], names: Sequence[str]) -> dict[str, str]:
    return {"FACE": face, "SECRET_KEY": _new_secret_key(), **{name: settings[name] for name in names}}


def _of_the_lock(settings: Mapping[str, str]) -> list[str]:
    """Return the names of the settings that say what the lock is."""
    return [name for name in settings if name.startswith("LOCK_")]


def _new_secret_key() -> str:
    return secrets.token_urlsafe(48)


def _quoted(value: str) -> str:
    """Return a value as a shell and ``read_settings`` both read it."""
    return json.dumps(value)
