"""Between a report and the form it is written in: what stands in the boxes, and what was typed in them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.dissemination.drafts import Draft, restored, with_marks
from app.dissemination.forms import EMBARGOED, ORGANISATIONS, PUBLIC, WriteForm
from app.dissemination.handling import LONDON
from app.dissemination.models import Report
from app.dissemination.recipients import ConditionFacts
from app.markings.grading import ActionCode, Assessment, Grade, HandlingCode, SanitisationCode, SourceGrade

SAME = ("title", "organisation_ref", "source", "assessment", "corroboration_ref", "handling", "conditions", "action",
        "usage", "sanitisation", "risk", "review_by", "named")  # fmt: skip


def typed_before(report: Report) -> dict[str, Any]:
    """Return what the form of a report starts from."""
    values: dict[str, Any] = {name: getattr(report, name) for name in SAME}
    values |= {"text": with_marks(report.body, report.spans), "tier": str(report.tier), "version": str(report.version)}
    values["instructions"] = [row["code"] for row in report.instructions]
    for one in restored(report.instructions):
        values |= {"organisations": sorted(one.organisations)} if one.organisations else {}
        values |= {"approval": one.text} if one.code == PUBLIC else {}
        if one.code == EMBARGOED:
            local = one.until.astimezone(LONDON) if one.until else None
            values |= {"embargo_on": local and local.date(), "embargo_at": local and local.time(), "then": one.then}
    return values


def draft_of(form: WriteForm, agencies: Mapping[str, str], people: frozenset[str]) -> Draft:
    """Return what was typed. ``agencies`` gives names by reference; ``people`` are the readers of the one chosen."""
    return Draft(
        title=form.title.data,
        text=form.text.data,
        grade=_grade(form),
        risk=form.risk.data,
        tier=int(form.tier.data),
        organisation_ref=form.organisation_ref.data or "",
        review_by=form.review_by.data,
        instructions=tuple(_condition(form, code, agencies) for code in form.instructions.data),
        named=tuple(ref for ref in form.named.data if ref in people),
    )


def _grade(form: WriteForm) -> Grade:
    """Return the grade that was typed."""
    return Grade(
        SourceGrade(form.source.data),
        Assessment(form.assessment.data),
        HandlingCode(form.handling.data),
        conditions=form.conditions.data,
        action=ActionCode(form.action.data) if form.action.data else None,
        sanitisation=SanitisationCode(form.sanitisation.data) if form.sanitisation.data else None,
        usage=form.usage.data,
        corroboration_ref=form.corroboration_ref.data,
        has_risk_assessment=bool(form.risk.data.strip()),
    )


def _condition(form: WriteForm, code: str, agencies: Mapping[str, str]) -> ConditionFacts:
    """Return one handling condition with what it needs."""
    then = (form.then.data or "") if code == EMBARGOED else ""
    names: tuple[str, ...] = tuple(form.organisations.data) if ORGANISATIONS in {code, then} else ()
    return ConditionFacts(
        code,
        text=form.approval.data if code == PUBLIC else "",
        organisations=frozenset(names),
        until=_until(form) if code == EMBARGOED else None,
        then=then,
        organisation_names=tuple(agencies[ref] for ref in names),
    )


def _until(form: WriteForm) -> datetime | None:
    """Return the instant at which an embargo ends; day and time are as clocks show here."""
    day, clock = form.embargo_on.data, form.embargo_at.data
    return datetime.combine(day, clock, LONDON).astimezone(UTC) if day and clock else None
