"""Members of the public for measuring: several at once, each as light as can be, so that it measures the server."""

import http.client
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

CLIENTS = 4
FIELD = re.compile(r'<input (?:id="[^"]+" )?(?:type="hidden" )?name="([^"]+)"(?: type="hidden")? value="([^"]*)">')


@dataclass(slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    cookie: str


def ask(port: int, path: str, cookie: str = "", sent: bytes | None = None) -> Reply:
    """Send one request on a connection of its own, as a browser that comes for the first time does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie} if cookie else {}
    if sent is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("GET" if sent is None else "POST", path, body=sent, headers=headers)
    response = connection.getresponse()
    body, set_cookie = response.read(), response.headers.get("Set-Cookie", "")
    connection.close()
    return Reply(response.status, body, set_cookie.split(";")[0] or cookie)


def expect(reply: Reply, words: str) -> Reply:
    """
    Return a reply that says what it should.

    :raises RuntimeError: it does not; what was measured would be something else.
    """
    if reply.status != 200 or words.encode() not in reply.body:
        raise RuntimeError(f"status {reply.status} instead of {words!r}")
    return reply


def seconds_for(count: int, act: Callable[[int], object]) -> float:
    """Return how long ``CLIENTS`` visitors together take to do something so many times."""
    numbers: Iterator[int] = iter(range(count))
    turn, failures = threading.Lock(), list[BaseException]()

    def visit() -> None:
        while not failures:
            with turn:
                number = next(numbers, None)
            if number is None:
                return
            try:
                act(number)
            except BaseException as failure:
                failures.append(failure)

    visitors = [threading.Thread(target=visit) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - began


def walk(port: int, pages: Sequence[tuple[str, Mapping[str, object], str]]) -> Reply:
    """Fill in a form: for each page where it is sent, what is typed, and words of the page that answers."""
    reply = ask(port, "/tell-us/what-happened")
    for path, typed, words in pages:
        sent = urlencode({**hidden_fields(reply), **typed}, doseq=True).encode()
        reply = expect(ask(port, path, reply.cookie, sent), words)
    return reply


def hidden_fields(reply: Reply) -> dict[str, str]:
    """Return what a page carries along."""
    return {name: unescape(value) for name, value in FIELD.findall(reply.body.decode())}
