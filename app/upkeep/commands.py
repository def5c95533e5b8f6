"""The commands of `flask --app wsgi store`: upgrade, back up, verify a backup, and restore."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from app.database_roles.owners import owned, owner_urls
from app.errors import Unavailable
from app.intake.publishing import publish
from app.intake.service import sweep
from app.migrations import STORES
from app.oversight.commands import operator
from app.unit_of_work import House
from app.upkeep.backup import back_up
from app.upkeep.backup_key import make_backup_key, public_key, read_backup_key
from app.upkeep.consistency import CHECKS, disagreements, settle
from app.upkeep.copies import target_of
from app.upkeep.filling import require_owned
from app.upkeep.manifest import Manifest, read_manifest
from app.upkeep.reading import check_opened, check_sealed, open_store_copy
from app.upkeep.restore import Plan, Restored, restore
from app.upkeep.standing import first_line, require_current
from app.upkeep.trouble import Trouble
from app.upkeep.upgrading import upgrade_all
from audit.errors import LogUnavailable
from audit.store import AuditStore
from config import Config, Misconfigured
from crypto.signing import VerifyKey

store = AppGroup("store", help="Look after the stores: upgrade, back up, verify and restore.")

WHOLE = "what a store does it does wholly or not at all; a restore that did not come to its end let nobody in."
LOOK = "see that every database runs and has room on its disk; nothing needs repair. Then run it again."
FOLDER = click.Path(path_type=Path, resolve_path=True)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path, resolve_path=True)


@store.command("upgrade")
def upgrade_command() -> None:
    """Bring every store to the revision that this release knows. Back up first, and stop all processes."""
    with _telling():
        with _as_owner(_ours()[0]) as house:
            done = upgrade_all(house)
        click.echo(f"Upgraded: {', '.join(done)}." if done else "Every store is at the newest revision.")


@store.command("check")
@click.option("--mend", is_flag=True, help="Settle what can be settled without anybody's decision.")
def check_command(mend: bool) -> None:
    """Compare the stores with each other; exit 1 while something is left that does not agree."""
    with _telling():
        given, config = _ours()
        with _as_owner(given) as house:
            _require_current_and_owned(house)
            found = disagreements(house)
            if mend and found:
                for name, refs in found.items():
                    settle(house, name, refs)
                sweep(house, config.intake_unit)
                publish(house)
            left = disagreements(house) if mend and found else found
    told = {check.name: check.told for check in CHECKS}
    for name, refs in found.items():
        for ref in refs:
            outcome = "" if not mend else "LEFT: " if ref in left.get(name, ()) else "mended: "
            click.echo(f"{outcome}{told[name]} {ref}")
    if left:
        click.echo("Mend what can be with --mend; docs/operating.md says what to do about the rest.", err=True)
        raise SystemExit(1)
    click.echo("The stores agree.")


@store.command("backup-key")
@click.argument("private", type=FOLDER)
def backup_key_command(private: Path) -> None:
    """Make a key pair: write the private half to PRIVATE, on a medium kept offline, and print the line to set."""
    with _telling():
        public = make_backup_key(private)
    click.echo(f'BACKUP_KEY="{public.encode().hex()}"')
    click.echo(
        f"Add this line to the settings of the staff side. {private} opens every backup: take it away from this "
        "machine now, with a second copy in another place.",
        err=True,
    )


@store.command("backup")
@click.argument("folder", type=FOLDER)
def backup_command(folder: Path) -> None:
    """Write a backup of all four stores into the new FOLDER, while they are used."""
    with _telling():
        house, config = _ours()
        public = public_key(config.backup_key)
        with _as_owner(house) as owners:
            _require_current_and_owned(owners)
        with house.work(operator(), writes=False) as uow:
            manifest = back_up(uow, house, _urls(config), public, folder)
    _describe(manifest)


@store.command("verify")
@click.argument("folder", type=FOLDER)
@click.option("--key", type=FILE, help="The private half: also opens everything, keeping nothing of it.")
def verify_command(folder: Path, key: Path | None) -> None:
    """Check that the backup in FOLDER is as it was signed, byte for byte."""
    with _telling():
        house, _ = _ours()
        manifest = read_manifest(folder, house.deployment.root, house.deployment.ref)
        check_sealed(folder, manifest)
        if key is not None:
            check_opened(folder, manifest, read_backup_key(key))
    _describe(manifest)
    click.echo("Everything is as it was signed." if key is None else "Everything is as it was signed, and opens.")


@store.command("restore")
@click.argument("folder", type=FOLDER)
@click.option("--key", type=FILE, required=True, help="The private half of the backup key.")
@click.option("--checkpoint", "kept", multiple=True, type=FILE, help="A checkpoint kept elsewhere; more than once.")
@click.option("--erasures", type=FOLDER, help="The list of what was erased, as ERASED_LIST names it.")
@click.option("--no-erasures", is_flag=True, help="There is no list: nothing was ever erased, or it is lost.")
def restore_command(folder: Path, key: Path, kept: tuple[Path, ...], erasures: Path | None, no_erasures: bool) -> None:
    """Put the stores back from the backup in FOLDER to where the settings say. No process may be running."""
    if (erasures is None) != no_erasures:
        raise click.UsageError("Give --erasures with the list, or say --no-erasures: what was erased would be back.")
    with _telling():
        house, config = _ours()
        if house.provider is None:
            raise click.UsageError("The settings name no lock.")
        plan = Plan(
            folder,
            _urls(config),
            house.deployment,
            house.provider,
            read_backup_key(key),
            [path.read_text(encoding="utf-8") for path in kept],
            erasures,
        )
        restored = restore(plan, clock=house.clock)
    _tell_restored(restored, checked=bool(kept or erasures))


@click.command("vault-from-backup")
@click.argument("folder", type=FOLDER)
@click.argument("vault")
@click.option("--key", type=FILE, required=True, help="The private half of the backup key.")
def vault_from_backup_command(folder: Path, vault: str, key: Path) -> None:
    """
    Write the vault of the backup in FOLDER to VAULT, for `recover-lock`: when the lock is lost too.

    VAULT is a new file, or the URL of an empty database in PostgreSQL as its owner.
    """
    url = vault if "://" in vault else f"sqlite:///{Path(vault).resolve()}"
    with _telling():
        try:
            config = Config.from_environment()
        except Misconfigured as error:
            raise click.ClickException(str(error)) from None
        manifest = read_manifest(folder, VerifyKey.decode(bytes.fromhex(config.root_key)), config.deployment)
        check_sealed(folder, manifest)
        target = target_of("vault", url, manifest)
        target.require_empty()
        try:
            target.write(open_store_copy(folder, manifest, "vault", read_backup_key(key)))
        except Trouble:
            target.discard()
            raise
        target.set_apart()
    click.echo("The vault as it was backed up is there. Set VAULT_URL to it and run `recover-lock`.")


def _tell_restored(restored: Restored, *, checked: bool) -> None:
    """Say what is back, what is lost, and what must be done before anybody is let in."""
    _describe(restored.manifest)
    click.echo(f"Erased again: {restored.replayed}. Sessions and permissions ended: {restored.ended}.")
    if restored.lost and restored.known_at:
        click.echo(
            f"LOST: the last {restored.lost:,} entries of the record and what they were about, from "
            f"{restored.manifest.made_at:%Y-%m-%d %H:%M} to {restored.known_at:%Y-%m-%d %H:%M} UTC at least. "
            "Roles given or taken, people who left, and everything written in that time must be done again."
        )
    elif not checked:
        click.echo("What is lost is not known: no checkpoint from after the backup was given.")
    else:
        click.echo("Nothing is known to be lost.")
    for kind, record_ref in restored.faults:
        click.echo(f"DOES NOT HOLD: {kind} {record_ref}", err=True)
    if restored.faults:
        raise SystemExit(1)
    click.echo("The record and the vault hold. Keep the old checkpoints: they show what was lost.")


def _describe(manifest: Manifest) -> None:
    """Say what a backup holds."""
    click.echo(
        f"Backup {manifest.ref} of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC, record of {manifest.size:,} entries"
    )
    for name, kept in manifest.stores.items():
        click.echo(f"{kept.clear_bytes:>15,}  {name} ({kept.database}, revision {kept.revision})")


def _urls(config: Config) -> Mapping[str, str]:
    """Return the URL of each store, as its owner where that is set: in PostgreSQL only the owner reads all of it."""
    return {
        "gateway": config.gateway_url,
        "case": config.case_url,
        "vault": config.vault_url,
        "audit": config.audit_url,
        **owner_urls(),
    }


@contextmanager
def _as_owner(house: House) -> Iterator[House]:
    """Give the house with each store as its owner, where that is set: no other role may all of what these do."""
    with owned(owner_urls()) as owners:
        log = AuditStore(owners["audit"], origin=house.deployment.log_origin) if "audit" in owners else house.audit
        yield replace(house, stores=replace(house.stores, **owners), audit=log)


def _require_current_and_owned(house: House) -> None:
    for name, engine in house.stores.each().items():
        require_current(name, engine)
        require_owned(name, engine)


def _ours() -> tuple[House, Config]:
    """Return what this process works with; only the staff side reaches all four stores."""
    ours: Any = current_app.extensions["sourcekeeper"]
    if set(ours.house.stores.each()) != set(STORES):
        raise click.ClickException("Load the settings of the staff side: only they name all four stores.")
    return ours.house, ours.config


@contextmanager
def _telling() -> Iterator[None]:
    """Tell what went wrong, in words and with exit status 1."""
    try:
        yield
    except Trouble as trouble:
        raise click.ClickException(f"It did not work.\n{trouble}") from None
    except (Unavailable, LogUnavailable) as error:
        raise click.ClickException(
            "It did not work.\nWhat happened: the record cannot be written "
            f"({error or type(error).__name__}).\nWhat is safe: nothing was changed.\nWhat to do: see that the audit "
            "store is there, not full and not locked, and run it again."
        ) from None
    except SQLAlchemyError as error:
        happened = f"a store did not do what it was asked ({first_line(error)})."
        raise click.ClickException(f"It did not work.\n{Trouble(happened, WHOLE, LOOK)}") from None
