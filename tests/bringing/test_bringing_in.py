"""A register that was kept before is brought in: sealed row by row, taken in a few at a time, and nobody twice."""

import csv
import logging
import re
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.bringing.service import taking_in
from app.errors import Conflict
from app.sources.models import LinkingTask, Source
from app.vault.brought.models import BroughtRow
from app.vault.compartments import Compartments
from app.vault.verification import verify
from app.web.requests import LARGEST_BODY_BYTES
from audit.events import Decision, Event
from tests.attacks.scribbling import POLYGLOTS, assert_only_text
from tests.bringing.made_up_file import WRONG, file_of, form_of, person
from tests.bringing.office import ADDRESS, FILE, ROW, brought, send, step
from tests.factories import Unit, Visitor
from tests.pages import Page, proofread, token_in

REGISTERING = Event.SOURCE_REGISTER.action


@pytest.fixture
def hana(whole_unit: Unit) -> Visitor:
    return whole_unit.sign_in("hana", unlock=True)


def count(unit: Unit, table: Any) -> int:
    with unit.behind() as uow:
        session = uow.vault.session if table is BroughtRow else uow.case
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_of_three_hundred_rows_with_37_wrong_ones_each_is_told_and_nothing_else_is_lost(
    whole_unit: Unit, hana: Visitor
) -> None:
    rows = [person(number) for number in range(300)]
    spoilt = {(number * 8 + 3) % 300: WRONG[number % len(WRONG)] for number in range(37)}
    assert len(spoilt) == 37
    for number, (column, cell, _) in spoilt.items():
        rows[number] = rows[number] | {column: cell}
    reply = send(hana, b"\xef\xbb\xbf" + file_of(rows))
    page = proofread(reply.text)
    assert "37 of 300 rows need mending" in page.text
    lines = [int(found) for found in re.findall(r"table__cell--numeric\">(\d+)</td>", reply.text)]
    assert sorted(set(lines)) == sorted(number + 2 for number in spoilt)
    assert count(whole_unit, BroughtRow) == 263
    done = whole_unit.entries(action=Event.REGISTER_BRING.action, decision=Decision.DONE)[0].entry
    assert (done.detail["rows"], done.detail["kept"], done.detail["to_mend"]) == (300, 263, 37)
    back = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", reply.text, re.S)
    assert back is not None
    assert back[1].count("\n") >= 37
    raw = whole_unit.raw()
    assert b"Canary" not in raw
    assert b"canary" not in raw


@pytest.mark.stores
def test_everybody_is_registered_once_however_often_the_file_is_sent(whole_unit: Unit, hana: Visitor) -> None:
    rows = [person(number) for number in range(12)] + [person(7)]
    file_ref = brought(hana, rows)
    assert count(whole_unit, BroughtRow) == 12
    assert "Every row is known already" in proofread(send(hana, file_of(rows)).text).text
    assert step(hana, file_ref).status_code == 302
    assert (count(whole_unit, Source), count(whole_unit, BroughtRow)) == (12, 0)
    page = proofread(hana.get(f"{ADDRESS}/{file_ref}").text)
    assert "Every row of this file is dealt with" in page.text
    again = send(hana, file_of(rows))
    assert "Every row is known already" in again.text
    more = brought(hana, [*rows, person(13)])
    step(hana, more)
    assert count(whole_unit, Source) == 13
    assert b"Canary" not in whole_unit.raw()
    taken = whole_unit.entries(action=Event.SOURCE_REGISTER.action, decision=Decision.DONE)
    assert len({one.entry.detail["source"] for one in taken if "source" in one.entry.detail}) == 13


def test_what_was_brought_opens_part_by_part_and_is_found_again(whole_unit: Unit, hana: Visitor) -> None:
    named = person(3, name="محمد علي", telephones="07700 900777; 020 7946 0999", risk="high")
    step(hana, brought(hana, [person(1), named]))
    with whole_unit.behind() as uow:
        custody = dict(uow.case.execute(select(Source.custody, Source.source_ref)).all())
    assert set(custody) == {"SINGLE", "DUAL"}
    asked = {"compartment": "identity", "purpose": "WELFARE", "reason": "To see to them"}
    for source_ref in custody.values():
        assert source_ref in proofread(hana.get(f"/sources/{source_ref}").text).text
    with whole_unit.behind() as uow:
        assert verify(uow.vault).faults == []
    opened = proofread(hana.post(f"/sources/{custody['SINGLE']}/open", asked).text).text
    assert person(1)["name"] in opened
    assert hana.post(f"/sources/{custody['DUAL']}/open", asked).status_code == 403
    sought = {"phone": person(1)["telephones"], "purpose": "WELFARE", "reason": "They called"}
    assert custody["SINGLE"] in proofread(hana.post("/sources/find", sought).text).text


