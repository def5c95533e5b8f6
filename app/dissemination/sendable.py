"""Looking at a report as a whole: what an agency would read of it, who could, and what must be mended first."""

from dataclasses import dataclass, field

from app.allegations.models import Allegation
from app.dissemination import queries
from app.dissemination.checking import Hint, hints, problems
from app.dissemination.making import make_release
from app.dissemination.models import Release, Report
from app.errors import Invalid
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
    return Checked(made, found, readers, problems(report, found, readers, made, uow.now))


def require_sendable(uow: UnitOfWork, report: Report) -> None:
    """
    Refuse a report with anything left to mend.

    :raises Invalid: with all of it, by field.
    """
    found = check(uow, report).problems
    if found:
        raise Invalid(found)


def _made(uow: UnitOfWork, report: Report) -> Release | None:
    """Return what would leave now, unless its conditions are not set in full yet."""
    try:
        return make_release(uow, report, "", due_at=uow.now)
    except (KeyError, ValueError):
        return None
