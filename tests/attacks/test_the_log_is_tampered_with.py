"""
The attacker owns the file of the audit store, and drops its guards, but holds at most one of the log's two keys.

Whatever is done to the log, the store's own check and a stranger's check of an export both name the first bad entry.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

import audit.verify
from app.database import open_store
from audit.checkpoint import key_lines, sign
from audit.store import AuditStore
from audit.verify import main
from crypto.signing import LogKey
from tests.audit.made_up import NOON, ORIGIN, entry, fill, new_engine
from tests.audit.tampering import edited, insert, leaf_of, move_entries, opened, put_leaf, renumbered, write_anew

SIZE = 200
SIGNED_AT = (64, 128, 150, 192)

Tampering = Callable[[sqlite3.Connection], object]


@dataclass(frozen=True)
class Victim:
    """A signed log, and its public keys in the hands of an auditor."""

    path: Path
    key: LogKey
    engine: Engine
    store: AuditStore
    keys: Path

    def check(self) -> tuple[int | None, str]:
        """Return what the store's own check finds first, and why."""
        verdict = self.store.verify(self.key.public)
        return verdict.first_bad, verdict.why

    def export(self) -> Path:
        """Return a fresh export."""
        directory = self.path.parent / "export"
        self.store.export(directory, self.key.public)
        return directory


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, LogKey]:
    """Return a log that every test copies, and its key."""
    path, key = tmp_path_factory.mktemp("pristine") / "audit.db", LogKey.generate()
    engine = new_engine(path)
    fill(AuditStore(engine, origin=ORIGIN), key, SIZE, signed_at=SIGNED_AT)
    engine.dispose()
    return path, key


@pytest.fixture
def victim(pristine: tuple[Path, LogKey], tmp_path: Path) -> Iterator[Victim]:
    path, key = tmp_path / "audit.db", pristine[1]
    shutil.copy(pristine[0], path)
    (tmp_path / "keys.txt").write_text(key_lines(key.public, ORIGIN))
    engine = open_store(f"sqlite:///{path}")
    yield Victim(path, key, engine, AuditStore(engine, origin=ORIGIN), tmp_path / "keys.txt")
    engine.dispose()


def swap(raw: sqlite3.Connection, one: int, other: int) -> None:
    """Let two entries change places, each with the number of its new place."""
    first, second = leaf_of(raw, one), leaf_of(raw, other)
    put_leaf(raw, one, renumbered(second, one))
    put_leaf(raw, other, renumbered(first, other))


def delete(raw: sqlite3.Connection, seq: int) -> None:
    raw.execute("DELETE FROM entries WHERE seq = ?", (seq,))


def truncate(raw: sqlite3.Connection, size: int) -> None:
    raw.execute("DELETE FROM entries WHERE seq >= ?", (size,))
    raw.execute("DELETE FROM checkpoints WHERE size > 192")
    raw.execute("UPDATE head SET size = ?", (size,))


def edit_hash_too(raw: sqlite3.Connection, seq: int) -> None:
    """Edit an entry and the hash stored for it, but not the nodes above."""
    put_leaf(raw, seq, edited(leaf_of(raw, seq)))
    hashes = raw.execute("SELECT hashes FROM entries WHERE seq = ?", (seq,)).fetchone()[0]
    forged = audit.verify.sha256(b"\0" + leaf_of(raw, seq)).digest() + hashes[32:]
    raw.execute("UPDATE entries SET hashes = ? WHERE seq = ?", (forged, seq))


def edit_and_write_anew(raw: sqlite3.Connection, seq: int) -> None:
    edit(raw, seq)
    write_anew(raw)


def edit(raw: sqlite3.Connection, seq: int) -> None:
    put_leaf(raw, seq, edited(leaf_of(raw, seq)))


def add_to(raw: sqlite3.Connection, seq: int, more: bytes) -> None:
    """Write something before the closing bracket of an entry."""
    put_leaf(raw, seq, leaf_of(raw, seq)[:-1] + more + b"}")


def copy_over(raw: sqlite3.Connection, seq: int) -> None:
    put_leaf(raw, seq + 1, leaf_of(raw, seq))


def backdate(raw: sqlite3.Connection, seq: int) -> None:
    put_leaf(raw, seq, leaf_of(raw, seq).replace(b"12:01:10", b"12:01:02"))


def without_70(leaves: list[bytes]) -> list[bytes]:
    return [*leaves[:70], *leaves[71:]]


def one_more_at_70(leaves: list[bytes]) -> list[bytes]:
    return [*leaves[:70], edited(leaves[70]), *leaves[70:]]


