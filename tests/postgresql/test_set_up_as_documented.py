"""What an operator copies out of the documentation for PostgreSQL works as it stands there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database_roles.faces import FACES
from app.database_roles.grants import role_statements
from app.migrations import STORES
from tests.postgresql.cluster import SUPERUSER, Cluster

PAGE = Path(__file__).parents[2] / "docs/operating.md"
OURS = "documented"
RIGHTS = (
    "SELECT rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls, rolconnlimit "
    "FROM pg_roles WHERE rolname = %s"
)
DATABASES = (
    "SELECT datname, datdba::regrole::text, pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database "
    "WHERE datname = ANY(%s)"
)


@pytest.fixture
def made(cluster: Cluster) -> Iterator[Cluster]:
    """Return the server on which the documented lines were run, under names that are nobody else's here."""
    [lines] = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    try:
        cluster.run(*lines.replace("sourcekeeper_", f"{OURS}_").strip().splitlines(), *role_statements("compared"))
        yield cluster
    finally:
        cluster.run(*(f'DROP DATABASE IF EXISTS "{store}"' for store in STORES))
        roles = [*(f"{OURS}_{name}" for name in ("owner", *FACES)), *(f"compared_{face}" for face in FACES)]
        cluster.run(*(f"DROP ROLE IF EXISTS {role}" for role in roles))


def test_the_documented_lines_make_four_databases_and_the_roles_that_the_command_would(made: Cluster) -> None:
    with made.as_role(SUPERUSER, SUPERUSER) as asked:
        found = set(asked.execute(DATABASES, (list(STORES),)).fetchall())
        assert found == {(store, f"{OURS}_owner", "UTF8", "C.UTF-8", "C.UTF-8") for store in STORES}
        for face in FACES:
            by_hand, by_command = (asked.execute(RIGHTS, (f"{name}_{face}",)).fetchall() for name in (OURS, "compared"))
            assert by_hand == by_command != []
