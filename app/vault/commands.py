"""What an operator can ask of the vault: whether everything in it still holds, and the lock back from its shares."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import click
from sqlalchemy.orm import Session

from app.errors import Trouble, Unavailable
from app.vault.deployment import Deployment
from app.vault.key_provider import FileProvider
from app.vault.recovery import recover_lock
from app.vault.rosters import AUDITORS, AUTHORISERS, CUSTODIANS
from app.vault.shares import BadShare, ask_shares
from app.vault.vault import Vault
from app.vault.verification import verify
from crypto.errors import Tampered

UNCHANGED = "nothing was changed: this only reads."
LOOK = "`store check` and /readyz say which part fails and what to do about it. Then run it again."


class Work(Protocol):
    """A unit of work, as far as these commands need it."""

    @property
    def vault(self) -> Vault:
        """The vault."""


OpenWork = Callable[[], AbstractContextManager[Work]]
OpenStore = Callable[[], AbstractContextManager[tuple[Session, Deployment]]]


def vault_commands(work: OpenWork) -> click.Group:
    """
    Return the group ``vault``.

    :param work: opens a unit of work of the steward, in the application's own context.
    """
    group = click.Group("vault", help="Look after what is held in custody.")
    group.add_command(_verify_command(work))
    return group


def _verify_command(work: OpenWork) -> click.Command:
    @click.command("verify")
    def command() -> None:
        """Check every roster, key, version, grant and link; exit 1 and name what does not hold."""
        try:
            with work() as uow:
                findings = verify(uow.vault)
        except Unavailable as error:
            happened = f"a store, the record or the lock did not answer. {error}".rstrip()
            raise click.ClickException(f"It did not work.\n{Trouble(happened, UNCHANGED, LOOK)}") from None
        for kind, count in sorted(findings.checked.items()):
            click.echo(f"{count:>9,}  {kind}{'' if count == 1 else 's'}")
        for kind, record_ref in findings.faults:
            click.echo(f"DOES NOT HOLD: {kind} {record_ref}", err=True)
        if findings.faults:
            raise SystemExit(1)
        click.echo("Everything holds.")

    return command


def recover_command(stored: OpenStore) -> click.Command:
    """
    Return the command ``recover-lock``. It is for when the lock is lost, so nothing in it may need one.

    :param stored: opens the vault's store, and says which deployment it is.
    """

    @click.command("recover-lock")
    @click.argument("path", type=click.Path(path_type=Path))
    @click.option("--group", type=click.Choice((CUSTODIANS, AUTHORISERS, AUDITORS)), default=CUSTODIANS)
    def command(path: Path, group: str) -> None:
        """Write the lost key file again, to PATH, from three recovery shares that are asked for."""
        # Looked at before three people type their shares.
        if path.exists():
            raise click.ClickException(f"{path} exists. A key file is never overwritten.")
        with stored():
            pass
        try:
            shares = [share.words for share in ask_shares(type_share, click.echo)]
        except BadShare as error:
            raise click.ClickException(f"{error} Nothing was written.") from None
        with stored() as (session, deployment):
            try:
                keys = recover_lock(session, deployment, group, shares)
            except Tampered:
                raise click.ClickException(f"These are shares, and not of the {group} of this deployment.") from None
        try:
            FileProvider.decode(keys).write(path)
        except FileExistsError:
            raise click.ClickException(f"{path} exists. A key file is never overwritten.") from None
        click.echo(f"The key file is at {path}, readable by its owner only.")

    return command


def type_share(question: str) -> str:
    """Ask for a share; what is typed is not shown."""
    typed: str = click.prompt(question, hide_input=True, default="", show_default=False)
    return typed
