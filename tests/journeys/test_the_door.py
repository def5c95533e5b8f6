"""The first steps of everybody: through the door, to their board, and out again."""

import pytest

from tests.factories import PEOPLE, Unit
from tests.pages import proofread

FIRST_NAMES = [one.name.split()[0].lower() for one in PEOPLE]


@pytest.mark.parametrize("who", FIRST_NAMES)
def test_everybody_signs_in_and_finds_their_board(whole_unit: Unit, who: str) -> None:
    visitor = whole_unit.sign_in(who)
    root = "/partner" if whole_unit.people[who].is_partner else ""
    with whole_unit.counting() as statements:
        reply = visitor.get(f"{root}/board")
    assert reply.status_code == 200
    assert whole_unit.people[who].name in proofread(reply.text).text
    assert len(statements) <= 12, "\n".join(statements)
