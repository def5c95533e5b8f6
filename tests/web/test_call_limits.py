"""How often one caller may ask, and that nothing remembers who the callers were."""

import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.access.actor import nobody
from app.web import limits
from app.web.signals import on_limited
from tests.pages import proofread, token_in
from tests.web.sample import Visit, make_app, someone

FEW = dict.fromkeys(limits.LIMITS, "2 per minute")


@pytest.fixture
def few(app: Flask) -> FlaskClient:
    """Return a browser of an application that allows few calls."""
    app.config["CALLS_ALLOWED"] = FEW
    return app.test_client()


def statuses(client: FlaskClient, times: int, address: str = "/sample/plain", **more: Any) -> list[int]:
    """Post so many times and return the statuses."""
    token = token_in(client.get("/sample/form"))
    return [client.post(address, data={"csrf_token": token}, **more).status_code for _ in range(times)]


def test_a_person_may_do_so_much_and_no_more(few: FlaskClient) -> None:
    assert statuses(few, 3) == [200, 200, 429]


def test_reading_is_not_counted(few: FlaskClient) -> None:
    assert {few.get("/sample/list").status_code for _ in range(20)} == {200}


def test_each_person_is_counted_by_themself(few: FlaskClient, visit: Visit) -> None:
    assert statuses(few, 3)[-1] == 429
    visit.actor = someone(person_ref="person-2")
    assert statuses(few, 2) == [200, 200]


def test_a_person_is_counted_whatever_address_they_come_from(few: FlaskClient) -> None:
    assert statuses(few, 2) == [200, 200]
    assert statuses(few, 1, environ_overrides={"REMOTE_ADDR": "192.0.2.7"}) == [429]


def test_somebody_who_has_not_signed_in_is_counted_by_address(few: FlaskClient, visit: Visit) -> None:
    visit.actor = nobody()
    assert statuses(few, 3)[-1] == 429
    assert statuses(few, 1, environ_overrides={"REMOTE_ADDR": "192.0.2.7"}) == [200]


def test_the_faces_are_counted_apart(few: FlaskClient, visit: Visit) -> None:
    visit.actor = nobody()
    assert statuses(few, 3)[-1] == 429
    assert 429 not in statuses(few, 2, address="/tell-us/sample")


def test_signing_in_has_a_limit_of_its_own(few: FlaskClient) -> None:
    token = token_in(few.get("/sample/form"))
    few.application.view_functions["sample.every_field"] = limits.limited_as("sign-in")(lambda: "done")
    assert [few.post("/sample/plain", data={"csrf_token": token}).status_code for _ in range(3)] == [200, 200, 429]
    assert [few.post("/sample/form", data={"csrf_token": token}).status_code for _ in range(3)] == [200, 200, 429]


def test_an_unlikely_method_is_counted_as_any_act(few: FlaskClient) -> None:
    token = token_in(few.get("/sample/list"))
    answers = [few.open("/sample/plain", method="DELETE", data={"csrf_token": token}) for _ in range(3)]
    assert answers[-1].status_code in {405, 429}


def test_the_page_says_to_wait_and_not_how_much_is_allowed(few: FlaskClient) -> None:
    statuses(few, 2)
    response = few.post("/sample/plain", data={"csrf_token": token_in(few.get("/sample/list"))})
    words = proofread(response.text).text
    assert "Wait a minute and try again." in words
    assert "per 1 minute" not in words
    assert response.headers["Retry-After"] == "60"
    assert not [name for name in response.headers.keys() if name.startswith("X-RateLimit")]  # noqa: SIM118


def test_being_stopped_is_told_to_the_record_without_who(few: FlaskClient) -> None:
    told: list[dict[str, Any]] = []

    def hear(_app: Flask, **what: Any) -> None:
        told.append(what)

    on_limited.connect(hear)
    statuses(few, 3)
    assert told == [{"kind": "staff"}]


def test_no_address_is_logged_or_kept(few: FlaskClient, visit: Visit, caplog: pytest.LogCaptureFixture) -> None:
    visit.actor = nobody()
    address = "192.0.2.77"
    with caplog.at_level(logging.DEBUG):
        assert statuses(few, 3, environ_overrides={"REMOTE_ADDR": address})[-1] == 429
    assert address not in caplog.text
    limiter = next(iter(few.application.extensions["limiter"]))
    keys = " ".join([*limiter.storage.storage, *limiter.storage.events])
    assert keys
    assert address not in keys


def test_the_limiter_itself_writes_nothing(few: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert statuses(few, 3)[-1] == 429
    assert [record for record in caplog.records if record.name == "flask-limiter"] == []
    assert "person-1" not in caplog.text


def test_the_digest_of_an_address_needs_the_key_of_the_process(app: Flask, visit: Visit) -> None:
    visit.actor = nobody()
    with app.test_request_context("/sample/list", environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        first = limits.caller()
    original = limits._ADDRESS_KEY
    limits._ADDRESS_KEY = bytes(32)
    try:
        with app.test_request_context("/sample/list", environ_base={"REMOTE_ADDR": "192.0.2.1"}):
            assert limits.caller() != first
    finally:
        limits._ADDRESS_KEY = original


def test_one_household_of_new_addresses_is_one_caller() -> None:
    assert limits.network("2001:db8:1:2:aaaa::1") == limits.network("2001:db8:1:2:bbbb::2")
    assert limits.network("2001:db8:1:2::1") != limits.network("2001:db8:1:3::1")
    assert limits.network("192.0.2.1") != limits.network("192.0.2.2")
    assert limits.network(None) == limits.network("no address") == ""


def test_every_class_has_its_figures() -> None:
    client = make_app(Visit(actor=someone())).test_client()
    assert set(limits.LIMITS) == {"sign-in", "public", "staff", "partner"}
    assert statuses(client, 1) == [200]
