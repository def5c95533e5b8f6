"""Reads of what is due beside reviews: asking how a source is, what was planned against a risk, and by whom."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, and_, exists, or_, select

from app.access.policy import Action, visible
from app.accounts import queries as accounts
from app.accounts.models import Person
from app.accounts.roles import RoleCode
from app.organisations.rules import local_day
from app.risk.models import Mitigation
from app.sources.models import Source, source_columns
from app.unit_of_work import UnitOfWork

# So long before it is due it stands on the board.
SHOWN_BEFORE = timedelta(days=7)
PAGE = 10
# Who sees the risk of a source beside its own handler.
OVERSEEING = (RoleCode.NSU_CONTROLLER.value, RoleCode.NSU_AUTHORISER.value)


def any_welfare(uow: UnitOfWork) -> Select[Source]:
    """Return the query for open sources whose welfare check is due or soon will be, whose risk is theirs to know."""
    known = visible(uow.actor, Action.RISK_WRITE, source_columns(), uow.now)
    soon = local_day(uow.now) + SHOWN_BEFORE
    return select(Source).where(Source.is_open.is_(True), Source.welfare_due_on <= soon, known)


def welfare_due(uow: UnitOfWork, limit: int = PAGE) -> Sequence[Source]:
    """Return those sources, whoever should have been asked first at the top."""
    asked = any_welfare(uow).order_by(Source.welfare_due_on, Source.source_ref)
    return uow.case.scalars(asked.limit(limit)).all()


def any_task(uow: UnitOfWork) -> Select[Mitigation]:
    """Return the query for what is planned and not done: their own, and whatever is late, where the risk is theirs."""
    known = visible(uow.actor, Action.RISK_WRITE, source_columns(), uow.now)
    theirs = exists().where(Source.source_ref == Mitigation.source_ref, known).correlate(Mitigation)
    late = Mitigation.due_on < local_day(uow.now)
    mine = Mitigation.owner_ref == uow.actor.person_ref
    return select(Mitigation).where(and_(Mitigation.done_on.is_(None), or_(mine, late), theirs))


def tasks(uow: UnitOfWork, limit: int = PAGE) -> list[tuple[Mitigation, str]]:
    """Return that, each with the name of who does it, the longest due at the top. One statement."""
    asked = any_task(uow).outerjoin(Person, Person.person_ref == Mitigation.owner_ref).add_columns(Person.name)
    asked = asked.order_by(Mitigation.due_on, Mitigation.mitigation_ref)
    return [(row, name or "Somebody who has left") for row, name in uow.case.execute(asked.limit(limit))]


def may_own(uow: UnitOfWork, source: Source) -> dict[str, str]:
    """Return who may have something to do about the risk to a source, by reference: those alone who see that risk."""
    roles = (RoleCode.NSU_HANDLER.value, *OVERSEEING)
    held = accounts.holders_of(uow.case, roles, uow.now)
    handler = [one for one in held[RoleCode.NSU_HANDLER] if one[0] == source.handler_ref]
    people = dict([*handler, *(one for role in OVERSEEING for one in held[role])])
    kept = uow.kept_among(people, source)
    return {ref: name for ref, name in people.items() if ref not in kept}
