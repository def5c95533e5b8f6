"""A person joins, loses the passphrase, and leaves, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser

from crypto.totp import code_at, step_at
from tests.factories import HOME_UNIT, Unit
from tests.journeys.browsing import Tab, chromium, served, somebody
from tests.people.office import Guest, equip, ref_of, waiting

pytestmark = pytest.mark.browser

FIRST, SECOND = "my heron eats wet clay after nine", "another heron eats dry sand at noon"


def words_of(tab: Tab) -> str:
    """Return the six words of the invitation on the page."""
    return tab.page.locator("dt", has_text="Six words").locator("+ dd").inner_text().strip()


def invited(tab: Tab, unit: Unit) -> Guest:
    """An administrator invites an assessor."""
    tab.sign_in("sid")
    tab.open("/people")
    tab.shoot("people")
    tab.follow("Invite somebody")
    tab.shoot("invite")
    new = {"name": "Nora Kestrel", "sign_in_name": "nora.kestrel", "roles": ["ASSESSOR"]}
    tab.press("Make the invitation", new | {"unit_ref": unit.units[HOME_UNIT]})
    tab.shoot("invited")
    paper = words_of(tab)
    tab.open("/board")
    assert "Nora Kestrel" in tab.text
    tab.shoot("board-admin")
    return Guest(unit, "nora.kestrel", ref_of(unit, "nora.kestrel"), paper)


def visits(tab: Tab, guest: Guest, passphrase: str) -> None:
    """The guest visits, and makes keys."""
    tab.open("/first-visit")
    tab.press("Continue", {"name": guest.sign_in_name, "words": guest.paper})
    tab.shoot("make-keys" if not guest.secret else "renew-keys")
    secret = guest.secret or bytes.fromhex(tab.page.locator("[name='secret']").input_value())
    known = {"passphrase": passphrase, "again": passphrase, "code": code_at(secret, step_at(guest.unit.clock.now))}
    tab.press("Make the keys", known)
    tab.shoot("visited")
    guest.secret, guest.passphrase = secret, passphrase
    guest.key_words = tab.page.locator(".govuk-inset-text").inner_text().strip()


def confirmed(browser: Browser, address: str, guest: Guest) -> None:
    """A manager hears the words and confirms; two custodians vouch for the keys."""
    with somebody(browser, guest.unit, address) as tab:
        tab.sign_in("mia")
        tab.open("/board")
        tab.open(f"/changes/{waiting(guest.unit, guest.person_ref)}")
        tab.shoot("change-keys")
        tab.press("Confirm these keys", {"words": guest.key_words})
        assert "was confirmed" in tab.text
    for who, state in (("hana", "You have signed"), ("cleo", "Both have signed")):
        with somebody(browser, guest.unit, address) as tab:
            tab.sign_in(who, unlock=True)
            tab.follow_on_board("Nora Kestrel")
            tab.shoot(f"sign-{who}")
            tab.fill({"words": guest.key_words})
            tab.click(tab.page.get_by_role("button", name="Sign", exact=True))
            assert state in tab.text
            tab.shoot(f"to-sign-{who}")


def works(tab: Tab, guest: Guest) -> str:
    """They sign in, read what happened about them, and take an allegation."""
    tab.sign_in("nora")
    tab.open("/board")
    assert "Your keys were confirmed" in tab.text
    tab.shoot("board-told")
    tab.press("I have read this", {})
    ref = guest.unit.newest_allegation()
    tab.open(f"/allegations/{ref}")
    tab.click(tab.page.get_by_role("button", name=re.compile("Take")).first)
    tab.open("/account")
    tab.shoot("account")
    return ref


def test_a_person_joins_loses_the_passphrase_and_leaves(whole_unit: Unit) -> None:
    unit = whole_unit
    unit.tell()
    with chromium() as browser, served(unit) as address:
        with somebody(browser, unit, address) as tab:
            guest = invited(tab, unit)
        with somebody(browser, unit, address) as tab:
            visits(tab, guest, FIRST)
        equip(unit, guest.person_ref, ("ASSESSOR",), ("SRC_ENGAGE",))
        confirmed(browser, address, guest)
        guest.join("nora", ("ASSESSOR",))
        with somebody(browser, unit, address) as tab:
            ref = works(tab, guest)
        with somebody(browser, unit, address) as tab:
            tab.sign_in("sid")
            tab.open(f"/people/{guest.person_ref}")
            tab.shoot("person")
            tab.follow("They lost their passphrase")
            tab.shoot("renew")
            tab.press("Stop the account and make the invitation", {"lost": "PASSPHRASE"})
            guest.paper = words_of(tab)
        unit.clock.tick(seconds=31)
        with somebody(browser, unit, address) as tab:
            visits(tab, guest, SECOND)
        confirmed(browser, address, guest)
        guest.join("nora", ("ASSESSOR",))
        with somebody(browser, unit, address) as tab:
            tab.sign_in("nora", unlock=True)
        with somebody(browser, unit, address) as tab:
            leaves(tab, guest, ref)
    assert guest.sign_in().status_code == 400


def leaves(tab: Tab, guest: Guest, ref: str) -> None:
    """The administrator gives away what they hold, and sees them off."""
    tab.sign_in("sid")
    tab.open(f"/people/{guest.person_ref}/leaving")
    day = {"last_day-day": "9", "last_day-month": "3", "last_day-year": "2026"}
    tab.press("Enter the last day", day)
    tab.shoot("leaving")
    assert ref in tab.text
    tab.press(f"Give {ref}", {"to": guest.unit.ref("ben")})
    assert "nothing that would be left behind" in tab.text
    tab.press("End the account", {})
    assert "They have left" in tab.text
    tab.shoot("left")
