"""What one cell of a file of sources may say: read into what custody keeps, or refused with how to mend it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from app.markings.spelling import email, possible_phone, words

Read = Callable[[str, date], object]

# Characters.
LONGEST_LINE: Final = 200
LONGEST_ADDRESS: Final = 500
LONGEST_NOTE: Final = 4_000
LONGEST_NUMBER: Final = 40
MOST_LISTED: Final = 6
OLDEST: Final = timedelta(days=366 * 120)
# What a spreadsheet takes for the beginning of a formula. What is given back begins with an apostrophe instead.
FORMULA: Final = "=+-@"
SHIELD: Final = "'"
# What stands for a character that got lost on its way, also in files that were saved in the wrong encoding before.
LOST: Final = "\ufffd"
# Characters that turn the reading direction round: they show something else than what stands there.
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LISTED: Final = re.compile(r"[;|\n]")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_HOUR: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_DAYS: Final = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_YES, _NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0", ""})


class Wrong(Exception):
    """A cell cannot stand as it is; the message says how to mend it and repeats nothing of what stands there."""


def plain(cell: str, *, lines: bool = False) -> str:
    """
    Return what a cell says: composed (NFC), without spaces around it, and without the apostrophe that we put before it.

    :param lines: whether it may have several lines; otherwise they become one.
    :raises Wrong: it holds what nobody can see or no page can show.
    """
    text = unicodedata.normalize("NFC", _TURNING.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")))
    text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
    if text[:1] == SHIELD and text[1:2] in FORMULA and text[1:2]:
        text = text[1:]
    if any(map(_is_unseen, text)):
        raise Wrong("There is a character in it that cannot be shown. Delete the cell and type it again.")
    return text if lines else " ".join(text.split("\n"))


def shielded(cell: str) -> str:
    """
    Return a cell as it is given back: what a spreadsheet would take for a formula begins with an apostrophe.

    For what cannot be shown a mark stands there, which cannot be brought in either.
    """
    lines = cell.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(LOST if _is_unseen(sign) and sign != "\t" else sign for sign in lines)
    return f"{SHIELD}{text}" if text.lstrip()[:1] in FORMULA and text.strip() else text


def line(longest: int = LONGEST_LINE) -> Read:
    """Return what reads one line of text."""
    return lambda cell, _today: _text(plain(cell), longest)


def note(longest: int = LONGEST_NOTE) -> Read:
    """Return what reads text of several lines."""
    return lambda cell, _today: _text(plain(cell, lines=True), longest)


def names(cell: str, _today: date) -> str:
    """Return other names, parted by commas, as the register keeps them."""
    return _text(", ".join(_several(cell, "names")), LONGEST_LINE)


def phones(cell: str, _today: date) -> list[str]:
    """Return telephone numbers as they are written, each of which can be one."""
    found = _several(cell, "numbers")
    for one in found:
        if len(one) > LONGEST_NUMBER or one[0] in "=-@" or not possible_phone(one):
            raise Wrong(
                "This is no telephone number. Enter it with all its figures, such as 07700 900123 or +44 7700 900123, "
                "and part several with a semicolon."
            )
    return found


def emails(cell: str, _today: date) -> list[str]:
    """Return e-mail addresses."""
    found = _several(cell, "addresses")
    for one in found:
        name, _, domain = one.rpartition("@")
        if one[0] in FORMULA or len(one) > LONGEST_LINE or " " in one or "." not in domain or not (name and email(one)):
            raise Wrong(
                "This is no e-mail address. Enter it in full, such as name@example.org, and part several with a "
                "semicolon."
            )
    return found


def born(cell: str, today: date) -> str:
    """Return a birth date in ISO 8601, or nothing."""
    found = _day(cell)
    if found and not today - OLDEST <= found <= today:
        raise Wrong("Nobody who can tell us anything was born on this day. Check the year, with four figures.")
    return found.isoformat() if found else ""


def day(cell: str, _today: date) -> str:
    """Return a day in ISO 8601, or nothing."""
    found = _day(cell)
    return found.isoformat() if found else ""


def hour(cell: str, _today: date) -> str:
    """Return an hour as ``HH:MM``, or nothing."""
    typed = plain(cell)
    if not typed:
        return ""
    found = _HOUR.fullmatch(typed)
    if found is None:
        raise Wrong("This is no time of day. Enter it with hours and minutes, such as 18:00.")
    return f"{int(found[1]):02}:{found[2]}"


def weekdays(cell: str, _today: date) -> list[str]:
    """Return days of the week by their codes, in their order. ``every day`` stands for all of them."""
    typed = words(plain(cell))
    if typed in {"every day", "daily", "all"}:
        return list(_DAYS)
    found = {word[:3].upper() for word in typed.split() if word != "and"}
    if not found <= set(_DAYS):
        raise Wrong("One of these is no day of the week. Enter them such as Mon Tue Fri, or every day.")
    return [code for code in _DAYS if code in found]


def yes_or_no(cell: str, _today: date) -> bool:
    """Return whether a cell says yes; an empty one says no."""
    typed = words(plain(cell))
    if typed not in _YES | _NO:
        raise Wrong("Enter yes or no.")
    return typed in _YES


def one_of(labels: Mapping[str, str]) -> Read:
    """Return what reads one of a few answers, by its words or its code, or nothing."""
    codes = {words(said): code for code, label in labels.items() for said in (code, label)}
    told = ", ".join(label.lower() for label in labels.values())

    def read(cell: str, _today: date) -> str:
        typed = words(plain(cell))
        if typed and typed not in codes:
            raise Wrong(f"Enter one of: {told}.")
        return codes.get(typed, "")

    return read


def _is_unseen(sign: str) -> bool:
    """Return whether a character cannot be shown, or stands for one that got lost."""
    return sign == LOST or (sign != "\n" and unicodedata.category(sign) in {"Cc", "Cs", "Cn"})


def _text(text: str, longest: int) -> str:
    """Return a text that is neither too long nor a formula."""
    if len(text) > longest:
        raise Wrong(f"Use {longest:,} characters or fewer. There are {len(text):,}.")
    if text[:1] and text[0] in FORMULA:
        raise Wrong(f"It begins with {text[0]}, which a spreadsheet takes for a formula. Begin it with a word.")
    return text


def _several(cell: str, what: str) -> list[str]:
    """Return the parts of a list, parted by semicolons or lines, each once."""
    found = list(dict.fromkeys(part.strip() for part in _LISTED.split(plain(cell, lines=True)) if part.strip()))
    if len(found) > MOST_LISTED:
        raise Wrong(f"Give {MOST_LISTED} {what} or fewer.")
    return found


def _day(cell: str) -> date | None:
    """Return the day that a cell names, year first or day first."""
    typed = plain(cell)
    if not typed:
        return None
    year_first, day_first = _YEAR_FIRST.fullmatch(typed), _DAY_FIRST.fullmatch(typed)
    if year_first:
        year, month, number = map(int, year_first.groups())
    elif day_first:
        number, month, year = map(int, day_first.groups())
    else:
        raise Wrong("This is no day. Enter it as year, month and day, such as 1984-05-27, or as 27/05/1984.")
    try:
        return date(year, month, number)
    except ValueError:
        raise Wrong("There is no such day in the calendar. Check the day and the month.") from None
