"""What somebody holds that must be in other hands before they go, and whose hands it may be."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.access.facts import PersonFacts
from app.accounts.models import ACTIVE, Account, Person, RoleHeld
from app.accounts.queries import roles_on
from app.allegations import service as allegations
from app.allegations.models import Allegation
from app.allegations.states import State
from app.dissemination import service as dissemination
from app.dissemination.models import DRAFT, REFUSED, SUBMITTED, Report
from app.organisations.rules import local_day
from app.risk.models import Mitigation, Risk
from app.risk.models.risks import OPEN
from app.risk.service.handing_over import hand_over_risk, hand_over_task
from app.sources import service as sources
from app.sources.models import Source
from app.sources.service.handing_over import CONTROLLER, HANDLER, KEEPER
from app.sources.standings import AT_REST
from app.unit_of_work import UnitOfWork

Move = Callable[[UnitOfWork, str, PersonFacts, str], None]
MOST_SHOWN = 100
CUSTODIANS = ("NSU_HANDLER", "NSU_CONTROLLER")


@dataclass(frozen=True, slots=True)
class Kind:
    """
    One kind of thing that people hold.

    ``roles`` may hold it; ``in_unit`` says that only colleagues of the same unit can. ``refs`` finds what one holds.
    """

    code: str
    label: str
    roles: tuple[str, ...]
    in_unit: bool
    refs: Callable[[str], Select[*tuple[Any, ...]]]
    move: Move


@dataclass(frozen=True, slots=True)
class Held:
    """One kind, what somebody holds of it by reference, and who may take it: reference and name."""

    kind: Kind
    refs: tuple[str, ...]
    takers: tuple[tuple[str, str], ...]


def _allegations(person_ref: str) -> Select[*tuple[Any, ...]]:
    return select(Allegation.ref).where(Allegation.owner_ref == person_ref, Allegation.status != State.CLOSED)


def _reports(person_ref: str) -> Select[*tuple[Any, ...]]:
    return select(Report.ref).where(Report.author_ref == person_ref, Report.state.in_((DRAFT, SUBMITTED, REFUSED)))


def _handled(person_ref: str) -> Select[*tuple[Any, ...]]:
    return select(Source.source_ref).where(Source.handler_ref == person_ref, Source.status.not_in(AT_REST))


def _controlled(person_ref: str) -> Select[*tuple[Any, ...]]:
    return select(Source.source_ref).where(Source.controller_ref == person_ref, Source.status.not_in(AT_REST))


def _kept(person_ref: str) -> Select[*tuple[Any, ...]]:
    return select(Source.source_ref).where(Source.keeper_ref == person_ref, Source.status.not_in(AT_REST))


def _risks(person_ref: str) -> Select[*tuple[Any, ...]]:
    return select(Risk.risk_ref).where(Risk.owner_ref == person_ref, Risk.state == OPEN)


def _tasks(person_ref: str) -> Select[*tuple[Any, ...]]:
    return select(Mitigation.mitigation_ref).where(Mitigation.owner_ref == person_ref, Mitigation.done_on.is_(None))


def _give_handled(uow: UnitOfWork, ref: str, holder: PersonFacts, to_ref: str) -> None:
    sources.hand_over(uow, ref, holder, to_ref, part=HANDLER)


def _give_controlled(uow: UnitOfWork, ref: str, holder: PersonFacts, to_ref: str) -> None:
    sources.hand_over(uow, ref, holder, to_ref, part=CONTROLLER)


def _give_kept(uow: UnitOfWork, ref: str, holder: PersonFacts, to_ref: str) -> None:
    sources.hand_over(uow, ref, holder, to_ref, part=KEEPER)


KINDS: tuple[Kind, ...] = (
    Kind("allegations", "Allegations", ("ASSESSOR",), True, _allegations, allegations.hand_over),
    Kind("reports", "Reports", ("DISSEM_OFFICER", "ASSESSOR"), True, _reports, dissemination.hand_over),
    Kind("handled", "Sources handled", ("NSU_HANDLER",), False, _handled, _give_handled),
    Kind("controlled", "Sources controlled", ("NSU_CONTROLLER",), False, _controlled, _give_controlled),
    Kind("kept", "Records of sources kept", CUSTODIANS, False, _kept, _give_kept),
    Kind("risks", "Risks looked after", CUSTODIANS, False, _risks, hand_over_risk),
    Kind("tasks", "Things to be done about risks", CUSTODIANS, False, _tasks, hand_over_task),
)
KIND_BY_CODE = {kind.code: kind for kind in KINDS}


def held_by(case: Session, holder: PersonFacts, now: datetime) -> tuple[Held, ...]:
    """Return what somebody holds, kind by kind, leaving out kinds of which they hold nothing."""
    found = []
    for kind in KINDS:
        refs = tuple(case.scalars(kind.refs(holder.ref)).all())
        if refs:
            found.append(Held(kind, tuple(sorted(refs)[:MOST_SHOWN]), tuple(takers(case, kind, holder, now))))
    return tuple(found)


def left_behind(case: Session, person_ref: str, *, roles: Collection[str], moves: bool) -> bool:
    """Return whether somebody holds anything that they could not hold in these roles, or in another unit."""
    return any(
        case.scalar(kind.refs(person_ref).limit(1)) is not None
        for kind in KINDS
        if not set(kind.roles) & set(roles) or (moves and kind.in_unit)
    )


def takers(case: Session, kind: Kind, holder: PersonFacts, now: datetime) -> Sequence[tuple[str, str]]:
    """Return who may take something of this kind, by name: active, in a fitting role, and not on their way out."""
    held = roles_on(local_day(now)).where(RoleHeld.role.in_(kind.roles)).subquery()
    people = (
        select(Person.person_ref, Person.name)
        .join(Account, Account.person_ref == Person.person_ref)
        .where(Account.state == ACTIVE, Account.leaving_on.is_(None), Person.person_ref != holder.ref)
        .where(Person.person_ref.in_(select(held.c.person_ref)))
        .order_by(Person.name, Person.person_ref)
    )
    if kind.in_unit:
        people = people.where(Account.unit_ref == holder.unit_ref)
    return [(row.person_ref, row.name) for row in case.execute(people)]
