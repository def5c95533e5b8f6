"""How large a request may be, and that nothing of it touches a disk."""

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.exceptions import BadRequest

from app.web.requests import LARGEST_BODY_BYTES, MOST_FIELDS
from tests.pages import proofread, token_in
from tests.web.sample import Visit, make_app, someone

MULTIPART = "multipart/form-data; boundary=x"
CHUNKED = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}


def parts(fields: dict[str, str], size: int = 0) -> bytes:
    """Return a form of several parts, the last of them a file of this many bytes."""
    written = [f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    return "".join([*written, head]).encode() + b"c" * size + b"\r\n--x--\r\n"


def upload(client: FlaskClient, size: int, **more: Any) -> Any:
    """Send a file of this many bytes, with a good token."""
    token = token_in(client.get("/sample/list"))
    return client.post(
        "/tell-us/upload", input_stream=BytesIO(parts({"csrf_token": token}, size)), content_type=MULTIPART, **more
    )


@pytest.mark.parametrize("size", [400_000, 600_000, 1_000_000])
def test_no_part_of_a_request_is_written_to_disk(
    client: FlaskClient, size: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def spill(*_args: Any, **_named: Any) -> None:
        raise AssertionError("something was written to the temporary directory")

    for name in ("SpooledTemporaryFile", "TemporaryFile"):
        monkeypatch.setattr(f"werkzeug.formparser.{name}", spill, raising=False)
        monkeypatch.setattr(tempfile, name, spill)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert upload(client, size).text == f"BytesIO {size}"
    assert list(tmp_path.iterdir()) == []


def test_a_body_that_is_too_large_is_refused_with_what_to_do(client: FlaskClient) -> None:
    response = upload(client, LARGEST_BODY_BYTES)
    assert response.status_code == 413
    assert "shorten the text" in proofread(response.text).text


def test_a_plain_form_that_is_too_large_is_refused(client: FlaskClient) -> None:
    token = token_in(client.get("/tell-us/sample"))
    data = {"csrf_token": token, "account": "x" * LARGEST_BODY_BYTES}
    assert client.post("/tell-us/sample", data=data).status_code == 413


def test_a_body_of_unstated_length_is_refused_and_not_cut_short(client: FlaskClient) -> None:
    token = token_in(client.get("/tell-us/sample"))
    for size, status in ((3000, 200), (LARGEST_BODY_BYTES, 413)):
        body = f"csrf_token={token}&account=".encode() + b"x" * size
        response = client.post(
            "/tell-us/sample",
            input_stream=BytesIO(body),
            content_type="application/x-www-form-urlencoded",
            environ_overrides=CHUNKED,
        )
        assert response.status_code == status
    assert upload(client, 3000, environ_overrides=CHUNKED).text == "BytesIO 3000"
    assert upload(client, LARGEST_BODY_BYTES, environ_overrides=CHUNKED).status_code == 413


def test_too_many_fields_are_refused(client: FlaskClient) -> None:
    data = {"csrf_token": token_in(client.get("/sample/form"))} | {f"f{n}": "x" for n in range(MOST_FIELDS - 2)}
    assert client.post("/sample/plain", data=data).text == "done"
    response = client.post("/sample/plain", data=data | {"g": "x", "h": "x"})
    assert response.status_code == 400
    proofread(response.text)
    assert client.post("/sample/plain", data=parts(data), content_type=MULTIPART).text == "done"
    many = parts(data | {"g": "x"})
    assert client.post("/sample/plain", data=many, content_type=MULTIPART).status_code == 400


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"account=\xff\xfe", "application/x-www-form-urlencoded"),
        (b"no boundary at all", "multipart/form-data"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"\x00" * 100, "multipart/form-data; boundary=x"),
    ],
)
def test_what_cannot_be_read_is_refused_and_not_taken_for_nothing(app: Flask, body: bytes, content_type: str) -> None:
    assert app.test_client().post("/tell-us/sample", data=body, content_type=content_type).status_code == 400
    sent = {"method": "POST", "input_stream": BytesIO(body), "content_type": content_type}
    with app.test_request_context("/tell-us/sample", **sent), pytest.raises(BadRequest):  # type: ignore[arg-type]
        assert request.form


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix"])
def test_forwarded_addresses_are_not_believed(app: Flask, name: str) -> None:
    from_where: list[tuple[str | None, ...]] = []
    app.before_request(lambda: from_where.append((request.remote_addr, request.scheme, request.script_root)))
    app.test_client().get("/sample/away", headers={name: "https"})
    assert from_where == [("127.0.0.1", "http", "")]


def test_as_many_proxies_as_there_are_hops_are_believed() -> None:
    app = make_app(Visit(actor=someone()), proxy_hops=1)
    from_where: list[tuple[str | None, ...]] = []
    app.before_request(lambda: from_where.append((request.remote_addr, request.scheme, request.host)))
    forwarded = {"X-Forwarded-For": "198.51.100.9, 192.0.2.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil"}
    app.test_client().get("/sample/away", headers=forwarded)
    assert from_where == [("192.0.2.1", "https", "localhost")]


def test_a_redirect_never_takes_its_host_from_the_request(client: FlaskClient) -> None:
    response = client.get("/sample/away", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert response.headers["Location"] == "/sample/list"


def test_only_named_hosts_are_answered() -> None:
    app = make_app(Visit(actor=someone()), face="staff", demonstration=False, trusted_hosts=("staff.example",))
    client = app.test_client()
    assert client.get("/sample/list", base_url="http://staff.example").status_code == 200
    response = client.get("/sample/list", base_url="http://evil.example")
    assert response.status_code == 400
    assert response.headers["Cache-Control"] == "no-store"
    assert "evil" not in proofread(response.text).html


def test_each_request_has_a_name_of_its_own(client: FlaskClient) -> None:
    names = {proofread(client.get("/sample/raise/bug").text).one("span", class_="sk-code").text for _ in range(3)}
    assert len(names) == 3
