"""The command `store roles`: print the SQL of the roles and their rights, or apply it."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.database_roles.grants import grant_statements, role_statements
from app.database_roles.owners import SETTING, apply_grants, databases, make_roles, owned, owner_urls
from app.errors import Trouble
from app.migrations import STORES


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
    with _owned(urls) as engines:
        try:
            if make:
                make_roles(engines[STORES[0]])
            if applied:
                apply_grants(engines)
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
            raise click.ClickException(
                f"PostgreSQL refused: {reason}. Each store is granted wholly or not at all, so nothing is half done. "
                "If a role does not exist, have a superuser run what `store roles` prints, or use --make; then again."
            ) from None
    if applied:
        click.echo("Each face has exactly the rights of this release. Run this again after every upgrade.")
    else:
        click.echo("Each face has its role, and no right yet. Say how each signs in.")


@contextmanager
def _owned(urls: dict[str, str]) -> Iterator[dict[str, Engine]]:
    try:
        with owned(urls) as engines:
            yield engines
    except Trouble as trouble:
        raise click.ClickException(str(trouble)) from None


def _printed(urls: dict[str, str]) -> str:
    """Return all of it for `psql`: the roles once for the server, then each store's rights in its database."""
    lines = ["-- Once for the server, as a role that may make roles. Then say how each signs in: \\password NAME"]
    lines += [f"{statement};" for statement in role_statements()]
    for place in databases(urls):
        lines += [f"\n-- The {place.store} store, as its owner.", f'\\connect "{place.name}"', "BEGIN;"]
        lines += [f"{statement};" for statement in grant_statements(place)]
        lines.append("COMMIT;")
    return "\n".join(lines)