def test_who_may_be_registered_already_is_decided_on_by_a_custodian(whole_unit: Unit, hana: Visitor) -> None:
    step(hana, brought(hana, [person(1), person(2), person(3)]))
    likely = [person(number, **{"how they know": "Told anew", "e-mails": ""}) for number in (1, 2, 3)]
    file_ref = brought(hana, [*likely, person(9)])
    step(hana, file_ref)
    assert count(whole_unit, Source) == 4
    assert "3 may be somebody whom the register has" in proofread(hana.get(f"{ADDRESS}/{file_ref}").text).text
    for act, sources in (("apart", 5), ("leave-out", 5)):
        shown = step(hana, file_ref, "decide")
        assert "Canary" in proofread(shown.text).text
        [row] = set(ROW.findall(shown.text))
        reply = hana.post(f"{ADDRESS}/{file_ref}/{row}/{act}", on=f"{ADDRESS}/{file_ref}")
        assert reply.status_code == 302, reply.text
        assert count(whole_unit, Source) == sources
    shown = step(hana, file_ref, "decide")
    page = proofread(shown.text)
    [source_ref] = {str(one.get("value")) for one in page.all("input", name="source_ref")}
    [row] = set(ROW.findall(shown.text))
    same = hana.post(f"{ADDRESS}/{file_ref}/{row}/same", {"source_ref": source_ref}, on=f"{ADDRESS}/{file_ref}")
    assert same.status_code == 302
    assert (count(whole_unit, Source), count(whole_unit, BroughtRow)) == (5, 0)
    assert send(hana, file_of(likely)).status_code == 302
    assert count(whole_unit, BroughtRow) == 1, "what was left out may be brought in again; what was settled is known"


def test_whom_this_custodian_may_not_open_is_shown_to_nobody_and_a_controller_is_asked(whole_unit: Unit) -> None:
    hugo = whole_unit.sign_in("hugo", unlock=True)
    reply = send(hugo, file_of([person(1)]), handler=whole_unit.ref("hugo"))
    step(hugo, FILE.findall(reply.headers["Location"])[0])
    hana = whole_unit.sign_in("hana", unlock=True)
    file_ref = brought(hana, [person(1, **{"how they know": "Told anew"})])
    step(hana, file_ref)
    assert "Every row of this file is dealt with" in hana.get(f"{ADDRESS}/{file_ref}").text
    assert (count(whole_unit, Source), count(whole_unit, LinkingTask)) == (2, 1)


def test_what_dies_half_way_leaves_every_row_registered_once(
    whole_unit: Unit, hana: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "AT_A_TIME", 4)
    file_ref = brought(hana, [person(number) for number in range(6)])

    def die(*_args: Any) -> None:
        raise OSError("the process is gone")

    with monkeypatch.context() as dying:
        dying.setattr(taking_in, "write_down", die)
        assert step(hana, file_ref).status_code == 500
    assert (count(whole_unit, Source), count(whole_unit, BroughtRow)) == (0, 6)
    step(hana, file_ref)
    assert (count(whole_unit, Source), count(whole_unit, BroughtRow)) == (6, 0)


