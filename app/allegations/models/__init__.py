"""What was said, who and where it is about, and where it stands."""

from app.allegations.models.allegation import Allegation, Counter, Stage, fact_columns, facts, of_its_allegation
from app.allegations.models.history import Addition, Move, Question, Relation, Sending
from app.allegations.models.mailboxes import Mailbox, OutgoingMessage
from app.allegations.models.particulars import MatchKey, Place, Subject

__all__ = [
    "Addition",
    "Allegation",
    "Counter",
    "Mailbox",
    "MatchKey",
    "Move",
    "OutgoingMessage",
    "Place",
    "Question",
    "Relation",
    "Sending",
    "Stage",
    "Subject",
    "fact_columns",
    "facts",
    "of_its_allegation",
]
