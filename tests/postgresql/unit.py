"""A whole unit on PostgreSQL: the same people, four databases, and each face a process with a role of its own."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from threading import Lock

from flask import Flask
from psycopg import sql

from app import EXTENSION
from app.access.actor import steward
from app.database import new_id
from app.database_roles.faces import face_url
from app.database_roles.grants import Database, grant_statements, tables_of
from app.founding import Founded, found
from app.migrations import STORES
from app.unit_of_work import House, UnitOfWork
from app.web.limits import LIMITS_SETTING
from config import Config
from tests.applications import give_back, lend
from tests.factories import CHEAP, NO_LIMITS, PEOPLE, START, Clock, Unit, plan
from tests.postgresql.cluster import Cluster

OWNER = "unit_owner"
FACES = ("public", "staff", "partner", "steward")
# What the settings file of a face leaves out.
KEPT_AWAY = ("BACKUP_KEY", "ERASED_LIST", "INTAKE_UNIT")
NOT_TOLD = {
    "public": ("CASE_URL", "VAULT_URL", "AUDIT_URL", "LOCK_KEYS", *KEPT_AWAY),
    "partner": ("GATEWAY_URL", *KEPT_AWAY),
}


@dataclass(frozen=True)
class Template:
    """A founded unit whose databases are copied for each test."""

    founded: Founded
    folder: Path
    databases: Mapping[str, str]


def found_template(cluster: Cluster, folder: Path) -> Template:
    """Hold the ceremony on four databases as their owner."""
    databases = {store: cluster.new_database(owner=OWNER) for store in STORES}
    urls = {store: cluster.url(name, OWNER) for store, name in databases.items()}
    founded = found(folder, plan(PEOPLE), clock=Clock(), cost=CHEAP, urls=urls)
    for engine in founded.house.stores.each().values():
        engine.dispose()
    return Template(founded, folder, databases)


@dataclass
class PostgresUnit(Unit):
    """A unit whose faces are applications of their own, each with the role that it has in a deployment."""

    databases: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    cluster: Cluster = field(kw_only=True)
    _apps: dict[str, Flask] = field(default_factory=dict, init=False)
    _making: Lock = field(default_factory=Lock, init=False)

    def face_app(self, face: str) -> Flask:
        """
        Return the application of a face, made when it is first asked for. The steward's serves nobody.

        However many ask at once, one is made: of a second one nobody would close the connections.
        """
        with self._making:
            if face not in self._apps:
                self._apps[face] = self._made(face)
            return self._apps[face]

    def _made(self, face: str) -> Flask:
        """Return a new application of a face, which reaches each store as that face's role."""
        urls = {f"{store.upper()}_URL": self.url(store, face) for store in STORES}
        hidden = NOT_TOLD.get(face, ())
        values = self.settings | urls | {"FACE": "staff" if face in {"steward", OWNER} else face}
        values = {name: value for name, value in values.items() if name not in hidden}
        made = lend(Config.from_environment(values), self.clock)
        made.config[LIMITS_SETTING] = NO_LIMITS
        house: House = made.extensions[EXTENSION].house
        house.deployment = replace(house.deployment, cost=CHEAP)
        return made

    def url(self, store: str, face: str) -> str:
        """Return the URL that a face reaches a store by, or its owner."""
        if face == OWNER:
            return self.cluster.url(self.databases[store], OWNER)
        return face_url(self.cluster.url(self.databases[store], OWNER), face)

    @property
    def app(self) -> Flask:
        return self.face_app("staff")

    def app_of(self, who: str) -> Flask:
        return self.face_app("partner" if self.people[who].is_partner else "staff")

    @property
    def public_app(self) -> Flask:
        return self.face_app("public")

    @property
    def steward_house(self) -> House:
        house: House = self.face_app("steward").extensions[EXTENSION].house
        return house

    def raw(self) -> bytes:
        """Return every byte of every row in every database, as the owner copies them out."""
        found = []
        for store in STORES:
            with self.cluster.as_role(OWNER, self.databases[store]) as owner:
                for table in tables_of(store):
                    statement = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(table))
                    with owner.cursor().copy(statement) as rows:
                        found += [bytes(part) for part in rows]
        return b"".join(found)

    def behind(self) -> UnitOfWork:
        house: House = self.face_app(OWNER).extensions[EXTENSION].house
        return house.work(steward(new_id()))

    def let_go(self) -> None:
        """Let go of every connection."""
        while self._apps:
            give_back(self._apps.popitem()[1])

    def close(self) -> None:
        """Let go of every connection and drop the databases."""
        self.let_go()
        for name in self.databases.values():
            self.cluster.drop(name)


def copy_template(template: Template, cluster: Cluster, folder: Path) -> PostgresUnit:
    """Return a unit on copies of the founded databases, in which each face may what its row says."""
    shutil.copytree(template.folder, folder)
    databases = {store: cluster.new_database(owner=OWNER, template=name) for store, name in template.databases.items()}
    for store, name in databases.items():
        cluster.run(*grant_statements(Database(store, name, OWNER)), database=name)
    founded = template.founded
    return PostgresUnit(
        folder=folder,
        settings={name: value.replace(str(template.folder), str(folder)) for name, value in founded.settings.items()},
        people={one.name.split()[0].lower(): one for one in PEOPLE},
        enrolled=founded.enrolled,
        units=founded.units,
        ceremony=founded.ceremony,
        clock=Clock(START + timedelta(minutes=5)),
        databases=databases,
        cluster=cluster,
    )
