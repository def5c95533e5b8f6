"""An empty PostgreSQL database that is filled as its owner: shut to every face, and marked until all of it is there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.database_roles.faces import FACES, role_of
from app.database_roles.grants import Database, comment_statement, grant_statements, revoke_statements
from app.database_roles.owners import databases, owned
from app.upkeep.standing import unreachable
from app.upkeep.trouble import NOTHING_CHANGED, Trouble

OLDEST: Final = 15

_SERVER: Final = (
    "SELECT current_setting('server_version_num')::integer / 10000, pg_encoding_to_char(encoding), "
    "pg_has_role(datdba, 'USAGE'), coalesce(shobj_description(oid, 'pg_database'), '') "
    "FROM pg_database WHERE datname = current_database()"
)
_THERE: Final = (
    "SELECT format('DROP TABLE public.%I CASCADE', tablename) FROM pg_tables WHERE schemaname = 'public' UNION ALL "
    "SELECT format('DROP ROUTINE public.%I(%s) CASCADE', proname, pg_get_function_identity_arguments(oid)) "
    "FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
)
_ROLES: Final = "SELECT count(*) FROM pg_roles WHERE rolname = :role"


class Filling:
    """
    One store's database while it is filled.

    ``mark`` says on the database itself what fills it. What carries that mark was not finished, so whoever fills it
    again may clear it; what carries none, or another, is never touched.
    """

    def __init__(self, store: str, url: str, mark: str) -> None:
        self._store = store
        self._url = url
        self._mark = mark

    def require_empty(self) -> None:
        """
        Return quietly when it can be filled: it is empty, or holds what was begun under this mark.

        :raises Trouble: it holds something else, is not its owner's, or the server lacks what is needed.
        """
        with self._at() as (connection, place):
            self._require(connection, place)

    def begin(self) -> None:
        """Mark it, shut it, and clear what was begun before; Trouble as for ``require_empty``."""
        with self._at() as (connection, place):
            self._require(connection, place)
            _run(connection, [*_there(connection), comment_statement(place, self._mark), *revoke_statements(place)])

    def open(self) -> None:
        """Give each face its rights and take the mark away: all of it is there."""
        with self._at() as (connection, place):
            _run(connection, [*grant_statements(place), comment_statement(place, None)])

    def clear(self) -> None:
        """Leave nothing of what was begun under this mark."""
        with self._at() as (connection, place):
            if connection.execute(text(_SERVER)).one()[3] == self._mark:
                _run(connection, [*_there(connection), comment_statement(place, None)])

    def _require(self, connection: Connection, place: Database) -> None:
        version, encoding, is_owner, mark = connection.execute(text(_SERVER)).one()
        if version < OLDEST or encoding != "UTF8" or not is_owner:
            raise Trouble(
                f"the database {place.name} cannot be the {self._store} store: it is in PostgreSQL {version} and "
                f"{encoding}, and {place.owner} {'owns' if is_owner else 'does not own'} it.",
                NOTHING_CHANGED,
                f"make one in PostgreSQL {OLDEST} or later, in UTF8, with OWNER {place.owner}; docs/operating.md shows "
                "how.",
            )
        if mark != self._mark and _there(connection):
            raise Trouble(
                f"there is a store already in the database {place.name}.",
                NOTHING_CHANGED,
                "stop all processes and rename all four databases (keep them: they are evidence, and may hold more "
                "than any backup), then make empty ones under the old names, with the same owner; or name others in "
                "the settings.",
            )
        require_roles(self._store, connection)

    @contextmanager
    def _at(self) -> Iterator[tuple[Connection, Database]]:
        """Give a transaction on the database; whatever is done in it is done wholly or not at all."""
        with owned({self._store: self._url}) as engines:
            try:
                with engines[self._store].begin() as connection:
                    yield connection, databases({self._store: self._url})[0]
            except SQLAlchemyError as error:
                raise unreachable(self._store, error) from None


def require_roles(store: str, connection: Connection) -> None:
    """
    Return quietly when the server has the role of each face.

    :raises Trouble: it lacks one.
    """
    missing = [
        role_of(face) for face in FACES if not connection.execute(text(_ROLES), {"role": role_of(face)}).scalar()
    ]
    if missing:
        raise Trouble(
            f"the server of the {store} store has no role {', '.join(missing)}.",
            NOTHING_CHANGED,
            "run `flask --app app.cli store roles --make`, or what `store roles` prints under “Once for the server” as "
            "a role that may make roles; then this again.",
        )


def require_owned(store: str, engine: Engine) -> None:
    """
    Return quietly when a PostgreSQL store is reached as the owner of all its tables, and every face has its role.

    :raises Trouble: it is not, or cannot be reached.
    """
    if engine.dialect.name != "postgresql":
        return
    asked = "SELECT bool_and(pg_has_role(tableowner, 'USAGE')) FROM pg_tables WHERE schemaname = 'public'"
    try:
        with engine.execution_options(writes=False).connect() as connection:
            if connection.execute(text(asked)).scalar() is False:
                raise Trouble(
                    f"{engine.url.username} does not own the tables of the {store} store: it is a role that works in "
                    "it, and may not change or copy all of it.",
                    NOTHING_CHANGED,
                    f"set {store.upper()}_OWNER_URL to the same database as its owner, where this is run and nowhere "
                    "else.",
                )
            require_roles(store, connection)
    except SQLAlchemyError as error:
        raise unreachable(store, error) from None


def _there(connection: Connection) -> list[str]:
    """Return what would drop each table and function that is there."""
    return list(connection.execute(text(_THERE)).scalars())


def _run(connection: Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
