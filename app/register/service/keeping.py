"""Keeping people from a source and all that it told: the managers of somebody who told us from within find nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.access.policy import Action, require
from app.accounts import queries as accounts
from app.errors import Invalid
from app.register.from_within import keep, reports_of
from app.sources import queries as sources
from app.sources.models import Source
from app.sources.others_left import require_others_left
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class KeptNow:
    """
    A source, everybody who works here, and whom of them it is kept from.

    :ivar in_hand: reports of it that one of these has in hand, and so keeps.
    """

    source: Source
    people: Mapping[str, str]
    kept: frozenset[str]
    in_hand: Sequence[str]


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
        keep(uow, source, reports_of(uow, source), named)


def read_kept_from(uow: UnitOfWork, source_ref: str) -> KeptNow:
    """
    Return whom a source is kept from, for somebody who may choose them.

    :raises NotFound: no such source, or not theirs to know.
    """
    with uow.trail.consulting(Event.RECORD_READ, source_ref):
        source = sources.find(uow, source_ref)
        require(uow.actor, Action.SOURCE_KEEP_FROM, source.facts(), uow.now)
        people = accounts.staff(uow.case)
        kept = uow.kept_among(people, source)
        in_hand = [row.ref for row in reports_of(uow, source) if row.owner_ref in kept] if kept else []
        return KeptNow(source, people, kept, in_hand)


def _check(uow: UnitOfWork, source: Source, named: Sequence[str]) -> None:
    """Refuse a choice with which nobody could look after the source, or act when it is in danger."""
    if {source.handler_ref, source.controller_ref, source.keeper_ref} & set(named):
        raise Invalid({"people": "Somebody chosen looks after it. Pass their part on to a colleague first."})
    require_others_left(uow, "people", named, named)
