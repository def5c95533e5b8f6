"""Reads of reports and releases: what a unit wrote, what an agency received, and who may read it."""

from app.dissemination.queries.of_links import released_under, told_under
from app.dissemination.queries.readers import Reader, people_at, readers, standing_in_the_way
from app.dissemination.queries.received import accepted, find_release, releases, waiting
from app.dissemination.queries.written import (
    PAGE,
    acceptances,
    any_to_decide,
    find_report,
    of_allegation,
    release_of,
    reports,
    rests_on,
    results,
    to_decide,
    to_write,
    waiting_behind,
    words_to_check,
)

__all__ = [
    "PAGE",
    "Reader",
    "acceptances",
    "any_to_decide",
    "accepted",
    "find_release",
    "find_report",
    "of_allegation",
    "people_at",
    "readers",
    "release_of",
    "released_under",
    "rests_on",
    "releases",
    "reports",
    "results",
    "standing_in_the_way",
    "to_decide",
    "to_write",
    "told_under",
    "waiting",
    "waiting_behind",
    "words_to_check",
]
