"""Unlocking one's keys with the passphrase again, and locking them."""

from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.access.actor import nobody
from app.accounts import queries
from app.accounts.rules.sessions import digest_of
from app.training.queries import live_courses
from app.vault import members
from app.web.work import UNLOCK_COOKIE
from audit.events import Event
from tests.accounts.office import Office
from tests.pages import proofread

SESSION = "__Host-staff"


def unlock(office: Office, browser: FlaskClient, who: str, address: str = "/unlock") -> object:
    return office.post(browser, address, "/unlock", passphrase=office.people[who].passphrase)


def is_unlocked(office: Office, browser: FlaskClient) -> bool:
    """Return whether the vault takes what this browser holds."""
    cookies = {cookie.key: cookie.value for cookie in browser._cookies.values()}  # type: ignore[attr-defined]
    with office.app.test_request_context(headers={"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}):
        from_cookie = office.app.extensions["sourcekeeper"].load_actor()
        with office.house.work(from_cookie, writes=False, cookie_half=half_of(cookies)) as uow:
            return uow.vault.is_unlocked


def half_of(cookies: dict[str, str]) -> bytes | None:
    return urlsafe_b64decode(cookies[UNLOCK_COOKIE]) if UNLOCK_COOKIE in cookies else None


def test_the_passphrase_again_unlocks_the_keys(office: Office) -> None:
    browser = office.signed_in("hanna")
    assert "Keys locked" in browser.get("/board").text
    assert not is_unlocked(office, browser)
    unlock(office, browser, "hanna")
    assert is_unlocked(office, browser)
    assert "Keys unlocked until 09:15" in proofread(browser.get("/board").text).text
    assert office.decisions(Event.UNLOCK) == [("done", ""), ("attempted", "")]


def test_unlocking_leads_back_to_the_page_that_asked(office: Office) -> None:
    browser = office.signed_in("hanna")
    assert unlock(office, browser, "hanna", "/unlock?next=/account").location == "/account"


def test_unlocking_gives_the_session_a_new_token_and_the_old_one_is_dead(office: Office) -> None:
    browser, thief = office.signed_in("hanna"), office.browser()
    old = browser.get_cookie(SESSION).value
    unlock(office, browser, "hanna")
    assert browser.get_cookie(SESSION).value != old
    assert browser.get("/board").status_code == 200
    thief.set_cookie(SESSION, old)
    thief.set_cookie(UNLOCK_COOKIE, browser.get_cookie(UNLOCK_COOKIE).value)
    assert thief.get("/board").status_code == 302


def test_locking_forgets_both_halves(office: Office) -> None:
    browser = office.signed_in("hanna")
    unlock(office, browser, "hanna")
    half = browser.get_cookie(UNLOCK_COOKIE).value
    assert office.post(browser, "/lock").location == "/board"
    assert browser.get_cookie(UNLOCK_COOKIE) is None
    assert not office.vault_rows("unlocks")
    browser.set_cookie(UNLOCK_COOKIE, half)
    assert not is_unlocked(office, browser)
    assert office.decisions(Event.LOCK)[0] == ("done", "")


def test_a_wrong_passphrase_says_how_many_tries_are_left(office: Office) -> None:
    browser = office.signed_in("hanna")
    response = office.post(browser, "/unlock", "/unlock", passphrase="not the right words")
    assert response.status_code == 400
    assert "You have 2 tries left" in proofread(response.text).text
    assert browser.get_cookie(UNLOCK_COOKIE) is None
    assert office.decisions(Event.UNLOCK) == [("refused", "passphrase_is_right"), ("attempted", "")]
    assert "one try left" in office.post(browser, "/unlock", "/unlock", passphrase="nor these").text


def test_the_third_wrong_passphrase_ends_the_session_and_says_why(office: Office) -> None:
    browser = office.signed_in("hanna")
    for _ in range(3):
        response = office.post(browser, "/unlock", "/unlock", passphrase="not the right words")
    assert response.location == "/sign-in"
    assert "the passphrase was wrong three times" in browser.get("/sign-in").text
    assert browser.get("/board").status_code == 302


def test_a_right_passphrase_clears_the_count(office: Office) -> None:
    browser = office.signed_in("hanna")
    for _ in range(2):
        office.post(browser, "/unlock", "/unlock", passphrase="not the right words")
    unlock(office, browser, "hanna")
    assert "You have 2 tries left" in office.post(browser, "/unlock", "/unlock", passphrase="wrong again").text


def test_somebody_elses_passphrase_unlocks_nothing(office: Office) -> None:
    browser = office.signed_in("hanna")
    assert unlock(office, browser, "colm").status_code == 400
    assert not office.vault_rows("unlocks")


def test_a_new_sign_in_locks_what_the_session_before_had_unlocked(office: Office) -> None:
    browser = office.signed_in("hanna")
    unlock(office, browser, "hanna")
    office.signed_in("hanna")
    assert not office.vault_rows("unlocks")


def test_nobody_unlocks_without_a_session(office: Office) -> None:
    assert office.browser().get("/unlock").location == "/sign-in?next=/unlock"


def test_no_store_is_held_for_writing_while_a_passphrase_is_stretched(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a flood of attempts to sign in would keep everybody from working."""
    stretch, held = members.stretch, []

    def watched(*args: object) -> object:
        held.append(not _can_write(office))
        return stretch(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(members, "stretch", watched)
    browser = office.signed_in("hanna")
    unlock(office, browser, "hanna")
    office.post(
        browser,
        "/account/passphrase",
        "/account/passphrase",
        old=office.people["hanna"].passphrase,
        new="zoology yodel acorn banjo cactus dimple",
        again="zoology yodel acorn banjo cactus dimple",
    )
    assert held
    assert not any(held)


def _can_write(office: Office) -> bool:
    """Return whether another connection may begin to write to the case store and the vault at this moment."""
    for engine in (office.house.stores.case, office.house.stores.vault):
        assert engine is not None
        raw = engine.raw_connection()
        try:
            raw.driver_connection.execute("PRAGMA busy_timeout=0")
            raw.driver_connection.execute("BEGIN IMMEDIATE")
            raw.driver_connection.execute("ROLLBACK")
        except Exception:
            return False
        finally:
            raw.driver_connection.execute("PRAGMA busy_timeout=5000")
            raw.close()
    return True


def test_the_session_the_log_names_can_be_followed_through_unlocking(office: Office) -> None:
    browser = office.signed_in("hanna")
    before = digest_of(browser.get_cookie(SESSION).value)
    unlock(office, browser, "hanna")
    entry = office.log(Event.UNLOCK)[0].entry
    assert entry.session == digest_of(browser.get_cookie(SESSION).value)
    assert entry.detail["before"] == before


def test_an_unlock_ends_with_its_session(office: Office) -> None:
    browser = office.signed_in("hanna")
    unlock(office, browser, "hanna")
    with office.house.work(nobody(), writes=False) as uow:
        digest = digest_of(browser.get_cookie(SESSION).value)
        later = uow.now + timedelta(minutes=15)
        assert queries.load_actor(uow.case, digest, "staff", later, live_courses) is None
