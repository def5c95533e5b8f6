"""A long stream opens whole and in order, or not at all; what the log states is taken for nothing else."""

from collections.abc import Iterator
from io import BytesIO

import pytest

from crypto.context import Context
from crypto.errors import Tampered
from crypto.keys import PrivateKey
from crypto.signing import LogKey
from crypto.statements import sign_statement, verify_statement
from crypto.streams import CHUNK_BYTES, TAG_BYTES, decrypt_stream, encrypt_stream, encrypted_length

PLACE = Context("unit", "case", "backups", "b1")
FULL = CHUNK_BYTES + TAG_BYTES


@pytest.fixture(scope="module")
def private() -> PrivateKey:
    return PrivateKey.generate()


def message(length: int) -> bytes:
    return bytes(number * 7 % 251 for number in range(1000)) * (length // 1000) + bytes(length % 1000)


def encrypted(private: PrivateKey, content: bytes, context: Context = PLACE) -> bytes:
    pieces = (content[start : start + 70_001] for start in range(0, len(content), 70_001))
    return b"".join(encrypt_stream(private.public, context, pieces))


def opened(private: PrivateKey, stream: bytes, context: Context = PLACE) -> bytes:
    return b"".join(decrypt_stream(private, context, BytesIO(stream)))


@pytest.mark.parametrize("length", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_what_went_in_comes_out_and_its_length_is_known(private: PrivateKey, length: int) -> None:
    stream = encrypted(private, message(length))
    assert len(stream) == encrypted_length(length)
    assert opened(private, stream) == message(length)


def chunks(stream: bytes, length: int) -> tuple[bytes, list[bytes]]:
    """Return what stands before the chunks, and the chunks."""
    start = encrypted_length(length) - length - -(-length // CHUNK_BYTES) * TAG_BYTES
    body = stream[start:]
    return stream[:start], [body[at : at + FULL] for at in range(0, len(body), FULL)]


def rearranged(stream: bytes, other: bytes, length: int) -> Iterator[bytes]:
    """Give a stream of three chunks and a bit in every wrong order and length."""
    before, (one, two, three, last) = chunks(stream, length)
    _, (theirs, *_rest) = chunks(other, length)
    yield before + two + one + three + last
    yield before + one + two + last
    yield before + one + two + three
    yield before + one + one + two + three + last
    yield before + one + two + three + last + last
    yield before + theirs + two + three + last
    yield before + one + two + three + last + b"\0"
    yield before
    yield before + one + two + three + last[:-1]


def test_chunks_open_only_whole_in_their_order_and_to_the_end(private: PrivateKey) -> None:
    length = 3 * CHUNK_BYTES + 5
    stream, other = encrypted(private, message(length)), encrypted(private, message(length))
    for wrong in rearranged(stream, other, length):
        with pytest.raises(Tampered):
            opened(private, wrong)


def test_no_byte_of_a_stream_can_be_changed(private: PrivateKey) -> None:
    stream = encrypted(private, b"short")
    for at in range(len(stream)):
        wrong = stream[:at] + bytes((stream[at] ^ 1,)) + stream[at + 1 :]
        with pytest.raises(Tampered):
            opened(private, wrong)


@pytest.mark.parametrize("keep", [0, 3, 20, 24, 500])
def test_a_stream_cut_off_at_its_beginning_does_not_open(private: PrivateKey, keep: int) -> None:
    with pytest.raises(Tampered):
        opened(private, encrypted(private, b"short")[:keep])


def test_a_stream_opens_in_its_own_place_with_its_own_key_only(private: PrivateKey) -> None:
    stream = encrypted(private, b"short")
    with pytest.raises(Tampered):
        opened(private, stream, Context("unit", "vault", "backups", "b1"))
    with pytest.raises(Tampered):
        opened(PrivateKey.generate(), stream)


def test_what_the_key_of_the_log_states_is_checked_in_both_halves_and_for_its_purpose() -> None:
    key, other = LogKey.generate(), LogKey.generate()
    signature = sign_statement(key, "backup", b"this")
    verify_statement(key.public, "backup", b"this", signature)
    wrong = [
        ("backup", b"that", signature),
        ("other", b"this", signature),
        ("backup", b"this", signature[:-1]),
        ("backup", b"this", sign_statement(other, "backup", b"this")),
        *(
            ("backup", b"this", signature[:at] + bytes((signature[at] ^ 1,)) + signature[at + 1 :])
            for at in (3, 30, 90)
        ),
    ]
    for purpose, content, signed in wrong:
        with pytest.raises(Tampered):
            verify_statement(key.public, purpose, content, signed)
