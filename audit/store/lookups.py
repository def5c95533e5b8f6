"""
What entries are found by: written for a block of entries at a time, so that an append waits for few pages.

The entries after the last full block are few, and are read through whenever something is looked for.
"""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from audit.errors import Altered
from audit.events import Decision

# Entries that are entered at a time. Each page of an index is then waited for once for several of them.
BLOCK = 64

COLUMNS = ("actor_ref", "object_ref", "verb", "action", "decision", "purpose", "digest", "compartment", "version")
VERSIONED = frozenset({Decision.ATTEMPTED, Decision.DONE})

_READ_BLOCK = "SELECT seq, leaf FROM entries WHERE seq >= ? AND seq < ? ORDER BY seq"
_ENTER = f"INSERT INTO lookups (seq, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})"  # noqa: S608


def entered_size(size: int) -> int:
    """Return how many of the first ``size`` entries are found by their columns; the others are read through."""
    return size - size % BLOCK


def enter_block(driver: sqlite3.Connection, end: int) -> None:
    """
    Enter the block of entries that ends before ``end``, in the transaction that wrote its last.

    :raises Altered: an entry of the block is not there any more, or is none.
    """
    rows = driver.execute(_READ_BLOCK, (end - BLOCK, end)).fetchall()
    try:
        block = {seq: json.loads(leaf) for seq, leaf in rows}
        found_by = [(seq, *found_by_columns(parts)) for seq, parts in block.items()]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Altered("an entry cannot be read") from error
    if len(block) != BLOCK:
        raise Altered("an entry is missing")
    driver.executemany(_ENTER, found_by)
    started, ended = attempts(block)
    driver.executemany("INSERT INTO unfinished (seq) VALUES (?)", [(seq,) for seq in started])
    driver.executemany("DELETE FROM unfinished WHERE seq = ?", [(seq,) for seq in ended])


def attempts(block: Mapping[int, Mapping[str, Any]]) -> tuple[list[int], list[int]]:
    """Return which attempts these entries leave without an outcome, and which earlier ones they give theirs."""
    ended = {parts["attempt"] for parts in block.values() if parts["attempt"] is not None}
    started = {seq for seq, parts in block.items() if parts["attempt"] is None and parts["decision"] == "attempted"}
    return sorted(started - ended), sorted(ended - block.keys())


def found_by_columns(parts: Mapping[str, Any]) -> tuple[str | int | None, ...]:
    """
    Return what an entry is found by, in the order of ``COLUMNS``.

    A version stands where something was done to a ciphertext or was about to be, so that a kill between the two
    leaves a version that can still be told.

    :param parts: the fields of an entry by name.
    """
    version, compartment = parts["detail"].get("version"), parts["detail"].get("compartment")
    written = parts["digest"] and parts["decision"] in VERSIONED and isinstance(version, int)
    return (
        parts["actor_ref"],
        parts["object_ref"] or None,
        parts["verb"],
        parts["action"],
        parts["decision"],
        parts["purpose"] or None,
        parts["digest"] or None,
        compartment if isinstance(compartment, str) else None,
        version if written else None,
    )
