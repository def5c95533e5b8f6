"""The device with the lock is taken away while people work: nothing opens, soon; once it is back everything does."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.errors import Unavailable
from tests.attacks.busy_unit import BusyUnit
from tests.attacks.oracle import SOURCE, Canary, assert_no_canary, canaries_in

SOON_SECONDS = 5


@contextmanager
def taken_away(busy: BusyUnit) -> Iterator[None]:
    """Take the lock away: whatever it is asked, it does not answer."""

    def silent(*_asked: Any) -> Any:
        raise Unavailable

    with pytest.MonkeyPatch.context() as patch:
        for what in ("lock", "unlock", "mac"):
            patch.setattr(busy.unit.house.provider, what, silent)
        yield


def test_without_its_lock_nothing_opens_and_afterwards_it_does_without_repair(busy: BusyUnit) -> None:
    busy.unlocked("asha")
    busy.unlocked("hana")
    tries = (
        ("asha", f"/contacts/{busy.grant_ref}/open", {}),
        ("asha", f"/contacts/{busy.grant_ref}/number", {}),
        (
            "hana",
            f"/sources/{busy.source_ref}/open",
            {"compartment": "identity", "purpose": "WELFARE", "reason": "Why"},
        ),
        ("hana", f"/sources/waiting/{busy.submission_ref}/open", {}),
        ("hana", "/sources/find", {"phone": "07700 900123", "purpose": "WELFARE", "reason": "Why"}),
        ("hana", "/unlock", {"passphrase": busy.unit.people["hana"].passphrase}),
    )
    with taken_away(busy):
        for who, address, data in tries:
            began = time.monotonic()
            reply = busy.send(who, address, data)
            assert reply.status_code == 503, address
            assert "Retry-After" in reply.headers
            assert time.monotonic() - began < SOON_SECONDS
            assert_no_canary(reply, set(Canary) - SOURCE)
        # Whoever tells us needs no lock: what they send is sealed to keys that the root keys signed.
        told = busy.unit.public_app.test_client().get("/tell-us", environ_base={"REMOTE_ADDR": "127.0.0.1"})
        assert told.status_code == 200
    shown = [busy.send(who, address, data) for who, address, data in tries[:4]]
    assert [reply.status_code for reply in shown] == [200] * 4
    assert {Canary.PHONE, Canary.NAME} <= set().union(*map(canaries_in, shown))
    assert not busy.unit.entries(action="custody:integrity:failed")
