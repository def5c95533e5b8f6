"""What did not open as it should and is held shut: a custodian sees what it is, and releases it with a second one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.access.facts import FreezeFacts
from app.access.policy import Action, allowed, require, visible
from app.accounts import queries as accounts
from app.errors import Locked, NotFound
from app.sources.models import Source, source_columns
from app.sources.words import GROUP_LABELS
from app.unit_of_work import UnitOfWork
from audit.events import Decision, Event
from audit.store import Filters

FAILURES = 200


@dataclass(frozen=True, slots=True)
class HeldShut:
    """
    One record that is held shut.

    :ivar kind: what it is: ``source``, ``submission``, ``person``, ``group`` or ``other``.
    :ivar name: what it is called: a reference, or the name of a person or a group.
    :ivar failed_in: the act that it first failed in, as the log calls it, and the part that was to be opened.
    :ivar mine_to_release: whether this person may release it: they have not released it already.
    """

    record_ref: str
    kind: str
    name: str
    failed_at: datetime
    failed_in: tuple[str, str]
    first_releaser: str
    mine_to_release: bool


def held_shut_count(uow: UnitOfWork) -> int:
    """Return how many records are held shut that this person may know of. Without any, no store is asked twice."""
    require(uow.actor, Action.FROZEN_LIST, FreezeFacts(""), uow.now)
    refs = uow.vault.held_shut()
    return len(refs - _others(uow, refs)) if refs else 0


def held_shut(uow: UnitOfWork) -> list[HeldShut]:
    """
    Return what is held shut, longest first, for an unlocked custodian. Recorded with the references shown.

    A source stands there only for those who may know of it.

    :raises Locked: the custodian has not unlocked.
    """
    with uow.trail.consulting(Event.FROZEN_LIST) as note:
        require(uow.actor, Action.FROZEN_LIST, FreezeFacts(""), uow.now)
        _require_unlocked(uow)
        rows = _rows(uow)
        note.detail["listed"] = [row.record_ref for row in rows]
        return rows


def read_held_shut(uow: UnitOfWork, record_ref: str) -> HeldShut:
    """
    Return one record that is held shut.

    :raises NotFound: it is not held, or not theirs to know.
    :raises Locked: the custodian has not unlocked.
    """
    with uow.trail.consulting(Event.FROZEN_LIST, record_ref):
        require(uow.actor, Action.FROZEN_LIST, FreezeFacts(""), uow.now)
        found = [row for row in _rows(uow) if row.record_ref == record_ref]
        if not found:
            raise NotFound
        _require_unlocked(uow)
        return found[0]


def release(uow: UnitOfWork, record_ref: str, *, reason: str) -> bool:
    """
    Release a record as one of two custodians, and return whether it is open again: the second one's release opens it.

    What is still wrong is held shut again when somebody next tries it.

    :raises NotFound: it is not held, or not theirs to know.
    :raises Refused: policy says no; nobody releases it twice.
    :raises Locked: the custodian has not unlocked.
    """
    with uow.trail.recording(Event.FROZEN_RELEASE, record_ref, reason=reason) as note:
        held = {one.record_ref: one for one in uow.vault.failures()}
        if record_ref not in held or _others(uow, [record_ref]):
            raise NotFound
        facts = FreezeFacts(record_ref, held[record_ref].first_releaser)
        is_open = uow.vault.release(require(uow.actor, Action.FROZEN_RELEASE, facts, uow.now))
        note.detail["release"] = "second" if is_open else "first"
        return is_open


def _rows(uow: UnitOfWork) -> list[HeldShut]:
    """Return what is held shut and may be known of, longest first."""
    held = uow.vault.failures()
    others = _others(uow, [one.record_ref for one in held])
    known = [one for one in held if one.record_ref not in others]
    refs = [one.record_ref for one in known]
    named, acts = _named(uow, refs), _acts(uow, refs)
    people = accounts.names(uow.case, [one.first_releaser for one in known if one.first_releaser])
    return [
        HeldShut(
            one.record_ref,
            *named[one.record_ref],
            failed_at=one.failed_at,
            failed_in=acts.get(one.record_ref, ("", "")),
            first_releaser=people.get(one.first_releaser or "", ""),
            mine_to_release=allowed(
                uow.actor, Action.FROZEN_RELEASE, FreezeFacts(one.record_ref, one.first_releaser), uow.now
            ),
        )
        for one in known
    ]


def _others(uow: UnitOfWork, refs: Collection[str]) -> frozenset[str]:
    """Return which of these are sources that this person may not know of."""
    is_known = visible(uow.actor, Action.SOURCE_LIST, source_columns(), uow.now)
    return frozenset(uow.case.scalars(select(Source.source_ref).where(Source.source_ref.in_(refs), ~is_known)))


def _named(uow: UnitOfWork, refs: list[str]) -> dict[str, tuple[str, str]]:
    """Return the kind and the name of each record."""
    people = accounts.names(uow.case, refs)
    registered = frozenset(uow.case.scalars(select(Source.source_ref).where(Source.source_ref.in_(refs))))
    sealed = {ref for ref in refs if ref not in registered and uow.vault.submission_waits(ref)}
    found = {ref: ("other", ref) for ref in refs}
    found |= {ref: ("submission", ref) for ref in sealed}
    found |= {ref: ("group", GROUP_LABELS[ref]) for ref in refs if ref in GROUP_LABELS}
    found |= {ref: ("person", name) for ref, name in people.items()}
    return found | {ref: ("source", ref) for ref in registered}


def _acts(uow: UnitOfWork, refs: list[str]) -> dict[str, tuple[str, str]]:
    """Return the newest act that failed on each record, and the part that was to be opened, as the log has them."""
    if not refs:
        return {}
    failed = uow.log.entries(Filters(object_refs=tuple(refs), decision=Decision.FAILED), limit=FAILURES)
    told = [one.entry for one in reversed(failed) if one.entry.action != Event.INTEGRITY_FAILED.action]
    return {entry.object_ref: (entry.action, str(entry.detail.get("compartment", ""))) for entry in told}


def _require_unlocked(uow: UnitOfWork) -> None:
    """Refuse somebody whose keys are locked."""
    if not uow.vault.is_unlocked:
        raise Locked
