"""Each role tries everything on every table of every store: what its row grants works, all else is refused."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from app.database_roles.faces import FACES
from app.database_roles.grants import may, tables_of
from app.migrations import STORES
from tests.postgresql.cluster import Cluster
from tests.postgresql.unit import OWNER, PostgresUnit, Template, copy_template

VERBS = {
    "SELECT": "SELECT * FROM {table} LIMIT 0",
    "INSERT": "INSERT INTO {table} SELECT * FROM {table} LIMIT 0",
    "UPDATE": "UPDATE {table} SET {column} = {column} WHERE false",
    "DELETE": "DELETE FROM {table} WHERE false",
    "TRUNCATE": "TRUNCATE {table}",
    "REFERENCES": "CREATE TEMPORARY TABLE made (known text REFERENCES {table})",
    "TRIGGER": "CREATE TRIGGER made BEFORE INSERT ON {table} EXECUTE FUNCTION "
    "pg_catalog.suppress_redundant_updates_trigger()",
    "LOCK": "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
    "DROP": "DROP TABLE {table}",
    "ALTER": "ALTER TABLE {table} ADD COLUMN made text",
}
Refused = psycopg.errors.InsufficientPrivilege


@pytest.fixture(scope="module")
def unit(template: Template, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresUnit]:
    """Return a unit of which nothing is changed here."""
    made = copy_template(template, cluster, tmp_path_factory.mktemp("roles") / "unit")
    yield made
    made.close()


def tried(connection: psycopg.Connection, statement: sql.Composable) -> bool:
    """Return whether a statement was allowed, whatever came of it; nothing of it stays."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
    except Refused:
        return False
    except psycopg.Error:
        return True
    return True


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("face", FACES)
def test_each_role_may_what_its_row_says_and_nothing_else(unit: PostgresUnit, face: str, store: str) -> None:
    role, database = f"sourcekeeper_{face}", unit.databases[store]
    allowed = may(face, store)
    if not any(allowed.values()):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            unit.cluster.as_role(role, database)
        return
    wrong = []
    with unit.cluster.as_role(role, database) as connection, unit.cluster.as_role(OWNER, database) as owner:
        for table in tables_of(store):
            [column] = owner.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s LIMIT 1", (table,)
            ).fetchone() or [""]
            for verb, statement in VERBS.items():
                # To copy rows or to lock them takes another right as well; each is tried with what it alone needs.
                text = statement if verb != "INSERT" else "INSERT INTO {table} DEFAULT VALUES"
                asked = sql.SQL(text).format(table=sql.Identifier(table), column=sql.Identifier(column))
                if verb in {"UPDATE", "DELETE"}:
                    asked = sql.SQL(text.split(" WHERE")[0].replace("= {column}", "= DEFAULT")).format(
                        table=sql.Identifier(table), column=sql.Identifier(column)
                    )
                expected = verb in allowed[table] or (verb == "LOCK" and allowed[table] & {"UPDATE", "DELETE"})
                if tried(connection, asked) != bool(expected):
                    wrong.append((face, table, verb, bool(expected)))
    assert wrong == []


def test_nobody_at_run_time_may_change_the_record_by_its_row() -> None:
    for face in FACES:
        for table, verbs in may(face, "audit").items():
            assert verbs <= {"SELECT"}, (face, table)


@pytest.mark.parametrize("store", STORES)
def test_nobody_at_run_time_may_change_how_far_migrations_have_come(store: str) -> None:
    assert all(may(face, store)["alembic_version"] <= {"SELECT"} for face in FACES)


def test_the_public_role_may_three_things_and_see_whether_its_store_is_ready(unit: PostgresUnit) -> None:
    granted = {table: set(verbs) for table, verbs in may("public", "gateway").items() if verbs}
    assert granted == {"submissions": {"INSERT"}, "published_bundles": {"SELECT"}, "alembic_version": {"SELECT"}}
    with unit.cluster.as_role("sourcekeeper_public", unit.databases["gateway"]) as connection:
        assert len(connection.execute("SELECT mailbox('nowhere')").fetchall()) == 8
        for shut in ("SELECT * FROM submissions", "SELECT * FROM mailbox_slots", "DELETE FROM submissions"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(shut)
    for store in ("case", "vault", "audit"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            unit.cluster.as_role("sourcekeeper_public", unit.databases[store])


def test_the_public_role_may_run_one_function_of_ours_and_make_nothing(unit: PostgresUnit) -> None:
    asked = (
        "SELECT proname FROM pg_proc "
        "WHERE pronamespace = 'public'::regnamespace AND has_function_privilege(oid, 'EXECUTE')"
    )
    with unit.cluster.as_role("sourcekeeper_public", unit.databases["gateway"]) as connection:
        assert connection.execute(asked).fetchall() == [("mailbox",)]
        for made in (
            "TABLE public.t (a int)",
            "TEMPORARY TABLE t (a int)",
            "FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "SCHEMA s",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"CREATE {made}".encode())


@pytest.mark.parametrize("table", ["allegations", "reports", "sources", "contact_requests", "mailboxes", "searches"])
def test_the_partner_role_cannot_select_an_original_or_a_link(unit: PostgresUnit, table: str) -> None:
    asked = sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))
    with unit.cluster.as_role("sourcekeeper_partner", unit.databases["case"]) as connection, pytest.raises(Refused):
        connection.execute(asked)


@pytest.mark.parametrize("face", ["staff", "partner", "steward"])
def test_whoever_may_append_may_not_hash_for_themselves(unit: PostgresUnit, face: str, tmp_path: Path) -> None:
    with unit.cluster.as_role(f"sourcekeeper_{face}", unit.databases["audit"]) as connection:
        for call in ("enter_block(64)", "is_entry('{}')"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT public.{call}".encode())
        for made in (
            "FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "TABLE public.t (a int)",
            "SCHEMA s",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"CREATE {made}".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TEMPORARY TABLE head (size int)")
