"""What a colleague does who tells us something of their own accord: it is sealed, and nothing says who they are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from app.access.facts import Nothing
from app.access.marks import MARKS, OF_REPORTS
from app.access.policy import Action, require
from app.accounts import queries as accounts
from app.allegations.types import Channel
from app.errors import Conflict, Invalid
from app.intake.entering import put_in, require_as_promised
from app.intake.models import Submission
from app.intake.rules import to_the_hour
from app.intake.story import Entered
from app.intake.telling import Told
from app.organisations.rules import local_day
from app.unit_of_work import UnitOfWork
from crypto.receipts import new_receipt

# Of each of these somebody must be left who is not kept from it: nobody else may look after whoever told it.
ROLES = ("NSU_HANDLER", "NSU_CONTROLLER", "NSU_AUTHORISER")
TOO_MANY = f"With those above you these are more than {MARKS}. Name fewer."
SENT_BEFORE = "This was sent already. Its eight words were shown once, when it was sent."


@dataclass(frozen=True, slots=True)
class Audience:
    """Who will not find a referral, the referrer first, and who of those above must: names by reference."""

    kept: Mapping[str, str]
    left: Mapping[str, str]


def audience(uow: UnitOfWork, also: Collection[str] = ()) -> Audience:
    """
    Return who will not find what this person refers: they themself, everybody above them, and whom they name.

    Where all who may look after whoever told it would be kept from it, those furthest above are not.

    :param also: sign-in names.
    :raises Invalid: nobody here signs in with one of these, or they are too many.
    """
    above = accounts.chain(uow.case, uow.actor.person_ref, local_day(uow.now))
    named = {uow.actor.person_ref: uow.actor.name} | _named(uow, also) | above
    if len(named) > MARKS:
        raise Invalid({"also": TOO_MANY})
    needed = accounts.holders_of(uow.case, ROLES, uow.now)
    groups = [group for group in ({ref for ref, _name in held} for held in needed.values()) if group]
    kept: dict[str, str] = {}
    for ref, name in named.items():
        if not any(group <= {*kept, ref} for group in groups):
            kept[ref] = name
    return Audience(kept, {ref: name for ref, name in named.items() if ref not in kept})


def refer(uow: UnitOfWork, told: Told, also: Collection[str], submission_ref: str) -> str:
    """
    Seal what a colleague tells us, and return the eight words of their receipt.

    Nothing is written to the record here: an entry has a time and a name. The steward, who brings it in, writes one.

    :param also: sign-in names of others who must not find it.
    :raises Conflict: it was sent already.
    :raises Invalid: a name is nobody's, or what was promised and what was given do not go together.
    """
    require(uow.actor, Action.ALLEGATION_REFER, Nothing(submission_ref), uow.now)
    require_as_promised(told)
    if uow.gateway.get(Submission, submission_ref) is not None:
        raise Conflict(SENT_BEFORE)
    drawn = uow.marked(audience(uow, also).kept, OF_REPORTS)
    entered = Entered(Channel.STAFF_REFERRAL.value, "", "", f"{drawn.number}:{drawn.marks}")
    words = new_receipt()
    put_in(uow, submission_ref, replace(told), entered, (to_the_hour(uow.now), words))
    return words


def _named(uow: UnitOfWork, names: Collection[str]) -> dict[str, str]:
    """Return who signs in with these names."""
    found = accounts.by_sign_in_name(uow.case, names)
    missing = sorted(set(names) - {name for name, _ref, _person in found})
    if missing:
        raise Invalid({"also": f"Nobody here signs in with {', '.join(missing)}. Check how it is written."})
    return {ref: person for _name, ref, person in found}
