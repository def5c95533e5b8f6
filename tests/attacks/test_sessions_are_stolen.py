"""Somebody makes, plants, keeps or borrows a session, or a form, or a way back to a page that is not ours."""

import pytest
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from flask_login.utils import encode_cookie

from app.accounts.rules.sessions import new_token
from app.web.sessions import stays_here
from tests.accounts.office import Office
from tests.attacks.guessing import SESSION, right
from tests.pages import token_in

# Sessions


def test_a_planted_session_is_worth_nothing_before_and_after(office: Office) -> None:
    browser, planted = office.browser(), new_token()
    browser.set_cookie(SESSION, planted)
    office.sign_in(browser, "omar")
    assert browser.get_cookie(SESSION).value != planted
    thief = office.browser()
    thief.set_cookie(SESSION, planted)
    assert thief.get("/board").status_code == 302


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "\u00e9", "' OR 1=1 --", "a" * 4000])
def test_no_made_up_token_opens_anything(office: Office, token: str) -> None:
    office.signed_in("omar")
    thief = office.browser()
    thief.set_cookie(SESSION, token)
    assert thief.get("/board").status_code == 302


def test_the_digest_in_the_database_is_no_token(office: Office) -> None:
    office.signed_in("omar")
    thief = office.browser()
    thief.set_cookie(SESSION, office.rows("SELECT token_digest FROM sessions")[0]["token_digest"])
    assert thief.get("/board").status_code == 302


def test_a_session_of_one_face_opens_nothing_on_the_other(office: Office) -> None:
    browser, thief = office.signed_in("rory"), office.browser()
    thief.set_cookie(SESSION, browser.get_cookie("__Host-partner").value)
    assert thief.get("/board").status_code == 302
    staff = office.signed_in("omar")
    thief.set_cookie("__Host-partner", staff.get_cookie(SESSION).value)
    assert thief.get("/partner/board").status_code == 302


@pytest.mark.parametrize("who", ["omar", "sian"])
def test_whoever_knows_the_secret_key_still_has_no_session(office: Office, who: str) -> None:
    """They sign what Flask-Login would believe: its session and its remember-me cookie, under every name."""
    office.signed_in(who)
    person = office.people[who]
    thief = office.browser()
    signer = SecureCookieSessionInterface().get_signing_serializer(office.app)
    assert signer is not None
    with office.app.app_context():
        remembered = encode_cookie(person.person_ref, office.settings["SECRET_KEY"])
    for ref in (person.person_ref, person.account_ref):
        forged = signer.dumps({"_user_id": ref, "_fresh": True, "_id": "x", "user_id": ref})
        thief.set_cookie(office.app.config["SESSION_COOKIE_NAME"], str(forged))
        for name in ("remember_token", office.app.config["REMEMBER_COOKIE_NAME"], SESSION):
            thief.set_cookie(name, remembered)
            assert thief.get("/board").status_code == 302
    assert not [row for row in office.log() if row.entry.action == "board:read"]


def test_signing_in_never_happens_by_following_a_link(office: Office) -> None:
    typed = right(office)
    browser = office.browser()
    assert browser.get("/sign-in", query_string=typed).status_code == 200
    assert browser.get_cookie(SESSION) is None


# Forged requests


def test_a_form_without_a_token_does_not_sign_in(office: Office) -> None:
    for token in ({}, {"csrf_token": "made up"}):
        response = office.browser().post("/sign-in", data=right(office) | token)
        assert response.status_code == 400
        assert SESSION not in str(response.headers)


def test_another_sessions_token_does_nothing(office: Office) -> None:
    attacker, victim = office.signed_in("sian"), office.signed_in("omar")
    token = token_in(attacker.get("/account"))
    for address in ("/sign-out", "/sign-out-everywhere", "/lock", "/account/notice"):
        assert victim.post(address, data={"csrf_token": token}).status_code == 400, address
    assert victim.get("/board").status_code == 200


def test_a_token_from_before_signing_in_is_stale(office: Office) -> None:
    browser = office.browser()
    token = token_in(browser.get("/sign-in"))
    office.sign_in(browser, "omar")
    assert browser.post("/sign-out", data={"csrf_token": token}).status_code == 400
    assert browser.get("/board").status_code == 200


# The way back


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/board", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/",
        "https:/evil.example", "javascript:alert(1)", "/%09/evil.example", "/\t/evil.example", "/%5cevil.example",
        "/%2f/evil.example", "%2f%2fevil.example", "/%252f/evil.example", "/.evil.example", "/board\r\nX: y",
        "/board%0d%0aX:%20y", "evil.example", "@evil.example", "/@evil.example", " /board", "/sign-out",
        "/partner/board", "/nowhere", "/static/sourcekeeper.css", "/board#" + "x" * 900, "?next=//evil.example",
        "/unlock/../../evil",
    ],
)  # fmt: skip
def test_the_way_back_is_a_page_of_ours_or_the_board(office: Office, wanted: str) -> None:
    browser = office.browser()
    token = token_in(browser.get("/sign-in"))
    response = browser.post("/sign-in", query_string={"next": wanted}, data=right(office) | {"csrf_token": token})
    assert (response.status_code, response.location) == (302, "/board")
    assert "X" not in response.headers


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example", "/%2f/evil.example", "/%252f/evil.example", "/\\evil.example", "/%5cevil.example",
        "/%255cevil.example", "/board\r\nX: y", "/board%0d%0aX:%20y", "/\t/evil.example", "/%09/evil.example",
        "/\x7fboard", "https://evil.example/", "evil.example", "", " /board", "/" + "x" * 500,
    ],
)  # fmt: skip
def test_no_way_back_can_be_read_as_another_site_even_if_there_were_such_a_page(wanted: str) -> None:
    assert not stays_here(wanted)


def test_a_page_of_ours_with_its_question_is_a_way_back() -> None:
    assert stays_here("/allegations/IMS-2026-000001?after=2026-11-01T00:00:00%2B00:00~x")


def signed_out(browser: FlaskClient) -> bool:
    return browser.get("/board").status_code == 302


def test_sessions_end_with_sign_out_and_with_a_new_passphrase(office: Office) -> None:
    browser, thief = office.signed_in("omar"), office.browser()
    thief.set_cookie(SESSION, browser.get_cookie(SESSION).value)
    assert not signed_out(thief)
    page, new = "/account/passphrase", "wet clay under nine slow herons"
    office.post(browser, page, page, old=office.people["omar"].passphrase, new=new, again=new)
    assert signed_out(thief)
    thief.set_cookie(SESSION, browser.get_cookie(SESSION).value)
    office.post(browser, "/sign-out")
    assert signed_out(thief)
