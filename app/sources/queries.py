"""Reads of the register, narrowed by policy in SQL."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union_all
from sqlalchemy.orm import aliased

from app.access.policy import Action, could, visible
from app.access.terms import as_sql, stands_on
from app.errors import NotFound
from app.markings.promises import MAY_BE_CALLED
from app.organisations.rules import local_day
from app.sources.models import (
    APPROVED,
    BANDS,
    ERASED,
    HELD_BY_TWO,
    RETURNED,
    SINGLE,
    STOPPED,
    WAITING,
    WRITTEN,
    LinkingTask,
    Source,
    StandingPlan,
    Waiting,
    plan_columns,
    source_columns,
    waiting_columns,
)
from app.sources.standings import CONTACTABLE
from app.unit_of_work import UnitOfWork

PAGE = 25


def find(uow: UnitOfWork, source_ref: str, *, also_erased: bool = False) -> Source:
    """
    Return a source that this person may know of; its tombstone only where that is asked for.

    :raises NotFound: there is none, or it is not theirs to know.
    """
    known = visible(uow.actor, Action.SOURCE_LIST, source_columns(), uow.now)
    row = uow.case.scalar(select(Source).where(Source.source_ref == source_ref, known))
    if row is None or (row.is_erased and not also_erased):
        raise NotFound
    return row


def known_with_plan(
    uow: UnitOfWork, source_ref: str, *, also_erased: bool = False
) -> tuple[Source, StandingPlan | None]:
    """
    Return a source as ``find`` does, and where its contact plan stands, if it has one.

    :raises NotFound: there is no such source, or it is not theirs to know.
    """
    both = select(Source, StandingPlan).outerjoin(StandingPlan, StandingPlan.source_ref == Source.source_ref)
    row = uow.case.execute(both.where(Source.source_ref == source_ref, known_sources(uow, Action.SOURCE_LIST))).first()
    if row is None or (row[0].is_erased and not also_erased):
        raise NotFound
    return row[0], row[1]


def with_plan(uow: UnitOfWork, source_ref: str) -> tuple[Source, StandingPlan | None] | None:
    """Return a source and where its plan stands: for whoever was let through to it by another way than the register."""
    both = select(Source, StandingPlan).outerjoin(StandingPlan, StandingPlan.source_ref == Source.source_ref)
    row = uow.case.execute(both.where(Source.source_ref == source_ref)).first()
    return (row[0], row[1]) if row is not None else None


def of_looked_after(uow: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition that a plan is of a source that may be contacted and is this person's to look after."""
    mine = select(Source.source_ref).where(
        Source.source_ref == StandingPlan.source_ref,
        Source.status.in_(CONTACTABLE),
        known_sources(uow, Action.SOURCE_WRITE),
    )
    return mine.exists()


def plans_to_approve(uow: UnitOfWork) -> Select[StandingPlan]:
    """Return the query for contact plans that this person may approve, longest waiting first."""
    known = visible(uow.actor, Action.PLAN_APPROVE, plan_columns(), uow.now)
    # A closed source waits for no plan, and whoever is kept from a source is not to see that it has one.
    theirs = exists().where(Source.source_ref == StandingPlan.source_ref, known_sources(uow, Action.SOURCE_WRITE))
    waits = select(StandingPlan).where(StandingPlan.state == WRITTEN, known, theirs)
    return waits.order_by(StandingPlan.written_at, StandingPlan.source_ref)


def plans_to_write_anew(uow: UnitOfWork) -> Select[StandingPlan]:
    """Return the query for plans that were sent back or stopped, of sources this person looks after."""
    asked = select(StandingPlan).where(StandingPlan.state.in_((RETURNED, STOPPED)), of_looked_after(uow))
    return asked.order_by(StandingPlan.written_at, StandingPlan.source_ref)


def known_sources(uow: UnitOfWork, action: Action) -> ColumnElement[bool]:
    """Return the condition that a source is this person's to know for an action."""
    return visible(uow.actor, action, source_columns(), uow.now)


