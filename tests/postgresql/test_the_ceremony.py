"""A ceremony held over four databases: as their owner, shut until its end, and each face with a role of its own."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import make_url

from app import EXTENSION, create_app, open_house
from app.ceremony.command import ceremony
from app.ceremony.holding import Asked, begin_anew, hold
from app.ceremony.telling import Halted
from app.cli import create_app as command_line
from app.founding import MADE
from app.migrations import STORES
from app.upkeep.standing import require_fit
from app.vault.ceremony import new_deployment
from config import Config, read_settings
from tests.founding.test_ceremony_step_by_step import CHEAP, KILLED, Played, Table
from tests.postgresql.cluster import Cluster
from tests.postgresql.unit import FACES, OWNER
from tests.upkeep.keeping import THERE

FILES = {"settings.env": "staff", "public.env": "public", "partner.env": "partner", "steward.env": "steward"}


@dataclass
class OnDatabases(Table):
    """Where a ceremony is held over databases; a password stands in their owner's URLs, as it may."""

    cluster: Cluster
    databases: Mapping[str, str]

    @property
    def urls(self) -> dict[str, str]:
        return {store: self.cluster.url(name, f"{OWNER}:s3cr3t") for store, name in self.databases.items()}

    @property
    def environment(self) -> dict[str, str]:
        return {f"{store.upper()}_OWNER_URL": url for store, url in self.urls.items()}

    def asked(self, **changes: Any) -> Asked:
        return super().asked(**({"urls": self.urls} | changes))

    def held_in(self) -> set[str]:
        """Return which databases hold anything or are marked."""
        found = set()
        for store, name in self.databases.items():
            with self.cluster.as_role(OWNER, name) as owner:
                count, mark = owner.execute(THERE).fetchone() or (0, "")
            found |= {store} if count else set()
            found |= {f"{store}, marked"} if mark else set()
        return found


@pytest.fixture
def table(cluster: Cluster, tmp_path: Path) -> Iterator[OnDatabases]:
    made = OnDatabases(tmp_path, cluster, {store: cluster.new_database(owner=OWNER) for store in STORES})
    yield made
    for name in made.databases.values():
        cluster.drop(name)


def require_whole(table: OnDatabases) -> None:
    """See that every face gets in with its own settings as its own role, and nobody by the owner's."""
    assert table.held_in() == set(STORES)
    assert {path.name for path in table.unit.iterdir()} == {*FILES, "lock-keys.json"}
    assert b"s3cr3t" not in table.on_disk()
    assert OWNER.encode() not in table.on_disk()
    for name, face in FILES.items():
        settings = read_settings(table.unit / name)
        roles = {make_url(value).username for key, value in settings.items() if key.endswith("_URL")}
        assert roles == {f"sourcekeeper_{face}"}
        require_fit(open_house(Config.from_environment(settings)).stores)


def die(*_args: Any, **_rest: Any) -> None:
    os._exit(KILLED)


def test_it_founds_a_deployment_in_which_each_face_is_a_role_and_only_the_owner_migrates(
    table: OnDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert table.killed(first=lambda: monkeypatch.setattr("app.ceremony.holding.let_in", die)) == KILLED
    assert (table.unit / "settings.env").exists()
    assert f"{STORES[0]}, marked" in table.held_in()
    played = table.hold()
    require_whole(table)
    assert "steward.env: the steward alone" in played.shown
    assert not [secret for secret in table.secrets() if secret in table.on_disk()]
    app = create_app(Config.from_environment(read_settings(table.unit / "settings.env")))
    run = app.test_cli_runner().invoke
    assert "sourcekeeper_staff does not own" in run(args=["store", "upgrade"]).output
    assert "Every store is at the newest" in run(args=["store", "upgrade"], env=table.environment).output
    assert "The stores agree." in run(args=["store", "check"], env=table.environment).output
    for engine in app.extensions[EXTENSION].house.stores.each().values():
        engine.dispose()


def test_killed_while_it_makes_them_nobody_gets_in_and_it_makes_all_of_them_anew(
    table: OnDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert table.killed(first=lambda: monkeypatch.setattr("app.founding.publish", die)) == KILLED
    assert table.held_in() == {*STORES, *(f"{store}, marked" for store in STORES)}
    for face in FACES:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            table.cluster.as_role(f"sourcekeeper_{face}", table.databases["vault"])
    notes, elsewhere = Played(table.folder / "notes"), table.folder / "other"
    with pytest.raises(Halted, match="was begun in postgresql"):
        hold(table.asked(urls={}), notes)
    with pytest.raises(Halted, match="there is a store already"):
        hold(table.asked(folder=elsewhere, root_keys=table.folder / "other.keys"), notes)
    table.hold()
    require_whole(table)


def test_what_did_not_come_to_its_end_can_be_forgotten_and_what_did_is_never_written_over(
    table: OnDatabases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.founding.new_deployment", lambda _: new_deployment(CHEAP))
    table.killed(first=lambda: monkeypatch.setattr("app.founding.publish", die))
    begin_anew(table.unit, table.urls)
    assert (table.held_in(), list(table.unit.iterdir())) == (set(), [])
    told = ["--people", str(table.folder / "people.json"), "--at-once", "--root-keys"]
    done = CliRunner().invoke(ceremony, [str(table.unit), *told, str(table.root_keys)], env=table.environment)
    assert done.exit_code == 0, done.output
    require_whole(table)
    for more in ([], ["--begin-anew"]):
        asked = [str(tmp_path / "other"), *told, str(tmp_path / "other.keys"), *more]
        again = CliRunner().invoke(ceremony, asked, env=table.environment)
        assert (again.exit_code, "there is a store already" in again.output) == (1, True), again.output
    require_whole(table)
    assert not list((tmp_path / "other").glob("*"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"VAULT_OWNER_URL": ""}, "VAULT_OWNER_URL is not set"),
        ({"VAULT_OWNER_URL": "sqlite:////tmp/vault.db"}, "VAULT_OWNER_URL is not set"),
        ({"VAULT_OWNER_URL": "AUDIT"}, "name one database"),
        ({"VAULT_OWNER_URL": "postgresql+psycopg://owner@db.example/vault"}, "sslmode=verify-full"),
        ({"VAULT_OWNER_URL": "postgresql+psycopg://owner@/vault?host=/nowhere"}, "cannot be reached"),
    ],
)
def test_databases_that_cannot_be_used_are_told_before_anything_is_made(
    table: OnDatabases, wrong: dict[str, str], said: str
) -> None:
    environment = table.environment | wrong
    environment |= {"VAULT_OWNER_URL": environment["AUDIT_OWNER_URL"]} if wrong["VAULT_OWNER_URL"] == "AUDIT" else {}
    told = [str(table.unit), "--people", str(table.folder / "people.json"), "--root-keys", str(table.root_keys)]
    done = CliRunner().invoke(ceremony, [*told, "--at-once"], env=environment)
    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert "What to do" in done.output
    assert table.held_in() == set()
    assert not table.root_keys.exists()
    assert not [name for name in MADE if (table.unit / name).exists()]


def test_roles_can_be_made_before_there_is_any_store(table: OnDatabases) -> None:
    as_superuser = {name: url.replace(f"{OWNER}:s3cr3t", "postgres") for name, url in table.environment.items()}
    done = CliRunner().invoke(command_line().cli, ["store", "roles", "--make"], env=as_superuser)
    assert (done.exit_code, "Each face has its role" in done.output) == (0, True), done.output
