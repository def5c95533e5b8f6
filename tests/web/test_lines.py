"""What a process logs: JSON of names and numbers, whatever was typed, asked for, or went wrong."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from app.web.lines import write_lines
from tests.attacks.oracle import canaries_in
from tests.factories import Neighbour, Unit


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Collect what this process logs, as a server would write it."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    write_lines(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def told(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_request_is_one_line_with_the_name_of_its_view_and_no_address(whole_unit: Unit, lines: io.StringIO) -> None:
    visitor = whole_unit.sign_in("asha")
    visitor.get("/allegations/IMS-2026-000001?q=Canary")
    last = told(lines)[-1]
    assert set(last) == {"event", "level", "method", "milliseconds", "request_id", "status", "timestamp", "view"}
    assert (last["event"], last["status"], last["method"]) == ("request.served", 404, "GET")
    assert len(str(last["request_id"])) == 32
    for word in ("IMS-", "Canary", "asha", "127.0.0.1", visitor.unit.ref("asha")):
        assert word not in lines.getvalue()


def test_nobody_who_tells_us_something_leaves_a_line(whole_unit: Unit, lines: io.StringIO) -> None:
    Neighbour(whole_unit.app.test_client()).tell_all()
    assert lines.getvalue() == ""


def test_lines_of_others_lose_their_text_and_errors_their_words(lines: io.StringIO) -> None:
    for name in ("gunicorn.error", "sqlalchemy.engine", "root"):
        try:
            raise ValueError("Canary-in-an-error")
        except ValueError:
            logging.getLogger(name).exception("Canary %s", "Canary-in-an-argument")
    assert "Canary" not in lines.getvalue()
    for line in told(lines):
        assert (line["event"], line["kind"], line["level"]) == ("log", "ValueError", "error")
        assert str(line["at"]).startswith("test_lines:")
    logging.getLogger("sourcekeeper.steward").error("chore %s failed: %s", "empty the gateway", "Unavailable")
    assert told(lines)[-1]["event"] == "chore empty the gateway failed: Unavailable"


def test_a_line_break_in_what_is_logged_stays_in_its_line(lines: io.StringIO) -> None:
    logging.getLogger("sourcekeeper.web").error("one\nthing\x1b[31m%s", "\u202eother\r\n")
    assert len(lines.getvalue().splitlines()) == 1
    assert "\x1b" not in lines.getvalue()
    assert "\u202e" not in lines.getvalue()


def test_no_canary_of_a_unit_at_work_is_in_its_lines(whole_unit: Unit, lines: io.StringIO) -> None:
    from tests.attacks.busy_unit import put_to_work  # noqa: PLC0415

    put_to_work(whole_unit, whole_unit.folder, []).close()
    assert len(told(lines)) > 20
    assert not canaries_in(lines.getvalue().encode())
