"""What the source unit of a demonstration has to look at: a source at every step, and every kind of thing to do."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.custody.kinds import Kind
from app.risk.rules import Band
from app.sources.models import BANDS, PLAN_STATES
from app.sources.standings import Standing
from tests.demonstration.test_made_up_unit import reading, states_of


def rows(folder: Path, asked: str) -> list[Any]:
    """Return what a question to the case store of the made-up unit finds."""
    with reading(folder, "case") as case:
        return list(case.execute(text(asked)))


def test_a_source_stands_at_every_step_and_in_every_band(made_up: Path) -> None:
    assert states_of(made_up, "sources", "status") == set(Standing)
    # Most of a small unit are medium; one of a band may have been rated anew.
    assert states_of(made_up, "sources", "band") >= {*BANDS} - {Band.HIGH.value}
    assert "WAITING" in states_of(made_up, "waiting_submissions", "state")


def test_who_is_closed_is_looked_at_again_and_who_is_open_again_waits_for_a_risk_assessment(made_up: Path) -> None:
    assert {kind for (kind,) in rows(made_up, "SELECT kind FROM source_aftercare WHERE done_at IS NULL")} == {
        "DAYS_28",
        "DAYS_180",
    }
    reopened = "SELECT 1 FROM sources NATURAL JOIN risk_reviews WHERE status = 'REOPENED' AND state = 'DUE'"
    assert rows(made_up, reopened)


SHOWN = {
    "a repeat reporter is linked": "SELECT 1 FROM waiting_submissions WHERE state = 'LINKED'",
    "nobody has signed for somebody new": "SELECT 1 FROM sources WHERE status = 'REGISTERED' AND band <> 'CRITICAL'",
    "two groups hold one in danger": "SELECT 1 FROM sources WHERE custody = 'DUAL' AND NOT is_to_raise",
    "another is to be raised": "SELECT 1 FROM sources WHERE is_to_raise",
    "somebody is under 18": "SELECT 1 FROM sources WHERE care = 'CHILD' AND custody = 'DUAL'",
    "half of a permission is given": (
        "SELECT 1 FROM contact_requests WHERE state = 'PENDING' AND custodian_ref <> '' AND authoriser_ref IS NULL"
    ),
    "both halves of another are": (
        "SELECT 1 FROM contact_requests WHERE custody = 'DUAL' AND state = 'APPROVED' AND authoriser_ref <> ''"
    ),
    "a handler may open for weeks": "SELECT 1 FROM custody_requests WHERE kind = 'STANDING' AND decided_at <> ''",
    "glass waits for its review": "SELECT 1 FROM custody_requests WHERE kind = 'GLASS' AND reviewed_at IS NULL",
    "other glass was reviewed": "SELECT 1 FROM custody_requests WHERE kind = 'GLASS' AND was_needed",
    "a call is promised": "SELECT 1 FROM contact_attempts WHERE call_back_at > datetime('now')",
    "a contact is overdue by the plan": "SELECT 1 FROM contact_plans WHERE next_contact_on < date('now', '-1 day')",
    "a contact is due": "SELECT 1 FROM contact_plans WHERE next_contact_on >= date('now', '-1 day')",
    "a plan has ended": "SELECT 1 FROM sources WHERE is_open AND plan_ends_on < date('now')",
    "a threat is with the police in time": (
        "SELECT 1 FROM threats WHERE state = 'OPEN' AND julianday(handed_at) - julianday(received_at) < 1.0 / 24"
    ),
    "a compromise is open, with a plan": "SELECT 1 FROM compromises JOIN risk_mitigations USING (incident_ref)",
    "something that was planned was done": "SELECT 1 FROM risk_mitigations WHERE effect = 'WORKED'",
    "somebody is not well": "SELECT 1 FROM welfare_checks WHERE to_safeguarding",
    "a review is late and escalated": "SELECT 1 FROM risk_reviews WHERE state = 'DUE' AND escalated_at IS NOT NULL",
    "status drift holds contact": "SELECT 1 FROM sources WHERE held_from <= date('now') AND drift_score >= 5",
    "grades differ": "SELECT 1 WHERE (SELECT count(DISTINCT source || assessment) FROM grades) > 3",
    "one record is whole": "SELECT 1 FROM source_particulars GROUP BY source_ref HAVING count(*) = 9",
    "one source is erased": "SELECT 1 FROM source_erasures WHERE state = 'ERASED'",
    "another is asked to be": "SELECT 1 FROM source_erasures WHERE state = 'PENDING'",
    "a third must be kept": "SELECT 1 FROM legal_holds WHERE lifted_at IS NULL",
    "the source unit has a head": "SELECT 1 FROM duties WHERE duty = 'NSU_HEAD' AND until_at > datetime('now')",
    "a handler may call their own source for two weeks": (
        "SELECT 1 FROM contact_requests WHERE kind = 'HANDLER' AND state = 'APPROVED'"
    ),
    "a sealed part says that somebody is under 18 or vulnerable": (
        "SELECT 1 FROM waiting_submissions WHERE needs_care AND state = 'WAITING'"
    ),
    "two groups hold somebody who said that they need help": (
        "SELECT 1 FROM sources WHERE care = 'VULNERABLE' AND custody = 'DUAL'"
    ),
    "the risk to each child and to whoever needs help is signed": (
        "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM sources WHERE care <> 'ORDINARY' AND status = 'REGISTERED')"
    ),
    "somebody was promised that nobody calls": "SELECT 1 FROM sources WHERE promise = 'UNIT_ONLY_1'",
    "whoever stays unknown is asked by Crimestoppers": "SELECT 1 FROM questions WHERE way = 'VIA_CRIMESTOPPERS'",
    "whoever stays anonymous is asked by their receipt": "SELECT 1 FROM questions WHERE way = 'BY_RECEIPT'",
    "words that show who called are to be cut": (
        "SELECT 1 FROM allegations WHERE channel = 'CRIMESTOPPERS' AND status = 'HELD_SOURCE'"
    ),
    "contact is counted": "SELECT 1 FROM contact_figures WHERE with_details > 5 AND attempted > 0 AND reached > 0",
    "somebody is on duty": "SELECT 1 FROM duties WHERE duty = 'DUTY_CUSTODIAN' AND until_at > datetime('now')",
}


@pytest.mark.parametrize("what", SHOWN)
def test_among_what_is_to_be_seen(made_up: Path, what: str) -> None:
    assert rows(made_up, SHOWN[what])


def test_contact_plans_stand_at_each_step(made_up: Path) -> None:
    # Whether a call stopped one depends on how few calls end.
    assert states_of(made_up, "contact_plans", "state") >= {*PLAN_STATES} - {"STOPPED"}


def test_every_kind_of_opening_by_two_groups_was_asked_for_but_lowering(made_up: Path) -> None:
    assert states_of(made_up, "custody_requests", "kind") == {*Kind} - {Kind.LOWER}
