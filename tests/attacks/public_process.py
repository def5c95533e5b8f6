"""
A process of the public face and nothing else: takes one submission from a file and shows what is left of it.

Run as ``python -m tests.attacks.public_process FOLDER REF ROOT``: it answers the requests in ``FOLDER/requests.json``
as gunicorn would hand them over, forgets them, and writes what its objects still hold to ``FOLDER/left.json`` and the
whole of its writable memory to ``FOLDER/memory``.
"""

import gc
import json
import re
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from crypto.signing import VerifyKey
from tests.intake.site import make_public_app
from tests.vault.small_unit import START

FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def main(folder: Path, ref: str, root: str) -> None:
    """Answer, forget, and show what is left."""
    app = make_public_app(folder / "gateway.db", ref, VerifyKey.decode(bytes.fromhex(root)), lambda: START)
    wanted = json.loads((folder / "wanted.json").read_text())
    (folder / "statuses.json").write_text(json.dumps(answer_all(app, folder / "requests.json")))
    gc.collect()
    (folder / "left.json").write_text(json.dumps(sorted(held(wanted))))
    (folder / "memory").write_bytes(memory())


def answer_all(app: Any, requests: Path) -> list[int]:
    """Send the pages one after the other, each with what the one before carried; returns the statuses."""
    statuses, cookie, body = [], "", b""
    for path, values in [("/tell-us/what-happened", None), *json.loads(requests.read_text())]:
        carried = dict(FIELD.findall(body.decode()))
        sent = None if values is None else urlencode(carried | values, doseq=True).encode()
        status, headers, body = answer(app, path, cookie, sent)
        statuses.append(status)
        cookie = next((value.split(";")[0] for name, value in headers if name == "Set-Cookie"), cookie)
    return statuses


def answer(app: Any, path: str, cookie: str, sent: bytes | None) -> tuple[int, list[tuple[str, str]], bytes]:
    """Answer one request."""
    got: list[Any] = []
    environment = {
        "REQUEST_METHOD": "GET" if sent is None else "POST",
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookie,
        "HTTP_USER_AGENT": "Canary-Agent-quail",
        "REMOTE_ADDR": "203.0.113.99",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(sent or b"")),
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(sent or b""),
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    body = b"".join(app(environment, lambda status, headers, _error=None: got.extend((status, headers))))
    return int(got[0].split()[0]), got[1], body


def held(wanted: list[str]) -> set[str]:
    """Return which of the texts some live object still holds, however deep inside others."""
    found: set[str] = set()
    own = {id(wanted), *map(id, wanted)}
    seen, left = set(own), gc.get_objects()
    while left:
        container = left.pop()
        if id(container) in seen:
            continue
        seen.add(id(container))
        for thing in gc.get_referents(container):
            if isinstance(thing, str | bytes) and id(thing) not in own:
                text = thing if isinstance(thing, str) else thing.decode("latin-1")
                found |= {one for one in wanted if one in text}
            elif isinstance(thing, dict | list | tuple | set | frozenset):
                # The collector itself passes over containers that hold nothing but texts.
                left.append(thing)
    return found


def memory() -> bytes:
    """Return everything this process can write to: its heap, its stacks, its libraries' data."""
    parts = []
    with Path("/proc/self/maps").open() as maps, Path("/proc/self/mem").open("rb", 0) as whole:
        for line in maps:
            span, permissions = line.split()[:2]
            if permissions.startswith("rw") and "[v" not in line:
                start, end = (int(edge, 16) for edge in span.split("-"))
                whole.seek(start)
                try:
                    parts.append(whole.read(end - start))
                except OSError:
                    continue
    return b"".join(parts)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
