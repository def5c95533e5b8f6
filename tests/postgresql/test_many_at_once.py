"""Six processes at once, killed at any moment; the same code twice; one request decided twice: each ends one way."""

import multiprocessing
import os
import secrets
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from app.access.actor import nobody
from app.contacts.models import ContactRequest
from app.database import new_id, open_store
from app.vault.models import StoredGrant
from app.vault.verification import verify
from audit.events import Decision, Event
from audit.store import AuditStore
from crypto.signing import LogKey
from tests.audit.made_up import ORIGIN, entry
from tests.contacts.test_calling import asked
from tests.factories import Unit
from tests.pages import Page

FORK = multiprocessing.get_context("fork")
WRITERS = 6
ROUNDS = 4


def append_many(url: str, count: int, acknowledged: Connection) -> None:
    """Append pairs of entries and tell the number of each as soon as it is durable."""
    store = AuditStore(open_store(url), origin=ORIGIN)
    for _ in range(count):
        attempt = store.append(entry(decision="attempted"), now=datetime.now(UTC))
        acknowledged.send(attempt.seq)
        acknowledged.send(store.append(entry(attempt=attempt.seq), now=datetime.now(UTC)).seq)


def start(url: str, count: int) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    """Start a writer; return it and where its acknowledgements arrive."""
    receives, sends = FORK.Pipe(duplex=False)
    writer = FORK.Process(target=append_many, args=(url, count, sends))
    writer.start()
    sends.close()
    return writer, receives


def told_by(receives: Connection) -> list[int]:
    """Return every number that arrived before the writer ended."""
    told = []
    try:
        while True:
            told.append(receives.recv())
    except EOFError:
        return told


@pytest.mark.slow
def test_six_processes_append_in_one_order_without_gap_or_fork(store: AuditStore, engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    writers = [start(url, 25) for _ in range(WRITERS)]
    told = [told_by(receives) for _, receives in writers]
    for writer, _ in writers:
        writer.join()
        assert writer.exitcode == 0
    assert sorted(seq for one in told for seq in one) == list(range(WRITERS * 50))
    assert all(one == sorted(one) for one in told)
    key = LogKey.generate()
    store.checkpoint(key, now=datetime.now(UTC))
    assert (store.verify(key.public).why, store.head().size, store.unfinished()) == ("", WRITERS * 50, [])


@pytest.mark.slow
def test_six_writers_killed_at_any_moment_leave_the_log_whole(store: AuditStore, engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    told: list[int] = []
    for _ in range(ROUNDS):
        writers = [start(url, 10_000) for _ in range(WRITERS)]
        time.sleep(0.2)
        for writer, _ in writers:
            time.sleep(secrets.randbelow(40) / 1000)
            os.kill(writer.pid or 0, signal.SIGKILL)
        for writer, receives in writers:
            told += told_by(receives)
            writer.join()
    _settled(engine)
    key = LogKey.generate()
    store.checkpoint(key, now=datetime.now(UTC))
    assert store.verify(key.public).why == ""
    assert len(set(told)) == len(told) > 0
    assert max(told) < store.head().size
    assert 0 <= store.head().size - len(told) <= ROUNDS * WRITERS
    assert len(store.unfinished()) <= ROUNDS * WRITERS
    assert store.append(entry(), now=datetime.now(UTC)).seq == store.head().size - 1


def test_a_code_used_by_many_at_once_lets_one_in(whole_unit: Unit) -> None:
    whole_unit.clock.tick(seconds=31)
    code, person_ref = whole_unit.code("asha"), whole_unit.ref("asha")

    def use() -> bool:
        with whole_unit.house.work(nobody(new_id())) as uow:
            return uow.vault.members.accept_code(person_ref, code, whole_unit.clock.now)

    assert sorted(at_once(use, 6)) == [False] * 5 + [True]


@pytest.mark.parametrize("band", ["LOW", "HIGH"])
def test_a_request_that_two_custodians_approve_at_once_is_approved_by_one(whole_unit: Unit, band: str) -> None:
    """Of a source that two groups hold, it is their half that is given once."""
    _, grant_ref = asked(whole_unit, band=band)
    page = f"/requests/{grant_ref}"
    custodians = [whole_unit.sign_in(who, unlock=True) for who in ("cleo", "hugo")]
    waiting = [(one, Page(one.get(page).text).all("input", name="csrf_token")[0].get("value")) for one in custodians]
    statuses = []

    def approve() -> bool:
        one, token = waiting.pop()
        reply = one.client.post(f"{page}/approve", data={"hours": "4", "csrf_token": token})
        statuses.append(reply.status_code)
        return reply.status_code == 302

    at_once(approve, 2)
    assert sorted(statuses) == [302, 403]
    approvals = whole_unit.entries(action=Event.CONTACT_APPROVE.action, decision=Decision.DONE)
    assert {stored.entry.grant_ref for stored in approvals} == {grant_ref}
    assert len({stored.entry.actor_ref for stored in approvals}) == 1
    with whole_unit.steward() as uow:
        assert uow.case.get_one(ContactRequest, grant_ref).state == ("APPROVED" if band == "LOW" else "PENDING")
        kept = uow.vault.session.scalars(select(StoredGrant.grant_ref)).all()
        assert kept == [grant_ref]
        assert not verify(uow.vault).faults


def test_what_two_add_up_at_once_is_both(engine: Engine) -> None:
    """A writer takes its turn before it reads: what was read is still so when it is written."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counted (number integer)"))
        connection.execute(text("INSERT INTO counted VALUES (0)"))

    def add() -> bool:
        for _ in range(5):
            with Session(engine) as session:
                number = session.execute(text("SELECT number FROM counted")).scalar_one()
                time.sleep(0.002)
                session.execute(text("UPDATE counted SET number = :more"), {"more": number + 1})
                session.commit()
        return True

    assert all(at_once(add, 4))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT number FROM counted")).scalar_one() == 20


def test_who_reads_sees_one_state_and_writes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counted (number integer)"))
    with engine.execution_options(writes=False).connect() as reading:
        assert reading.execute(text("SELECT count(*) FROM counted")).scalar_one() == 0
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO counted VALUES (1)"))
        assert reading.execute(text("SELECT count(*) FROM counted")).scalar_one() == 0
        with pytest.raises(Exception, match="read-only"):
            reading.execute(text("INSERT INTO counted VALUES (2)"))


def at_once(act: Callable[[], bool], many: int) -> list[bool]:
    """Do something in several threads that begin together; return what each came to."""
    gate, came = threading.Barrier(many), []

    def one() -> None:
        gate.wait()
        came.append(act())

    threads = [threading.Thread(target=one) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came) == many
    return came


def _settled(engine: Engine) -> None:
    """Wait until the server has noticed that those who were killed are gone."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(200):
        with engine.connect() as connection:
            if connection.execute(text(asked)).scalar_one() <= 1:
                return
        time.sleep(0.05)
