"""What may be sent: how much, how, and never to a disk; what two programs could read differently is refused."""

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crypto.totp import code_at, step_at
from tests.bringing.made_up_file import form_of
from tests.deployment.caller import Caller, talk
from tests.deployment.machine import HOSTS, Machine
from tests.deployment.watching import watching
from tests.factories import PEOPLE
from tests.pages import token_in

pytestmark = pytest.mark.slow

MIB = 1024 * 1024
BRING = "/sources/bring"
AT_ONCE = 4
FORM = "application/x-www-form-urlencoded"
PATHS = {"public": "/tell-us/who", "staff": "/sign-in", "partner": "/partner/sign-in"}
SECOND = b"GET /canary-smuggled HTTP/1.1\r\nHost: %s\r\n\r\n"


def post(path: str, host: str, *lines: str, body: bytes = b"") -> bytes:
    head = [f"POST {path} HTTP/1.1", f"Host: {host}", f"Content-Type: {FORM}", *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def smuggled(host: str) -> dict[str, bytes]:
    """Return requests that hide a second one, or that two programs could read differently, by what each does."""
    second = SECOND % host.encode()
    chunked = b"0\r\n\r\n" + second
    path = "/tell-us/who"
    return {
        "CL.TE": post(path, host, f"Content-Length: {len(chunked)}", "Transfer-Encoding: chunked", body=chunked),
        "TE.CL": post(
            path, host, "Transfer-Encoding: chunked", "Content-Length: 4", body=b"5\r\nAAAAA\r\n0\r\n\r\n" + second
        ),
        "TE.TE": post(path, host, "Transfer-Encoding: chunked", "Transfer-Encoding: identity", body=chunked),
        "TE of another name": post(path, host, "Transfer-Encoding: xchunked", body=chunked),
        "TE listed twice": post(path, host, "Transfer-Encoding: chunked, chunked", body=chunked),
        "TE behind a tab": post(path, host, "Transfer-Encoding:\x0bchunked", body=chunked),
        "TE before a colon": post(path, host, "Transfer-Encoding : chunked", "Content-Length: 3", body=b"a=b" + second),
        "two lengths": post(
            path, host, "Content-Length: 3", f"Content-Length: {3 + len(second)}", body=b"a=b" + second
        ),
        "lengths in a list": post(path, host, f"Content-Length: 3, {3 + len(second)}", body=b"a=b" + second),
        "a length with a sign": post(path, host, "Content-Length: +3", body=b"a=b" + second),
        "a negative length": post(path, host, "Content-Length: -1", body=second),
        "a length in hexadecimal": post(path, host, "Content-Length: 0x3", body=b"a=b" + second),
        "folded": post(path, host, "X-Line: one", " two", "Content-Length: 3", body=b"a=b" + second),
        "a folded TE": post(path, host, "Transfer-Encoding:", " chunked", "Content-Length: 3", body=b"a=b" + second),
        "a chunk size too long": post(path, host, "Transfer-Encoding: chunked", body=b"ffffffffffffffff1\r\n" + second),
        "a chunk without its size": post(path, host, "Transfer-Encoding: chunked", body=b"zz\r\n" + second),
        "a zero byte": post(path, host, "X-Line: a\0b", "Content-Length: 0") + second,
        "two hosts": post(path, host, "Host: staff.example", "Content-Length: 0") + second,
        "no host": f"GET {path} HTTP/1.1\r\n\r\n".encode() + second,
        "another host in the line": f"GET http://staff.example{path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode(),
        "another version": f"GET {path} HTTP/3.7\r\nHost: {host}\r\n\r\n".encode() + second,
        "HTTP/0.9": f"GET {path}\r\n".encode() + second,
    }


# The door's own business: behind it nobody is asked for by a name.
OF_THE_DOOR = {"no host", "another host in the line"}


def all_sent(exchange: Callable[[bytes], bytes], host: str) -> dict[str, bytes]:
    """
    Send each over a connection of its own, and return what came back.

    Many are left open until somebody gives up, so several are sent at once: fewer than a face has threads for, or one
    would wait for another and not be answered in time.
    """
    sent = smuggled(host)
    with ThreadPoolExecutor(AT_ONCE) as several:
        return dict(zip(sent, several.map(exchange, sent.values()), strict=True))


@pytest.fixture(scope="module")
def at_the_door(machine: Machine) -> dict[str, bytes]:
    """Return what nginx answers to each."""
    public = Caller(machine, "public")
    return all_sent(public.exchange, public.host)


@pytest.fixture(scope="module")
def behind_it(machine: Machine) -> dict[str, bytes]:
    """Return what the public face itself answers to each."""

    def exchange(raw: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(machine.path("/run/sourcekeeper/public/web.sock")))
            return talk(connection, raw)

    return all_sent(exchange, HOSTS["public"])


@pytest.mark.parametrize("name", smuggled("x"))
def test_what_can_be_read_in_two_ways_is_refused_and_the_connection_closed(
    at_the_door: dict[str, bytes], name: str
) -> None:
    received = at_the_door[name]
    assert received.count(b"HTTP/1.1 ") <= 1, received[:3000]
    assert not received or received.split()[1] in {b"400", b"404", b"405", b"421", b"501", b"505"}, received[:200]
    assert b"canary-smuggled" not in received


@pytest.mark.parametrize("name", sorted(set(smuggled("x")) - OF_THE_DOOR))
def test_behind_it_the_application_refuses_the_same_by_itself(behind_it: dict[str, bytes], name: str) -> None:
    received = behind_it[name]
    assert received.count(b"HTTP/1.1 ") <= 1, received[:300]
    assert not received.startswith((b"HTTP/1.1 2", b"HTTP/1.1 3")), received[:200]


def test_each_request_reaches_the_application_on_a_connection_of_its_own(public: Caller) -> None:
    received = public.exchange(SECOND % public.host.encode() * 2)
    assert received.count(b"HTTP/1.1 404") == 2


@pytest.mark.parametrize("face", HOSTS)
def test_too_much_is_refused_before_it_is_read(machine: Machine, face: str) -> None:
    caller = Caller(machine, face)
    received = caller.exchange(post(PATHS[face], caller.host, f"Content-Length: {MIB + 1}"), whole=False)
    assert received.startswith(b"HTTP/1.1 413")
    assert b"Cache-Control: no-store" in received
    piece = b"%x\r\n%s\r\n" % (200_000, b"a" * 200_000)
    sent = post(PATHS[face], caller.host, "Transfer-Encoding: chunked", body=piece * 6 + b"0\r\n\r\n")
    assert caller.exchange(sent, whole=False)[:12] in {b"HTTP/1.1 413", b""}


def test_only_the_address_for_a_whole_register_takes_more_and_says_what_to_do_above(machine: Machine) -> None:
    caller = Caller(machine, "staff")
    received = caller.exchange(post(BRING, caller.host, f"Content-Length: {10 * MIB + 1}"), whole=False)
    assert received.startswith(b"HTTP/1.1 413")
    assert b"Cache-Control: no-store" in received
    assert b"Split it" in received
    for path in (f"{BRING}/{'ab' * 16}", f"{BRING}/", "/sources/Bring"):
        assert caller.exchange(post(path, caller.host, f"Content-Length: {MIB + 1}"), whole=False)[9:12] == b"413"
    for face in ("public", "partner"):
        other = Caller(machine, face)
        assert other.exchange(post(BRING, other.host, f"Content-Length: {MIB + 1}"), whole=False)[9:12] == b"413"


def test_a_whole_register_never_touches_a_disk(machine: Machine, staff: Caller) -> None:
    hana = machine.founded.enrolled["hana.birch"]
    known = {"name": "hana.birch", "passphrase": next(one for one in PEOPLE if one.name == "Hana Birch").passphrase}
    code = code_at(hana.totp_secret, step_at(datetime.now(UTC)))
    token = token_in(staff.get("/sign-in"))
    assert staff.post("/sign-in", known | {"code": code, "csrf_token": token}).status_code == 302
    people = {"handler": hana.person_ref, "controller": machine.founded.enrolled["cleo.stone"].person_ref}
    fields = people | {"csrf_token": token_in(staff.get(BRING)), "act": "bring", "rows": ""}
    body, kind = form_of(fields, b"name,risk\n" + b"Canary Body,low\n" * (9 * MIB // 16))
    headers = {"Content-Type": kind, "Sec-Fetch-Site": "same-origin"}
    with watching(*written_places(machine)) as written:
        reply = staff.call("POST", BRING, body, headers)
    assert "more than 10,000 rows" in reply.text, reply.text
    assert written == []


def test_long_lines_and_many_headers_are_refused(public: Caller) -> None:
    line = f"GET /tell-us?{'a' * 9000} HTTP/1.1\r\nHost: {public.host}\r\n\r\n"
    assert public.exchange(line.encode(), whole=False).startswith(b"HTTP/1.1 414")
    header = f"GET /tell-us HTTP/1.1\r\nHost: {public.host}\r\nX-Long: {'a' * 9000}\r\n\r\n"
    assert public.exchange(header.encode(), whole=False).startswith(b"HTTP/1.1 400")
    many = "".join(f"X-{number}: 1\r\n" for number in range(100))
    sent = f"GET /tell-us HTTP/1.1\r\nHost: {public.host}\r\n{many}\r\n".encode()
    assert public.exchange(sent, whole=False)[:10] == b"HTTP/1.1 4"


def written_places(machine: Machine) -> list[Path]:
    """Return every folder that a process could spill a body into."""
    return [machine.path(name) for name in ("/run/sourcekeeper-web", "/var/private", "/var/log/nginx", "/etc/nginx")]


def bodies(host: str) -> list[bytes]:
    """Return the largest bodies there may be, sent in every way."""
    path, text = "/tell-us/who", b"who_name=" + b"Canary+Body+" * 84_000
    part = (
        b'--edge\r\nContent-Disposition: form-data; name="who_name"; filename="a.txt"\r\n\r\n'
        + text
        + b"\r\n--edge--\r\n"
    )
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in (text[:400_000], text[400_000:])) + b"0\r\n\r\n"
    close = "Connection: close"
    several = post(path, host, f"Content-Length: {len(part)}", close, body=part)
    return [
        post(path, host, f"Content-Length: {len(text)}", close, body=text),
        post(path, host, "Transfer-Encoding: chunked", close, body=pieces),
        several.replace(FORM.encode(), b"multipart/form-data; boundary=edge"),
    ]


def test_a_body_never_touches_a_disk(machine: Machine) -> None:
    with watching(*written_places(machine)) as written:
        for face in HOSTS:
            caller = Caller(machine, face)
            for body in bodies(caller.host):
                received = caller.exchange(body)
                assert received[:12] in {b"HTTP/1.1 400", b"HTTP/1.1 404", b"HTTP/1.1 413"}, received[:300]
    assert written == []


def test_what_is_written_there_would_be_seen(machine: Machine) -> None:
    with watching(*written_places(machine)) as written:
        (machine.path("/run/sourcekeeper-web/body") / "0000000001").write_bytes(b"a body")
    (machine.path("/run/sourcekeeper-web/body") / "0000000001").unlink()
    assert "0000000001" in written
