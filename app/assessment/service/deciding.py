"""The one outcome: exactly one reason, why, and what it rests on."""

from dataclasses import dataclass, field
from datetime import date

from app.access.policy import Action
from app.allegations.queries import find
from app.allegations.relating import relate
from app.assessment.file import File, needs_met
from app.assessment.models import OutcomeRow
from app.assessment.outcomes import (
    NEED_BY_CODE,
    OUTCOME_BY_CODE,
    Need,
    lacking,
    rationale_is_long_enough,
)
from app.assessment.service.opening import begin
from app.errors import Invalid, NotFound
from app.organisations import queries as organisations
from app.organisations.settings import SettingCode, held
from app.unit_of_work import UnitOfWork
from audit.events import Event

# What is known from elsewhere, or comes later, is not asked on the form.
_NOT_ASKED = frozenset({Need.SECOND_PERSON, Need.MANAGER, Need.CROSS_SEARCH, Need.GRADE_E, Need.DISSEMINATION})
FIELD_OF: dict[Need, str] = {
    Need.PARTNER: "partner_ref",
    Need.REFERRAL: "referral",
    Need.OWNER: "developer_ref",
    Need.REVIEW_ON: "review_on",
    Need.OWNER_UNIT: "owner_unit_ref",
    Need.NSU_DECISION: "source_unit_decision",
    Need.CHECK: "check_id",
    Need.WHERE_SENT: "where_sent",
    Need.PARENT: "parent_ref",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One outcome as it is chosen. Only what the code needs is read; the rest may stay empty."""

    code: str
    rationale: str = field(repr=False)
    parent_ref: str = ""
    check_id: str = ""
    partner_ref: str = ""
    owner_unit_ref: str = ""
    developer_ref: str = ""
    review_on: date | None = None
    referral: str = ""
    source_unit_decision: str = ""
    where_sent: str = ""


def decide(uow: UnitOfWork, ref: str, given: Decision) -> None:
    """
    Choose the outcome, in place of any chosen before. A duplicate is linked with what it repeats; both keep their own
    teller.

    :raises Invalid: the reason is too short, or something the outcome rests on is missing or is not there.
    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not at a step where it can be decided.
    """
    with uow.trail.recording(Event.ALLEGATION_DECIDE, ref, detail={"outcome": given.code}):
        file, assessment = begin(uow, ref, Action.ALLEGATION_DECIDE)
        _check_words(given, _least_reason(uow, file))
        parent = _parent(uow, file, given)
        _check_choices(file, given)
        row = file.outcome or OutcomeRow(allegation_ref=ref, round=assessment.round)
        row.code, row.rationale = given.code, given.rationale
        for need, name in FIELD_OF.items():
            wanted = need in OUTCOME_BY_CODE[given.code].needs
            setattr(row, name, _value(getattr(given, name), name) if wanted else _value("", name))
        row.agreed_by = row.agreed_at = None
        row.decided_by, row.decided_at = uow.actor.person_ref, uow.now
        _check_needs(file, row)
        uow.case.add(row)
        if file.allegation.outcome_code:
            file.allegation.outcome_code = given.code
        if parent:
            uow.case.flush()
            relate(uow, ref, parent, "SAME")


def _value(typed: str | date | None, name: str) -> str | date | None:
    """Return the value of a column: references and dates that are not given are null, texts are empty."""
    is_text = name in {"referral", "source_unit_decision", "where_sent"}
    return typed if typed or is_text else None


def _least_reason(uow: UnitOfWork, file: File) -> int:
    """Return how many characters the unit asks for where nothing is done."""
    unit = organisations.unit(uow.case, file.allegation.unit_ref)
    return held(unit.tightened, SettingCode.REASON_CHARS)


def _check_words(given: Decision, least: int) -> None:
    """Refuse a code there is not, and a rationale that says too little."""
    if given.code not in OUTCOME_BY_CODE:
        raise Invalid({"code": "Choose exactly one outcome."})
    if not given.rationale.strip():
        raise Invalid({"rationale": "Say why, in a sentence or two."})
    if not rationale_is_long_enough(given.code, given.rationale, least=least):
        raise Invalid({"rationale": f"Say why nothing is done about it, in at least {least} characters."})


def _parent(uow: UnitOfWork, file: File, given: Decision) -> str:
    """Return the allegation that this one repeats: another that this person may know of, and no duplicate itself."""
    if Need.PARENT not in OUTCOME_BY_CODE[given.code].needs or not given.parent_ref:
        return ""
    try:
        other = find(uow, given.parent_ref)
    except NotFound:
        raise Invalid({"parent_ref": "There is no allegation of this reference that you may see."}) from None
    if other.ref == file.ref:
        raise Invalid({"parent_ref": "An allegation does not repeat itself. Enter the reference of the other one."})
    if other.outcome_code == "DUP":
        raise Invalid({"parent_ref": "That one is a duplicate itself. Enter the reference of the one it repeats."})
    return other.ref


def _check_choices(file: File, given: Decision) -> None:
    """Refuse a check that is not one of this allegation's."""
    if given.check_id and given.check_id not in {check.id for check in file.checks}:
        raise Invalid({"check_id": "Choose one of the checks recorded here."})


def _check_needs(file: File, row: OutcomeRow) -> None:
    """Refuse an outcome without what it rests on, as far as the form asks for it."""
    missing = [need for need in lacking(row.code, needs_met(file, row)) if need not in _NOT_ASKED]
    if missing:
        raise Invalid({FIELD_OF[need]: f"Give {NEED_BY_CODE[need.value].label}." for need in missing})
