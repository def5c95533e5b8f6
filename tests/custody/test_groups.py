"""The page of the groups: who belongs to each, which key it has, and how far sealing anew is."""

from tests.factories import Unit
from tests.pages import proofread
from tests.sources.test_raising import press
from tests.sources.test_registering import register


def test_the_page_shows_members_and_that_all_is_sealed(whole_unit: Unit) -> None:
    custodian, _ = register(whole_unit)
    text = proofread(custodian.get("/custody/groups").text).text
    assert "Hugo Lane" in text
    assert "Ava Rook" in text
    assert "All sealed to the present key" in text


def test_nobody_else_sees_it_and_nobody_seals_for_another_group(whole_unit: Unit) -> None:
    register(whole_unit)
    assert whole_unit.sign_in("asha").get("/custody/groups").status_code == 403
    ava = whole_unit.sign_in("ava", unlock=True)
    assert press(ava, "/custody/groups/custodians", "/custody/groups") == 403
    assert press(ava, "/custody/groups/nobody", "/custody/groups") == 404
