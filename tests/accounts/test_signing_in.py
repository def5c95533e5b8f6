"""Signing in and out, as people do it."""

import re

import pytest

from app.web.sessions import KNOWN_COOKIE, SESSION_COOKIES
from app.web.work import UNLOCK_COOKIE
from audit.events import Event
from tests.accounts.office import Office
from tests.pages import proofread, token_in

SESSION = "__Host-staff"


def test_somebody_signs_in_and_sees_their_board(office: Office) -> None:
    browser = office.browser()
    response = office.sign_in(browser, "omar")
    assert (response.status_code, response.location) == (302, "/board")
    page = proofread(browser.get("/board").text)
    assert "Your board" in page.text
    assert "Omar Pike" in page.text


def test_the_door_can_be_read_by_everybody(office: Office) -> None:
    page = proofread(office.browser().get("/sign-in").text)
    assert page.one("input", name="passphrase").get("type") == "password"
    assert page.one("input", name="passphrase").get("autocomplete") == "current-password"
    assert page.one("input", name="code").get("autocomplete") == "one-time-code"
    assert page.one("input", name="name").get("autocomplete") == "username"


def test_a_reader_of_an_agency_has_a_door_of_their_own(office: Office) -> None:
    browser = office.signed_in("rory")
    assert "__Host-partner" in cookies_of(browser)
    assert "Your board" in browser.get("/partner/board").text
    assert browser.get("/board").location.startswith("/sign-in")


def test_staff_do_not_come_in_by_the_partners_door(office: Office) -> None:
    browser, person = office.browser(), office.people["omar"]
    typed = {"name": person.sign_in_name, "passphrase": person.passphrase, "code": office.code("omar")}
    token = token_in(browser.get("/partner/sign-in"))
    assert browser.post("/partner/sign-in", data=typed | {"csrf_token": token}).status_code == 400
    assert browser.get("/partner/board").status_code == 302


def test_somebody_who_was_sent_to_the_door_comes_back_to_their_page(office: Office) -> None:
    browser = office.browser()
    asked = browser.get("/account?changed=no")
    assert asked.status_code == 302
    address = asked.location
    person = office.people["omar"]
    typed = {"name": person.sign_in_name, "passphrase": person.passphrase, "code": office.code("omar")}
    response = browser.post(address, data=typed | {"csrf_token": token_in(browser.get(address))})
    assert response.location == "/account?changed=no"


def test_somebody_who_is_signed_in_does_not_see_the_door(office: Office) -> None:
    assert office.signed_in("omar").get("/sign-in").location == "/board"


def test_every_cookie_is_for_this_host_over_https_and_for_no_script(office: Office) -> None:
    browser = office.browser()
    replies = [office.sign_in(browser, "omar")]
    replies.append(office.post(browser, "/unlock", "/unlock", passphrase=office.people["omar"].passphrase))
    replies.append(office.post(browser, "/sign-out"))
    ours = [line for reply in replies for line in reply.headers.getlist("Set-Cookie") if "form=" not in line]
    names = {line.partition("=")[0] for line in ours}
    assert names == {SESSION, KNOWN_COOKIE, UNLOCK_COOKIE}
    for line in ours:
        assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(line.split("; ")), line
        assert "Domain" not in line


def test_a_session_is_kept_as_a_digest_and_nothing_more(office: Office) -> None:
    browser = office.signed_in("omar")
    tokens = {browser.get_cookie(name).value for name in (SESSION, KNOWN_COOKIE)}
    for file in office.folder.glob("*.db*"):
        assert not [token for token in tokens if token.encode() in file.read_bytes()], file.name
    assert re.fullmatch("[0-9a-f]{64}", office.rows("SELECT token_digest FROM sessions")[0]["token_digest"])


def test_a_passphrase_is_taken_exactly_as_typed(office: Office) -> None:
    right = office.people["omar"].passphrase
    for typed in (right + " ", " " + right, right.upper(), right.replace(" ", "  "), right[:-1]):
        assert office.sign_in(office.browser(), "omar", passphrase=typed).status_code == 400


def test_a_name_may_be_typed_in_capitals(office: Office) -> None:
    assert office.sign_in(office.browser(), "omar", name=" Omar.Pike ").status_code == 302


def test_signing_in_is_recorded_before_and_after(office: Office) -> None:
    office.signed_in("omar")
    assert office.decisions(Event.SIGN_IN) == [("done", ""), ("attempted", "")]
    assert {row.entry.object_ref for row in office.log(Event.SIGN_IN)} == {office.people["omar"].person_ref}


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ({"passphrase": "not what it is, not at all"}, "passphrase_is_right"),
        ({"name": "nobody.here"}, "passphrase_is_right"),
        ({"code": "000000"}, "code_is_right"),
    ],
)
def test_a_refusal_is_recorded_with_its_rule_and_told_to_nobody(
    office: Office, typed: dict[str, str], rule: str
) -> None:
    response = office.sign_in(office.browser(), "omar", **typed)
    assert response.status_code == 400
    assert SESSION not in response.headers.get("Set-Cookie", "")
    assert office.decisions(Event.SIGN_IN) == [("refused", rule), ("attempted", "")]
    assert "You could not be signed in." in response.text
    assert rule not in response.text
    assert typed.get("passphrase", "-no-") not in response.text


