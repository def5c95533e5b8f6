"""Whether an account still looks as if it said who told us: few patterns, and only those that are rarely wrong."""

import re

from app.withholding.patterns import PATTERNS, Kind, look

# Somebody speaks of themselves and, within the same sentence and a few words, of how to reach them.
_FIRST_PERSON = r"\b(?:me|my|mine|myself|i\s+am|i['\u2019]m|i\s+live)\b"
_CLOSE = r"[^.!?\n]{0,60}?"
_EMAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
_PHONE = r"(?<![\w])(?:\+|00|0)[0-9](?:[ ().-]{0,3}[0-9]){8,13}(?![\w])"
_POSTCODE = r"\b[a-z]{1,2}[0-9][a-z0-9]?\s{0,2}[0-9][a-z]{2}\b"

_PATTERNS = (
    re.compile(rf"{_FIRST_PERSON}{_CLOSE}(?:{_EMAIL}|{_PHONE})", re.IGNORECASE),
    re.compile(rf"(?:{_EMAIL}|{_PHONE})[^.!?\n]{{0,15}}\b(?:is|that['\u2019]s)\s+(?:me|mine|my)\b", re.IGNORECASE),
    re.compile(rf"\bi\s+live\s+(?:at|in)\b{_CLOSE}{_POSTCODE}", re.IGNORECASE),
    re.compile(r"\bmy\s+(?:full\s+|own\s+)?name\s+is\s+(?!not\b|to\b|never\b|known\b)\w", re.IGNORECASE),
)

# Whoever passes on what they were promised to keep apart writes none of these of the one who spoke.
_OF_THE_CALLER = frozenset({Kind.FIRST_PERSON, Kind.SOURCE_WORD, Kind.GENDER_OF_SOURCE, Kind.UNIQUE_ACCESS})
_RELATION = next(pattern.expression for pattern in PATTERNS if pattern.kind is Kind.RELATION)
# A relative who speaks, sees or fears is the one who spoke.
_SPEAKS = re.compile(
    r"\W{1,3}(?:who\s)?(?:says?|said|tells?|told|saw|sees|has seen|heard|hears|rang|called|reports?|reported|"
    r"knows|knew|fears?|is afraid|thinks|believes|wants|noticed)\b",
    re.IGNORECASE,
)


def slips(text: str) -> tuple[str, ...]:
    """
    Return the words of a report from Crimestoppers that look as if they showed who called: each once, as they stand.

    Their gender, where they are and how they stand to the people concerned are never written down, and what is passed
    on speaks of what was seen, and not of whoever saw it.
    """
    found = [one.text for one in look(text) if one.kind in _OF_THE_CALLER]
    found += [match[0] for match in _RELATION.finditer(text) if _SPEAKS.match(text, match.end())]
    return tuple(dict.fromkeys(" ".join(words.split()) for words in found))


# A question that would have somebody say who they are, or how they stand to the people concerned.
_ASKS_WHO = re.compile(
    r"\bwho\s+(?:are\s+you|am\s+i|is\s+this)\b"
    r"|\byour\s+(?:\w+\s+)?(?:names?|address|postcode|phone|telephone|mobile|number|e-?mail|age|gender|sex|job|work|employer"
    r"|relation\w*|connection|home|street|town|family|husband|wife|partner|boss|neighbou?rs?)\b"
    r"|\b(?:where|when)\s+(?:do|did|are|were)\s+you\b|\bhow\s+(?:do|did|old|far|well|close|near)\s+(?:are\s+)?(?:do\s+)?you\b"
    r"|\bare\s+you\s+(?:a|an|the|his|her|their|male|female|related|near|in|at)\b|\bcall\s+(?:me|us)\b|\bmeet\s+(?:me|us)\b",
    re.IGNORECASE,
)


def asks_who(text: str) -> tuple[str, ...]:
    """Return the words of a question that would have whoever answers it say who they are: each once."""
    return tuple(dict.fromkeys(" ".join(match[0].split()) for match in _ASKS_WHO.finditer(text)))


def shows_its_teller(text: str) -> bool:
    """Return whether a text looks as if it said who told us or how to reach them. What is cut out already does not."""
    plain = text.replace("\u00a0", " ")
    return any(pattern.search(plain) for pattern in _PATTERNS)
