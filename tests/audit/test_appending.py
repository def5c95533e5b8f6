"""Entries are appended in turn, durable, guarded by the database, and signed only where they extend what was signed."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import IntegrityError

from app.database import open_store
from audit.checkpoint import keys_of, read
from audit.errors import Altered, ClockBehind, LogUnavailable
from audit.proofs import verify_consistency, verify_inclusion
from audit.store import AuditStore, PrivateNote
from audit.store.lookups import BLOCK
from audit.store.tables import create_tables
from audit.tree import leaf_hash
from crypto.signing import LogKey
from tests.audit.made_up import NOON, ORIGIN, SECOND, entry, fill, new_engine
from tests.audit.naive_tree import root


def test_entries_are_numbered_from_zero_in_the_order_of_appending(store: AuditStore) -> None:
    added = [store.append(entry(object_ref=f"object-{n}"), now=NOON + n * SECOND) for n in range(5)]
    assert [one.seq for one in added] == [0, 1, 2, 3, 4]
    for n, one in enumerate(added):
        stored = store.entry(one.seq)
        assert stored is not None
        assert (stored.at, stored.entry) == (NOON + n * SECOND, entry(object_ref=f"object-{n}"))
        assert leaf_hash(stored.leaf) == one.leaf_hash


def test_the_head_has_the_root_over_every_entry(store: AuditStore, log_key: LogKey) -> None:
    assert store.head().root == root([])
    fill(store, log_key, 13)
    leaves = [stored.leaf for seq in range(13) if (stored := store.entry(seq))]
    head = store.head()
    assert (head.size, head.root, head.at) == (13, root(leaves), NOON + 12 * SECOND)


def test_what_another_process_appended_is_continued(store: AuditStore, engine: Engine) -> None:
    other = AuditStore(open_store(str(engine.url)), origin=ORIGIN)
    assert [appender.append(entry(), now=NOON).seq for appender in (store, other, store, other)] == [0, 1, 2, 3]


def test_several_at_once_stand_as_if_they_had_come_one_by_one(store: AuditStore, log_key: LogKey) -> None:
    several = [(entry(object_ref=f"object-{n}"), None) for n in range(BLOCK + 6)]
    note = PrivateNote("ab" * 32, b"sealed")
    several[3] = (entry(decision="attempted", private=note.digest), note)
    store.append(entry(), now=NOON)
    added = store.append_each(several, now=NOON + SECOND)
    assert [one.seq for one in added] == list(range(1, BLOCK + 7))
    for one, (written, _) in zip(added, several, strict=True):
        stored = store.entry(one.seq)
        assert stored is not None
        assert (stored.at, stored.entry, leaf_hash(stored.leaf)) == (NOON + SECOND, written, one.leaf_hash)
    assert store.private_note(note.digest) == b"sealed"
    assert store.append(entry(), now=NOON + SECOND).seq == BLOCK + 7
    store.checkpoint(log_key, now=NOON + SECOND)
    assert store.verify(log_key.public).why == ""


def test_of_several_at_once_none_is_written_where_one_cannot_be(store: AuditStore) -> None:
    store.append(entry(), now=NOON)
    note = PrivateNote("ab" * 32, b"sealed")
    twice = [(entry(private=note.digest), note), (entry(private=note.digest), note)]
    with pytest.raises(LogUnavailable):
        store.append_each([(entry(), None), *twice], now=NOON)
    assert (store.head().size, store.private_note(note.digest)) == (1, None)
    with pytest.raises(ClockBehind):
        store.append_each([(entry(), None), (entry(), None)], now=NOON - 2 * SECOND)
    assert store.append(entry(), now=NOON).seq == 1


def test_several_at_once_wait_for_one_commit(tmp_path: Path) -> None:
    store, said = told(tmp_path)
    store.append_each([(entry(object_ref=f"object-{n}"), None) for n in range(9)], now=NOON)
    words = [line.split()[0] for line in said]
    assert (words.count("BEGIN"), words.count("COMMIT")) == (1, 1)


@pytest.mark.parametrize("begins", ["", "BEGIN", "BEGIN IMMEDIATE"])
def test_any_engine_will_do(tmp_path: Path, log_key: LogKey, begins: str) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'plain.db'}")
    if begins:
        event.listen(engine, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begins))
    with engine.begin() as connection:
        create_tables(connection)
    store = AuditStore(engine, origin=ORIGIN)
    fill(store, log_key, 5, signed_at=(3, 5))
    assert store.verify(log_key.public).why == ""
    engine.dispose()


def test_an_append_takes_the_write_lock_first_and_four_statements_at_most(tmp_path: Path) -> None:
    store, said = told(tmp_path)
    note = PrivateNote("ab" * 32, b"sealed")
    store.append(entry(decision="attempted", private=note.digest), now=NOON, private=note)
    assert [line.split()[0] for line in once(said)] == ["BEGIN", "SELECT", "INSERT", "UPDATE", "INSERT", "COMMIT"]
    assert "BEGIN IMMEDIATE" in said
    said.clear()
    store.append(entry(), now=NOON)
    assert [line.split()[0] for line in once(said)] == ["BEGIN", "SELECT", "INSERT", "UPDATE", "COMMIT"]


def test_every_64th_append_enters_what_entries_are_found_by(tmp_path: Path) -> None:
    store, said = told(tmp_path)
    for _ in range(BLOCK - 1):
        store.append(entry(), now=NOON)
    assert not [line for line in said if "lookups" in line]
    said.clear()
    store.append(entry(), now=NOON)
    assert len([line for line in once(said) if line.startswith("INSERT INTO lookups")]) == BLOCK


def told(folder: Path) -> tuple[AuditStore, list[str]]:
    """Return an empty log, and the statements it sends from now on."""
    engine = new_engine(folder / "audit.db")
    said: list[str] = []
    event.listen(engine, "connect", lambda raw, _: raw.set_trace_callback(said.append))
    engine.dispose()
    return AuditStore(engine, origin=ORIGIN), said


def once(said: list[str]) -> list[str]:
    """Return the statements without pragmas; SQLite tells a statement again when a trigger looks at it."""
    return [line for line in dict.fromkeys(said) if not line.startswith("PRAGMA")]


def test_a_clock_a_little_behind_stands_still_and_one_further_behind_is_refused(store: AuditStore) -> None:
    store.append(entry(), now=NOON)
    assert store.append(entry(), now=NOON - SECOND).at == NOON
    with pytest.raises(ClockBehind):
        store.append(entry(), now=NOON - SECOND - timedelta(milliseconds=200))
    assert store.head().size == 2
    assert store.append(entry(), now=NOON + SECOND).at == NOON + SECOND


def test_a_time_without_a_zone_is_refused(store: AuditStore) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        store.append(entry(), now=NOON.replace(tzinfo=None))
    assert store.head().size == 0


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "line\nbreak", "x" * 256])
def test_a_log_has_a_name_that_fits_a_note(engine: Engine, origin: str) -> None:
    with pytest.raises(ValueError, match="log's name"):
        AuditStore(engine, origin=origin)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET leaf = X'00' WHERE seq = 1",
        "UPDATE entries SET at = 'other' WHERE seq = 1",
        "UPDATE lookups SET actor_ref = 'other' WHERE seq = 1",
        "DELETE FROM lookups WHERE seq = 1",
        "DELETE FROM entries WHERE seq = 3",
        "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE seq = 1",
        "INSERT INTO entries SELECT 99, at, hashes, leaf FROM entries WHERE seq = 1",
        "UPDATE checkpoints SET size = 1",
        "DELETE FROM checkpoints",
        "INSERT OR REPLACE INTO checkpoints SELECT * FROM checkpoints",
        "UPDATE head SET size = 2",
        "UPDATE head SET size = 71",
        "UPDATE head SET size = 73",
        "UPDATE head SET size = 72, at = ''",
        "DELETE FROM head",
        "INSERT OR REPLACE INTO head SELECT id, 0, root, '', X'' FROM head",
        "UPDATE head SET size = 72",
        "UPDATE private_notes SET sealed = X'00'",
        "INSERT OR REPLACE INTO private_notes SELECT digest, seq, X'00' FROM private_notes",
    ],
)
def test_the_database_refuses_to_change_what_was_written(
    store: AuditStore, engine: Engine, log_key: LogKey, statement: str
) -> None:
    fill(store, log_key, 70, signed_at=(3,))
    note = PrivateNote("ab" * 32, b"sealed")
    store.append(entry(private=note.digest), now=NOON + 90 * SECOND, private=note)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(statement))
    assert store.verify(log_key.public).why == ""


@pytest.mark.parametrize("change", ["size = 6", "size = 3", "size = 4, at = ''", "size = 4, id = 2"])
def test_the_head_moves_one_entry_on_and_no_further(
    store: AuditStore, engine: Engine, log_key: LogKey, change: str
) -> None:
    fill(store, log_key, 3)
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO entries SELECT 3, at, hashes, leaf FROM entries WHERE seq = 2"))
        with pytest.raises(IntegrityError):
            connection.execute(text(f"UPDATE head SET {change}"))  # noqa: S608
    assert store.head().size == 3


def test_private_text_may_be_erased_and_every_proof_still_holds(
    store: AuditStore, engine: Engine, log_key: LogKey
) -> None:
    note = PrivateNote("ab" * 32, b"sealed")
    seq = store.append(entry(private=note.digest), now=NOON, private=note).seq
    store.checkpoint(log_key, now=NOON)
    assert store.private_note(note.digest) == b"sealed"
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM private_notes"))
    assert store.private_note(note.digest) is None
    assert store.verify(log_key.public).why == ""
    assert seq == 0


def test_nothing_of_a_private_note_shows_in_its_representation() -> None:
    assert "secret" not in repr(PrivateNote("ab" * 32, b"secret"))


def test_a_checkpoint_covers_the_head_and_is_kept(store: AuditStore, log_key: LogKey) -> None:
    fill(store, log_key, 6)
    signed = store.checkpoint(log_key, now=NOON + 20 * SECOND)
    assert (signed.size, signed.root, signed.at) == (6, store.head().root, NOON + 20 * SECOND)
    assert read(signed.note, keys_of(log_key.public, ORIGIN)) == signed == store.latest_checkpoint()


def test_a_checkpoint_that_covers_the_head_already_is_not_signed_again_for_five_minutes(
    store: AuditStore, log_key: LogKey
) -> None:
    fill(store, log_key, 6)
    first = store.checkpoint(log_key, now=NOON + 20 * SECOND)
    assert store.checkpoint(log_key, now=NOON + 30 * SECOND) == first
    heartbeat = store.checkpoint(log_key, now=NOON + 320 * SECOND)
    assert (heartbeat.size, heartbeat.at) == (6, NOON + 320 * SECOND)
    assert store.latest_checkpoint() == heartbeat
    assert store.verify(log_key.public).checkpoints == 2


def test_a_false_checkpoint_in_the_store_is_never_taken_for_one_that_covers(
    store: AuditStore, engine: Engine, log_key: LogKey
) -> None:
    """Else an entry would go without a signature, and could be taken out again unseen."""
    fill(store, log_key, 6)
    row = {"root": store.head().root, "at": "2026-05-04T12:00:06.000000Z", "note": "false"}
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO checkpoints (size, root, at, note) VALUES (6, :root, :at, :note)"), row)
    signed = store.checkpoint(log_key, now=NOON + 7 * SECOND)
    assert read(signed.note, keys_of(log_key.public, ORIGIN)).size == 6


def test_a_checkpoint_is_never_dated_before_what_it_covers(store: AuditStore, log_key: LogKey) -> None:
    fill(store, log_key, 6)
    assert store.checkpoint(log_key, now=NOON).at == NOON + 5 * SECOND


def test_an_empty_log_can_be_signed(store: AuditStore, log_key: LogKey) -> None:
    assert store.latest_checkpoint() is None
    assert store.checkpoint(log_key, now=NOON).size == 0
    fill(store, log_key, 2, signed_at=(2,))
    assert store.verify(log_key.public).why == ""


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE head SET size = 9",
        "UPDATE head SET root = zeroblob(32)",
        "UPDATE entries SET hashes = zeroblob(length(hashes)) WHERE seq = 7",
        "DELETE FROM entries WHERE seq = 7",
    ],
)
def test_what_does_not_extend_the_last_checkpoint_is_never_signed(
    store: AuditStore, engine: Engine, log_key: LogKey, tampering: str
) -> None:
    fill(store, log_key, 20, signed_at=(10,))
    with engine.begin() as connection:
        for guard in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            connection.execute(text(f"DROP TRIGGER {guard}"))
        connection.execute(text(tampering))
    with pytest.raises(Altered):
        store.checkpoint(log_key, now=NOON + 60 * SECOND)


def test_proofs_from_the_store_hold_under_signed_roots(store: AuditStore, log_key: LogKey) -> None:
    fill(store, log_key, 41, signed_at=(17, 33))
    latest = store.latest_checkpoint()
    assert latest is not None
    for seq in range(33):
        stored = store.entry(seq)
        assert stored is not None
        assert verify_inclusion(leaf_hash(stored.leaf), seq, 33, store.inclusion(seq, 33), latest.root)
    head = store.head()
    assert verify_consistency((33, 41), (latest.root, head.root), store.consistency(33, 41))
    with pytest.raises(ValueError, match="no such entry"):
        store.inclusion(41, 41)


def test_an_entry_after_the_last_checkpoint_has_no_proof_yet(store: AuditStore, log_key: LogKey) -> None:
    with pytest.raises(ValueError, match="no checkpoint"):
        store.proof(0)
    fill(store, log_key, 5, signed_at=(3,))
    assert store.proof(2)
    with pytest.raises(ValueError, match="no such entry"):
        store.proof(3)
    with pytest.raises(ValueError, match="no checkpoint"):
        store.proof(5)


def test_a_store_without_tables_is_no_log(tmp_path: Path) -> None:
    store = AuditStore(open_store(f"sqlite:///{tmp_path / 'empty.db'}"), origin=ORIGIN)
    for ask in (store.head, store.latest_checkpoint, store.unfinished, lambda: store.append(entry(), now=NOON)):
        with pytest.raises(LogUnavailable):
            ask()
