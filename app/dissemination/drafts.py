"""A report while it is written: what its writer types, and what is marked in it as not for one agency."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.dissemination.recipients import ConditionFacts
from app.markings.grading import ActionCode, Assessment, Grade, HandlingCode, SanitisationCode, SourceGrade

OPEN, CLOSE = "[[", "]]"


@dataclass(frozen=True, slots=True)
class Draft:
    """
    What a writer typed. ``text`` marks with double square brackets what the agency must not see.

    ``instructions`` are the handling conditions set; ``named`` the people who alone may read it.
    """

    title: str
    text: str = field(repr=False)
    grade: Grade
    risk: str = field(repr=False)
    tier: int
    organisation_ref: str
    review_by: date | None
    instructions: tuple[ConditionFacts, ...] = ()
    named: tuple[str, ...] = ()


class Unbalanced(ValueError):
    """A stretch to withhold is opened and not closed, or closed and not opened."""


def parse_marks(text: str) -> tuple[str, list[tuple[int, int]]]:
    """
    Return the text without its marks, and the half-open stretches that were marked, in characters.

    :raises Unbalanced: the brackets do not pair, or hold nothing. Nothing may be guessed about what was to be withheld.
    """
    plain: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for number, part in enumerate(text.split(OPEN)):
        inside, closed, outside = part.partition(CLOSE)
        if CLOSE in outside or bool(number) != bool(closed):
            raise Unbalanced("Close every [[ with ]] before the next one.")
        if number and not inside:
            raise Unbalanced(
                "There is nothing between one [[ and its ]]. Put the words between them, or take both out."
            )
        if number:
            spans.append((length, length + len(inside)))
        plain += (inside, outside)
        length += len(inside) + len(outside)
    return "".join(plain), spans


def with_marks(text: str, spans: Sequence[Sequence[int]]) -> str:
    """Return the text with its marks put back, as the writer typed them."""
    parts: list[str] = []
    at = 0
    for start, end in sorted((start, end) for start, end in spans):
        parts += (text[at:start], OPEN, text[start:end], CLOSE)
        at = end
    return "".join((*parts, text[at:]))


def stored(instructions: Sequence[ConditionFacts]) -> list[dict[str, Any]]:
    """Return handling conditions as a row keeps them."""
    return [
        {
            "code": one.code,
            "text": one.text,
            "organisations": sorted(one.organisations),
            "names": list(one.organisation_names),
            "until": one.until.isoformat() if one.until else "",
            "then": one.then,
        }
        for one in instructions
    ]


def restored(rows: Sequence[dict[str, Any]]) -> tuple[ConditionFacts, ...]:
    """Return handling conditions from how a row keeps them."""
    return tuple(
        ConditionFacts(
            row["code"],
            row["text"],
            frozenset(row["organisations"]),
            datetime.fromisoformat(row["until"]) if row["until"] else None,
            row["then"],
            tuple(row["names"]),
        )
        for row in rows
    )


def grade_of(row: Any) -> Grade:
    """Return the grade that a report's row holds."""
    return Grade(
        SourceGrade(row.source),
        Assessment(row.assessment),
        HandlingCode(row.handling),
        conditions=row.conditions,
        action=ActionCode(row.action) if row.action else None,
        sanitisation=SanitisationCode(row.sanitisation) if row.sanitisation else None,
        usage=row.usage,
        corroboration_ref=row.corroboration_ref,
        has_risk_assessment=bool(row.risk.strip()),
    )
