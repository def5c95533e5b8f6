"""What is passed on: a report is written, released by a second person to one agency, and its result comes back."""

from app.dissemination.service.handing_over import hand_over
from app.dissemination.service.reading import Preview, list_reports, look, read
from app.dissemination.service.receiving import (
    Received,
    accept,
    conditions_of,
    list_releases,
    read_release,
    record_result,
)
from app.dissemination.service.releasing import recall, refuse, release
from app.dissemination.service.words import compare_words, look_at_words, pass_words, return_words
from app.dissemination.service.writing import Opened, edit, start, submit, write

__all__ = [
    "Opened",
    "Preview",
    "Received",
    "accept",
    "compare_words",
    "conditions_of",
    "edit",
    "hand_over",
    "list_releases",
    "list_reports",
    "look",
    "look_at_words",
    "pass_words",
    "read",
    "read_release",
    "recall",
    "record_result",
    "refuse",
    "release",
    "return_words",
    "start",
    "submit",
    "write",
]
