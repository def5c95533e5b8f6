"""Reading a backup: whether every byte is as it was signed, and what it holds, for whoever has the private key."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.migrations import STORES
from app.upkeep.backup import Counted
from app.upkeep.manifest import SEALED, Manifest, StoredCopy
from app.upkeep.trouble import NOTHING_CHANGED, Trouble
from crypto.errors import Tampered
from crypto.keys import PrivateKey
from crypto.streams import decrypt_stream


def check_sealed(folder: Path, manifest: Manifest) -> None:
    """
    Return quietly when every store's file is as the manifest says. Needs no private key.

    :raises Trouble: one is missing, altered or damaged; it is named.
    """
    if set(manifest.stores) != set(STORES):
        raise _damaged(folder, "its list of stores")
    for store, kept in manifest.stores.items():
        path = folder / f"{store}{SEALED}"
        found = ""
        with suppress(OSError), path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != kept.sealed_digest:
            raise _damaged(folder, path.name)


def open_store_copy(folder: Path, manifest: Manifest, store: str, private: PrivateKey) -> Iterator[bytes]:
    """
    Give what one store held, in clear.

    Only when this has ended without an error is it known to be whole.

    :raises Trouble: it does not open with this key, or is not what was copied.
    """
    if private.public.key_id.hex() != manifest.key_id:
        raise Trouble(
            f"this backup was sealed to another key ({manifest.key_id[:8]}…; this one is "
            f"{private.public.key_id.hex()[:8]}…).",
            f"{NOTHING_CHANGED} The backup is as it was.",
            "bring the private key that was in use when this backup was made.",
        )
    kept: StoredCopy = manifest.stores[store]
    clear, path = Counted(), folder / f"{store}{SEALED}"
    try:
        with path.open("rb") as file:
            yield from clear.watch(decrypt_stream(private, manifest.context(store), file))
    except (Tampered, OSError):
        raise _damaged(folder, path.name) from None
    if (clear.length, clear.digest) != (kept.clear_bytes, kept.clear_digest):
        raise _damaged(folder, path.name)


def check_opened(folder: Path, manifest: Manifest, private: PrivateKey) -> None:
    """Open everything and keep nothing of it; Trouble as for ``open_store_copy``."""
    for store in manifest.stores:
        for _piece in open_store_copy(folder, manifest, store, private):
            pass


def _damaged(folder: Path, what: str) -> Trouble:
    return Trouble(
        f"{what} in {folder} is not what was written when the backup was made: altered, damaged or missing.",
        f"{NOTHING_CHANGED} Nothing of this backup was used; the stores and all other backups are as they were.",
        "use another copy of this backup, or the one before it. Keep this one: if the medium is sound, find out who "
        "could write to it.",
    )
