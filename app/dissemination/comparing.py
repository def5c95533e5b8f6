"""Comparing what would leave with what custody keeps of whoever told it: where their own words stand in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.dissemination.models import Report
from app.dissemination.redaction import redact
from app.withholding.cutting import Span, merged
from app.withholding.finding import find
from app.withholding.known import details_of

Kept = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of what would leave, and whether it is a word of whoever told it."""

    text: str = field(repr=False)
    is_found: bool = field(default=False, repr=False)


@dataclass(frozen=True, slots=True)
class Compared:
    """
    What would leave, by field, with the found places told apart.

    :ivar is_known: whether anything is kept of whoever told it.
    :ivar together: sources that one person cannot open, each with whether this one may ask for it; nothing was
        compared with these.
    """

    texts: Mapping[str, Sequence[Stretch]] = field(repr=False)
    is_known: bool
    together: Sequence[tuple[str, bool]] = ()

    @property
    def is_found(self) -> bool:
        """Whether any word was found."""
        return any(stretch.is_found for stretches in self.texts.values() for stretch in stretches)


def leaving(report: Report) -> dict[str, str]:
    """Return each text of a report as it would leave, by field: what is withheld is out of it."""
    burned = redact(report.body, [(start, end) for start, end in report.spans]).text
    texts = {"title": report.title, "text": burned, "conditions": report.conditions, "usage": report.usage}
    return {name: text for name, text in texts.items() if text}


def marked(text: str, kept: Iterable[Kept]) -> list[Stretch]:
    """Return a text in pieces, those told apart that are words of anybody of whom this is kept."""
    spans: list[Span] = [span for one in kept for span in find(text, details_of(one))]
    stretches: list[Stretch] = []
    at = 0
    for span in merged(text, spans):
        stretches += (Stretch(text[at : span.start]), Stretch(text[span.start : span.end], is_found=True))
        at = span.end
    return [one for one in (*stretches, Stretch(text[at:])) if one.text]
