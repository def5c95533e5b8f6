"""What a writer says of themselves is cut even when the fields were left empty."""

import pytest

from app.withholding.cutting import MARK
from app.withholding.details import SourceDetails
from app.withholding.finding import withhold

NOTHING = SourceDetails()


@pytest.mark.parametrize(
    ("account", "cut"),
    [
        ("My name is Peter Long and I saw it.", f"My name is {MARK} and I saw it."),
        ("my name's Peter", f"my name's {MARK}"),
        ("I\u2019m called Peter Long.", f"I\u2019m called {MARK}."),
        ("It is bad.\nRegards,\nPeter Long", f"It is bad.\nRegards,\n{MARK}"),
        ("Yours sincerely\nP. Long", f"Yours sincerely\n{MARK}"),
        ("Thanks, Peter", f"Thanks, {MARK}"),
        ("Signed: Mrs P Long", f"Signed: {MARK}"),
        ("Call me on 07911 123456 after six", f"Call me on {MARK} after six"),
        ("you can text me 07911123456.", f"you can text me {MARK}."),
        ("my mobile number is +44 7911 123456", f"my mobile number is {MARK}"),
        ("Email me at p.long@example.com please", f"Email me at {MARK} please"),
        ("my email is p.long at example dot com", f"my email is {MARK}"),
        ("my date of birth is 12/3/1985.", f"my date of birth is {MARK}."),
        ("my DOB: 12 March 1985", f"my DOB: {MARK}"),
        ("my NI number is AB 12 34 56 C", f"my NI number is {MARK}"),
        ("My postcode is LS1 4AB", f"My postcode is {MARK}"),
        ("My address is 5 Elm Road, York. He is bad.", f"My address is {MARK}. He is bad."),
        ("I live at 5 Elm Road and he lives near", f"I live at {MARK} and he lives near"),
        ("I live on Elm Road, opposite", f"I live on {MARK}, opposite"),
    ],
)
def test_what_is_announced_as_ones_own_is_cut(account: str, cut: str) -> None:
    assert withhold(account, NOTHING).text == cut


@pytest.mark.parametrize(
    "account",
    [
        "His name is Peter Long.",
        "Her number is 07911 123456.",
        "My name is not important.",
        "My boss is Ali Khan and his number is 07911 123456.",
        "Call him on 07911 123456",
        "He lives at 5 Elm Road.",
        "I live on benefits and I live on my own.",
        "They told me to call me a liar.",
        "Thanks for reading.",
        "With regards to Peter Long.",
        "His date of birth is 12/3/1985.",
        "Thank you. Peter Long is the boss.",
    ],
)
def test_what_is_said_of_others_is_left(account: str) -> None:
    assert withhold(account, NOTHING).text == account


def test_a_number_announced_on_one_line_does_not_reach_into_the_next() -> None:
    assert withhold("Call me.\n07911 123456 is his.", NOTHING).text == "Call me.\n07911 123456 is his."
