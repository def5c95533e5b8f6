"""Reads of what contact is due, each a stretch of an index: calls that one may make, promised ones, first ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from app.allegations.models import Allegation
from app.contacts.due import Due, Kind
from app.contacts.models import APPROVED, PENDING, Attempt, ContactRequest
from app.contacts.outcomes import BETWEEN_ATTEMPTS, FIRST_ATTEMPT_WORKING_DAYS, OUTCOME_BY_CODE
from app.organisations import queries as organisations
from app.organisations.rules import due_at, end_of_day, local_day
from app.risk.raising import DIVISION
from app.sources import queries as sources
from app.sources.models import StandingPlan
from app.sources.windows import Window
from app.unit_of_work import UnitOfWork

# So many of each kind are looked at, and so long ago.
MOST = 25
LOOKS_BACK = timedelta(days=60)
REACHED = tuple(code for code, row in OUTCOME_BY_CODE.items() if row.reached)


class Found(NamedTuple):
    """One row of what an officer has to do: the moment is when it ends, was promised, or was assessed."""

    kind: str
    grant_ref: str
    allegation_ref: str
    link: str
    at: datetime

    @property
    def about(self) -> str:
        """The allegation, or the source where its own handler calls."""
        return self.allegation_ref or self.link


def of_officer(uow: UnitOfWork) -> Select[*tuple[Any, ...]]:
    """Return the query for calls that an officer may make, has promised, or must try for the first time."""
    kinds = [select(one.limit(MOST).subquery()) for one in (_permitted(uow), _promised(uow), _unreached(uow))]
    return select(union_all(*kinds).subquery())


def due_to_officer(uow: UnitOfWork) -> list[Due]:
    """Return what contact is due to an officer. When it is safe stands only beside a permission that lasts."""
    rows = [Found._make(row) for row in uow.case.execute(of_officer(uow)).all()]
    behind = uow.vault.windows.behind({row.link for row in rows})
    first = [row for row in rows if row.kind == Kind.FIRST]
    contactable = sources.contactable(uow, {behind[row.link][0] for row in first if row.link in behind})
    days = organisations.holidays(uow.case, DIVISION) if first else frozenset()
    due: list[Due] = []
    for row in rows:
        source_ref, window = behind.get(row.link, ("", None))
        if row.kind != Kind.FIRST:
            seen = Window.parse(window) if window is not None and row.kind == Kind.PERMITTED else None
            due.append(Due(Kind(row.kind), row.grant_ref, row.about, row.at, seen))
        elif source_ref in contactable:
            by = due_at(row.at, days, FIRST_ATTEMPT_WORKING_DAYS)
            due.append(Due(Kind.FIRST, "", row.allegation_ref, by))
    return due


def planned(uow: UnitOfWork) -> Select[StandingPlan]:
    """Return the query for sources this person looks after whose next contact is due by their plan, longest first."""
    due = StandingPlan.next_contact_on <= local_day(uow.now)
    asked = select(StandingPlan).where(due, sources.of_looked_after(uow))
    return asked.order_by(StandingPlan.next_contact_on, StandingPlan.source_ref)


def due_by_plan(uow: UnitOfWork, limit: int = MOST) -> list[Due]:
    """Return the sources whose next contact is due, with their safe windows."""
    rows: Sequence[StandingPlan] = uow.case.scalars(planned(uow).limit(limit)).all()
    windows = uow.vault.windows.of([row.source_ref for row in rows])
    return [
        Due(Kind.PLANNED, row.source_ref, row.source_ref, end_of_day(row.next_contact_on), _window(windows, row))
        for row in rows
        if row.next_contact_on is not None
    ]


def _window(windows: dict[str, dict[str, object]], row: StandingPlan) -> Window | None:
    held = windows.get(row.source_ref)
    return Window.parse(held) if held is not None else None


def _permitted(uow: UnitOfWork) -> Select[*tuple[Any, ...]]:
    """Return the query for permissions that last and are of use: nobody was reached, and four hours have passed."""
    used = exists().where(
        Attempt.grant_ref == ContactRequest.grant_ref,
        or_(Attempt.outcome.in_(REACHED), Attempt.at > uow.now - BETWEEN_ATTEMPTS),
    )
    return select(
        literal(Kind.PERMITTED.value).label("kind"),
        ContactRequest.grant_ref,
        ContactRequest.allegation_ref,
        ContactRequest.link,
        ContactRequest.ends_at.label("at"),
    ).where(
        ContactRequest.requester_ref == uow.actor.person_ref,
        ContactRequest.state == APPROVED,
        ContactRequest.ends_at > uow.now,
        ~used,
    )


def _promised(uow: UnitOfWork) -> Select[*tuple[Any, ...]]:
    """Return the query for calls that this officer promised and nobody has tried since."""
    later = aliased(Attempt)
    since = exists().where(later.link == Attempt.link, later.at > Attempt.at)
    return (
        select(
            literal(Kind.CALL_BACK.value).label("kind"),
            func.coalesce(Attempt.grant_ref, "").label("grant_ref"),
            func.coalesce(ContactRequest.allegation_ref, "").label("allegation_ref"),
            Attempt.link,
            Attempt.call_back_at.label("at"),
        )
        .outerjoin(ContactRequest, ContactRequest.grant_ref == Attempt.grant_ref)
        .where(Attempt.by_ref == uow.actor.person_ref, Attempt.call_back_at > uow.now - LOOKS_BACK, ~since)
    )


def _unreached(uow: UnitOfWork) -> Select[*tuple[Any, ...]]:
    """Return the query for allegations of this officer's that were assessed and whose teller nobody has tried."""
    tried = exists().where(Attempt.link == Allegation.link)
    in_hand = exists().where(
        ContactRequest.allegation_ref == Allegation.ref,
        or_(ContactRequest.state == PENDING, and_(ContactRequest.state == APPROVED, ContactRequest.ends_at > uow.now)),
    )
    return select(
        literal(Kind.FIRST.value).label("kind"),
        literal("").label("grant_ref"),
        Allegation.ref.label("allegation_ref"),
        Allegation.link,
        Allegation.assessed_at.label("at"),
    ).where(
        Allegation.owner_ref == uow.actor.person_ref, Allegation.assessed_at > uow.now - LOOKS_BACK, ~tried, ~in_hand
    )
