"""Reports that staff enter, and questions to whoever stays unknown, with the worst text in every box."""

from typing import Protocol

from sqlalchemy import select

from app.allegations.given import Collected
from app.allegations.models import Question
from app.allegations.service import collect
from app.database import new_id
from tests.contacts.test_calling import send
from tests.factories import HOME_UNIT, Unit, Visitor


class Scribbling(Protocol):
    """A unit in which people scribble."""

    unit: Unit

    def scribble(self, visitor: Visitor, address: str, action: str = "", /, **more: str) -> object:
        """Scribble into a form, and send it."""


def enter_reports(scribbling: Scribbling) -> None:
    """Enter a report by telephone and one from Crimestoppers; ask about another, and note the answer."""
    unit = scribbling.unit
    iris, asha = unit.sign_in("iris"), unit.sign_in("asha")
    scribbling.scribble(iris, "/enter", channel="PHONE", promise="CONFIDENCE_1")
    scribbling.scribble(iris, "/enter/crimestoppers", leave_in="y")
    assert unit.drain()
    given = Collected(
        intake_ref=new_id(),
        link=new_id(),
        channel="CRIMESTOPPERS",
        unit_ref=unit.units[HOME_UNIT],
        account="A van comes.",
        received_at=unit.clock.now.replace(minute=0, second=0),
    )
    with unit.steward() as uow:
        ref = collect(uow, given)
    assert send(asha, f"/allegations/{ref}/take", {}, on="/account").status_code == 302
    scribbling.scribble(asha, f"/allegations/{ref}/question")
    with unit.steward() as uow:
        question_ref = uow.case.scalars(select(Question.question_ref)).first()
    scribbling.scribble(asha, f"/allegations/{ref}/question/{question_ref}")
