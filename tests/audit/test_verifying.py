"""A stranger checks an exported log: whatever bit is changed, it shows; and nothing makes the check fall over."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit import verify
from audit.checkpoint import key_lines, keys_of, sign
from audit.entry import leaf_bytes
from audit.store import AuditStore
from audit.tree import append, leaf_hash, root_of
from audit.verify import Keys, Untrusted, check_proof, entry_fault, examine, main, read_log, read_notes
from crypto.canonical import canonical_json
from crypto.signing import LogKey
from tests.audit.made_up import NOON, ORIGIN, SECOND, entry, fill, new_engine

SIZE = 24
SIGNED_AT = (7, 16, 24)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, log_key: LogKey) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    engine = new_engine(folder / "audit.db")
    store = AuditStore(engine, origin=ORIGIN)
    fill(store, log_key, SIZE, signed_at=SIGNED_AT)
    store.export(folder / "log", log_key.public)
    engine.dispose()
    return folder / "log"


@pytest.fixture(scope="module")
def keys(log_key: LogKey) -> Keys:
    return keys_of(log_key.public, ORIGIN)


def copy_with(exported: Path, tmp_path: Path, name: str, content: bytes) -> Path:
    """Return a copy of an export in which one file has other content."""
    copy = tmp_path / "copy"
    copy.mkdir(exist_ok=True)
    for file in exported.iterdir():
        (copy / file.name).write_bytes(content if file.name == name else file.read_bytes())
    return copy


def verdict_on(directory: Path, keys: Keys) -> verify.Verdict:
    return examine(read_log(directory), read_notes(directory, []), keys)


def test_an_export_holds_the_exact_bytes_the_hashes_the_checkpoints_and_the_keys(exported: Path, keys: Keys) -> None:
    assert {file.name for file in exported.iterdir()} == {
        "entries.jsonl",
        "hashes.bin",
        "checkpoints.jsonl",
        "keys.txt",
    }
    verdict = verdict_on(exported, keys)
    assert (verdict.why, verdict.entries, verdict.checkpoints, verdict.trusted.size) == ("", SIZE, 3, SIZE)
    assert Keys.read((exported / "keys.txt").read_text()) == keys


def test_an_export_is_never_mixed_with_an_older_one(store: AuditStore, log_key: LogKey, tmp_path: Path) -> None:
    fill(store, log_key, 3, signed_at=(3,))
    store.export(tmp_path / "log", log_key.public)
    with pytest.raises(FileExistsError):
        store.export(tmp_path / "log", log_key.public)


def test_the_keys_that_came_with_an_export_are_said_to_prove_little(
    exported: Path, tmp_path: Path, log_key: LogKey, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(exported)]) == 0
    assert "the keys came with the export" in capsys.readouterr().out
    (tmp_path / "keys.txt").write_text(key_lines(log_key.public, ORIGIN))
    assert main([str(exported), "--keys", str(tmp_path / "keys.txt")]) == 0
    assert "the keys came with the export" not in capsys.readouterr().out


def test_an_export_signed_by_somebody_else_is_not_believed(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "keys.txt").write_text(key_lines(LogKey.generate().public, ORIGIN))
    assert main([str(exported), "--keys", str(tmp_path / "keys.txt")]) == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0), bit=st.integers(0, 7))
def test_every_bit_of_every_entry_counts(exported: Path, tmp_path: Path, keys: Keys, place: int, bit: int) -> None:
    content = bytearray((exported / "entries.jsonl").read_bytes())
    place %= len(content) - 1  # The last byte is the end of the last line, which says nothing.
    content[place] ^= 1 << bit
    verdict = verdict_on(copy_with(exported, tmp_path, "entries.jsonl", bytes(content)), keys)
    assert verdict.first_bad == (exported / "entries.jsonl").read_bytes()[:place].count(b"\n")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0), bit=st.integers(0, 7))
def test_every_bit_of_every_stored_hash_counts(
    exported: Path, tmp_path: Path, keys: Keys, place: int, bit: int
) -> None:
    content = bytearray((exported / "hashes.bin").read_bytes())
    content[place % len(content)] ^= 1 << bit
    verdict = verdict_on(copy_with(exported, tmp_path, "hashes.bin", bytes(content)), keys)
    assert verdict.first_bad is not None
    assert "as signed, but a hash stored over it was altered" in verdict.why


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0), bit=st.integers(0, 7))
def test_a_changed_checkpoint_never_passes_for_a_sound_one(
    exported: Path, tmp_path: Path, keys: Keys, place: int, bit: int
) -> None:
    content = bytearray((exported / "checkpoints.jsonl").read_bytes())
    before = [json.loads(line)["note"] for line in bytes(content).splitlines()]
    content[place % len(content)] ^= 1 << bit
    verdict = verdict_on(copy_with(exported, tmp_path, "checkpoints.jsonl", bytes(content)), keys)
    after = list(read_notes(tmp_path / "copy", []))
    assert verdict.why or sorted(after) == sorted(before)


@pytest.mark.parametrize("name", ["entries.jsonl", "hashes.bin", "checkpoints.jsonl"])
@pytest.mark.parametrize("content", [b"", b"\n", b"\x00" * 900, b"{}\n" * 30, b"[" * 100_000, b"\xff" * 64])
def test_nonsense_is_found_wrong_and_nothing_falls_over(
    exported: Path, tmp_path: Path, name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(copy_with(exported, tmp_path, name, content))]) == 1
    assert "result: " in capsys.readouterr().out


@pytest.mark.parametrize("name", ["entries.jsonl", "hashes.bin", "checkpoints.jsonl", "keys.txt"])
def test_a_missing_file_is_said_to_be_missing(
    exported: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = copy_with(exported, tmp_path, "", b"")
    (copy / name).unlink()
    assert main([str(copy)]) == 1
    assert "cannot be checked" in capsys.readouterr().out


@pytest.mark.parametrize("size", [1, 5, 15, 23])
def test_a_shortened_export_is_found_by_its_own_checkpoints(
    exported: Path, tmp_path: Path, keys: Keys, size: int
) -> None:
    lines = (exported / "entries.jsonl").read_bytes().splitlines(keepends=True)
    verdict = verdict_on(copy_with(exported, tmp_path, "entries.jsonl", b"".join(lines[:size])), keys)
    assert verdict.first_bad == size
    assert "missing" in verdict.why


def test_checkpoints_out_of_order_are_refused(exported: Path, tmp_path: Path, keys: Keys) -> None:
    lines = (exported / "checkpoints.jsonl").read_bytes().splitlines(keepends=True)
    verdict = verdict_on(copy_with(exported, tmp_path, "checkpoints.jsonl", b"".join(lines[::-1])), keys)
    assert verdict.why == "the checkpoint at size 16 is out of order"


@pytest.mark.parametrize(
    "rest",
    [
        b'"b":1,"a":2}',
        b'"a":1, "b":2}',
        b'"a":1,"a":1}',
        b'"a":1.0}',
        b'"a":NaN}',
        b'"a":"\\u00e9"}',
        b'"a":"\xff"}',
        b'"a":' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'"a":1}}',
        b'"seq":1}',
        b"",
    ],
)
def test_what_is_not_canonical_has_a_fault(rest: bytes) -> None:
    assert entry_fault(b'{"v":1,"seq":3,"at":"2026-05-04T12:00:00.000000Z",' + rest, 3, b"")


@pytest.mark.parametrize(
    "line",
    [
        b'{"v":2,"seq":3,"at":"2026-05-04T12:00:00.000000Z","a":1}',
        b'{"seq":3,"v":1,"at":"2026-05-04T12:00:00.000000Z","a":1}',
        b'{"v":1,"seq":03,"at":"2026-05-04T12:00:00.000000Z","a":1}',
        b'{"v":1,"seq":3,"at":"2026-05-04T12:00:00Z","a":1}',
        b'{"v":1,"seq":3,"at":"2026-05-04T12:00:00.000000+0","a":1}',
    ],
)
def test_an_entry_begins_with_version_number_and_time(line: bytes) -> None:
    assert entry_fault(line, 3, b"") == "does not begin as an entry does"


def test_what_is_beyond_plain_text_is_read_in_full_and_good(log_key: LogKey, keys: Keys) -> None:
    """Entries with several details, and any that a later version may write, take the slower way to the same end."""
    several = entry(detail={"compartment": "contact", "fields": ["phone"], "version": 2})
    lines = [leaf_bytes(canonical_json(several.parts()), 0, NOON)]
    lines.append(leaf_bytes(canonical_json({"later": "é\n\x01", "nested": {"a": [1, None, True]}}), 1, NOON))
    frontier: list[bytes] = []
    pairs = []
    for seq, line in enumerate(lines):
        assert verify._PLAIN.fullmatch(line) is None
        frontier, made = append(frontier, seq, leaf_hash(line))
        pairs.append((line, b"".join(made)))
    note = sign(log_key, ORIGIN, 2, root_of(frontier), NOON).note
    assert examine(pairs, [note], keys).why == ""


def test_a_fault_that_was_signed_is_a_fault_still(log_key: LogKey, keys: Keys) -> None:
    """Whoever holds the keys can sign such a log, and is told by it."""
    frontier: list[bytes] = []
    pairs = []
    for seq, at in enumerate((NOON, NOON + SECOND, NOON, NOON + SECOND)):
        line = leaf_bytes(canonical_json(entry().parts()), seq, at)
        frontier, made = append(frontier, seq, leaf_hash(line))
        pairs.append((line, b"".join(made)))
    verdict = examine(pairs, [sign(log_key, ORIGIN, 4, root_of(frontier), NOON).note], keys)
    assert (verdict.first_bad, verdict.why) == (2, "entry 2: dated before the entry it follows")


def test_what_the_short_way_lets_pass_the_long_way_finds_good_too(exported: Path) -> None:
    for seq, line in enumerate((exported / "entries.jsonl").read_bytes().splitlines()):
        assert verify._PLAIN.fullmatch(line)
        assert entry_fault(line, seq, b"") == ""


@settings(max_examples=300, deadline=None)
@given(
    detail=st.dictionaries(st.text(max_size=5), st.text(max_size=8) | st.integers(-9, 9) | st.none(), max_size=2),
    words=st.lists(st.text(max_size=6), min_size=3, max_size=3),
    attempt=st.none() | st.integers(0, 10**6),
)
def test_the_short_way_is_never_wider_than_the_long_one(
    detail: dict[str, object], words: list[str], attempt: int | None
) -> None:
    parts = entry().parts() | {"detail": detail, "attempt": attempt, "object_ref": words[0], "roles": words[1:]}
    line = leaf_bytes(canonical_json(parts), 5, NOON)
    assert entry_fault(line, 5, b"") == ""
    for other in (line.replace(b":{", b": {"), line.replace(b'"roles"', b'"roles" '), line[:-1] + b" }"):
        assert verify._PLAIN.fullmatch(other) is None


def test_many_checkpoints_are_checked_by_a_second_process(
    log_key: LogKey, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "BATCH", 4)
    frontier: list[bytes] = []
    pairs, notes = [], []
    for seq in range(30):
        line = leaf_bytes(canonical_json(entry().parts()), seq, NOON + seq * SECOND)
        frontier, made = append(frontier, seq, leaf_hash(line))
        pairs.append((line, b"".join(made)))
        notes.append(sign(log_key, ORIGIN, seq + 1, root_of(frontier), NOON + seq * SECOND).note)
    good = examine(pairs, notes, keys)
    assert (good.why, good.checkpoints) == ("", 30)
    notes[17] = notes[17].replace("\n18\n", "\n19\n")
    assert "the checkpoint at size 19 has an Ed25519 signature" in examine(pairs, notes, keys).why
    pairs[28] = (pairs[28][0].replace(b"person-1", b"person-2"), pairs[28][1])
    assert examine(pairs, notes, keys).first_bad == 28


def test_a_proof_holds_and_no_changed_proof_does(exported: Path, keys: Keys, log_key: LogKey, tmp_path: Path) -> None:
    engine = new_engine(tmp_path / "audit.db")
    store = AuditStore(engine, origin=ORIGIN)
    fill(store, log_key, 20, signed_at=(20,))
    proof = json.loads(store.proof(11))
    assert check_proof(json.dumps(proof), keys).size == 20
    other = json.loads(store.proof(12))
    changed = [
        {**proof, "index": 12},
        {**proof, "index": -1},
        {**proof, "index": "11"},
        {**proof, "index": 11.0},
        {**proof, "entry": other["entry"]},
        {**proof, "entry": proof["entry"] + " "},
        {**proof, "path": proof["path"][:-1]},
        {**proof, "path": [*proof["path"], proof["path"][0]]},
        {**proof, "path": other["path"]},
        {**proof, "path": 7},
        {**proof, "path": [7]},
        {**proof, "checkpoint": proof["checkpoint"].replace("\n20\n", "\n21\n")},
        {**proof, "checkpoint": None},
        {name: proof[name] for name in ("entry", "index", "path")},
        [],
        "proof",
    ]
    for forged in changed:
        with pytest.raises(Untrusted):
            check_proof(json.dumps(forged), keys)
    with pytest.raises(Untrusted):
        check_proof("{", keys)
    with pytest.raises(Untrusted):
        check_proof(json.dumps(proof), replace(keys, origin="log.example/other"))
    engine.dispose()
