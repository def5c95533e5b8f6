"""Keeping people from a source: the managers of somebody who told us from within find no such source."""

from collections.abc import Collection

from app.access.policy import Action, require
from app.errors import Invalid
from app.sources import queries as sources
from app.sources.marks import MARKS, row_of
from app.unit_of_work import UnitOfWork
from audit.events import Event


def keep_from(uow: UnitOfWork, source_ref: str, person_refs: Collection[str]) -> None:
    """
    Keep these people, and nobody else, from a source. Who they are is told to the auditors alone, sealed.

    :raises NotFound: no such source, or not theirs to know.
    :raises Invalid: somebody who looks after it, or who does this, is among them; or they are too many.
    """
    named = sorted(set(person_refs))
    with uow.trail.recording(Event.SOURCE_KEEP_FROM, source_ref, reason="\n".join(named) or "nobody"):
        source = sources.find(uow, source_ref)
        require(uow.actor, Action.SOURCE_KEEP_FROM, source.facts(), uow.now)
        if uow.actor.person_ref in named:
            raise Invalid({"people": "You cannot keep yourself from it. Have a controller pass it on first."})
        if {source.handler_ref, source.controller_ref, source.keeper_ref} & set(named):
            raise Invalid({"people": "Somebody chosen looks after it. Pass their part on to a colleague first."})
        if len(named) > MARKS:
            raise Invalid({"people": f"Choose {MARKS} people at most."})
        source.kept_from = row_of([uow.mark_of(ref) for ref in named])