def seventy_twice(leaves: list[bytes]) -> list[bytes]:
    return [*leaves[:71], *leaves[70:]]


def delete_and_write_anew(raw: sqlite3.Connection) -> None:
    move_entries(raw, without_70)
    write_anew(raw)


AS_TEXT = "UPDATE entries SET leaf = replace(leaf, 'SC', 'DV') WHERE seq = 70"
TO_THE_END = "UPDATE entries SET seq = 999999999999 WHERE seq = 70"
WRITTEN_ANEW = "entries 64 to 127: one or more written anew, with every hash over them"
OTHER = "not what was signed"

# What is done, the first bad entry, and words of the reason.
CASES: dict[str, tuple[Tampering, int, str]] = {
    "edited": (lambda raw: edit(raw, 70), 70, OTHER),
    "edited, the first": (lambda raw: edit(raw, 0), 0, OTHER),
    "edited, the last that is signed": (lambda raw: edit(raw, 191), 191, OTHER),
    "edited after the last checkpoint": (lambda raw: edit(raw, 195), 195, OTHER),
    "edited, two of them": (lambda raw: (edit(raw, 90), edit(raw, 70)), 70, OTHER),
    "spaces added": (lambda raw: add_to(raw, 70, b" "), 70, "canonical"),
    "a key twice": (lambda raw: add_to(raw, 70, b',"verb":"x"'), 70, "stands twice"),
    "a key added": (lambda raw: add_to(raw, 70, b',"zeal":"x"'), 70, OTHER),
    "a number added": (lambda raw: add_to(raw, 70, b',"zeal":1.5'), 70, "not a whole number"),
    "a second number of its own": (lambda raw: add_to(raw, 70, b',"seq":1'), 70, "canonical"),
    "emptied": (lambda raw: put_leaf(raw, 70, b""), 70, ": missing"),
    "made no entry": (lambda raw: put_leaf(raw, 70, b'{"v":1}'), 70, "does not begin"),
    "edited as text": (lambda raw: raw.execute(AS_TEXT), 70, OTHER),
    "edited with its own hash": (lambda raw: edit_hash_too(raw, 70), 70, "entries 70 to 71: not what was signed"),
    "edited and all above written anew": (lambda raw: edit_and_write_anew(raw, 70), 64, WRITTEN_ANEW),
    "deleted": (lambda raw: delete(raw, 70), 70, ": missing"),
    "deleted, the last that is signed": (lambda raw: delete(raw, 191), 191, ": missing"),
    "deleted, the others renumbered": (lambda raw: move_entries(raw, without_70), 70, OTHER),
    "deleted and all written anew": (delete_and_write_anew, 64, WRITTEN_ANEW),
    "inserted": (lambda raw: move_entries(raw, one_more_at_70), 70, OTHER),
    "reordered": (lambda raw: swap(raw, 70, 90), 70, OTHER),
    "duplicated": (lambda raw: copy_over(raw, 70), 71, "carries the number 70"),
    "duplicated, the others renumbered": (lambda raw: move_entries(raw, seventy_twice), 71, OTHER),
    "renumbered": (lambda raw: put_leaf(raw, 70, renumbered(leaf_of(raw, 70), 700)), 70, "carries the number 700"),
    "moved to the end": (lambda raw: raw.execute(TO_THE_END), 70, ": missing"),
    "truncated": (lambda raw: truncate(raw, 160), 160, "signed with 192 entries"),
    "truncated to an older checkpoint": (lambda raw: truncate(raw, 150), 150, "signed with 192 entries"),
    "emptied wholly": (lambda raw: truncate(raw, 0), 0, "signed with 64 entries"),
    "back-dated": (lambda raw: backdate(raw, 70), 70, "dated before"),
}


# Where the hash that would prove the entries before it is lost, or no checkpoint follows, the verdict says so.
NOT_PROVED = {"edited after the last checkpoint", "deleted, the last that is signed", "truncated"}


