"""Copying all four stores away: one instant of them, sealed to the backup key, with a signed manifest."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.database import new_id
from app.migrations import STORES
from app.unit_of_work import House, UnitOfWork
from app.upkeep.copies import copy_of
from app.upkeep.instant import Copy, one_instant
from app.upkeep.manifest import MANIFEST, SEALED, SIGNATURE, Manifest, StoredCopy
from app.upkeep.trouble import STORES_UNTOUCHED, Trouble
from audit.events import Event
from crypto.context import Context
from crypto.keys import PublicKey
from crypto.macs import digest
from crypto.streams import encrypt_stream

OWNER_ONLY = 0o600
PART = ".part"


@dataclass(slots=True)
class Counted:
    """Bytes on their way: how many, and their SHA-256."""

    length: int = 0
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def watch(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Pass pieces on, and count them."""
        for piece in pieces:
            self.length += len(piece)
            self._hash.update(piece)
            yield piece

    @property
    def digest(self) -> str:
        """SHA-256 of what has passed, in hexadecimal."""
        return self._hash.hexdigest()


def back_up(uow: UnitOfWork, house: House, urls: Mapping[str, str], public: PublicKey, folder: Path) -> Manifest:
    """
    Write a backup into a new folder, and return what it holds. Recorded.

    The folder has another name until everything in it is durable, so one that is there is whole.

    :raises Trouble: the folder is there already, a store is not, or there is no room.
    """
    if folder.exists():
        raise Trouble(f"{folder} exists already.", STORES_UNTOUCHED, "name a new folder for each backup.")
    part = folder.with_name(folder.name + PART)
    with uow.trail.recording(Event.STORE_BACKUP, new_id()) as note:
        try:
            manifest = _write(house, urls, public, part, note.object_ref)
            part.rename(folder)
            _make_durable(folder.parent)
        except Trouble:
            shutil.rmtree(part, ignore_errors=True)
            raise
        except OSError as error:
            shutil.rmtree(part, ignore_errors=True)
            raise Trouble(
                f"the backup could not be written ({error.strerror}).",
                f"{STORES_UNTOUCHED} What was begun of the backup was taken away; earlier backups are as they were.",
                "make room where backups go, or name another place, and run it again today.",
            ) from error
        note.digest = digest(manifest.encode()).hex()
    return manifest


def _write(house: House, urls: Mapping[str, str], public: PublicKey, part: Path, ref: str) -> Manifest:
    """Write every store and the manifest."""
    with one_instant(urls, copy_of) as copies:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True, mode=0o700)
        size, root = copies["audit"].ask("SELECT size, root FROM head")
        key = house.vouched_log_key()
        manifest = Manifest(
            ref=ref,
            deployment=house.deployment.ref,
            made_at=house.clock(),
            key_id=public.key_id.hex(),
            size=int(str(size)),
            root=bytes(root).hex() if isinstance(root, bytes | memoryview) else "",
            log_public=key.public.hex(),
            log_epoch=key.epoch,
            log_signature=key.signature.hex(),
            stores={},
        )
        stores = {name: _write_store(copies[name], public, manifest.context(name), part / name) for name in STORES}
    whole = Manifest(**{name: getattr(manifest, name) for name in manifest.__slots__} | {"stores": stores})
    _write_file(part / MANIFEST, [whole.encode()])
    _write_file(part / SIGNATURE, [whole.sign(house.log_key())])
    _make_durable(part)
    return whole


def _write_store(copy: Copy, public: PublicKey, context: Context, path: Path) -> StoredCopy:
    """Write one store, sealed, and return what was written."""
    [revision] = copy.ask("SELECT version_num FROM alembic_version")
    clear, sealed = Counted(), Counted()
    stream = encrypt_stream(public, context, clear.watch(copy.content()))
    _write_file(path.with_name(path.name + SEALED), sealed.watch(stream))
    return StoredCopy(copy.database, str(revision), clear.length, clear.digest, sealed.length, sealed.digest)


def _write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a new file that only its owner may read, durable when this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _make_durable(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
