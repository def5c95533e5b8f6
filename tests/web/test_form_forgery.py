"""Forms that did not come from a page of ours, came too late, or bring what nobody asked for."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.forgery import OPEN_SECONDS, asks_its_form
from app.web.signals import on_forged
from tests.pages import proofread, token_in
from tests.web.sample import Visit, make_app, someone

TYPED = "what took me an hour to write"


@pytest.fixture
def reasons() -> Any:
    """Collect what those who keep the record are told."""
    told: list[str] = []

    def hear(_app: Flask, reason: str) -> None:
        told.append(reason)

    on_forged.connect(hear)
    yield told
    on_forged.disconnect(hear)


def test_a_form_with_its_token_is_taken(client: FlaskClient, reasons: list[str]) -> None:
    token = token_in(client.get("/sample/list"))
    assert client.post("/sample/plain", data={"csrf_token": token}).text == "done"
    assert reasons == []


@pytest.mark.parametrize("token", [None, "", "forged", "a.b.c"])
def test_a_form_without_a_good_token_is_refused_and_recorded(
    client: FlaskClient, reasons: list[str], token: str | None
) -> None:
    client.get("/sample/list")
    response = client.post("/sample/plain", data={} if token is None else {"csrf_token": token})
    assert response.status_code == 400
    assert "done" not in response.text.split()
    proofread(response.text)
    assert reasons == ["token"]


def test_the_token_of_another_session_is_refused(app: Flask, reasons: list[str]) -> None:
    stolen = token_in(app.test_client().get("/sample/list"))
    victim = app.test_client()
    victim.get("/sample/list")
    assert victim.post("/sample/plain", data={"csrf_token": stolen}).status_code == 400
    assert reasons == ["token"]


def test_a_token_in_a_header_counts_for_nothing(client: FlaskClient) -> None:
    token = token_in(client.get("/sample/list"))
    assert client.post("/sample/plain", headers={"X-CSRFToken": token}).status_code == 400


def test_a_form_that_stood_open_too_long_keeps_its_text_and_gets_a_fresh_token(
    client: FlaskClient, reasons: list[str]
) -> None:
    client.application.config["WTF_CSRF_TIME_LIMIT"] = -1
    token = token_in(client.get("/tell-us/sample"))
    response = client.post("/tell-us/sample", data={"csrf_token": token, "account": TYPED})
    page = proofread(response.text)
    assert response.status_code == 400
    assert "open for too long" in page.text
    assert page.value("account") == TYPED
    assert reasons == ["token"]
    client.application.config["WTF_CSRF_TIME_LIMIT"] = OPEN_SECONDS
    fresh = token_in(response)
    assert client.post("/tell-us/sample", data={"csrf_token": fresh, "account": TYPED}).status_code == 200


def test_a_session_that_has_ended_keeps_the_text_too(client: FlaskClient) -> None:
    token = token_in(client.get("/tell-us/sample"))
    client.delete_cookie("__Host-all-form")
    response = client.post("/tell-us/sample", data={"csrf_token": token, "account": TYPED})
    assert response.status_code == 400
    again = client.post("/tell-us/sample", data={"csrf_token": token_in(response), "account": TYPED})
    assert again.status_code == 200


def test_the_only_cookie_is_the_forms_own_and_stays_with_this_host(client: FlaskClient) -> None:
    (cookie,) = client.get("/tell-us/sample").headers.getlist("Set-Cookie")
    name, _value = cookie.split("=", 1)
    assert name == "__Host-all-form"
    assert set(cookie.split("; ")[1:]) == {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}
    assert len(cookie) < 400


def test_a_page_without_a_form_sets_no_cookie(client: FlaskClient) -> None:
    for address in ("/nowhere", "/tell-us/raise/missing", "/static/favicon.svg", "/partner/raise/refused"):
        with client.get(address) as response:
            assert "Set-Cookie" not in response.headers


def test_a_forged_form_is_never_acted_on(client: FlaskClient) -> None:
    response = client.post("/sample/form", data={"name": "x"})
    assert response.status_code == 400
    assert "Sent" not in proofread(response.text).title


def test_a_page_comes_back_only_from_a_view_that_asks_its_form(app: Flask) -> None:
    with app.app_context():
        assert asks_its_form("sample.every_field")
        assert not asks_its_form("sample.plain")
        assert not asks_its_form(None)


def test_a_secure_connection_needs_no_referrer(client: FlaskClient) -> None:
    token = token_in(client.get("/sample/list", base_url="https://localhost"))
    response = client.post("/sample/plain", data={"csrf_token": token}, base_url="https://localhost")
    assert response.text == "done"


@pytest.mark.parametrize(
    "extra",
    [{"role": "SYS_ADMIN"}, {"called_on": "2026-11-21"}, {"name": ["one", "two"]}, {"csrf_token": ["again", "twice"]}],
)
def test_what_the_form_never_asked_for_is_refused(client: FlaskClient, extra: dict[str, Any]) -> None:
    token = token_in(client.get("/sample/form"))
    data = {"csrf_token": token, "name": "Amina"} | extra
    if "csrf_token" in extra:
        data["csrf_token"] = [token, "twice"]
    response = client.post("/sample/form", data=data)
    assert response.status_code == 400
    assert proofread(response.text).title == "We could not read what was sent - Sourcekeeper"


def test_a_file_nobody_asked_for_is_refused(client: FlaskClient) -> None:
    token = token_in(client.get("/tell-us/sample"))
    data = {"csrf_token": token, "account": "x", "account-file": (BytesIO(b"x"), "x.txt")}
    response = client.post("/tell-us/sample", data=data)
    assert response.status_code == 400
    assert proofread(response.text).title == "We could not read what was sent - Tell us in confidence"


def test_a_filter_takes_one_answer_to_each_question(client: FlaskClient) -> None:
    assert client.get("/sample/list?word=a&before=9").status_code == 200
    assert client.get("/sample/list?word=a&word=b").status_code == 400


def test_json_is_no_form(client: FlaskClient) -> None:
    token = token_in(client.get("/sample/form"))
    assert client.post("/sample/form", json={"csrf_token": token, "name": "x"}).status_code == 400


def test_a_real_face_checks_tokens_as_a_demonstration_does() -> None:
    client = make_app(Visit(actor=someone()), face="staff", demonstration=False).test_client()
    assert client.post("/sample/plain").status_code == 400
