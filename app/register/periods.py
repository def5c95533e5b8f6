"""Keeping who had which part in looking after a source, from when to when."""

from app.register import queries
from app.register.models import Period
from app.register.particulars import PARTS
from app.sources.models import Source
from app.unit_of_work import UnitOfWork


def keep_periods(uow: UnitOfWork, source_ref: str) -> None:
    """Keep who has which part of a source from when: what has passed on ends now, and what is new begins."""
    source = uow.case.get_one(Source, source_ref)
    lasting = {row.part: row for row in queries.periods(uow, source_ref) if row.until is None}
    for part in PARTS:
        holder, before = getattr(source, part), lasting.get(part)
        if before is not None and before.person_ref == holder:
            continue
        if before is not None:
            before.until = uow.now
        if holder:
            uow.case.add(
                Period(source_ref=source_ref, part=part, person_ref=holder, since=uow.now, by_ref=uow.actor.person_ref)
            )
    uow.case.flush()
