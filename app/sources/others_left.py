"""Whom something is kept from: who cannot be chosen, so that whoever must act in danger always finds it."""

from collections.abc import Collection

from app.access.marks import MARKS
from app.accounts import queries as accounts
from app.errors import Invalid
from app.unit_of_work import UnitOfWork

# Of each of these somebody must be left who may act: in danger, nobody else can.
ROLES = {"NSU_HANDLER": "handler", "NSU_CONTROLLER": "controller", "NSU_AUTHORISER": "authoriser"}


def require_others_left(uow: UnitOfWork, field: str, named: Collection[str], after: Collection[str]) -> None:
    """
    Let people be chosen, of whom others are left that may act.

    :param field: which field of the form they were chosen in.
    :param named: who was chosen.
    :param after: everybody whom it is kept from once they are.
    :raises Invalid: whoever chooses is among them, they are too many, or nobody would be left of a role.
    """
    if uow.actor.person_ref in named:
        raise Invalid({field: "You cannot keep yourself from it. Have a controller pass it on first."})
    if len(set(after)) > MARKS:
        raise Invalid({field: f"Choose {MARKS} people at most."})
    for role, holders in accounts.holders_of(uow.case, tuple(ROLES), uow.now).items():
        if holders and {ref for ref, _name in holders} <= set(after):
            raise Invalid(
                {field: f"No {ROLES[role]} would be left who may act when they are in danger. Leave one out."}
            )
