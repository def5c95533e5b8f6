"""The auditor's questions: who, what, when, why; answered newest first, and by an index where entries are few."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from audit.errors import Altered
from audit.store import AuditStore, Filters
from audit.store.lookups import BLOCK
from crypto.signing import LogKey
from tests.audit.made_up import NOON, SECOND, entry, fill

NOT_ASKED = {"verb": "collection", "action": "other", "decision": "failed"}


@dataclass(frozen=True)
class Told:
    """A log in which six things happened, after ``before`` entries that none of the filters passes."""

    store: AuditStore
    before: int

    def seqs(self, *, limit: int = 50, before: int | None = None, **parts: Any) -> list[int]:
        """Return which of the six pass these filters, numbered from 0."""
        edge = None if before is None else self.before + before
        found = self.store.entries(Filters(**parts), before=edge, limit=limit)
        return [stored.seq - self.before for stored in found if stored.seq >= self.before]


@pytest.fixture(params=[0, BLOCK - 3, BLOCK - 6], ids=["read through", "some of each", "looked up"])
def told(request: pytest.FixtureRequest, store: AuditStore) -> Told:
    """Return the log with the six after, around, or before the end of a block."""
    before = int(request.param)
    for _ in range(before):
        store.append(entry(actor_ref="other", object_ref="other", **NOT_ASKED), now=NOON - SECOND)
    for n, parts in enumerate(
        (
            {"actor_ref": "anna", "object_ref": "a"},
            {"actor_ref": "ben", "object_ref": "a", "decision": "refused", "rule": "vetting_is_current"},
            {"actor_ref": "anna", "object_ref": "b", "verb": "disclosure", "action": "contact:approve"},
            {"actor_ref": "anna", "object_ref": "c", "purpose": "WELFARE", "decision": "attempted"},
            {"actor_ref": "anna", "object_ref": "c", "purpose": "WELFARE", "attempt": before + 3, "digest": "cd" * 32},
            {"actor_ref": "ben", "object_ref": "", "verb": "security", "action": "session:sign-in"},
        )
    ):
        store.append(entry(**parts), now=NOON + n * SECOND)
    return Told(store, before)


def test_entries_come_newest_first_and_page_by_number(told: Told) -> None:
    assert told.seqs() == [5, 4, 3, 2, 1, 0]
    assert told.seqs(limit=2) == [5, 4]
    assert told.seqs(before=4, limit=2) == [3, 2]
    assert told.seqs(person_ref="anna", limit=2) == [4, 3]
    assert told.seqs(person_ref="anna", limit=3) == [4, 3, 2]
    assert told.seqs(person_ref="anna", before=3, limit=2) == [2, 0]


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
def test_each_filter_and_several_together(told: Told, filters: dict[str, Any], found: list[int]) -> None:
    assert told.seqs(**filters) == found


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(told: Told) -> None:
    assert told.seqs(since=NOON + 2 * SECOND, until=NOON + 4 * SECOND) == [3, 2]
    assert told.seqs(since=NOON + 5 * SECOND) == [5]
    assert told.seqs(until=NOON) == []
    assert told.seqs(person_ref="anna", since=NOON + SECOND, until=NOON + 4 * SECOND) == [3, 2]
    assert told.seqs(since=NOON + 6 * SECOND) == []
    assert told.seqs(until=NOON + 99 * SECOND, person_ref="ben") == [5, 1]


def test_a_period_of_an_empty_log_is_empty(store: AuditStore) -> None:
    assert store.entries(Filters(since=NOON)) == store.entries(Filters(until=NOON)) == []


def test_the_log_is_asked_in_four_statements_at_most(told: Told, engine: Engine) -> None:
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *seen: said.append(seen[2]))
    told.store.entries(Filters(person_ref="ben", since=NOON, until=NOON + SECOND))
    assert len([line for line in said if line.startswith(("SELECT", "WITH"))]) == 4


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (Filters(person_ref="ben", verb="security", decision="done"), "ix_lookups_actor_ref"),
        (Filters(object_refs=("a", "b"), person_ref="ben"), "ix_lookups_object_ref"),
        (Filters(digest="cd" * 32, object_refs=("c",)), "ix_lookups_digest"),
        (Filters(action="session:sign-in", verb="security"), "ix_lookups_action"),
        (Filters(purpose="WELFARE", decision="refused"), "ix_lookups_purpose"),
        (Filters(decision="refused", verb="security"), "ix_lookups_decision"),
        (Filters(verb="erasure", decision="done"), "ix_lookups_verb"),
        (Filters(verb="consultation", decision="done"), ""),
    ],
)
def test_the_sharpest_filter_is_looked_up_and_common_ones_are_read_through(
    told: Told, engine: Engine, filters: Filters, index: str
) -> None:
    asked: list[tuple[str, object]] = []
    event.listen(engine, "before_cursor_execute", lambda *seen: asked.append((seen[2], seen[3])))
    told.store.entries(filters)
    statement, values = next(one for one in asked if "FROM lookups" in one[0])
    with engine.connect() as connection:
        plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values))
    assert (f"INDEX {index}" in plan) if index else ("INDEX ix_" not in plan)


@pytest.mark.parametrize("before", range(BLOCK - 5, BLOCK + 1))
def test_an_attempt_is_unfinished_until_its_outcome_wherever_a_block_ends(store: AuditStore, before: int) -> None:
    for _ in range(before):
        store.append(entry(), now=NOON)
    first = store.append(entry(decision="attempted"), now=NOON)
    second = store.append(entry(decision="attempted"), now=NOON)
    assert [stored.seq for stored in store.unfinished()] == [before, before + 1]
    assert [stored.seq for stored in store.unfinished(limit=1)] == [before]
    store.append(entry(decision="refused", attempt=first.seq), now=NOON)
    assert [stored.seq for stored in store.unfinished()] == [before + 1]
    store.append(entry(decision="done", attempt=second.seq), now=NOON)
    assert store.unfinished() == []


@pytest.mark.parametrize("before", [0, BLOCK - 2, BLOCK - 1])
def test_every_version_that_an_entry_names_is_told(store: AuditStore, before: int) -> None:
    for _ in range(before):
        store.append(entry(), now=NOON)
    names: dict[str, Any] = {"object_ref": "source-1", "digest": "cd" * 32}
    names["detail"] = {"compartment": "contact", "version": 1}
    attempt = store.append(entry(**names, decision="attempted"), now=NOON)
    assert [(one.number, one.done) for one in store.versions("source-1", "contact")] == [(1, False)]
    store.append(entry(**names, attempt=attempt.seq), now=NOON)
    store.append(entry(**{**names, "digest": ""}, decision="refused"), now=NOON)
    found = store.versions("source-1", "contact")
    assert sorted((one.number, one.digest, one.done) for one in found) == [(1, "cd" * 32, False), (1, "cd" * 32, True)]
    assert store.versions("source-1", "identity") == store.versions("source-2", "contact") == []
    assert store.written() == [("source-1", "contact")]


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


@pytest.mark.parametrize(
    "spoiling", ["UPDATE entries SET leaf = X'7b7d' WHERE seq = 5", "DELETE FROM entries WHERE seq = 5"]
)
def test_a_block_with_an_entry_that_was_spoilt_is_not_entered_and_nothing_more_is_written(
    store: AuditStore, engine: Engine, log_key: LogKey, spoiling: str
) -> None:
    fill(store, log_key, BLOCK - 1)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER entries_refuse_update"))
        connection.execute(text("DROP TRIGGER entries_refuse_delete"))
        connection.execute(text(spoiling))
    with pytest.raises(Altered):
        store.append(entry(), now=NOON + 100 * SECOND)
    assert store.head().size == BLOCK - 1
