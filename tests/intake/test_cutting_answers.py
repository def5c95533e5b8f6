"""The source's own details are cut out of every answer that goes on, and out of nothing else."""

import pytest

from app.intake.story import Kind
from app.intake.telling import BETWEEN, Told, cut_out, details_of
from app.web.validators import plain_line, plain_lines

OWN = {
    "name": "Morwenna Tregarth-Quayle",
    "phone": "+44 7700 900123",
    "email": "m.tregarth@canarymail.com",
    "handle": "wenna_canary",
    "address": "7 Heronry Close, Canarythorpe, ZZ9 9ZZ",
    "work": "Canaryworth Bakery",
}
CANARIES = ("Morwenna", "Tregarth", "Quayle", "900123", "canarymail", "wenna_canary", "Heronry", "Canaryworth")


@pytest.mark.parametrize("name", ["account", "more", "who_description", "who_name", "where_address", "when_text"])
@pytest.mark.parametrize(
    "told",
    [
        "Morwenna Tregarth-Quayle saw it",
        "TREGARTH-QUAYLE, MORWENNA",
        "ask Morwenna, 07700 900123",
        "0044 7700 900 123 is mine",
        "M.Tregarth@CanaryMail.com",
        "I live at 7 Heronry Close",
        "we both work at the Canaryworth Bakery",
        "find wenna_canary online",
    ],
)
def test_each_detail_is_cut_out_of_each_answer(name: str, told: str) -> None:
    texts = cut_out({name: f"Before. {told}. After.", "who_others": "His brother"}, details_of(OWN))
    assert "[withheld]" in texts[name]
    assert not [canary for canary in CANARIES if canary.casefold() in texts[name].casefold()]
    assert texts[name].startswith("Before")
    assert texts[name].endswith("After.")
    assert texts["who_others"] == "His brother"


def test_answers_without_details_stay_as_they_are() -> None:
    said = {"account": "A lorry came.", "who_name": "Jones", "who_age": "50", "when_text": "Fridays", "who_email": ""}
    assert cut_out(said, details_of(OWN)) == {name: text for name, text in said.items() if text}
    assert cut_out(said, details_of({})) == {name: text for name, text in said.items() if text}


def test_a_detail_that_runs_from_one_answer_into_the_next_is_cut_in_both() -> None:
    texts = cut_out({"who_name": "his friend Morwenna", "who_age": "Tregarth-Quayle, about 30"}, details_of(OWN))
    assert texts["who_name"] == "his friend [withheld]"
    assert "Tregarth" not in texts["who_age"]
    assert "about 30" in texts["who_age"]


def test_a_detail_at_the_edge_of_an_answer_leaves_its_neighbours_whole() -> None:
    texts = cut_out({"who_name": "Jones", "who_description": "Morwenna", "when_text": "Fridays"}, details_of(OWN))
    assert texts == {"who_name": "Jones", "who_description": "[withheld]", "when_text": "Fridays"}


def test_what_parts_the_answers_can_be_typed_into_none() -> None:
    assert "\x1e" in BETWEEN
    assert "\x1e" not in plain_line("a\x1eb")
    assert "\x1e" not in plain_lines("a\x1eb")


def test_numbers_and_addresses_in_free_text_are_looked_for() -> None:
    details = details_of({"reach": "Use 07700 900456 or wren.k@canarymail.com, not before six."})
    texts = cut_out({"more": "My brother's phone is 07700900456 and his mail wren.k@canarymail.com"}, details)
    assert "900456" not in texts["more"]
    assert "canarymail" not in texts["more"]


def test_giving_nothing_gives_empty_details() -> None:
    told = Told(Kind.REPORT, {"account": "It happened."}, dict.fromkeys(OWN, ""), ())
    assert told.details() == {}
    assert "happened" not in repr(told)
