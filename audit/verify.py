"""
Check an exported log without trusting whoever exported it. One file; needs Python 3.11 and `cryptography` only.

    python verify.py DIR [--keys FILE] [--checkpoint FILE ...] [--proof FILE]

DIR holds entries.jsonl (one entry a line, exactly as hashed), hashes.bin (for each entry its leaf hash and the nodes it
completed), checkpoints.jsonl (signed notes) and keys.txt. Get the keys from the auditors and give them with --keys:
keys that came with an export only show that it agrees with itself. --checkpoint adds a checkpoint you kept: a log that
was cut short or written anew cannot agree with it. Exit status 0: every entry is as it was signed. 1: it is not.
"""

import argparse
import json
import re
import sys
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from heapq import merge
from itertools import count, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Never

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

ED25519, MLDSA44 = 0x01, 0x06  # signature types of c2sp.org/signed-note and c2sp.org/tlog-cosignature
BATCH = 512  # checkpoints whose signatures a second process checks at a time
OTHER = "not what was signed"
LONGEST_LINE = 1 << 20  # bytes; an entry is under a thousand

# The text that Ed25519 signs, in it origin, size and root; then the lines of signatures.
_NOTE = re.compile("(([^\n]+)\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n)\n((?:— \\S+ [A-Za-z0-9+/]+={0,2}\n)+)")
_AT = rb'"at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)",'
_TEXT = rb'"[ !#-\[\]-~]*"'
_START = rb'\{"v":1,"seq":(0|[1-9]\d*),' + _AT
# An entry in the plainest canonical form, which most have. What this does not match is read in full.
_PLAIN = re.compile(
    _START
    + rb'"acting_for":%s,"action":%s,"actor_ref":%s,"attempt":(?:null|0|[1-9]\d{0,14}),"clearance":%s,"decision":%s,'
    rb'"detail":\{(?:%s:%s)?\},"digest":%s,"grant_ref":%s,"object_ref":%s,"private":%s,"purpose":%s,"request_id":%s,'
    rb'"roles":\[(?:%s(?:,%s)*)?\],"rule":%s,"session":%s,"verb":%s\}'.replace(b"%s", _TEXT)
)


class Untrusted(Exception):
    """A checkpoint, key or proof that proves nothing, and why."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The log's name and its two public keys, raw: Ed25519 (32 bytes) and ML-DSA-44 (1,312 bytes)."""

    origin: str
    ed25519: bytes
    mldsa44: bytes

    @classmethod
    def read(cls, text: str) -> "Keys":
        """Return the keys of two lines `name+id+base64(type and key)`, one of each type; raise Untrusted otherwise."""
        found: dict[int, tuple[str, bytes]] = {}
        for line in text.split():
            name, _, rest = line.partition("+")
            identity, _, encoded = rest.partition("+")
            raw = _base64(encoded)
            if len(raw) < 2 or identity != key_id(name, raw[0], raw[1:]).hex() or raw[0] in found:
                raise Untrusted("the keys are not one line for each of two types of key")
            found[raw[0]] = (name, raw[1:])
        if set(found) != {ED25519, MLDSA44} or found[ED25519][0] != found[MLDSA44][0]:
            raise Untrusted("the keys are not an Ed25519 and an ML-DSA-44 key of one log")
        return cls(found[ED25519][0], found[ED25519][1], found[MLDSA44][1])


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint, when it was signed (seconds), and why it is not to be believed, which is empty if it is."""

    size: int
    root: bytes
    signed_at: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The largest checkpoint that entries and signatures bear out, how much was read, and the first thing wrong."""

    trusted: Note
    entries: int
    checkpoints: int
    first_bad: int | None = None
    why: str = ""


