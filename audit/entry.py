"""One entry of the record: what it says, the exact bytes that are hashed, and how free text stays out of it."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

VERSION = 1

Detail = Mapping[str, str | int | list[str]]

# Entries hold references, codes and digests. Without a space, a quotation mark or an at sign, no name, sentence or
# e-mail address fits into one by mistake.
_CODE = re.compile(r"[A-Za-z0-9._:/+=*-]{0,200}")
_DIGEST = re.compile(r"(?:[0-9a-f]{64})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    Who did what to what, why, under whose approval, and how far it came.

    ``session``, ``digest`` and ``private`` are SHA-256 in hexadecimal or empty. ``attempt`` is, on the entry of an
    outcome, the number of the entry that announced the act. The number and the time of this entry are added when it
    is appended.

    :raises ValueError: a part has a form in which it could carry free text.
    """

    actor_ref: str
    verb: str
    action: str
    decision: str
    object_ref: str = ""
    acting_for: str = ""
    roles: tuple[str, ...] = ()
    clearance: str = ""
    session: str = ""
    detail: Detail = field(default_factory=dict)
    purpose: str = ""
    rule: str = ""
    grant_ref: str = ""
    digest: str = ""
    request_id: str = ""
    private: str = ""
    attempt: int | None = None

    def __post_init__(self) -> None:
        """Refuse what could be free text."""
        for text in (self.session, self.digest, self.private):
            if not _DIGEST.fullmatch(text):
                raise ValueError("a digest in an entry is 64 hexadecimal digits")
        for text in self._texts():
            if not _CODE.fullmatch(text):
                raise ValueError("an entry holds references and codes, never free text")

    def parts(self) -> dict[str, Any]:
        """Return the fields by name, as the entry's JSON holds them."""
        return {name: getattr(self, name) for name in _FIELDS}

    @classmethod
    def read(cls, parts: Mapping[str, Any]) -> "Entry":
        """Return the entry that decoded JSON describes; what stands beside its own fields is left out."""
        own = {name: parts[name] for name in _FIELDS}
        own["roles"] = tuple(own["roles"])
        return cls(**own)

    def _texts(self) -> list[str]:
        """Return every text in the entry, those of its detail included."""
        texts = [self.actor_ref, self.verb, self.action, self.decision, self.object_ref, self.acting_for]
        texts += [self.clearance, self.purpose, self.rule, self.grant_ref, self.request_id, *self.roles]
        for name, value in self.detail.items():
            texts.append(name)
            if isinstance(value, list):
                texts += value
            elif isinstance(value, str):
                texts.append(value)
        return texts


_FIELDS = tuple(part.name for part in fields(Entry))


@dataclass(frozen=True, slots=True)
class PrivateNote:
    """
    Free text that belongs to an entry: ``digest`` stands in the entry, ``sealed`` in the side table.

    ``sealed`` is the salted text of :func:`private_digest`, sealed to the auditors.
    """

    digest: str
    sealed: bytes = field(repr=False)


def private_digest(text: str) -> tuple[bytes, str]:
    """
    Return 32 random bytes followed by the text, which is what gets sealed, and the SHA-256 of that in hexadecimal.

    Without the random bytes the digest tells nothing, so erasing the sealed part erases the text for good.
    """
    salted = secrets.token_bytes(32) + text.encode()
    return salted, sha256(salted).hexdigest()


def private_text(digest: str, salted: bytes) -> str:
    """
    Return the text of an opened note.

    :raises ValueError: it is not the text that the entry was written with.
    """
    if sha256(salted).hexdigest() != digest:
        raise ValueError("this is not the text that the entry was written with")
    return salted[32:].decode()


def leaf_bytes(body: bytes, seq: int, at: datetime) -> bytes:
    """
    Return the exact bytes that are hashed and kept: version, number and time, then the rest.

    :param body: the parts of the entry in canonical JSON.
    """
    return b'{"v":%d,"seq":%d,"at":"%s",' % (VERSION, seq, stamp(at).encode()) + body[1:]


def stamp(at: datetime) -> str:
    """
    Return a time as entries carry it: UTC, microseconds, always 27 characters, so that text order is time order.

    :raises ValueError: the time has no zone.
    """
    if at.tzinfo is None:
        raise ValueError("a time without a zone is not recorded")
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def instant(text: str) -> datetime:
    """Return the time that an entry carries."""
    return datetime.fromisoformat(text)
