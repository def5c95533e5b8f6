"""A caller from outside: speaks HTTPS to the machine, by its own library or byte by byte."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.deployment.machine import HOSTS, Machine

# An address of this machine that nothing else here calls from, so that it can be looked for.
CALLS_FROM = "127.31.7.9"


@dataclass
class Caller:
    """A browser for one face, with what visitors of the tests' own sites ask of one."""

    machine: Machine
    face: str
    comes_from: str = CALLS_FROM
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return HOSTS[self.face]

    def connect(self, **kept: Any) -> ssl.SSLSocket:
        """Return a connection as a browser makes one."""
        context = ssl.create_default_context(cadata=self.machine.authority.certificate)
        for name, value in kept.items():
            setattr(context, name, value)
        plain = socket.create_connection(("127.0.0.1", self.machine.https), 20, (self.comes_from, 0))
        return context.wrap_socket(plain, server_hostname=self.host)

    def call(
        self, method: str, address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """Return the reply to one request: status, headers and text."""
        connection = http.client.HTTPConnection(self.host)
        connection.sock = self.connect()
        sent = {"Host": self.host} | dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, address, body, sent)
        reply = connection.getresponse()
        text = reply.read().decode()
        connection.close()
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        asked = SimpleNamespace(path=urlsplit(address).path)
        return SimpleNamespace(status_code=reply.status, headers=reply.headers, text=text, request=asked)

    def get(self, address: str, **_more: Any) -> Any:
        return self.call("GET", address)

    def post(
        self, address: str, data: Mapping[str, Any], headers: Mapping[str, str] | None = None, **_more: Any
    ) -> Any:
        known = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        return self.call("POST", address, urlencode(data, doseq=True).encode(), known | dict(headers or {}))

    def exchange(self, raw: bytes, *, whole: bool = True) -> bytes:
        """Send bytes as they are, and return what comes back, as ``talk`` does."""
        return talk(self.connect(), raw, whole=whole)


def talk(connection: socket.socket, raw: bytes, *, whole: bool = True) -> bytes:
    """
    Send bytes over a connection, and return all that comes back until the other side closes or falls silent.

    :param whole: otherwise only the first of it, where nothing is to be proved of what may follow.
    """
    connection.settimeout(3)
    received = b""
    with connection:
        try:
            connection.sendall(raw)
            while part := connection.recv(65536):
                received += part
                if not whole:
                    break
        except (TimeoutError, ConnectionError, ssl.SSLError):
            pass
    return received
