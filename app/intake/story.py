"""
The story part of a submission: what the steward reads. Written on the public face, read with suspicion on the other.

Format, a record (see crypto.sealing) under ``story``: ``kind`` (``report``, or ``more`` from somebody who has told us
before), ``link``, ``received_hour`` (ISO 8601, UTC), ``mailbox`` (locator, and the public key in base64), ``cut``
(name of a question to the answer, with the source's own details cut out), ``kinds`` (codes of types), ``danger`` and
``still_happening`` (``yes``, ``no``, ``unknown`` or empty), ``expected_on`` (ISO 8601 day or empty), ``promise`` (the
code of what was promised; empty where more is told and what was promised before holds), ``needs_care`` (they are under
18 or vulnerable) and ``entered``: empty, or of what staff entered the channel, the unit, what the server's lock made of
all of this, of the reference, the link and the promise, and of a colleague's own referral the marks of whom it is kept
from. Whoever lacks the lock claims no channel.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from app.access.marks import LONG, MARKS, KeptFrom
from app.allegations.types import CHANNEL_BY_CODE, TYPE_BY_CODE
from app.intake.rules import to_the_hour
from app.markings.promises import CONFIDENCE, CRIMESTOPPERS, PROMISE_BY_CODE
from crypto.errors import Tampered
from crypto.keys import PublicKey

# What a form would have let through, with every cut made and every mark in its place (characters).
LONGEST = 200_000
# Before this product was: a time that nothing it writes can carry.
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
REFERENCE = re.compile("[0-9a-f]{32}")
KEPT = re.compile(f"[0-9]{{1,3}}:[0-9a-f]{{{LONG * MARKS}}}")
SAYINGS = frozenset({"", "yes", "no", "unknown"})
REPORT_QUESTIONS = frozenset(
    {
        "account", "who_name", "who_age", "who_description", "who_business", "who_vehicle", "who_phone", "who_email",
        "who_others", "where_address", "where_postcode", "when_text", "expected_what",
    }
)  # fmt: skip
MORE_QUESTIONS = frozenset({"more"})


class Kind(StrEnum):
    """Whether something is told for the first time, or added with a receipt."""

    REPORT = "report"
    MORE = "more"


QUESTIONS = {Kind.REPORT: REPORT_QUESTIONS, Kind.MORE: MORE_QUESTIONS}


@dataclass(frozen=True, slots=True)
class Entered:
    """
    By which channel something reached staff, which unit it is for, and what vouches that staff entered it.

    Of what a colleague tells of their own accord ``unit_ref`` is empty, as theirs would say who they are; ``kept``
    holds the marks of whom it is kept from, behind their number and a colon.
    """

    channel: str
    unit_ref: str
    proof: str
    kept: str = ""

    @property
    def is_own(self) -> bool:
        """Whether a colleague told it of their own accord."""
        return not self.unit_ref

    @property
    def kept_from(self) -> KeptFrom | None:
        """Whom it is kept from; ``None`` where nobody was named."""
        number, _, marks = self.kept.partition(":")
        return KeptFrom(marks, int(number)) if marks else None


@dataclass(frozen=True, slots=True)
class Story:
    """What was said, without its teller. ``cut`` holds each answer that was given by the name of its question."""

    kind: Kind
    link: str
    received_hour: datetime
    locator: str
    mailbox: PublicKey
    cut: Mapping[str, str] = field(repr=False)
    kinds: tuple[str, ...] = ()
    danger: str = ""
    still_happening: str = ""
    expected_on: date | None = None
    promise: str = CONFIDENCE
    needs_care: bool = False
    entered: Entered | None = None

    def record(self) -> dict[str, object]:
        """Return what is sealed."""
        return {
            "kind": self.kind.value,
            "link": self.link,
            "received_hour": self.received_hour.astimezone(UTC).isoformat(),
            "mailbox": [self.locator, base64.b64encode(self.mailbox.encode()).decode()],
            "cut": dict(self.cut),
            "kinds": list(self.kinds),
            "danger": self.danger,
            "still_happening": self.still_happening,
            "expected_on": self.expected_on.isoformat() if self.expected_on else "",
            "promise": self.promise,
            "needs_care": self.needs_care,
            "entered": list(astuple(self.entered)) if self.entered else [],
        }


def at_hour(record: Mapping[str, object], hour: datetime) -> dict[str, object]:
    """Return the same record as it is when it comes at this hour."""
    return {**record, "received_hour": hour.astimezone(UTC).isoformat()}


def read_story(sealed: Mapping[str, object], now: datetime) -> Story:
    """
    Return the story of a record that opened.

    Anybody may seal anything to a public key, so nothing in it is believed for having opened.

    :raises Tampered: it is not what the public face writes.
    """
    try:
        return _read(_mapping(sealed["story"]), now)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Tampered from None


def _read(record: dict[str, object], now: datetime) -> Story:
    kind = Kind(_text(record["kind"]))
    locator, public = _texts(record["mailbox"])
    entered = _entered(_texts(record["entered"]))
    return Story(
        kind=kind,
        link=_reference(_text(record["link"])),
        received_hour=_hour(_text(record["received_hour"]), now),
        locator=_reference(locator),
        mailbox=PublicKey.decode(base64.b64decode(public, validate=True)),
        cut=_answers(_mapping(record["cut"]), kind),
        kinds=tuple(TYPE_BY_CODE[code].code.value for code in dict.fromkeys(_texts(record["kinds"]))),
        danger=_saying(record["danger"]),
        still_happening=_saying(record["still_happening"]),
        expected_on=_day(_text(record["expected_on"])),
        needs_care=_flag(record["needs_care"]),
        promise=_promise(_text(record["promise"]), kind, entered),
        entered=entered,
    )


def _hour(text: str, now: datetime) -> datetime:
    """Return when it came, to the hour. The clock of the public face may be ahead; nothing comes later than now."""
    received = datetime.fromisoformat(text)
    if received.utcoffset() is None or received < EARLIEST:
        raise ValueError
    return to_the_hour(min(received.astimezone(UTC), now))


def _day(text: str) -> date | None:
    if not text:
        return None
    day = date.fromisoformat(text)
    if not EARLIEST.year - 100 < day.year < EARLIEST.year + 200:
        raise ValueError
    return day


def _entered(parts: list[str]) -> Entered | None:
    """Return what was entered by staff, as it says of itself; whether staff did is for the steward to see."""
    if not parts:
        return None
    channel, unit_ref, proof, kept = parts
    if kept and not KEPT.fullmatch(kept):
        raise ValueError
    return Entered(CHANNEL_BY_CODE[channel].code.value, _reference(unit_ref) if unit_ref else "", proof, kept)


def _promise(code: str, kind: Kind, entered: Entered | None) -> str:
    """Return what was promised: nothing new where more is told, and the line's own promise to its callers alone."""
    is_of_the_line = entered is not None and not CHANNEL_BY_CODE[entered.channel].may_hold_source
    if not code and kind is Kind.MORE:
        return ""
    if (PROMISE_BY_CODE[code].code == CRIMESTOPPERS) is not is_of_the_line:
        raise ValueError
    return code


def _answers(cut: dict[str, object], kind: Kind) -> dict[str, str]:
    """Return the answers, when all are to questions of that kind and the one that must be answered is."""
    answers = {name: _text(answer) for name, answer in cut.items()}
    if (
        not set(answers) <= QUESTIONS[kind]
        or sum(map(len, answers.values())) > LONGEST
        or "\0" in "".join(answers.values())
    ):
        raise ValueError
    if not answers["account" if kind is Kind.REPORT else "more"].strip():
        raise ValueError
    return answers


def _mapping(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError
    return [_text(item) for item in value]


def _reference(value: str) -> str:
    if not REFERENCE.fullmatch(value):
        raise ValueError
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _saying(value: object) -> str:
    if value not in SAYINGS:
        raise ValueError
    return _text(value)
