"""Finishing an assessment: the seven gates, the second person, and closing."""

from collections.abc import Sequence
from dataclasses import replace

from app.access.policy import Action, require
from app.allegations.states import State
from app.allegations.steps import move
from app.assessment import queries
from app.assessment.file import File, gate_facts, needs_met
from app.assessment.gates import Gate, GateFacts, unmet
from app.assessment.models import OutcomeRow
from app.assessment.outcomes import NEED_BY_CODE, Need, lacking
from app.errors import Conflict, Refused
from app.unit_of_work import UnitOfWork
from audit.events import Event

SECOND = frozenset({Need.SECOND_PERSON, Need.MANAGER})


class GatesUnmet(Refused):
    """The assessment is not complete. ``gates`` are those that keep it, in the order they are shown."""

    def __init__(self, gates: Sequence[Gate]) -> None:
        super().__init__(
            "gates:" + "+".join(gate.code for gate in gates), "The assessment is not complete. See what is missing."
        )
        self.gates = tuple(gates)


def finish(uow: UnitOfWork, ref: str) -> State:
    """
    Finish the assessment and return where the allegation stands: ASSESSED, with the clock stopped; IN_DEVELOPMENT where
    that is its outcome; or still IN_ASSESSMENT, waiting for a second person.

    :raises GatesUnmet: with what is missing.
    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_ASSESS, ref) as note:
        file = queries.load(uow, ref, Action.ALLEGATION_WORK)
        require(uow.actor, Action.ALLEGATION_WORK, file.allegation.facts(), uow.now)
        facts = gate_facts(file)
        missing = unmet(with_second_person(facts))
        if missing:
            raise GatesUnmet(missing)
        if unmet(facts):
            note.detail["waits"] = "second-person"
            file.allegation.second_asked_at = uow.now
            return State.IN_ASSESSMENT
        return _assessed(uow, file)


def agree(uow: UnitOfWork, ref: str) -> State:
    """
    Agree as the second person; the assessment is finished by it.

    :raises Conflict: no second person was asked for.
    :raises GatesUnmet: something is missing after all.
    :raises NotFound: there is none that this person may know of.
    :raises Refused: they are no manager of the unit, or it is their own decision.
    """
    with uow.trail.recording(Event.ALLEGATION_AGREE, ref):
        file = queries.load(uow, ref, Action.ALLEGATION_AGREE)
        require(uow.actor, Action.ALLEGATION_AGREE, file.allegation.facts(), uow.now)
        if file.outcome is None or file.allegation.second_asked_at is None:
            raise Conflict("Nobody waits for you to agree to this. Open it again to see where it stands.")
        _agree(uow, file.outcome)
        missing = unmet(gate_facts(file))
        if missing:
            raise GatesUnmet(missing)
        return _assessed(uow, file)


def close(uow: UnitOfWork, ref: str) -> None:
    """
    Close an allegation with its one outcome. A manager who closes agrees to an outcome that needs a second person.

    :raises Conflict: the outcome still needs something; the message says what.
    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not at a step where it can be closed.
    """
    with uow.trail.recording(Event.ALLEGATION_CLOSE, ref) as note:
        file = queries.load(uow, ref, Action.ALLEGATION_CLOSE)
        require(uow.actor, Action.ALLEGATION_CLOSE, file.allegation.facts(), uow.now)
        outcome = file.outcome
        if outcome is None:
            raise Conflict("Choose an outcome first.")
        needs = _lacking(file, outcome)
        if SECOND & needs and uow.actor.has_role("INTEL_MANAGER") and outcome.decided_by != uow.actor.person_ref:
            _agree(uow, outcome)
            needs = _lacking(file, outcome)
        if needs:
            missing = " and ".join(NEED_BY_CODE[need.value].label for need in sorted(needs))
            raise Conflict(f"This outcome needs {missing}. Complete it, or choose another outcome.")
        note.detail["outcome"] = outcome.code
        move(uow, file.allegation, State.CLOSED, outcome_code=outcome.code)


def with_second_person(facts: GateFacts) -> GateFacts:
    """Return the same as if the second person had agreed."""
    return replace(facts, needs_met=facts.needs_met | SECOND)


def _lacking(file: File, outcome: OutcomeRow) -> frozenset[Need]:
    """Return what the outcome needs to be closed. The grade and the search were asked for at the gates."""
    asked = needs_met(file) | {Need.CROSS_SEARCH, Need.GRADE_E}
    return frozenset(lacking(outcome.code, asked, closing=True))


def _agree(uow: UnitOfWork, outcome: OutcomeRow) -> None:
    """Enter the second person; nobody is the second person to themselves."""
    if outcome.decided_by == uow.actor.person_ref:
        raise Refused("decided_by_someone_else", "Nobody agrees to their own decision. Another manager must.")
    outcome.agreed_by, outcome.agreed_at = uow.actor.person_ref, uow.now
    uow.case.flush()


def _assessed(uow: UnitOfWork, file: File) -> State:
    """Stop the clock."""
    code = file.outcome.code if file.outcome else ""
    row = file.allegation
    move(uow, row, State.ASSESSED, assessed_at=uow.now, outcome_code=code, second_asked_at=None)
    if code == "ACT-DEV":
        move(uow, row, State.IN_DEVELOPMENT)
    return State(row.status)
