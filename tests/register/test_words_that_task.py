"""The list of phrases is held to what it sees among made-up sentences: mended with some, measured on others."""

from bench.made_up_notes import HELD_OUT_PLAIN, HELD_OUT_TASKING, PLAIN, TASKING
from bench.tasking_phrases import measure, seen


def test_what_the_list_was_mended_with_is_seen_and_nothing_else() -> None:
    assert seen(TASKING) == list(TASKING)
    assert seen(PLAIN) == []


def test_the_sentences_that_were_kept_aside_reach_what_is_claimed() -> None:
    assert not set(TASKING + PLAIN) & set(HELD_OUT_TASKING + HELD_OUT_PLAIN)
    assert all(claim.met for claim in measure(True)), [claim.as_json() for claim in measure(True)]


def test_what_keeps_them_safe_is_no_task() -> None:
    safe = (
        "Ring 999 if you are in danger.",
        "Please look after yourself and tell nobody that we spoke.",
        "We want you to get some rest. You need not do anything.",
        "Could you try another number to reach your doctor?",
        "Thank you for what you told us. Your message has come to us.",
    )
    assert seen(safe) == []
