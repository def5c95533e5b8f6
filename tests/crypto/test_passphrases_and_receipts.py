"""Words that people can write down, and the mailbox they lead to."""

import secrets
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.passphrases import KNOWN, WORDS, generate, normalise
from crypto.receipts import is_receipt, mailbox, new_receipt

RECEIPT = "yo-yo abacus zoom t-shirt unpaved felt-tip gravity drop-down"
HYPHENATED = [word for word in WORDS if "-" in word]
ONE_SPELLING = [word for word in WORDS if word != "yoyo"]
EIGHT = st.lists(st.sampled_from(ONE_SPELLING) | st.sampled_from(HYPHENATED), min_size=8, max_size=8)


def test_every_word_is_lower_case_letters_with_a_hyphen_in_four() -> None:
    assert all(word.replace("-", "").isascii() and word.replace("-", "").islower() for word in WORDS)
    assert all(word.replace("-", "").isalpha() for word in WORDS)
    assert HYPHENATED == ["drop-down", "felt-tip", "t-shirt", "yo-yo"]


def test_a_hyphenated_word_cannot_be_mistaken_for_two_others() -> None:
    """So the words of a receipt are told apart even where the hyphens were dropped or became spaces."""
    assert not any(word.split("-")[0] in KNOWN for word in HYPHENATED)
    assert [word for word in HYPHENATED if word.replace("-", "") in KNOWN] == ["yo-yo"]


def test_two_spellings_of_one_word_lead_to_one_mailbox() -> None:
    """The list holds both; whoever hears or remembers the one may well write the other."""
    written, meant = RECEIPT.replace("yo-yo", "yoyo"), RECEIPT
    assert normalise(written) == normalise(meant)
    assert mailbox(written, "unit-a").locator == mailbox(meant, "unit-a").locator


@pytest.mark.parametrize("n", [1, 6, 8])
def test_a_passphrase_has_as_many_words_of_the_list_as_asked(n: int) -> None:
    words = generate(n).split(" ")
    assert len(words) == n
    assert KNOWN.issuperset(words)


def test_a_passphrase_has_six_words_and_a_receipt_eight() -> None:
    assert len(generate().split()) == 6
    assert len(new_receipt().split()) == 8


def test_words_are_drawn_one_by_one_from_the_whole_list(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def recorded(options: Sequence[str]) -> str:
        drawn.append(len(options))
        return options[-1]

    monkeypatch.setattr(secrets, "choice", recorded)
    assert generate(6) == " ".join(["zoom"] * 6)
    assert drawn == [7776] * 6


def test_thousand_receipts_differ() -> None:
    assert len({new_receipt() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "typed",
    [
        RECEIPT,
        RECEIPT.upper(),
        RECEIPT.title(),
        f"  {RECEIPT}\n",
        RECEIPT.replace(" ", "\n"),
        RECEIPT.replace(" ", ", "),
        RECEIPT.replace(" ", "  -  "),
        RECEIPT.replace(" ", "."),
        RECEIPT.replace(" ", "-"),
        RECEIPT.replace("-", " "),
        RECEIPT.replace("-", ""),
        RECEIPT.replace("-", "\u2011"),
        RECEIPT.replace("-", "\u2013"),
        RECEIPT.replace(" ", "\u00a0"),
        RECEIPT.replace("abacus", "\uff41bacus"),
        "1. yo-yo 2. abacus 3. zoom 4. t-shirt 5. unpaved 6. felt-tip 7. gravity 8. drop-down",
        "1) yo yo\n2) abacus\n3) zoom\n4) tshirt\n5) unpaved\n6) felt tip\n7) gravity\n8) dropdown",
    ],
)
def test_a_receipt_is_read_however_it_was_typed(typed: str) -> None:
    assert normalise(typed) == tuple(RECEIPT.split(" "))
    assert is_receipt(typed)
    assert mailbox(typed, "unit-a").locator == mailbox(RECEIPT, "unit-a").locator


@given(EIGHT, st.sampled_from([" ", "\n", ", ", "-", " / ", "\t"]), st.booleans(), st.booleans())
def test_any_eight_words_are_read_however_they_were_typed(
    words: list[str], joined: str, shouted: bool, hyphens_dropped: bool
) -> None:
    typed = joined.join(words)
    typed = typed.replace("-", " ") if hyphens_dropped else typed
    assert normalise(typed.upper() if shouted else typed) == tuple(words)


@given(EIGHT, EIGHT)
@settings(max_examples=30)
def test_two_receipts_share_a_mailbox_only_when_they_are_the_same_words(one: list[str], other: list[str]) -> None:
    first, second = mailbox(" ".join(one), "unit-a"), mailbox(" ".join(other), "unit-a")
    assert (one == other) == (first.locator == second.locator) == (first.private.seed == second.private.seed)


@pytest.mark.parametrize(
    "typed",
    ["", "zoom", " ".join(RECEIPT.split()[:7]), RECEIPT + " zoom", RECEIPT.replace("zoom", "zooms"), "\ud800", "12 34"],
)
def test_what_is_not_eight_words_is_no_receipt_and_leads_to_an_empty_place(typed: str) -> None:
    assert not is_receipt(typed)
    assert mailbox(typed, "unit-a").locator != mailbox(RECEIPT, "unit-a").locator


def test_the_order_of_the_words_counts() -> None:
    backwards = " ".join(reversed(RECEIPT.split()))
    assert mailbox(backwards, "unit-a").locator != mailbox(RECEIPT, "unit-a").locator


def test_another_deployment_has_another_mailbox_for_the_same_words() -> None:
    here, there = mailbox(RECEIPT, "unit-a"), mailbox(RECEIPT, "unit-b")
    assert here.locator != there.locator
    assert here.private.public != there.private.public


def test_a_locator_is_32_hexadecimal_digits_and_no_part_of_the_key() -> None:
    box = mailbox(RECEIPT, "unit-a")
    assert len(bytes.fromhex(box.locator)) == 16
    assert bytes.fromhex(box.locator) not in box.private.seed
