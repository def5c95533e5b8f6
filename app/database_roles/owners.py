"""Where the stores' owners are: URLs of their own, set for migrations and grants and for nothing that runs."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Engine, make_url

from app.database import open_store
from app.database_roles.grants import Database, grant_statements, role_statements
from app.errors import Trouble
from app.migrations import STORES
from configuration import goes_in_clear

SETTING = "{store}_OWNER_URL"


def owner_urls(values: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the URL of each store's owner, of those that are set."""
    named = {store: values.get(SETTING.format(store=store.upper()), "") for store in STORES}
    return {store: url for store, url in named.items() if url}


def databases(urls: Mapping[str, str]) -> list[Database]:
    """Return which databases the owners' URLs name."""
    parsed = {store: make_url(url) for store, url in urls.items()}
    return [Database(store, url.database or "", url.username or "") for store, url in parsed.items()]


@contextmanager
def owned(urls: Mapping[str, str]) -> Iterator[dict[str, Engine]]:
    """
    Give the owners' engines, and let go of them afterwards.

    :raises Trouble: one of them would go over a network in clear.
    """
    if goes_in_clear(urls.values()):
        raise Trouble(
            "an owner's URL names a server on another machine, which need not prove who it is.",
            "nothing was done.",
            "add ?sslmode=verify-full and its sslrootcert to it.",
        )
    engines = {store: open_store(url) for store, url in urls.items()}
    try:
        yield engines
    finally:
        for engine in engines.values():
            engine.dispose()


def make_roles(engine: Engine) -> None:
    """Make the roles that are not there yet; the role that does it must be allowed to make roles."""
    _run(engine, role_statements())


def apply_grants(engines: Mapping[str, Engine]) -> None:
    """Leave each role exactly its rights in these stores, each store in one transaction. SQLite has no roles."""
    for store, engine in engines.items():
        if engine.dialect.name == "postgresql":
            place = Database(store, engine.url.database or "", engine.url.username or "")
            _run(engine, grant_statements(place))


def _run(engine: Engine, statements: list[str]) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
