"""Clearing the case store of a source: everything that hangs on it or on one of its links, whichever table it is in."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Table, delete, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from app.access.marks import nobodys
from app.allegations.models import Addition, Allegation, Mailbox
from app.database import CaseBase
from app.erasure.models import Erasure
from app.sources.models import ERASED, LinkingTask, Source, Waiting
from app.sources.standings import ORDINARY
from app.unit_of_work import UnitOfWork

# What stays: the tombstone, the certificate, and the report, whose link leads nowhere from then on, as many do.
KEPT = frozenset({"sources", "source_erasures", "allegations"})


@dataclass(frozen=True, slots=True)
class Known:
    """What leads to a source: its links, sealed parts of theirs that may still wait, and its mailboxes' places."""

    links: Collection[str]
    submissions: list[str]
    locators: list[str]


def known_of(uow: UnitOfWork, links: Collection[str]) -> Known:
    """Return what leads to whoever stands behind these links; what their receipts brought in later is among it."""
    waiting = select(Waiting.allegation_ref).where(Waiting.link.in_(links))
    told = select(Allegation.ref, Allegation.link, Allegation.intake_ref).where(
        or_(Allegation.link.in_(links), Allegation.ref.in_(waiting))
    )
    reports = uow.case.execute(told).all()
    refs = [report.ref for report in reports]
    later = uow.case.scalars(select(Addition.intake_ref).where(Addition.allegation_ref.in_(refs))).all()
    parts = {*later, *(report.intake_ref for report in reports)}
    queued = uow.case.scalars(
        select(Waiting.link).where(or_(Waiting.submission_ref.in_(parts), Waiting.allegation_ref.in_(refs)))
    ).all()
    every = {*links, *queued, *(report.link for report in reports)}
    locators = uow.case.scalars(select(Mailbox.locator).where(Mailbox.link.in_(every))).all()
    return Known(every, sorted(parts), sorted(locators))


def clear(uow: UnitOfWork, source_ref: str, links: Collection[str]) -> None:
    """
    Delete every row that names a source or one of its links, and what hangs on such a row, children first.

    A table that is added later is cleared too, unless it is one of ``KEPT``: forgetting is what happens by itself.
    """
    uow.case.flush()
    uow.case.execute(delete(LinkingTask).where(LinkingTask.other_ref == source_ref))
    for table in reversed(CaseBase.metadata.sorted_tables):
        named = list(_named(table, source_ref, links))
        if named and table.name not in KEPT:
            uow.case.execute(delete(table).where(or_(*named)))
    uow.case.execute(update(Erasure).where(Erasure.source_ref == source_ref).values(reason="", decision_reason=""))
    uow.case.expire_all()


def bury(uow: UnitOfWork, source: Source) -> None:
    """Make a tombstone of a source: its reference and its band, and that it was erased."""
    source.status = ERASED
    source.handler_ref = source.controller_ref = source.keeper_ref = None
    source.care, source.drift_score, source.held_from, source.recount_on = ORDINARY, 0, None, None
    source.welfare_due_on, source.calls_decided_for, source.calls_are_let = None, None, False
    source.kept_from = nobodys()
    source.contactable, source.is_sensitive, source.plan_ends_on = False, False, uow.now.date()


def _named(table: Table, source_ref: str, links: Collection[str]) -> Iterator[ColumnElement[bool]]:
    """Give the conditions by which rows of a table belong to a source."""
    if "source_ref" in table.columns:
        yield table.c.source_ref == source_ref
    if "link" in table.columns:
        yield table.c.link.in_([*links, source_ref])
    for key in table.foreign_keys:
        parent = key.column.table
        above = [] if parent.name in KEPT or parent is table else list(_named(parent, source_ref, links))
        if above:
            yield key.parent.in_(select(key.column).where(or_(*above)))
