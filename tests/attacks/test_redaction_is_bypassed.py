"""An agency reader wants what was cut: every byte of every reply they can get is searched for it."""

import re
from typing import Any

import pytest

from tests.dissemination.office import (
    CONDITIONAL,
    SECRET,
    accept,
    allegation,
    everywhere,
    reading,
    released,
    row,
    send,
)
from tests.factories import Unit, Visitor
from tests.pages import proofread

pytestmark = pytest.mark.stores

# Withheld words in every shape that a page could give them away in: markup, a link, an attribute, other letters.
HOSTILE = (
    "Plain start. "
    "[[Canary-Zebedee <b>Quillfeather</b> &amp; \"Canary-Quote\" 'Canary-Tick']] met "
    "[[https://canary-link.example/?who=Canary-Param]] and "
    "[[Canary-\u0160t\u011bp\u00e1n \U0001f9d1\u200d\U0001f680 \u202eCanary-Turned]] on Friday.\n"
    "[[Canary-One]], [[Canary-Two]]-[[Canary-Three]] \u00e9[[e\u0301Canary-Accent]]\u0301 end."
)
CANARIES = (b"canary", b"zebedee", b"quillfeather", b"&amp;amp;", b"%F0%9F", "Š".encode(), "\u202e".encode())


def every_byte(reply: Any) -> bytes:
    """Return all that a reply carries: its status line, its headers and its body."""
    headers = "".join(f"{name}: {value}\n" for name, value in reply.headers)
    return f"{reply.status}\n{headers}".encode() + bytes(reply.data)


def replies(reader: Visitor, ref: str, report_ref: str) -> list[tuple[str, Any]]:
    """Ask for everything around a release, with every method and in ways no page asks."""
    addresses = [*everywhere(reader, ref), "/partner/account", f"/partner/releases/{ref}/result"]
    addresses += [f"/partner/releases/{report_ref}", f"/partner/releases/{ref}/", f"/partner/releases/{ref}?original=1"]
    addresses += [f"/reports/{report_ref}", f"/reports/{report_ref}/write", f"/go?ref={report_ref}", "/reports"]
    found: list[tuple[str, Any]] = []
    for address in addresses:
        for method in ("GET", "HEAD", "OPTIONS"):
            found.append((f"{method} {address}", reader.client.open(address, method=method)))
        asks = {"Accept": "application/json", "Range": "bytes=0-400", "If-None-Match": '"x"'}
        found.append((f"odd {address}", reader.client.get(address, headers=asks)))
    for answer in ({"code": "NO_ACTION", "reason": ""}, {"code": "NO_TRACE", "reason": "noted"}):
        found.append((f"result {answer}", send(reader, f"/partner/releases/{ref}/result", answer)))
    found.append(("conditions", send(reader, f"/partner/releases/{ref}/conditions", {})))
    return found


def test_no_byte_of_any_reply_to_an_agency_holds_what_was_withheld(whole_unit: Unit) -> None:
    report_ref, ref = released(whole_unit, who="cleo", **(CONDITIONAL | {"text": HOSTILE}))
    told = allegation(whole_unit)
    inside = [told.ref, told.link, whole_unit.ref("dora"), "Dora", "Cleo", told.account[:40], "Canary-Risk"]
    forbidden = [*CANARIES, *(word.lower().encode() for word in inside)]
    fresh, reader = whole_unit.sign_in("rex"), reading(whole_unit, ref)
    for visitor in (fresh, reader):
        for what, reply in replies(visitor, ref, report_ref):
            text = every_byte(reply).lower()
            assert not [word for word in forbidden if word.lower() in text], what
            assert "ETag" not in reply.headers
            assert reply.headers.get("Cache-Control") == "no-store", what
    shown = proofread(reader.get(f"/partner/releases/{ref}").text)
    assert "Plain start. [withheld] met [withheld] and [withheld] on Friday." in shown.text


def test_the_row_an_agency_is_shown_holds_nothing_of_it_either(whole_unit: Unit) -> None:
    _, ref = released(whole_unit, text=HOSTILE)
    with whole_unit.steward() as uow:
        rows = uow.case.connection().exec_driver_sql("SELECT * FROM releases").all()
    assert len(rows) == 1
    assert "canary" not in repr(rows).lower()
    assert ref in repr(rows)


@pytest.mark.parametrize("words", ["Al", "Bartholomew Featherstonehaugh-Cholmondeley of Canary Wharf, and his brother"])
def test_the_mark_is_as_long_for_a_short_name_as_for_a_long_one(whole_unit: Unit, words: str) -> None:
    _, ref = released(whole_unit, text=f"The van is driven by [[{words}]] at night.")
    reader = reading(whole_unit, ref)
    page = reader.get(f"/partner/releases/{ref}")
    assert "driven by [withheld] at night." in proofread(page.text).text
    assert _length(page) == _length(reader.get(f"/partner/releases/{ref}"))
    with whole_unit.steward() as uow:
        body = uow.case.connection().exec_driver_sql("SELECT body FROM releases").scalar_one()
    assert body == "The van is driven by [withheld] at night."


def _length(reply: Any) -> int:
    """Return the length of a page without what differs each time it is asked for."""
    return len(re.sub(r'(nonce|value)="[^"]*"', "", reply.text))


def test_a_field_that_was_never_filled_and_one_that_is_kept_back_look_alike(whole_unit: Unit) -> None:
    _, ref = released(whole_unit)
    page = proofread(reading(whole_unit, ref).get(f"/partner/releases/{ref}").text)
    assert "How it may be used Not given" in page.text
    assert "REDACTED" not in page.html.upper()
    for word in ("registered", "anonymous", "informant", "received at", "channel"):
        assert word not in page.text.lower()


def test_a_reader_cannot_reach_the_report_behind_a_release(whole_unit: Unit) -> None:
    report_ref, ref = released(whole_unit)
    reader = reading(whole_unit, ref)
    for address in (f"/reports/{report_ref}", f"/reports/{report_ref}/decide", "/reports", f"/go?ref={report_ref}"):
        reply = reader.get(address)
        assert reply.status_code in {302, 403, 404}
        assert SECRET not in reply.text
    assert reader.get(f"/partner/releases/{report_ref}").status_code == 404
    assert row(whole_unit, report_ref).state == "RELEASED"
    assert accept(reader, report_ref).status_code == 404
