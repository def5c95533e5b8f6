"""The server's lock in OpenBao's transit engine, over HTTPS: its keys are made there and never leave it."""

import base64
import json
import re
import ssl
import threading
from collections.abc import Mapping, Sequence
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from app.errors import Unavailable
from app.vault.secret_file import read_secret
from crypto.context import Context
from crypto.errors import Tampered
from crypto.framing import frame
from crypto.outside import blob_of, bound, key_id, open_blob
from crypto.sealing import describe
from crypto.silence import Silent

# How long a server may take for one answer. A page waits no longer than this for each batch.
SECONDS: Final = 5.0
LONGEST_ANSWER: Final = 64 * 1024 * 1024
OK, NO_CONTENT, BAD_REQUEST = 200, 204, 400
_PREFIXED: Final = re.compile(r"[a-z]+:v([1-9][0-9]*):(.+)", re.DOTALL)


class OpenBaoProvider(Silent):
    """
    A lock in one transit engine of an OpenBao server.

    The encryption key is the transit key ``name``, type aes256-gcm96, whose versions are our numbers; the MAC key is
    version 1 of the transit key ``name-mac``, which is never rotated. Neither may be exportable. Batches are one
    request. Whatever the server does not answer as it should ends as ``Unavailable``; no proxy is asked, no redirect
    followed, and a certificate that the named authority did not sign is refused.

    :param url: address of the server and path of the engine: ``https://bao.example:8200/v1/transit``.
    :param authority: path of the certificate, PEM, that its own must lead back to.
    :param token: path of the file that holds the token, read for each request, as an agent renews it.
    """

    def __init__(self, url: str, authority: Path, token: Path, name: str) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._path = parts.hostname or "", parts.port or 443, parts.path.rstrip("/")
        self._authority, self._token, self._name = authority, token, name
        self._turn = threading.Lock()
        self._versions: tuple[int, ...] = ()
        self.seconds = SECONDS

    def create(self) -> None:
        """
        Make the first keys on the server.

        :raises FileExistsError: it has a key of this name. A lock is never made a second time.
        """
        if self._ask("GET", f"keys/{self._name}", may_lack=True):
            raise FileExistsError(f"The server has a key named {self._name} already.")
        for name in (self._mac_name, self._name):
            self._ask("POST", f"keys/{name}", {"type": "aes256-gcm96", "exportable": False})
        self.refresh()

    @property
    def number(self) -> int:
        """See KeyProvider."""
        return max(self._known())

    @property
    def key_ids(self) -> Mapping[int, bytes]:
        """See KeyProvider."""
        return {number: key_id(self._name, number) for number in self._known()}

    def refresh(self) -> None:
        """See KeyProvider."""
        found = self._ask("GET", f"keys/{self._name}")
        try:
            if found["exportable"] or found["type"] != "aes256-gcm96":
                raise Unavailable("The transit key of the lock must be of type aes256-gcm96, and not exportable.")
            versions = tuple(sorted(int(number) for number in found["keys"]))
            least = int(found["min_decryption_version"])
        except (KeyError, TypeError, ValueError) as error:
            raise _unlike() from error
        with self._turn:
            self._versions = tuple(number for number in versions if number >= least)

    def add_key(self) -> int:
        """See KeyProvider."""
        self._ask("POST", f"keys/{self._name}/rotate", {})
        self.refresh()
        return self.number

    def destroy_old(self) -> None:
        """See KeyProvider."""
        self.refresh()
        least = self.number
        self._ask(
            "POST", f"keys/{self._name}/config", {"min_decryption_version": least, "min_encryption_version": least}
        )
        self._ask("POST", f"keys/{self._name}/trim", {"min_available_version": least})
        self.refresh()

    def lock(self, items: Sequence[tuple[Context, bytes]]) -> list[bytes]:
        """See KeyProvider."""
        if not items:
            return []
        number = self.number
        named = key_id(self._name, number)
        asked = [
            {"plaintext": _text(message), "associated_data": _text(bound(named, context)), "key_version": number}
            for context, message in items
        ]
        return [blob_of(named, _raw(one, "ciphertext", number)) for one in self._batch("encrypt", asked)]

    def unlock(self, items: Sequence[tuple[Context, bytes]]) -> list[bytes]:
        """See KeyProvider."""
        numbers = {named: number for number, named in self.key_ids.items()} if items else {}
        asked = []
        for context, blob in items:
            named = describe(blob).key_id
            if named not in numbers:
                raise Tampered
            encrypted, aad = open_blob(named, context, blob)
            ciphertext = f"vault:v{numbers[named]}:{_text(encrypted)}"
            asked.append({"ciphertext": ciphertext, "associated_data": _text(aad)})
        opened = self._batch("decrypt", asked) if asked else []
        if any(one.get("error") for one in opened):
            raise Tampered
        return [_decoded(one.get("plaintext", "")) for one in opened]

    def mac(self, purpose: str, items: Sequence[bytes]) -> list[bytes]:
        """See KeyProvider."""
        if not items:
            return []
        asked = [{"input": _text(frame(purpose.encode(), item))} for item in items]
        made = self._batch("hmac", asked, name=self._mac_name, algorithm="sha2-256", key_version=1)
        return [_raw(one, "hmac", 1) for one in made]

    def copy_for_recovery(self, *, without_old: bool = False) -> bytes | None:  # noqa: ARG002 - nothing is copied
        """See KeyProvider."""
        return None

    @property
    def _mac_name(self) -> str:
        return f"{self._name}-mac"

    def _known(self) -> tuple[int, ...]:
        """Return the numbers of the keys, asked for once and then after each ``refresh``."""
        if not self._versions:
            self.refresh()
        if not self._versions:
            raise Unavailable("The server does not hold the keys of the lock.")
        return self._versions

    def _batch(self, act: str, items: list[dict[str, Any]], *, name: str = "", **more: Any) -> list[dict[str, Any]]:
        """Have the server do one thing with many, in one request."""
        body = {"batch_input": items, **more}
        answer = self._ask("POST", f"{act}/{name or self._name}", body, may_fail_in_part=act == "decrypt")
        results = answer.get("batch_results")
        if not isinstance(results, list) or len(results) != len(items) or not all(type(one) is dict for one in results):
            raise _unlike()
        return results

    def _ask(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        may_lack: bool = False,
        may_fail_in_part: bool = False,
    ) -> dict[str, Any]:
        """Return what the server says, ``data`` of its answer; nothing where there is no such key and may be none."""
        status, text = self._request(method, f"{self._path}/{quote(path)}", body)
        if status == NO_CONTENT or (may_lack and status == 404):
            return {}
        try:
            data = json.loads(text).get("data")
        except (ValueError, AttributeError) as error:
            raise _unlike() from error
        in_part = may_fail_in_part and status == BAD_REQUEST and isinstance(data, dict) and "batch_results" in data
        if status != OK and not in_part:
            raise Unavailable(f"The server of the lock refused ({status}).")
        return data if isinstance(data, dict) else {}

    def _request(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[int, bytes]:
        """Return the status and the body of one answer. Each request has a connection of its own: none goes stale."""
        headers = {"X-Vault-Token": read_secret(self._token), "Content-Type": "application/json"}
        try:
            trusted = ssl.create_default_context(cafile=str(self._authority))
            connection = HTTPSConnection(self._host, self._port, timeout=self.seconds, context=trusted)
            try:
                connection.request(method, path, json.dumps(body) if body is not None else None, headers)
                answer = connection.getresponse()
                return answer.status, answer.read(LONGEST_ANSWER)
            finally:
                connection.close()
        except (OSError, HTTPException, ValueError) as error:
            # The error's own text may hold what was sent, so that only its kind is told.
            raise Unavailable(f"The server of the lock does not answer ({type(error).__name__}).") from None


def _raw(result: Mapping[str, Any], name: str, number: int) -> bytes:
    """Return the bytes behind ``vault:vN:``, which must be of the key that was asked for."""
    found = _PREFIXED.fullmatch(str(result.get(name, "")))
    if found is None or int(found[1]) != number:
        raise _unlike()
    return _decoded(found[2])


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except ValueError as error:
        raise _unlike() from error


def _unlike() -> Unavailable:
    return Unavailable("The server of the lock answers as no transit engine does.")
