"""In a real browser: one asks for a source to be erased, another agrees, and what is left is a certificate."""

import re

import pytest
from playwright.sync_api import Browser

from app.erasure.finishing import finish
from tests.factories import Unit
from tests.journeys.browsing import Tab, chromium, served, somebody
from tests.journeys.tellers import Teller, registered

pytestmark = pytest.mark.browser

NAME, NUMBER = "Sunniva Blackthorn-Pell", "07700 900641"
ACCOUNT = "Boxes without labels come into the unit behind Kiln Street before light."
REASON = "They wrote to ask for it, and no case rests on what they told us."


def asks(tab: Tab, source_ref: str) -> None:
    """The handler asks, having forgotten the ground first."""
    tab.sign_in("hana")
    tab.open(f"/sources/{source_ref}")
    tab.follow("Ask for it to be erased")
    tab.press("Ask for it to be erased", {"reason": REASON})
    assert "Choose why it is to be erased" in tab.text
    tab.shoot("erase-1-mistake")
    tab.press("Ask for it to be erased", {"ground": "ASKED_BY_PERSON"})
    assert "A controller or an authoriser who did not ask decides" in tab.text
    tab.shoot("erase-2-asked")
    assert tab.page.get_by_role("button", name="Erase for good").count() == 0


def agrees(tab: Tab, source_ref: str) -> None:
    """A controller finds it on the board, confirms that nobody can bring it back, and is shown what happens now."""
    tab.sign_in("cleo", unlock=True)
    tab.open("/board")
    section = tab.page.locator("#board-erasure").locator("..")
    tab.click(section.get_by_role("link", name=source_ref))
    assert REASON in tab.text
    tab.shoot("erase-3-decide")
    tab.press("Erase for good", {})
    assert "Confirm that you have understood that nobody can bring it back" in tab.text
    tab.shoot("erase-4-mistake")
    tab.press("Erase for good", {"understood": "y"})
    assert "The steward finishes it within a minute" in tab.text
    tab.shoot("erase-5-being-finished")


def certified(tab: Tab, source_ref: str) -> None:
    """The certificate says from which day no backup can bring it back; the page of the source is a tombstone."""
    tab.follow("See whether it is finished")
    assert re.search(r"From \d+ April 2026 no backup can bring this source back", tab.text)
    assert "Hana Birch" in tab.text
    assert "Cleo Stone" in tab.text
    tab.shoot("erase-6-certificate")
    tab.open(f"/sources/{source_ref}")
    assert "Nothing of who they are" in tab.text
    tab.shoot("erase-8-tombstone")


def test_one_asks_another_agrees_and_a_certificate_is_left(source_unit: Unit) -> None:
    unit = source_unit
    ref, source_ref = registered(unit, Teller(NAME, NUMBER), ACCOUNT)
    with chromium() as browser, served(unit) as address:
        with somebody(browser, unit, address) as handler:
            asks(handler, source_ref)
        with somebody(browser, unit, address) as controller:
            agrees(controller, source_ref)
            assert finish(unit.steward_house) == 1
            certified(controller, source_ref)
        followed(browser, address, unit, source_ref, ref)
    assert b"Blackthorn" not in unit.raw()


def followed(browser: Browser, address: str, unit: Unit, source_ref: str, ref: str) -> None:
    """The auditor reads in the record that it was erased; the officer's allegation looks as it did."""
    with somebody(browser, unit, address) as auditor:
        auditor.sign_in("olga")
        auditor.open(f"/oversight?ref={source_ref}")
        assert "source:erase" in auditor.text
        auditor.shoot("erase-9-record")
    assert ref in unit.sign_in("asha").get("/board").text
