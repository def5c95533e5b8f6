"""Watching for status drift: what each contact, note and report adds, and from when contact is held."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.allegations.models import Allegation, MatchKey
from app.organisations.rules import local_day
from app.register.drifting import (
    CARE,
    CONTACTS,
    CONTACTS_ALLOWED,
    COUNTED_FOR,
    REPEAT,
    TASKED,
    ages_on,
    held_from,
    score,
)
from app.register.models import DriftDecision, DriftSign
from app.register.phrases import signs_in
from app.sources.models import Source
from app.sources.standings import ORDINARY
from app.unit_of_work import UnitOfWork
from audit.events import Event

# A contact of ours counts here however it ended; so many of them are read.
MANY = 500
AT_A_TIME = 200


def note_contact(uow: UnitOfWork, source_ref: str, said: str, *, ours: bool = True, tasked: bool = False) -> None:
    """
    Count a contact of ours, and look through what was written of it, before it is sealed, for words that task.

    :param ours: whether we began it. Where they came to us, it does not count as one of ours.
    :param tasked: whether whoever was in contact with them says that a task was spoken of.
    """
    source, today = uow.case.get_one(Source, source_ref), local_day(uow.now)
    found = ({CONTACTS: ""} if ours else {}) | ({TASKED: ""} if tasked else {}) | signs_in(said)
    for code, phrase in found.items():
        uow.case.add(DriftSign(source_ref=source_ref, code=code, seen_on=today, phrase=phrase))
    uow.case.flush()
    count_again(uow, source)


def report_linked(uow: UnitOfWork, source_ref: str) -> None:
    """Count again when another report was put to a source."""
    count_again(uow, uow.case.get_one(Source, source_ref))


def marked_for_care(uow: UnitOfWork, source_ref: str) -> None:
    """Count again when a source is known to be under 18 or vulnerable, which is one of the signs."""
    count_again(uow, uow.case.get_one(Source, source_ref))


def recount_aged(uow: UnitOfWork) -> int:
    """Count again where signs have grown too old to count; the steward does this, and may do it twice."""
    require(uow.actor, Action.STEWARD, Nothing(), uow.now)
    aged = select(Source).where(Source.recount_on <= local_day(uow.now)).order_by(Source.recount_on, Source.source_ref)
    sources = uow.case.scalars(aged.limit(AT_A_TIME)).all()
    for source in sources:
        count_again(uow, source)
    return len(sources)


def count_again(uow: UnitOfWork, source: Source) -> None:
    """
    Write what the signs of a source come to, and hold contact where they reach the threshold.

    A hold that nobody has decided on goes on when signs grow old: time alone sets nobody free.
    """
    today, rows = local_day(uow.now), seen(uow, source.source_ref)
    last = decisions(uow, source.source_ref, limit=1)
    decided = (last[0].decision, last[0].score, local_day(last[0].decided_at)) if last else None
    is_held = source.is_held_for_drift(today) and (decided is None or (source.held_from or today) > decided[2])
    before, source.drift_score = source.drift_score, score(_signs(uow, source, rows))
    source.recount_on = ages_on(_counted(rows, today))
    if not is_held:
        source.held_from = held_from(source.drift_score, decided, today)
    if source.drift_score != before:
        with uow.trail.recording(Event.DRIFT_SCORE, source.source_ref, detail={"score": source.drift_score}):
            uow.case.flush()


def signs_of(uow: UnitOfWork, source: Source) -> frozenset[str]:
    """Return the signs that a source shows now, by code."""
    return _signs(uow, source, seen(uow, source.source_ref))


def _signs(uow: UnitOfWork, source: Source, rows: Sequence[DriftSign]) -> frozenset[str]:
    """Return the signs that a source shows, by what was written down, what stands of it, and what they told again."""
    found = {row.code for row in rows} - {CONTACTS}
    if len(_counted(rows, local_day(uow.now))) > CONTACTS_ALLOWED:
        found.add(CONTACTS)
    if source.care != ORDINARY:
        found.add(CARE)
    if _told_again(uow, uow.vault.links_of(source.source_ref)):
        found.add(REPEAT)
    return frozenset(found)


def _counted(rows: Sequence[DriftSign], today: date) -> list[date]:
    """Return the days of contacts of ours that are not too old to count, the newest first."""
    return [row.seen_on for row in rows if row.code == CONTACTS and row.seen_on >= today - COUNTED_FOR]


def seen(uow: UnitOfWork, source_ref: str) -> Sequence[DriftSign]:
    """Return the signs that were written down of a source, newest first. The caller has found the source."""
    asked = select(DriftSign).where(DriftSign.source_ref == source_ref)
    return uow.case.scalars(asked.order_by(DriftSign.seen_on.desc(), DriftSign.sign_ref).limit(MANY)).all()


def decisions(uow: UnitOfWork, source_ref: str, limit: int = 12) -> Sequence[DriftDecision]:
    """Return what was decided on the drift of a source, newest first. The caller has found the source."""
    asked = select(DriftDecision).where(DriftDecision.source_ref == source_ref)
    return uow.case.scalars(asked.order_by(DriftDecision.decided_at.desc()).limit(limit)).all()


def _told_again(uow: UnitOfWork, links: Sequence[str]) -> bool:
    """Return whether two reports under these links name the same person, address or telephone."""
    if len(links) < 2:
        return False
    same = (
        select(MatchKey.value)
        .join(Allegation, Allegation.ref == MatchKey.allegation_ref)
        .where(Allegation.link.in_(links))
        .group_by(MatchKey.kind, MatchKey.value)
        .having(func.count(MatchKey.allegation_ref.distinct()) > 1)
    )
    return uow.case.scalar(same.limit(1)) is not None
