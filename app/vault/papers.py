"""What a ceremony leaves on paper and offline: recovery shares for five people of each group, and the root keys."""

import base64
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.vault.ceremony import Ceremony
from app.vault.key_provider import OWNER_ONLY
from app.vault.recovery import NEEDED

WIDTH = "=" * 72


def sheets(ceremony: Ceremony) -> Iterator[str]:
    """Yield each sheet once: a share goes to one person, and nobody holds two of one group."""
    for group, shares in ceremony.shares.items():
        for number, share in enumerate(shares, start=1):
            yield _share(ceremony, group, f"{number} of {len(shares)}", share)


@contextmanager
def root_keys_file(path: Path) -> Iterator[Callable[[Ceremony], None]]:
    """
    Make a file for the root keys that only its owner may read, and yield what writes them into it.

    It is made before the keys are, so that keys that could not be written are never made; without keys it goes again.

    :raises FileExistsError: there is such a file.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="ascii") as file:

        def write(ceremony: Ceremony) -> None:
            file.write(root_keys_text(ceremony))
            file.flush()
            os.fsync(file.fileno())

        try:
            yield write
        finally:
            if not file.tell():
                path.unlink()


def root_keys_text(ceremony: Ceremony) -> str:
    """Return what a file of root keys holds: the deployment, then 64 bytes in base64, a line each."""
    return f"{ceremony.deployment.ref}\n{base64.b64encode(ceremony.root_seed).decode()}\n"


def read_root_keys(path: Path) -> tuple[str, bytes]:
    """Return which deployment a file of root keys is for, and their 64-byte seed."""
    deployment, seed = path.read_text(encoding="ascii").split()
    return deployment, base64.b64decode(seed, validate=True)


def _share(ceremony: Ceremony, group: str, number: str, share: str) -> str:
    words = share.split()
    lines = (
        "   ".join(f"{place + 1:2} {word:<9}" for place, word in list(enumerate(words))[start : start + 4])
        for start in range(0, len(words), 4)
    )
    return "\n".join(
        (
            WIDTH,
            f"RECOVERY SHARE {number}   group: {group}",
            f"deployment {ceremony.deployment.ref}",
            f"Any {NEEDED} of these reopen the group's key. Keep this one where nobody else can read it.",
            "",
            *lines,
            WIDTH,
        )
    )
