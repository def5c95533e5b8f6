"""Reviews: what raises one, who signs, and what becomes of one that nobody does."""

from dataclasses import replace

from sqlalchemy import select

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.accounts.roles import RoleCode
from app.allegations.models import Allegation
from app.errors import Conflict, Invalid
from app.organisations.rules import local_day
from app.risk import queries
from app.risk.causes import CAUSE_BY_CODE, Cause
from app.risk.finding import Found, find
from app.risk.models import Happening, Review, Signature
from app.risk.models.reviews import DONE, DUE
from app.risk.raising import open_review, open_reviews, reopened_at, set_band, void_signatures
from app.risk.rules import OVERDUE_TELL_CONTROLLER, Band, review_due_at
from app.sources.happenings import BORNE_OUT
from app.sources.models import Source
from app.sources.openings.models import Opening
from app.unit_of_work import UnitOfWork
from audit.events import Event

MANY = 200


def happened(uow: UnitOfWork, source_ref: str, *, cause: str, reason: str) -> None:
    """
    Enter something that may have changed the risk to a source; a review falls due.

    :raises NotFound: no such source, or not theirs to know.
    :raises Invalid: nothing of the kind can be entered by hand.
    """
    with uow.trail.recording(Event.RISK_WRITE, source_ref, reason=reason, detail={"cause": cause}):
        source = queries.find_source(uow, source_ref)
        require(uow.actor, Action.RISK_WRITE, source.facts("risk"), uow.now)
        if cause not in CAUSE_BY_CODE or not CAUSE_BY_CODE[cause].by_hand:
            raise Invalid({"cause": "Choose what happened from the list."})
        open_review(uow, source, Cause(cause))


def sign(uow: UnitOfWork, source_ref: str) -> bool:
    """
    Sign the review of everything that is open; return whether it is complete, which needs all that its band asks for.

    The band that stands changes with the last signature, and whoever signs for the stricter of the two signs.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: the band is for somebody else to sign.
    :raises Conflict: something must be written down first, or they have signed.
    """
    with uow.trail.recording(Event.RISK_SIGN, source_ref) as note:
        source = queries.find_source(uow, source_ref)
        found = _found(uow, source)
        note.detail["band"] = found.to_sign.value
        require(uow.actor, Action.RISK_SIGN, replace(source.facts("risk"), band=found.to_sign.value), uow.now)
        if found.missing:
            raise Conflict(" ".join(found.missing))
        role = _role_of(uow, source, found)
        uow.case.add(
            Signature(
                source_ref=source_ref,
                person_ref=uow.actor.person_ref,
                role=role,
                at=uow.now,
                band=found.to_sign.value,
            )
        )
        uow.case.flush()
        if _found(uow, source).waits_for:
            return False
        _complete(uow, source, found)
        return True


def escalate(uow: UnitOfWork) -> int:
    """Mark reviews that are two days late as told to the controllers; the steward does this, and may do it twice."""
    require(uow.actor, Action.STEWARD, Nothing(), uow.now)
    late = select(Review).where(
        Review.state == DUE, Review.due_at <= uow.now - OVERDUE_TELL_CONTROLLER, Review.escalated_at.is_(None)
    )
    rows = uow.case.scalars(late.order_by(Review.due_at).limit(MANY)).all()
    for row in rows:
        with uow.trail.recording(Event.RISK_ESCALATE, row.source_ref, detail={"cause": row.cause}):
            row.escalated_at = uow.now
    return len(rows)


def see_to_happenings(uow: UnitOfWork) -> int:
    """Let what happened to reports, and who was read of, raise reviews of those behind; the steward does this."""
    require(uow.actor, Action.STEWARD, Nothing(), uow.now)
    rows = uow.case.scalars(select(Happening).limit(MANY)).all()
    read = uow.case.scalars(select(Opening).where(Opening.from_outside).limit(MANY)).all()
    if not (rows or read):
        return 0
    with uow.trail.recording(Event.RISK_REVIEW_DUE, "happenings"):
        for opening in read:
            source = uow.case.get(Source, opening.source_ref)
            if source is not None and not source.is_erased:
                open_review(uow, source, Cause.IDENTITY_READ)
            opening.from_outside = False
        for row in rows:
            source = uow.case.get(Source, row.allegation_ref)
            allegation = uow.case.get(Allegation, row.allegation_ref) if source is None else None
            source_ref = uow.vault.source_of(allegation.link) if allegation else None
            source = uow.case.get(Source, source_ref) if source_ref else source
            if source is not None and not source.is_erased:
                open_review(uow, source, Cause(row.cause))
            uow.case.delete(row)
    return len(rows) + len(read)


def _found(uow: UnitOfWork, source: Source) -> Found:
    """Return what a review of a source comes to now."""
    ref = source.source_ref
    return find(
        source.band,
        queries.open_risks(uow, ref),
        queries.threats_to(uow, ref),
        queries.planned_for(uow, ref),
        queries.signatures(uow, ref),
        reopened_at(open_reviews(uow, ref)),
    )


def _role_of(uow: UnitOfWork, source: Source, found: Found) -> str:
    """Return the role in which this person signs; Conflict when theirs is not missing, or they have signed."""
    me = uow.actor.person_ref
    if me in found.signers:
        raise Conflict("You have signed already. It waits for a second person.")
    for role in found.waits_for:
        # The handler's own signature is that of this source's handler, and of nobody else who handles sources.
        if uow.actor.has_role(role) and (role != RoleCode.NSU_HANDLER or source.handler_ref == me):
            return role
    if found.to_sign is Band.LOW:
        # A controller signs for a handler who is away; the policy has said that they may.
        return found.waits_for[0]
    raise Conflict("It waits for the signature of somebody else. Its page says of whom.")


def _complete(uow: UnitOfWork, source: Source, found: Found) -> None:
    """Close every open review, let the band found stand, and open the next by the calendar."""
    for row in open_reviews(uow, source.source_ref):
        row.state, row.done_at, row.done_by = DONE, uow.now, uow.actor.person_ref
        row.band_found = found.to_sign.value if found.band is None else found.band.value
    void_signatures(uow, source.source_ref)
    for risk in queries.open_risks(uow, source.source_ref):
        # Whoever signs has looked at it: the day that was named for it is over, and the next is its band's.
        if risk.review_on <= local_day(uow.now):
            risk.review_on = local_day(review_due_at(risk.counted, uow.now))
    uow.case.flush()
    set_band(uow, source, found.band or found.to_sign, Cause.SIGNED)
    open_review(uow, source, Cause.CALENDAR)
    uow.tell(BORNE_OUT, source.source_ref)
