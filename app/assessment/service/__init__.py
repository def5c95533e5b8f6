"""What an assessor does with an allegation in hand, and what a manager adds."""

from app.assessment.service.checking import NewCheck, no_checks, record_check
from app.assessment.service.deciding import Decision, decide
from app.assessment.service.finishing import SECOND, GatesUnmet, agree, close, finish
from app.assessment.service.grading import Graded, answer_source, grade
from app.assessment.service.opening import look, look_at_checks, look_at_choices, look_at_hits
from app.assessment.service.recording import (
    What,
    confirm_no_place,
    confirm_nobody,
    record_person,
    record_place,
    record_what,
    remove_person,
    remove_place,
)
from app.assessment.service.searching import first_search, judge, search

__all__ = [
    "SECOND",
    "Decision",
    "GatesUnmet",
    "Graded",
    "NewCheck",
    "What",
    "agree",
    "answer_source",
    "close",
    "confirm_no_place",
    "confirm_nobody",
    "decide",
    "finish",
    "first_search",
    "grade",
    "judge",
    "look",
    "look_at_checks",
    "look_at_choices",
    "look_at_hits",
    "no_checks",
    "record_check",
    "record_person",
    "record_place",
    "record_what",
    "remove_person",
    "remove_place",
    "search",
]
