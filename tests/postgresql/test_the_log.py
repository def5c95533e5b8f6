"""The log on PostgreSQL is the same log: the same answers, the same hashes, the same refusals."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from audit.entry import leaf_bytes
from audit.errors import Altered, LogUnavailable
from audit.store import AuditStore, PrivateNote
from audit.store.lookups import BLOCK
from audit.tree import append, leaf_hash, root_of
from crypto.canonical import canonical_json
from crypto.signing import LogKey
from tests.audit.made_up import NOON, SECOND, entry, fill
from tests.audit.test_appending import (  # noqa: F401
    test_a_checkpoint_covers_the_head_and_is_kept,
    test_a_checkpoint_is_never_dated_before_what_it_covers,
    test_a_checkpoint_that_covers_the_head_already_is_not_signed_again_for_five_minutes,
    test_a_clock_a_little_behind_stands_still_and_one_further_behind_is_refused,
    test_a_false_checkpoint_in_the_store_is_never_taken_for_one_that_covers,
    test_a_time_without_a_zone_is_refused,
    test_an_empty_log_can_be_signed,
    test_an_entry_after_the_last_checkpoint_has_no_proof_yet,
    test_entries_are_numbered_from_zero_in_the_order_of_appending,
    test_private_text_may_be_erased_and_every_proof_still_holds,
    test_proofs_from_the_store_hold_under_signed_roots,
    test_the_head_has_the_root_over_every_entry,
)
from tests.audit.test_reading import (  # noqa: F401
    test_a_period_begins_with_its_first_moment_and_ends_before_its_last,
    test_a_period_of_an_empty_log_is_empty,
    test_an_attempt_is_unfinished_until_its_outcome_wherever_a_block_ends,
    test_each_filter_and_several_together,
    test_entries_come_newest_first_and_page_by_number,
    test_every_version_that_an_entry_names_is_told,
    test_what_is_not_there_is_nothing,
    told,
)
from tests.postgresql.cluster import SUPERUSER, Cluster

CODE = st.text("ABCxyz019._:/+=*-", max_size=24)
DIGEST = st.sampled_from(["", "ab" * 32, "5e" * 32])
DETAIL = st.dictionaries(
    st.sampled_from(["compartment", "version", "count", "recipients", "Fields", "a-b", "_"]),
    CODE | st.integers(-99_999_999, 999_999_999) | st.lists(CODE, max_size=3),
    max_size=4,
)
PARTS = st.fixed_dictionaries(
    {"detail": DETAIL, "digest": DIGEST, "private": DIGEST, "session": DIGEST, "roles": st.lists(CODE, max_size=3)},
    optional={"object_ref": CODE, "purpose": CODE, "rule": CODE, "decision": st.sampled_from(["attempted", "done"])},
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PARTS, min_size=1, max_size=9))
def test_the_database_hashes_what_python_hashes(store: AuditStore, many: list[dict[str, Any]]) -> None:
    for parts in many:
        one = entry(**parts | {"roles": tuple(parts["roles"])})
        before, frontier = store.head(), _frontier(store)
        added = store.append(one, now=NOON)
        peaks, made = append(frontier, before.size, leaf_hash(leaf_bytes(canonical_json(one.parts()), added.seq, NOON)))
        stored = store.entry(added.seq)
        assert stored is not None
        assert (added.seq, added.leaf_hash, stored.entry) == (before.size, made[0], one)
        assert (store.head().root, _frontier(store)) == (root_of(peaks), peaks)
        assert _hashes(store, added.seq) == made


def test_a_log_of_several_blocks_verifies(store: AuditStore, log_key: LogKey) -> None:
    fill(store, log_key, 3 * BLOCK + 5, signed_at=(1, 64, 65, 130))
    store.checkpoint(log_key, now=NOON + 300 * SECOND)
    verdict = store.verify(log_key.public)
    assert (verdict.why, verdict.trusted.size) == ("", 3 * BLOCK + 5)


def test_an_append_is_one_statement(store: AuditStore, engine: Engine, log_key: LogKey) -> None:
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    fill(store, log_key, 3)
    assert said == []  # Nothing but the one call, which goes to the driver.
    assert store.head().size == 3


USUAL = canonical_json(entry().parts())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"seq":7,' + USUAL[1:],
        b" " + USUAL,
        USUAL + b" ",
        USUAL[:-1] + b',"verb":"other"}',
        USUAL.replace(b'"detail":{}', b'"detail":[]'),
        USUAL.replace(b'"detail":{}', b'"detail":{"b":1,"a":1}'),
        USUAL.replace(b'"detail":{}', b'"detail":{"a":1.5}'),
        USUAL.replace(b'"detail":{}', b'"detail":{"a":1e3}'),
        USUAL.replace(b'"detail":{}', b'"detail":{"a":1,"a":1}'),
        USUAL.replace(b'"attempt":null', b'"attempt":"0"'),
        USUAL.replace(b'"attempt":null', b'"attempt":-1'),
        USUAL.replace(b'"person-1"', b'"a name"'),
        USUAL.replace(b'"person-1"', b'"\\u0061"'),
        USUAL.replace(b'"person-1"', b'"' + b"x" * 201 + b'"'),
        USUAL.replace(b'"consultation"', b'"' + b"x" * 21 + b'"'),
        USUAL.replace(b'"person-1"', b"null"),
        USUAL.replace(b'"person-1"', b"5"),
        USUAL.replace(b'"person-1"', b'"a,b"'),
        USUAL.replace(b'"roles":["ASSESSOR"]', b'"roles":[5]'),
        USUAL.replace(b'"roles":["ASSESSOR"]', b'"roles":["a","{"]'),
        USUAL.replace(b'"detail":{}', b'"detail":{"a":["[b"]}'),
        USUAL.replace(b'"detail":{}', b'"detail":{"a":true}'),
        USUAL.replace(b'"5e', b'"xx'),
        USUAL.replace(b'"person-1"', b'"\xff"'),
    ],
)
def test_what_the_verifier_would_stumble_over_is_not_taken(store: AuditStore, engine: Engine, body: bytes) -> None:
    """Whoever has a face's role may append; they may not spoil the log for everybody by it."""
    asked = text("SELECT public.append_entry(:body, '2026-05-04T12:00:00.000000Z', 0, NULL, NULL)")
    with pytest.raises(SQLAlchemyError), engine.begin() as connection:
        connection.execute(asked, {"body": body})
    assert store.head().size == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET leaf = '\\x00' WHERE seq = 1",
        "UPDATE lookups SET actor_ref = 'other' WHERE seq = 1",
        "UPDATE checkpoints SET size = 1",
        "UPDATE private_notes SET sealed = '\\x00'",
        "UPDATE head SET size = 2",
        "UPDATE head SET size = 72, at = ''",
        "UPDATE head SET size = 72",
        "UPDATE unfinished SET seq = 1",
        "DELETE FROM entries WHERE seq = 3",
        "DELETE FROM lookups",
        "DELETE FROM checkpoints",
        "DELETE FROM head",
        "INSERT INTO head SELECT 1, 0, root, '', '' FROM head",
        *(f"TRUNCATE {name}" for name in ("entries", "lookups", "checkpoints", "head", "private_notes", "unfinished")),
    ],
)
def test_even_the_owner_is_refused_while_the_guards_stand(
    store: AuditStore, engine: Engine, log_key: LogKey, statement: str
) -> None:
    fill(store, log_key, 70, signed_at=(3,))
    note = PrivateNote("ab" * 32, b"sealed")
    store.append(entry(private=note.digest), now=NOON + 90 * SECOND, private=note)
    with pytest.raises(SQLAlchemyError, match=r"written once|one at a time"), engine.begin() as connection:
        connection.execute(text(statement))
    assert store.verify(log_key.public).why == ""


