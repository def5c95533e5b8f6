"""What must hold before a ceremony begins, and what each file is and where it goes when it has ended."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from app.ceremony import state
from app.ceremony.telling import Halted
from app.founding import MADE, SETTINGS
from app.founding_databases import without_passwords

SMALLEST_ROOM = 4096  # bytes; the root keys take 120
PLACES = {
    "root keys": "Offline, on two media in two safes. No process reads it in daily work.",
    "settings.env": "the staff face, all commands, and the steward where there is no steward.env",
    "public.env": "the public face alone; move it to that machine or account",
    "partner.env": "the partner face alone",
    "steward.env": "the steward alone, whose role in the databases is its own",
    "lock-keys.json": "the server's lock: stays here, never in a backup of the stores",
    "store": "a store: stays here, backed up, encrypted",
    "": "not of the ceremony",
}


def require_unheld(folder: Path) -> None:
    """
    Refuse a folder in which a ceremony came to its end.

    :raises Halted: with what to do instead.
    """
    if (folder / SETTINGS).exists():
        raise Halted(
            f"A deployment was founded in {folder} already. Its keys cannot be made a second time.",
            "everything: nothing was touched.",
            "name another folder for another deployment. If a file of this one is lost, see “When something fails”.",
        )


def require_room(folder: Path, root_keys: Path) -> None:
    """
    Refuse, before any key is made, what could not be written afterwards.

    :raises Halted: also when an earlier ceremony left something and its papers are gone.
    """
    left = [name for name in MADE if (folder / name).exists()]
    if left:
        raise Halted(
            f"{folder} holds {', '.join(left)} of a ceremony that did not come to its end; its {state.NAME} is gone.",
            "no process can start with it, so nothing depends on it.",
            "run it with --begin-anew. What was printed before is void then, so destroy it.",
        )
    parent = root_keys.parent
    if root_keys.exists() or not os.access(parent, os.W_OK) or folder in root_keys.parents:
        raise Halted(
            f"The root keys cannot go to {root_keys}: there is such a file, its medium cannot be written to, or "
            "it is in the folder that the server reads.",
            "everything: nothing was made.",
            "mount the offline medium, and name a file on it that does not exist yet.",
        )
    if shutil.disk_usage(parent).free < SMALLEST_ROOM:
        raise Halted(f"{parent} is full.", "everything: nothing was made.", "use a medium with room on it.")


def require_same_databases(kept: state.Kept, urls: Mapping[str, str]) -> None:
    """
    Refuse to go on in other databases, or in files, than those that the ceremony was begun in.

    :raises Halted: with which they are.
    """
    if kept.state.databases != without_passwords(urls):
        begun = ", ".join(kept.state.databases.values()) or "files in its folder"
        raise Halted(
            f"This ceremony was begun in {begun}, and the settings name something else.",
            "everything: nothing was touched.",
            "set the four OWNER_URLs as they were, or none if there were none, and run the same command again.",
        )


def listing(folder: Path) -> str:
    """Return every file that stands in the folder, with its mode and where it should go."""
    lines = [f"{folder.stat().st_mode & 0o777:o}  {folder}: owned by the account the server runs as"]
    for path in sorted(folder.iterdir()):
        place = PLACES.get(path.name) or PLACES["store" if ".db" in path.name else ""]
        lines.append(f"{path.stat().st_mode & 0o777:o}  {path}: {place}")
    return "\n".join(lines)
