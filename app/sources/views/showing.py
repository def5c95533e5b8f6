"""What a compartment holds, as rows of label and words."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.sources.words import (
    CHANNEL_LABELS,
    DAY_LABELS,
    DIRECTION_LABELS,
    FIELD_LABELS,
    RISK_CHANGE_LABELS,
    VOICEMAIL_LABELS,
)

# References are not for reading; a digest says nothing.
CODES: dict[str, Mapping[str, str]] = {
    "channel": CHANNEL_LABELS,
    "voicemail": VOICEMAIL_LABELS,
    "direction": DIRECTION_LABELS,
    "risk_change": RISK_CHANGE_LABELS,
}
DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])")
UNSHOWN = frozenset({"link", "kind", "by", "grant", "code_word"})


def say(name: str, words: Mapping[str, str]) -> None:
    """Let the codes of one field of a record be read in these words, of a table that stands above the register."""
    CODES[name] = words


def shown(held: Mapping[str, Any]) -> list[list[tuple[str, str]]]:
    """Return what a compartment holds as rows of label and words; one list for each entry where all are kept."""
    entries = held.get("entries", [held])
    return [[row for name, value in entry.items() for row in _rows(name, value)] for entry in entries]


def _rows(name: str, value: Any) -> list[tuple[str, str]]:
    """Return one part of a record in words; a record within it, part by part. References are not for reading."""
    if name in UNSHOWN:
        return []
    if isinstance(value, Mapping):
        return [row for inner, part in value.items() for row in _rows(inner, part)]
    if isinstance(value, bool):
        return [(FIELD_LABELS.get(name, _plain(name)), "Yes" if value else "No")]
    if name == "answers":
        return [(str(question), str(answer)) for question, answer in value]
    if isinstance(value, list):
        return [(FIELD_LABELS.get(name, _plain(name)), ", ".join(DAY_LABELS.get(str(one), str(one)) for one in value))]
    return [(FIELD_LABELS.get(name, _plain(name)), _said(name, str(value)))]


def _said(name: str, value: str) -> str:
    """Return a code of the contact plan, or a day, in words; anything else as it is."""
    if name in CODES:
        return CODES[name].get(value, value)
    if not DAY.fullmatch(value):
        return value
    day = date.fromisoformat(value)
    return f"{day.day} {day:%B %Y}"


def _plain(name: str) -> str:
    """Return the name of a part that has no label of its own as words."""
    return name.replace("_", " ").capitalize()
