"""A checkpoint is believed only with both signatures, over exactly this log, size and root."""

from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from audit.checkpoint import Checkpoint, Head, due, key_lines, keys_of, read, sign
from audit.verify import Keys, Untrusted, key_id
from crypto.signing import LogKey
from tests.audit.made_up import NOON, ORIGIN

ROOT = sha256(b"root").digest()


@pytest.fixture
def signed(log_key: LogKey) -> Checkpoint:
    return sign(log_key, ORIGIN, 70, ROOT, NOON + timedelta(microseconds=5))


@pytest.fixture
def keys(log_key: LogKey) -> Keys:
    return keys_of(log_key.public, ORIGIN)


def test_a_note_reads_as_the_format_says(signed: Checkpoint) -> None:
    lines = signed.note.split("\n")
    assert lines[:4] == [ORIGIN, "70", b64encode(ROOT).decode(), ""]
    assert [line.split(" ")[:2] for line in lines[4:6]] == [["—", ORIGIN], ["—", ORIGIN]]
    assert lines[6:] == [""]
    assert signed.at == NOON


def test_the_ed25519_line_signs_the_text_as_signed_notes_do(signed: Checkpoint, log_key: LogKey) -> None:
    """c2sp.org/signed-note: key id, then the signature over the text with its last newline."""
    blob = b64decode(signed.note.split("\n")[4].split(" ")[2])
    expected = sha256(f"{ORIGIN}\n".encode() + b"\x01" + log_key.public.ed25519).digest()[:4]
    assert blob[:4] == expected == key_id(ORIGIN, 1, log_key.public.ed25519)
    text = f"{ORIGIN}\n70\n{b64encode(ROOT).decode()}\n".encode()
    Ed25519PublicKey.from_public_bytes(log_key.public.ed25519).verify(blob[4:], text)


def test_the_mldsa_line_is_a_cosignature_of_the_log_itself(signed: Checkpoint, log_key: LogKey) -> None:
    """c2sp.org/tlog-cosignature: key id, eight bytes of time, then the signature over a cosigned_message."""
    blob = b64decode(signed.note.split("\n")[5].split(" ")[2])
    assert blob[:4] == sha256(f"{ORIGIN}\n".encode() + b"\x06" + log_key.public.mldsa44).digest()[:4]
    time = int(NOON.timestamp()).to_bytes(8, "big")
    assert blob[4:12] == time
    assert len(blob) == 4 + 8 + 2420
    name = bytes([len(ORIGIN)]) + ORIGIN.encode()
    message = b"subtree/v1\n\x00" + name + time + name + bytes(8) + (70).to_bytes(8, "big") + ROOT
    MLDSA44PublicKey.from_public_bytes(log_key.public.mldsa44).verify(blob[12:], message)


def test_the_keys_are_told_in_two_lines_and_read_back(log_key: LogKey, keys: Keys) -> None:
    lines = key_lines(log_key.public, ORIGIN)
    assert lines.count("\n") == 2
    assert Keys.read(lines) == keys
    assert Keys.read("\n".join(reversed(lines.splitlines()))) == keys


def test_keys_that_are_not_one_pair_are_refused(log_key: LogKey) -> None:
    first, second = key_lines(log_key.public, ORIGIN).splitlines()
    other = key_lines(LogKey.generate().public, "log.example/other").splitlines()[1]
    name, _, key = second.split("+", 2)
    renamed = f"{name}+{'00000000'}+{key}"
    for text in ("", first, f"{first}\n{first}", f"{first}\n{other}", f"{first}\n{second[:-6]}", f"{first}\n{renamed}"):
        with pytest.raises(Untrusted):
            Keys.read(text)


def test_a_signed_checkpoint_is_read_back(signed: Checkpoint, keys: Keys) -> None:
    assert read(signed.note, keys) == signed


