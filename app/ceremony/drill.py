"""`flask vault drill`: two people prove that recovery shares open what they must, and leave a certificate of it."""

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from app.accounts.models import ACTIVE, Account
from app.database import new_id
from app.errors import Frozen, Trouble, Unavailable
from app.oversight.commands import operator
from app.unit_of_work import UnitOfWork
from app.vault.commands import type_share
from app.vault.drilling import Proof, prove
from app.vault.key_provider import OWNER_ONLY
from app.vault.papers import WIDTH
from app.vault.recovery import NEEDED, SHARES
from app.vault.rosters import AUDITORS, AUTHORISERS, CUSTODIANS
from app.vault.shares import BadShare, TypedShare, ask_shares
from audit.events import Decision, Event
from crypto.errors import Tampered

TRIES = 3
HOLDERS = ("first", "second")
NOTHING_SHOWN = "everything: nothing was shown, kept or changed, and the shares are as good as before."


@click.command("drill")
@click.argument("certificate", type=click.Path(path_type=Path))
@click.option("--group", type=click.Choice((CUSTODIANS, AUTHORISERS, AUDITORS)), default=CUSTODIANS)
@click.option("--shares", type=click.IntRange(NEEDED, SHARES), default=NEEDED, help="How many were brought.")
@with_appcontext
def drill_command(certificate: Path, group: str, shares: int) -> None:
    """Prove that recovery shares of a group open it and the lock, and write CERTIFICATE, to be printed and signed."""
    if certificate.exists():
        raise _halted(f"{certificate} exists.", "name a file that does not.")
    ref = new_id()
    with _told():
        holders = _holders(ref)
        typed = ask_shares(type_share, click.echo, shares)
        text = _prove(ref, group, holders, typed)
    _write(certificate, text)
    click.echo(f"Proved. The certificate is at {certificate}: print it, and both sign it. Lock the shares away again.")


def _holders(ref: str) -> tuple[str, str]:
    """Return the sign-in names of the two who hold the drill, each known by their passphrase."""
    first = _holder(ref, HOLDERS[0], "")
    return first, _holder(ref, HOLDERS[1], first)


def _holder(ref: str, which: str, other: str) -> str:
    """Return one of the two. A passphrase that is wrong three times ends the drill."""
    name: str = click.prompt(f"Sign-in name of the {which} who holds this drill").strip().lower()
    if name == other:
        raise _halted("The drill was begun by one person.", "bring a second, who has an account.")
    for left in reversed(range(TRIES)):
        passphrase = click.prompt(f"Passphrase of {name}", hide_input=True)
        if _is_right(ref, name, passphrase):
            return name
        click.echo(f"Not right. {left} more {'try' if left == 1 else 'tries'}.")
    raise _halted(
        f"The passphrase of {name} was wrong {TRIES} times; that is in the record.",
        "see that the sign-in name is theirs, then begin again. Who has lost theirs says so to an administrator.",
    )


def _is_right(ref: str, name: str, passphrase: str) -> bool:
    """Return whether this is the passphrase of somebody who is active; a wrong one is recorded."""
    with _work() as uow:
        known = select(Account.person_ref).where(Account.sign_in_name == name, Account.state == ACTIVE)
        person_ref = uow.case.scalar(known) or ""
        right = uow.vault.members.verify(person_ref or ref, passphrase)
        if not right or not person_ref:
            uow.trail.happened(
                Event.RECOVERY_DRILL, person_ref or ref, decision=Decision.REFUSED, rule="passphrase_is_right"
            )
        return right and bool(person_ref)


def _prove(ref: str, group: str, holders: tuple[str, str], typed: list[TypedShare]) -> str:
    """Prove it, recorded before and after, and return the certificate, which the record knows by its digest."""
    with _work() as uow:
        detail: dict[str, str | int | list[str]] = {"group": group, "shares": [str(one.number) for one in typed]}
        held_by = f"Held by {holders[0]} and {holders[1]}."
        with uow.trail.recording(Event.RECOVERY_DRILL, ref, reason=held_by, detail=detail) as note:
            text = _certificate(prove(uow.vault, group, typed), (ref, uow.deployment.ref), holders, uow.now)
            note.digest = sha256(text.encode()).hexdigest()
            return text


def _certificate(proof: Proof, refs: tuple[str, str], holders: tuple[str, str], now: datetime) -> str:
    """Return the certificate, plain text, 72 characters wide."""
    ref, deployment = refs
    lock = (
        [f"- The same shares bring back the server's lock with its key {proof.lock_number},", "  as it is in use."]
        if proof.lock_number is not None
        else [
            "- The server's lock is a device. Its own backup brings it back: drill that",
            "  too, these shares do not.",
        ]
    )
    lines = (
        WIDTH,
        "CERTIFICATE OF A RECOVERY DRILL",
        f"deployment {deployment}",
        f"drill      {ref}",
        "",
        f"Held on {now:%d %B %Y at %H:%M} UTC, for the {proof.group},",
        f"by {holders[0]} and {holders[1]}.",
        f"Shares brought: {', '.join(str(one) for one in proof.share_numbers)} (of {SHARES}; any {NEEDED} are enough).",
        "",
        "Proved:",
        f"- Any {NEEDED} of them make the recovery key that the root keys signed.",
        f"- It opens the group's present key, number {proof.epochs[-1]}, and {len(proof.epochs) - 1} older.",
        *lock,
        "Not proved: that the shares not brought are where they belong.",
        "No key and no word of a share was shown or kept.",
        "",
        "In the record: recovery:drill of the number above, with the SHA-256 of",
        "this file.",
        "",
        "Signed: ______________________________   ______________________________",
        WIDTH,
    )
    return "\n".join(lines) + "\n"


def _write(path: Path, text: str) -> None:
    """Write the certificate to a new file; where that cannot be, show it, as the record knows it already."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, OWNER_ONLY)
    except OSError as error:
        click.echo(text)
        told = f"the drill is done and recorded, and its certificate could not be written ({error.strerror})."
        raise _halted(told, "copy it from above, or hold the drill again.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


@contextlib.contextmanager
def _work() -> Iterator[UnitOfWork]:
    with current_app.extensions["sourcekeeper"].house.work(operator()) as uow:
        yield uow


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say what happened, what is safe and what to do."""
    try:
        yield
    except BadShare as error:
        raise _halted(str(error), "bring the papers together, and begin again.") from None
    except Tampered:
        todo = "bring the shares of this group and this deployment; if they are, run vault verify and call an auditor."
        raise _halted("these shares are whole, and do not open what they must.", todo) from None
    except Frozen:
        raise _halted("something in custody did not open as it should.", "run vault verify.") from None
    except Unavailable as error:
        raise _halted(f"something did not answer. {error}", "see /readyz, and begin again.") from None


def _halted(happened: str, todo: str) -> click.ClickException:
    return click.ClickException(str(Trouble(happened, NOTHING_SHOWN, todo)))