def test_a_block_with_a_hole_is_not_entered_and_nothing_more_is_written(
    store: AuditStore, engine: Engine, log_key: LogKey
) -> None:
    fill(store, log_key, BLOCK - 1)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE entries DISABLE TRIGGER ALL"))
        connection.execute(text("DELETE FROM entries WHERE seq = 5"))
    with pytest.raises(Altered):
        store.append(entry(), now=NOON + 90 * SECOND)
    assert store.head().size == BLOCK - 1


def test_what_was_tampered_with_is_named(store: AuditStore, engine: Engine, log_key: LogKey) -> None:
    fill(store, log_key, 20, signed_at=(20,))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE entries DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE entries SET leaf = overlay(leaf PLACING 'x' FROM 90) WHERE seq = 7"))
    verdict = store.verify(log_key.public)
    assert (verdict.first_bad, bool(verdict.why)) == (7, True)


def test_a_checkpoint_of_no_head_is_not_kept(store: AuditStore, engine: Engine, log_key: LogKey) -> None:
    fill(store, log_key, 2)
    for size, root in ((3, b"x" * 32), (2, b"x" * 32)):
        with pytest.raises(SQLAlchemyError, match="no head"), engine.begin() as connection:
            connection.execute(text("SELECT public.keep_checkpoint(:s, :r, '', '')"), {"s": size, "r": root})
    assert store.latest_checkpoint() is None


def test_a_store_that_is_locked_too_long_is_an_answer_and_leaves_nothing(
    store: AuditStore, engine: Engine, cluster: Cluster
) -> None:
    event.listen(engine, "connect", lambda raw, _: (raw.execute("SET lock_timeout = 50"), raw.commit()))
    engine.dispose()
    with cluster.as_role(SUPERUSER, engine.url.database or "") as other, other.transaction():
        other.execute("SELECT 1 FROM head FOR UPDATE")
        with pytest.raises(LogUnavailable):
            store.append(entry(), now=NOON)
    assert store.append(entry(), now=NOON).seq == 0


def test_a_store_without_its_function_is_no_log(store: AuditStore, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP FUNCTION public.append_entry"))
    with pytest.raises(LogUnavailable):
        store.append(entry(), now=NOON)
    assert store.head().size == 0


def _frontier(store: AuditStore) -> list[bytes]:
    with store._connections.reading() as connection:
        kept: bytes = connection.execute(text("SELECT frontier FROM head")).scalar_one()
    return [kept[start : start + 32] for start in range(0, len(kept), 32)]


def _hashes(store: AuditStore, seq: int) -> list[bytes]:
    with store._connections.reading() as connection:
        kept: bytes = connection.execute(text("SELECT hashes FROM entries WHERE seq = :seq"), {"seq": seq}).scalar_one()
    return [kept[start : start + 32] for start in range(0, len(kept), 32)]
