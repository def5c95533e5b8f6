"""How a stranger tries to come in as somebody else."""

import re
from functools import cache

from flask import Flask
from werkzeug.test import TestResponse

from tests.accounts.office import Office
from tests.pages import token_in

SESSION = "__Host-staff"
GUESS = "a guess at the victim's words"
NONCE = re.compile(r'(nonce|value)="[^"]*"')


def guess(app: Flask, name: str = "omar.pike", *, address: str = "203.0.113.9", **typed: str) -> TestResponse:
    """Try to sign in from a browser of its own, at an address."""
    browser = app.test_client()
    form_cookie, token = blank_form(app)
    browser.set_cookie(app.config["SESSION_COOKIE_NAME"], form_cookie)
    known = {"csrf_token": token, "name": name, "passphrase": GUESS, "code": "123456"}
    return browser.post("/sign-in", data=known | typed, environ_base={"REMOTE_ADDR": address})


@cache
def blank_form(app: Flask) -> tuple[str, str]:
    """Return a form's cookie and token, which a guesser fetches once and uses again and again."""
    browser = app.test_client()
    token = token_in(browser.get("/sign-in"))
    cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return cookie.value, token


def right(office: Office, who: str = "omar") -> dict[str, str]:
    """Return what lets somebody in at this moment, with a code that was not used before."""
    office.tick(seconds=31)
    person = office.people[who]
    return {"name": person.sign_in_name, "passphrase": person.passphrase, "code": office.code(who)}


def plain(response: TestResponse) -> str:
    """Return a page without what is drawn anew each time."""
    return NONCE.sub("", response.text)


def next_code(office: Office) -> str:
    """Return the code that follows, for a moment at which the present one was used."""
    office.tick(seconds=31)
    return office.code("omar")