@pytest.mark.parametrize("case", CASES)
def test_the_store_and_the_stranger_both_name_the_first_bad_entry(
    victim: Victim, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper, first_bad, why = CASES[case]
    with opened(victim.path) as raw:
        tamper(raw)
    found, reason = victim.check()
    assert found == first_bad, reason
    assert why in reason
    assert ("vouches" in reason) == (case in NOT_PROVED)
    assert main([str(victim.export()), "--keys", str(victim.keys)]) == 1
    said = capsys.readouterr().out
    assert f"first bad entry: {first_bad}\n" in said
    assert why in said


def test_a_log_that_nobody_touched_is_good(victim: Victim, capsys: pytest.CaptureFixture[str]) -> None:
    assert victim.check() == (None, "")
    assert main([str(victim.export()), "--keys", str(victim.keys)]) == 0
    said = capsys.readouterr().out
    assert "size: 192" in said
    assert "not yet covered by a checkpoint: 8" in said
    assert said.endswith("result: good\n")


def test_a_stranger_needs_the_one_file_and_nothing_of_ours(victim: Victim, tmp_path: Path) -> None:
    """Run as a stranger would: the file alone, in an empty folder, by an isolated interpreter."""
    script = shutil.copy(audit.verify.__file__, tmp_path / "verify.py")
    with opened(victim.path) as raw:
        put_leaf(raw, 70, edited(leaf_of(raw, 70)))
    run = subprocess.run(
        [sys.executable, "-I", script, victim.export(), "--keys", victim.keys],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert run.returncode == 1
    assert "first bad entry: 70\n" in run.stdout
    assert run.stderr == ""


@pytest.mark.parametrize(("row", "level", "first_bad"), [(71, 1, 70), (127, 3, 120), (127, 7, 0), (70, 0, 70)])
def test_a_stored_hash_that_was_altered_is_named_with_the_entries_it_stands_for(
    victim: Victim, row: int, level: int, first_bad: int
) -> None:
    with opened(victim.path) as raw:
        hashes = bytearray(raw.execute("SELECT hashes FROM entries WHERE seq = ?", (row,)).fetchone()[0])
        hashes[32 * level] ^= 1
        raw.execute("UPDATE entries SET hashes = ? WHERE seq = ?", (bytes(hashes), row))
    found, reason = victim.check()
    assert found == first_bad
    assert "as signed, but a hash stored over it was altered" in reason
    assert main([str(victim.export()), "--keys", str(victim.keys)]) == 1


def test_what_was_wholly_rewritten_before_the_first_visible_change_is_not_vouched_for(victim: Victim) -> None:
    with opened(victim.path) as raw:
        edit_and_write_anew(raw, 66)
        edit(raw, 70)
    assert victim.check() == (70, f"entry 70: {OTHER}; no checkpoint vouches for 64 to 69 either")


def test_an_entry_and_another_ones_hash_altered_together_are_both_within_what_is_named(victim: Victim) -> None:
    with opened(victim.path) as raw:
        raw.execute("UPDATE entries SET hashes = zeroblob(length(hashes)) WHERE seq = 68")
        put_leaf(raw, 70, edited(leaf_of(raw, 70)))
    found, _ = victim.check()
    assert found == 68


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE lookups SET actor_ref = 'person-9' WHERE seq = 70",
        "UPDATE lookups SET object_ref = NULL WHERE seq = 70",
        "UPDATE lookups SET verb = 'erasure' WHERE seq = 70",
        "DELETE FROM lookups WHERE seq = 70",
        "UPDATE entries SET at = '2026-01-01T00:00:00.000000Z' WHERE seq = 70",
    ],
)
def test_hiding_an_entry_from_the_auditors_filters_shows(victim: Victim, tampering: str) -> None:
    with opened(victim.path) as raw:
        raw.execute(tampering)
    assert victim.check() == (70, "entry 70: as signed, but what it is found by was altered")


def test_an_entry_that_is_found_but_was_never_written_shows(victim: Victim) -> None:
    with opened(victim.path) as raw:
        found = dict(raw.execute("SELECT * FROM lookups WHERE seq = 70").fetchone())
        insert(raw, "lookups", {**found, "seq": 7000})
    assert victim.check() == (7000, "entry 7000: found, but never written")


def test_taking_an_attempt_off_the_list_shows(victim: Victim) -> None:
    with opened(victim.path) as raw:
        raw.execute("INSERT INTO unfinished VALUES (70)")
    assert victim.check() == (70, "entry 70: whether this attempt has an outcome was altered")


@pytest.mark.parametrize("change", ["size = 199", "root = zeroblob(32)", "frontier = X''", "size = 201"])
def test_an_altered_head_shows(victim: Victim, change: str) -> None:
    with opened(victim.path) as raw:
        raw.execute(f"UPDATE head SET {change}")  # noqa: S608
    found, reason = victim.check()
    assert found in (SIZE, SIZE - 1)
    assert "the head" in reason or "missing" in reason