def test_every_row_is_announced_before_the_first_is_registered_and_none_stays_without_its_outcome(
    whole_unit: Unit, hana: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_ref = brought(hana, [person(number) for number in range(4)])
    rows = {one.row_ref for one in waiting_rows(whole_unit)}
    created, seen = Compartments.create_all, []

    def create_all(*args: Any) -> Any:
        attempted = whole_unit.entries(action=REGISTERING, decision=Decision.ATTEMPTED)
        seen.append(rows <= {one.entry.object_ref for one in attempted})
        return created(*args)

    with monkeypatch.context() as watching:
        watching.setattr(Compartments, "create_all", create_all)
        step(hana, file_ref)
    assert seen == [True] * 4
    attempted, done = (
        [one.entry for one in whole_unit.entries(action=REGISTERING, decision=decision)]
        for decision in (Decision.ATTEMPTED, Decision.DONE)
    )
    # Each row, and each of the three parts that were written of each source.
    assert len(attempted) == len(done) == 4 + 4 * 3
    with whole_unit.behind() as uow:
        assert uow.log.unfinished() == []
        sources = set(uow.case.scalars(select(Source.source_ref)))
    assert {one.object_ref for one in done} == rows | sources
    assert {one.detail["source"] for one in done if one.object_ref in rows} == sources


def test_what_stops_one_row_stops_all_of_them_and_is_recorded_of_each(
    whole_unit: Unit, hana: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_ref = brought(hana, [person(number) for number in range(3)])
    created, calls = Compartments.create_all, []

    def create_all(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == 2:
            raise Conflict("A colleague has dealt with this row already.")
        return created(*args)

    with monkeypatch.context() as stopping:
        stopping.setattr(Compartments, "create_all", create_all)
        assert step(hana, file_ref).status_code == 409
    assert (count(whole_unit, Source), count(whole_unit, BroughtRow)) == (0, 3)
    refused = whole_unit.entries(action=REGISTERING, decision=Decision.REFUSED)
    assert [one.entry.rule for one in refused] == ["state_allows_it"] * 3
    # What had been written of the first source was not kept.
    failed = whole_unit.entries(action=REGISTERING, decision=Decision.FAILED)
    assert len(failed) == 3
    with whole_unit.behind() as uow:
        assert uow.log.unfinished() == []


def waiting_rows(unit: Unit) -> list[BroughtRow]:
    """Return the rows that wait."""
    with unit.behind() as uow:
        return list(uow.vault.session.scalars(select(BroughtRow)))


def test_what_is_left_of_a_file_can_be_left_out_with_a_reason(whole_unit: Unit, hana: Visitor) -> None:
    file_ref = brought(hana, [person(1), person(2)])
    address = f"{ADDRESS}/{file_ref}/leave-out"
    assert "Say why the rest is left out" in hana.post(address, {"reason": ""}).text
    assert hana.post(address, {"reason": "The wrong file"}).status_code == 302
    assert count(whole_unit, BroughtRow) == 0
    done = whole_unit.entries(action=Event.REGISTER_LEAVE_OUT.action, decision=Decision.DONE)
    assert done[0].entry.detail["left_out"] == 2


@pytest.mark.parametrize("who", ["asha", "mia", "ava", "olga", "sid"])
def test_nobody_but_custodians_brings_anything_in(whole_unit: Unit, who: str) -> None:
    assert whole_unit.sign_in(who).get(ADDRESS).status_code == 403
    refused = whole_unit.entries(decision=Decision.REFUSED)[0].entry
    assert refused.object_ref == "bringing.bring"


def test_without_unlocked_keys_nothing_is_brought_in_and_that_is_recorded(whole_unit: Unit) -> None:
    hana = whole_unit.sign_in("hana")
    reply = send(hana, file_of([person(1)]))
    assert reply.status_code == 423
    refused = whole_unit.entries(action=Event.REGISTER_BRING.action, decision=Decision.REFUSED)[0].entry
    assert refused.rule == "keys_are_locked"
    assert count(whole_unit, BroughtRow) == 0
    assert b"Canary" not in whole_unit.raw()


def test_what_is_no_file_of_sources_is_refused_and_recorded(whole_unit: Unit, hana: Visitor) -> None:
    unit, chosen = whole_unit, {"act": "bring", "handler": whole_unit.ref("hana"), "controller": whole_unit.ref("cleo")}
    none = send(hana, b"PK\x03\x04")
    assert "This is a workbook" in proofread(none.text).text
    refused = whole_unit.entries(action=Event.REGISTER_BRING.action, decision=Decision.REFUSED)
    assert {one.entry.rule for one in refused} == {"form_is_valid"}
    empty = hana.post(ADDRESS, chosen)
    assert "Choose the file to bring in" in proofread(empty.text).text
    assert count(unit, BroughtRow) == 0


def test_nothing_of_a_large_file_touches_a_disk_a_log_or_an_error_page(
    whole_unit: Unit, hana: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def spill(*_args: Any, **_named: Any) -> None:
        raise AssertionError("something was written to the temporary directory")

    for name in ("SpooledTemporaryFile", "TemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(f"werkzeug.formparser.{name}", spill, raising=False)
        monkeypatch.setattr(tempfile, name, spill)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    data = file_of([person(number, danger="Canary-Danger " * 280) for number in range(300)])
    assert len(data) > LARGEST_BODY_BYTES
    caplog.set_level(logging.DEBUG)

    def die(*_args: Any) -> None:
        raise OSError(data[:2000])

    with monkeypatch.context() as dying:
        dying.setattr("app.bringing.service.bringing.sort", die)
        failed = send(hana, data)
    assert failed.status_code == 500
    assert send(hana, data).status_code == 302
    assert count(whole_unit, BroughtRow) == 300
    assert list(temporary.iterdir()) == []
    for place in (failed.text, caplog.text, whole_unit.raw().decode("latin-1")):
        assert not re.search("canary", place, re.IGNORECASE)


def test_a_file_that_is_too_large_is_refused_with_what_to_do_and_others_may_send_no_more_than_ever(
    whole_unit: Unit, hana: Visitor
) -> None:
    large = send(hana, b"name,risk\n" + b"A B,low\n" * (20 * 1024 * 1024 // 8))
    assert large.status_code == 413
    assert "Split it, keep the headings" in proofread(large.text).text
    asha = whole_unit.sign_in("asha")
    body, kind = form_of({"csrf_token": token_in(asha.get("/account"))}, b"a" * LARGEST_BODY_BYTES)
    assert asha.client.post(ADDRESS, data=body, content_type=kind).status_code == 413


def test_rows_that_were_given_back_are_mended_on_the_page_or_saved_as_a_file(whole_unit: Unit, hana: Visitor) -> None:
    reply = send(hana, file_of([person(1), person(2) | {"name": "=cmd|' /C calc'!A0"}]))
    assert "1 of 2 rows need mending" in proofread(reply.text).text
    fields = {name: Page(reply.text).value(name) for name in ("csrf_token", "rows")}
    people = {"handler": whole_unit.ref("hana"), "controller": whole_unit.ref("cleo")}
    saved = hana.client.post(ADDRESS, data=fields | people | {"act": "save"}, content_type="multipart/form-data")
    assert saved.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert saved.headers["Content-Disposition"] == 'attachment; filename="rows-to-mend.csv"'
    assert saved.headers["Cache-Control"] == "no-store"
    [row] = csv.DictReader(StringIO(saved.data.decode("utf-8-sig")))
    assert row["name"] == "'=cmd|' /C calc'!A0"
    mended = fields | {"rows": fields["rows"].replace("'=cmd|' /C calc'!A0", "Nesta Right")}
    done = hana.client.post(ADDRESS, data=mended | people | {"act": "bring"}, content_type="multipart/form-data")
    assert done.status_code == 302, done.text
    assert count(whole_unit, BroughtRow) == 2
    forged = hana.client.post(
        ADDRESS, data=mended | people | {"act": "save", "csrf_token": "x"}, content_type="multipart/form-data"
    )
    assert "attachment" not in forged.headers.get("Content-Disposition", "")


def test_what_stands_in_a_file_is_text_on_every_page(whole_unit: Unit, hana: Visitor) -> None:
    worst = next(one for one in POLYGLOTS if len(one) <= 200 and one[0] not in "=+-@")
    odd = dict.fromkeys(("name", "address", "how they know", "work"), worst)
    heading = file_of([person(1)]).replace(b"motive", worst[:40].encode().replace(b",", b"").replace(b'"', b""), 1)
    assert_only_text(send(hana, heading))
    assert_only_text(send(hana, file_of([person(1, **odd) | {"risk": worst, "telephones": worst}])))
    step(hana, brought(hana, [person(2, **odd)]))
    file_ref = brought(hana, [person(2, **odd) | {"how they know": "Told anew"}])
    step(hana, file_ref)
    decide = step(hana, file_ref, "decide")
    assert decide.status_code == 200
    assert_only_text(decide)
    [source_ref] = re.findall(r"SRC-[A-Z0-9]{10}", decide.text)[:1]
    asked = {"compartment": "identity", "purpose": "WELFARE", "reason": "To see to them"}
    assert_only_text(hana.post(f"/sources/{source_ref}/open", asked))


def test_no_page_of_it_asks_more_than_twelve_statements(whole_unit: Unit, hana: Visitor) -> None:
    step(hana, brought(hana, [person(number) for number in range(9)]))
    rows = [person(number, **{"how they know": "Told anew"}) for number in range(9)]
    file_ref = brought(hana, [*rows, person(20)])
    step(hana, file_ref)
    token = token_in(hana.get(ADDRESS))
    pages = {
        "the form": lambda: hana.get(ADDRESS),
        "a file": lambda: hana.get(f"{ADDRESS}/{file_ref}"),
        "to leave out": lambda: hana.get(f"{ADDRESS}/{file_ref}/leave-out"),
        "to decide": lambda: hana.client.post(f"{ADDRESS}/{file_ref}/decide", data={"csrf_token": token}),
    }
    asked = {}
    for name, page in pages.items():
        with whole_unit.counting() as statements:
            assert page().status_code == 200, name
        asked[name] = len(statements)
    assert max(asked.values()) <= 12, asked


def test_who_was_registered_meanwhile_is_looked_at_before_one_more_like_them(whole_unit: Unit, hana: Visitor) -> None:
    step(hana, brought(hana, [person(1)]))
    file_ref = brought(hana, [person(1, danger="Told anew"), person(1, danger="Told once more")])
    step(hana, file_ref)

    def apart() -> str:
        [row] = set(ROW.findall(step(hana, file_ref, "decide").text))
        reply = hana.post(f"{ADDRESS}/{file_ref}/{row}/apart", on=f"{ADDRESS}/{file_ref}")
        return proofread(hana.get(reply.headers["Location"]).text).text

    assert "look once more" not in apart()
    assert "look once more" in apart()
    assert count(whole_unit, Source) == 2
    assert len(set(re.findall(r"SRC-[A-Z0-9]{10}", step(hana, file_ref, "decide").text))) == 2
    assert "look once more" not in apart()
    assert count(whole_unit, Source) == 3
