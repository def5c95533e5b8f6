"""The server's lock: keys outside every database, and the file that holds them where there is no device to do it."""

import base64
import json
import os
import secrets
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol, Self

from app.errors import Trouble, Unavailable
from crypto import macs
from crypto.context import Context
from crypto.errors import Tampered
from crypto.macs import KEY_BYTES
from crypto.sealing import box, describe, unbox
from crypto.silence import Silent

OWNER_ONLY: Final = 0o600
FORMAT: Final = 1
# Boxing nothing in this context shows a key's id, the same in every context.
_PROBE: Final = Context("any", "lock", "keys", "probe")


SAFE: Final = "the stores are as they were. Nothing in custody opens without this file, and nothing is lost yet."
BACK: Final = (
    "bring it back from its own backup, or get it back from three recovery shares with "
    "`flask --app app.cli recover-lock`."
)


class UnsafeKeyFile(Trouble):
    """The key file is missing, malformed, or open to others; the message says which and how to mend it."""


class KeyProvider(Protocol):
    """
    A lock that is outside every database. Calls take batches, because a device is a journey away.

    :raises Unavailable: from every method, when the device does not answer.
    """

    def lock(self, items: Sequence[tuple[Context, bytes]]) -> list[bytes]:
        """Return each message encrypted under the current key, bound to its context."""

    def unlock(self, items: Sequence[tuple[Context, bytes]]) -> list[bytes]:
        """
        Return each message that ``lock`` encrypted, under any key the lock still holds.

        :raises Tampered: one of them does not open.
        """

    def mac(self, purpose: str, items: Sequence[bytes]) -> list[bytes]:
        """Return HMAC-SHA256 of each item, 32 bytes, under the MAC key, for one purpose."""

    @property
    def number(self) -> int:
        """The number of the encryption key in use; it grows."""

    @property
    def key_ids(self) -> Mapping[int, bytes]:
        """What blobs call each encryption key that the lock holds, by its number."""

    def refresh(self) -> None:
        """See anew which keys there are: another process may have added one."""

    def add_key(self) -> int:
        """Make one more encryption key, durably, which is the one in use from now on; return its number."""

    def destroy_old(self) -> None:
        """Destroy every encryption key but the one in use. What is locked under them never opens again."""

    def copy_for_recovery(self, *, without_old: bool = False) -> bytes | None:
        """
        Return the lock's keys, to be sealed to the recovery keys; ``None`` where a device keeps its own backup.

        :param without_old: only the key in use, for when the older ones are to be destroyed.
        """


