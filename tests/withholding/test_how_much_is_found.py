"""How much of what gives a source away is cut, on made-up accounts whose words the finder has never seen."""

import pytest

from app.withholding.finding import find
from bench.made_up_accounts import WAYS, made_up_account
from bench.withholding import Tally, is_cut_whole, tally

# What is known not to be found, and published as such, or only in part.
NEVER = {"birth: age", "home: street without kind", "phone: last three"}
IN_PART = {
    "home: street, shortened kind": 0.6,
    "name: a slip, small letters": 0.6,
    "name: a slip, with a capital": 0.75,
    "name: short form": 0.6,
    "name: two slips": 0.05,
    "work: initials": 0.1,
}


@pytest.fixture(scope="module")
def found() -> Tally:
    return tally(600, "the gate")


@pytest.mark.slow
@pytest.mark.parametrize("way", list(WAYS))
def test_each_way_of_giving_oneself_away_is_found_as_often_as_is_claimed(way: str, found: Tally) -> None:
    recall = found.recall(way)
    if way in NEVER:
        assert recall == 0, "found now: say so in docs/decisions/2026-11-cutting-words.md"
    else:
        assert recall >= IN_PART.get(way, 1.0)


@pytest.mark.slow
def test_little_is_cut_that_gives_nobody_away(found: Tally) -> None:
    assert found.besides_per_thousand_words() < 2


def test_the_measure_can_fail() -> None:
    """A finder that found nothing would be seen: every mention counts as missed when nothing is cut."""
    account = made_up_account("measure")
    assert account.mentions
    assert not any(is_cut_whole(account, mention.start, mention.end, ()) for mention in account.mentions)


def test_the_same_seed_makes_the_same_account_and_another_another() -> None:
    assert made_up_account("one") == made_up_account("one") != made_up_account("two")


def test_mentions_stand_where_they_say() -> None:
    account = made_up_account("places")
    spans = find(account.text, account.person.details())
    full = [mention for mention in account.mentions if mention.way == "name: in full"]
    for mention in full:
        assert account.text[mention.start : mention.end] == f"{account.person.given} {account.person.surname}"
        assert is_cut_whole(account, mention.start, mention.end, spans)