def known_among(uow: UnitOfWork, refs: Sequence[str]) -> Sequence[Source]:
    """Return those of some sources that this person may know of, and the tombstones among all of them."""
    may_be_known = or_(known_sources(uow, Action.SOURCE_LIST), Source.status == ERASED)
    asked = select(Source).where(Source.source_ref.in_(refs), may_be_known)
    return uow.case.scalars(asked.order_by(Source.source_ref)).all() if refs else []


def find_waiting(uow: UnitOfWork, submission_ref: str) -> Waiting:
    """
    Return a sealed part that waits or waited.

    :raises NotFound: there is none, or this person may not know.
    """
    known = visible(uow.actor, Action.SUBMISSION_LIST, waiting_columns(), uow.now)
    row = uow.case.scalar(select(Waiting).where(Waiting.submission_ref == submission_ref, known))
    if row is None:
        raise NotFound
    return row


def promised(uow: UnitOfWork, allegation_refs: Sequence[str]) -> Sequence[str]:
    """Return what was promised to whoever told us of some allegations, a code each."""
    asked = select(Waiting.promise).where(Waiting.allegation_ref.in_(allegation_refs))
    return uow.case.scalars(asked).all() if allegation_refs else ()


def waiting(uow: UnitOfWork, after: str = "", limit: int = PAGE) -> Sequence[Waiting]:
    """
    Return sealed parts that wait, urgent ones first, then oldest first, behind the one named by ``after``.

    What is urgent and what is not are two stretches of one index, each read no further than a page, in one statement;
    the two pages are put in their order here, where it costs nothing.
    """
    last = uow.case.get(Waiting, after) if after else None
    stretches = []
    for urgent in (True, False):
        if last is None or last.urgent >= urgent:
            asked = _waiting(uow, urgent=urgent)
            if last is not None and last.urgent is urgent:
                asked = asked.where(
                    or_(
                        Waiting.received_at > last.received_at,
                        and_(Waiting.received_at == last.received_at, Waiting.submission_ref > last.submission_ref),
                    )
                )
            stretches.append(select(asked.limit(limit).subquery()))
    row = aliased(Waiting, union_all(*stretches).subquery())
    found = uow.case.scalars(select(row)).all()
    return sorted(found, key=lambda one: (not one.urgent, one.received_at, one.submission_ref))[:limit]


def any_waiting(uow: UnitOfWork) -> Select[Waiting]:
    """Return the query for sealed parts that wait, as far as this person may know."""
    known = visible(uow.actor, Action.SUBMISSION_LIST, waiting_columns(), uow.now)
    return select(Waiting).where(Waiting.state == WAITING, known)


def _waiting(uow: UnitOfWork, *, urgent: bool) -> Select[Waiting]:
    """Return the query for sealed parts that wait and are urgent, or are not, oldest first."""
    asked = any_waiting(uow).where(Waiting.urgent.is_(urgent))
    return asked.order_by(Waiting.received_at, Waiting.submission_ref)


def register(uow: UnitOfWork, after: tuple[date, str] | None = None, limit: int = PAGE) -> Sequence[Source]:
    """Return open sources this person may know of, those whose plan ends first at the top."""
    asked = select(Source).where(
        Source.is_open.is_(True), visible(uow.actor, Action.SOURCE_LIST, source_columns(), uow.now)
    )
    if after is not None:
        day, ref = after
        asked = asked.where(or_(Source.plan_ends_on > day, and_(Source.plan_ends_on == day, Source.source_ref > ref)))
    return uow.case.scalars(asked.order_by(Source.plan_ends_on, Source.source_ref).limit(limit)).all()


def to_raise(uow: UnitOfWork, limit: int = PAGE) -> Sequence[Source]:
    """Return open sources that two groups must hold and one does, those in the greatest danger first."""
    rows = uow.case.scalars(any_to_raise(uow).order_by(Source.plan_ends_on, Source.source_ref).limit(limit)).all()
    return sorted(rows, key=lambda row: (-BANDS.index(row.band), row.source_ref))


