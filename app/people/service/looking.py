"""One person's page, for whoever looks after them."""

from dataclasses import dataclass

from app.access.policy import Action, allowed, require
from app.accounts import queries as accounts
from app.accounts.queries import Person
from app.organisations.rules import local_day
from app.people import queries
from app.people.models import Invitation
from app.people.queries import Line
from app.training import queries as training
from app.training.queries import Standing
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Looked:
    """What a person holds, who is above them, what was entered about them, and whether whoever looks may act."""

    person: Person
    courses: list[Standing]
    changes: list[Line]
    invitation: Invitation | None
    managers: list[str]
    may_act: bool
    may_give: bool


def look(uow: UnitOfWork, person_ref: str) -> Looked:
    """
    Return what whoever looks after a person may know of them: never a key, never a source.

    :raises NotFound: there is nobody of this reference.
    :raises Refused: they stand above, or belong to another group.
    """
    with uow.trail.consulting(Event.PERSON_READ, person_ref):
        person = accounts.somebody(uow.case, person_ref, uow.now)
        facts = person.facts()
        require(uow.actor, Action.PERSON_READ, facts, uow.now)
        return Looked(
            person=person,
            courses=training.of_person(uow.case, person_ref, uow.now),
            changes=queries.of_person(uow.case, person_ref),
            invitation=queries.open_invitation(uow.case, person_ref),
            managers=list(accounts.chain(uow.case, person_ref, local_day(uow.now)).values()),
            may_act=allowed(uow.actor, Action.PERSON_MANAGE, facts, uow.now),
            may_give=allowed(uow.actor, Action.HOLDING_MOVE, facts, uow.now),
        )
