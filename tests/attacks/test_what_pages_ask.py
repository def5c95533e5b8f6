"""How much every page asks of the stores: few statements, whoever asks for it and however much is behind it."""

from typing import Any

import pytest
from werkzeug.routing import Rule

from app.unit_of_work import UnitOfWork
from app.web import boards
from tests.attacks.busy_unit import OPENING, BusyUnit
from tests.attacks.test_every_door import REFERENCES, ROLES, own_face, rules
from tests.factories import THE_REST

MOST = 12
COMPARTMENTS = ("contact", "identity", "circumstances", "original", "log")
# What is opened needs keys; whoever has none sees the page that says so.
HOLD_KEYS = {"asha", "hana", "cleo", "ava", "olga"}
# The first takes away the keys that everything here is opened with; the second reads the whole log, block by block.
LEFT_OUT = {("keys.lock", "POST"), ("oversight.verify", "POST")}


def address_of(busy: BusyUnit, rule: Rule, method: str) -> str:
    """Return an address of a route, with the references of what there is."""
    own = {"reports": busy.report_ref, "releases": busy.release_ref}.get(
        rule.endpoint.partition(".")[0], busy.allegation_ref
    )
    known = REFERENCES | {
        "source_ref": busy.source_ref,
        "allegation_ref": busy.allegation_ref,
        "grant_ref": busy.grant_ref,
        "submission_ref": busy.submission_ref,
        "ref": own,
        "seq": 1,
    }
    values: dict[str, Any] = {name: known.get(name, own) for name in rule.arguments}
    return str(busy.unit.app.url_map.bind("localhost").build(rule.endpoint, values, method=method))


def asked_for(busy: BusyUnit, who: str, method: str, address: str, data: dict[str, Any] | None = None) -> Any:
    """Ask for a page twice, unless its door is shut; return the last reply, and what it asked of the stores."""
    for _ in range(2):
        token, visitor = busy.token(who), busy.browser(who)
        with busy.unit.counting() as statements:
            sent = {"data": {**(data or {}), "csrf_token": token}} if method == "POST" else {}
            reply = visitor.client.open(address, method=method, **sent)
        if reply.status_code == 403:
            break
    return reply, statements


@pytest.mark.parametrize("who", ROLES)
def test_every_page_asks_few_statements(busy: BusyUnit, who: str) -> None:
    if who in HOLD_KEYS:
        busy.unlocked(who)
    pages, wrong = 0, []
    for rule in rules(busy, own_face(busy, who)):
        for method in sorted({"GET", "POST"} & set(rule.methods or ())):
            if (rule.endpoint, method) in LEFT_OUT:
                continue
            address = address_of(busy, rule, method)
            reply, statements = asked_for(busy, who, method, address)
            pages += reply.status_code == 200
            if reply.status_code < 500 and reply.status_code not in {302, 303} and len(statements) > MOST:
                wrong.append("\n".join([f"{method} {address} {reply.status_code}: {len(statements)}", *statements]))
    assert pages > 4
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("who", [one for one in ROLES if one != "pia"])
def test_a_board_with_everything_that_is_rare_asks_few_statements_a_page(
    busy: BusyUnit, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if who in HOLD_KEYS:
        busy.unlocked(who)
    shown: list[list[str]] = []
    load = boards.load_board

    def noting(uow: UnitOfWork, begin: str = "") -> boards.Board:
        board = load(uow, begin)
        shown.append([template for template, _values in board.sections])
        return board

    monkeypatch.setattr(boards, "load_board", noting)
    monkeypatch.setattr(boards, "_empty", lambda _uow, _sections: boards.Empty([], 1))
    with monkeypatch.context() as unlimited:
        unlimited.setattr(boards, "MOST_ASKED", 1000)
        busy.browser(who).get("/board")
    [whole] = shown
    shown.clear()
    address: str | None = "/board"
    while address:
        reply, statements = asked_for(busy, who, "GET", address)
        assert len(statements) <= MOST, "\n".join(statements)
        onward = THE_REST.search(reply.text)
        address = onward and onward[1]
    # Each page was asked twice.
    assert [template for page in shown[::2] for template in page] == whole


@pytest.mark.parametrize("compartment", COMPARTMENTS)
def test_opening_any_part_of_a_source_asks_few_statements(busy: BusyUnit, compartment: str) -> None:
    busy.unlocked("hana")
    address = f"/sources/{busy.source_ref}/open"
    reply, statements = asked_for(busy, "hana", "POST", address, OPENING | {"compartment": compartment})
    assert reply.status_code == 200
    assert len(statements) <= MOST, "\n".join(statements)


def test_opening_how_to_reach_a_source_asks_few_statements(busy: BusyUnit) -> None:
    busy.unlocked("asha")
    reply, statements = asked_for(busy, "asha", "POST", f"/contacts/{busy.grant_ref}/open")
    assert reply.status_code == 200
    assert len(statements) <= MOST, "\n".join(statements)


def test_opening_what_came_in_sealed_asks_few_statements(busy: BusyUnit) -> None:
    busy.unlocked("hana")
    reply, statements = asked_for(busy, "hana", "POST", f"/sources/waiting/{busy.submission_ref}/open")
    assert reply.status_code == 200
    assert len(statements) <= MOST, "\n".join(statements)