def any_to_raise(uow: UnitOfWork) -> Select[Source]:
    """Return the query for open sources that two groups must hold and one does."""
    known = visible(uow.actor, Action.CUSTODY_RAISE, source_columns(), uow.now)
    return select(Source).where(Source.is_to_raise.is_(True), known)


def must_be_held(uow: UnitOfWork, link: str) -> str:
    """Return how whoever is behind a link must be held: what the vault's own map says, for a request about them."""
    source_ref = uow.vault.source_of(link)
    row = uow.case.get(Source, source_ref) if source_ref else None
    return row.must_be_held if row is not None else SINGLE


def contactable(uow: UnitOfWork, refs: Collection[str]) -> frozenset[str]:
    """Return those of some sources for whom contact can be asked: active, reachable, with a plan in force."""
    reachable = _reachable().where(Source.source_ref.in_(refs), *_in_force(uow))
    return frozenset(uow.case.scalars(reachable)) if refs else frozenset()


def _reachable() -> Select[str]:
    """Return the query for sources that may be reached at all."""
    plan = StandingPlan.source_ref == Source.source_ref
    return (
        select(Source.source_ref)
        .outerjoin(StandingPlan, plan)
        .where(Source.status.in_(CONTACTABLE), Source.contactable.is_(True))
    )


def _in_force(uow: UnitOfWork) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a plan may be used: approved, not at its end, and contact is not held."""
    today = local_day(uow.now)
    is_free = or_(Source.held_from.is_(None), Source.held_from > today)
    # Where no calls were promised, only what is about their safety goes ahead, as it does without a plan.
    may_be_called = Source.promise.in_(MAY_BE_CALLED)
    return StandingPlan.state == APPROVED, Source.plan_ends_on >= today, is_free, may_be_called, may_officers_call()


def may_officers_call() -> ColumnElement[bool]:
    """Return the condition that officers may ask to call: at low and medium risk, or as a controller has decided."""
    return or_(Source.band.not_in(HELD_BY_TWO), and_(Source.calls_wait.is_(False), Source.calls_are_let.is_(True)))


def calls_to_decide(uow: UnitOfWork) -> Select[Source]:
    """Return the query for sources at high risk of whom this person has to decide whether officers may call."""
    waits = select(Source).where(Source.calls_wait.is_(True), known_sources(uow, Action.PLAN_LET_CALL))
    return waits.order_by(Source.plan_ends_on, Source.source_ref)


def contact_can_be_asked(uow: UnitOfWork, link: str, *, without_plan: bool = False) -> bool:
    """
    Return the one thing that the owner of an allegation learns: whether contact can be asked for.

    A link without a source, a source that gave no way to be reached, one whose plan nobody has approved, one whose
    contact is held for status drift, and one that must not be contacted look alike. ``without_plan`` is for what does
    not wait for a plan: their safety.
    """
    source_ref = uow.vault.source_of(link)
    if not source_ref:
        return False
    reachable = _reachable().where(Source.source_ref == source_ref, *(() if without_plan else _in_force(uow)))
    return uow.case.scalar(reachable) is not None


def not_kept_from(uow: UnitOfWork, refs: Collection[str]) -> frozenset[str]:
    """Return those of some sources that this person is not kept from, whether theirs to know or not."""
    kept = select(Source.source_ref).where(
        Source.source_ref.in_(refs), as_sql(stands_on(Source.kept_from, Source.kept_number, uow.actor.marks))
    )
    return frozenset(refs) - frozenset(uow.case.scalars(kept)) if refs else frozenset()


def linking_tasks(uow: UnitOfWork, limit: int = PAGE) -> Sequence[LinkingTask]:
    """Return what may be one and waits for a controller to look at, oldest first; for others nothing."""
    if not could(uow.actor, Action.LINKING_SETTLE, uow.now):
        return ()
    known = select(Source.source_ref).where(known_sources(uow, Action.SOURCE_LIST))
    asked = select(LinkingTask).where(LinkingTask.source_ref.in_(known), LinkingTask.other_ref.in_(known))
    return uow.case.scalars(asked.order_by(LinkingTask.raised_at).limit(limit)).all()
