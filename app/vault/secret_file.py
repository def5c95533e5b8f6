"""A secret that another system hands this process in a file: a device's PIN, a service's token."""

import os
import stat
from pathlib import Path
from typing import Final

from app.errors import Unavailable

LONGEST: Final = 4096


def read_secret(path: Path) -> str:
    """
    Return the first line of a file that nobody else may read. It is read at each use, as it may be renewed.

    :raises Unavailable: it is missing, empty, or open to others.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise Unavailable("LOCK_SECRET names a file that cannot be opened.") from error
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o077 or found.st_uid != os.geteuid():
            raise Unavailable("LOCK_SECRET must name a file of this account's, closed to others: chmod 600.")
        lines = file.read(LONGEST).decode("ascii", "ignore").splitlines()
    if not lines or not lines[0].strip():
        raise Unavailable("LOCK_SECRET names a file with nothing in it.")
    return lines[0].strip()
