"""The record on the command line: check it, prove an entry, hand it out, sign it, list acts without an outcome."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.access.actor import Actor, steward
from app.database import new_id
from app.errors import Trouble, Unavailable
from app.unit_of_work import UnitOfWork
from audit.errors import LogUnavailable
from audit.events import Decision, Event
from audit.verify import report

SAFE = "nothing was changed by this, and nothing of the record is lost by it."
LOOK = (
    "see that AUDIT_URL in the settings is right, that the audit store is there, not full and not locked, and that the "
    "lock opens; /readyz and `store check` say which part fails. Then run it again."
)

audit = AppGroup("audit", help="Check, prove, export and sign the record.")

# What a check that found something wrong is recorded as having failed.
RULE_AS_SIGNED = "log_is_as_signed"


def operator() -> Actor:
    """Return whoever works at the command line of the server: no role, no clearance, known by that alone."""
    return replace(
        steward(new_id()),
        person_ref="operator",
        account_ref="operator",
        name="Operator",
        roles=frozenset(),
        acting_for="command-line",
    )


@audit.command()
@click.option(
    "--checkpoint",
    "kept",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint that somebody kept elsewhere; may be given more than once.",
)
def verify(kept: tuple[Path, ...]) -> None:
    """Check the whole record; exit 1 and name the first bad entry when it is not as it was signed."""
    house = _plumbing()
    with _answered():
        verdict = house.audit.verify(house.log_key().public, [path.read_text(encoding="utf-8") for path in kept])
    report(verdict)
    try:
        with _working() as uow:
            uow.trail.happened(
                Event.LOG_VERIFY,
                decision=Decision.FAILED if verdict.why else Decision.DONE,
                rule=RULE_AS_SIGNED if verdict.why else "",
            )
    except Unavailable:
        click.echo("That this was checked could not be recorded.", err=True)
    if verdict.why:
        raise SystemExit(1)


@audit.command()
@click.argument("seq", type=click.IntRange(min=0))
def prove(seq: int) -> None:
    """Print the proof that entry SEQ is in the record, to be checked with `audit/verify.py --proof`."""
    house = _plumbing()
    with _answered(), _working() as uow, uow.trail.consulting(Event.LOG_PROVE, f"entry:{seq}"):
        latest = house.audit.latest_checkpoint()
        if latest is None or latest.size <= seq < house.audit.head().size:
            house.audit.checkpoint(house.log_key(), now=uow.clock())
        try:
            proof = house.audit.proof(seq)
        except ValueError as error:
            raise click.ClickException(f"There is no proof of entry {seq}: {error}.") from error
    click.echo(proof, nl=False)


@audit.command()
@click.argument("directory", type=click.Path(path_type=Path))
def export(directory: Path) -> None:
    """Write the whole record into a new DIRECTORY, to be checked with `audit/verify.py DIRECTORY`."""
    house = _plumbing()
    if directory.exists():
        raise click.ClickException(f"{directory} exists already. Name a new directory.")
    with _answered(), _working() as uow, uow.trail.recording(Event.LOG_EXPORT, "log"):
        signed = house.audit.checkpoint(house.log_key(), now=uow.clock())
        house.audit.export(directory, house.log_key().public)
    click.echo(f"{signed.size} entries, all signed, are in {directory}.")


@audit.command()
def checkpoint() -> None:
    """Sign the record as it stands and print the checkpoint. Keep it elsewhere: it shows a record cut short."""
    house = _plumbing()
    with _answered():
        signed = house.audit.checkpoint(house.log_key(), now=house.house.clock())
    click.echo(signed.note, nl=False)


@audit.command()
def reconcile() -> None:
    """List the attempts whose outcome was never written. Each counts as having happened."""
    house = _plumbing()
    with _answered(), _working() as uow, uow.trail.consulting(Event.LOG_READ, "unfinished"):
        attempts = house.audit.unfinished()
    for stored in attempts:
        said = stored.entry
        click.echo(
            f"{stored.seq}\t{stored.at:%Y-%m-%d %H:%M:%S} UTC\t{said.actor_ref}\t{said.action}\t{said.object_ref}"
        )
    if not attempts:
        click.echo("Every attempt has an outcome.")


def _plumbing() -> Any:
    """Return what the application keeps for its commands."""
    return current_app.extensions["sourcekeeper"]


@contextmanager
def _working() -> Iterator[UnitOfWork]:
    """Give a unit of work of the operator's."""
    with _plumbing().house.work(operator()) as uow:
        yield uow


@contextmanager
def _answered() -> Iterator[None]:
    """Tell that the record did not answer, in three parts and with exit status 1."""
    try:
        yield
    except (LogUnavailable, Unavailable, LookupError) as error:
        happened = f"the record cannot be used ({error or type(error).__name__})."
        raise click.ClickException(f"It did not work.\n{Trouble(happened, SAFE, LOOK)}") from error
