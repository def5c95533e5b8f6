"""Keeping people from a source and all that it told: what is written for that, and what follows of a new report."""

from collections.abc import Sequence

from sqlalchemy import or_, select, update

from app.access.marks import MARKS, OF_REPORTS, OF_SOURCES
from app.accounts import queries as accounts
from app.allegations.models import Allegation
from app.errors import Conflict, Invalid
from app.sources.happenings import KEPT_FROM
from app.sources.models import Source, Waiting
from app.unit_of_work import UnitOfWork


def registered_from_within(uow: UnitOfWork, source_ref: str) -> None:
    """
    Keep a new source from everybody whom its report is kept from.

    :raises Invalid: one of them is to look after it.
    """
    source, reports, kept = _told(uow, source_ref)
    for field, ref in (("handler", source.handler_ref), ("controller", source.controller_ref)):
        if ref in kept:
            raise Invalid({field: "They are kept from what this source told. Choose somebody else."})
    if kept:
        keep(uow, source, reports, sorted(kept))


def waiting_kept_from(uow: UnitOfWork, submission_ref: str) -> None:
    """Keep a report, and all that waits of it, from everybody whom one sealed part of it is kept from now."""
    row = uow.case.get_one(Waiting, submission_ref)
    marked = {"kept_from": row.kept_from, "kept_number": row.kept_number}
    uow.case.execute(update(Allegation).where(Allegation.ref == row.allegation_ref).values(marked))
    uow.case.execute(update(Waiting).where(Waiting.allegation_ref == row.allegation_ref).values(marked))


def linked_from_within(uow: UnitOfWork, source_ref: str) -> None:
    """
    Keep a source, and all that it told, from everybody whom any of it is kept from.

    :raises Conflict: one of them looks after it, or they are too many.
    """
    source, reports, kept = _told(uow, source_ref)
    if {source.handler_ref, source.controller_ref, source.keeper_ref} & kept:
        raise Conflict("Somebody who looks after this source is kept from what was told. Pass their part on first.")
    if len(kept) > MARKS:
        raise Conflict(f"More than {MARKS} people would be kept from this source. Register a new one.")
    if kept:
        keep(uow, source, reports, sorted(kept))


def reports_of(uow: UnitOfWork, source: Source) -> Sequence[Allegation]:
    """Return every report of a source, for an act that has asked policy about the source."""
    links = uow.vault.links_of(source.source_ref)
    # What was told later waits under a link of its own, which no allegation carries.
    later = select(Waiting.allegation_ref).where(Waiting.link.in_(links))
    asked = select(Allegation).where(or_(Allegation.link.in_(links), Allegation.ref.in_(later)))
    return uow.case.scalars(asked.order_by(Allegation.ref)).all() if links else ()


def keep(uow: UnitOfWork, source: Source, reports: Sequence[Allegation], named: Sequence[str]) -> None:
    """Write whom a source and its reports are kept from, each under a number of its own, and say that it was done."""
    source.keep_from(uow.marked(named, OF_SOURCES))
    for report in reports:
        drawn = uow.marked(named, OF_REPORTS)
        marked = {"kept_from": drawn.marks, "kept_number": drawn.number}
        report.kept_from, report.kept_number = drawn.marks, drawn.number
        uow.case.execute(update(Waiting).where(Waiting.allegation_ref == report.ref).values(marked))
    uow.case.flush()
    uow.tell(KEPT_FROM, source.source_ref)


def _told(uow: UnitOfWork, source_ref: str) -> tuple[Source, Sequence[Allegation], frozenset[str]]:
    """Return a source, its reports, and everybody whom it or one of them is kept from."""
    source = uow.case.get_one(Source, source_ref)
    reports = reports_of(uow, source)
    if not reports:
        return source, (), frozenset()
    staff = accounts.staff(uow.case)
    kept = uow.kept_among(staff, source)
    return source, reports, kept.union(*(uow.kept_among(staff, row) for row in reports))
