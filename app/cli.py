"""The command line: `flask --app wsgi` for a deployment that stands, `flask --app app.cli` to found or reopen one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.orm import Session

from app.access.actor import steward as steward_actor
from app.ceremony.command import ceremony
from app.ceremony.drill import drill_command
from app.ceremony.repairing import repair_group_command
from app.chores import chores
from app.database import new_id, open_existing
from app.database_roles.commands import roles
from app.errors import Trouble
from app.oversight.commands import audit, operator
from app.starting import saying_why
from app.unit_of_work import UnitOfWork
from app.upkeep.certificates import certificates_command
from app.upkeep.commands import backup_key_command, store, vault_from_backup_command
from app.upkeep.lock_commands import add_lock_commands
from app.upkeep.standing import require_file, require_fit
from app.vault.commands import recover_command, vault_commands
from app.vault.deployment import Deployment
from app.web.lines import write_lines
from app.worker import Chore, Steward
from config import Config, Misconfigured
from crypto.signing import VerifyKey


def install(app: Flask) -> None:
    """Give an application its commands."""
    app.cli.add_command(audit)
    vault = vault_commands(_steward_work)
    vault.add_command(repair_group_command)
    vault.add_command(drill_command)
    add_lock_commands(vault, _operator_work)
    app.cli.add_command(vault)
    app.cli.add_command(run_steward)
    app.cli.add_command(store)
    app.cli.add_command(certificates_command)
    store.add_command(roles)


@click.command("steward")
@with_appcontext
def run_steward() -> None:
    """Work as the steward until told to stop."""
    ours = _ours()
    with saying_why():
        require_fit(ours.house.stores)
    write_lines()
    Steward(ours.house, _chores(ours.config), {}).run()


def create_app() -> Flask:
    """Return an application for what is done when no other can start: before the founding, and without the lock."""
    app = Flask("ceremony")
    app.cli.add_command(ceremony)
    before = AppGroup("store", help="Say who may do what in the stores.")
    before.add_command(roles)
    app.cli.add_command(before)
    app.cli.add_command(recover_command(_vault_without_lock))
    app.cli.add_command(backup_key_command)
    app.cli.add_command(vault_from_backup_command)
    return app


@contextmanager
def _vault_without_lock() -> Iterator[tuple[Session, Deployment]]:
    """Give the vault's store and which deployment the settings say it is; the lock they name is not opened."""
    try:
        config = Config.from_environment()
    except Misconfigured as error:
        raise click.ClickException(str(error)) from None
    root = VerifyKey.decode(bytes.fromhex(config.root_key))
    engine = open_existing(config.vault_url)
    try:
        require_file("vault", engine)
    except Trouble as trouble:
        raise click.ClickException(f"It did not work.\n{trouble}") from None
    with Session(engine.execution_options(writes=False)) as session:
        yield session, Deployment(config.deployment, root, least_epoch=config.least_epoch)
    engine.dispose()


@contextmanager
def _steward_work() -> Iterator[UnitOfWork]:
    """Give a unit of work of the steward's."""
    with _ours().house.work(steward_actor(new_id())) as uow:
        yield uow


@contextmanager
def _operator_work() -> Iterator[UnitOfWork]:
    """Give a unit of work of whoever works at the command line."""
    with _ours().house.work(operator()) as uow:
        yield uow


def _chores(config: Config) -> tuple[Chore, ...]:
    """Return what the steward does in a deployment with these settings."""
    return chores(config.intake_unit, every_round=config.drain_every, erased_list=config.erased_list)


def _ours() -> Any:
    """Return what the application keeps for its commands."""
    return current_app.extensions["sourcekeeper"]
