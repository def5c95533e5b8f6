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


def asked_over(caller: Caller, line: str, *headers: str) -> bytes:
    """Return what comes back when a request is sent over the connection that was made to a face's own name."""
    raw = "\r\n".join((f"GET {line} HTTP/1.1", *headers, "Connection: close", "", ""))
    return caller.exchange(raw.encode())


@pytest.mark.parametrize(("face", "other"), [(f, o) for f in HOSTS for o in HOSTS if f != o])
def test_no_other_face_is_reached_over_a_connection_to_one(machine: Machine, face: str, other: str) -> None:
    """Neither by the name in the headers nor by one in the line, whichever of the two is believed."""
    caller, theirs, page = Caller(machine, face), HOSTS[other], BEGINS[other]
    for line, host in ((page, theirs), (f"https://{theirs}{page}", caller.host), (f"http://{theirs}{page}", theirs)):
        received = asked_over(caller, line, f"Host: {host}")
        assert received.startswith(b"HTTP/1.1 421"), received[:200]
        assert b"Cache-Control: no-store" in received
        assert b"This did not reach us" in received


@pytest.mark.parametrize("face", HOSTS)
def test_the_name_in_the_line_is_believed_alone_and_a_foreign_one_gets_nothing(machine: Machine, face: str) -> None:
    caller = Caller(machine, face)
    own = asked_over(caller, f"https://{caller.host}{BEGINS[face]}", "Host: canary.example")
    assert own.startswith(b"HTTP/1.1 200")
    assert b"canary" not in own
    for line, host in (
        (BEGINS[face], "canary.example"),
        (f"https://canary.example{BEGINS[face]}", caller.host),
        (BEGINS[face], f"{caller.host}.canary.example"),
        (BEGINS[face], f"{caller.host}@canary.example"),
        (BEGINS[face], f"{caller.host}, canary.example"),
        (BEGINS[face], ""),
    ):
        received = asked_over(caller, line, f"Host: {host}")
        assert received[:12] in {b"", b"HTTP/1.1 400", b"HTTP/1.1 421"}, (line, host, received[:200])
        assert b"canary" not in received


CLAIMED = {
    "X-Forwarded-Host": "canary.example",
    "X-Forwarded-Server": "canary.example",
    "X-Host": "canary.example",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Port": "8443",
    "X-Forwarded-Prefix": "/canary",
    "X-Original-URL": "/canary",
    "X-Rewrite-URL": "/canary",
    "X-HTTP-Method-Override": "DELETE",
    "Forwarded": "for=192.0.2.1;host=canary.example;proto=http",
}


@pytest.mark.parametrize("face", HOSTS)
def test_what_a_caller_claims_of_the_way_it_came_changes_no_page(machine: Machine, face: str) -> None:
    caller = Caller(machine, face)
    for address in (BEGINS[face], "/", "/board", "/nowhere"):
        plain = caller.get(address)
        claimed = caller.call("GET", address, headers=CLAIMED)
        assert (claimed.status_code, claimed.headers["Location"]) == (plain.status_code, plain.headers["Location"])
        assert "canary" not in f"{claimed.headers}{claimed.text}"
        assert not (claimed.headers["Location"] or "/").startswith("http:")
