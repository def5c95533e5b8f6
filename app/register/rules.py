"""The arithmetic of the register: when a closed source is looked at again, and what a closing form must say."""

from collections.abc import Mapping
from datetime import date, timedelta

from app.register.words import COULD_NOT

# Product defaults: how long after closing somebody looks at a source again.
AFTERCARE: Mapping[str, timedelta] = {"DAYS_28": timedelta(days=28), "DAYS_180": timedelta(days=180)}
# So long before a look is due it stands on the board.
SHOWN_BEFORE = timedelta(days=7)


def aftercare_due(closed_on: date) -> dict[str, date]:
    """Return the day on which each look after closing is due, by code."""
    return {code: closed_on + span for code, span in AFTERCARE.items()}


def closing_problems(answers: Mapping[str, str], words: str) -> dict[str, str]:
    """Return what is wrong with a closing form, by field: what could not be done is said why."""
    if COULD_NOT in answers.values() and not words.strip():
        return {"words": "Say why something could not be done, and what is done instead."}
    return {}
