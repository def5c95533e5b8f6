"""Reads of reports and releases, narrowed by policy in SQL, and of the people an agency has to read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, or_, select

from app.access.policy import Action, visible
from app.accounts.models import ACTIVE, Account, Clearance, Person, RoleHeld
from app.dissemination.drafts import restored
from app.dissemination.handling import refusals
from app.dissemination.models import RELEASED, Release, Report, Result, release_columns, report_columns
from app.dissemination.recipients import RecipientFacts, Refusal, ReleaseFacts
from app.errors import NotFound
from app.markings.tiers import TIER_BY_RANK, TIERS
from app.markings.vetting import VETTING_BY_CODE, last_moment, live_rank
from app.organisations.models import Organisation, Unit
from app.organisations.rules import local_day
from app.unit_of_work import UnitOfWork

PAGE = 25
READING_ROLES = ("AGENCY_READER", "RECEIVER")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody at an agency, and every reason why they may not read a release."""

    person_ref: str
    name: str
    refusals: tuple[Refusal, ...]


def find_report(uow: UnitOfWork, ref: str) -> Report:
    """
    Return a report that this person may know of.

    :raises NotFound: there is none, or it is not theirs to know.
    """
    known = visible(uow.actor, Action.REPORT_LIST, report_columns(), uow.now)
    row = uow.case.scalar(select(Report).where(Report.ref == ref, known))
    if row is None:
        raise NotFound
    return row


def find_release(uow: UnitOfWork, ref: str) -> Release:
    """
    Return a release that this person may know of.

    :raises NotFound: there is none, it is for others, or a condition on it keeps this person out.
    """
    columns = release_columns(uow.actor.person_ref)
    row = uow.case.scalar(
        select(Release).where(Release.ref == ref, visible(uow.actor, Action.RELEASE_LIST, columns, uow.now))
    )
    if row is None or standing_in_the_way(uow, [row])[row.ref]:
        raise NotFound
    return row


def reports(uow: UnitOfWork, before: tuple[datetime, str] | None = None, *, state: str = "") -> Sequence[Report]:
    """Return reports this person may know of, newest change first."""
    asked = select(Report).where(visible(uow.actor, Action.REPORT_LIST, report_columns(), uow.now))
    if state:
        asked = asked.where(Report.state == state)
    if before is not None:
        at, ref = before
        asked = asked.where(or_(Report.changed_at < at, and_(Report.changed_at == at, Report.ref < ref)))
    return uow.case.scalars(asked.order_by(Report.changed_at.desc(), Report.ref.desc()).limit(PAGE)).all()


def to_decide(uow: UnitOfWork, limit: int = PAGE) -> Sequence[Report]:
    """Return reports that wait for this person's decision, longest waiting first."""
    asked = select(Report).where(visible(uow.actor, Action.REPORT_RELEASE, report_columns(), uow.now))
    return uow.case.scalars(asked.order_by(Report.changed_at, Report.ref).limit(limit)).all()


def of_allegation(uow: UnitOfWork, allegation_ref: str) -> Sequence[Report]:
    """Return the reports written from one allegation that this person may know of."""
    known = visible(uow.actor, Action.REPORT_LIST, report_columns(), uow.now)
    asked = select(Report).where(Report.allegation_ref == allegation_ref, known)
    return uow.case.scalars(asked.order_by(Report.changed_at.desc()).limit(PAGE)).all()


def releases(uow: UnitOfWork, before: tuple[date, str] | None = None) -> Sequence[Release]:
    """Return releases this person may know of, newest first. What a condition keeps from them is not there."""
    columns = release_columns(uow.actor.person_ref)
    asked = select(Release).where(Release.state == RELEASED, visible(uow.actor, Action.RELEASE_LIST, columns, uow.now))
    if before is not None:
        day, ref = before
        asked = asked.where(or_(Release.released_on < day, and_(Release.released_on == day, Release.ref < ref)))
    rows = uow.case.scalars(asked.order_by(Release.released_on.desc(), Release.ref.desc()).limit(PAGE)).all()
    stopped = standing_in_the_way(uow, rows)
    return [row for row in rows if not stopped[row.ref]]


def results(uow: UnitOfWork, release_ref: str) -> Sequence[Result]:
    """Return what was recorded of one release, newest first."""
    asked = select(Result).where(Result.release_ref == release_ref).order_by(Result.at.desc()).limit(PAGE)
    return uow.case.scalars(asked).all()


def release_of(uow: UnitOfWork, report_ref: str) -> Release | None:
    """Return what was released of a report."""
    return uow.case.scalar(select(Release).where(Release.report_ref == report_ref))


def standing_in_the_way(uow: UnitOfWork, rows: Sequence[Release]) -> dict[str, tuple[Refusal, ...]]:
    """
    Return, for each release, why this person may not know of it. An embargo hides nothing: it only keeps it shut.

    The conditions are the one table of handling; the lists are narrowed by it as opening is.
    """
    organisation = uow.case.get(Organisation, uow.actor.organisation_ref) if rows else None
    if organisation is None:
        return {row.ref: () for row in rows}
    actor = uow.actor
    recipient = _recipient(organisation, actor.person_ref, actor.nationality, actor.clearance_rank)
    return {row.ref: _without_embargo(row, recipient, uow.now) for row in rows}


def readers(uow: UnitOfWork, report: Report) -> list[Reader]:
    """Return the people of the agency a report is for, and why each may not read it; nobody where none is chosen."""
    organisation = uow.case.get(Organisation, report.organisation_ref)
    if organisation is None:
        return []
    facts = ReleaseFacts(TIER_BY_RANK[report.tier].code.value, report.organisation_ref, frozenset(report.named))
    found = []
    for person, clearance in uow.case.execute(_people_of(report.organisation_ref, local_day(uow.now))):
        rank = live_rank(clearance.level, clearance.status, clearance.ends_at, uow.now) if clearance else 0
        recipient = _recipient(organisation, person.person_ref, person.nationality, rank)
        why = refusals(restored(report.instructions), recipient, facts, uow.now)
        found.append(Reader(person.person_ref, person.name, tuple(why)))
    return found


def _people_of(organisation_ref: str, day: date) -> Select[Person, Clearance]:
    """Return the query for an agency's readers with the clearance that was granted last."""
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
        .where(Unit.organisation_ref == organisation_ref, Account.state == ACTIVE, Person.person_ref.in_(reading))
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


def _without_embargo(row: Release, recipient: RecipientFacts, now: datetime) -> tuple[Refusal, ...]:
    """Return why a reader may not know of a release, its embargo left aside."""
    facts = ReleaseFacts(TIER_BY_RANK[row.tier].code.value, row.organisation_ref, frozenset(row.named))
    moment = max(now, row.embargo_until) if row.embargo_until else now
    lasting = refusals(restored(row.instructions), recipient, facts, now)
    after = refusals(restored(row.instructions), recipient, facts, moment)
    return tuple(refusal for refusal in lasting if refusal in after)
