"""Whether an account still looks as if it said who told us: few patterns, and only those that are rarely wrong."""

import re

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


def shows_its_teller(text: str) -> bool:
    """Return whether a text looks as if it said who told us or how to reach them. What is cut out already does not."""
    plain = text.replace("\u00a0", " ")
    return any(pattern.search(plain) for pattern in _PATTERNS)