def key_id(name: str, kind: int, key: bytes) -> bytes:
    """Return the four bytes that name a key in a note (c2sp.org/signed-note)."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:4]


def cosigned_message(origin: str, size: int, root: bytes, signed_at: int) -> bytes:
    """Return what ML-DSA-44 signs for a checkpoint; `signed_at` is in seconds (c2sp.org/tlog-cosignature)."""
    name = bytes([len(origin.encode())]) + origin.encode()
    numbers = (0).to_bytes(8, "big") + size.to_bytes(8, "big")
    return b"subtree/v1\n\0" + name + signed_at.to_bytes(8, "big") + name + numbers + root


def read_note(text: str, keys: Keys) -> Note:
    """Return the checkpoint of a note if BOTH signatures hold; raise Untrusted otherwise."""
    found = _NOTE.fullmatch(text)
    if not found or found[2] != keys.origin:
        raise Untrusted("is not a checkpoint of this log")
    size, root = int(found[3]), _base64(found[4])
    signatures = [(name, _base64(blob)) for _, name, blob in (line.split(" ") for line in found[5].splitlines())]
    ed25519 = _own(signatures, keys.origin, ED25519, keys.ed25519)
    stamped = _own(signatures, keys.origin, MLDSA44, keys.mldsa44)
    signed_at = int.from_bytes(stamped[:8], "big")
    try:
        Ed25519PublicKey.from_public_bytes(keys.ed25519).verify(ed25519, found[1].encode())
    except (InvalidSignature, ValueError):
        raise Untrusted("has an Ed25519 signature that does not hold") from None
    try:
        message = cosigned_message(keys.origin, size, root, signed_at)
        MLDSA44PublicKey.from_public_bytes(keys.mldsa44).verify(stamped[8:], message)
    except (InvalidSignature, ValueError):
        raise Untrusted("has an ML-DSA-44 signature that does not hold") from None
    return Note(size, root, signed_at)


def root_from_path(leaf: bytes, seq: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root an inclusion path leads to, or None where it does not fit (RFC 9162, 2.1.3.2)."""
    if not 0 <= seq < size:
        return None
    last = size - 1
    for step in path:
        if last == 0:
            return None
        if seq & 1 or seq == last:
            leaf = sha256(b"\1" + step + leaf).digest()
            while seq and not seq & 1:
                seq, last = seq >> 1, last >> 1
        else:
            leaf = sha256(b"\1" + leaf + step).digest()
        seq, last = seq >> 1, last >> 1
    return leaf if last == 0 else None


def check_proof(text: str, keys: Keys) -> Note:
    """Return the checkpoint under which a downloaded proof holds; raise Untrusted when it does not."""
    try:
        proof = json.loads(text)
        entry, seq, path, note = (proof[part] for part in ("entry", "index", "path", "checkpoint"))
        steps, line = [_base64(step) for step in path], entry.encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Untrusted("it is not a proof") from None
    if type(seq) is not int or not isinstance(note, str):
        raise Untrusted("it is not a proof")
    checkpoint = read_note(note, keys)
    if fault := entry_fault(line, seq, b""):
        raise Untrusted(fault)
    if root_from_path(sha256(b"\0" + line).digest(), seq, checkpoint.size, steps) != checkpoint.root:
        raise Untrusted("the path does not lead from the entry to the signed root")
    return checkpoint


def entry_fault(line: bytes, seq: int, last_at: bytes) -> str:
    """Return what is wrong with the form of the entry that stands at `seq`, or nothing."""
    begins = re.match(_START, line)
    if not begins:
        return "does not begin as an entry does" if line else "missing"
    if int(begins[1]) != seq:
        return f"carries the number {int(begins[1])}; deleted, inserted, moved or renumbered"
    if begins[2] < last_at:
        return "dated before the entry it follows"
    try:
        rest = b"{" + line[begins.end() :]
        value = json.loads(rest, parse_float=_refuse, parse_constant=_refuse, object_pairs_hook=_once)
        plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except (ValueError, RecursionError) as error:
        return f"not canonical JSON ({error})"
    return "" if plain == rest and not value.keys() & {"v", "seq", "at"} else "not in canonical form"


