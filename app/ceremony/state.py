"""
How far a ceremony has come: one file, sealed under the words of both people, replaced whole at each step.

Format: one line of JSON in clear (``format`` 1, ``salt``, who holds it), then a box over canonical JSON. The key is
what Argon2id yields of both people's words; the line in clear is bound into the box and names no secret.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from app.ceremony.papers import Paper
from app.ceremony.telling import Halted
from app.vault.key_provider import OWNER_ONLY
from crypto.canonical import canonical_json
from crypto.context import Context
from crypto.errors import Tampered
from crypto.sealing import box, unbox
from crypto.silence import Silent
from crypto.slots import SALT_BYTES, Argon2Cost, derive

NAME = "ceremony.sealed"
FORMAT = 1


class Stage(StrEnum):
    """What comes next. Each is entered by one replacement of the file, so a kill leaves the one before or after it."""

    PLAN = "PLAN"
    MAKE = "MAKE"
    ROOT_KEYS = "ROOT_KEYS"
    PAPERS = "PAPERS"
    SETTINGS = "SETTINGS"


@dataclass(frozen=True, slots=True, repr=False)
class State(Silent):
    """
    What is left to do, and what it takes. What has been handed out is no longer in it.

    ``databases`` names each store's, where they are not files; no password is in it.
    """

    stage: Stage = Stage.PLAN
    databases: dict[str, str] = field(default_factory=dict)
    plan: list[dict[str, Any]] = field(default_factory=list)
    root_keys: str = ""
    root_file: str = ""
    settings: dict[str, dict[str, str]] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()

    def encode(self) -> bytes:
        """Return it as canonical JSON."""
        return canonical_json(
            {
                "stage": self.stage.value,
                "databases": self.databases,
                "plan": self.plan,
                "root_keys": self.root_keys,
                "root_file": self.root_file,
                "settings": self.settings,
                "papers": [[paper.title, paper.text] for paper in self.papers],
            }
        )

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Return what ``encode`` wrote."""
        content = json.loads(data)
        return cls(
            stage=Stage(content.pop("stage")),
            papers=tuple(Paper(title, text) for title, text in content.pop("papers")),
            **content,
        )


@dataclass(slots=True, repr=False)
class Kept(Silent):
    """The file of one ceremony, open: who holds it, the key to it, and how far it has come."""

    folder: Path
    held_by: tuple[str, str]
    salt: bytes
    key: bytes
    state: State

    def now(self, stage: Stage, **changes: Any) -> None:
        """Go on to a stage, durably, before anything of it is done."""
        self.state = replace(self.state, stage=stage, **changes)
        line = _line(self.salt, self.held_by)
        data = line + box(self.key, _context(line), self.state.encode())
        fresh = self.folder / f"{NAME}.new"
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, OWNER_ONLY)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.folder / NAME)
        sync_folder(self.folder)

    def forget(self) -> None:
        """Delete the file: the ceremony has come to its end."""
        (self.folder / NAME).unlink()
        sync_folder(self.folder)


def begin(
    folder: Path,
    held_by: tuple[str, str],
    words: tuple[str, str],
    cost: Argon2Cost,
    databases: Mapping[str, str],
) -> Kept:
    """Begin the file of a ceremony in a folder of its own."""
    salt = secrets.token_bytes(SALT_BYTES)
    kept = Kept(folder, held_by, salt, _key(words, salt, cost), State(databases=dict(databases)))
    kept.now(Stage.PLAN)
    return kept


def holders(folder: Path) -> tuple[str, str]:
    """Return who holds the ceremony that stopped here."""
    return _read(folder)[1]


def resume(folder: Path, words: tuple[str, str], cost: Argon2Cost) -> Kept:
    """
    Return a ceremony that stopped, as far as it came.

    :raises Halted: these are not the words, or the file was changed.
    """
    line, held_by, salt, sealed = _read(folder)
    key = _key(words, salt, cost)
    try:
        state = State.decode(unbox(key, _context(line), sealed))
    except Tampered:
        raise Halted(
            f"{folder / NAME} does not open with these words. They are others, or the file was changed.",
            "everything: nothing was touched, and what is in the file stays sealed.",
            "type both people's words again. If they are lost, hold it anew with --begin-anew: what was printed so far "
            "is void then, so destroy it.",
        ) from None
    return Kept(folder, held_by, salt, key, state)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(folder: Path) -> tuple[bytes, tuple[str, str], bytes, bytes]:
    path = folder / NAME
    try:
        line, _, sealed = path.read_bytes().partition(b"\n")
        content = json.loads(line)
        one, other = content["held_by"]
        salt = base64.b64decode(content["salt"], validate=True)
        known = content["format"] == FORMAT and len(salt) == SALT_BYTES
    except (OSError, ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise Halted(
            f"{path} cannot be read: it is damaged, or is not a ceremony's.",
            "no key has been handed out that anything depends on: no process can start before the ceremony ends.",
            "hold it anew with --begin-anew. What was printed so far is void then, so destroy it.",
        )
    return line + b"\n", (str(one), str(other)), salt, sealed


def _line(salt: bytes, held_by: tuple[str, str]) -> bytes:
    content = {"format": FORMAT, "salt": base64.b64encode(salt).decode(), "held_by": list(held_by)}
    return canonical_json(content) + b"\n"


def _key(words: tuple[str, str], salt: bytes, cost: Argon2Cost) -> bytes:
    return derive("\n".join(words), salt, cost).unlock_key


def _context(line: bytes) -> Context:
    return Context("founding", "ceremony", "state", NAME, detail=(line.decode(),))
