"""What is done about the risk to a source when other work says that something has happened."""

from collections.abc import Callable
from typing import Final

from app.errors import Conflict
from app.risk import due, queries
from app.risk.causes import Cause
from app.risk.models import BandChange, Happening
from app.risk.models.reviews import DONE
from app.risk.models.risks import OPEN
from app.risk.raising import open_review, open_reviews, raise_to, set_welfare_due, to_the_hour, void_signatures
from app.risk.rules import Band, band, higher, order
from app.sources import happenings
from app.sources.models import Source
from app.sources.standings import CHILD
from app.unit_of_work import UnitOfWork
from audit.events import Event

# Told by contacts, with the reference of the source behind the call.
CONTACT_FAILED: Final = "contact:failed-too-often"
CONTACT_UNSAFE: Final = "contact:unsafe"
THIRD_PARTY_ANSWERED: Final = "contact:third-party"
DURESS: Final = "contact:duress"
REVIEW_ASKED: Final = "contact:review-asked"
# Told by reports, with the reference of the allegation: who told us of it is the steward's to ask.
SENT: Final = "report:sent"
ACTED_ON: Final = "report:acted-on"
ARREST: Final = "report:arrest"

Listener = Callable[[UnitOfWork, str], None]


def begin(uow: UnitOfWork, source_ref: str) -> None:
    """Let the first estimate stand, and its first review fall due."""
    source = uow.case.get_one(Source, source_ref)
    uow.case.add(BandChange(source_ref=source_ref, at=to_the_hour(uow.now), band=source.band, cause=Cause.FIRST.value))
    open_review(uow, source, Cause.FIRST)
    set_welfare_due(uow, source)


def review(cause: Cause) -> Listener:
    """Return what opens a review of the source that is named."""

    def listen(uow: UnitOfWork, source_ref: str) -> None:
        open_review(uow, uow.case.get_one(Source, source_ref), cause)

    return listen


def note(cause: Cause) -> Listener:
    """Return what keeps that something happened to an allegation or a source, for the steward to see to at once."""

    def listen(uow: UnitOfWork, ref: str) -> None:
        uow.case.add(Happening(allegation_ref=ref, cause=cause.value))

    return listen


def under_duress(uow: UnitOfWork, source_ref: str) -> None:
    """Somebody forces them: the risk is critical from this moment on."""
    source = uow.case.get_one(Source, source_ref)
    raise_to(uow, source, Band.CRITICAL, Cause.DURESS)
    open_review(uow, source, Cause.DURESS)


def third_party(uow: UnitOfWork, source_ref: str) -> None:
    """Somebody else answered: the risk of being found out is one band more until it is looked at."""
    source = uow.case.get_one(Source, source_ref)
    if order(source.band) < order(Band.VERY_HIGH):
        raise_to(uow, source, higher(source.band), Cause.THIRD_PARTY)
    open_review(uow, source, Cause.THIRD_PARTY)


def in_care(uow: UnitOfWork, source_ref: str) -> None:
    """They are known to be under 18 or vulnerable: every risk to a child is one band more from this moment on."""
    source = uow.case.get_one(Source, source_ref)
    if source.care == CHILD:
        for risk in queries.open_risks(uow, source_ref):
            risk.more_exposed, risk.band = True, band(risk.likelihood, risk.impact, more_exposed=True).value
            if risk.residual_impact is not None:
                again = band(risk.residual_likelihood, risk.residual_impact, more_exposed=True)
                risk.residual_band = again.value
            raise_to(uow, source, risk.counted, Cause.CARE)
    open_review(uow, source, Cause.CARE)
    set_welfare_due(uow, source)


def closing(uow: UnitOfWork, source_ref: str) -> None:
    """
    Settle the open reviews of a source that is closed: whoever signs the closing signs for the band that stands.

    :raises Conflict: a threat to their life is open.
    """
    if any(threat.state == OPEN for threat in queries.threats_to(uow, source_ref)):
        raise Conflict("There is an open threat to their life. It is closed first.")
    for row in open_reviews(uow, source_ref):
        row.state, row.done_at, row.done_by = DONE, to_the_hour(uow.now), uow.actor.person_ref
        row.band_found = uow.case.get_one(Source, source_ref).band
    void_signatures(uow, source_ref)


def kept_from(uow: UnitOfWork, source_ref: str) -> None:
    """
    See that nobody who is kept from a source has something to do about the risk to it, which they would never see.

    :raises Conflict: somebody has.
    """
    owners = queries.owners(uow, source_ref)
    if uow.kept_among(owners, uow.case.get_one(Source, source_ref)):
        raise Conflict("Somebody chosen has something to do about a risk to this source. Change that first.")


def pass_on(uow: UnitOfWork, source_ref: str) -> None:
    """Give what somebody had to do about the risk, and does not see any more, to whoever handles the source now."""
    source = uow.case.get_one(Source, source_ref)
    able, to_ref = due.may_own(uow, source), source.handler_ref
    if to_ref is None or to_ref not in able:
        return
    for ref, row in queries.in_hand(uow, source_ref).items():
        if row.owner_ref not in able:
            with uow.trail.recording(Event.HOLDING_MOVE, ref, detail={"from": row.owner_ref, "to": to_ref}):
                row.owner_ref = to_ref


LISTENERS: dict[str, list[Listener]] = {
    happenings.REGISTERED: [begin],
    happenings.CLOSING: [closing],
    happenings.KEPT_FROM: [kept_from],
    happenings.REOPENED: [review(Cause.REOPENED)],
    happenings.NEEDS_CARE: [in_care],
    happenings.MOVED: [review(Cause.MOVED)],
    happenings.IDENTITY_READ: [note(Cause.IDENTITY_READ)],
    happenings.GLASS_BROKEN: [review(Cause.GLASS_BROKEN)],
    happenings.DISCLOSED: [note(Cause.DISCLOSURE)],
    CONTACT_FAILED: [review(Cause.FAILED_CONTACT)],
    CONTACT_UNSAFE: [review(Cause.UNSAFE_CONTACT)],
    THIRD_PARTY_ANSWERED: [third_party],
    DURESS: [under_duress],
    REVIEW_ASKED: [review(Cause.ASKED)],
    SENT: [note(Cause.SENT)],
    ACTED_ON: [note(Cause.ACTED_ON)],
    ARREST: [note(Cause.ARREST)],
    happenings.OFFICER_MOVED: [review(Cause.OFFICER_MOVED), pass_on],
}
