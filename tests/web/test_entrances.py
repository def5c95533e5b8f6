"""The bare address of each process leads to where its pages begin, and to no other face."""

from dataclasses import replace

import pytest
from flask import Flask

from app import create_app
from config import Config
from tests.factories import Unit
from tests.pages import proofread

INSIDE = ("CASE_URL", "VAULT_URL", "AUDIT_URL", "LOCK_KEYS")


def served(unit: Unit, face: str) -> Flask:
    """Return the application of a process that serves this face."""
    settings = {name: value for name, value in unit.settings.items() if face != "public" or name not in INSIDE}
    return create_app(Config.from_environment(settings | {"FACE": face, "DEMONSTRATION": ""}), clock=unit.clock)


@pytest.mark.parametrize(
    ("face", "path", "ends"),
    [
        ("public", "/", "/tell-us"),
        ("partner", "/", "/partner/sign-in"),
        ("partner", "/partner", "/partner/sign-in"),
        ("staff", "/", "/sign-in"),
    ],
)
def test_the_bare_address_leads_to_where_the_pages_begin(whole_unit: Unit, face: str, path: str, ends: str) -> None:
    reply = served(whole_unit, face).test_client().get(path, follow_redirects=True)
    assert reply.status_code == 200
    assert reply.request.path == ends
    proofread(reply.text)


@pytest.mark.parametrize(("face", "strange"), [("public", "/board"), ("public", "/partner"), ("partner", "/tell-us")])
def test_it_opens_no_other_face(whole_unit: Unit, face: str, strange: str) -> None:
    assert served(whole_unit, face).test_client().get(strange).status_code == 404


@pytest.mark.parametrize(
    ("who", "face", "path", "board"),
    [
        ("asha", "staff", "/", "/board"),
        ("pia", "partner", "/", "/partner/board"),
        ("pia", "partner", "/partner", "/partner/board"),
        ("asha", "all", "/", "/board"),
        ("pia", "all", "/partner", "/partner/board"),
    ],
)
def test_whoever_is_signed_in_comes_to_their_board(
    whole_unit: Unit, who: str, face: str, path: str, board: str
) -> None:
    visitor = replace(whole_unit, face=face).sign_in(who)
    reply = visitor.client.get(path, follow_redirects=True)
    assert (reply.status_code, reply.request.path) == (200, board)
