"""What a release shows: a new text with the withheld stretches burned out, and fields that look never filled."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from app.withholding.cutting import Span, cut

# What a field holds when nobody filled it, and so what a withheld field holds too.
NOT_FILLED = ""

# The fields that an agency can ever be shown, in the order they are shown. What is not here leaves with nothing.
RELEASED_FIELDS: tuple[str, ...] = (
    "subjects",
    "place",
    "text",
    "grade",
    "conditions",
    "marking",
    "contact",
    "report_ref",
)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text as an agency may read it. It knows neither the original nor how much is missing."""

    text: str = field(repr=False)


def redact(text: str, withheld: Iterable[tuple[int, int]]) -> Redacted:
    """
    Return the text of a release: every withheld stretch replaced by one mark of one width.

    :param withheld: half-open character offsets into ``text``, in any order, overlapping or not.
    :raises ValueError: an offset lies outside the text; nothing is released then.
    """
    return Redacted(cut(text, (Span(start, end) for start, end in withheld)).text)


def released_fields(fields: Mapping[str, str], withheld: Collection[str]) -> dict[str, str]:
    """
    Return every field an agency can be shown: withheld, absent and never filled look the same.

    :raises ValueError: a field to withhold is not one that is released, so the choice would do nothing.
    """
    if unknown := set(withheld) - set(RELEASED_FIELDS):
        raise ValueError(f"No such field: {sorted(unknown)[0]}.")
    return {name: NOT_FILLED if name in withheld else fields.get(name) or NOT_FILLED for name in RELEASED_FIELDS}
