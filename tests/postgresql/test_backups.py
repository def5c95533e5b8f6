"""Backups of four databases: made as their owner, restored into empty ones that nobody gets into before all is done."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from app.contacts import service as contacts
from app.contacts.models import ContactRequest
from app.database_roles.grants import may
from app.migrations import STORES
from app.upkeep import erasures, filling, programs
from app.upkeep.backup_key import read_backup_key
from app.upkeep.manifest import read_manifest
from app.upkeep.postgresql_copies import PostgresTarget
from app.upkeep.reading import open_store_copy
from app.upkeep.trouble import Trouble
from audit.events import Decision, Event
from tests.contacts.test_calling import granted
from tests.postgresql.cluster import Cluster
from tests.postgresql.test_the_roles_command import rights
from tests.postgresql.unit import FACES, OWNER, Template, copy_template
from tests.upkeep.keeping import KeptOnPostgresql, keep

WITHOUT = "--no-erasures"


@pytest.fixture(scope="module")
def worked(
    cluster: Cluster, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KeptOnPostgresql]:
    """Return a unit that was backed up with a permission open, which ended afterwards."""
    folder = tmp_path_factory.mktemp("backups")
    unit = copy_template(template, cluster, folder / "unit")
    kept = keep(unit, folder / "away")
    assert isinstance(kept, KeptOnPostgresql)
    granted(unit)
    kept.back_up()
    unit.clock.tick(hours=5)
    with unit.steward() as uow:
        contacts.end_expired(uow)
    assert erasures.note_erasures(unit.house, kept.list) == 1
    yield kept
    kept.forget()
    unit.close()


@pytest.fixture
def lost(worked: KeptOnPostgresql) -> Iterator[KeptOnPostgresql]:
    """Return the same unit with four empty databases in place of its own."""
    new = worked.lose()
    yield new
    new.close()
    new.forget()


def test_it_comes_back_whole_with_what_was_erased_since_erased_and_every_role_let_in(
    worked: KeptOnPostgresql, lost: KeptOnPostgresql
) -> None:
    size = worked.unit.log.head().size
    said = lost.done("restore", lost.backup, "--key", lost.key, "--erasures", lost.list)
    assert "Erased again: 1." in said
    assert "LOST: the last " in said
    assert "The record and the vault hold." in said
    assert lost.stores() == set(STORES)
    for store, name in lost.unit.databases.items():
        for face in FACES:
            expected = {(table, verb) for table, verbs in may(face, store).items() for verb in verbs}
            url = lost.unit.cluster.url(name, OWNER)
            assert rights(lost.unit.cluster, url, f"sourcekeeper_{face}") == expected
    done = lost.unit.entries(action=Event.STORE_RESTORE.action)[0].entry
    assert (done.decision, done.detail["lost"]) == (Decision.DONE, size - done.detail["entries"])
    lost.unit.clock.tick(hours=1)
    lost.unit.sign_in("asha", unlock=True)
    lost.unit.tell()
    with lost.unit.steward() as uow:
        assert uow.case.scalars(select(ContactRequest.state)).all() == ["ENDED"]
    steward = lost.unit.face_app("steward")
    with steward.app_context():
        held = steward.test_cli_runner().invoke(args=["vault", "verify"])
    assert "Everything holds." in held.output, (held.output, held.exception)
    assert "The stores agree." in lost.done("check")


@pytest.mark.parametrize("name", ["vault.sealed", "manifest.json"])
def test_a_backup_with_one_byte_changed_is_not_used(
    worked: KeptOnPostgresql, lost: KeptOnPostgresql, name: str
) -> None:
    path = worked.backup / name
    whole = path.read_bytes()
    path.write_bytes(bytes([*whole[:-9], whole[-9] ^ 1, *whole[-8:]]))
    try:
        assert name.split(".")[0] in worked.refused("verify", worked.backup)
        lost.refused("restore", lost.backup, "--key", lost.key, WITHOUT)
    finally:
        path.write_bytes(whole)
    assert lost.stores() == set()


def test_nothing_of_it_can_be_read_without_the_private_key(worked: KeptOnPostgresql) -> None:
    said = worked.done("verify", worked.backup, "--key", worked.key)
    assert all(f"{store} (postgresql, revision 0001)" in said for store in STORES)
    held = b"".join(path.read_bytes() for path in worked.backup.iterdir())
    assert not [word for word in (b"PGDMP", b"Canary-Why", b"Asha Quill") if word in held]


def written(kept: KeptOnPostgresql, store: str) -> tuple[PostgresTarget, bytes]:
    """Return where a store would be restored to, and what would be written there."""
    manifest = read_manifest(kept.backup, kept.unit.house.deployment.root, kept.unit.house.deployment.ref)
    pieces = open_store_copy(kept.backup, manifest, store, read_backup_key(kept.key))
    return PostgresTarget(store, kept.unit.url(store, OWNER)), b"".join(pieces)


def test_what_a_killed_restore_left_lets_nobody_in_and_the_next_one_begins_anew(lost: KeptOnPostgresql) -> None:
    target, data = written(lost, "audit")
    target.write([data])
    assert lost.stores() == {"audit", "audit.restoring"}
    for face in FACES:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            lost.unit.cluster.as_role(f"sourcekeeper_{face}", lost.unit.databases["audit"])
    lost.done("restore", lost.backup, "--key", lost.key, WITHOUT)
    assert lost.stores() == set(STORES)


@pytest.mark.parametrize("broken", ["cut off", "damaged"])
def test_a_store_that_cannot_be_written_to_its_end_leaves_nothing(lost: KeptOnPostgresql, broken: str) -> None:
    target, data = written(lost, "gateway")

    def pieces() -> Iterator[bytes]:
        yield data[: len(data) // 2]
        if broken == "damaged":
            raise Trouble("made up", "all of it", "nothing")

    with pytest.raises(Trouble, match="made up" if broken == "damaged" else "pg_restore did not come to its end"):
        target.write(pieces())
    target.discard()
    assert lost.stores() == set()


def test_databases_with_something_in_them_are_never_written_over(
    worked: KeptOnPostgresql, lost: KeptOnPostgresql
) -> None:
    before = worked.unit.raw()
    assert "there is a store already" in worked.refused("restore", worked.backup, "--key", worked.key, WITHOUT)
    assert worked.unit.raw() == before
    name = lost.unit.databases["audit"]
    lost.unit.cluster.run("CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", database=name)
    assert "there is a store already" in lost.refused("restore", lost.backup, "--key", lost.key, WITHOUT)
    assert lost.stores() == {"audit"}


def test_a_missing_role_is_named_before_anything_is_written(
    worked: KeptOnPostgresql, lost: KeptOnPostgresql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "FACES", (*FACES, "absent"))
    said = lost.refused("restore", lost.backup, "--key", lost.key, WITHOUT)
    assert "has no role sourcekeeper_absent" in said
    assert "store roles" in said
    assert "has no role sourcekeeper_absent" in worked.refused("upgrade")
    assert lost.stores() == set()


@pytest.mark.parametrize("act", ["backup", "upgrade", "check"])
def test_a_role_that_works_in_a_store_may_not_do_what_its_owner_does(
    worked: KeptOnPostgresql, act: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(KeptOnPostgresql, "owners", lambda _: {})
    said = worked.refused(act, *([tmp_path / "new"] if act == "backup" else []))
    assert "sourcekeeper_staff does not own the tables" in said
    assert "OWNER_URL" in said
    assert not list(tmp_path.iterdir())


def test_without_postgresqls_programs_it_is_said_which_package_has_them(
    worked: KeptOnPostgresql, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(programs, "PROGRAMS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "postgresql-client" in worked.refused("backup", tmp_path / "new")
    assert not list(tmp_path.iterdir())


OLDER = """#!/bin/sh
[ "$1" = --version ] && echo "{name} (PostgreSQL) 14.9 (Debian 14.9-1)" && exit
touch {folder}/was-run
"""


@pytest.mark.parametrize("name", ["pg_dump", "pg_restore"])
def test_programs_older_than_the_server_are_refused_before_anything_is_written(
    worked: KeptOnPostgresql, lost: KeptOnPostgresql, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    stub = tmp_path / name
    stub.write_text(OLDER.format(name=name, folder=tmp_path))
    stub.chmod(0o755)
    monkeypatch.setattr(programs, "PROGRAMS", tmp_path / "none")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    if name == "pg_dump":
        said = worked.refused("backup", tmp_path / "new")
    else:
        said = lost.refused("restore", lost.backup, "--key", lost.key, WITHOUT)
    assert f"{stub} is of PostgreSQL 14, and the server is of {server_of(worked)}" in said
    assert f"apt-get install postgresql-client-{server_of(worked)}" in said
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert lost.stores() == set()


def server_of(kept: KeptOnPostgresql) -> int:
    """Return which PostgreSQL the tests run."""
    with kept.unit.cluster.as_role(OWNER, kept.unit.databases["audit"]) as owner:
        return owner.info.server_version // 10_000


def test_a_server_that_is_not_there_is_said_and_no_password_is_repeated(
    worked: KeptOnPostgresql, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"postgresql+psycopg://{OWNER}:s3cr3t@/gone?host={tmp_path}"
    monkeypatch.setattr(KeptOnPostgresql, "owners", lambda _: {f"{store.upper()}_OWNER_URL": url for store in STORES})
    for act in (["backup", tmp_path / "new"], ["upgrade"], ["check"]):
        said = worked.refused(*act)
        assert "cannot be reached" in said
        assert "s3cr3t" not in said
