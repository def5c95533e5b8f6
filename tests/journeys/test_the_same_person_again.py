"""In a real browser: somebody reports a second time, a custodian knows them again, and nobody else learns of it."""

import re

import pytest

from tests.factories import Unit
from tests.journeys.browsing import Tab, chromium, served, somebody
from tests.journeys.tellers import Teller, registered

pytestmark = pytest.mark.browser

FIRST = "Men sleep behind the tyre shop on Fell Lane and are driven off at five."
SECOND = "The tyre shop on Fell Lane has more men now, and a second van."
THIRD = "A bakery on Moor Road has somebody working nights who never leaves."
NAME, OTHER_NAME = "Isolde Penwarden-Hythe", "Bartram Oakshott"
NUMBER = "07700 900611"
OTHERS = ("asha", "mia", "olga", "sid", "ava")
# What differs between any two allegations: their references, and the hour at which they came.
OWN_WORDS = re.compile(r"IMS-[0-9-]+|[0-9a-f]{32,}|[\w.-]{60,}|\d\d:\d\d")


def knows_them_again(tab: Tab, ref: str, source_ref: str) -> None:
    """The custodian opens what came, is shown who was registered before, and puts it to them."""
    tab.sign_in("hana", unlock=True)
    tab.open("/board")
    assert ref in tab.text
    tab.follow("Open and register what waits")
    tab.shoot("again-1-waiting")
    tab.click(tab.page.get_by_role("row", name=re.compile(ref)).get_by_role("button"))
    assert "isolde penwarden hythe" in tab.text
    tab.shoot("again-2-opened")
    tab.press("Look whether they are known", {})
    assert "Nothing is registered yet" in tab.text
    assert "names 100 in 100 alike, same telephone" in tab.text
    assert source_ref in tab.text
    tab.shoot("again-3-known")
    tab.press("It is this one", {})
    tab.shoot("again-4-linked")
    assert "What they sent was put to this source" in tab.text
    assert tab.page.url.split("?")[0].endswith(source_ref)


def sees(tab: Tab, ref: str) -> str:
    """Return an allegation's page as the officer who takes it sees it, but for what is any allegation's own."""
    tab.open(f"/allegations/{ref}")
    tab.click(tab.page.get_by_role("button", name=re.compile("Take")).first)
    tab.open(f"/allegations/{ref}")
    assert "SRC-" not in tab.page.content()
    return OWN_WORDS.sub("", tab.page.content())


def test_a_custodian_knows_a_repeat_reporter_again_and_nobody_else_does(source_unit: Unit) -> None:
    unit = source_unit
    _, source_ref = registered(unit, Teller(NAME, NUMBER), FIRST)
    with chromium() as browser, served(unit) as address:
        ref = Teller("isolde penwarden hythe", "+44 7700 900 611").tells(unit, SECOND)
        with somebody(browser, unit, address) as custodian:
            knows_them_again(custodian, ref, source_ref)
        with unit.steward() as uow:
            assert len(uow.vault.links_of(source_ref)) == 2
        other, _ = registered(unit, Teller(OTHER_NAME, "07700 900612"), THIRD)
        with somebody(browser, unit, address) as officer:
            officer.sign_in("asha")
            known, new = sees(officer, ref), sees(officer, other)
            assert known.replace(SECOND, "") == new.replace(THIRD, "")
            officer.shoot("again-5-officer")
    for who in OTHERS:
        visitor = unit.sign_in(who)
        for page in (f"/allegations/{ref}", "/board", f"/sources/{source_ref}"):
            assert "Penwarden" not in visitor.get(page).text
        assert visitor.get(f"/sources/{source_ref}").status_code in {403, 404}
    assert b"Penwarden" not in unit.raw()
