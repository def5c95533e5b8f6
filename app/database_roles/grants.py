"""What each role may do in each store, as one table, and the SQL that gives exactly that and takes all else away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects.postgresql.base import PGDialect

from app.database_roles.faces import FACES, PREFIX, role_of
from app.database_roles.privileges import PRIVILEGES, Privileges
from app.migrations.metadata import metadata_by_store

# Every schema of ours is this one; the functions name it in full.
SCHEMA = "public"

_DIALECT: Any = PGDialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Database:
    """Where a store is: the name of its database, and of the role that owns what is in it."""

    store: str
    name: str
    owner: str


def role_statements(prefix: str = PREFIX) -> list[str]:
    """Return what makes the roles that are not there yet. They may sign in, once somebody has said how, and no more."""
    made = []
    for face in FACES:
        name = role_of(face, prefix)
        made.append(
            f"DO $$ BEGIN CREATE ROLE {_name(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION "
            "NOBYPASSRLS; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
    return made


def revoke_statements(database: Database, prefix: str = PREFIX) -> list[str]:
    """Return what shuts a store to every role but its owner, also to functions that are made in it later."""
    nobody = ", ".join(["PUBLIC", *(_name(role_of(face, prefix)) for face in FACES)])
    return [
        f"REVOKE ALL ON DATABASE {_name(database.name)} FROM {nobody}",
        f"REVOKE ALL ON SCHEMA {SCHEMA} FROM {nobody}",
        *(f"REVOKE ALL ON ALL {kind} IN SCHEMA {SCHEMA} FROM {nobody}" for kind in ("TABLES", "SEQUENCES", "ROUTINES")),
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {_name(database.owner)} REVOKE ALL ON ROUTINES FROM PUBLIC",
    ]


def grant_statements(database: Database, prefix: str = PREFIX) -> list[str]:
    """
    Return what leaves each role exactly its rights in one store, to be run by the owner after every upgrade.

    All is taken away first: what an older release granted does not stay.
    """
    statements = revoke_statements(database, prefix)
    for face in FACES:
        allowed = PRIVILEGES.get((face, database.store))
        if allowed:
            statements += _granting(allowed, database, _name(role_of(face, prefix)))
    return statements


def comment_statement(database: Database, comment: str | None) -> str:
    """Return what writes on the database itself what is going on in it, or with None takes that away."""
    said = "NULL" if comment is None else "'" + comment.replace("'", "''") + "'"
    return f"COMMENT ON DATABASE {_name(database.name)} IS {said}"


def may(face: str, store: str) -> Mapping[str, frozenset[str]]:
    """Return what a face may do in a store, by table: the names of the privileges."""
    allowed, known = PRIVILEGES.get((face, store)), tables_of(store)
    by_verb = allowed.by_verb(known) if allowed else {}
    return {table: frozenset(verb for verb, named in by_verb.items() if table in named) for table in known}


def tables_of(store: str) -> Sequence[str]:
    """Return the tables of a store, with the one in which migrations keep how far it is."""
    return [*sorted(metadata_by_store()[store].tables), "alembic_version"]


def _granting(allowed: Privileges, database: Database, role: str) -> Iterator[str]:
    """Give the statements that grant a role what it may in one store."""
    yield f"GRANT CONNECT ON DATABASE {_name(database.name)} TO {role}"
    yield f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}"
    for verb, tables in allowed.by_verb(tables_of(database.store)).items():
        if tables:
            named = ", ".join(f"{SCHEMA}.{_name(table)}" for table in tables)
            yield f"GRANT {verb} ON TABLE {named} TO {role}"
    for function in allowed.execute:
        yield f"GRANT EXECUTE ON FUNCTION {SCHEMA}.{function} TO {role}"
    if allowed.numbers:
        yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {SCHEMA} TO {role}"


def _name(name: str) -> str:
    return str(_DIALECT.identifier_preparer.quote_identifier(name))
