"""The command that mends a group with the root keys: once to invite whoever lost theirs, and once to sign for new."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.errors import Conflict, Invalid, NotFound, Refused
from app.oversight.commands import operator
from app.people import service
from app.people.queries import Want
from app.unit_of_work import UnitOfWork
from app.vault.commands import type_share
from app.vault.papers import read_root_keys
from app.vault.repairing import Authority
from app.vault.rosters import GROUPS, MEMBERS
from app.vault.shares import BadShare, ask_shares
from crypto.errors import Tampered
from crypto.signing import SigningKey

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WHY = "Who is here, and why (for the auditors)"


@click.command("repair-group")
@click.argument("group", type=click.Choice(GROUPS))
@click.argument("sign_in_name")
@click.option("--root-keys", type=FILE, required=True, help="The file of the ceremony, on its offline medium.")
@click.option("--without-shares", is_flag=True, help="What was sealed to the group before stays shut to this person.")
@with_appcontext
def repair_group_command(group: str, sign_in_name: str, root_keys: Path, without_shares: bool) -> None:
    """Sign GROUP's next roster with the root keys, for SIGN_IN_NAME, when two of its members cannot."""
    root = _root(root_keys)
    with _told(), _work() as uow:
        person_ref, want = service.to_repair(uow, group, sign_in_name)
    if want is None:
        _invite(group, sign_in_name, person_ref, Authority(root))
    else:
        _sign(want, root, without_shares=without_shares)


def _invite(group: str, sign_in_name: str, person_ref: str, authority: Authority) -> None:
    click.echo(f"{sign_in_name} has made no new keys. Their account is stopped, and they are invited to make them.")
    reason = click.prompt(WHY)
    with _told(), _work() as uow:
        invited = service.begin_repair(uow, group, person_ref, authority, reason=reason)
    click.echo(f"Six words, for their paper alone, good for two days:\n\n  {invited.words}\n")
    click.echo("They go to /first-visit, and read six words of their keys out. Then run this command again.")


def _sign(want: Want, root: SigningKey, *, without_shares: bool) -> None:
    """Ask for what it takes, and sign."""
    words = click.prompt(f"The six words that {want.name} reads out of their keys") if want.public else ""
    shares: tuple[str, ...] = ()
    if want.public and want.group != MEMBERS and not without_shares:
        click.echo(f"Recovery shares of the {want.group}:")
        try:
            shares = tuple(share.words for share in ask_shares(type_share, click.echo))
        except BadShare as error:
            raise click.ClickException(f"{error} Nothing was changed.") from None
    reason = click.prompt(WHY)
    with _told(), _work() as uow:
        authority = Authority(root, shares)
        service.repair(uow, want.group, want.person_ref, authority, reason=reason, words=words)
    click.echo(f"The {want.group} have a new roster and a new key. Take the root keys out of this machine now.")
    if want.public and want.group != MEMBERS:
        click.echo("The person seals anew what the group holds, under “Seal anew”; run `vault verify` afterwards.")


def _root(path: Path) -> SigningKey:
    """Return the root keys of a file; whether they are this deployment's, the vault asks."""
    try:
        return SigningKey.from_seed(read_root_keys(path)[1])
    except (ValueError, OSError, Tampered):
        raise click.ClickException("This is no file of root keys. Nothing was changed.") from None


@contextlib.contextmanager
def _work() -> Iterator[UnitOfWork]:
    with current_app.extensions["sourcekeeper"].house.work(operator()) as uow:
        yield uow


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say why it was not done; it stands in the record."""
    try:
        yield
    except NotFound:
        raise click.ClickException("Nobody has this name, or nothing is to be signed for them.") from None
    except Refused as error:
        raise click.ClickException(f"{error.advice} Nothing was changed.") from None
    except Invalid as error:
        raise click.ClickException(" ".join(error.problems.values())) from None
    except Conflict as error:
        raise click.ClickException(f"{error} Nothing was changed.") from None
