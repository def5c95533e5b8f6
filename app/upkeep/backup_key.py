"""
The backup key: its public half is in the server's settings, its private half on a medium that is kept away from it.

Format of the private file, text: the line ``sourcekeeper backup key 1``, then the 96-byte seed in base64.
"""

import base64
import os
from pathlib import Path
from typing import Final

from app.upkeep.trouble import NOTHING_CHANGED, Trouble
from crypto.errors import Tampered
from crypto.keys import PrivateKey, PublicKey

FIRST_LINE: Final = "sourcekeeper backup key 1"
OWNER_ONLY: Final = 0o600


def make_backup_key(path: Path) -> PublicKey:
    """
    Write a new private key to a file that was not there, and return the public half.

    :raises Trouble: there is such a file, or it cannot be written.
    """
    private = PrivateKey.generate()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, OWNER_ONLY)
    except OSError as error:
        raise Trouble(
            f"{path} cannot be written ({error.strerror}).",
            NOTHING_CHANGED,
            "name a new file on the medium that will be kept offline. A key is never written over: every backup made "
            "with it would be lost.",
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{FIRST_LINE}\n{base64.b64encode(private.seed).decode()}\n")
        file.flush()
        os.fsync(file.fileno())
    return private.public


def read_backup_key(path: Path) -> PrivateKey:
    """
    Return the private key of a file.

    :raises Trouble: it cannot be read, or is no backup key.
    """
    try:
        first, seed = path.read_text(encoding="ascii").splitlines()
        if first != FIRST_LINE:
            raise ValueError(first)
        return PrivateKey.from_seed(base64.b64decode(seed, validate=True))
    except (OSError, ValueError, Tampered):
        raise Trouble(
            f"{path} is no backup key, or cannot be read.",
            f"{NOTHING_CHANGED} The backup is as it was.",
            "bring the medium on which the private half was kept. Its file begins with the words "
            f"'{FIRST_LINE}'. There are two copies of it, in two places; without either no backup opens.",
        ) from None


def public_key(text: str) -> PublicKey:
    """
    Return the public half, as the settings hold it in hexadecimal.

    :raises Trouble: there is none, or it is not such a key.
    """
    try:
        return PublicKey.decode(bytes.fromhex(text))
    except (ValueError, Tampered):
        raise Trouble(
            "BACKUP_KEY is missing in the settings, or is not a backup key's public half.",
            NOTHING_CHANGED,
            "make a pair with `store backup-key`, put the line it prints into the settings file of the staff side, and "
            "keep the private half away from this machine.",
        ) from None
