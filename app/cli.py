"""The command line: `flask --app wsgi` for a deployment that stands, `flask --app app.cli` to found or reopen one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.access.actor import steward as steward_actor
from app.chores import chores
from app.database import new_id, open_store
from app.errors import Conflict, Invalid
from app.founding import Founded, FoundingOrganisation, found, settings_by_file, wholly_or_not, write_settings
from app.founding_file import read_plan
from app.oversight.commands import audit
from app.unit_of_work import UnitOfWork
from app.upkeep.commands import store
from app.vault.commands import recover_command, vault_commands
from app.vault.deployment import Deployment
from app.vault.papers import root_keys_file, sheets
from app.worker import Chore, Steward
from config import Config, Misconfigured
from crypto.signing import VerifyKey
from crypto.totp import uri


def install(app: Flask) -> None:
    """Give an application its commands."""
    app.cli.add_command(audit)
    app.cli.add_command(vault_commands(_steward_work))
    app.cli.add_command(run_steward)
    app.cli.add_command(store)


@click.command("steward")
@with_appcontext
def run_steward() -> None:
    """Work as the steward until told to stop."""
    ours = _ours()
    Steward(ours.house, _chores(ours.config), {}).run()


@click.command("ceremony")
@click.argument("folder", type=click.Path(path_type=Path, resolve_path=True))
@click.option("--people", type=click.Path(exists=True, path_type=Path), required=True, help="Who it begins with.")
@click.option("--root-keys", type=click.Path(path_type=Path), required=True, help="On a medium to be kept offline.")
def ceremony(folder: Path, people: Path, root_keys: Path) -> None:
    """Found a deployment in FOLDER: stores, keys, groups, first people; print once what goes to people on paper."""
    try:
        plan = read_plan(people)
        with wholly_or_not(folder), root_keys_file(root_keys) as write:
            founded = found(folder, plan, clock=lambda: datetime.now(UTC))
            for name, settings in settings_by_file(founded.settings, next(iter(founded.units.values()))).items():
                write_settings(folder / name, settings)
            write(founded.ceremony)
            for engine in founded.house.stores.each().values():
                engine.dispose()
    except Invalid as error:
        told = "\n".join(f"{where}: {problem}" for where, problem in error.problems.items())
        raise click.ClickException(f"Nothing was made. Mend this in {people}:\n{told}") from None
    except (Conflict, OSError) as error:
        raise click.ClickException(str(error)) from None
    _print_papers(founded, plan)
    for path in sorted((root_keys, *folder.iterdir())):
        click.echo(f"{path.stat().st_mode & 0o777:o}  {path}")
    click.echo("Take the root keys offline now. Nothing of the above is printed a second time.")


def _print_papers(founded: Founded, plan: Sequence[FoundingOrganisation]) -> None:
    """Print the recovery shares, and for each person their words and what their authenticator needs."""
    for sheet in sheets(founded.ceremony):
        click.echo(sheet)
    words = {person.sign_in_name: person.passphrase for entry in plan for one in entry.units for person in one.people}
    for name, enrolled in founded.enrolled.items():
        click.echo(f"{'=' * 72}\nFor {name}, and nobody else\n\nPassphrase\n    {words[name]}\n")
        click.echo(f"Authenticator\n    {uri(enrolled.totp_secret, name, 'Sourcekeeper')}\n")


def create_app() -> Flask:
    """Return an application for what is done when no other can start: before the founding, and without the lock."""
    app = Flask("ceremony")
    app.cli.add_command(ceremony)
    app.cli.add_command(recover_command(_vault_without_lock))
    return app


@contextmanager
def _vault_without_lock() -> Iterator[tuple[Session, Deployment]]:
    """Give the vault's store and which deployment the settings say it is; the lock they name is not opened."""
    try:
        config = Config.from_environment()
    except Misconfigured as error:
        raise click.ClickException(str(error)) from None
    root = VerifyKey.decode(bytes.fromhex(config.root_key))
    engine = open_store(config.vault_url)
    with Session(engine.execution_options(writes=False)) as session:
        yield session, Deployment(config.deployment, root, least_epoch=config.least_epoch)
    engine.dispose()


@contextmanager
def _steward_work() -> Iterator[UnitOfWork]:
    """Give a unit of work of the steward's."""
    with _ours().house.work(steward_actor(new_id())) as uow:
        yield uow


def _chores(config: Config) -> tuple[Chore, ...]:
    """Return what the steward does in a deployment with these settings."""
    return chores(config.intake_unit, every_round=config.drain_every, erased_list=config.erased_list)


def _ours() -> Any:
    """Return what the application keeps for its commands."""
    return current_app.extensions["sourcekeeper"]
