"""The auditor's questions: who, what, when, why; answered newest first, and by an index where entries are few."""

import pytest
from sqlalchemy import Engine, event, text

from audit.errors import Altered
from audit.store import AuditStore, Filters
from crypto.signing import LogKey
from tests.audit.made_up import NOON, SECOND, entry, fill


def seqs(store: AuditStore, **parts: object) -> list[int]:
    """Return the numbers of the entries that pass these filters."""
    return [stored.seq for stored in store.entries(Filters(**parts))]  # type: ignore[arg-type]


@pytest.fixture
def told(store: AuditStore) -> AuditStore:
    """Return a log in which something happened."""
    for n, parts in enumerate(
        (
            {"actor_ref": "anna", "object_ref": "a"},
            {"actor_ref": "ben", "object_ref": "a", "decision": "refused", "rule": "vetting_is_current"},
            {"actor_ref": "anna", "object_ref": "b", "verb": "disclosure", "action": "contact:approve"},
            {"actor_ref": "anna", "object_ref": "c", "purpose": "WELFARE", "decision": "attempted"},
            {"actor_ref": "anna", "object_ref": "c", "purpose": "WELFARE", "attempt": 3, "digest": "cd" * 32},
            {"actor_ref": "ben", "object_ref": "", "verb": "security", "action": "session:sign-in"},
        )
    ):
        store.append(entry(**parts), now=NOON + n * SECOND)
    return store


def test_entries_come_newest_first_and_page_by_number(told: AuditStore) -> None:
    assert seqs(told) == [5, 4, 3, 2, 1, 0]
    assert [stored.seq for stored in told.entries(Filters(), limit=2)] == [5, 4]
    assert [stored.seq for stored in told.entries(Filters(), before=4, limit=2)] == [3, 2]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"person_ref": "ben"}, [5, 1]),
        ({"object_refs": ("a",)}, [1, 0]),
        ({"object_refs": ("a", "b")}, [2, 1, 0]),
        ({"verb": "disclosure"}, [2]),
        ({"verb": "consultation"}, [4, 3, 1, 0]),
        ({"decision": "refused"}, [1]),
        ({"decision": "done"}, [5, 4, 2, 0]),
        ({"action": "session:sign-in"}, [5]),
        ({"purpose": "WELFARE"}, [4, 3]),
        ({"digest": "cd" * 32}, [4]),
        ({"person_ref": "anna", "verb": "disclosure"}, [2]),
        ({"person_ref": "ben", "decision": "refused", "verb": "consultation"}, [1]),
        ({"object_refs": ("c",), "digest": "cd" * 32}, [4]),
        ({"purpose": "WELFARE", "decision": "attempted"}, [3]),
        ({"verb": "security", "decision": "refused"}, []),
        ({"person_ref": "nobody"}, []),
    ],
)
def test_each_filter_and_several_together(told: AuditStore, filters: dict[str, object], found: list[int]) -> None:
    assert seqs(told, **filters) == found


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(told: AuditStore) -> None:
    assert seqs(told, since=NOON + 2 * SECOND, until=NOON + 4 * SECOND) == [3, 2]
    assert seqs(told, since=NOON + 5 * SECOND) == [5]
    assert seqs(told, until=NOON) == []
    assert seqs(told, since=NOON + 6 * SECOND) == []
    assert seqs(told, until=NOON + 99 * SECOND, person_ref="ben") == [5, 1]


def test_a_period_of_an_empty_log_is_empty(store: AuditStore) -> None:
    assert seqs(store, since=NOON) == seqs(store, until=NOON) == []


def test_a_period_takes_two_statements_more_at_most(told: AuditStore, engine: Engine) -> None:
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *seen: said.append(seen[2]))
    told.entries(Filters(since=NOON, until=NOON + SECOND))
    assert len([line for line in said if line.startswith(("SELECT", "WITH"))]) == 3


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (Filters(person_ref="ben", verb="security", decision="done"), "ix_entries_actor_ref"),
        (Filters(object_refs=("a", "b"), person_ref="ben"), "ix_entries_object_ref"),
        (Filters(digest="cd" * 32, object_refs=("c",)), "ix_entries_digest"),
        (Filters(action="session:sign-in", verb="security"), "ix_entries_action"),
        (Filters(purpose="WELFARE", decision="refused"), "ix_entries_purpose"),
        (Filters(decision="refused", verb="security"), "ix_entries_decision"),
        (Filters(verb="erasure", decision="done"), "ix_entries_verb"),
        (Filters(verb="consultation", decision="done"), ""),
    ],
)
def test_the_sharpest_filter_is_looked_up_and_common_ones_are_read_through(
    told: AuditStore, engine: Engine, filters: Filters, index: str
) -> None:
    asked: list[tuple[str, object]] = []
    event.listen(engine, "before_cursor_execute", lambda *seen: asked.append((seen[2], seen[3])))
    told.entries(filters)
    statement, values = next(one for one in asked if one[0].startswith("SELECT"))
    with engine.connect() as connection:
        plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values))
    assert (f"INDEX {index}" in plan) if index else ("INDEX ix_" not in plan)


def test_an_attempt_is_unfinished_until_its_outcome(store: AuditStore) -> None:
    first = store.append(entry(decision="attempted"), now=NOON)
    second = store.append(entry(decision="attempted"), now=NOON)
    assert [stored.seq for stored in store.unfinished()] == [0, 1]
    store.append(entry(decision="refused", attempt=first.seq), now=NOON)
    assert [stored.seq for stored in store.unfinished()] == [1]
    store.append(entry(decision="done", attempt=second.seq), now=NOON)
    assert store.unfinished() == []


def test_every_version_that_an_entry_names_is_told(store: AuditStore) -> None:
    written = {"object_ref": "source-1", "digest": "cd" * 32, "detail": {"compartment": "contact", "version": 1}}
    attempt = store.append(entry(**written, decision="attempted"), now=NOON)
    assert [(v.number, v.done) for v in store.versions("source-1", "contact")] == [(1, False)]
    store.append(entry(**written, attempt=attempt.seq), now=NOON)
    store.append(entry(**{**written, "digest": ""}, decision="refused"), now=NOON)
    found = store.versions("source-1", "contact")
    assert sorted((v.number, v.digest, v.done) for v in found) == [(1, "cd" * 32, False), (1, "cd" * 32, True)]
    assert store.versions("source-1", "identity") == store.versions("source-2", "contact") == []


def test_what_is_not_there_is_nothing(store: AuditStore) -> None:
    assert store.entry(0) is None
    assert store.private_note("ab" * 32) is None


def test_an_entry_that_cannot_be_read_any_more_is_told_by_its_number(
    store: AuditStore, engine: Engine, log_key: LogKey
) -> None:
    fill(store, log_key, 3)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER entries_refuse_update"))
        connection.execute(text("UPDATE entries SET leaf = replace(leaf, '\"v\"', 'v') WHERE seq = 1"))
    with pytest.raises(Altered, match="entry 1"):
        store.entry(1)


def test_a_period_in_a_log_with_a_hole_is_refused(store: AuditStore, engine: Engine, log_key: LogKey) -> None:
    fill(store, log_key, 8)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER entries_refuse_delete"))
        connection.execute(text("DELETE FROM entries WHERE seq = 4"))
    with pytest.raises(Altered, match="missing"):
        store.entries(Filters(since=NOON))
