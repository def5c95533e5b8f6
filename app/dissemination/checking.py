"""What stands in the way of a report: its grade, its marking, hints at who spoke, and nobody who may read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.dissemination.drafts import CLOSE, OPEN, grade_of, restored
from app.dissemination.models import Release, Report
from app.dissemination.packet import faults
from app.dissemination.queries import Reader
from app.dissemination.recipients import ReleaseFacts
from app.dissemination.redaction import redact
from app.markings.grading import Assessment, HandlingCode
from app.markings.grading_rules import release_faults
from app.markings.tiers import TIER_BY_RANK, within_ceiling
from app.organisations.rules import local_day
from app.withholding.lines import named_line
from app.withholding.patterns import Finding, look

SHORTEST_REASON = 30  # characters

# What leaves besides the text, and from which nothing is cut.
WHOLE = {"title": "Title", "conditions": "Conditions", "usage": "How it may be used openly"}
LABELS = {
    **{name: f"“{label}”" for name, label in WHOLE.items()},
    "text": "the text",
    "instructions": "the handling conditions",
}
LIMITED = "RECIPIENTS_ONLY"
FIELDS = {"has_risk_assessment": "risk"}


@dataclass(frozen=True, slots=True)
class Hint:
    """Words that may hint at who spoke: in which field, and whether they are withheld there."""

    field: str
    finding: Finding
    withheld: bool


def hints(report: Report, account: str) -> tuple[Hint, ...]:
    """Return every hint in what would leave, those in the text first. ``account`` is what the report rests on."""
    found = [Hint("text", one, _is_withheld(report, one)) for one in look(report.body, account)]
    for name in WHOLE:
        found += [Hint(name, one, withheld=False) for one in look(getattr(report, name), account)]
    return tuple(found)


def problems(
    report: Report, found: Sequence[Hint], readers: Sequence[Reader], made: Release | None, now: datetime
) -> dict[str, str]:
    """
    Return everything that must be mended before a report may leave, by the field that mends it.

    Hints that stand inside what is withheld do not count: no agency reads them. ``made`` is the release that would
    leave, ``None`` when it cannot be written.
    """
    parts = (
        _unnamed(report, made),
        _unfilled(report),
        _bracketed(report),
        _dates(report, now),
        _grade(report),
        _marking(report, made),
        _uncleared(report, found),
        _nobody(report, readers),
    )
    return {name: mend for part in reversed(parts) for name, mend in part.items()}


def _is_withheld(report: Report, finding: Finding) -> bool:
    """Return whether a hint stands inside what is withheld."""
    return any(start <= finding.start and finding.end <= end for start, end in report.spans)


def _unnamed(report: Report, made: Release | None) -> dict[str, str]:
    """
    Return where a text that would leave names the line that promises anonymity. No reason clears that.

    What is withheld does not leave. What the release would carry besides is looked at as a whole.
    """
    burned = redact(report.body, [(start, end) for start, end in report.spans]).text
    texts = {"title": report.title, "text": burned, **{name: getattr(report, name) for name in WHOLE}}
    named = {name: named_line(text) for name, text in texts.items() if named_line(text)}
    if made is not None and not named:
        rest = "\n".join((made.title, made.body, made.marking, *made.lines, made.usage, made.contact))
        named = {"instructions": named_line(rest)} if named_line(rest) else {}
    return {
        name: f"“{found}” never stands in what leaves the unit: it would say where this came from. Take it out of "
        f"{LABELS[name]}."
        for name, found in named.items()
    }


def _unfilled(report: Report) -> dict[str, str]:
    """Return the parts that nothing may leave without."""
    asked = {
        "title": (report.title, "Give the report a title that names nobody."),
        "text": (report.body, "Write the report."),
        "organisation_ref": (report.organisation_ref, "Choose the agency it is for."),
        "review_by": (report.review_by, "Say until when it may be relied on."),
    }
    return {name: mend for name, (value, mend) in asked.items() if not value}


def _bracketed(report: Report) -> dict[str, str]:
    """Nothing is cut outside the text, so brackets there would leave with what they were to hide."""
    return {
        name: f"Nothing is cut here: what stands between {OPEN} and {CLOSE} would be sent. Take it out."
        for name in WHOLE
        if OPEN in getattr(report, name) or CLOSE in getattr(report, name)
    }


def _dates(report: Report, now: datetime) -> dict[str, str]:
    """Return what is wrong with the day until which it may be relied on."""
    if report.review_by is None:
        return {}
    ends = [one.until for one in restored(report.instructions) if one.until]
    if report.review_by < local_day(max([now, *ends])):
        return {"review_by": "Nobody could read it any more by that day. Give a later one."}
    return {}


def _grade(report: Report) -> dict[str, str]:
    """
    Return what is wrong with the grade.

    That a manager must agree to an E is for policy, which asks for one; conditions are a controller's to release.
    """
    grade = grade_of(report)
    is_false = grade.assessment is Assessment.SUSPECTED_FALSE
    broken = [rule for rule in release_faults(grade) if rule.field != "manager_ref"]
    found = {FIELDS.get(rule.field, rule.field): rule.mend for rule in broken}
    if is_false and grade.handling is HandlingCode.CONDITIONS:
        found["handling"] = (
            "What is suspected to be false is released by a manager only, and what has conditions by a controller "
            "only. Choose P, or another assessment."
        )
    return found


def _marking(report: Report, made: Release | None) -> dict[str, str]:
    """Return what is wrong with classification and handling conditions."""
    if not within_ceiling(_tier(report)):
        return {"tier": "This system may not hold that classification. Write it on a system that may."}
    conditions = restored(report.instructions)
    wrong = faults(conditions, ReleaseFacts(_tier(report), report.organisation_ref, frozenset(report.named)))
    if not wrong and made is None:
        wrong = ["The marking cannot be written with these words. Choose another condition or organisation."]
    if wrong:
        return {"instructions": " ".join(wrong)}
    if report.named and LIMITED not in {code for one in conditions for code in (one.code, one.then)}:
        return {"named": "You named people, but nothing limits it to them. Set Recipients only, or name nobody."}
    return {}


def _uncleared(report: Report, found: Sequence[Hint]) -> dict[str, str]:
    """Hints that an agency would read are changed, withheld, or explained to the second person."""
    if all(hint.withheld for hint in found) or len(report.cleared_because.strip()) >= SHORTEST_REASON:
        return {}
    return {
        "cleared_because": f"Some words hint at who spoke. Change or withhold them, or say in {SHORTEST_REASON} "
        "characters or more why they may stay; the second person sees your reason."
    }


def _nobody(report: Report, readers: Sequence[Reader]) -> dict[str, str]:
    """Refuse to send to an agency where nobody may read it, with every reason; who is named must be able to."""
    if not report.organisation_ref:
        return {}
    if not any(not reader.refusals for reader in readers):
        why = _reasons(readers) or "It has no readers enrolled."
        return {"organisation_ref": f"Nobody at this agency may read this. {why}"}
    if set(report.named) - {reader.person_ref for reader in readers}:
        return {"named": "Somebody you named is no reader of this agency. Name them again."}
    shut_out = [reader for reader in readers if reader.person_ref in report.named and reader.refusals]
    return {"named": f"Somebody you named may not read this. {_reasons(shut_out)}"} if shut_out else {}


def _reasons(readers: Iterable[Reader]) -> str:
    """Return why these people may not read it, each reason once."""
    return " ".join(dict.fromkeys(refusal.reason for reader in readers for refusal in reader.refusals))


def _tier(report: Report) -> str:
    """Return the classification as printed."""
    return TIER_BY_RANK[report.tier].code.value
