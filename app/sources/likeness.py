"""
How alike two people are, from what is known of each: a sum of points for what agrees and what does not.

What is missing on either side counts for nothing. The weights follow the order of Fellegi and Sunter (1969): what
agrees by chance often counts little, what agrees by chance hardly ever counts much. They are product defaults, and
`bench.repeat_sources` measures what they find and what they miss.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import JaroWinkler, Levenshtein

from app.markings.spelling import email, house, person, phone, postcode_in
from app.withholding.lookalikes import latin

VERY_LIKELY, LIKELY, POSSIBLE, UNLIKELY = "VERY_LIKELY", "LIKELY", "POSSIBLE", "UNLIKELY"
LABELS = {VERY_LIKELY: "Very likely", LIKELY: "Likely", POSSIBLE: "Possible", UNLIKELY: "Unlikely"}
# The least points of each, the highest first.
LEAST: tuple[tuple[str, int], ...] = ((VERY_LIKELY, 10), (LIKELY, 7), (POSSIBLE, 4))

SAME_NAME, NEAR_NAME, OTHER_NAME = 5, 3, -6
SAME_DAY, NEAR_DAY, OTHER_DAY = 5, 2, -5
SAME_PHONE, SAME_EMAIL, SAME_HOUSE = 4, 6, 3
ALIKE, NEARLY_ALIKE, UNALIKE = 0.93, 0.82, 0.7


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike: points, and why, in words that name nobody."""

    points: int
    reasons: tuple[str, ...]

    @property
    def code(self) -> str:
        """Return what the points come to."""
        return next((code for code, least in LEAST if self.points >= least), UNLIKELY)


def likeness(one: Mapping[str, object], other: Mapping[str, object]) -> Likeness:
    """Return how alike two people are. The fields are those of ``terms.terms_of``."""
    found = [part for part in (_names(one, other), _days(one, other), *_reached(one, other)) if part]
    return Likeness(sum(points for points, _ in found), tuple(reason for _, reason in found if reason))


def name_similarity(one: str, other: str) -> float:
    """
    Return how alike two names are, 0 to 1: the least alike word of the shorter beside its nearest of the longer.

    So a family that shares a surname is not one person, and a name in another order is. Of two that are as long, the
    one with a word that stands alone decides.
    """
    shorter, longer = sorted((person(latin(one)).split(), person(latin(other)).split()), key=len)
    if not shorter:
        return 0.0
    found = _least_alike(shorter, longer)
    return min(found, _least_alike(longer, shorter)) if len(shorter) == len(longer) else found


def _least_alike(words: Sequence[str], others: Sequence[str]) -> float:
    """Return how alike that word is to its nearest that has the least like it among the others."""
    return min(max(JaroWinkler.similarity(word, other) for other in others) for word in words)


def _names(one: Mapping[str, object], other: Mapping[str, object]) -> tuple[int, str] | None:
    """Compare the nearest two of all their names."""
    names, others = _all_names(one), _all_names(other)
    if not names or not others:
        return None
    nearest = max(name_similarity(name, against) for name in names for against in others)
    percent = f"names {round(nearest * 100)} in 100 alike"
    if nearest >= ALIKE:
        return SAME_NAME, percent
    if nearest >= NEARLY_ALIKE:
        return NEAR_NAME, percent
    return (0, "") if nearest >= UNALIKE else (OTHER_NAME, "other names")


def _days(one: Mapping[str, object], other: Mapping[str, object]) -> tuple[int, str] | None:
    """Compare their birth dates: one figure wrong, or day and month exchanged, is near."""
    born, against = _text(one, "born_on"), _text(other, "born_on")
    if not born or not against:
        return None
    if born == against:
        return SAME_DAY, "same birth date"
    exchanged = born[:5] + born[8:] + "-" + born[5:7]
    if exchanged == against or Levenshtein.distance(born, against) == 1:
        return NEAR_DAY, "birth date nearly the same"
    return OTHER_DAY, "another birth date"


def _reached(one: Mapping[str, object], other: Mapping[str, object]) -> list[tuple[int, str] | None]:
    """Compare how they can be reached. What differs tells little: people move, and change their telephones."""
    same = (
        (phone, "phone", SAME_PHONE, "same telephone"),
        (email, "email", SAME_EMAIL, "same e-mail"),
        (_house_of, "address", SAME_HOUSE, "same house"),
    )
    return [
        (points, reason)
        for form, name, points, reason in same
        if form(_text(one, name)) and form(_text(one, name)) == form(_text(other, name))
    ]


def _house_of(address: str) -> str:
    """Return postcode and house number, or nothing where one is missing."""
    code, number = postcode_in(address), house(address)
    return f"{code} {number}" if code and number else ""


def _all_names(details: Mapping[str, object]) -> list[str]:
    """Return every name that somebody goes by."""
    typed = (_text(details, "name"), *_text(details, "other_names").split(","))
    return [name for name in typed if person(name)]


def _text(details: Mapping[str, object], name: str) -> str:
    return str(details.get(name) or "").strip()