def test_a_log_rolled_back_whole_is_shown_by_a_checkpoint_that_somebody_kept(
    victim: Victim, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An older copy of everything agrees with itself; only what was kept elsewhere knows better."""
    older = shutil.copy(victim.path, tmp_path / "older.db")
    for number in range(40):
        victim.store.append(entry(), now=NOON + timedelta(hours=1, seconds=number))
    kept = victim.store.checkpoint(victim.key, now=NOON + timedelta(hours=2))
    victim.engine.dispose()
    shutil.copy(older, victim.path)
    assert victim.check() == (None, "")
    verdict = victim.store.verify(victim.key.public, [kept.note])
    assert (verdict.first_bad, verdict.why) == (
        200,
        "entries 200 to 239: missing; the log was signed with 240 entries; no checkpoint vouches for 192 to 199 either",
    )
    (tmp_path / "kept.txt").write_text(kept.note)
    arguments = [str(victim.export()), "--keys", str(victim.keys)]
    assert main(arguments) == 0
    assert main([*arguments, "--checkpoint", str(tmp_path / "kept.txt")]) == 1
    assert "first bad entry: 200\n" in capsys.readouterr().out


def test_a_log_shown_differently_to_two_people_is_found_when_they_compare(victim: Victim) -> None:
    """Both views are signed with both keys, so only a checkpoint from the other view tells."""
    with opened(victim.path) as raw:
        edit_and_write_anew(raw, 130)
        raw.execute("UPDATE lookups SET actor_ref = 'person-2' WHERE seq = 130")
        raw.execute("DELETE FROM checkpoints WHERE size > 128")
    other = victim.store.checkpoint(victim.key, now=NOON + timedelta(hours=1))
    assert victim.check() == (None, "")
    honest = sign(victim.key, ORIGIN, other.size, bytes(32), other.at)
    verdict = victim.store.verify(victim.key.public, [honest.note])
    assert verdict.first_bad is not None
    assert "written anew" in verdict.why


@pytest.mark.parametrize("half", ["Ed25519", "ML-DSA-44"])
def test_a_log_written_anew_and_signed_with_one_stolen_key_is_found(victim: Victim, half: str) -> None:
    own = LogKey.generate()
    seeds = (victim.key.seed[:32], own.seed[32:]) if half == "Ed25519" else (own.seed[:32], victim.key.seed[32:])
    thief = LogKey.from_seed(b"".join(seeds))
    with opened(victim.path) as raw:
        edit_and_write_anew(raw, 130)
        raw.execute("DELETE FROM checkpoints WHERE size > 128")
        head = raw.execute("SELECT * FROM head").fetchone()
        forged = sign(thief, ORIGIN, head["size"], head["root"], NOON + timedelta(hours=1))
        row = {"size": forged.size, "root": forged.root, "at": "2026-05-04T13:00:00.000000Z", "note": forged.note}
        insert(raw, "checkpoints", row)
    found, reason = victim.check()
    assert found == 128, "the first entry that no believable checkpoint covers"
    assert reason.startswith("the checkpoint at size 200 does not carry one")


def test_a_log_whose_every_checkpoint_is_forged_proves_nothing(victim: Victim) -> None:
    thief = LogKey.generate()
    with opened(victim.path) as raw:
        raw.execute("DELETE FROM checkpoints")
        head = raw.execute("SELECT * FROM head").fetchone()
        forged = sign(thief, ORIGIN, head["size"], head["root"], NOON)
        insert(raw, "checkpoints", {"size": 200, "root": forged.root, "at": "", "note": forged.note})
    assert victim.check()[0] == 0


def test_a_log_without_checkpoints_proves_nothing(victim: Victim) -> None:
    with opened(victim.path) as raw:
        raw.execute("DELETE FROM checkpoints")
    assert victim.check() == (0, "no checkpoint holds")


def test_an_altered_checkpoint_is_named_though_a_later_one_still_vouches_for_the_entries(victim: Victim) -> None:
    with opened(victim.path) as raw:
        raw.execute(
            "UPDATE checkpoints SET note = replace(note, char(10) || '64' || char(10), char(10) || '65' || char(10))"
        )
    found, reason = victim.check()
    assert found is None
    assert reason == "the checkpoint at size 65 has an Ed25519 signature that does not hold"


def test_nothing_more_is_signed_once_the_log_no_longer_extends_what_was_signed(victim: Victim) -> None:
    with opened(victim.path) as raw:
        edit_and_write_anew(raw, 70)
    with pytest.raises(Exception, match="does not extend what was last signed"):
        victim.store.checkpoint(victim.key, now=NOON + timedelta(hours=1))


def test_a_proof_of_an_altered_entry_does_not_hold(victim: Victim, tmp_path: Path) -> None:
    proof = json.loads(victim.store.proof(70))
    forged = {**proof, "entry": edited(proof["entry"].encode()).decode()}
    for name, parts, status in (("true", proof, 0), ("forged", forged, 1)):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(parts))
        assert main([str(tmp_path), "--keys", str(victim.keys), "--proof", str(path)]) == status
