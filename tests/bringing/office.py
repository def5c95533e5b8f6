"""A custodian at the page on which a register is brought in."""

import re
from collections.abc import Iterable, Mapping

from werkzeug.test import TestResponse

from tests.bringing.made_up_file import file_of, form_of
from tests.factories import Visitor
from tests.pages import token_in

ADDRESS = "/sources/bring"
FILE = re.compile(r"/sources/bring/([0-9a-f]{32})")
ROW = re.compile(r"/sources/bring/[0-9a-f]{32}/([0-9a-f]{32})/")


def send(visitor: Visitor, data: bytes, **more: str) -> TestResponse:
    """Send a file as the page does, with a handler and a controller."""
    unit = visitor.unit
    fields = {"handler": unit.ref("hana"), "controller": unit.ref("cleo"), "act": "bring", "rows": ""} | more
    # The test client would write a large form to the temporary directory, to send it from there.
    body, kind = form_of(fields | {"csrf_token": token_in(visitor.get(ADDRESS))}, data)
    return visitor.client.post(ADDRESS, data=body, content_type=kind)


def brought(visitor: Visitor, rows: Iterable[Mapping[str, str]]) -> str:
    """Send rows that are right, and return the reference of the file."""
    reply = send(visitor, file_of(rows))
    assert reply.status_code == 302, reply.text
    return FILE.findall(reply.headers["Location"])[0]


def step(visitor: Visitor, file_ref: str, act: str = "take-in") -> TestResponse:
    """Press a button of a file's page."""
    return visitor.post(f"{ADDRESS}/{file_ref}/{act}", on=f"{ADDRESS}/{file_ref}")
