"""Whoever is under 18 or vulnerable takes a longer path: two groups, monthly reviews, an appropriate adult."""

from app.access.policy import Action, require
from app.errors import Conflict, Invalid, Refused
from app.register import queries
from app.register.service.standing import RECORD
from app.register.watching import count_again
from app.sources import queries as sources
from app.sources.happenings import CUSTODY_CHANGED, NEEDS_CARE
from app.sources.models import Source
from app.sources.standings import ORDINARY
from app.unit_of_work import UnitOfWork
from audit.events import Event

LIFTED_BY = "care_is_lifted_by_an_authoriser"


def mark_care(uow: UnitOfWork, source_ref: str, *, care: str, words: str) -> None:
    """
    Mark a source as under 18 or vulnerable.

    From the mark on two groups hold the source, so that an authoriser takes part in every opening and every contact;
    the risk is reviewed now and monthly; and it counts as a sign of status drift.

    :raises NotFound: no such source, or not theirs to know.
    :raises Invalid: the appropriate adult is not named.
    :raises Refused: policy says no, or the mark is to go: an authoriser takes it off.
    """
    with uow.trail.recording(Event.CARE_MARK, source_ref, detail={"care": care}):
        source = sources.find(uow, source_ref)
        permit = require(uow.actor, Action.CARE_MARK, source.facts(RECORD), uow.now)
        if care == ORDINARY:
            raise Refused(LIFTED_BY, "Only an authoriser takes this mark off. The source stands on their board.")
        if not words.strip():
            raise Invalid({"words": "Name the appropriate adult, or say why there is none."})
        record = {"about": "care", "written_at": uow.now.isoformat(timespec="minutes"), "words": words}
        uow.vault.write(permit, source_ref, RECORD, record)
        source.care, source.is_sensitive = care, True
        uow.tell(CUSTODY_CHANGED, source_ref)
        uow.tell(NEEDS_CARE, source_ref)


def before_lifting(uow: UnitOfWork, source_ref: str) -> Source:
    """
    Let an authoriser say why a source needs no such care any more.

    :raises NotFound: no such source, or not theirs to know.
    """
    with uow.trail.consulting(Event.SOURCE_READ, source_ref):
        source = queries.find_to_lift(uow, source_ref)
        require(uow.actor, Action.CARE_LIFT, source.facts(), uow.now)
        return source


def lift_care(uow: UnitOfWork, source_ref: str, *, reason: str) -> None:
    """
    Take the mark off a source. Two groups go on holding it until both lower it, and the mark as sensitive stays.

    :raises NotFound: no such source, or not theirs to know.
    :raises Conflict: it is not marked.
    """
    with uow.trail.recording(Event.CARE_LIFT, source_ref, reason=reason):
        source = queries.find_to_lift(uow, source_ref)
        require(uow.actor, Action.CARE_LIFT, source.facts(), uow.now)
        if source.care == ORDINARY:
            raise Conflict("A colleague has done this already.")
        source.care = ORDINARY
        count_again(uow, source)
