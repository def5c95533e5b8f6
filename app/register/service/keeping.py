"""Keeping people from a source and all that it told: the managers of somebody who told us from within find nothing."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.access.marks import MARKS, OF_REPORTS, OF_SOURCES
from app.access.policy import Action, require
from app.accounts import queries as accounts
from app.allegations.models import Allegation
from app.errors import Conflict, Invalid
from app.sources import queries as sources
from app.sources.happenings import KEPT_FROM
from app.sources.models import Source, Waiting
from app.unit_of_work import UnitOfWork
from audit.events import Event

# Of each of these somebody must be left who may act: in danger, nobody else can.
ROLES = ("NSU_HANDLER", "NSU_CONTROLLER", "NSU_AUTHORISER")
TOO_MANY = f"Choose {MARKS} people at most."


def keep_from(uow: UnitOfWork, source_ref: str, person_refs: Collection[str]) -> None:
    """
    Keep these people, and nobody else, from a source and from every report of theirs.

    Who they are is told to the auditors alone, sealed. What they had asked for about the source ends.

    :raises NotFound: no such source, or not theirs to know.
    :raises Invalid: somebody who looks after it, or who does this, is among them; they are too many; or nobody would
        be left of a role that must act in danger.
    """
    named = sorted(set(person_refs))
    with uow.trail.recording(Event.SOURCE_KEEP_FROM, source_ref, reason="\n".join(named) or "nobody"):
        source = sources.find(uow, source_ref)
        require(uow.actor, Action.SOURCE_KEEP_FROM, source.facts(), uow.now)
        _check(uow, source, named)
        _keep(uow, source, reports_of(uow, source), named)


def kept_now(uow: UnitOfWork, source: Source) -> tuple[frozenset[str], Sequence[str]]:
    """Return the people whom a source is kept from, and reports that one of them has in hand and so keeps."""
    kept = uow.kept_among(accounts.staff(uow.case), source)
    in_hand = [row.ref for row in reports_of(uow, source) if row.owner_ref in kept] if kept else []
    return kept, sorted(in_hand)


def reports_of(uow: UnitOfWork, source: Source) -> Sequence[Allegation]:
    """Return every report of a source, for an act that has asked policy about the source."""
    links = uow.vault.links_of(source.source_ref)
    return uow.case.scalars(select(Allegation).where(Allegation.link.in_(links)).order_by(Allegation.ref)).all()


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
        _keep(uow, source, reports, sorted(kept))


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
        _keep(uow, source, reports, sorted(kept))


def _told(uow: UnitOfWork, source_ref: str) -> tuple[Source, Sequence[Allegation], frozenset[str]]:
    """Return a source, its reports, and everybody whom it or one of them is kept from."""
    source = uow.case.get_one(Source, source_ref)
    reports, staff = reports_of(uow, source), accounts.staff(uow.case)
    kept = uow.kept_among(staff, source)
    return source, reports, kept.union(*(uow.kept_among(staff, row) for row in reports))


def _keep(uow: UnitOfWork, source: Source, reports: Sequence[Allegation], named: Sequence[str]) -> None:
    """Write whom a source and its reports are kept from, each under a number of its own, and say that it was done."""
    source.keep_from(uow.marked(named, OF_SOURCES))
    waits = select(Waiting).where(Waiting.link.in_([row.link for row in reports]))
    waiting = {row.link: row for row in uow.case.scalars(waits)}
    for report in reports:
        drawn = uow.marked(named, OF_REPORTS)
        for row in (report, waiting.get(report.link)):
            if row is not None:
                row.kept_from, row.kept_number = drawn.marks, drawn.number
    uow.case.flush()
    uow.tell(KEPT_FROM, source.source_ref)


def _check(uow: UnitOfWork, source: Source, named: Sequence[str]) -> None:
    """Refuse a choice with which nobody could look after the source, or act when it is in danger."""
    if uow.actor.person_ref in named:
        raise Invalid({"people": "You cannot keep yourself from it. Have a controller pass it on first."})
    if {source.handler_ref, source.controller_ref, source.keeper_ref} & set(named):
        raise Invalid({"people": "Somebody chosen looks after it. Pass their part on to a colleague first."})
    if len(named) > MARKS:
        raise Invalid({"people": TOO_MANY})
    for role, holders in accounts.holders_of(uow.case, ROLES, uow.now).items():
        if holders and {ref for ref, _name in holders} <= set(named):
            left = {"NSU_HANDLER": "handler", "NSU_CONTROLLER": "controller", "NSU_AUTHORISER": "authoriser"}[role]
            raise Invalid({"people": f"No {left} would be left who may act when they are in danger. Leave one out."})
