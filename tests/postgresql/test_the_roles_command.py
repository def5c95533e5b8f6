"""`store roles` prints the SQL of every role and right, and applies it as the owner of each store."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url

from app.cli import create_app
from app.database_roles.grants import may
from app.migrations import STORES
from tests.postgresql.cluster import Cluster
from tests.postgresql.unit import OWNER, Template


@pytest.fixture
def urls(cluster: Cluster, template: Template) -> Iterator[dict[str, str]]:
    """Return the owners' URLs of four stores that nobody else may use yet."""
    names = {store: cluster.new_database(owner=OWNER, template=template.databases[store]) for store in STORES}
    yield {f"{store.upper()}_OWNER_URL": cluster.url(name, OWNER) for store, name in names.items()}
    for name in names.values():
        cluster.drop(name)


def run(urls: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Run the command as it is run before anything is founded."""
    cleared = {f"{store.upper()}_OWNER_URL": "" for store in STORES}
    done = CliRunner().invoke(create_app().cli, ["store", "roles", *arguments], env=cleared | urls)
    return done.exit_code, done.output


def named(url: str) -> str:
    """Return the name of the database that a URL leads to."""
    return make_url(url).database or ""


def rights(cluster: Cluster, url: str, role: str) -> set[tuple[str, str]]:
    """Return what a role may do on which table, as the database has it."""
    with cluster.as_role("postgres", named(url)) as connection:
        asked = "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = %s"
        return set(connection.execute(asked, (role,)).fetchall())


def test_applied_it_leaves_exactly_what_the_table_says(cluster: Cluster, urls: dict[str, str]) -> None:
    cluster.run(
        "GRANT ALL ON TABLE entries TO sourcekeeper_public",
        database=urls["AUDIT_OWNER_URL"].split("?")[0].rsplit("/", 1)[1],
    )
    for _ in range(2):
        code, told = run(urls, "--apply")
        assert (code, "exactly the rights" in told) == (0, True), told
    for face in ("public", "staff", "partner", "steward"):
        for store in STORES:
            expected = {(table, verb) for table, verbs in may(face, store).items() for verb in verbs}
            assert rights(cluster, urls[f"{store.upper()}_OWNER_URL"], f"sourcekeeper_{face}") == expected


def test_what_is_printed_does_the_same_and_names_every_role(cluster: Cluster, urls: dict[str, str]) -> None:
    code, told = run(urls)
    assert code == 0
    assert told.count("CREATE ROLE") == 4
    assert rights(cluster, urls["CASE_OWNER_URL"], "sourcekeeper_staff") == set()
    for part in told.split('\\connect "')[1:]:
        database, statements = part.split('"', 1)
        cluster.run(
            *(one for one in statements.split(";\n") if one.strip() and not one.strip().startswith("--")),
            database=database,
        )
    expected = {(table, verb) for table, verbs in may("partner", "case").items() for verb in verbs}
    assert rights(cluster, urls["CASE_OWNER_URL"], "sourcekeeper_partner") == expected


def test_who_may_not_make_roles_is_told_and_nothing_is_done(cluster: Cluster, urls: dict[str, str]) -> None:
    code, told = run(urls, "--apply", "--make")
    assert code == 1
    assert "permission denied to create role" in told
    assert told.count("CREATE ROLE") == 4
    assert "Traceback" not in told
    assert rights(cluster, urls["CASE_OWNER_URL"], "sourcekeeper_staff") == set()


def test_rights_in_a_store_that_is_empty_are_refused_with_what_gives_them(cluster: Cluster) -> None:
    name = cluster.new_database(owner=OWNER)
    code, told = run({f"{store.upper()}_OWNER_URL": cluster.url(name, OWNER) for store in STORES}, "--apply")
    cluster.drop(name)
    assert (code, "What is safe: " in told, "the ceremony and a restore give them by themselves" in told) == (
        1,
        True,
        True,
    )


def test_without_the_owners_urls_it_says_which_to_set() -> None:
    code, told = run({"CASE_OWNER_URL": "postgresql+psycopg://o@h/case"})
    assert code == 1
    assert "GATEWAY_OWNER_URL, VAULT_OWNER_URL, AUDIT_OWNER_URL" in told


def test_files_have_no_roles() -> None:
    code, told = run({f"{store.upper()}_OWNER_URL": f"sqlite:///{store}.db" for store in STORES})
    assert (code, "With SQLite there are no roles" in told) == (1, True)
