"""Whoever is under 18 or vulnerable takes a longer path: two groups, monthly reviews, an appropriate adult."""

from app.access.policy import Action, require
from app.errors import Invalid
from app.register.service.standing import RECORD
from app.register.watching import count_again
from app.sources import queries as sources
from app.sources.happenings import CUSTODY_CHANGED, NEEDS_CARE
from app.sources.standings import ORDINARY
from app.unit_of_work import UnitOfWork
from audit.events import Event


def mark_care(uow: UnitOfWork, source_ref: str, *, care: str, words: str) -> None:
    """
    Mark a source as under 18 or vulnerable, or as neither any more.

    From the mark on two groups hold the source, so that an authoriser takes part in every opening and every contact;
    the risk is reviewed now and monthly; and it counts as a sign of status drift.

    :raises NotFound: no such source, or not theirs to know.
    :raises Invalid: the appropriate adult is not named, or nothing is said of why.
    """
    with uow.trail.recording(Event.CARE_MARK, source_ref, detail={"care": care}):
        source = sources.find(uow, source_ref)
        permit = require(uow.actor, Action.CARE_MARK, source.facts(RECORD), uow.now)
        if not words.strip():
            raise Invalid({"words": "Name the appropriate adult, or say why there is none, or why the mark goes."})
        record = {"about": "care", "written_at": uow.now.isoformat(timespec="minutes"), "words": words}
        uow.vault.write(permit, source_ref, RECORD, record)
        source.care = care
        if care != ORDINARY:
            source.is_sensitive = True
            uow.tell(CUSTODY_CHANGED, source_ref)
            uow.tell(NEEDS_CARE, source_ref)
        count_again(uow, source)
