"""Reads of coming, changing and leaving."""

from app.people.queries.changes import Line, find, of_person, waiting
from app.people.queries.coming import Coming, Going, coming_and_going, open_invitation
from app.people.queries.own import unread
from app.people.queries.rosters import Want, anything_to_sign, wants

__all__ = [
    "Coming",
    "Going",
    "Line",
    "Want",
    "anything_to_sign",
    "coming_and_going",
    "find",
    "of_person",
    "open_invitation",
    "unread",
    "waiting",
    "wants",
]
