"""A small server that conforms to OpenBao's transit engine as far as the lock uses it; the real one is no package."""

import base64
import hmac
import json
import re
import secrets
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "s.Canary-Token-8f2c"
Answer = tuple[int, dict[str, Any]]


@dataclass
class TransitKey:
    """One key ring: its versions, and which of them may be used."""

    versions: dict[int, bytes] = field(default_factory=lambda: {1: secrets.token_bytes(32)})
    least_decryption: int = 1
    least_encryption: int = 0
    exportable: bool = False

    @property
    def newest(self) -> int:
        return max(self.versions)


@dataclass
class Transit:
    """The engine, and how it misbehaves: ``mood`` is empty, or what it answers everything with."""

    keys: dict[str, TransitKey] = field(default_factory=dict)
    mood: str = ""
    requests: list[str] = field(default_factory=list)

    def answer(self, method: str, path: str, body: dict[str, Any]) -> Answer:
        """Return status and body of one answer, as the documentation of the engine has them."""
        act, _, rest = path.removeprefix("/v1/transit/").partition("/")
        name, _, more = rest.partition("/")
        key = self.keys.get(name)
        if act == "keys" and method == "POST" and not more:
            self.keys.setdefault(name, TransitKey(exportable=body.get("exportable", False)))
            return 200, {"data": {}}
        if key is None:
            return (404, {"errors": []}) if method == "GET" else (400, {"errors": ["encryption key not found"]})
        if act == "keys":
            return self._of_key(key, method, more, body)
        return {"encrypt": _encrypt, "decrypt": _decrypt, "hmac": _hmac}[act](key, body)

    def _of_key(self, key: TransitKey, method: str, more: str, body: dict[str, Any]) -> Answer:
        if method == "GET":
            return 200, {
                "data": {
                    "type": "aes256-gcm96",
                    "exportable": key.exportable,
                    "keys": dict.fromkeys(map(str, key.versions), 1),
                    "latest_version": key.newest,
                    "min_decryption_version": key.least_decryption,
                }
            }
        if more == "rotate":
            key.versions[key.newest + 1] = secrets.token_bytes(32)
        elif more == "config":
            key.least_decryption = body["min_decryption_version"]
            key.least_encryption = body["min_encryption_version"]
        elif more == "trim":
            least = body["min_available_version"]
            if not key.least_encryption or least > min(key.least_decryption, key.least_encryption):
                return 400, {"errors": ["minimum available version should be smaller"]}
            key.versions = {number: one for number, one in key.versions.items() if number >= least}
        return 200, {"data": {}}


def _encrypt(key: TransitKey, body: dict[str, Any]) -> Answer:
    results = []
    for one in body["batch_input"]:
        version, nonce = one.get("key_version") or key.newest, secrets.token_bytes(12)
        plain, aad = (base64.b64decode(one[name]) for name in ("plaintext", "associated_data"))
        sealed = nonce + AESGCM(key.versions[version]).encrypt(nonce, plain, aad)
        results.append({"ciphertext": f"vault:v{version}:{base64.b64encode(sealed).decode()}", "key_version": version})
    return 200, {"data": {"batch_results": results}}


def _decrypt(key: TransitKey, body: dict[str, Any]) -> Answer:
    results: list[dict[str, Any]] = []
    for one in body["batch_input"]:
        _, version, text = one["ciphertext"].split(":")
        number, sealed = int(version[1:]), base64.b64decode(text)
        try:
            if number < key.least_decryption:
                raise KeyError
            plain = AESGCM(key.versions[number]).decrypt(
                sealed[:12], sealed[12:], base64.b64decode(one["associated_data"])
            )
            results.append({"plaintext": base64.b64encode(plain).decode()})
        except (InvalidTag, KeyError):
            results.append({"plaintext": "", "error": "invalid ciphertext: unable to decrypt"})
    return (400 if any("error" in one for one in results) else 200), {"data": {"batch_results": results}}


def _hmac(key: TransitKey, body: dict[str, Any]) -> Answer:
    version = body.get("key_version") or key.newest
    made = [hmac.digest(key.versions[version], base64.b64decode(one["input"]), "sha256") for one in body["batch_input"]]
    return 200, {
        "data": {"batch_results": [{"hmac": f"vault:v{version}:{base64.b64encode(one).decode()}"} for one in made]}
    }


def _handler(transit: Transit) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            transit.requests.append(re.sub(r".*/transit/", "", self.path))
            if transit.mood == "slow":
                time.sleep(1)
            if transit.mood == "redirecting":
                self.send_response(307)
                self.send_header("Location", self.path + "?again")
                self.end_headers()
                return
            if self.headers.get("X-Vault-Token") != TOKEN:
                status, said = 403, {"errors": ["permission denied"]}
            elif transit.mood == "sealed":
                status, said = 503, {"errors": ["Vault is sealed"]}
            else:
                status, said = transit.answer(self.command, self.path, body)
            text = b"<html>" if transit.mood == "garbled" else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = handle_one  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def certificate(folder: Path) -> Path:
    """Write a certificate for this machine that vouches for itself, and its key; return the certificate's path."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "transit")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "authority.pem").write_bytes(made.public_bytes(pem))
    (folder / "server.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "authority.pem"


@contextmanager
def serving(transit: Transit, folder: Path, port: int = 0) -> Iterator[int]:
    """Serve the engine over TLS on this machine while the block lasts; gives the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "authority.pem", folder / "server.key")
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(transit))
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