class FileProvider(Silent):
    """
    A lock whose keys are in one file that only its owner may read.

    Format, JSON: ``format`` 1, ``current`` (number of the encryption key in use), ``keys`` (number to 32 bytes in
    base64), ``mac`` (32 bytes in base64).
    """

    def __init__(self, keys: Mapping[int, bytes], current: int, mac_key: bytes) -> None:
        self._keys = dict(keys)
        self._current = current
        self._mac_key = mac_key
        self._path: Path | None = None
        self._ids = {number: describe(box(key, _PROBE, b"")).key_id for number, key in self._keys.items()}
        self._by_id = {key_id: self._keys[number] for number, key_id in self._ids.items()}

    @classmethod
    def create(cls, path: Path) -> Self:
        """
        Make new keys and write them to a file that did not exist, readable by its owner only.

        :raises FileExistsError: there is such a file. A lock is never overwritten: everything would be lost with it.
        """
        provider = cls({1: secrets.token_bytes(KEY_BYTES)}, 1, secrets.token_bytes(KEY_BYTES))
        provider.write(path)
        provider._path = path
        return provider

    @classmethod
    def open(cls, path: Path) -> Self:
        """
        Return the lock of a key file.

        :raises UnsafeKeyFile: it is missing, malformed, not ours, or somebody else may read it.
        """
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            raise UnsafeKeyFile(
                f"the key file {path} cannot be opened ({error.strerror}).",
                SAFE,
                f"see that LOCK_KEYS names it; if it is lost, {BACK}",
            ) from None
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o077 or found.st_uid != os.geteuid():
                raise UnsafeKeyFile(
                    f"the key file {path} is not the process's own, or others may read it.",
                    "nothing was opened with it now; what others did with it before is not known.",
                    "chmod 600, with the process's account as its owner, and find out who could read it.",
                )
            provider = cls.decode(file.read())
            provider._path = path
            return provider

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """
        Return the lock of a key file's content, such as recovery brings back.

        :raises UnsafeKeyFile: it is malformed.
        """
        try:
            content = json.loads(data)
            keys = {int(number): base64.b64decode(key, validate=True) for number, key in content["keys"].items()}
            mac_key = base64.b64decode(content["mac"], validate=True)
            current = content["current"]
            known = content["format"] == FORMAT and current in keys
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _malformed() from None
        if not known or any(len(key) != KEY_BYTES for key in (mac_key, *keys.values())):
            raise _malformed()
        return cls(keys, current, mac_key)

    def encode(self) -> bytes:
        """Return the content of the key file."""
        content = {
            "format": FORMAT,
            "current": self._current,
            "keys": {str(number): base64.b64encode(key).decode() for number, key in sorted(self._keys.items())},
            "mac": base64.b64encode(self._mac_key).decode(),
        }
        return json.dumps(content, indent=1).encode()

    def write(self, path: Path) -> None:
        """Write the keys to a new file, durable before this returns; FileExistsError when there is such a file."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, OWNER_ONLY)
        with os.fdopen(handle, "wb") as file:
            file.write(self.encode())
            file.flush()
            os.fsync(file.fileno())

    def with_new_key(self) -> Self:
        """Return the lock with one more encryption key, which is now the one in use. The MAC key stays."""
        number = max(self._keys) + 1
        return type(self)({**self._keys, number: secrets.token_bytes(KEY_BYTES)}, number, self._mac_key)

    def without_old_keys(self) -> Self:
        """Return the lock with the key in use only: what was locked with an older one never opens again."""
        return type(self)({self._current: self._keys[self._current]}, self._current, self._mac_key)

    @property
    def number(self) -> int:
        """See KeyProvider."""
        return self._current

    @property
    def key_ids(self) -> Mapping[int, bytes]:
        """See KeyProvider."""
        return self._ids

    def refresh(self) -> None:
        """See KeyProvider."""
        if self._path is not None:
            try:
                self._become(type(self).open(self._path))
            except UnsafeKeyFile as error:
                raise Unavailable from error

    def add_key(self) -> int:
        """See KeyProvider."""
        self._replace(self.with_new_key())
        return self._current

    def destroy_old(self) -> None:
        """See KeyProvider."""
        self._replace(self.without_old_keys())

    def lock(self, items: Sequence[tuple[Context, bytes]]) -> list[bytes]:
        """See KeyProvider."""
        return [box(self._keys[self._current], context, message) for context, message in items]

    def unlock(self, items: Sequence[tuple[Context, bytes]]) -> list[bytes]:
        """See KeyProvider."""
        return [unbox(self._key_of(blob), context, blob) for context, blob in items]

    def mac(self, purpose: str, items: Sequence[bytes]) -> list[bytes]:
        """See KeyProvider."""
        return [macs.mac(self._mac_key, purpose, item) for item in items]

    def copy_for_recovery(self, *, without_old: bool = False) -> bytes | None:
        """See KeyProvider."""
        return self.without_old_keys().encode() if without_old else self.encode()

    def _replace(self, new: Self) -> None:
        """Put other keys in the place of the file's, whole and durable, and go by them."""
        if self._path is None:
            raise Unavailable
        fresh = self._path.with_name(f"{self._path.name}.new")
        fresh.unlink(missing_ok=True)
        new.write(fresh)
        fresh.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self._become(new)

    def _become(self, other: Self) -> None:
        """Go by the keys of another lock, in one step: other threads use this one meanwhile."""
        self._keys, self._ids, self._by_id, self._mac_key = other._keys, other._ids, other._by_id, other._mac_key
        self._current = other._current

    def _key_of(self, blob: bytes) -> bytes:
        """Return the key that a blob names."""
        key = self._by_id.get(describe(blob).key_id)
        if key is None:
            raise Tampered
        return key


def _malformed() -> UnsafeKeyFile:
    return UnsafeKeyFile("the key file is malformed: it was damaged, or is another file.", SAFE, f"keep it, and {BACK}")
