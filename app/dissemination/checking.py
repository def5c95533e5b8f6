"""What stands in the way of a report: its grade, its marking, hints at who spoke, and nobody who may read it."""

from collections.abc import Sequence

from app.dissemination.drafts import grade_of, restored
from app.dissemination.models import Report
from app.dissemination.packet import faults
from app.dissemination.queries import Reader
from app.dissemination.recipients import ReleaseFacts
from app.markings.grading import Assessment
from app.markings.grading_rules import Rule, release_faults
from app.markings.tiers import TIER_BY_RANK, within_ceiling
from app.withholding.patterns import Finding

SHORTEST_REASON = 30


def problems(report: Report, findings: Sequence[Finding], readers: Sequence[Reader]) -> dict[str, str]:
    """
    Return everything that must be mended before a report may leave, by the field that mends it.

    Hints that stand inside what is withheld do not count: no agency reads them.
    """
    found = _unfilled(report)
    found |= {rule.field: rule.mend for rule in _grade_faults(report)}
    if not within_ceiling(_tier(report)):
        found["tier"] = "This system may not hold that classification. Write it on a system that may."
    marking = faults(restored(report.instructions), _facts(report))
    if marking:
        found["instructions"] = " ".join(marking)
    if open_findings(report, findings) and len(report.cleared_because.strip()) < SHORTEST_REASON:
        found["cleared_because"] = (
            f"Some words hint at who spoke. Change or withhold them, or say in {SHORTEST_REASON} characters or more "
            "why they may stay; the second person sees your reason."
        )
    return found | _nobody(report, readers)


def open_findings(report: Report, findings: Sequence[Finding]) -> list[Finding]:
    """Return the hints that an agency would read."""
    return [
        finding
        for finding in findings
        if not any(start <= finding.start and finding.end <= end for start, end in report.spans)
    ]


def _unfilled(report: Report) -> dict[str, str]:
    """Return the parts that nothing may leave without."""
    asked = {
        "title": (report.title, "Give the report a title that names nobody."),
        "text": (report.body, "Write the report."),
        "organisation_ref": (report.organisation_ref, "Choose the agency it is for."),
        "review_by": (report.review_by, "Say until when it may be relied on."),
    }
    return {name: mend for name, (value, mend) in asked.items() if not value}


def _grade_faults(report: Report) -> list[Rule]:
    """Return what is wrong with the grade. That a manager must agree to an E is for policy, which asks for one."""
    needs_manager = grade_of(report).assessment is Assessment.SUSPECTED_FALSE
    return [rule for rule in release_faults(grade_of(report)) if not (needs_manager and rule.field == "manager_ref")]


def _nobody(report: Report, readers: Sequence[Reader]) -> dict[str, str]:
    """Refuse to send to an agency where nobody may read it, with every reason; who is named must be able to."""
    if not report.organisation_ref:
        return {}
    if not any(not reader.refusals for reader in readers):
        reasons = dict.fromkeys(refusal.reason for reader in readers for refusal in reader.refusals)
        why = " ".join(reasons) if reasons else "It has no readers enrolled."
        return {"organisation_ref": f"Nobody at this agency may read this. {why}"}
    shut_out = [reader for reader in readers if reader.person_ref in report.named and reader.refusals]
    if shut_out:
        reasons = dict.fromkeys(refusal.reason for reader in shut_out for refusal in reader.refusals)
        return {"named": f"Somebody you named may not read this. {' '.join(reasons)}"}
    return {}


def _facts(report: Report) -> ReleaseFacts:
    """Return what the conditions may know of a report."""
    return ReleaseFacts(_tier(report), report.organisation_ref, frozenset(report.named))


def _tier(report: Report) -> str:
    """Return the classification as printed."""
    return TIER_BY_RANK[report.tier].code.value