class Walk:
    """
    One pass over the log, in which two trees grow: `told` from the entries, `kept` from the stored hashes.

    As long as they agree they are one tree. Where they part is the doubt (first and last entry it may lie in, and
    why); the next checkpoint whose root either of them has settles which of the two was signed.
    """

    def __init__(self) -> None:
        self.seq, self.checkpoints, self.last_at = 0, 0, b""
        self.told: list[bytes] = []
        self.kept: list[bytes] | None = None
        self.doubt: tuple[int, int, str] | None = None
        self.trusted = Note(0, sha256().digest(), 0, "no checkpoint holds")
        self.refused: Note | None = None
        self.proved = False  # that the first bad entry is where the doubt is, and not before

    def take(self, line: bytes, stored: bytes) -> None:
        """Take the next entry, and the hashes stored for it: its leaf's, then those of the nodes it completed."""
        seq, completed = self.seq, levels_completed(self.seq)
        made = node = sha256(b"\0" + line).digest()
        for _ in range(completed):
            node = sha256(b"\1" + self.told.pop() + node).digest()
            made += node
        self.told.append(node)
        plain = _PLAIN.fullmatch(line)
        if plain and int(plain[1]) == seq and plain[2] >= self.last_at:
            self.last_at, fault = plain[2], ""
        else:
            fault = entry_fault(line, seq, self.last_at)
            self.last_at = self.last_at if fault else line.split(b'"', 8)[7]
        if self.kept is not None:
            self.kept[len(self.kept) - completed :] = [stored[-32:]]
        elif fault or made != stored:
            self.kept = [*self.told[:-1], stored[-32:]]
        if self.doubt is None and (fault or made != stored):
            level = (
                0
                if fault
                else next((n for n in range(completed + 1) if made[: 32 * n + 32] != stored[: 32 * n + 32]), 0)
            )
            self.doubt = (seq + 1 - (1 << level), seq, fault or OTHER)
        self.seq += 1

    def meet(self, note: Note) -> bool:
        """Compare with a checkpoint; return whether nothing further can change the verdict."""
        self.checkpoints += 1
        if note.why or note.size < self.seq:
            self.refused = self.refused or (note if note.why else replace(note, why="is out of order"))
            return False
        if note.size > self.seq:
            self.doubt = self.doubt or (
                self.seq,
                note.size - 1,
                f"missing; the log was signed with {note.size} entries",
            )
            return True
        told = root_of(self.told) == note.root
        if self.doubt is None and told:
            self.trusted = note
            return False
        if self.doubt is None:
            self.doubt = (self.trusted.size, note.size - 1, "one or more written anew, with every hash over them")
            return True
        if told and self.doubt[2] == OTHER:
            self.doubt = (*self.doubt[:2], "as signed, but a hash stored over it was altered")
        self.proved = told or (self.kept is not None and root_of(self.kept) == note.root)
        return self.proved

    def verdict(self) -> Verdict:
        """Return what the pass came to."""
        first, why = None, ""
        if self.doubt:
            first, last, why = self.doubt
            why = f"entry {first}: {why}" if first == last else f"entries {first} to {last}: {why}"
            if not self.proved and self.trusted.size < first:
                why += f"; no checkpoint vouches for {self.trusted.size} to {first - 1} either"
        elif self.refused:
            first = None if self.refused.size <= self.trusted.size else self.trusted.size
            why = f"the checkpoint at size {self.refused.size} {self.refused.why}"
        elif self.trusted.why:
            first, why = 0, self.trusted.why
        return Verdict(self.trusted, self.seq, self.checkpoints, first, why)


def examine(log: Iterable[tuple[bytes, bytes]], notes: Iterable[str], keys: Keys) -> Verdict:
    """
    Return the verdict on a log, reading it once and keeping only as many hashes as the tree is high.

    `log` gives each entry with the hashes stored for it; `notes` gives every checkpoint, smallest first.
    """
    walk, judged = Walk(), judge(notes, keys)
    note = next(judged, None)
    for line, stored in log:
        while note and note.size <= walk.seq:
            if walk.meet(note):
                return walk.verdict()
            note = next(judged, None)
        walk.take(line, stored)
    while note and not walk.meet(note):
        note = next(judged, None)
    return walk.verdict()


def judge(notes: Iterable[str], keys: Keys) -> Iterator[Note]:
    """Give each checkpoint with its signatures checked; in a second process, a little ahead, once there are many."""
    rest = iter(notes)
    first = list(islice(rest, BATCH))
    yield from judge_batch(first, keys)
    if len(first) < BATCH:
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        ahead: deque[Future[list[Note]]] = deque()
        while batch := list(islice(rest, BATCH)):
            ahead.append(beside.submit(judge_batch, batch, keys))
            if len(ahead) > 2:
                yield from ahead.popleft().result()
        for judged in ahead:
            yield from judged.result()


def judge_batch(notes: Sequence[str], keys: Keys) -> list[Note]:
    """Return the checkpoints of these notes, each with why it is not to be believed."""
    judged = []
    for text in notes:
        try:
            judged.append(read_note(text, keys))
        except Untrusted as error:
            judged.append(Note(claimed_size(text), b"", 0, str(error)))
    return judged


