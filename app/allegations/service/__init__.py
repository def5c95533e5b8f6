"""What can be done with an allegation before it is assessed, and what becomes of it afterwards."""

from app.allegations.service.collecting import add_more, collect, note_answer
from app.allegations.service.following import chase_results, mark_disseminated, mark_result
from app.allegations.service.holding import Held, cut, hold, read_held
from app.allegations.service.moving import develop, hand_over, note_news, reopen, return_for_correction, take
from app.allegations.service.reading import Reading, Timeline, cover, lists, read, timeline

__all__ = [
    "Held",
    "Reading",
    "Timeline",
    "add_more",
    "chase_results",
    "collect",
    "cover",
    "cut",
    "develop",
    "hand_over",
    "hold",
    "lists",
    "mark_disseminated",
    "mark_result",
    "note_answer",
    "note_news",
    "read",
    "read_held",
    "reopen",
    "return_for_correction",
    "take",
    "timeline",
]