def test_somebody_suspended_is_not_let_in_and_not_told_why(office: Office) -> None:
    office.edit("UPDATE accounts SET state = 'SUSPENDED' WHERE sign_in_name = 'omar.pike'")
    response = office.sign_in(office.browser(), "omar")
    assert response.status_code == 400
    assert "You could not be signed in." in response.text
    assert office.decisions(Event.SIGN_IN)[0] == ("refused", "account_is_active")


def test_a_second_sign_in_ends_the_first_and_both_are_told(office: Office) -> None:
    first, second = office.signed_in("omar"), office.browser()
    office.sign_in(second, "omar")
    assert first.get("/board").status_code == 302
    assert "because you signed in somewhere else" in first.get("/sign-in").text
    board = proofread(second.get("/board").text)
    assert "You were signed in somewhere else. That session was ended" in board.text
    assert len(office.rows("SELECT * FROM sessions WHERE ended_at IS NULL")) == 1
    assert office.decisions(Event.SESSION_REPLACED) == [("done", "")]


def test_refused_attempts_are_shown_at_the_next_sign_in(office: Office) -> None:
    office.sign_in(office.browser(), "omar", code="000000")
    office.sign_in(office.browser(), "omar", passphrase="a stranger's guess at it")
    browser = office.signed_in("omar")
    assert "2 attempts to sign in with your name were refused" in proofread(browser.get("/board").text).text


def test_what_was_read_is_put_away_and_stays_away(office: Office) -> None:
    office.sign_in(office.browser(), "omar", code="000000")
    browser = office.signed_in("omar")
    assert office.post(browser, "/account/notice", "/board").location == "/board"
    assert "Before you signed in" not in browser.get("/board").text
    assert office.decisions(Event.SESSION_NOTICE)[0] == ("done", "")


def test_a_browser_never_seen_before_is_pointed_out_but_not_the_first_of_all(office: Office) -> None:
    browser = office.signed_in("omar")
    assert "Before you signed in" not in browser.get("/board").text
    office.post(browser, "/sign-out")
    office.sign_in(browser, "omar")
    assert "with this browser before" not in browser.get("/board").text
    office.post(browser, "/sign-out")
    assert "not signed in with this browser before" in office.signed_in("omar").get("/board").text


def test_signing_out_ends_the_session_and_takes_everything_back(office: Office) -> None:
    browser = office.signed_in("hanna")
    office.post(browser, "/unlock", "/unlock", passphrase=office.people["hanna"].passphrase)
    token = browser.get_cookie(SESSION).value
    response = office.post(browser, "/sign-out")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert cookies_of(browser) == {KNOWN_COOKIE}
    assert "You have signed out." in browser.get(response.location).text
    browser.set_cookie(SESSION, token)
    assert browser.get("/board").status_code == 302
    assert not office.vault_rows("unlocks")
    assert office.decisions(Event.SIGN_OUT) == [("done", ""), ("attempted", "")]


def test_signing_out_everywhere_forgets_the_browsers_too(office: Office) -> None:
    browser = office.signed_in("omar")
    office.post(browser, "/sign-out-everywhere")
    assert not office.rows("SELECT * FROM sessions WHERE ended_at IS NULL")
    assert not office.rows("SELECT * FROM known_devices")
    assert office.decisions(Event.SIGN_OUT_EVERYWHERE)[0] == ("done", "")


def test_a_field_left_empty_is_said_beside_it(office: Office) -> None:
    response = office.sign_in(office.browser(), "omar", code="")
    page = proofread(response.text)
    assert response.status_code == 400
    assert "Enter the code that the app shows" in page.text
    assert page.value("name") == "omar.pike"
    assert not office.log(Event.SIGN_IN)


def test_a_code_that_failed_is_not_offered_again(office: Office) -> None:
    page = proofread(office.sign_in(office.browser(), "omar", passphrase="wrong words altogether").text)
    assert page.value("code") in {"", None}
    assert page.value("passphrase") in {"", None}


def test_every_face_with_a_door_has_a_cookie_of_its_own() -> None:
    assert len(set(SESSION_COOKIES.values())) == len(SESSION_COOKIES) == 2


def cookies_of(browser: object) -> set[str]:
    """Return the names of the cookies of ours that a browser holds."""
    return {cookie.key for cookie in browser._cookies.values() if cookie.key.startswith("__Host-")}  # type: ignore[attr-defined]
