"""
Getting all four stores back from a backup: checked, put in order, and only then given their names.

Nobody can sign in to a store that is half restored: until everything is done it lies under another name. What was
erased after the backup is erased again; whatever was open is closed, as permissions and sessions may have ended since;
and the record says that it was restored, from what, and how much of it is lost.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.accounts.ending import end
from app.accounts.models import SignedIn
from app.accounts.rules.sessions import Ending
from app.contacts.models import APPROVED, ContactRequest
from app.custody.models import APPROVED as CUSTODY_APPROVED
from app.custody.models import CustodyRequest
from app.database import Stores, open_store
from app.errors import Unavailable
from app.migrations import STORES, upgrade
from app.oversight.commands import operator
from app.unit_of_work import Clock, House, UnitOfWork
from app.upkeep.copies import Target, target_of
from app.upkeep.erasures import Erased, end_custody, end_grant, read_erasures, replay, require_known
from app.upkeep.manifest import Manifest, read_manifest
from app.upkeep.reading import check_sealed, open_store_copy
from app.upkeep.trouble import Trouble
from app.vault.deployment import Deployment
from app.vault.key_provider import KeyProvider
from app.vault.verification import verify as verify_vault
from audit.checkpoint import keys_of
from audit.events import Event
from audit.store import AuditStore
from audit.verify import Note, Untrusted, read_note
from crypto.errors import Tampered
from crypto.keys import PrivateKey

NOT_RESTORED = "nothing was restored; the backup is as it was."


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What is restored, where to, and with what.

    ``checkpoints`` are notes of the log's that somebody kept; ``erasures`` is the list of what was erased.
    """

    backup: Path
    urls: Mapping[str, str]
    deployment: Deployment
    provider: KeyProvider
    private: PrivateKey = field(repr=False)
    checkpoints: Sequence[str] = ()
    erasures: Path | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """
    What came of it. ``lost`` is how many entries of the record are known to be missing; ``known_at`` when the newest
    checkpoint that says so was signed. ``faults`` is what does not hold in the vault.
    """

    manifest: Manifest
    replayed: int
    ended: int
    lost: int
    known_at: datetime | None
    faults: Sequence[tuple[str, str]]


def restore(plan: Plan, *, clock: Clock) -> Restored:
    """
    Restore all four stores, or none.

    :raises Trouble: anything is not as it should be; nothing is there then that was not there before.
    """
    manifest = read_manifest(plan.backup, plan.deployment.root, plan.deployment.ref)
    check_sealed(plan.backup, manifest)
    newest, erasures = _known_since(plan, manifest)
    targets = {store: target_of(store, plan.urls[store], manifest) for store in STORES}
    for target in targets.values():
        target.require_empty()
    with ExitStack() as undo:
        for store, target in targets.items():
            undo.callback(target.discard)
            _write(plan, manifest, store, target)
        restored = _put_in_order(plan, manifest, targets, newest, erasures, clock)
        for target in targets.values():
            target.finish()
        undo.pop_all()
    return restored


def _known_since(plan: Plan, manifest: Manifest) -> tuple[Note | None, list[Erased]]:
    """Return the newest checkpoint that anybody knows, and what was erased after the backup; all of it proved."""
    keys = keys_of(manifest.log_key, plan.deployment.log_origin)
    erased: list[Erased] = []
    notes: list[Note] = []
    if plan.erasures is not None:
        erased, proved = read_erasures(plan.erasures, manifest.log_key, plan.deployment.log_origin)
        notes += [proved] if proved else []
    try:
        notes += [read_note(text, keys) for text in plan.checkpoints]
    except Untrusted as error:
        raise Trouble(
            f"a checkpoint that was given is none of this deployment's log ({error}).",
            NOT_RESTORED,
            "give the checkpoints as `audit checkpoint` printed them, unchanged.",
        ) from None
    newest = max(notes, key=lambda note: note.size, default=None)
    if any(note.size == manifest.size and note.root.hex() != manifest.root for note in notes):
        raise Trouble(
            "a checkpoint that was given and the backup disagree about the record at the same length: one of the two "
            "is of another history.",
            NOT_RESTORED,
            "keep both, and call the auditor before anything else is done.",
        )
    since = [one for one in erased if one.seq >= manifest.size]
    require_known(since)
    return newest, since


