"""Making a release: a separate product in which nothing that was withheld is left."""

from datetime import datetime

from app.dissemination.drafts import grade_of, restored
from app.dissemination.handling import in_force
from app.dissemination.models import Release, Report
from app.dissemination.packet import marking_line, packet_lines
from app.dissemination.redaction import redact
from app.markings.grading import ACTION_BY_CODE, SANITISATION_BY_CODE, Letter
from app.markings.tiers import TIER_BY_RANK
from app.organisations import queries as organisations
from app.organisations.models import Organisation
from app.organisations.rules import end_of_day, local_day
from app.unit_of_work import UnitOfWork

ABROAD = "UK "  # begins the marking of what goes to a foreign government or an international body


def make_release(uow: UnitOfWork, report: Report, ref: str, *, due_at: datetime) -> Release:
    """
    Return what the agency of a report would read. Nothing of the row leads back to what was withheld.

    :raises ValueError: its marking cannot be written.
    :raises KeyError: a condition, or what follows an embargo, is not in the table.
    """
    conditions = restored(report.instructions)
    organisation = uow.case.get(Organisation, report.organisation_ref)
    foreign = organisation is not None and (organisation.org_type == "OVERSEAS" or organisation.country != "GB")
    unit = organisations.unit(uow.case, report.unit_ref)
    codes = {one.code for one in conditions} | {one.then for one in conditions}
    embargo = max((one.until for one in conditions if one.until), default=None)
    return Release(
        ref=ref,
        report_ref=report.ref,
        organisation_ref=report.organisation_ref,
        released_on=local_day(uow.now),
        title=report.title,
        body=redact(report.body, [(start, end) for start, end in report.spans]).text,
        grade=str(grade_of(report)),
        marking=marking_line(TIER_BY_RANK[report.tier].code.value, conditions, foreign=foreign),
        lines=[*packet_lines(conditions), *_code_lines(report)],
        codes=[code for code in (report.action, report.sanitisation) if code],
        usage=report.usage,
        contact=f"{unit.name}, quoting {report.ref}",
        tier=report.tier,
        instructions=report.instructions,
        named=report.named,
        named_only="RECIPIENTS_ONLY" in codes,
        hmg_only="HMG_USE_ONLY" in codes,
        embargo_until=embargo,
        expires_at=_end_of(report),
        result_due_at=due_at,
    )


def marking_of(made: Release, now: datetime) -> str:
    """Return the marking of a release as it stands now: once an embargo is over, what follows it takes its place."""
    conditions = in_force(restored(made.instructions), now)
    return marking_line(TIER_BY_RANK[made.tier].code.value, conditions, foreign=made.marking.startswith(ABROAD))


def _code_lines(report: Report) -> list[str]:
    """Return what the action and sanitisation codes, and the writer's own conditions, ask of a reader."""
    lines = [f"{letter.label} ({letter.code}). {letter.meaning}" for letter in _letters(report)]
    if report.conditions:
        lines.append(report.conditions)
    return lines


def _letters(report: Report) -> list[Letter]:
    """Return the rows of the codes a report carries."""
    found = (ACTION_BY_CODE.get(report.action), SANITISATION_BY_CODE.get(report.sanitisation))
    return [letter for letter in found if letter is not None]


def _end_of(report: Report) -> datetime | None:
    """Return the end of the last day on which a report may be relied on."""
    return end_of_day(report.review_by) if report.review_by else None
