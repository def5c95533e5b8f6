"""The oracle of the attacks: one word for each guarded field, and a search for it in whatever leaves or stays."""

import logging
import re
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from werkzeug.test import TestResponse

SHORTEST_CODED = 6


class Canary(StrEnum):
    """A word that stands in one guarded field and nowhere else."""

    NAME = "Kanarinova"
    PHONE = "900451"
    EMAIL = "kanarimail"
    HANDLE = "kanari_handle"
    ADDRESS = "Kanari-Address"
    WORKPLACE = "Kanari-Workplace"
    TIMES = "Kanari-Times"
    HOW = "Kanari-How"
    RELATION = "Kanari-Relation"
    DANGER = "Kanari-Danger"
    PLAN_NAME = "Kanari-Alias"
    PLAN_WRONG = "Kanari-Wrongperson"
    SAID = "Kanari-Said"
    ASKED = "Kanari-Asked"
    OPENED = "Kanari-Opened"
    WITHHELD = "Kanari-Withheld"
    CLEARED = "Kanari-Cleared"
    REPORTED = "Kanari-Reported"
    STORY = "Kanari-Storyword"


IDENTITY = frozenset({Canary.NAME, Canary.EMAIL, Canary.HANDLE, Canary.ADDRESS, Canary.WORKPLACE})
PLAN = frozenset({Canary.PHONE, Canary.PLAN_NAME, Canary.PLAN_WRONG, Canary.TIMES})
CIRCUMSTANCES = frozenset({Canary.HOW, Canary.RELATION, Canary.DANGER})
# Everything of a source: what no page that is only asked for may show to anybody.
SOURCE = IDENTITY | PLAN | CIRCUMSTANCES | {Canary.SAID}
# What stands in no store in clear: everything of a source, what they told, and why somebody opened any of it.
SEALED = SOURCE | {Canary.OPENED, Canary.STORY}


def squeezed(text: str) -> str:
    """Return a text as somebody who looks for words in it reads it: decoded, one case, no spaces, hyphens or signs."""
    return re.sub(r"[^0-9a-z]", "", unquote(unescape(text)).casefold())


def written_as(word: str) -> set[bytes]:
    """Return a word as bytes in every plain coding a leak could wear: UTF-8, UTF-16, hexadecimal and base64."""
    forms = {word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()}
    for shift in range(3):
        coded = b64encode(b"\0" * shift + word.encode()).rstrip(b"=")
        # The letters at both ends hang on what stands beside the word.
        inner = coded[4 if shift else 0 : len(coded) - 2]
        forms |= {inner} if len(inner) >= SHORTEST_CODED else set()
    return forms


def canaries_in(what: TestResponse | bytes) -> set[Canary]:
    """Return every canary that stands in a reply (body, headers, cookies) or in bytes."""
    data = what if isinstance(what, bytes) else _everything_of(what)
    text = squeezed(data.decode("utf-8", "replace"))
    return {one for one in Canary if squeezed(one) in text or any(form in data for form in written_as(one))}


def assert_no_canary(what: TestResponse | bytes, allowed: Collection[Canary] = frozenset()) -> None:
    """See that a reply, or bytes, hold no canary but those allowed."""
    found = canaries_in(what) - set(allowed)
    where = f" in {what.request.method} {what.request.path}" if isinstance(what, TestResponse) else ""
    assert not found, f"{sorted(found)}{where}"


def assert_files_hold_no_canary(folders: Iterable[Path], allowed: Collection[Canary] = frozenset()) -> None:
    """See that no file below these folders holds a canary: their raw bytes, write-ahead logs included."""
    for folder in folders:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            data = path.read_bytes()
            found = {one for one in Canary if any(form in data for form in written_as(one))} - set(allowed)
            assert not found, f"{sorted(found)} in {path.name}"


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect every line that the process logs meanwhile, with the traces of errors."""
    lines: list[str] = []
    handler = logging.Handler(logging.DEBUG)
    formatter = logging.Formatter("%(levelname)s %(name)s %(message)s")
    handler.emit = lambda record: lines.append(formatter.format(record))  # type: ignore[method-assign]
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.setLevel(before)
    root.removeHandler(handler)


def _everything_of(reply: TestResponse) -> bytes:
    """Return the status line, the headers with the cookies among them, and the body of a reply."""
    headers = "\r\n".join(f"{name}: {value}" for name, value in reply.headers.items())
    return f"{reply.status}\r\n{headers}\r\n\r\n".encode() + reply.data
