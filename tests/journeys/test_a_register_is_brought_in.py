"""In a real browser: a file with mistakes is brought in, mended on the page and taken in, and a repeat decided on."""

import csv
import re
from io import StringIO

import pytest

from app.bringing.service import taking_in
from tests.bringing.made_up_file import file_of, person
from tests.factories import Unit
from tests.journeys.browsing import Tab, chromium, served, somebody

pytestmark = pytest.mark.browser

ROWS = [person(number) for number in range(100, 109)]
AGAIN = person(101, **{"how they know": "Told a second time", "e-mails": ""})
WRONG = [
    person(118, **{"date of birth": "1984-02-31", "telephones": "ask at the shop"}),
    person(119, name="محمد علي", **{"safe days": "", "safe from": "", "safe until": ""}),
]


def sends_the_file(tab: Tab, unit: Unit) -> None:
    """The custodian finds the page from the register, and is told what is wrong with two rows."""
    tab.sign_in("hana", unlock=True)
    tab.open("/sources")
    tab.follow("Bring in a register")
    tab.shoot("bring-1-asked")
    file = {"name": "register.csv", "mimeType": "text/csv", "buffer": file_of([*ROWS, *WRONG])}
    tab.page.locator("input[type=file]").set_input_files(file)
    tab.press("Bring it in", {"handler": unit.ref("hana"), "controller": unit.ref("cleo")})
    assert "2 of 11 rows need mending" in tab.text
    assert "There is no such day in the calendar" in tab.text
    tab.shoot("bring-2-told")


def mends_them(tab: Tab) -> None:
    """Both are mended where they stand, and somebody who was told of before is added to them."""
    rows = list(csv.DictReader(StringIO(tab.page.locator("textarea").input_value())))
    rows[0] |= {"date of birth": "1984-02-28", "telephones": "07700 900118"}
    rows[1] |= {"do not contact": "yes"}
    tab.unit.clock.tick(minutes=1)
    tab.press("Bring these in", {"rows": file_of([*rows, AGAIN]).decode()})
    assert "Rows that were sealed" in tab.text


def takes_them_in(tab: Tab) -> None:
    """One press, and the page goes on by itself until every row of the first file is a source."""
    tab.open("/sources/bring")
    tab.shoot("bring-3-left")
    tab.click(tab.page.locator("tbody a[href*='/sources/bring/']").first)
    tab.shoot("bring-4-waits")
    tab.click(tab.page.get_by_role("button", name="Take them in"))
    tab.page.get_by_text("Every row of this file is dealt with").wait_for(timeout=20_000)
    tab.shoot("bring-5-done")


def decides(tab: Tab) -> None:
    """Who was told of twice is looked at and found to be the same."""
    tab.open("/sources/bring")
    tab.click(tab.page.locator("tbody a[href*='/sources/bring/']").first)
    tab.click(tab.page.get_by_role("button", name="Take them in"))
    tab.shoot("bring-6-to-decide")
    tab.press("Look at the next one")
    assert str(AGAIN["name"]) in tab.text
    tab.shoot("bring-7-decide")
    tab.press("It is this one")
    assert re.search(r"Were registered already\s+1", tab.text)
    assert "Every row of this file is dealt with" in tab.text


def test_a_register_is_brought_in_and_nobody_is_registered_twice(
    source_unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "AT_A_TIME", 1)
    with chromium() as browser, served(source_unit) as address, somebody(browser, source_unit, address) as tab:
        sends_the_file(tab, source_unit)
        mends_them(tab)
        takes_them_in(tab)
        decides(tab)
