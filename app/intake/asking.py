"""Asking somebody who was promised anonymity: the way they came and no other, and nothing of who they are."""

from collections.abc import Sequence

from sqlalchemy import select

from app.access.policy import Action, allowed, require
from app.allegations import queries
from app.allegations.models import Allegation, Mailbox, Question
from app.allegations.telling import asks_who
from app.errors import Invalid, NotFound, Refused
from app.intake.answering import put
from app.markings.promises import CRIMESTOPPERS
from app.register.phrases import signs_in
from app.unit_of_work import UnitOfWork
from audit.events import Event

VIA_CRIMESTOPPERS, BY_RECEIPT = "VIA_CRIMESTOPPERS", "BY_RECEIPT"
WAYS = {VIA_CRIMESTOPPERS: "Passed on by Crimestoppers", BY_RECEIPT: "Sealed to their receipt words"}


def way_to(uow: UnitOfWork, row: Allegation) -> str:
    """Return the way by which a question reaches whoever told us; empty where there is none."""
    if row.promise == CRIMESTOPPERS:
        return VIA_CRIMESTOPPERS
    return BY_RECEIPT if uow.case.get(Mailbox, row.link) is not None else ""


def questions_of(uow: UnitOfWork, row: Allegation) -> Sequence[Question] | None:
    """Return what was asked of whoever told us, newest first; ``None`` where this person asks nothing of them."""
    if not allowed(uow.actor, Action.QUESTION_ASK, row.facts(), uow.now):
        return None
    asked = select(Question).where(Question.allegation_ref == row.ref)
    return uow.case.scalars(asked.order_by(Question.at.desc(), Question.question_ref)).all()


def before_asking(uow: UnitOfWork, ref: str) -> str:
    """
    Let the owner of an allegation write a question; return the way that questions go.

    :raises NotFound: no such allegation, or not theirs to know.
    :raises Refused: policy says no, or no way leads to whoever told us.
    """
    with uow.trail.consulting(Event.ALLEGATION_READ, ref):
        row = queries.find(uow, ref)
        require(uow.actor, Action.QUESTION_ASK, row.facts(), uow.now)
        return _require_way(uow, row)


def before_noting(uow: UnitOfWork, ref: str, question_ref: str) -> Question:
    """
    Let the owner of an allegation note what came back; return what was asked.

    :raises NotFound: no such allegation or question, or not theirs to know.
    :raises Refused: policy says no.
    """
    with uow.trail.consulting(Event.ALLEGATION_READ, ref):
        require(uow.actor, Action.QUESTION_ASK, queries.find(uow, ref).facts(), uow.now)
        question = uow.case.get(Question, question_ref)
        if question is None or question.allegation_ref != ref:
            raise NotFound
        return question


def ask(uow: UnitOfWork, ref: str, *, text: str) -> None:
    """
    Ask whoever told us, by the line that they called or sealed to their receipt.

    :raises NotFound: no such allegation, or not theirs to know.
    :raises Invalid: it asks who they are, has them find something out, or is too long for a slot.
    :raises Refused: policy says no, or no way leads to them.
    """
    with uow.trail.recording(Event.QUESTION_ASK, ref) as note:
        row = queries.find(uow, ref)
        require(uow.actor, Action.QUESTION_ASK, row.facts(), uow.now)
        way = _require_way(uow, row)
        note.detail["way"] = way
        found = (*asks_who(text), *signs_in(text).values())
        if found:
            words = ", ".join(f"“{phrase}”" for phrase in found)
            raise Invalid({"text": f"Ask nothing that shows who they are, and give no task. Write it without {words}."})
        if way == BY_RECEIPT:
            put(uow, row.link, text)
        uow.case.add(Question(allegation_ref=ref, way=way, text=text, by_ref=uow.actor.person_ref, at=uow.now))


def _require_way(uow: UnitOfWork, row: Allegation) -> str:
    """Return the way to whoever told us, or refuse."""
    way = way_to(uow, row)
    if not way:
        raise Refused("a_way_leads_there", "They left no way to ask them anything, and nobody looks for one.")
    return way
