"""Three boxes as one date, figures as one time, a month in an address: what was typed, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from flask import request
from flask_babel import gettext as _

from app.errors import NotFound

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST_YEAR = 1900
LATEST_YEAR = 2200
CLOCK_FIGURES = 4


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a date, and which of its boxes it is about."""

    message: str
    parts: tuple[str, ...]


def read_date(typed: Mapping[str, str]) -> date | Wrong | None:
    """Return the date in the three boxes, what is wrong with them, or ``None`` when all are empty."""
    missing = tuple(part for part in PARTS if not typed[part].strip())
    if len(missing) == len(PARTS):
        return None
    if missing:
        return Wrong(_missing_message(missing), missing)
    day, month, year = _whole(typed["day"]), _month(typed["month"]), _whole(typed["year"])
    if year is None or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return Wrong(_("Year must include 4 numbers, for example 2026"), ("year",))
    if month is None:
        return Wrong(_("Month must be a number from 1 to 12"), ("month",))
    try:
        return date(year, month, day or 0)
    except ValueError:
        return Wrong(_("Date must be a real date"), PARTS)


def read_time(typed: str) -> time | None:
    """
    Return a time of day written as 14:05, 1405, 2.05pm or 2pm.

    :raises ValueError: it is none of these.
    """
    text = typed.strip().lower().replace(" ", "").replace(".", ":")
    if not text:
        return None
    half = text[-2:] if text.endswith(("am", "pm")) else ""
    figures = text.removesuffix(half)
    hours, _colon, minutes = figures.partition(":")
    if not _colon and len(figures) == CLOCK_FIGURES:
        hours, minutes = figures[:2], figures[2:]
    return _time(_whole(hours), _whole(minutes or "00"), half, bare=not (_colon or minutes or half))


def _time(hours: int | None, minutes: int | None, half: str, *, bare: bool) -> time:
    """Put a time together; a bare figure such as 14 is not one."""
    if hours is None or minutes is None or bare:
        raise ValueError(_("Enter a time such as 14:05"))
    if half:
        if not 1 <= hours <= 12:
            raise ValueError(_("Enter a time such as 14:05"))
        hours = hours % 12 + (12 if half == "pm" else 0)
    try:
        return time(hours, minutes)
    except ValueError:
        raise ValueError(_("Enter a time such as 14:05")) from None


def _missing_message(missing: tuple[str, ...]) -> str:
    """Return which boxes are empty, as a whole sentence, so that it can be translated."""
    messages: dict[tuple[str, ...], str] = {
        ("day",): _("Date must include a day"),
        ("month",): _("Date must include a month"),
        ("year",): _("Date must include a year"),
        ("day", "month"): _("Date must include a day and a month"),
        ("day", "year"): _("Date must include a day and a year"),
        ("month", "year"): _("Date must include a month and a year"),
    }
    return messages[missing]


def _whole(text: str) -> int | None:
    """Return a whole number of at most four figures, or ``None``."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= CLOCK_FIGURES else None


def _month(text: str) -> int | None:
    """Return a month written as a number or by its name, or ``None``."""
    text = text.strip().lower()
    if text[:3] in MONTHS:
        return MONTHS.index(text[:3]) + 1
    number = _whole(text)
    return number if number is not None and 1 <= number <= len(MONTHS) else None


def month_asked(name: str) -> date | None:
    """
    Return the first day of the month that an address asks for, ``None`` when it asks for none.

    :raises NotFound: what it asks for is no month.
    """
    typed = request.args.get(name, "")
    if not typed:
        return None
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError:
        raise NotFound from None
