"""Reads of allegations: one that this person may know of, what hangs on it, and the lists."""

from app.allegations.queries.finding import account_of, by_link, find, known, mailbox, sendings
from app.allegations.queries.listing import Bookmark, Listed, Row, beginnings, line, listing
from app.allegations.queries.lists import LISTS, ListName, lists_for
from app.allegations.queries.particulars import Step, additions, history, particulars, related

__all__ = [
    "LISTS",
    "Bookmark",
    "ListName",
    "Listed",
    "Row",
    "Step",
    "account_of",
    "additions",
    "beginnings",
    "by_link",
    "find",
    "history",
    "known",
    "line",
    "listing",
    "lists_for",
    "mailbox",
    "particulars",
    "related",
    "sendings",
]
