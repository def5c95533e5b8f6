"""What every act of risk is made of: a review falls due, a band rises, words are sealed."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update

from app.access.facts import GrantFacts, SourceFacts, ThreatFacts
from app.access.policy import Action, require
from app.organisations import queries as organisations
from app.organisations.rules import end_of_day, local_day
from app.risk.causes import Cause, event_due_at
from app.risk.models import BandChange, Review, Risk, Signature, WelfareCheck
from app.risk.models.reviews import DUE
from app.risk.models.risks import OPEN
from app.risk.rules import is_grave, order, review_due_at
from app.risk.welfare import check_due_at
from app.sources.entering import ALPHABET, REFERENCE_LETTERS
from app.sources.happenings import RISK_IS_HIGH
from app.sources.models import Source
from app.sources.standings import ORDINARY
from app.unit_of_work import UnitOfWork
from audit.events import Event

# Product default: how often the risk to a child or a vulnerable person is looked at, whatever the band.
CARE_REVIEW = timedelta(days=28)
# Whose bank holidays the source unit keeps.
DIVISION = "england-and-wales"
ON_A_SCHEDULE = (Cause.FIRST.value, Cause.CALENDAR.value)


def to_the_hour(at: datetime) -> datetime:
    """Return the hour that a moment lies in: what is told by other work is kept no finer."""
    return at.replace(minute=0, second=0, microsecond=0)


def reference(prefix: str) -> str:
    """Return a new reference, such as RSK-BCDFGHJKMN."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(REFERENCE_LETTERS))}"


def open_review(uow: UnitOfWork, source: Source, cause: Cause) -> None:
    """Let a review fall due, unless one for the same cause is open. Signatures given so far count no more."""
    void_signatures(uow, source.source_ref)
    if any(row.cause == cause for row in open_reviews(uow, source.source_ref)):
        return
    with uow.trail.recording(Event.RISK_REVIEW_DUE, source.source_ref, detail={"cause": cause.value}):
        began = to_the_hour(uow.now)
        if cause in ON_A_SCHEDULE:
            due_at = _on_schedule(uow, source)
        else:
            due_at = event_due_at(source.band, began, organisations.holidays(uow.case, DIVISION))
        uow.case.add(Review(source_ref=source.source_ref, cause=cause.value, opened_at=began, due_at=due_at))
        uow.case.flush()


def open_reviews(uow: UnitOfWork, source_ref: str) -> list[Review]:
    """Return the reviews of a source that are due or will be, the first one due at the top."""
    asked = select(Review).where(Review.source_ref == source_ref, Review.state == DUE)
    return list(uow.case.scalars(asked.order_by(Review.due_at, Review.review_ref)))


def reopened_at(reviews: Iterable[Review]) -> datetime | None:
    """Return since when, to the hour, a source that was closed is open again and waits for its new assessment."""
    return next((row.opened_at for row in reviews if row.cause == Cause.REOPENED), None)


def set_band(uow: UnitOfWork, source: Source, band: str, cause: Cause) -> None:
    """Write the band of a source, and tell when it stands at HIGH or above. Reviews by the calendar come no later."""
    if source.band != band:
        with uow.trail.recording(Event.RISK_BAND, source.source_ref, detail={"band": band, "cause": cause.value}):
            source.band = band
            uow.case.add(
                BandChange(source_ref=source.source_ref, at=to_the_hour(uow.now), band=band, cause=cause.value)
            )
            for row in open_reviews(uow, source.source_ref):
                if row.cause in ON_A_SCHEDULE:
                    row.due_at = min(row.due_at, _calendar_due(source, band, uow.now))
            uow.case.flush()
            set_welfare_due(uow, source)
    if is_grave(band):
        uow.tell(RISK_IS_HIGH, source.source_ref)


def _calendar_due(source: Source, band: str, now: datetime) -> datetime:
    """Return when the next review by the calendar is due: monthly at least for whoever is under 18 or vulnerable."""
    due_at = review_due_at(band, now)
    return due_at if source.care == ORDINARY else min(due_at, now + CARE_REVIEW)


def _on_schedule(uow: UnitOfWork, source: Source) -> datetime:
    """Return when the next review falls due by itself: by the band, or on the first day named for one of the risks."""
    asked = select(func.min(Risk.review_on)).where(Risk.source_ref == source.source_ref, Risk.state == OPEN)
    first, by_band = uow.case.scalar(asked), _calendar_due(source, source.band, uow.now)
    return by_band if first is None else min(by_band, end_of_day(first))


def bring_forward(uow: UnitOfWork, source_ref: str, day: date) -> None:
    """Let the review that falls due by itself do so on a day that was named for one of the risks, and no later."""
    for row in open_reviews(uow, source_ref):
        if row.cause in ON_A_SCHEDULE:
            row.due_at = min(row.due_at, end_of_day(day))


def set_welfare_due(uow: UnitOfWork, source: Source) -> None:
    """Write down by which day somebody asks how a source is, counted from the last time or from registration."""
    asked = select(func.max(WelfareCheck.at)).where(WelfareCheck.source_ref == source.source_ref)
    last = uow.case.scalar(asked) or source.registered_at
    source.welfare_due_on = local_day(check_due_at(source.band, last, in_care=source.care != ORDINARY))


def raise_to(uow: UnitOfWork, source: Source, band: str, cause: Cause) -> None:
    """Raise the band of a source at once. Lowering it takes a signed review."""
    if order(band) > order(source.band):
        set_band(uow, source, band, cause)


def void_signatures(uow: UnitOfWork, source_ref: str) -> None:
    """Let signatures that were given before something changed count no more."""
    uow.case.execute(
        update(Signature).where(Signature.source_ref == source_ref, Signature.counts.is_(True)).values(counts=False)
    )


def seal(
    uow: UnitOfWork,
    action: Action,
    facts: SourceFacts | ThreatFacts | GrantFacts,
    about: str,
    words: Mapping[str, object],
) -> int:
    """
    Seal words into the risk part of a source, and return which entry holds them. Needs nobody's keys.

    :raises Refused: policy says no.
    """
    permit = require(uow.actor, action, facts, uow.now)
    record = {"about": about, "written_at": uow.now.isoformat(timespec="minutes"), **words}
    return uow.vault.write(permit, permit.object_ref, "risk", record).version
