"""In a real browser: a source is raised to two groups; one of each lets an officer call, one alone opens nothing."""

import re

import pytest
from playwright.sync_api import Browser

from tests.factories import Unit
from tests.journeys.browsing import Tab, chromium, served, somebody
from tests.journeys.tellers import Teller, registered

pytestmark = pytest.mark.browser

NAME, NUMBER = "Leopold Ashgrove-Tey", "07700 900621"
ACCOUNT = "A man collects the wages of nine others at the packing shed on Drove Road."


def raise_it(tab: Tab, source_ref: str) -> None:
    """The handler marks the source as sensitive, and raises it to two groups."""
    tab.sign_in("hana", unlock=True)
    tab.open(f"/sources/{source_ref}")
    tab.press("Mark as sensitive", {"because": "A cousin of theirs keeps the books there."})
    tab.shoot("two-1-marked")
    tab.follow("Raise to two groups")
    tab.shoot("two-2-raise")
    tab.press("Raise to two groups", {"understood": "y"})
    assert "Two groups: a custodian and an authoriser open it together" in tab.text
    tab.shoot("two-3-raised")


def ask(tab: Tab, ref: str) -> str:
    """An officer takes the allegation and asks for contact."""
    tab.sign_in("asha", unlock=True)
    tab.open(f"/allegations/{ref}")
    tab.click(tab.page.get_by_role("button", name=re.compile("Take")).first)
    tab.open(f"/allegations/{ref}")
    tab.follow("Ask for contact")
    tab.press("Send the request", {"purpose": "CLARIFY", "reason": "To ask on which day the wages are collected"})
    tab.shoot("two-4-asked")
    return tab.page.url.rsplit("/", 1)[1]


def opens_nothing(tab: Tab, grant_ref: str) -> None:
    """With no half or one, the officer is shown no way to call, and a form sent all the same opens nothing."""
    tab.open(f"/contacts/{grant_ref}")
    assert tab.page.get_by_role("button", name="Open how to reach them").count() == 0
    assert "Waits for the source unit" in tab.text
    token = tab.page.locator("[name='csrf_token']").first.input_value()
    reply = tab.page.request.post(f"{tab.address}/contacts/{grant_ref}/number", form={"csrf_token": token})
    assert reply.status == 403
    assert NUMBER not in reply.text()


def calls(tab: Tab, grant_ref: str) -> None:
    """With both halves the officer opens how to reach them, and sees the number."""
    tab.open(f"/contacts/{grant_ref}")
    tab.shoot("two-8-may-call")
    tab.press("Open how to reach them")
    tab.press("Show the number", {})
    tab.shoot("two-9-dial")
    assert NUMBER in tab.text


def approves(browser: Browser, address: str, unit: Unit, who: str, grant_ref: str) -> str:
    """Somebody of one group gives its half; returns what their page says then."""
    with somebody(browser, unit, address) as tab:
        tab.sign_in(who, unlock=True)
        tab.open("/board")
        tab.shoot(f"two-5-board-{who}")
        tab.click_on_board(tab.page.locator(f"a[href='/requests/{grant_ref}']"))
        tab.shoot(f"two-6-decide-{who}")
        assert "Risk to them" in tab.text
        hours = {"hours": "4"} if tab.page.locator("[name='hours'][type='radio']").count() else {}
        tab.press("Approve", hours)
        tab.shoot(f"two-7-given-{who}")
        return tab.text


@pytest.mark.parametrize("order", [("cleo", "ava"), ("ava", "hana")], ids=" then ".join)
def test_one_of_each_group_lets_the_officer_call(source_unit: Unit, order: tuple[str, str]) -> None:
    unit, (first, second) = source_unit, order
    # One is marked and raised later; the other is in danger and held by two from the first day.
    is_raised = first == "cleo"
    teller = Teller(f"{NAME} {first}", NUMBER)
    ref, source_ref = registered(unit, teller, ACCOUNT, band="LOW" if is_raised else "HIGH")
    with chromium() as browser, served(unit) as address:
        if is_raised:
            with somebody(browser, unit, address) as custodian:
                raise_it(custodian, source_ref)
        with somebody(browser, unit, address) as officer:
            grant_ref = ask(officer, ref)
            opens_nothing(officer, grant_ref)
            assert "Your group has given its half" in approves(browser, address, unit, first, grant_ref)
            opens_nothing(officer, grant_ref)
            assert "Approved" in approves(browser, address, unit, second, grant_ref)
            calls(officer, grant_ref)
    assert b"Ashgrove" not in unit.raw()
