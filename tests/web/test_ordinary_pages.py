"""Help, privacy, cookies, accessibility and what is new: on every face, before signing in, leading to each other."""

from typing import Any

import pytest

from app.accounts.roles import ROLES
from tests.factories import Unit
from tests.pages import proofread, text_of

ROOTS = {"public": "/tell-us", "staff": "", "partner": "/partner"}
ENDS = ("/help", "/privacy", "/cookies", "/accessibility", "/news")
NEIGHBOUR = {"REMOTE_ADDR": "127.0.0.1"}


def open_page(unit: Unit, address: str) -> Any:
    reply = unit.app.test_client().get(address, environ_base=NEIGHBOUR)
    assert reply.status_code == 200, address
    return proofread(reply.text)


@pytest.mark.parametrize("face", ROOTS)
@pytest.mark.parametrize("end", ENDS)
def test_each_face_has_each_page_and_it_leads_to_the_others(whole_unit: Unit, face: str, end: str) -> None:
    page = open_page(whole_unit, ROOTS[face] + end)
    assert len(page.all("h1")) == 1
    assert {f"{ROOTS[face]}{other}" for other in ENDS} <= {link.get("href") for link in page.all("a")}


@pytest.mark.parametrize("face", ["staff", "partner"])
def test_help_says_what_each_role_of_the_face_does_and_no_other(whole_unit: Unit, face: str) -> None:
    page = open_page(whole_unit, f"{ROOTS[face]}/help")
    told = {text_of(one) for one in page.all("dt")}
    assert told == {role.label for role in ROLES if role.face.value == face}


@pytest.mark.parametrize("face", ROOTS)
def test_what_is_new_says_what_does_not_work_and_whose_time_it_is(whole_unit: Unit, face: str) -> None:
    words = open_page(whole_unit, f"{ROOTS[face]}/news").text
    assert "United Kingdom" in words
    assert "assistive technology" in words


@pytest.mark.parametrize("wanted", ["/allegations", "/news?a=b", "/account"])
def test_a_deep_link_survives_signing_in(whole_unit: Unit, wanted: str) -> None:
    whole_unit.clock.tick(seconds=31)
    visitor = whole_unit.app.test_client()
    person = whole_unit.people["asha"]
    page = proofread(visitor.get("/sign-in", query_string={"next": wanted}).text)
    known = {"name": person.sign_in_name, "passphrase": person.passphrase, "code": whole_unit.code("asha")}
    token = page.one("input", name="csrf_token").get("value")
    reply = visitor.post("/sign-in", query_string={"next": wanted}, data=known | {"csrf_token": token})
    assert (reply.status_code, reply.location) == (302, wanted)


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/%2f/elsewhere.example",
     "javascript:1", "/partner/account", "/not/there", "/account\r\nX: 1", "/tell-us"],
)  # fmt: skip
def test_a_link_that_leads_anywhere_else_leads_to_the_board(whole_unit: Unit, wanted: str) -> None:
    whole_unit.clock.tick(seconds=31)
    visitor = whole_unit.app.test_client()
    person = whole_unit.people["asha"]
    token = proofread(visitor.get("/sign-in").text).one("input", name="csrf_token").get("value")
    known = {"name": person.sign_in_name, "passphrase": person.passphrase, "code": whole_unit.code("asha")}
    reply = visitor.post("/sign-in", query_string={"next": wanted}, data=known | {"csrf_token": token})
    assert (reply.status_code, reply.location) == (302, "/board")
