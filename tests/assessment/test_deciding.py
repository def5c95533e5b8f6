"""The outcome: exactly one, explained, with what it rests on; and a duplicate never loses its second teller."""

from datetime import date

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.allegations import service as allegations
from app.assessment import service
from app.assessment.models import OutcomeRow
from app.assessment.outcomes import OUTCOMES
from app.assessment.service import Decision
from app.errors import Conflict, Invalid, NotFound, Refused
from tests.allegations.desk import BECAUSE, CHECK, Desk


def test_one_outcome_takes_the_place_of_another_and_there_is_never_a_second(desk: Desk) -> None:
    ref = desk.taken()
    desk.do("asha", service.decide, ref, Decision("NFA-N-NOOFF", BECAUSE))
    desk.do("asha", service.decide, ref, Decision("ACT-SAFE", "A child is at risk.", referral="NRM-1"))
    assert desk.value("SELECT count(*) FROM outcomes") == 1
    assert desk.value("SELECT code FROM outcomes") == "ACT-SAFE"
    [*_, done] = desk.trail(ref, "allegation:decide")
    assert (str(done.entry.decision), done.entry.detail["outcome"]) == ("done", "ACT-SAFE")
    case = desk.unit.house.stores.case
    assert case is not None
    values = {"allegation_ref": ref, "round": 1, "code": "VOID", "rationale": "x", "decided_by": desk.unit.ref("asha")}
    with pytest.raises(IntegrityError), case.begin() as connection:
        connection.execute(insert(OutcomeRow).values(**values, decided_at=desk.unit.clock.now))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Decision("", BECAUSE), "code"),
        (Decision("NFA", BECAUSE), "code"),
        (Decision("ACT-IE", "  "), "rationale"),
        (Decision("NFA-N-NOOFF", "Too short."), "rationale"),
        (Decision("NFA-N-NOOFF", "a" + " " * 40 + "b"), "rationale"),
        (Decision("DUP", "The same."), "parent_ref"),
        (Decision("DUP", "The same.", parent_ref="IMS-2026-999999"), "parent_ref"),
        (Decision("ACT-SAFE", "At risk."), "referral"),
        (Decision("ACT-DEV", "Worth it."), "developer_ref"),
        (Decision("NFA-A-KNOWN", BECAUSE), "owner_unit_ref"),
        (Decision("NFA-A-SOURCE", BECAUSE), "source_unit_decision"),
        (Decision("NFA-N-LEAVE", BECAUSE), "check_id"),
        (Decision("NFA-N-LEAVE", BECAUSE, check_id="another's"), "check_id"),
        (Decision("NFA-N-REMIT", BECAUSE), "where_sent"),
    ],
)
def test_an_outcome_without_what_it_rests_on_is_refused(desk: Desk, given: Decision, field: str) -> None:
    ref = desk.taken()
    with pytest.raises(Invalid) as invalid:
        desk.do("asha", service.decide, ref, given)
    assert field in invalid.value.problems
    assert desk.value("SELECT count(*) FROM outcomes") == 0
    assert desk.refusal(ref, "allegation:decide") == "form_is_valid"


def test_every_outcome_can_be_chosen(desk: Desk) -> None:
    ref, other = desk.taken(), desk.collect()
    check = desk.do("asha", service.record_check, ref, CHECK)
    everything = {
        "parent_ref": other,
        "check_id": check,
        "owner_unit_ref": desk.unit.units["Regional Intelligence Unit South"],
        "developer_ref": desk.unit.ref("asha"),
        "review_on": date(2026, 6, 1),
        "referral": "NRM-1",
        "source_unit_decision": "NSU-1",
        "where_sent": "the council",
    }
    for outcome in OUTCOMES:
        desk.do("asha", service.decide, ref, Decision(outcome.code.value, BECAUSE, **everything))
        assert desk.value("SELECT code FROM outcomes") == outcome.code
    assert desk.value("SELECT parent_ref FROM outcomes") is None


def test_a_duplicate_is_linked_with_what_it_repeats_and_keeps_its_own_teller(desk: Desk) -> None:
    parent, ref = desk.collect(), desk.taken()
    links = {desk.row(one).link for one in (parent, ref)}
    desk.do("asha", service.decide, ref, Decision("DUP", "Word for word.", parent_ref=parent))
    desk.complete(ref)
    desk.do("asha", service.finish, ref)
    desk.do("asha", service.close, ref)
    assert {desk.row(one).link for one in (parent, ref)} == links
    assert len(links) == 2
    desk.do("ben", allegations.take, parent)
    assert [(one.ref, one.kind) for one in desk.do("ben", allegations.read, parent).related] == [(ref, "SAME")]


def test_a_duplicate_is_not_of_itself_nor_of_a_duplicate_nor_of_what_one_may_not_see(desk: Desk) -> None:
    parent, first, ref = desk.collect(), desk.taken(), desk.taken()
    desk.complete(first)
    desk.assessed_of(first, code="DUP", parent_ref=parent)
    hidden = desk.collect_elsewhere()
    for wrong in (ref, first, hidden):
        with pytest.raises(Invalid) as invalid:
            desk.do("asha", service.decide, ref, Decision("DUP", "The same.", parent_ref=wrong))
        assert set(invalid.value.problems) == {"parent_ref"}


def test_closing_asks_for_what_is_known_only_when_it_was_sent(desk: Desk) -> None:
    ref = desk.assessed("asha", code="ACT-IE")
    with pytest.raises(Conflict, match="the release it was sent with"):
        desk.do("asha", service.close, ref)
    assert desk.refusal(ref, "allegation:close") == "state_allows_it"
    desk.do("mia", allegations.mark_disseminated, ref, "REP-1")
    with pytest.raises(Refused):
        desk.do("asha", service.close, ref)
    desk.do("pia", allegations.mark_result, ref)
    desk.do("asha", service.close, ref)
    row = desk.row(ref)
    assert (row.status, row.stage, row.outcome_code) == ("CLOSED", "CLOSED", "ACT-IE")


def test_what_was_never_sent_is_closed_with_another_outcome(desk: Desk) -> None:
    ref = desk.assessed("asha", code="ACT-IE")
    desk.do("asha", service.decide, ref, Decision("NFA-N-NOOFF", BECAUSE))
    assert desk.row(ref).outcome_code == "NFA-N-NOOFF"
    desk.do("asha", service.close, ref)
    assert desk.row(ref).outcome_code == "NFA-N-NOOFF"


def test_a_manager_who_closes_is_the_second_person(desk: Desk) -> None:
    ref = desk.assessed("asha")
    desk.do("asha", service.decide, ref, Decision("NFA-A-PRIORITY", BECAUSE))
    with pytest.raises(Conflict, match="a second person who agrees"):
        desk.do("asha", service.close, ref)
    desk.do("mia", service.close, ref)
    assert desk.value("SELECT agreed_by FROM outcomes") == desk.unit.ref("mia")


@pytest.mark.parametrize("who", ["ben", "hana", "dora", "cleo", "sol"])
def test_only_its_owner_or_their_manager_closes(desk: Desk, who: str) -> None:
    ref = desk.assessed("asha")
    with pytest.raises((Refused, NotFound)):
        desk.do(who, service.close, ref)
    assert desk.row(ref).status == "ASSESSED"


def test_what_is_not_assessed_is_not_closed(desk: Desk) -> None:
    ref = desk.ready("asha")
    with pytest.raises(Refused):
        desk.do("asha", service.close, ref)
