"""One form for the same person or place, and the few patterns that show who spoke."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.allegations.keys import Fields, KeyKind, kept, sought
from app.allegations.telling import shows_its_teller
from app.markings.spelling import LONGEST, phone, postcode
from app.withholding.cutting import MARK

BORN = date(1990, 1, 2)


def finds(typed: Fields, there: Fields) -> set[str]:
    """Return the kinds by which a search for one finds the other."""
    return {key.kind for key in sought(typed) & kept(there)}


@pytest.mark.parametrize(
    ("typed", "there", "kinds"),
    [
        (Fields(name="Mr José SMITH"), Fields(name="smith, jose"), {"NAME"}),
        (Fields(name="Jose Smith", born_on=BORN), Fields(name="Smith Jose", born_on=BORN), {"NAME_BORN"}),
        (Fields(name="Jose Smith", born_on=BORN), Fields(name="Jose Smith", born_on=date(1991, 1, 2)), set()),
        (Fields(name="Jose Smith", born_on=BORN), Fields(name="Jose Smith"), {"NAME_UNDATED"}),
        (Fields(name="Jose Smith"), Fields(name="Jose Smith", born_on=BORN), {"NAME"}),
        (Fields(name="Pepe"), Fields(name="Jose Smith", aliases="Joe, Pepe"), {"NAME"}),
        (Fields(name="J\u043es\u0435 Smith"), Fields(name="Jose Smith"), {"NAME"}),
        (Fields(address="Flat 12a, Mill St", postcode="ls1 4ab"), Fields(address="12A Mill St LS14AB"), {"PREMISES"}),
        (Fields(address="14 High St LS1 4AB"), Fields(address="12 High St LS1 4AB"), set()),
        (Fields(postcode="LS1 4AB"), Fields(address="12 High St LS1 4AB"), {"POSTCODE"}),
        (Fields(address="The old mill, by the river"), Fields(address="the old mill by the river!"), {"ADDRESS"}),
        (Fields(phone="07700 900 123"), Fields(phone="+44 (0)7700-900123"), {"PHONE"}),
        (Fields(vehicle="ab12 cde"), Fields(vehicle="AB12CDE"), {"VEHICLE"}),
        (Fields(company="Best Wash Ltd."), Fields(company="BEST WASH LIMITED"), {"COMPANY"}),
        (Fields(company_number="01234567"), Fields(company_number="1234567"), {"COMPANY_NUMBER"}),
        (Fields(email="A@Example.org "), Fields(email="a@example.org"), {"EMAIL"}),
        (Fields(documents=("X 123-4",)), Fields(documents=("", "x1234")), {"DOCUMENT"}),
        (Fields(name="Al"), Fields(name="Al"), set()),
        (Fields(), Fields(), set()),
    ],
)  # fmt: skip
def test_the_same_is_found_however_it_was_typed(typed: Fields, there: Fields, kinds: set[str]) -> None:
    assert finds(typed, there) == kinds


@given(st.text(max_size=400), st.text(max_size=400), st.none() | st.dates())
def test_whatever_was_typed_is_found_by_itself_and_fits_its_column(name: str, address: str, born: date | None) -> None:
    fields = Fields(name=name, address=address, born_on=born, phone=name, vehicle=address, company=name, email=address)
    assert all(len(key.value) <= LONGEST for key in kept(fields))
    narrow = {key for key in sought(fields) if key.kind is not KeyKind.NAME_UNDATED}
    assert narrow <= kept(fields)


def test_what_is_no_postcode_and_no_telephone_is_none() -> None:
    assert postcode("not one") == ""
    assert phone("call me") == ""
    assert phone("12") == "12"


@pytest.mark.parametrize(
    "text",
    [
        "Call me on 07700 900123 after six.",
        "My number is +44 7700 900 123",
        "You can reach me: someone@example.org",
        "07700900123 is mine",
        "I live at 3 Mill Lane, Leeds LS1 4AB, next to him",
        "my name is Ruth",
        "I\u2019m on 0113 496 0000 most days",
    ],
)
def test_an_account_that_says_how_to_reach_its_teller_shows_who_spoke(text: str) -> None:
    assert shows_its_teller(f"He works without papers. {text} That is all.")


@pytest.mark.parametrize(
    "text",
    [
        "His number is 07700 900123.",
        "I saw six men. The owner's telephone is 0113 496 0000.",
        "The address is 3 Mill Lane, Leeds LS1 4AB.",
        "My name is not to be used.",
        f"My number is {MARK}.",
        "I counted 120 boxes in 2025 and 90 in 2026.",
        "",
    ],
)
def test_what_is_said_of_others_does_not(text: str) -> None:
    assert not shows_its_teller(text)
