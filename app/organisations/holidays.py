"""Bank holidays of 2025 to 2028: the seed of a table that each unit checks every year and may edit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Division(StrEnum):
    """A part of the United Kingdom with its own bank holidays. UK_ANY is the union of all three."""

    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"
    UK_ANY = "uk-any"


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day on which nobody is expected at work, where it is kept, and what it is called."""

    on: date
    divisions: frozenset[Division]
    name: str


_EW, _SC, _NI = Division.ENGLAND_AND_WALES, Division.SCOTLAND, Division.NORTHERN_IRELAND
_ALL, _EWN = frozenset({_EW, _SC, _NI}), frozenset({_EW, _NI})
_S, _N = frozenset({_SC}), frozenset({_NI})


def _days(name: str, divisions: frozenset[Division], *days: tuple[int, int, int]) -> tuple[Holiday, ...]:
    return tuple(Holiday(date(*day), divisions, name) for day in days)


# Substitute days are given as the days they are kept on. One-off days are proclaimed late: a unit adds its own rows.
HOLIDAYS: tuple[Holiday, ...] = (
    *_days("New Year's Day", _ALL, (2025, 1, 1), (2026, 1, 1), (2027, 1, 1), (2028, 1, 3)),
    *_days("2 January", _S, (2025, 1, 2), (2026, 1, 2), (2027, 1, 4), (2028, 1, 4)),
    *_days("St Patrick's Day", _N, (2025, 3, 17), (2026, 3, 17), (2027, 3, 17), (2028, 3, 17)),
    *_days("Good Friday", _ALL, (2025, 4, 18), (2026, 4, 3), (2027, 3, 26), (2028, 4, 14)),
    *_days("Easter Monday", _EWN, (2025, 4, 21), (2026, 4, 6), (2027, 3, 29), (2028, 4, 17)),
    *_days("Early May bank holiday", _ALL, (2025, 5, 5), (2026, 5, 4), (2027, 5, 3), (2028, 5, 1)),
    *_days("Spring bank holiday", _ALL, (2025, 5, 26), (2026, 5, 25), (2027, 5, 31), (2028, 5, 29)),
    *_days("Proclaimed for one year", _S, (2026, 6, 15)),
    *_days("Battle of the Boyne", _N, (2025, 7, 14), (2026, 7, 13), (2027, 7, 12), (2028, 7, 12)),
    *_days("Summer bank holiday", _S, (2025, 8, 4), (2026, 8, 3), (2027, 8, 2), (2028, 8, 7)),
    *_days("Summer bank holiday", _EWN, (2025, 8, 25), (2026, 8, 31), (2027, 8, 30), (2028, 8, 28)),
    *_days("St Andrew's Day", _S, (2025, 12, 1), (2026, 11, 30), (2027, 11, 30), (2028, 11, 30)),
    *_days("Christmas Day", _ALL, (2025, 12, 25), (2026, 12, 25), (2027, 12, 27), (2028, 12, 25)),
    *_days("Boxing Day", _ALL, (2025, 12, 26), (2026, 12, 28), (2027, 12, 28), (2028, 12, 26)),
)


def holidays_in(division: str, rows: Iterable[Holiday] = HOLIDAYS) -> frozenset[date]:
    """
    Return the days kept in a division; those kept anywhere for ``uk-any``.

    :raises ValueError: no such division.
    """
    wanted = Division(division)
    return frozenset(row.on for row in rows if wanted is Division.UK_ANY or wanted in row.divisions)


def known_until(division: str, rows: Iterable[Holiday] = HOLIDAYS) -> date:
    """
    Return the last day for which the table can be trusted: the end of the last year that it has rows for.

    :raises ValueError: no such division, or no rows for it.
    """
    return date(max(day.year for day in holidays_in(division, rows)), 12, 31)
