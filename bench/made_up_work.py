"""What a unit leaves behind beside its allegations, made up: sealed parts, sources, requests, reports and releases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table

from app.contacts.models import ContactRequest
from app.database import new_id
from app.dissemination.models import Acceptance, Release, Report
from app.sources.models import Source, Waiting

Rows = tuple[Table, list[dict[str, Any]]]

# Of so many allegations one has a source that is registered, one led to a request, one to a report.
SOURCES, REQUESTS, REPORTS = 2, 4, 3
# Of so many sealed parts, requests and reports one still waits for somebody.
WAITING = 50
# Of a hundred releases, those for which a result is still owed: to one reader who read it, to one who did not, and one
# more to a reader who read everything.
OWED = (30, 12, 1)


@dataclass(frozen=True, slots=True)
class Hands:
    """Through whose hands it all went, by reference."""

    unit: str
    officers: Sequence[str]
    handlers: Sequence[str]
    controller: str
    writer: str
    manager: str
    readers: Sequence[str]
    agencies: Sequence[str]


def made_up_work(hands: Hands, numbers: range, now: datetime) -> Iterator[Rows]:
    """Yield tables, each before those that refer to it, with their rows beside the allegations of these numbers."""
    yield table_of(Waiting), [_waiting(hands, number, now) for number in numbers]
    yield table_of(Source), [_source(hands, number, now) for number in numbers if number % SOURCES == 0]
    yield table_of(ContactRequest), [_request(hands, number, now) for number in numbers if number % REQUESTS == 0]
    reported = [number for number in numbers if number % REPORTS == 0]
    yield table_of(Report), [_report(hands, number, now) for number in reported]
    released = [number for number in reported if not _still_waits(number)]
    yield table_of(Release), [_release(hands, number, now) for number in released]
    yield table_of(Acceptance), [_acceptance(hands, number, now) for number in released if number % 4]


def reference(number: int) -> str:
    """Return the reference of the allegation of this number."""
    return f"IMS-2025-{number:06d}"


def received(number: int, now: datetime) -> datetime:
    """Return when the allegation of this number came in: within the last six months."""
    return now - timedelta(minutes=number * 2 % (182 * 24 * 60))


def table_of(model: Any) -> Table:
    """Return the table that a model stands for: rows go in faster without the model."""
    table: Table = model.__table__
    return table


def _still_waits(number: int) -> bool:
    return number // REPORTS % WAITING == 0


def _waiting(hands: Hands, number: int, now: datetime) -> dict[str, Any]:
    waits = number % WAITING == 0
    return {
        "submission_ref": new_id(),
        "link": new_id(),
        "allegation_ref": reference(number),
        "urgent": number % 500 == 0,
        "received_at": received(number, now),
        "state": "WAITING" if waits else "REGISTERED",
        "decided_by": None if waits else hands.handlers[0],
        "decided_on": None if waits else received(number, now).date(),
    }


def _source(hands: Hands, number: int, now: datetime) -> dict[str, Any]:
    return {
        "source_ref": f"SRC-{new_id()[:16]}",
        "status": "ACTIVE" if number % 10 else "CLOSED",
        "custody": "SINGLE",
        "band": "LOW",
        "handler_ref": hands.handlers[number // SOURCES % len(hands.handlers)],
        "controller_ref": hands.controller,
        "registered_at": received(number, now),
        "contactable": True,
        "plan_ends_on": (received(number, now) + timedelta(days=200)).date(),
    }


def _request(hands: Hands, number: int, now: datetime) -> dict[str, Any]:
    waits = number // REQUESTS % WAITING == 0
    return {
        "grant_ref": new_id(),
        "link": new_id(),
        "allegation_ref": reference(number),
        "compartment": "contact",
        "purpose": "CLARIFY",
        "reason": "Made up for measuring.",
        "requester_ref": hands.officers[number // REQUESTS % len(hands.officers)],
        "asked_at": received(number, now),
        "state": "PENDING" if waits else "ENDED",
        "approver_ref": None if waits else hands.controller,
        "decided_at": None if waits else received(number, now),
        "decision_reason": "",
        "ends_at": None if waits else received(number, now),
    }


def _report(hands: Hands, number: int, now: datetime) -> dict[str, Any]:
    state = "RELEASED"
    if _still_waits(number):
        state = "DRAFT" if number % 2 else "SUBMITTED"
    return {
        "ref": _report_ref(number),
        "allegation_ref": reference(number),
        "unit_ref": hands.unit,
        "author_ref": hands.writer,
        "state": state,
        "changed_at": received(number, now),
        "title": "Made up for measuring",
        "body": "Made up for measuring. " * 20,
        "handling": "P",
        "organisation_ref": hands.agencies[number % len(hands.agencies)],
        "decided_by": hands.manager if state == "RELEASED" else None,
        "decided_at": received(number, now) if state == "RELEASED" else None,
    }


def _release(hands: Hands, number: int, now: datetime) -> dict[str, Any]:
    return {
        "ref": _release_ref(number),
        "report_ref": _report_ref(number),
        "organisation_ref": hands.agencies[number % len(hands.agencies)],
        "released_on": received(number, now).date(),
        "title": "Made up for measuring",
        "body": "Made up for measuring. " * 20,
        "grade": "[2DP]",
        "marking": "OFFICIAL-SENSITIVE",
        "lines": [],
        "codes": [],
        "contact": "The unit",
        "tier": 15,
        "instructions": [],
        "named": [],
        "named_only": False,
        "hmg_only": False,
        "result_due_at": received(number, now) + timedelta(days=28),
        "resulted": number % 100 not in OWED,
    }


def _acceptance(hands: Hands, number: int, now: datetime) -> dict[str, Any]:
    return {
        "release_ref": _release_ref(number),
        "person_ref": hands.readers[number % len(hands.readers)],
        "at": received(number, now),
    }


def _report_ref(number: int) -> str:
    return f"REP-{number:08d}"


def _release_ref(number: int) -> str:
    return f"REL-{number:08d}"
