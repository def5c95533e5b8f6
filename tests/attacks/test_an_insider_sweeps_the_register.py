"""A custodian tries one name after the other on the register: there is an end to it, and who audits sees that."""

import pytest

from app.sources.service import finding
from audit.events import Decision, Event
from tests.attacks.busy_unit import BusyUnit
from tests.attacks.oracle import SOURCE, assert_no_canary, canaries_in
from tests.sources.test_finding_again import ASKED

QUOTA = 4


def searched(busy: BusyUnit, name: str) -> int:
    reply = busy.send("cleo", "/sources/find", ASKED | {"name": name})
    if reply.status_code != 200:
        assert_no_canary(reply)
    assert not canaries_in(reply) & SOURCE or name in reply.text
    return int(reply.status_code)


def test_a_sweep_comes_to_an_end_that_no_other_way_goes_round(busy: BusyUnit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "SEARCHES_A_DAY", QUOTA)
    monkeypatch.setattr(finding, "ASKED_A_DAY", QUOTA + 3)
    busy.unlocked("cleo")
    # The same search again is no further one, and buys no others.
    names = ["Aldous Wren", "Aldous Wren", "Bettina Wren", "Cuthbert Wren", "Dorinda Wren"]
    assert [searched(busy, name) for name in names] == [200] * len(names)
    assert searched(busy, "Ernestine Wren") == 403
    # Nor does looking while somebody is registered, another session, or another hour of the day.
    look = {"name": "Ferdinand Wren", "looks": "y"}
    assert busy.send("cleo", f"/sources/waiting/{busy.submission_ref}/register", look).status_code == 403
    busy.unit.clock.tick(hours=9)
    busy.unlocked("cleo")
    assert searched(busy, "Gwendolen Wren") == 403
    assert searched(busy, "Aldous Wren") == 403
    refused = busy.unit.entries(action=Event.REGISTER_SEARCH.action, decision=Decision.REFUSED)
    assert {(one.entry.actor_ref, one.entry.rule) for one in refused} == {(busy.unit.ref("cleo"), "searches_left")}
    assert "Wren" not in busy.browser("olga").get("/oversight?verb=search").text
    busy.unit.clock.tick(hours=16)
    busy.unlocked("cleo")
    assert searched(busy, "Aldous Wren") == 200
