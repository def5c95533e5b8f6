"""Keeping people from somebody who is about to be registered: before there is a source, so that they never find one."""

from collections.abc import Collection

from app.access.marks import OF_REPORTS
from app.access.policy import Action, require
from app.accounts import queries as accounts
from app.errors import Invalid
from app.sources import queries
from app.sources.entering import Registration, require_sound
from app.sources.happenings import WAITING_KEPT_FROM
from app.sources.others_left import require_others_left
from app.unit_of_work import UnitOfWork
from audit.events import Event


def keep_waiting_from(
    uow: UnitOfWork, submission_ref: str, registration: Registration, person_refs: Collection[str]
) -> None:
    """
    Keep these people, beside those from whom they are kept already, from a sealed part and its report.

    It is a unit of work of its own, committed before anything is registered: whoever registers the person then keeps
    the source from the same people with its first row, and so does the sweep where a registration was cut off.

    :raises NotFound: no such sealed part, or not theirs to know.
    :raises Refused: policy says no.
    :raises Invalid: the registration cannot stand, somebody chosen is to look after them, they are too many, or nobody
        would be left of a role that must act in danger.
    """
    named = frozenset(person_refs)
    with uow.trail.recording(Event.SOURCE_KEEP_FROM, submission_ref, reason="\n".join(sorted(named))):
        row = queries.find_waiting(uow, submission_ref)
        require(uow.actor, Action.SOURCE_REGISTER, row.facts(), uow.now)
        require_sound(uow, row, registration)
        if named & {registration.handler_ref, registration.controller_ref}:
            raise Invalid({"kept": "Somebody chosen is to look after them. Leave them out, or choose another below."})
        kept = named | uow.kept_among(accounts.staff(uow.case), row)
        require_others_left(uow, "kept", named, kept)
        drawn = uow.marked(sorted(kept), OF_REPORTS)
        row.kept_from, row.kept_number = drawn.marks, drawn.number
        uow.case.flush()
        uow.tell(WAITING_KEPT_FROM, submission_ref)
