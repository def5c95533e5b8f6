"""A made-up log of any size, for the benchmarks of the record: entries as the application writes them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from audit.entry import Entry, leaf_bytes
from audit.events import Decision, Event
from crypto.canonical import canonical_json

ORIGIN = "log.example/bench"
BEGUN = datetime(2026, 1, 5, 8, tzinfo=UTC)

# What a day consists of, roughly: reading, then acts that are announced before they are done.
_CONSULTED = (Event.ALLEGATION_READ, Event.ALLEGATION_LIST, Event.BOARD_READ, Event.REPORT_READ, Event.SOURCE_READ)
_DONE = (Event.ALLEGATION_RECORD, Event.SOURCE_OPEN, Event.CONTACT_APPROVE, Event.CONTACT_ATTEMPT, Event.REPORT_RELEASE)


def entry(number: int) -> Entry:
    """
    Return the ``number``-th made-up entry, always the same one.

    In every six there are two consultations and two acts, each announced and then done.
    """
    place = number % 6
    event = _CONSULTED[number % 5] if place < 2 else _DONE[(number // 6 + place // 4) % 5]
    announced = place in (2, 4)
    return Entry(
        actor_ref=_reference("person", number // 7 % 60),
        roles=("ASSESSOR",),
        clearance="SC",
        session=sha256(b"session %d" % (number // 500)).hexdigest(),
        verb=event.verb,
        action=event.action,
        object_ref=_reference("object", number * 7919 % 5003),
        detail={"compartment": "contact"} if event.reveals else {},
        purpose="SOURCE_CONTACT" if place >= 2 else "",
        decision=Decision.ATTEMPTED if announced else Decision.DONE,
        digest=sha256(b"cipher %d" % number).hexdigest() if place in (3, 5) else "",
        request_id=_reference("request", number // 3),
        attempt=number - 1 if place in (3, 5) else None,
    )


def at(number: int) -> datetime:
    """Return the time of the ``number``-th entry."""
    return BEGUN + timedelta(seconds=number * 2, microseconds=number * 7919 % 1_000_000)


def leaves(count: int) -> Iterator[bytes]:
    """Give the exact bytes of the first ``count`` entries."""
    for number in range(count):
        yield leaf_bytes(canonical_json(entry(number).parts()), number, at(number))


def _reference(kind: str, number: int) -> str:
    """Return a reference as random as the application's, but always the same for the same thing."""
    return sha256(f"{kind} {number}".encode()).hexdigest()[:32]
