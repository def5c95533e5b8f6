"""Words that would tell who spoke: an assessor stops at them, and a custodian cuts them out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.access.policy import Action, require
from app.allegations import queries
from app.allegations.matching import write_keys
from app.allegations.models import Addition, Allegation, Place, Subject
from app.allegations.states import State
from app.allegations.steps import move
from app.errors import Invalid
from app.unit_of_work import UnitOfWork
from app.withholding.cutting import Span
from app.withholding.cutting import cut as cut_spans
from app.withholding.finding import find_words
from audit.events import Event

HELD = "Held: some words would tell who spoke."
SEEN_TO = "The source unit has seen to it."

_OWN_TEXTS = ("account", "happened_when", "expected_what")
_PERSON_TEXTS = (
    "name",
    "aliases",
    "age",
    "nationality",
    "address",
    "phone",
    "email",
    "vehicle",
    "employer",
    "description",
)
_PLACE_TEXTS = ("address", "business", "vehicle", "port", "safety")


@dataclass(frozen=True, slots=True)
class Held:
    """What a custodian sees of an allegation whose words wait for them: all of it, and why."""

    allegation: Allegation
    people: Sequence[Subject] = field(repr=False)
    places: Sequence[Place] = field(repr=False)
    additions: Sequence[Addition] = field(repr=False)


def hold(uow: UnitOfWork, ref: str, *, reason: str) -> None:
    """
    Hold an allegation for the source unit; nobody else reads it until they have seen to it.

    The reason may repeat the words, so it goes to the source unit, is erased when they have cut them, and stands in the
    log sealed.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs to hold, or not at a step where it can be.
    """
    with uow.trail.recording(Event.ALLEGATION_HOLD, ref, reason=reason):
        row = queries.find(uow, ref)
        require(uow.actor, Action.ALLEGATION_HOLD, row.facts(), uow.now)
        move(
            uow,
            row,
            State.HELD_SOURCE,
            reason=HELD,
            held_from=row.status,
            held_reason=reason,
            held_at=uow.now,
            words_held=True,
            second_asked_at=None,
        )


def read_held(uow: UnitOfWork, ref: str) -> Held:
    """
    Return an allegation whose words wait to be cut, to a custodian: a recorded consultation.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: they are no custodian, or nothing of it is held.
    """
    with uow.trail.consulting(Event.ALLEGATION_READ, ref):
        row = queries.find(uow, ref, Action.ALLEGATION_CUT)
        require(uow.actor, Action.ALLEGATION_CUT, row.facts(), uow.now)
        return _held(uow, row)


def cut(uow: UnitOfWork, ref: str, *, words: Sequence[str]) -> int:
    """
    Cut words out of everything an allegation says, for good, and send it back to where it stood; return how many cuts.

    What was typed at the beginning is in custody, so the words are kept nowhere else. With no words it goes back as it
    is: nothing in it told who spoke.

    :raises Invalid: some words do not stand in it.
    :raises NotFound: there is none that this person may know of.
    :raises Refused: they are no custodian, or nothing of it is held.
    """
    with uow.trail.recording(Event.ALLEGATION_CUT, ref) as note:
        row = queries.find(uow, ref, Action.ALLEGATION_CUT)
        require(uow.actor, Action.ALLEGATION_CUT, row.facts(), uow.now)
        held = _held(uow, row)
        count = _cut_everywhere(held, [phrase for phrase in words if phrase.strip()])
        note.detail["cuts"] = count
        _let_go(uow, held, cut_at=uow.now if count else row.cut_at)
        return count


def _let_go(uow: UnitOfWork, held: Held, *, cut_at: datetime | None) -> None:
    """Send it back to where it stood, and show what was told later."""
    row = held.allegation
    for addition in held.additions:
        addition.is_held = False
    uow.case.flush()
    write_keys(uow.case, row.ref)
    seen_to = {"words_held": False, "held_reason": "", "held_at": None, "cut_at": cut_at}
    if row.status == State.HELD_SOURCE:
        move(uow, row, State(row.held_from or State.RECEIVED), reason=SEEN_TO, held_from=None, **seen_to)
    for name, value in seen_to.items():
        setattr(row, name, value)


def pattern_of(phrase: str) -> re.Pattern[str]:
    """Return what finds these exact words, whatever their case and however they are spaced."""
    body = r"\s+".join(re.escape(word) for word in phrase.split())
    before = r"(?<!\w)" if body[:1].isalnum() else ""
    after = r"(?!\w)" if phrase.split()[-1][-1:].isalnum() else ""
    return re.compile(before + body + after, re.IGNORECASE)


def _held(uow: UnitOfWork, row: Allegation) -> Held:
    """Return all that can hold a word."""
    people, places = queries.particulars(uow.case, row.ref)
    later = select(Addition).where(Addition.allegation_ref == row.ref).order_by(Addition.at, Addition.intake_ref)
    return Held(row, people, places, uow.case.scalars(later).all())


def places_of(phrase: str, text: str) -> tuple[Span, ...]:
    """
    Return where words stand in a text: exactly as typed, or in other letters that look the same.

    What differs in case, accents, spaces, punctuation, or signs that nobody sees, is the same words too.
    """
    exact = (Span(*found.span()) for found in pattern_of(phrase).finditer(text))
    return (*exact, *find_words(text, phrase))


def _cut_everywhere(held: Held, phrases: Sequence[str]) -> int:
    """Cut in every text; each group of words must stand somewhere."""
    texts = [
        *((held.allegation, name) for name in _OWN_TEXTS),
        *((person, name) for person in held.people for name in _PERSON_TEXTS),
        *((place, name) for place in held.places for name in _PLACE_TEXTS),
        *((addition, "text") for addition in held.additions),
    ]
    if not all(any(places_of(phrase, getattr(row, name)) for row, name in texts) for phrase in phrases):
        raise Invalid({"words": "Some of these words do not stand in it. Copy them exactly, one group on each line."})
    return sum(_cut_in(row, name, phrases) for row, name in texts)


def _cut_in(row: Any, name: str, phrases: Iterable[str]) -> int:
    """Cut in one text and return how many cuts were made."""
    before = getattr(row, name)
    spans = [span for phrase in phrases for span in places_of(phrase, before)]
    if not spans:
        return 0
    after = cut_spans(before, spans)
    setattr(row, name, after.text)
    return after.count
