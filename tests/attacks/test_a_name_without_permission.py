"""A name in every state of a request but the one that opens it: no page, no history and no export shows any of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.events import Event
from tests.attacks.busy_unit import WHY, BusyUnit
from tests.attacks.oracle import SOURCE, Canary, assert_no_canary, canaries_in
from tests.contacts.test_calling import approve

ACTS = ("open", "number", "code-word", "attempt", "message")
NEVER = SOURCE | {Canary.OPENED}


def asked_anew(busy: BusyUnit) -> str:
    """Let the officer ask once more; returns the reference of the request."""
    reply = busy.send("asha", f"/contacts/ask/{busy.allegation_ref}", {"purpose": "CLARIFY", "reason": WHY})
    assert reply.status_code == 302, reply.text
    return str(reply.headers["Location"].rsplit("/", 1)[1])


def ended(busy: BusyUnit) -> str:
    """Give a permission, and end it early."""
    grant_ref = asked_anew(busy)
    approve(busy.unit, grant_ref, hours="4")
    busy.unlocked("cleo")
    assert busy.send("cleo", f"/requests/{grant_ref}/end", {"reason": "Danger"}).status_code == 302
    return grant_ref


def refused(busy: BusyUnit) -> str:
    """Refuse what the officer asks."""
    grant_ref = asked_anew(busy)
    busy.unlocked("cleo")
    assert busy.send("cleo", f"/requests/{grant_ref}/refuse", {"reason": "Too soon"}).status_code == 302
    return grant_ref


def over(busy: BusyUnit) -> str:
    """Let a permission end by itself, the steward not having been there yet."""
    grant_ref = asked_anew(busy)
    approve(busy.unit, grant_ref, hours="1")
    busy.unit.clock.tick(hours=1, seconds=1)
    return grant_ref


def shown(busy: BusyUnit, who: str, grant_ref: str) -> list[Any]:
    """Return every reply that somebody with unlocked keys gets by asking for it in each way there is."""
    busy.unlocked(who)
    home = f"/contacts/{grant_ref}"
    pages = ("/board", "/contacts", home, f"{home}/attempt", f"/allegations/{busy.allegation_ref}")
    pages += (f"/sources/{busy.source_ref}", f"/requests/{grant_ref}", f"/go?ref={busy.source_ref}")
    replies = [busy.browser(who).get(page) for page in pages]
    return replies + [busy.send(who, f"{home}/{act}") for act in ACTS]


def test_with_a_permission_it_opens(busy: BusyUnit) -> None:
    """Otherwise nothing that is seen below would prove anything."""
    assert Canary.PHONE in set().union(*map(canaries_in, shown(busy, "asha", busy.grant_ref)))


def test_approved_for_somebody_else_it_opens_to_nobody_else(busy: BusyUnit) -> None:
    for who in ("ben", "mia", "dora", "ava", "olga", "sid"):
        for reply in shown(busy, who, busy.grant_ref):
            assert_no_canary(reply, set(Canary) - NEVER)


def test_a_permission_ends_at_its_second_on_every_worker(busy: BusyUnit) -> None:
    ends_at = busy.unit.entries(action=Event.CONTACT_APPROVE.action)[0].at + timedelta(hours=4)
    busy.unit.clock.tick(seconds=(ends_at - busy.unit.clock.now).total_seconds() - 60)
    asha = busy.unlocked("asha")
    another = replace(busy.unit)
    windows = (asha.client, another.app.test_client())
    windows[1]._cookies = dict(asha.client._cookies)
    address, data = f"/contacts/{busy.grant_ref}/number", {"csrf_token": busy.token("asha")}
    busy.unit.clock.now = ends_at - timedelta(seconds=1)
    assert all(Canary.PHONE in canaries_in(window.post(address, data=data)) for window in windows)
    busy.unit.clock.now = ends_at
    for window in windows:
        reply = window.post(address, data=data)
        assert reply.status_code == 403
        assert_no_canary(reply, set(Canary) - NEVER)
    another.close()


@pytest.mark.parametrize("state", [ended, asked_anew, refused, over], ids=lambda state: state.__name__)
def test_in_every_other_state_nothing_is_shown(busy: BusyUnit, state: Callable[[BusyUnit], str]) -> None:
    grant_ref = state(busy)
    for reply in shown(busy, "asha", grant_ref):
        assert_no_canary(reply, set(Canary) - NEVER)
    if state is asked_anew:
        busy.unlocked("cleo")
        assert busy.send("cleo", f"/requests/{grant_ref}/refuse", {"reason": "Enough"}).status_code == 302


def test_no_history_and_no_export_holds_any_of_it(busy: BusyUnit, tmp_path: Path) -> None:
    for ref in (busy.source_ref, busy.grant_ref, busy.allegation_ref):
        assert_no_canary(busy.browser("olga").get(f"/oversight?ref={ref}"))
    result = busy.unit.app.test_cli_runner().invoke(args=["audit", "export", str(tmp_path / "record")])
    assert result.exit_code == 0, result.output
    files = [path for path in (tmp_path / "record").rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert_no_canary(path.read_bytes())
