"""Telephones, e-mail, homes, employers, birth dates and numbers of a source's own are cut; the subject's are left."""

from datetime import date

import pytest

from app.withholding.cutting import MARK
from app.withholding.details import SourceDetails
from app.withholding.finding import withhold

PHONE = SourceDetails(phones=("07700 900123",))
LANDLINE = SourceDetails(phones=("0113 496 0123",))
ABROAD = SourceDetails(phones=("+33 6 12 34 56 78",))
EMAIL = SourceDetails(emails=("sian.obrien77@gmail.com",))
HOME = SourceDetails(addresses=("Flat 3, 12 Acacia Avenue, Headingley, Leeds LS1 4AB",))
COTTAGE = SourceDetails(addresses=("Rose Cottage\nMain Street\nThirsk\nYO7 1AA",))
WORK = SourceDetails(employers=("The Sunrise Care Homes Ltd",))
BIRTH = SourceDetails(born_on=date(1985, 3, 12))


def _cut(account: str, details: SourceDetails) -> str:
    return withhold(account, details).text


@pytest.mark.parametrize(
    "written",
    [
        "07700900123", "07700 900123", "07700-900-123", "07700.900.123", "(07700) 900 123", "0 7 7 0 0 9 0 0 1 2 3",
        "+447700900123", "+44 7700 900123", "+44 (0)7700 900 123", "0044 7700 900123", "00447700900123", "447700900123",
        "7700 900123", "900123", "900 123", "07700/900123", "07700 9OO123", "O77OO 9OO123", "０７７００９００１２３",
        "٠٧٧٠٠٩٠٠١٢٣", "07700\n900123", "07700\u00a0900\u2011123", "tel07700900123", "077\u200b00900123",
        "oh seven seven double oh nine double oh one two three", "zero seven seven zero zero, nine hundred 900123",
        "07700 nine zero zero one two three",
    ],
)  # fmt: skip
def test_every_way_of_writing_a_number_is_cut(written: str) -> None:
    shown = _cut(f"Ask ({written}) about it", PHONE)
    assert shown.startswith("Ask (")
    assert shown.endswith(f"{MARK}) about it")
    assert "123" not in shown
    assert "three" not in shown


@pytest.mark.parametrize("written", ["0113 496 0123", "(0113) 4960123", "+44 113 496 0123", "496 0123", "4960123"])
def test_a_landline_is_cut_with_and_without_its_area(written: str) -> None:
    assert _cut(f"On {written}, he says", LANDLINE) == f"On {MARK}, he says"


@pytest.mark.parametrize("written", ["+33 6 12 34 56 78", "0033612345678", "06 12 34 56 78", "33 612 345 678"])
def test_a_number_from_abroad_is_cut(written: str) -> None:
    assert _cut(f"On {written}.", ABROAD) == f"On {MARK}."


@pytest.mark.parametrize(
    "account",
    [
        "His is 07700 900456.",
        "It cost £900,124 in 2012.",
        "On 12/03/2025 at 9.15 he paid 1230.",
        "Ring 999. 123.",
        "07700 900 12",
    ],
)
def test_other_numbers_are_left(account: str) -> None:
    assert _cut(account, PHONE) == account


@pytest.mark.parametrize(
    ("phone", "account", "cut"),
    [
        ("07700 900123", "900    123 it is", f"{MARK} it is"),
        ("07700 900123", "900     123 it is", "900     123 it is"),
        ("07700 900123", "900 men paid 123", "900 men paid 123"),
        ("07700 900123", "tel900123", MARK),
        ("07700 900123", "tel00123", "tel00123"),
        ("900123", "his 900123", f"his {MARK}"),
        ("01632 960000", "nine six double oh double nought", MARK),
        ("01632 960000", "nine six zero treble zero", MARK),
        ("01632 960000", "nine six triple o o", MARK),
        ("01632 960000", "nine six double oh nine double oh", "nine six double oh nine double oh"),
        ("07700 900011", "900 oil", "900 oil"),
        ("07700 900011", "9OOOll", MARK),
        ("07700 900011", "+447700900011 (and", f"{MARK} (and"),
        ("07700 900011", "(07700 900011)", f"({MARK})"),
        ("07700 900011", "+ 07700 900011", f"+ {MARK}"),
    ],
)
def test_how_far_a_number_may_be_spread(phone: str, account: str, cut: str) -> None:
    assert _cut(account, SourceDetails(phones=(phone,))) == cut


