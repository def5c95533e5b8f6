"""Cutting words out of a text: a new text, with one mark of one width for whatever was there."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

MARK = "[withheld]"

# What may stand between two cuts without keeping them apart: how many words a name has is nobody's business.
_JOINERS = frozenset(" \t\n\r\u00a0.,'-_&/\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u200b\u200c\u200d\u2060\ufeff")
_JOINED_BY = "\u200d"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of a text, in characters (Python's code points): ``start`` is cut, ``end`` is not."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A text with words cut out. How many, and from where, stays out of what is printed or logged."""

    text: str = field(repr=False)
    count: int = field(repr=False, compare=False)


def cut(text: str, spans: Iterable[Span]) -> Cut:
    """
    Return a new text with every span replaced by the mark; the text given is left as it is.

    Spans may overlap, touch or come in any order. Cuts with nothing but punctuation between them become one.

    :raises ValueError: a span lies outside the text or ends before it starts. None is passed over.
    """
    places = merged(text, spans)
    parts: list[str] = []
    at = 0
    for place in places:
        parts += (text[at : place.start], MARK)
        at = place.end
    return Cut("".join((*parts, text[at:])), len(places))


def merged(text: str, spans: Iterable[Span]) -> list[Span]:
    """
    Return the spans in order, widened to whole characters as people see them, and joined where only punctuation parts
    them. Empty spans cut nothing. Takes time in proportion to the text and the number of spans.

    :raises ValueError: a span lies outside the text or ends before it starts.
    """
    places: list[Span] = []
    for span in sorted(set(spans)):
        _check(text, span)
        if span.start == span.end:
            continue
        floor = places[-1].end if places else 0
        start = _whole_start(text, span.start, floor)
        end = _whole_end(text, span.end) if span.end > floor else floor
        if places and (start <= floor or _JOINERS.issuperset(text[floor:start])):
            places[-1] = Span(places[-1].start, end)
        else:
            places.append(Span(start, end))
    return places


def _check(text: str, span: Span) -> None:
    if not 0 <= span.start <= span.end <= len(text):
        raise ValueError("A span lies outside the text.")


def _whole_start(text: str, start: int, floor: int) -> int:
    """Step back to where the character that people see begins, no further than what is cut already."""
    while start > floor and _belongs_together(text, start):
        start -= 1
    return start


def _whole_end(text: str, end: int) -> int:
    """Step on to where the character that people see ends."""
    while end < len(text) and _belongs_together(text, end):
        end += 1
    return end


def _belongs_together(text: str, at: int) -> bool:
    """Return whether the code points either side of a place make one character, so that half of it would be left."""
    before, after = text[at - 1], text[at]
    if after < "\u0300":
        return False
    return (
        unicodedata.category(after) in {"Mn", "Mc", "Me"}
        or _JOINED_BY in (before, after)
        or ("\u1160" <= after <= "\u11ff" and "\u1100" <= before <= "\u11ff")
        or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or _inside_flag(text, at)
    )


def _inside_flag(text: str, at: int) -> bool:
    """Two regional letters make a flag. A row of them is kept whole: it is too rare to count pairs."""
    return "\U0001f1e6" <= text[at] <= "\U0001f1ff" and "\U0001f1e6" <= text[at - 1] <= "\U0001f1ff"
