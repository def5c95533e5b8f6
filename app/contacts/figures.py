"""How often whoever told us is tried and reached: kept as counts by month and unit, and read from those alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import String, delete, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.allegations.models import Allegation
from app.contacts.models import Attempt
from app.contacts.outcomes import OUTCOME_BY_CODE, Direction
from app.database import CaseBase, UTCDateTime
from app.organisations.rules import LONDON, local_day
from app.unit_of_work import UnitOfWork
from audit.events import Event

# So many months are counted anew each day; an attempt that comes later changes no figure any more.
COUNTED_MONTHS = 3
SHOWN_MONTHS = 6
AT_A_TIME = 500
# Below this many no share is shown: of a handful, a share is a person.
FEWEST = 5


class ContactFigure(CaseBase):
    """What came of the assessed allegations of one unit and month whose tellers gave details: three counts."""

    __tablename__ = "contact_figures"

    month: Mapped[date] = mapped_column(primary_key=True, comment="the first day of the month of the assessment")
    unit_ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="whose allegations")
    with_details: Mapped[int] = mapped_column(comment="assessed, and whoever told us is on the register")
    attempted: Mapped[int] = mapped_column(comment="of those: somebody has tried to reach them")
    reached: Mapped[int] = mapped_column(comment="of those: somebody has reached them")
    counted_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when the steward counted last")


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessed allegation, as far as it is counted."""

    ref: str
    link: str
    unit_ref: str
    at: datetime

    @property
    def month(self) -> date:
        """The first day of the month in which it was assessed, here."""
        return local_day(self.at).replace(day=1)


def share(part: int, of: int) -> str:
    """Return a share in whole per cent; nothing where there are too few to show one."""
    return f"{100 * part // of} %" if of >= FEWEST else ""


def read_figures(uow: UnitOfWork, before: date | None = None) -> Sequence[ContactFigure]:
    """
    Return the counts of six months, the newest first, for those who answer for the sources. Recorded.

    :param before: the month that the six end before; the newest where it is not given.
    :raises Refused: policy says no.
    """
    with uow.trail.consulting(Event.FIGURES_READ) as note:
        require(uow.actor, Action.FIGURES_READ, Nothing(), uow.now)
        end = before or _months_ago(local_day(uow.now), -1)
        asked = select(ContactFigure).where(
            ContactFigure.month < end, ContactFigure.month >= _months_ago(end, SHOWN_MONTHS)
        )
        rows = uow.case.scalars(asked.order_by(ContactFigure.month.desc(), ContactFigure.unit_ref)).all()
        note.detail["listed"] = sorted({f"{row.month:%Y-%m}" for row in rows})
        return rows


def count_contacts(uow: UnitOfWork) -> int:
    """Count the newest months anew; the steward does this, who alone asks the vault for so many links."""
    require(uow.actor, Action.STEWARD, Nothing(), uow.now)
    since = _months_ago(local_day(uow.now), COUNTED_MONTHS - 1)
    counts: dict[tuple[date, str], list[int]] = {}
    for batch in _assessed(uow, since):
        behind = uow.vault.sources_of([one.link for one in batch])
        tried, reached = _contacts(uow, {*behind, *behind.values()})
        for one in batch:
            if one.link in behind:
                ways = {one.link, behind[one.link]}
                found = counts.setdefault((one.month, one.unit_ref), [0, 0, 0])
                found[0] += 1
                found[1] += any(_counts(one, way, tried.get(way)) for way in ways)
                found[2] += any(_counts(one, way, reached.get(way)) for way in ways)
    uow.case.execute(delete(ContactFigure).where(ContactFigure.month >= since))
    for (month, unit_ref), (with_details, attempted, got) in counts.items():
        row = ContactFigure(month=month, unit_ref=unit_ref, with_details=with_details, counted_at=uow.now)
        row.attempted, row.reached = attempted, got
        uow.case.add(row)
    return len(counts)


def _counts(one: Assessed, way: str, last: datetime | None) -> bool:
    """Return whether a contact counts for an allegation: under its link always, with the source once it is assessed."""
    return last is not None and (way == one.link or last >= one.at)


def _assessed(uow: UnitOfWork, since: date) -> Iterator[list[Assessed]]:
    """Give the allegations assessed from a day on, a batch at a time, by a stretch of one index."""
    begin = datetime.combine(since, time.min, LONDON).astimezone(UTC)
    asked = select(Allegation.ref, Allegation.link, Allegation.unit_ref, Allegation.assessed_at)
    asked = asked.where(Allegation.assessed_at >= begin).order_by(Allegation.assessed_at, Allegation.ref)
    last: tuple[datetime, str] | None = None
    while True:
        page = asked if last is None else asked.where(tuple_(Allegation.assessed_at, Allegation.ref) > last)
        found = uow.case.execute(page.limit(AT_A_TIME)).all()
        rows = [Assessed(ref, link, unit_ref, at) for ref, link, unit_ref, at in found if at is not None]
        if rows:
            yield rows
        if len(rows) < AT_A_TIME:
            return
        last = rows[-1].at, rows[-1].ref


def _contacts(uow: UnitOfWork, ways: set[str]) -> tuple[dict[str, datetime], dict[str, datetime]]:
    """Return when each of these was last tried by us, and when last reached, whoever began."""
    asked = select(Attempt.link, Attempt.at, Attempt.outcome, Attempt.direction).where(Attempt.link.in_(ways))
    tried: dict[str, datetime] = {}
    reached: dict[str, datetime] = {}
    for link, at, outcome, direction in uow.case.execute(asked.order_by(Attempt.at)):
        if direction == Direction.OUTGOING:
            tried[link] = at
        if OUTCOME_BY_CODE[outcome].reached:
            reached[link] = at
    return tried, reached


def _months_ago(day: date, months: int) -> date:
    """Return the first day of the month so many months before the one of a day."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
