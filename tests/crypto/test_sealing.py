"""What is sealed or boxed comes back whole, shows only its size class, and never looks the same twice."""

from collections.abc import Callable, Mapping

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import example, given
from hypothesis import strategies as st

from crypto import suites
from crypto.context import Context
from crypto.keys import PrivateKey
from crypto.macs import derive_key
from crypto.sealing import box, pad, seal, seal_record, unbox, unpad, unseal, unseal_record

KIB = 1024
KEY = bytes(range(32))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.binary(max_size=2000))
def test_what_was_sealed_or_boxed_opens_again(context: Context, private: PrivateKey, message: bytes) -> None:
    assert unseal(private, context, seal(private.public, context, message)) == message
    assert unbox(KEY, context, box(KEY, context, message)) == message


@given(st.dictionaries(st.text(max_size=8), VALUES, max_size=4))
def test_a_record_opens_as_it_was(context: Context, private: PrivateKey, record: dict[str, object]) -> None:
    assert unseal_record(private, context, seal_record(private.public, context, record)) == record


def test_the_same_message_never_looks_the_same_twice(context: Context, private: PrivateKey) -> None:
    sealed = {seal(private.public, context, b"who") for _ in range(50)}
    boxed = {box(KEY, context, b"who") for _ in range(50)}
    nonces = {blob[20:32] for blob in boxed}
    assert (len(sealed), len(boxed), len(nonces)) == (50, 50, 50)


def test_a_message_of_many_megabytes_opens_again(context: Context, private: PrivateKey) -> None:
    message = bytes(range(256)) * 4096 * 8
    assert unseal(private, context, seal(private.public, context, message)) == message
    assert unbox(KEY, context, box(KEY, context, message)) == message


def test_nothing_of_the_message_shows_in_the_blob(context: Context, private: PrivateKey) -> None:
    message = b"Margaret Thornycroft-Wheelwright"
    for blob in (seal(private.public, context, message), box(KEY, context, message)):
        assert not any(message[at : at + 4] in blob for at in range(len(message) - 3))


def test_the_place_does_not_show_in_the_blob(context: Context, private: PrivateKey) -> None:
    for blob in (seal(private.public, context, b"who"), box(KEY, context, b"who")):
        assert context.record.encode() not in blob
        assert b"contact" not in blob


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_box_key_of_another_length_is_refused(refused: Callable[..., None], context: Context, length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        box(bytes(length), context, b"who")
    refused(unbox, bytes(length), context, box(KEY, context, b"who"))


@pytest.mark.parametrize("length", [16, 24])
def test_a_box_under_a_weaker_key_is_refused_even_by_its_holder(
    refused: Callable[..., None], context: Context, length: int
) -> None:
    key = bytes(length)
    header = suites.header_for(suites.Kind.BOXED, derive_key(key, "box key id", length=16))
    bound = header.encode() + context.encode(1)
    blob = header.encode() + bytes(12) + AESGCM(key).encrypt(bytes(12), b"who", bound)
    refused(unbox, key, context, blob)


@pytest.mark.parametrize(
    ("length", "size"),
    [
        (0, 256),
        (252, 256),
        (253, KIB),
        (KIB - 4, KIB),
        (KIB - 3, 4 * KIB),
        (4 * KIB - 4, 4 * KIB),
        (4 * KIB - 3, 16 * KIB),
        (16 * KIB - 4, 16 * KIB),
        (16 * KIB - 3, 32 * KIB),
        (32 * KIB - 4, 32 * KIB),
        (32 * KIB - 3, 48 * KIB),
        (100 * KIB, 112 * KIB),
    ],
)
def test_padding_comes_in_classes(length: int, size: int) -> None:
    assert len(pad(b"x" * length)) == size


@given(st.binary(max_size=40 * KIB))
@example(b"")
@example(b"\0" * 252)
@example(b"ends in zeros" + bytes(300))
def test_what_was_padded_comes_back(data: bytes) -> None:
    assert unpad(pad(data)) == data


@given(st.binary(max_size=252), st.binary(max_size=252))
def test_two_short_messages_pad_to_the_same_size(one: bytes, other: bytes) -> None:
    assert len(pad(one)) == len(pad(other))


def test_a_short_and_a_long_contact_give_blobs_of_one_size(context: Context, private: PrivateKey) -> None:
    short = seal_record(private.public, context, {"phone": "1"})
    long = seal_record(private.public, context, {"phone": "+44 7700 900123", "safe": "after six, ask for the vet"})
    empty = seal_record(private.public, context, {})
    assert len(short) == len(long) == len(empty)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        bytes(3),
        bytes(4),
        bytes(255),
        bytes(257),
        bytes(KIB),
        bytes(32 * KIB),
        b"\0\0\0\x01" + b"x" + bytes(250) + b"\x01",
        b"\0\0\0\x01" + b"xx" + bytes(250),
        b"\0\0\0\xfd" + bytes(252),
        b"\xff\xff\xff\xff" + bytes(252),
    ],
    ids=[
        "nothing",
        "one byte",
        "half a length",
        "length only",
        "a byte short",
        "a byte long",
        "a class too large",
        "a step too large",
        "last filling byte set",
        "first filling byte set",
        "longer than its class",
        "longer than anything",
    ],
)
def test_padding_that_is_not_ours_is_refused(refused: Callable[..., None], data: bytes) -> None:
    refused(unpad, data)


@pytest.mark.parametrize(
    "inside",
    [
        pad(b""),
        pad(b"{"),
        pad(b"[]"),
        pad(b'"text"'),
        pad(b"null"),
        pad(b'{"a": 1}'),
        pad(b'{"b":1,"a":2}'),
        pad(b'{"a":1,"a":1}'),
        pad(b'{"a":1.5}'),
        pad(b'{"a":NaN}'),
        pad(b'{"a":9007199254740992}'),
        pad(b'{"a":"\\u0061"}'),
        pad(b'{"a":"\xff"}'),
        pad(b'{"a":"\\ud800"}'),
        pad(b"\xef\xbb\xbf{}"),
        pad(b"[" * 5000),
        pad(b"1" * 5000),
        b"{}",
    ],
)
def test_what_is_sealed_but_is_no_record_is_refused(
    refused: Callable[..., None], context: Context, private: PrivateKey, inside: bytes
) -> None:
    refused(unseal_record, private, context, seal(private.public, context, inside))


@pytest.mark.parametrize("record", [{"a": 1.5}, {"a": b"bytes"}, {"a": {1: 2}}, {"a": "\ud800"}])
def test_a_record_that_json_does_not_hold_is_not_sealed(
    context: Context, private: PrivateKey, record: Mapping[str, object]
) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the four say different things
        seal_record(private.public, context, record)
