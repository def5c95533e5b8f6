"""The words that follow a tier, as one table, and the order in which a marking is written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.markings.tiers import TierCode


class MarkKind(StrEnum):
    """The four kinds, in the order they are written after the tier."""

    INSTRUCTION = "INSTRUCTION"
    DESCRIPTOR = "DESCRIPTOR"
    CODE_WORD = "CODE_WORD"
    CAVEAT = "CAVEAT"


@dataclass(frozen=True, slots=True)
class Mark:
    """
    One row: the words as they are printed, and the tiers that may carry them.

    ``{organisations}`` in ``words`` is replaced by the organisations named. ``inside_only`` words are never written on
    anything that leaves: to say that a source exists is to say too much.
    """

    code: str
    kind: MarkKind
    words: str
    tiers: frozenset[TierCode]
    meaning: str
    inside_only: bool = False


_O, _OS, _S = TierCode.OFFICIAL, TierCode.OFFICIAL_SENSITIVE, TierCode.SECRET
_ANY = frozenset(TierCode)
_TO_SECRET = frozenset({_O, _OS, _S})
_I, _D, _C = MarkKind.INSTRUCTION, MarkKind.DESCRIPTOR, MarkKind.CAVEAT

MARKS: tuple[Mark, ...] = (
    Mark("FOR_PUBLIC_RELEASE", _I, "FOR PUBLIC RELEASE", frozenset({_O}), "Cleared to be published."),
    Mark("RECIPIENTS_ONLY", _I, "RECIPIENTS ONLY", _ANY, "Named people only; not to be passed on without consent."),
    Mark("HMG_USE_ONLY", _I, "HMG USE ONLY", _TO_SECRET, "Government departments only."),
    Mark("ORGANISATION_USE_ONLY", _I, "{organisations} USE ONLY", _TO_SECRET, "The organisations named only."),
    Mark("EMBARGOED", _I, "EMBARGOED", _TO_SECRET, "Closed until a stated time, then handled as stated."),
    Mark("PERSONAL_DATA", _D, "PERSONAL DATA", _ANY, "Holds facts about living people."),
    Mark("LPP", _D, "LEGAL PROFESSIONAL PRIVILEGE (LPP)", _ANY, "Legal advice that must not be disclosed."),
    Mark("LEGAL", _D, "LEGAL", _ANY, "Legal matters."),
    Mark("MARKET_SENSITIVE", _D, "MARKET SENSITIVE", _ANY, "Could move a market."),
    Mark("COMMERCIAL", _D, "COMMERCIAL", _ANY, "Could harm a firm's interests."),
    Mark("HR_MANAGEMENT", _D, "HR/MANAGEMENT", _ANY, "About the unit's own staff."),
    Mark("SOURCE", _D, "SOURCE", _ANY, "Touches the safety of a source. Inside only.", inside_only=True),
    Mark(
        "SAFEGUARDING",
        _D,
        "SAFEGUARDING",
        _ANY,
        "Touches the safety of a person at risk. Inside only.",
        inside_only=True,
    ),
    Mark("UK_EYES_ONLY", _C, "UK EYES ONLY", _ANY, "British nationals in United Kingdom organisations."),
    Mark(
        "FIVE_EYES_ONLY", _C, "FIVE EYES ONLY", _ANY, "Australia, Canada, New Zealand, United Kingdom, United States."
    ),
    Mark("UK_US_EYES_ONLY", _C, "UK/US EYES ONLY", _ANY, "United Kingdom and United States."),
    Mark("REL_EU", _C, "REL-EU", _ANY, "May be released to members of the European Union."),
)
MARK_BY_CODE: dict[str, Mark] = {mark.code: mark for mark in MARKS}
INSIDE_WORDS = frozenset(mark.words for mark in MARKS if mark.inside_only)

_ORDER = tuple(MarkKind)
_BETWEEN = " - "
_WORDS = re.compile(r"[A-Z]+")


@dataclass(frozen=True, slots=True)
class Marking:
    """What is to be marked: a tier, table rows by code, organisations by printed name, code words in capitals."""

    tier: TierCode
    codes: Sequence[str] = ()
    organisations: Sequence[str] = ()
    code_words: Sequence[str] = ()
    to_foreign_body: bool = False


def allowed(code: str, tier: str) -> bool:
    """Return whether the tier may carry the row. What is not in the table is not allowed."""
    mark = MARK_BY_CODE.get(code)
    return mark is not None and tier in mark.tiers


def choices(kind: MarkKind, tier: str) -> tuple[Mark, ...]:
    """Return the rows of one kind that a form may offer for a tier, in table order."""
    return tuple(mark for mark in MARKS if mark.kind is kind and tier in mark.tiers)


def outgoing_line(marking: Marking) -> str:
    """
    Return the line for anything that leaves: inside words are left out as if never set.

    :raises ValueError: a row, organisation or code word cannot be written; the message says which.
    """
    line = _line(marking, [mark for mark in _rows(marking) if not mark.inside_only])
    if told := INSIDE_WORDS.intersection(_WORDS.findall(line)):
        raise ValueError(f"An outgoing marking may not hold the word {sorted(told)[0]}.")
    return line


def inside_line(marking: Marking) -> str:
    """
    Return the line for pages that never leave the unit, inside words included.

    :raises ValueError: a row, organisation or code word cannot be written.
    """
    return _line(marking, _rows(marking))


def _rows(marking: Marking) -> list[Mark]:
    for code in marking.codes:
        if not allowed(code, marking.tier):
            raise ValueError(f"{marking.tier.value} cannot carry {code}.")
    wanted = set(marking.codes)
    return [mark for mark in MARKS if mark.code in wanted]


def _line(marking: Marking, rows: Iterable[Mark]) -> str:
    """``[UK ]TIER - INSTRUCTIONS - DESCRIPTORS - CODE WORDS``, then caveats: the order the guidance gives."""
    words: dict[MarkKind, list[str]] = {kind: [] for kind in _ORDER}
    for mark in rows:
        words[mark.kind].append(_filled(mark, marking.organisations))
    words[MarkKind.CODE_WORD] = [_code_word(word) for word in marking.code_words]
    tier = ("UK " if marking.to_foreign_body else "") + marking.tier.value
    return _BETWEEN.join([tier, *(word for kind in _ORDER for word in words[kind])])


def _filled(mark: Mark, organisations: Sequence[str]) -> str:
    if "{organisations}" not in mark.words:
        return mark.words
    names = [" ".join(name.upper().split()) for name in organisations]
    if not names or not all(names):
        raise ValueError("Name at least one organisation.")
    return mark.words.format(organisations="/".join(names))


def _code_word(word: str) -> str:
    if not (word.isascii() and word.isalpha() and word.isupper()):
        raise ValueError("A code word is a single word in capitals.")
    return word
