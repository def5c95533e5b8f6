"""The machine as documented: each face by its own name, over TLS 1.3, with every header, and nothing else."""

import http.client
import socket
import ssl
from typing import Any

import pytest

from tests.deployment.caller import CALLS_FROM, Caller, talk
from tests.deployment.machine import HOSTS, Machine

pytestmark = pytest.mark.slow

BEGINS = {"public": "/tell-us", "staff": "/sign-in", "partner": "/partner/sign-in"}
CIPHERS = {"TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"}
HEADERS = ("Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options",
           "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy")  # fmt: skip


@pytest.mark.parametrize("face", HOSTS)
def test_each_face_answers_by_its_own_name_with_every_header(machine: Machine, face: str) -> None:
    reply = Caller(machine, face).get(BEGINS[face])
    assert reply.status_code == 200
    for name in HEADERS:
        assert len(reply.headers.get_all(name)) == 1, name
    assert reply.headers["Cache-Control"] == "no-store"
    assert "gunicorn" not in str(reply.headers)
    assert reply.headers["Server"] == "nginx"


@pytest.mark.parametrize(("face", "address"), [(f, a) for f in HOSTS for g, a in BEGINS.items() if g != f])
def test_no_face_serves_the_pages_of_another(machine: Machine, face: str, address: str) -> None:
    assert Caller(machine, face).get(address).status_code in ({404} if face != "staff" else {404, 302})


@pytest.mark.parametrize("face", HOSTS)
def test_tls_is_the_newest_and_only_with_strong_ciphers(machine: Machine, face: str) -> None:
    caller = Caller(machine, face)
    with caller.connect() as connection:
        assert connection.version() == "TLSv1.3"
        assert connection.cipher()[0] in CIPHERS  # type: ignore[index]
        assert connection.session is None or not connection.session.has_ticket
    with pytest.raises(ssl.SSLError):
        caller.connect(minimum_version=ssl.TLSVersion.TLSv1_2, maximum_version=ssl.TLSVersion.TLSv1_2)


def test_a_name_that_is_not_ours_is_shown_no_certificate(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HOSTS, "public", "elsewhere.example")
    with pytest.raises(ssl.SSLError, match="(?i)unrecognized"):
        Caller(machine, "public").connect()


def plain(machine: Machine, method: str, host: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", machine.http, timeout=5, source_address=(CALLS_FROM, 0))
    connection.request(method, "/tell-us/who?canary-path", headers={"Host": host})
    reply = connection.getresponse()
    reply.read()
    connection.close()
    return reply


def test_without_tls_the_public_is_led_to_it_and_nothing_else_happens(machine: Machine) -> None:
    reply = plain(machine, "GET", HOSTS["public"])
    assert (reply.status, reply.headers["Location"]) == (301, "https://tell-us.example/")
    assert plain(machine, "POST", HOSTS["public"]).status == 403
    for host in (HOSTS["staff"], HOSTS["partner"], "elsewhere.example"):
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            plain(machine, "GET", host)


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("face", HOSTS)
def test_how_the_server_does_is_not_told_outside(machine: Machine, face: str, address: str) -> None:
    reply = Caller(machine, face).get(address)
    assert (reply.status_code, "This did not reach us" in reply.text) == (404, True)


def test_what_is_not_of_ours_to_serve_is_not_served(machine: Machine) -> None:
    for address in ("/trouble.html", "/.git/config", "/config.py", "/static/../config.py", "/static/%2e%2e/config.py"):
        for face in HOSTS:
            assert Caller(machine, face).get(address).status_code in {302, 400, 404}


def test_a_page_that_cannot_be_handed_on_says_so_with_the_same_headers(machine: Machine) -> None:
    machine.stop("sourcekeeper-partner.service")
    try:
        reply = Caller(machine, "partner").get("/partner/sign-in")
        assert (reply.status_code, "Nothing of what you just sent was kept" in reply.text) == (502, True)
        for name in HEADERS:
            assert len(reply.headers.get_all(name)) == 1, name
        assert reply.headers["Cache-Control"] == "no-store"
    finally:
        machine.start("sourcekeeper-partner.service")
    machine.wait_for(lambda: Caller(machine, "partner").get("/partner/sign-in").status_code == 200)


def test_nobody_but_the_web_server_reaches_a_face(machine: Machine) -> None:
    for face in HOSTS:
        path = machine.path(f"/run/sourcekeeper/{face}/web.sock")
        assert path.stat().st_mode & 0o777 == 0o600
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(machine.path("/run/sourcekeeper/staff/web.sock")))
        asked = b"GET /sign-in HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n"
        assert talk(connection, asked, whole=False).startswith(b"HTTP/1.1 400")