def test_two_numbers_in_a_row_are_told_apart() -> None:
    assert _cut("07911 123456 07700 900123 07911 123456", PHONE) == f"07911 123456 {MARK} 07911 123456"


@pytest.mark.parametrize("phone", ["", "12345", "none", "call me", "+", "0"])
def test_what_is_no_number_cuts_nothing(phone: str) -> None:
    assert _cut("Flat 12345 and 0 and +", SourceDetails(phones=(phone,))) == "Flat 12345 and 0 and +"


@pytest.mark.parametrize(
    "written",
    [
        "sian.obrien77@gmail.com", "SIAN.OBRIEN77@GMAIL.COM", "sian.obrien77 @ gmail . com", "sian.obrien77",
        "sian dot obrien77 at gmail dot com", "sian.obrien77 at gmail.com", "sian.obrien77[at]gmail[dot]com",
        "sian.obrien77(at)gmail(dot)com", "sian obrien77", "sianobrien77", "sian.obrien77@\u200bgmail.com",
        "sian.obrien77＠gmail.com",
    ],
)  # fmt: skip
def test_every_way_of_writing_an_address_is_cut(written: str) -> None:
    assert _cut(f"Ask ({written}) about it", EMAIL) == f"Ask ({MARK}) about it"


def test_everybodys_provider_is_left_and_ones_own_domain_is_cut() -> None:
    own = SourceDetails(emails=("info@acmewidgets.co.uk",))
    assert _cut("He uses gmail.com and hotmail.", EMAIL) == "He uses gmail.com and hotmail."
    assert _cut("www.acmewidgets.co.uk, acmewidgets, info", own) == f"www.{MARK}, info"


@pytest.mark.parametrize("email", ["", "none", "@", "a@", "me at home"])
def test_what_is_no_address_cuts_nothing(email: str) -> None:
    assert _cut("He is at home, a me.", SourceDetails(emails=(email,))) == "He is at home, a me."


@pytest.mark.parametrize(
    "written",
    [
        "12 Acacia Avenue", "12, Acacia Avenue", "12 acacia ave", "12 ACACIA AV", "Flat 3, 12 Acacia Avenue",
        "Acacia Avenue", "Acacia Ave", "Acacia-Avenue", "Flat 3", "LS1 4AB", "LS14AB", "ls1 4ab", "LS1  4AB",
        "number 12", "no. 12",
        "12 Acacia",
    ],
)  # fmt: skip
def test_every_way_of_writing_a_home_is_cut(written: str) -> None:
    assert _cut(f"Ask ({written}) about it", HOME) == f"Ask ({MARK}) about it"


@pytest.mark.parametrize(
    "account", ["He is at 14 Acacia Avenue.", "In Leeds, and Headingley.", "LS1 5AB, LS1", "12 vans", "Oak Avenue"]
)
def test_a_neighbours_door_a_town_and_other_streets_are_left(account: str) -> None:
    assert _cut(account, HOME) == account


@pytest.mark.parametrize(
    ("account", "cut"),
    [
        ("at Rose Cottage, Main St, Thirsk", f"at {MARK}, Thirsk"),
        ("a rose and a cottage", "a rose and a cottage"),
        ("YO71AA", MARK),
    ],
)
def test_a_house_with_a_name(account: str, cut: str) -> None:
    assert _cut(account, COTTAGE) == cut


