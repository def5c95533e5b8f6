"""
What a backup holds, signed by the key of the log and checked against the root key of the settings.

A backup is a folder: ``manifest.json`` (canonical JSON), ``manifest.sig`` (a statement of the log's key, see
crypto.statements), and for each store ``<store>.sealed`` (see crypto.streams).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.upkeep.trouble import NOTHING_CHANGED, Trouble
from audit.entry import instant, stamp
from crypto.bundle import verify_server_key
from crypto.canonical import canonical_json, read_canonical_json
from crypto.context import Context
from crypto.errors import Tampered
from crypto.signing import LogKey, LogPublicKey, VerifyKey
from crypto.statements import sign_statement, verify_statement

FORMAT: Final = 1
PURPOSE: Final = "backup"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
SEALED: Final = ".sealed"
ED25519_BYTES: Final = 32
LARGEST_MANIFEST_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """One store in a backup: its database and revision, and length and SHA-256 in clear and as it is sealed."""

    database: str
    revision: str
    clear_bytes: int
    clear_digest: str
    sealed_bytes: int
    sealed_digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What a backup holds.

    ``size`` and ``root`` are the log's at that instant. ``log_public`` with ``log_epoch`` and ``log_signature`` is the
    key that signs, as the root keys vouched for it. ``key_id`` is of the backup key that opens it.
    """

    ref: str
    deployment: str
    made_at: datetime
    key_id: str
    size: int
    root: str
    log_public: str
    log_epoch: int
    log_signature: str
    stores: Mapping[str, StoredCopy]

    def encode(self) -> bytes:
        """Return its canonical JSON."""
        parts = asdict(self) | {"format": FORMAT, "made_at": stamp(self.made_at)}
        return canonical_json(parts)

    @classmethod
    def decode(cls, data: bytes) -> "Manifest":
        """Return it from its JSON, none of it verified; Tampered when it is none."""
        try:
            parts: Any = read_canonical_json(data)
            if parts.pop("format") != FORMAT:
                raise Tampered
            stores = {name: StoredCopy(**parts["stores"][name]) for name in parts["stores"]}
            return cls(**parts | {"made_at": instant(parts["made_at"]), "stores": stores})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Tampered from None

    @property
    def log_key(self) -> LogPublicKey:
        """The public half of the key that signs it."""
        raw = bytes.fromhex(self.log_public)
        return LogPublicKey(raw[:ED25519_BYTES], raw[ED25519_BYTES:])

    def context(self, store: str) -> Context:
        """Return where a store's stream belongs: to this backup and to no other."""
        return Context(self.deployment, store, "backups", self.ref)

    def sign(self, key: LogKey) -> bytes:
        """Return the signature of it."""
        return sign_statement(key, PURPOSE, self.encode())

    def verify(self, signature: bytes, root: VerifyKey, deployment: str) -> None:
        """Return quietly when this deployment's log signed it, whose key the root vouched for; Tampered otherwise."""
        try:
            public, vouched = bytes.fromhex(self.log_public), bytes.fromhex(self.log_signature)
        except ValueError:
            raise Tampered from None
        if self.deployment != deployment:
            raise Tampered
        verify_server_key(root, deployment, "log", self.log_epoch, (public, vouched))
        verify_statement(self.log_key, PURPOSE, self.encode(), signature)


def read_manifest(folder: Path, root: VerifyKey, deployment: str) -> Manifest:
    """
    Return what a backup says of itself, verified.

    :raises Trouble: there is no backup, or it is not as this deployment made it.
    """
    try:
        with (folder / MANIFEST).open("rb") as file:
            data = file.read(LARGEST_MANIFEST_BYTES)
        signature = (folder / SIGNATURE).read_bytes()
    except OSError as error:
        raise Trouble(
            f"{folder} cannot be read as a backup ({error.strerror}).",
            NOTHING_CHANGED,
            f"name the folder that holds {MANIFEST}; one whose name ends in .part was never finished.",
        ) from None
    try:
        manifest = Manifest.decode(data)
        manifest.verify(signature, root, deployment)
    except Tampered:
        raise Trouble(
            f"the manifest of {folder} is not what this deployment's log signed: it was altered or damaged, or it is "
            "of another deployment.",
            f"{NOTHING_CHANGED} Nothing of this backup was opened.",
            "use another copy of this backup, or an older one. Keep this one and find out who could write to it.",
        ) from None
    return manifest
