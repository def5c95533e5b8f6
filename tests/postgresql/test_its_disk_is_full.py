"""PostgreSQL's disk is full, for real: every face says so, nothing is half done, and all goes on once there is room."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.upkeep import consistency
from audit.events import Event
from tests.factories import PasserBy, Visitor
from tests.pages import token_in
from tests.postgresql.cluster import is_missing
from tests.postgresql.small_disk import SmallCluster, small_cluster
from tests.postgresql.test_upgrading import MORE, stands, write
from tests.postgresql.unit import FACES, OWNER, copy_template, found_template
from tests.upkeep.keeping import KeptOnPostgresql, keep

MOST = 60
REFERENCE = re.compile(r"\b[0-9a-f]{32}\b")
NAME = "Tregarth"


@pytest.fixture(scope="module")
def small() -> Iterator[SmallCluster]:
    """Return a server whose disk can be filled."""
    if is_missing():
        pytest.skip("no PostgreSQL here")
    running = small_cluster()
    running.run(f"CREATE ROLE {OWNER} LOGIN", *(f"CREATE ROLE sourcekeeper_{face} LOGIN" for face in FACES))
    yield running
    running.stop()
    running.disk.unmount()


@pytest.fixture(scope="module")
def worked(small: SmallCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeptOnPostgresql]:
    """Return a unit at work on that server."""
    folder = tmp_path_factory.mktemp("small")
    unit = copy_template(found_template(small, folder / "ceremony"), small, folder / "unit")
    made = keep(unit, folder / "away")
    assert isinstance(made, KeptOnPostgresql)
    yield made
    made.forget()
    unit.close()


@pytest.fixture
def kept(worked: KeptOnPostgresql, monkeypatch: pytest.MonkeyPatch) -> KeptOnPostgresql:
    monkeypatch.setattr(consistency, "PAUSE_SECONDS", 0.0)
    return worked


def refused(ask: Callable[[], Any]) -> Any:
    """Return the first reply that is none, as what was left of the last pages has run out; it says what to quote."""
    for _ in range(MOST):
        reply = ask()
        if reply.status_code != 200:
            assert reply.status_code == 503
            assert REFERENCE.search(reply.text)
            return reply
    pytest.fail("the disk never filled")


def in_order(kept: KeptOnPostgresql) -> None:
    """See that everything goes on, and nothing has to be mended."""
    kept.unit.tell()
    assert "The stores agree." in kept.done("check")
    assert kept.unit.log.verify(kept.unit.house.log_key().public).why == ""


def opening(custodian: Visitor, submission: str) -> Callable[[], Any]:
    """Return what opens who told us something."""
    token = token_in(custodian.get("/account"))
    return lambda: custodian.client.post(f"/sources/waiting/{submission}/open", data={"csrf_token": token})


def test_every_face_says_so_and_goes_on_by_itself(kept: KeptOnPostgresql, small: SmallCluster) -> None:
    unit = kept.unit
    unit.tell()
    with unit.steward() as uow:
        submission = uow.vault.waiting_submissions()[0]
    opens = opening(unit.sign_in("hana", unlock=True), submission)
    reader = unit.sign_in("pia")
    sent: list[PasserBy] = []

    def tell() -> Any:
        sent.append(PasserBy(unit.public_app.test_client()))
        sent[-1].tell()
        sent[-1].press("Send")
        return sent[-1].response

    with small.full():
        assert "nothing was sent" in refused(tell).text
        assert NAME not in refused(opens).text
        refused(lambda: reader.get("/partner/board"))
        attempts = len(unit.entries(action=Event.SUBMISSION_OPEN.action))
        refused(opens)
        assert len(unit.entries(action=Event.SUBMISSION_OPEN.action)) == attempts
        came = unit.drain()
    assert NAME in opens().text
    assert reader.get("/partner/board").status_code == 200
    sent[-1].press("Send")
    assert sent[-1].status == 200
    assert came + unit.drain() == len(sent)


def write_until_it_stops(small: SmallCluster) -> None:
    """Let it begin one piece after the other of what it writes first: without room for the next it cannot go on."""
    for _ in range(MOST):
        small.run("SELECT pg_logical_emit_message(false, 'made', 'up')", "SELECT pg_switch_wal()")


def test_a_server_that_stops_for_want_of_room_is_started_again_and_nothing_needs_repair(
    kept: KeptOnPostgresql, small: SmallCluster
) -> None:
    reader = kept.unit.sign_in("pia")
    with small.full():
        with pytest.raises(psycopg.OperationalError):
            write_until_it_stops(small)
        refused(lambda: reader.get("/partner/board"))
        kept.refused("backup", kept.backup)
    small.sure_to_run()
    assert reader.get("/partner/board").status_code == 200
    in_order(kept)


def test_what_an_operator_does_is_refused_and_leaves_nothing(
    kept: KeptOnPostgresql, small: SmallCluster, history: Path
) -> None:
    """The last one here: a store that was upgraded to a made-up release serves no other test."""
    kept.back_up()
    kept.backup.rename(kept.away / "before")
    lost = kept.lose()
    before = stands(kept), sorted(kept.away.iterdir())
    with small.full():
        assert "No space left" in kept.refused("backup", kept.backup)
        assert "and each face has in it the rights of this release or those of before" in kept.refused("upgrade")
        write(history, "gateway", MORE)
        assert "could not be upgraded" in kept.refused("upgrade")
        assert "make room" in lost.refused("restore", kept.away / "before", "--key", kept.key, "--no-erasures")
        assert (stands(kept), sorted(kept.away.iterdir())) == before
    assert lost.stores() == set()
    lost.close()
    assert "Upgraded: gateway." in kept.done("upgrade")
