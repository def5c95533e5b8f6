"""What a new passphrase must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules.passphrases import LONGEST, is_of_words, problem_with
from crypto.passphrases import WORDS, generate


def test_generated_words_are_always_good_enough() -> None:
    for _ in range(200):
        words = generate()
        if len(set(words.split())) >= 5:
            assert problem_with(words, words_needed=True) == ""


@pytest.mark.parametrize(
    "passphrase",
    [
        "wet clay under nine slow herons",
        "all lower case and no figures at all, none",
        "ysgrifbin glas ar y bont hir",
        "слон купил три синих арбуза",
        "  spaces at both ends count, too  ",
        "x7#Qv!pL2@zR9&wN",
    ],
)
def test_there_is_no_recipe_only_a_measure(passphrase: str) -> None:
    assert problem_with(passphrase) == ""


@pytest.mark.parametrize(
    "passphrase", ["Password12345678!", "qwertyuiopasdfgh", "monkey monkey monkey", "1234567890123456"]
)
def test_what_is_long_and_known_is_refused(passphrase: str) -> None:
    assert problem_with(passphrase)


def test_words_that_a_colleague_would_try_make_it_weaker() -> None:
    passphrase = "Hanna Brook Stowmarket Harriers"
    assert problem_with(passphrase) == ""
    assert problem_with(passphrase, context=["Hanna Brook", "Stowmarket Harriers"]) != ""


def test_a_long_one_is_accepted_and_one_without_end_is_not() -> None:
    assert problem_with("wet clay under nine slow herons " * 30) == ""
    assert problem_with("wet clay under nine slow herons " * 33) != ""
    assert problem_with((generate(300) + " " + "acorn " * 300)[: LONGEST + 500]) != ""


def test_one_word_again_and_again_does_not_pass_for_generated() -> None:
    assert not is_of_words(" ".join(["acorn"] * 8))
    assert problem_with(" ".join(["acorn"] * 8), words_needed=True)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5, unique=True))
def test_fewer_than_six_words_are_not_enough_for_a_group(words: list[str]) -> None:
    assert problem_with(" ".join(words), words_needed=True)


def test_the_measure_is_quick_whatever_is_typed() -> None:
    for passphrase in ("a" * LONGEST, "1234567890" * 100, "\u0130" * 900, "\ud800" * 20):
        problem_with(passphrase)