def test_a_checkpoint_signed_with_one_of_the_two_keys_is_not_believed(signed: Checkpoint, log_key: LogKey) -> None:
    thief = LogKey.generate()
    stolen_ed25519 = LogKey.from_seed(log_key.seed[:32] + thief.seed[32:])
    stolen_mldsa44 = LogKey.from_seed(thief.seed[:32] + log_key.seed[32:])
    for half in (stolen_ed25519, stolen_mldsa44):
        forged = sign(half, ORIGIN, 70, ROOT, NOON)
        with pytest.raises(Untrusted):
            read(forged.note, keys_of(log_key.public, ORIGIN))
    for line in (4, 5):
        lines = signed.note.split("\n")
        del lines[line]
        with pytest.raises(Untrusted, match="does not carry one"):
            read("\n".join(lines), keys_of(log_key.public, ORIGIN))


def test_a_stolen_half_with_the_id_of_the_other_key_is_not_believed(signed: Checkpoint, log_key: LogKey) -> None:
    thief = LogKey.generate()
    for raw, line, name in ((thief.sign_ed25519(b"x"), 4, "Ed25519"), (thief.sign_mldsa44(b"x"), 5, "ML-DSA-44")):
        lines = signed.note.split("\n")
        kept = b64decode(lines[line].split(" ")[2])[: 4 if line == 4 else 12]
        lines[line] = f"— {ORIGIN} {b64encode(kept + raw).decode()}"
        with pytest.raises(Untrusted, match=f"{name} signature that does not hold"):
            read("\n".join(lines), keys_of(log_key.public, ORIGIN))


def test_a_changed_checkpoint_is_not_believed(signed: Checkpoint, keys: Keys) -> None:
    other_root = b64encode(sha256(b"other").digest()).decode()
    time = b64decode(signed.note.split("\n")[5].split(" ")[2])
    later = b64encode(time[:11] + bytes([time[11] ^ 1]) + time[12:]).decode()
    changed = (
        signed.note.replace("\n70\n", "\n71\n"),
        signed.note.replace("\n70\n", "\n070\n"),
        signed.note.replace(b64encode(ROOT).decode(), other_root),
        signed.note.replace(ORIGIN, "log.example/other"),
        signed.note.replace("\n\n", "\nextension\n\n", 1),
        signed.note.replace(b64encode(time).decode(), later),
        signed.note.rstrip("\n"),
        signed.note + "\n",
        "",
    )
    for note in changed:
        with pytest.raises(Untrusted):
            read(note, keys)


def test_a_checkpoint_of_another_log_by_the_same_keys_is_not_believed(log_key: LogKey, keys: Keys) -> None:
    other = sign(log_key, "log.example/other", 70, ROOT, NOON).note
    own = sign(log_key, ORIGIN, 70, ROOT, NOON).note
    for note in (other, other.split("\n\n")[0] + "\n\n" + own.split("\n\n")[1]):
        with pytest.raises(Untrusted, match="not a checkpoint of this log"):
            read(note, keys)


def test_two_signatures_by_one_key_are_not_believed(signed: Checkpoint, keys: Keys) -> None:
    lines = signed.note.split("\n")
    for line in (4, 5):
        with pytest.raises(Untrusted, match="does not carry one"):
            read("\n".join([*lines[:6], lines[line], ""]), keys)


def test_a_line_by_a_witness_beside_ours_is_left_aside(signed: Checkpoint, keys: Keys) -> None:
    witnessed = signed.note + f"— witness.example {b64encode(b'0123' + bytes(64)).decode()}\n"
    assert read(witnessed, keys) == replace(signed, note=witnessed)


def test_a_checkpoint_is_due_after_five_minutes_or_64_entries(signed: Checkpoint) -> None:
    minute = timedelta(minutes=1)
    assert due(Head(0, ROOT, None), None, NOON)
    assert not due(Head(133, ROOT, NOON), signed, NOON + 4 * minute)
    assert due(Head(134, ROOT, NOON), signed, NOON)
    assert due(Head(70, ROOT, NOON), signed, NOON + 5 * minute)
