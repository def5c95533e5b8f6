"""Status drift: signs are counted, words that task are found, and a controller decides."""

from datetime import date, timedelta

import pytest

from app.register.drifting import HOLD_AT, NOT_CHIS, SIGNS, STOP, held_from, needs_legal_advice, score
from app.register.phrases import signs_in
from tests.contacts.test_calling import allegation_ref
from tests.factories import Unit
from tests.pages import proofread
from tests.risk.office import row, send
from tests.sources.test_registering import register

TODAY = date(2026, 3, 2)


def test_signs_weigh_what_the_table_says_and_each_counts_once() -> None:
    assert {sign.code: sign.weight for sign in SIGNS} == {
        "REPEAT": 2, "RELATIONSHIP": 2, "TASKED": 4, "REWARD": 2, "CONTACTS": 1, "CARE": 2,
    }  # fmt: skip
    assert score(["TASKED", "TASKED", "CONTACTS"]) == 5
    assert not needs_legal_advice(["REPEAT", "TASKED"])
    assert needs_legal_advice(["REPEAT", "RELATIONSHIP"])


@pytest.mark.parametrize(
    ("present", "decided", "expected"),
    [
        (HOLD_AT - 1, None, None),
        (HOLD_AT, None, TODAY),
        (6, (NOT_CHIS, 6, TODAY), TODAY + timedelta(days=28)),
        (8, (NOT_CHIS, 6, TODAY - timedelta(days=1)), TODAY),
        (4, (NOT_CHIS, 6, TODAY), None),
        (0, (STOP, 6, TODAY), TODAY),
    ],
)
def test_contact_is_held_from_the_day_that_the_signs_and_the_last_decision_say(
    present: int, decided: tuple[str, int, date] | None, expected: date | None
) -> None:
    assert held_from(present, decided, TODAY) == expected


@pytest.mark.parametrize(
    ("said", "signs"),
    [
        ("I asked him to find out who rents the yard.", {"TASKED"}),
        ("Could you check whether the van is there? She said yes.", {"TASKED"}),
        ("Will KEEP AN EYE\n on the gate", {"TASKED"}),
        ("Next time you see him, take a photo.", {"TASKED"}),
        ("Told them we could pay them for their trouble.", {"REWARD"}),
        ("She asked about a reward and I said she should stay close to him.", {"TASKED", "REWARD"}),
        ("They said the vans come on Fridays at six.", set()),
        ("They found the letter in June and told nobody.", set()),
        ("He has an eye infection. Closed the call.", set()),
        ("She was paying attention when he left.", {"REWARD"}),
    ],
)
def test_notes_are_read_for_words_that_task_or_reward(said: str, signs: set[str]) -> None:
    assert set(signs_in(said)) == signs


def test_a_message_that_gives_a_task_is_not_sent(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    told = {"allegation_ref": allegation_ref(whole_unit), "text": "Could you check if he is back?"}
    reply = send(handler, f"/sources/{source_ref}/message", told)
    assert reply.status_code == 400
    assert "Ask for nothing to be found out" in proofread(reply.text).text


def test_a_second_report_of_the_same_telephone_is_a_sign_and_a_relationship_needs_advice(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    whole_unit.tell()
    with whole_unit.steward() as uow:
        [second] = uow.vault.waiting_submissions()
    assert row(whole_unit, source_ref).drift_score == 0
    assert send(handler, f"/sources/waiting/{second}/link", {"source_ref": source_ref}).status_code == 302
    assert row(whole_unit, source_ref).drift_score == 2
    send(handler, f"/sources/{source_ref}/drift/sign", {"code": "RELATIONSHIP"})
    controller = whole_unit.sign_in("cleo")
    decided = {"decision": "NOT_CHIS", "why": "They live next door"}
    reply = send(controller, f"/sources/{source_ref}/drift/decide", decided)
    assert reply.status_code == 400
    assert "seek legal advice" in proofread(reply.text).text
    assert send(controller, f"/sources/{source_ref}/drift/decide", decided | {"advised": "y"}).status_code == 302
