"""
The answers of the other pages, carried in one sealed hidden field: kept by the person's page and by nobody else.

Format: URL-safe base64 without padding of a box (see crypto.sealing) under a key derived from the secret key, padded;
context: table ``carried_answers``, record the session, detail which form it is. Inside, canonical JSON: ``at`` (seconds
since 1970, UTC), ``answers`` (name of an input to what was typed into it), ``seen`` (whether the check page has been
shown), ``words`` (of the receipt), and, on the check page, ``ready`` (the parts of the submission, found valid and with
every cut made) under ``submission_ref``.

How far answers go. For an hour the form goes on with them. Up to eight hours, which is as long as its session's token,
they still open, but the page they came from is shown again, everything in place, and asks to be checked and sent again.
After that, or in another browser, they are not opened at all: only what was typed on that very page is kept.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crypto.canonical import canonical_json
from crypto.context import Context
from crypto.errors import Tampered
from crypto.macs import derive_key
from crypto.sealing import box, pad, unbox, unpad

GOES_ON_FOR = timedelta(hours=1)
OPENS_FOR = timedelta(hours=8)
# Characters of the hidden field: all pages filled in the widest script, three times over on the check page, in base64.
LONGEST = 900_000
MOST = 60_000

Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Carried:
    """
    What travels from page to page. ``at`` is when it was sealed; ``None`` where nothing was carried or nothing opened.

    ``words``, ``submission_ref`` and ``ready`` are made when the check page is shown: what is sent is what was checked,
    and sending it twice is sending it once.
    """

    answers: Answers = field(default_factory=dict, repr=False)
    seen: bool = False
    words: str = field(default="", repr=False)
    submission_ref: str = field(default="", repr=False)
    ready: Mapping[str, Any] = field(default_factory=dict, repr=False)
    at: datetime | None = None
    lost: bool = False

    def is_stale(self, now: datetime) -> bool:
        """Return whether it is older than an hour, or could not be opened at all."""
        return self.lost or (self.at is not None and now - self.at > GOES_ON_FOR)

    def fits(self) -> bool:
        """Return whether it is no more than the pages can ask for, so that the next page can carry it."""
        return sum(len(value) for values in self.answers.values() for value in values) <= MOST

    def with_answers(self, names: frozenset[str], given: Answers) -> "Carried":
        """
        Return the same with one page's answers replaced by what was just sent; an empty answer is none.

        What may have changed is another submission, so it gets another reference on the check page.
        """
        kept = {name: values for name, values in self.answers.items() if name not in names}
        new = {name: list(values) for name, values in given.items() if name in names and any(values)}
        return replace(self, answers=kept | new, submission_ref="", ready={})


class Carrier:
    """Seals and opens what travels, for one deployment, one session and one of the forms."""

    def __init__(self, secret_key: str, deployment: str, session: str, form: str) -> None:
        self._key = derive_key(secret_key.encode(), "carried answers", deployment.encode())
        self._context = Context(deployment, "gateway", "carried_answers", session, detail=(form,))

    def seal(self, carried: Carried, now: datetime) -> str:
        """Return the text of the hidden field."""
        content = {
            "at": int(now.timestamp()),
            "answers": {name: list(values) for name, values in carried.answers.items()},
            "seen": carried.seen,
            "words": carried.words,
            "submission_ref": carried.submission_ref,
            "ready": dict(carried.ready),
        }
        sealed = box(self._key, self._context, pad(canonical_json(content)))
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, text: str, now: datetime) -> Carried:
        """Return what the hidden field holds; nothing, and ``lost``, when it is not ours or too old to be opened."""
        if not text:
            return Carried()
        try:
            blob = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
            return _read(unpad(unbox(self._key, self._context, blob)), now)
        except (Tampered, ValueError, binascii.Error):
            return Carried(lost=True)


def _read(data: bytes, now: datetime) -> Carried:
    """Return what was carried. It was made here, so its shape is known; a ValueError says it is too old."""
    content = json.loads(data)
    at = datetime.fromtimestamp(content["at"], UTC)
    if now - at > OPENS_FOR:
        raise ValueError("too old")
    return Carried(
        content["answers"], content["seen"], content["words"], content["submission_ref"], content["ready"], at=at
    )