@pytest.mark.parametrize(
    ("address", "account", "cut"),
    [
        ("12 Broadway, York", "Broadway, 12 Broadway, 14 Broadway", f"{MARK}, 14 Broadway"),
        ("12 Mead, York", "on Mead, at 12 Mead", f"on Mead, at {MARK}"),
        ("12 Mead Road, York", "Mead Road is bad", f"{MARK} is bad"),
        ("12 Mead Road, York", "14 Mead Road, 14, Mead Road", "14 Mead Road, 14, Mead Road"),
        ("12 Mead Road, York", "of the 14 - Mead Road -", f"of the 14 - {MARK} -"),
        ("Mead Road, York", "14 Mead Road", MARK),
        ("12 Mead Road, York", "1985123 Mead Road", f"1985123 {MARK}"),
        ("12a Mead Road, York", "12A Mead Rd, 12 Mead Rd", f"{MARK}, 12 Mead Rd"),
        ("12 14 Mead Road", "12-14 Mead Road, 12 Mead Road", MARK),
        ("The Old Mill, Mead Lane, York", "the old mill, Old Mill", f"{MARK}, Old Mill"),
        ("3 Mead Road, Elm House, York", "at Elm House", f"at {MARK}"),
        ("3 Mead Road, Block B2, York", "in block b2", f"in {MARK}"),
        ("3 Mead Road, West Yorkshire", "in West Yorkshire", "in West Yorkshire"),
        ("12, Mead Road, York", "12 Mead Road, 14 Mead Road", f"{MARK}, 14 Mead Road"),
        ("12 Mead Road", "7 12 Mead Road", f"7 {MARK}"),
        ("House, York", "a house in York", "a house in York"),
        ("12, York", "12 in York", "12 in York"),
        ("12\nMead Road", "12 Mead Road and 14 Mead Road", f"{MARK} and 14 Mead Road"),
        ("Avenue", "an avenue", "an avenue"),
    ],
)
def test_addresses_of_every_shape(address: str, account: str, cut: str) -> None:
    assert _cut(account, SourceDetails(addresses=(address,))) == cut


def test_a_town_given_alone_is_left() -> None:
    assert _cut("He is in Leeds.", SourceDetails(addresses=("Leeds",))) == "He is in Leeds."


@pytest.mark.parametrize(
    ("account", "cut"),
    [
        ("Sunrise Care Homes Ltd pays cash", f"{MARK} pays cash"),
        ("the sunrise care homes limited", f"the {MARK} limited"),
        ("SUNRISE CARE HOMES", MARK),
        ("at Sunrise Care", f"at {MARK}"),
        ("at Sunrise.", f"at {MARK}."),
        ("at sunrise he came", "at sunrise he came"),
        ("care homes", "care homes"),
        ("the SCH bus", f"the {MARK} bus"),
        ("THE SCH BUS IS LATE", "THE SCH BUS IS LATE"),
        ("sch", "sch"),
    ],
)
def test_an_employer_is_cut_whole_shortened_or_by_its_first_word(account: str, cut: str) -> None:
    assert _cut(account, WORK) == cut


@pytest.mark.parametrize(
    "written",
    [
        "12/03/1985", "12/3/85", "12.03.1985", "12-03-85", "1985-03-12", "12 March 1985", "12th March 1985",
        "12th of March, 1985",
        "March 12, 1985", "12 Mar 85", "12mar1985", "12031985", "3/12/1985", "12 MARCH 1985",
    ],
)  # fmt: skip
def test_every_way_of_writing_a_birth_date_is_cut(written: str) -> None:
    assert _cut(f"Ask ({written}) about it", BIRTH) == f"Ask ({MARK}) about it"


@pytest.mark.parametrize(
    "account", ["born in 1985", "born on 12 March", "my birthday is 12/3", "DOB: the 12th of March"]
)
def test_part_of_a_birth_date_is_cut_where_a_birth_is_spoken_of(account: str) -> None:
    shown = _cut(account, BIRTH)
    assert shown.endswith(MARK)
    assert "12" not in shown
    assert "1985" not in shown


@pytest.mark.parametrize(
    "account", ["In 1985 he came.", "He pays on 12 March.", "12 cars, 3 vans", "room 1285", "13/03/1985"]
)
def test_other_dates_and_figures_are_left(account: str) -> None:
    assert _cut(account, BIRTH) == account


@pytest.mark.parametrize("written", ["AB 12 34 56 C", "ab123456c", "AB-12-34-56-C", "AB123456C"])
def test_a_number_of_any_kind_is_cut_however_it_is_spaced(written: str) -> None:
    assert _cut(f"mine: {written}!", SourceDetails(identifiers=("AB123456C",))) == f"mine: {MARK}!"


def test_a_number_too_short_to_be_one_is_left() -> None:
    assert _cut("A12 is a road", SourceDetails(identifiers=("A12",))) == "A12 is a road"


def test_nothing_of_a_source_shows_when_its_details_are_printed() -> None:
    details = SourceDetails(("Ann",), ("07700",), ("a@b",), ("Elm",), ("Acme",), ("X1",), date(1985, 3, 12))
    assert repr(details) == "SourceDetails()"
