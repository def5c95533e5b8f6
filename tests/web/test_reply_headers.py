"""What every reply tells the browser, and what other sites cannot make a browser do."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.signals import on_forged
from tests.pages import Page, token_in

REPLIES = {
    "/sample/list": 200,
    "/sample/away": 302,
    "/sample/export": 200,
    "/nowhere": 404,
    "/sample/raise/refused": 403,
    "/sample/raise/conflict": 409,
    "/sample/raise/locked": 423,
    "/sample/raise/bug": 500,
    "/sample/raise/down": 503,
    "/tell-us/sample": 200,
    "/tell-us/raise/missing": 404,
    "/static/nothing.css": 404,
    "/static/sourcekeeper.css": 200,
}


@pytest.mark.parametrize(("address", "status"), REPLIES.items())
def test_every_reply_carries_every_header(client: FlaskClient, address: str, status: int) -> None:
    with client.get(address, headers={"Origin": "https://evil.example"}) as response:
        headers = response.headers
    assert response.status_code == status
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; base-uri 'none'; form-action ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in headers
    assert "ETag" not in headers


def test_methods_that_are_not_offered_carry_them_too(client: FlaskClient) -> None:
    response = client.delete("/sample/list")
    assert response.status_code in {400, 405}
    assert response.headers["Cache-Control"] == "no-store"
    response = client.open("/sample/list", method="TRACE")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_the_one_script_of_a_page_runs_by_a_number_used_once(client: FlaskClient) -> None:
    numbers = set()
    for _ in range(3):
        response = client.get("/sample/list")
        number = str(Page(response.text).one("script").get("nonce"))
        assert f"script-src 'nonce-{number}'" in response.headers["Content-Security-Policy"]
        assert len(number) == 24
        numbers.add(number)
    assert len(numbers) == 3


def test_an_error_page_runs_no_script(client: FlaskClient) -> None:
    response = client.get("/nowhere")
    assert "script-src" not in response.headers["Content-Security-Policy"]
    assert "<script" not in response.text


def test_what_is_no_page_cannot_be_looked_at_as_one(client: FlaskClient) -> None:
    assert client.get("/sample/export").headers["Content-Security-Policy"].endswith("sandbox")


def test_a_static_file_is_kept_only_at_the_address_with_its_digest(client: FlaskClient) -> None:
    address = str(Page(client.get("/sample/list").text).one("script").get("src"))
    kept = {
        address: "public, max-age=31536000, immutable",
        address.replace("v=", "v=0"): "no-store",
        address.partition("?")[0]: "no-store",
        f"{address}x": "no-store",
    }
    for asked, said in kept.items():
        with client.get(asked) as response:
            assert (response.status_code, response.headers["Cache-Control"]) == (200, said)
    version = address.partition("?")[2]
    assert client.get(f"/sample/list?{version}").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
def test_a_form_sent_from_another_site_is_refused_and_recorded(client: FlaskClient, headers: dict[str, str]) -> None:
    told: list[str] = []

    def hear(_app: Flask, reason: str) -> None:
        told.append(reason)

    on_forged.connect(hear)
    data = {"csrf_token": token_in(client.get("/sample/list"))}
    assert client.post("/sample/plain", data=data, headers=headers).status_code == 403
    assert told == ["cross-site"]


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "null"}, {"Origin": "http://localhost"}],
)
def test_a_form_sent_from_here_is_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    data = {"csrf_token": token_in(client.get("/sample/list"))}
    assert client.post("/sample/plain", data=data, headers=headers).text == "done"


@pytest.mark.parametrize(
    ("mode", "dest", "status"),
    [
        ("navigate", "document", 200),
        ("navigate", "iframe", 403),
        ("no-cors", "image", 403),
        ("cors", "empty", 403),
        ("cors", "document", 403),
    ],
)
def test_a_link_from_elsewhere_opens_a_page_and_nothing_else(
    client: FlaskClient, mode: str, dest: str, status: int
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    assert client.get("/sample/list", headers=headers).status_code == status


def test_no_address_in_a_page_carries_what_was_typed(client: FlaskClient) -> None:
    data = {"csrf_token": token_in(client.get("/tell-us/sample")), "account": "canary"}
    response = client.post("/tell-us/sample", data=data)
    assert not re.search(r'(href|action|src)="[^"]*canary', response.text)
