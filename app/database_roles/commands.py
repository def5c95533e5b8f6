"""The command `store roles`: print the SQL of the roles and their rights, or apply it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click
from sqlalchemy.exc import SQLAlchemyError

from app.database_roles.grants import grant_statements, role_statements
from app.database_roles.owners import SETTING, apply_grants, databases, make_roles, owned, owner_urls
from app.errors import Trouble
from app.migrations import STORES

ONCE = "-- Once for the server, as a role that may make roles. Then say how each signs in: \\password NAME"
# What the server answers, and what to do about it.
ANSWERS: Final = (
    (
        "permission denied to create role",
        "the owner may not make roles. Have a superuser run this once, and go on without --make:\n"
        + "\n".join(f"{statement};" for statement in role_statements()),
    ),
    (
        r'role ".*" does not exist',
        "have a superuser run what `store roles` prints under “Once for the server”, then run this again.",
    ),
    (
        r"(relation|function) .* does not exist",
        "an empty store needs no rights yet: the ceremony and a restore give them by themselves. One of an older "
        "release gets them with `flask --app wsgi store upgrade`.",
    ),
)
ELSE: Final = (
    "see that the server runs, and that the four OWNER_URLs name the databases as the role that owns them; then run "
    "this again."
)


@click.command("roles")
@click.option("--make", is_flag=True, help="Make the roles; the first owner must be allowed to make roles.")
@click.option("--apply", "applied", is_flag=True, help="Run it as the stores' owners, not only print it.")
def roles(make: bool, applied: bool) -> None:
    """
    Print what gives each face its role in PostgreSQL, with the least it needs; with --apply, do it.

    With --make alone only the roles are made, as is needed before stores are founded or restored.
    """
    urls = owner_urls()
    missing = [SETTING.format(store=store.upper()) for store in STORES if store not in urls]
    if missing or any(not url.startswith("postgresql+psycopg://") for url in urls.values()):
        raise click.ClickException(
            f"Nothing was done. Set {', '.join(missing) or 'the OWNER_URLs'} to the databases in PostgreSQL, as their "
            "owner: postgresql+psycopg://owner@host/database. With SQLite there are no roles."
        )
    if not applied and not make:
        click.echo(_printed(urls))
        return
    with _told(), owned(urls) as engines:
        try:
            if make:
                make_roles(engines[STORES[0]])
            if applied:
                apply_grants(engines)
        except SQLAlchemyError as error:
            raise _trouble(str(getattr(error, "orig", error)).strip().splitlines()[0]) from None
    if applied:
        click.echo("Each face has exactly the rights of this release. Run this again after every upgrade.")
    else:
        click.echo("Each face has its role, and no right yet. Say how each signs in.")


@contextmanager
def _told() -> Iterator[None]:
    """Do something; what goes wrong with it ends the command with its three parts and no trace of the program."""
    try:
        yield
    except Trouble as trouble:
        raise click.ClickException(f"It did not work.\n{trouble}") from None


def _trouble(said: str) -> Trouble:
    """Return what is told of a server that refused, and said so."""
    todo = next((advice for answer, advice in ANSWERS if re.search(answer, said)), ELSE)
    safe = "roles are made, and each store is granted, wholly or not at all, so nothing is half done."
    return Trouble(f"PostgreSQL refused ({said}).", safe, todo)


def _printed(urls: dict[str, str]) -> str:
    """Return all of it for `psql`: the roles once for the server, then each store's rights in its database."""
    lines = [ONCE]
    lines += [f"{statement};" for statement in role_statements()]
    for place in databases(urls):
        lines += [f"\n-- The {place.store} store, as its owner.", f'\\connect "{place.name}"', "BEGIN;"]
        lines += [f"{statement};" for statement in grant_statements(place)]
        lines.append("COMMIT;")
    return "\n".join(lines)