def _write(plan: Plan, manifest: Manifest, store: str, target: Target) -> None:
    try:
        target.write(open_store_copy(plan.backup, manifest, store, plan.private))
    except OSError as error:
        raise Trouble(
            f"the {store} store could not be written ({error.strerror}).",
            NOT_RESTORED,
            "make room: the stores need as much as the manifest says, and half of that again while they are restored.",
        ) from error


def _put_in_order(
    plan: Plan,
    manifest: Manifest,
    targets: Mapping[str, Target],
    newest: Note | None,
    erasures: Sequence[Erased],
    clock: Clock,
) -> Restored:
    """Check what was written, replay erasures, close what was open, and record it."""
    engines = {store: open_store(target.url) for store, target in targets.items()}
    try:
        for store, engine in engines.items():
            upgrade(store, engine)
        log = AuditStore(engines["audit"], origin=plan.deployment.log_origin)
        house = House(Stores(**engines), clock, plan.deployment, plan.provider, log)
        _require_fits(house, log, manifest)
        lost = max(0, newest.size - manifest.size) if newest else 0
        known_at = datetime.fromtimestamp(newest.signed_at, tz=manifest.made_at.tzinfo) if newest else None
        ended = _settle(house, manifest, erasures, lost)
        with house.work(operator()) as uow:
            faults = verify_vault(uow.vault).faults
        log.checkpoint(house.log_key(), now=clock())
        return Restored(manifest, len(erasures), ended, lost, known_at, faults)
    finally:
        for engine in engines.values():
            engine.dispose()


def _require_fits(house: House, log: AuditStore, manifest: Manifest) -> None:
    """Refuse stores that the lock does not open, or whose record is not the one that the manifest names."""
    try:
        key = house.log_key()
    except (Tampered, Unavailable):
        raise Trouble(
            "the lock's keys do not open this backup: they are of another deployment, or the key that was in use when "
            "it was made has been destroyed since.",
            NOT_RESTORED,
            "see that LOCK_KEYS names the right file, or get the lock back with `recover-lock`. A backup older than "
            "the oldest key in the lock never opens again; that is how what was erased stays erased.",
        ) from None
    verdict, head = log.verify(key.public), log.head()
    if verdict.why or (head.size, head.root.hex()) != (manifest.size, manifest.root):
        raise Trouble(
            f"the record in this backup is not as it was signed ({verdict.why or 'another head'}).",
            NOT_RESTORED,
            "use an older backup, keep this one, and call the auditor.",
        )


def _settle(house: House, manifest: Manifest, erasures: Sequence[Erased], lost: int) -> int:
    """Erase again, end every session and permission, and record the restore; return how many were ended."""
    with house.work(operator()) as uow:
        detail: dict[str, str | int | list[str]] = {"entries": manifest.size, "lost": lost, "replayed": len(erasures)}
        with uow.trail.recording(Event.STORE_RESTORE, manifest.ref, detail=detail):
            for one in erasures:
                replay(uow, one)
            permissions = _end_permissions(uow)
            ended = end(uow, uow.case.scalars(select(SignedIn).where(SignedIn.ended_at.is_(None))), Ending.RESTORED)
    return permissions + ended


def _end_permissions(uow: UnitOfWork) -> int:
    """End every permission that lasts: of officers, and of custodians who were given the other half."""
    called = uow.case.scalars(select(ContactRequest.grant_ref).where(ContactRequest.state == APPROVED)).all()
    opened = select(CustodyRequest.request_ref).where(CustodyRequest.state == CUSTODY_APPROVED)
    halves = uow.case.scalars(opened).all()
    for grant_ref in called:
        end_grant(uow, grant_ref)
    for request_ref in halves:
        end_custody(uow, request_ref)
    return len(called) + len(halves)
