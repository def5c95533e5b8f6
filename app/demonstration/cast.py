"""Which of the made-up sources plays which part, so that no part of one spoils another's."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.access.actor import steward
from app.allegations.models import Allegation
from app.demonstration.life import Life
from app.demonstration.people import ASSESSORS
from app.sources.models import SINGLE, Source
from app.sources.standings import Standing

ORDINARY_BANDS = ("LOW", "MEDIUM")
TRIES = 3
Part = tuple[str, str]  # who handles a source, by first name, and its reference


class Cast:
    """The sources that are registered so far, and those that have a part already."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._known: list[str] = []
        self.taken: set[str] = set()
        # Of whom there is something to see, and who may have a part besides.
        self.shown: set[str] = set()
        # With whom a part was tried that the rules refused.
        self._refused: list[str] = []
        # Whose risk nobody reviews from some day on.
        self.neglected: set[str] = set()

    def add(self, source_ref: str) -> None:
        """Take note of a source that was registered."""
        self._known.append(source_ref)

    def free(self, *, spare: int = 0, newest: bool = False, told: bool = False) -> Part | None:
        """
        Return a source without a part, which then has one, or nothing where too few are left.

        :param spare: how many others must be left for what comes later.
        :param newest: begin with those registered last.
        :param told: only one that told something which an assessor owns, who may ask to call them.
        """
        found = self.without_part()
        for one in (reversed(found) if newest else found) if len(found) > spare else ():
            if not told or self.report_of(one[1]) is not None:
                self.taken.add(one[1])
                return one
        return None

    def without_part(self) -> list[Part]:
        """Return the sources in ordinary standing that have no part yet, those first that were registered first."""
        return [one for one in self._rows(_is_ordinary) if one[1] not in self.taken]

    def in_work(self) -> list[Part]:
        """Return every source whose file is open."""
        return self._rows(lambda row: row.is_open)

    def report_of(self, source_ref: str) -> tuple[str, str] | None:
        """Return an assessor and an allegation of theirs that this source told us, the newest first."""
        owners = {self._life.staff[who].person_ref: who for who in ASSESSORS}
        with self._life.house.work(steward(), writes=False) as uow:
            links = uow.vault.links_of(source_ref)
            asked = select(Allegation).where(Allegation.link.in_(links), Allegation.owner_ref.in_(owners))
            row = uow.case.scalars(asked.order_by(Allegation.ref.desc()).limit(1)).first()
            return (owners[row.owner_ref or ""], row.ref) if row is not None else None

    def play(self, act: Callable[..., Any], **asked: Any) -> str:
        """
        Have an act done about a source without a part, given who handles it and its reference; return that.

        Where the rules refuse it, it is tried with the next.
        """
        for _ in range(TRIES):
            one = self.free(**asked)
            if one is None:
                return ""
            if self._life.may_fail(act, *one):
                return one[1]
            self._refused.append(one[1])
        return ""

    def at_leisure(self) -> list[Part]:
        """Return who has no part: first those of whom no assessor has a report, last those whose part was refused."""
        found = sorted(self.without_part(), key=lambda one: self.report_of(one[1]) is not None)
        found += self._rows(lambda row: row.is_open and row.source_ref in self._refused)
        return [one for one in found if one[1] not in self.shown]

    def _rows(self, wanted: Callable[[Source], bool]) -> list[Part]:
        """Return the sources that are as wanted, in the order in which they were registered."""
        handlers = {colleague.person_ref: who for who, colleague in self._life.staff.items()}
        with self._life.house.work(steward(), writes=False) as uow:
            rows = {row.source_ref: row for row in uow.case.scalars(select(Source))}
            return [
                (handlers[row.handler_ref or ""], ref)
                for ref in self._known
                if (row := rows[ref]).handler_ref in handlers and wanted(row)
            ]


def _is_ordinary(row: Source) -> bool:
    """Return whether a source is in work, not in danger, and may be called."""
    return row.status == Standing.ACTIVE and row.band in ORDINARY_BANDS and row.custody == SINGLE and row.contactable
