"""What a person does about what they were told."""

from sqlalchemy import update

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.people.models import PersonNotice
from app.unit_of_work import UnitOfWork
from audit.events import Event


def put_notices_away(uow: UnitOfWork) -> None:
    """Note that the person has read what happened about them."""
    with uow.trail.recording(Event.PERSON_NOTICE, uow.actor.person_ref):
        require(uow.actor, Action.SESSION_OWN, Nothing(), uow.now)
        own = (PersonNotice.person_ref == uow.actor.person_ref, PersonNotice.read_at.is_(None))
        uow.case.execute(update(PersonNotice).where(*own).values(read_at=uow.now))
