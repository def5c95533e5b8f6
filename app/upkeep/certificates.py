"""The certificates that the web server shows: when they end, and what is told of one that has or soon will."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import click
from cryptography import x509
from flask import current_app
from flask.cli import with_appcontext

from app.upkeep.trouble import Trouble

# Renewed by then in any case: certificates are renewed a month before they end, by hand or by a program.
SOON: Final = timedelta(days=14)
SAFE: Final = "everything: stores, keys and the record have nothing to do with it, and browsers send nothing past it."
RENEW: Final = "renew it where you had it from, put it at the same path, and `systemctl reload nginx`."


def ends_at(path: Path) -> datetime:
    """
    Return when the first of the certificates in a file ends: with it the whole file is of no use.

    :raises Trouble: there is none, or none that can be read.
    """
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it holds no certificate"
        raise Trouble(
            f"the certificate {path} cannot be read ({why}).",
            SAFE,
            "see that CERTIFICATES in the settings names the files that nginx is given, and that this account may "
            "read them. They are no secret; the keys beside them are.",
        ) from None
    return min(one.not_valid_after_utc for one in found)


def require_lasting(path: Path, now: datetime) -> datetime:
    """
    Return when a certificate ends, some time from now.

    :raises Trouble: it has ended, ends within ``SOON``, or cannot be read.
    """
    end = ends_at(path)
    if end <= now:
        raise Trouble(
            f"the certificate {path} ended on {end:%Y-%m-%d %H:%M} UTC. Browsers refuse the pages it stands for.",
            SAFE,
            RENEW,
        )
    if end - now <= SOON:
        raise Trouble(
            f"the certificate {path} ends on {end:%Y-%m-%d %H:%M} UTC, in {(end - now).days} days.", SAFE, RENEW
        )
    return end


def seconds_left(paths: Iterable[str], now: datetime) -> dict[str, float]:
    """Return of each certificate, by the name of its file, how long it lasts; 0 where it has ended or is not there."""
    left = {}
    for path in map(Path, paths):
        try:
            left[path.stem] = max(0.0, (ends_at(path) - now).total_seconds())
        except Trouble:
            left[path.stem] = 0.0
    return left


@click.command("certificates")
@with_appcontext
def certificates_command() -> None:
    """Say when each certificate of the web server ends; exit 1 when one has ended or ends within two weeks."""
    ours = current_app.extensions["sourcekeeper"]
    troubles = []
    for path in map(Path, ours.config.certificates):
        try:
            click.echo(f"{path} lasts until {require_lasting(path, ours.house.clock()):%Y-%m-%d %H:%M} UTC.")
        except Trouble as trouble:
            troubles.append(str(trouble))
    if not ours.config.certificates:
        click.echo("CERTIFICATES names none: nobody here is told before one ends.")
    if troubles:
        click.echo("\n\n".join(troubles), err=True)
        raise SystemExit(1)
