"""Looking at a report as a whole: what an agency would read of it, who could, and what must be mended first."""

from dataclasses import dataclass, field

from app.access.policy import Action, allowed
from app.access.predicates import source_lets_it_go
from app.allegations.models import Allegation
from app.dissemination import queries
from app.dissemination.checking import Hint, hints, problems
from app.dissemination.drafts import grade_of
from app.dissemination.making import make_release
from app.dissemination.models import Release, Report
from app.errors import Invalid
from app.markings.terms import strictest
from app.risk import sending
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Checked:
    """What an agency would read (``None``: it cannot be written yet), the hints in it, who could, what is wrong."""

    made: Release | None = field(repr=False)
    hints: tuple[Hint, ...] = field(repr=False)
    readers: tuple[queries.Reader, ...]
    problems: dict[str, str]


def check(uow: UnitOfWork, report: Report) -> Checked:
    """Return a report as it would leave, and all that stands in its way."""
    allegation = uow.case.get(Allegation, report.allegation_ref)
    found = hints(report, allegation.account if allegation else "")
    readers = tuple(queries.readers(uow, report))
    made = _made(uow, report)
    wrong = problems(report, found, readers, made, uow.now)
    return Checked(made, found, readers, _stopped(uow, report) | wrong)


def is_stopped(uow: UnitOfWork, report: Report) -> bool:
    """Return whether the risk to whoever is behind a report keeps this person from letting it go."""
    return sending.is_stopped(uow, report.allegation_ref, strictest([grade_of(report)]))


def require_sendable(uow: UnitOfWork, report: Report) -> None:
    """
    Refuse a report with anything left to mend.

    :raises Invalid: with all of it, by field.
    """
    found = check(uow, report).problems
    if found:
        raise Invalid(found)


def _stopped(uow: UnitOfWork, report: Report) -> dict[str, str]:
    """
    Return that the source unit holds it back, for those who could let it go: they may not, and must ask.

    Nobody else learns of it: it would tell a writer that whoever spoke is known.
    """
    facts = report.facts()
    decides = allowed(uow.actor, Action.REPORT_RELEASE, facts, uow.now)
    return {"": source_lets_it_go.advice} if decides and is_stopped(uow, report) else {}


def _made(uow: UnitOfWork, report: Report) -> Release | None:
    """Return what would leave now, unless its conditions are not set in full yet."""
    try:
        return make_release(uow, report, "", due_at=uow.now)
    except (KeyError, ValueError):
        return None
