"""Reads of reports and releases, narrowed by policy in SQL, and of the people an agency has to read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, not_, or_, select

from app.access.policy import Action, visible
from app.accounts.models import ACTIVE, Account, Clearance, Person, RoleHeld
from app.dissemination.drafts import restored
from app.dissemination.handling import is_lasting, refusals
from app.dissemination.models import (
    RELEASED,
    Acceptance,
    Release,
    Report,
    Result,
    release_columns,
    report_columns,
)
from app.dissemination.recipients import RecipientFacts, Refusal, ReleaseFacts
from app.errors import NotFound
from app.markings.tiers import TIER_BY_RANK, TIERS
from app.markings.vetting import VETTING_BY_CODE, last_moment, live_rank
from app.organisations import queries as organisations
from app.organisations.models import Organisation, Unit
from app.organisations.rules import local_day
from app.unit_of_work import UnitOfWork

PAGE = 25
READ_MORE = 4
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


def to_decide(uow: UnitOfWork, limit: int = PAGE) -> list[tuple[Report, str]]:
    """Return reports that wait for this person's decision with the writer's name, longest waiting first."""
    asked = (
        select(Report, Person.name)
        .join(Person, Person.person_ref == Report.author_ref)
        .where(visible(uow.actor, Action.REPORT_RELEASE, report_columns(), uow.now))
        .order_by(Report.changed_at, Report.ref)
        .limit(limit)
    )
    return [(report, name) for report, name in uow.case.execute(asked)]


def to_write(uow: UnitOfWork, limit: int) -> Sequence[Report]:
    """Return what this writer has in hand: what was sent back first, then what they are writing, newest first."""
    asked = select(Report).where(visible(uow.actor, Action.REPORT_WRITE, report_columns(), uow.now))
    return uow.case.scalars(
        asked.order_by(Report.state.desc(), Report.changed_at.desc(), Report.ref.desc()).limit(limit)
    ).all()


def of_allegation(uow: UnitOfWork, allegation_ref: str) -> Sequence[Report]:
    """Return the reports written from one allegation that this person may know of."""
    known = visible(uow.actor, Action.REPORT_LIST, report_columns(), uow.now)
    asked = select(Report).where(Report.allegation_ref == allegation_ref, known)
    return uow.case.scalars(asked.order_by(Report.changed_at.desc()).limit(PAGE)).all()


def releases(uow: UnitOfWork, before: tuple[date, str] | None = None) -> Sequence[Release]:
    """
    Return releases this person may know of, newest first. What a condition keeps from them is not there.

    A page is filled up from the next rows, so that its length does not tell that something was left out. Each time
    more is read than the time before: a few statements suffice, however much is kept from them.
    """
    shown: list[Release] = []
    reading = PAGE
    while len(shown) < PAGE:
        rows = uow.case.scalars(_releases(uow, before).limit(reading)).all()
        stopped = standing_in_the_way(uow, rows)
        shown += [row for row in rows if not stopped[row.ref]]
        if len(rows) < reading:
            break
        before, reading = (rows[-1].released_on, rows[-1].ref), reading * READ_MORE
    return shown[:PAGE]


def _releases(uow: UnitOfWork, before: tuple[date, str] | None) -> Select[Release]:
    """Return the query for releases as policy narrows them, newest first."""
    columns = release_columns(uow.actor.person_ref)
    asked = select(Release).where(Release.state == RELEASED, visible(uow.actor, Action.RELEASE_LIST, columns, uow.now))
    if before is not None:
        day, ref = before
        asked = asked.where(or_(Release.released_on < day, and_(Release.released_on == day, Release.ref < ref)))
    return asked.order_by(Release.released_on.desc(), Release.ref.desc())


def accepted(uow: UnitOfWork, refs: Sequence[str]) -> frozenset[str]:
    """Return which of these releases this person has accepted the conditions of."""
    asked = select(Acceptance.release_ref).where(
        Acceptance.person_ref == uow.actor.person_ref, Acceptance.release_ref.in_(refs)
    )
    return frozenset(uow.case.scalars(asked)) if refs else frozenset()


def waiting(uow: UnitOfWork, limit: int) -> list[tuple[Release, bool]]:
    """
    Return what needs this reader: unread first, then what they have read; each with whether it was read.

    Only what the agency still owes a result for: what is dealt with needs nobody, and would grow without end. Both
    halves are a stretch of one index.
    """
    columns = release_columns(uow.actor.person_ref)
    theirs = (
        select(Release)
        .where(visible(uow.actor, Action.RELEASE_LIST, columns, uow.now), Release.resulted.is_(False))
        .order_by(Release.result_due_at, Release.ref)
    )
    unread = uow.case.scalars(theirs.where(not_(columns.accepted)).limit(limit)).all()
    left = limit - len(unread)
    read = uow.case.scalars(theirs.where(columns.accepted).limit(left)).all() if left else []
    stopped = standing_in_the_way(uow, [*unread, *read])
    rows = [*((row, False) for row in unread), *((row, True) for row in read)]
    return [(row, was_read) for row, was_read in rows if not stopped[row.ref]]


def acceptances(uow: UnitOfWork, release_ref: str) -> Sequence[Acceptance]:
    """Return who accepted the conditions of a release, newest first."""
    asked = select(Acceptance).where(Acceptance.release_ref == release_ref).order_by(Acceptance.at.desc()).limit(PAGE)
    return uow.case.scalars(asked).all()


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
