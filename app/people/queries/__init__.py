"""Reads of coming, changing and leaving."""

from app.people.queries.changes import Line, find, of_person, waiting, waiting_for
from app.people.queries.coming import Coming, Going, coming_and_going, open_invitation
from app.people.queries.own import unread, unread_of
from app.people.queries.rosters import Want, to_be_signed, wants

__all__ = [
    "Coming",
    "Going",
    "Line",
    "Want",
    "coming_and_going",
    "find",
    "of_person",
    "open_invitation",
    "to_be_signed",
    "unread",
    "unread_of",
    "waiting",
    "waiting_for",
    "wants",
]
