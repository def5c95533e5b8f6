"""
How many sources somebody opens alone: counted in the stores, for every process alike, and no more than one may.

What a second person has a part in (a permission to call, the other half of a source that two groups hold, breaking
the glass) is not counted: there that person is the limit, and a life never waits for this one.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ScalarSelect, exists, func, select

from app.access.policy import Action, visible
from app.errors import NotFound, Refused
from app.organisations.models import Unit
from app.organisations.settings import SettingCode, held
from app.sources.models import Source, StandingPlan, source_columns
from app.sources.openings.models import DAY, MONTH, Leave, Opening
from app.unit_of_work import UnitOfWork

PERIODS: Final = {DAY: timedelta(days=1), MONTH: timedelta(days=30)}
BOUNDS: Final = {DAY: SettingCode.OPENED_A_DAY, MONTH: SettingCode.OPENED_A_MONTH}
IN_WORDS: Final = {DAY: "24 hours", MONTH: "30 days"}
ADVICE = (
    "You have opened as many sources by yourself as one may within {period}: {most}. Nothing was opened. An authoriser "
    "can let you open more, once they have heard why: ring the one on duty. Where a life is in danger, the duty "
    "custodian breaks the glass, which this never stops."
)


@dataclass(frozen=True, slots=True)
class Counted:
    """
    Where one person stands in one period.

    :ivar opened: how many sources they have opened, this one left out of account unless they had opened it before.
    :ivar knows_it: whether this source is one of those: opening it again is no further one.
    :ivar most: how many they may open, with what somebody let them open besides.
    """

    opened: int
    knows_it: bool
    most: int

    @property
    def comes_to(self) -> int:
        """How many it is with this one."""
        return self.opened if self.knows_it else self.opened + 1


@dataclass(frozen=True, slots=True)
class ToOpen:
    """A source that somebody is about to open alone, where its plan stands, and how many they have opened."""

    source: Source
    plan: StandingPlan | None
    number: int
    counted: dict[str, Counted]


def find_to_open(uow: UnitOfWork, source_ref: str) -> ToOpen:
    """
    Return a source that this person may know of with what they have opened: in one statement.

    :raises NotFound: there is none, or it is not theirs to know.
    """
    counts = [count for period in PERIODS for count in (_sources(uow, period), _knows(uow, period, source_ref))]
    own = select(Opening).where(Opening.person_ref == uow.actor.person_ref)
    number = own.with_only_columns(func.max(Opening.number)).scalar_subquery()
    asked = (
        select(Source, StandingPlan, number, _more(uow), _tightened(uow), *counts)
        .outerjoin(StandingPlan, StandingPlan.source_ref == Source.source_ref)
        .where(Source.source_ref == source_ref, visible(uow.actor, Action.SOURCE_LIST, source_columns(), uow.now))
    )
    row = uow.case.execute(asked).first()
    if row is None or row[0].is_erased:
        raise NotFound
    source, plan, newest, more, tightened, *numbers = row
    mosts = {period: held(tightened or {}, BOUNDS[period]) + more for period in PERIODS}
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    counted = {
        period: Counted(opened, bool(knows), mosts[period])
        for period, (opened, knows) in zip(PERIODS, pairs, strict=True)
    }
    return ToOpen(source, plan, (newest or 0) + 1, counted)


def require_left(found: ToOpen) -> None:
    """
    Return quietly when this source may be opened, as far as how many counts.

    :raises Refused: they have opened as many as one may. A source that is one of these may be opened again.
    """
    for period, one in found.counted.items():
        if not one.knows_it and one.comes_to > one.most:
            raise Refused("openings_left", ADVICE.format(most=one.opened, period=IN_WORDS[period]))


def count(uow: UnitOfWork, found: ToOpen, *, from_outside: bool) -> None:
    """Write down that a source was opened alone, and what came to its end with it: that is shown to others."""
    full = [period for period, one in found.counted.items() if not one.knows_it and one.comes_to == one.most]
    opening = Opening(person_ref=uow.actor.person_ref, number=found.number, source_ref=found.source.source_ref)
    opening.opened_at, opening.from_outside, opening.reached = uow.now, from_outside, full[-1] if full else ""
    uow.case.add(opening)


def _sources(uow: UnitOfWork, period: str) -> ScalarSelect[Any]:
    """Return the query for how many sources this person has opened in a period."""
    own = (Opening.person_ref == uow.actor.person_ref, Opening.opened_at > uow.now - PERIODS[period])
    return select(func.count(Opening.source_ref.distinct())).where(*own).scalar_subquery()


def _knows(uow: UnitOfWork, period: str, source_ref: str) -> Any:
    """Return the condition that this person has opened this source in a period."""
    own = (Opening.person_ref == uow.actor.person_ref, Opening.opened_at > uow.now - PERIODS[period])
    return exists().where(*own, Opening.source_ref == source_ref)


def _more(uow: UnitOfWork) -> ScalarSelect[Any]:
    """Return the query for how many more somebody let this person open, at this moment."""
    lasts = (Leave.person_ref == uow.actor.person_ref, Leave.until > uow.now)
    return select(func.coalesce(func.sum(Leave.more), 0)).where(*lasts).scalar_subquery()


def _tightened(uow: UnitOfWork) -> ScalarSelect[Any]:
    """Return the query for what this person's unit has set for itself."""
    return select(Unit.tightened).where(Unit.ref == uow.actor.unit_ref).scalar_subquery()
