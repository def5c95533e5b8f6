"""Who at an agency may know of a release, as the one table of conditions has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select

from app.accounts.models import ACTIVE, Account, Clearance, Person, RoleHeld
from app.dissemination.drafts import restored
from app.dissemination.handling import is_lasting, refusals
from app.dissemination.models import (
    Release,
    Report,
)
from app.dissemination.recipients import RecipientFacts, Refusal, ReleaseFacts
from app.markings.tiers import TIER_BY_RANK, TIERS
from app.markings.vetting import VETTING_BY_CODE, last_moment, live_rank
from app.organisations import queries as organisations
from app.organisations.models import Organisation, Unit
from app.organisations.rules import local_day
from app.unit_of_work import UnitOfWork

READING_ROLES = ("AGENCY_READER", "RECEIVER")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody at an agency, and every reason why they may not read a release."""

    person_ref: str
    name: str
    refusals: tuple[Refusal, ...]


def standing_in_the_way(uow: UnitOfWork, rows: Sequence[Release]) -> dict[str, tuple[Refusal, ...]]:
    """
    Return, for each release, why this person may not know of it. An embargo hides nothing: it only keeps it shut.

    The conditions are the one table of handling; the lists are narrowed by it as opening is.
    """
    if not rows:
        return {}
    actor = uow.actor
    organisation = organisations.organisation(uow.case, actor.organisation_ref)
    recipient = _recipient(organisation, actor.person_ref, actor.nationality, actor.clearance_rank)
    return {row.ref: _lasting(row.instructions, recipient, _facts(row), uow.now) for row in rows}


def readers(uow: UnitOfWork, report: Report) -> list[Reader]:
    """
    Return the people of the agency a report is for, and why each may not read it; nobody where none is chosen.

    An embargo is left aside: it keeps everybody out for a while, and nobody for good.
    """
    organisation = uow.case.get(Organisation, report.organisation_ref)
    if organisation is None:
        return []
    found = []
    for person, clearance in uow.case.execute(_people_of([report.organisation_ref], local_day(uow.now))):
        rank = live_rank(clearance.level, clearance.status, clearance.ends_at, uow.now) if clearance else 0
        recipient = _recipient(organisation, person.person_ref, person.nationality, rank)
        why = _lasting(report.instructions, recipient, _facts(report), uow.now)
        found.append(Reader(person.person_ref, person.name, why))
    return found


def people_at(uow: UnitOfWork, organisation_refs: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return reference, name and agency of each reader at these agencies, by name."""
    asked = _people_of(organisation_refs, local_day(uow.now)).with_only_columns(
        Person.person_ref, Person.name, Unit.organisation_ref
    )
    return [(ref, name, agency) for ref, name, agency in uow.case.execute(asked)]


def _people_of(organisation_refs: Sequence[str], day: date) -> Select[Person, Clearance]:
    """Return the query for the readers of agencies with the clearance that was granted last."""
    newest = (
        select(Clearance.clearance_ref)
        .where(Clearance.person_ref == Person.person_ref)
        .order_by(Clearance.granted_on.desc(), Clearance.clearance_ref)
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    reading = select(RoleHeld.person_ref).where(
        RoleHeld.role.in_(READING_ROLES), RoleHeld.from_on <= day, or_(RoleHeld.to_on.is_(None), RoleHeld.to_on >= day)
    )
    return (
        select(Person, Clearance)
        .join(Account, Account.person_ref == Person.person_ref)
        .join(Unit, Unit.ref == Account.unit_ref)
        .outerjoin(Clearance, Clearance.clearance_ref == newest)
        .where(Unit.organisation_ref.in_(organisation_refs), Account.state == ACTIVE, Person.person_ref.in_(reading))
        .order_by(Person.name, Person.person_ref)
        .limit(100)
    )


def _recipient(organisation: Organisation, person_ref: str, nationality: str, rank: int) -> RecipientFacts:
    """Return what a release may know of a reader."""
    ends_on = organisation.agreement_ends_on
    return RecipientFacts(
        person_ref=person_ref,
        organisation_ref=organisation.ref,
        organisation_type=organisation.org_type,
        vetting_rank=rank,
        nationality=nationality,
        country=organisation.country,
        agreement_ends_at=last_moment(ends_on) if ends_on else None,
        permitted_tiers=frozenset(tier.code.value for tier in TIERS if tier.rank <= organisation.highest_tier),
        vetting_floor=VETTING_BY_CODE[organisation.vetting_floor].rank,
    )


def _facts(row: Report | Release) -> ReleaseFacts:
    """Return what the conditions may know of a release, or of the report that would be one."""
    return ReleaseFacts(TIER_BY_RANK[row.tier].code.value, row.organisation_ref, frozenset(row.named))


def _lasting(
    instructions: Sequence[Any], recipient: RecipientFacts, facts: ReleaseFacts, now: datetime
) -> tuple[Refusal, ...]:
    """
    Return why a reader may not know of a release, its embargo left aside.

    Their own standing counts as it is now; of the conditions also what holds once the embargo is over, so that nobody
    learns of what they will never be able to open.
    """
    conditions = restored(instructions)
    over = max([now, *(one.until for one in conditions if one.until)])
    today = [one for one in refusals(conditions, recipient, facts, now) if is_lasting(one)]
    later = [one for one in refusals(conditions, recipient, facts, over) if is_lasting(one) and one.of_condition]
    return tuple(dict.fromkeys([*today, *later]))
