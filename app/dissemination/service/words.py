"""The source unit's step before a release: the words that would leave are compared with those of whoever told us."""

from app.access.policy import Action, require
from app.dissemination import queries
from app.dissemination.checking import SHORTEST_REASON
from app.dissemination.comparing import Compared, leaving, marked
from app.dissemination.models import Report
from app.dissemination.service.opening import open_behind
from app.dissemination.service.releasing import CHANGED, send_back
from app.errors import Conflict, Invalid, Locked
from app.unit_of_work import UnitOfWork
from audit.events import Event

TOGETHER = "What is kept of whoever told us is held by two groups. It must be compared before the words can be let go."
WHY = f"Some of the words are theirs. Send it back, or say in {SHORTEST_REASON} characters or more why they may stay."


def look_at_words(uow: UnitOfWork, ref: str) -> Report:
    """
    Return a report whose words wait for the source unit.

    :raises NotFound: no such report, or its words do not wait for this person.
    """
    with uow.trail.consulting(Event.REPORT_READ, ref):
        return _find(uow, ref)


def compare_words(uow: UnitOfWork, ref: str, *, version: int) -> Compared:
    """
    Return what would leave with every word in it that is of whoever told us. Nothing of it is kept, no digest either.

    :raises NotFound: no such report, or its words do not wait for this person.
    :raises Locked: the custodian has not unlocked, whether anything is kept or not.
    :raises Conflict: it is not the version that was looked at.
    :raises Refused: whoever told us is kept from this person.
    """
    with uow.trail.recording(Event.WORDS_COMPARE, ref):
        report = _find_as_looked_at(uow, ref, version)
        behind = open_behind(uow, report)
    texts = {name: marked(text, behind.kept) for name, text in leaving(report).items()}
    return Compared(texts, bool(behind.kept), tuple(behind.together))


def pass_words(uow: UnitOfWork, ref: str, *, version: int, reason: str = "") -> None:
    """
    Let the words of a report go, once they are compared, which is done again here.

    Raises what ``compare_words`` raises, and besides:

    :raises Conflict: two groups hold what it must be compared with, and this custodian was not given the other half.
    :raises Invalid: words were found, and nobody says why they may stay.
    """
    compared = compare_words(uow, ref, version=version)
    with uow.trail.recording(Event.WORDS_PASS, ref, reason=reason):
        report = _find_as_looked_at(uow, ref, version)
        if compared.together:
            raise Conflict(TOGETHER)
        if compared.is_found and len(reason.strip()) < SHORTEST_REASON:
            raise Invalid({"may_stay": WHY})
        report.words_checked_at, report.words_checked_by = uow.now, uow.actor.person_ref


def return_words(uow: UnitOfWork, ref: str, *, reason: str) -> None:
    """
    Send a report back to its writer, who reads which words to leave out and not whose they are.

    :raises NotFound: no such report, or its words do not wait for this person.
    """
    with uow.trail.recording(Event.REPORT_REFUSE, ref, reason=reason):
        send_back(uow, _find(uow, ref), reason)


def _find(uow: UnitOfWork, ref: str) -> Report:
    report = queries.find_report(uow, ref, Action.REPORT_CHECK_WORDS)
    require(uow.actor, Action.REPORT_CHECK_WORDS, report.facts(), uow.now)
    return report


def _find_as_looked_at(uow: UnitOfWork, ref: str, version: int) -> Report:
    """Return the report for an unlocked custodian, as it was looked at."""
    report = _find(uow, ref)
    if not uow.vault.is_unlocked:
        raise Locked
    if report.version != version:
        raise Conflict(CHANGED)
    return report