def levels_completed(seq: int) -> int:
    """Return how many nodes above its leaf the entry `seq` completes."""
    return (seq ^ (seq + 1)).bit_length() - 1


def root_of(peaks: Sequence[bytes]) -> bytes:
    """Return the root of a tree from the roots of its complete subtrees, largest first."""
    root = peaks[-1] if peaks else sha256().digest()
    for peak in reversed(peaks[:-1]):
        root = sha256(b"\1" + peak + root).digest()
    return root


def read_log(directory: Path) -> Iterator[tuple[bytes, bytes]]:
    """Give each entry of an exported log with the hashes stored for it; nothing where either has run out."""
    with (directory / "entries.jsonl").open("rb") as entries, (directory / "hashes.bin").open("rb") as hashes:
        for seq in count():
            line = entries.readline(LONGEST_LINE)
            stored = hashes.read(32 + 32 * levels_completed(seq))
            if not line and not stored:
                return
            yield line.removesuffix(b"\n"), stored


def read_notes(directory: Path, kept: Sequence[Path]) -> Iterator[str]:
    """Give the exported checkpoints and those somebody kept, smallest first."""
    with (directory / "checkpoints.jsonl").open("rb") as lines:
        yield from merge(
            map(_note, lines), sorted((path.read_text() for path in kept), key=claimed_size), key=claimed_size
        )


def claimed_size(note: str) -> int:
    """Return the size that a note states, true or not."""
    found = re.match("[^\n]*\n([0-9]{1,18})\n", note)
    return int(found[1]) if found else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the command line names, print what was found, and return the exit status."""
    parser = argparse.ArgumentParser(description="Check an exported log: its entries, checkpoints and proofs.")
    parser.add_argument("directory", metavar="DIR", type=Path, nargs="?", default=Path(), help="an exported log")
    parser.add_argument("--keys", metavar="FILE", type=Path, help="the log's public keys, from someone you trust")
    parser.add_argument("--checkpoint", metavar="FILE", type=Path, action="append", default=[], help="one you kept")
    parser.add_argument("--proof", metavar="FILE", type=Path, help="check this downloaded proof instead of the log")
    asked = parser.parse_args(arguments)
    try:
        keys = Keys.read((asked.keys or asked.directory / "keys.txt").read_text())
        if asked.proof:
            verdict = Verdict(check_proof(asked.proof.read_text(), keys), 1, 1)
        else:
            verdict = examine(read_log(asked.directory), read_notes(asked.directory, asked.checkpoint), keys)
    except (OSError, UnicodeDecodeError, Untrusted) as error:
        print(f"cannot be checked: {error}")
        return 1
    report(verdict)
    if not asked.keys:
        print("note: the keys came with the export; give the auditors' copy with --keys")
    return 1 if verdict.why else 0


def report(verdict: Verdict) -> None:
    """Print a verdict."""
    print(f"size: {verdict.trusted.size}")
    print(f"root: {b64encode(verdict.trusted.root).decode()}")
    print(f"signed at: {datetime.fromtimestamp(verdict.trusted.signed_at, UTC):%Y-%m-%dT%H:%M:%SZ}")
    print(f"entries: {verdict.entries}, checkpoints: {verdict.checkpoints}")
    if not verdict.why and verdict.entries > verdict.trusted.size:
        print(f"not yet covered by a checkpoint: {verdict.entries - verdict.trusted.size}")
    print(f"first bad entry: {'none' if verdict.first_bad is None else verdict.first_bad}")
    print(f"result: {verdict.why or 'good'}")


def _own(signatures: Sequence[tuple[str, bytes]], name: str, kind: int, key: bytes) -> bytes:
    """Return the one signature among a note's that is by this key."""
    identity = key_id(name, kind, key)
    own = [blob[4:] for named, blob in signatures if named == name and blob[:4] == identity]
    if len(own) != 1:
        raise Untrusted(f"does not carry one {'Ed25519' if kind == ED25519 else 'ML-DSA-44'} signature of this log")
    return own[0]


def _note(line: bytes) -> str:
    try:
        return str(json.loads(line)["note"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _base64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _refuse(number: str) -> Never:
    raise ValueError(f"{number} is not a whole number")


if __name__ == "__main__":
    sys.exit(main())
