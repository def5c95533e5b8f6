"""Changing one's own passphrase: with the present one, to one that is hard to guess."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.web.work import UNLOCK_COOKIE
from audit.events import Event
from tests.accounts.office import Office
from tests.pages import proofread

NEW = "wet clay under nine slow herons"
WORDS = "zoology yodel acorn banjo cactus dimple"
PAGE = "/account/passphrase"


def change(office: Office, browser: FlaskClient, who: str, new: str, **typed: str) -> TestResponse:
    known = {"old": office.people[who].passphrase, "new": new, "again": new}
    return office.post(browser, PAGE, PAGE, **(known | typed))


def test_the_new_passphrase_signs_in_and_the_old_one_does_not(office: Office) -> None:
    browser = office.signed_in("omar")
    response = change(office, browser, "omar", NEW)
    assert (response.status_code, response.location) == (302, "/account?changed=passphrase")
    assert "Your passphrase has been changed" in browser.get(response.location).text
    assert office.sign_in(office.browser(), "omar").status_code == 400
    assert office.sign_in(office.browser(), "omar", passphrase=NEW).status_code == 302
    assert office.decisions(Event.PASSPHRASE_CHANGE) == [("done", ""), ("attempted", "")]


def test_the_same_keys_open_under_the_new_passphrase(office: Office) -> None:
    browser = office.signed_in("hanna")
    public = office.vault_rows("members")
    assert change(office, browser, "hanna", WORDS).status_code == 302
    assert office.post(browser, "/unlock", "/unlock", passphrase=WORDS).status_code == 302
    assert office.vault_rows("members") == public


def test_what_was_unlocked_is_locked_again(office: Office) -> None:
    browser = office.signed_in("hanna")
    office.post(browser, "/unlock", "/unlock", passphrase=office.people["hanna"].passphrase)
    change(office, browser, "hanna", WORDS)
    assert browser.get_cookie(UNLOCK_COOKIE) is None
    assert not office.vault_rows("unlocks")


def test_the_session_goes_on_under_a_new_token(office: Office) -> None:
    browser, thief = office.signed_in("omar"), office.browser()
    thief.set_cookie("__Host-staff", browser.get_cookie("__Host-staff").value)
    change(office, browser, "omar", NEW)
    assert browser.get("/board").status_code == 200
    assert thief.get("/board").status_code == 302


def test_the_present_passphrase_is_needed(office: Office) -> None:
    browser = office.signed_in("omar")
    response = change(office, browser, "omar", NEW, old="not the present one at all")
    assert response.status_code == 400
    assert "You have 2 tries left" in proofread(response.text).text
    assert office.sign_in(office.browser(), "omar", passphrase=NEW).status_code == 400
    assert office.decisions(Event.PASSPHRASE_CHANGE)[0] == ("refused", "passphrase_is_right")
    assert "not the present one" not in response.text


def test_guessing_at_the_present_passphrase_ends_the_session(office: Office) -> None:
    browser = office.signed_in("omar")
    for _ in range(3):
        response = change(office, browser, "omar", NEW, old="not the present one at all")
    assert response.location == "/sign-in"
    assert browser.get("/board").status_code == 302


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("fifteen letters", "Use 16 characters or more"),
        ("aaaaaaaaaaaaaaaaaaaaaa", "This can be guessed"),
        ("Omar Pike Omar Pike Omar", "This can be guessed"),
        ("Intelligence Unit North", "This can be guessed"),
        ("sourcekeeper home office", "This can be guessed"),
        ("omar.pike.omar.pike", "This can be guessed"),
    ],
)
def test_an_easy_passphrase_is_refused_with_what_to_do(office: Office, new: str, told: str) -> None:
    browser = office.signed_in("omar")
    response = change(office, browser, "omar", new)
    assert response.status_code == 400
    assert told in proofread(response.text).text
    assert new not in response.text


def test_two_that_differ_are_refused(office: Office) -> None:
    browser = office.signed_in("omar")
    response = change(office, browser, "omar", NEW, again=NEW + ".")
    assert "The two are not the same" in proofread(response.text).text


def test_who_holds_keys_of_a_group_needs_words_and_is_offered_some(office: Office) -> None:
    browser = office.signed_in("hanna")
    page = proofread(browser.get(PAGE).text)
    offered = "".join(page.one("p", class_="govuk-inset-text sk-text").itertext()).strip()
    assert "six or more random words" in page.text
    assert "made for you, or have another" in change(office, browser, "hanna", NEW).text
    assert change(office, browser, "hanna", offered).status_code == 302


def test_a_partner_changes_theirs_on_their_own_pages(office: Office) -> None:
    browser, page = office.signed_in("rory"), "/partner/account/passphrase"
    typed = {"old": office.people["rory"].passphrase, "new": NEW, "again": NEW}
    assert office.post(browser, page, page, **typed).location == "/partner/account?changed=passphrase"
    assert office.sign_in(office.browser(), "rory", passphrase=NEW).status_code == 302
