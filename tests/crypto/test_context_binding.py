"""A blob opens in the place it was made for and nowhere else, because no two places are written alike."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from crypto.context import Context
from crypto.framing import LARGEST_NUMBER, frame, number, read_number, read_text, unframe
from crypto.keys import MemberKeys, PrivateKey, key_pair_from_secret
from crypto.sealing import box, seal, seal_record, unbox, unseal, unseal_record
from crypto.slots import session_key

# Few letters, and the characters people join with, so that a join without lengths would soon give two alike.
TEXT = st.text("ab/|\0é", max_size=4)
NAME = st.text("ab/|\0é", min_size=1, max_size=4)
NUMBER = st.one_of(st.integers(0, 3), st.integers(0, LARGEST_NUMBER))
CONTEXTS = st.builds(Context, NAME, NAME, NAME, NAME, TEXT, NUMBER, NUMBER, st.lists(TEXT, max_size=3).map(tuple))

CHANGES: dict[str, dict[str, Any]] = {
    "another deployment": {"deployment": "unit-b"},
    "another store": {"store": "gateway"},
    "another table": {"table": "grant"},
    "another record": {"record": "0123456789abcdee"},
    "another compartment": {"compartment": "identity"},
    "no compartment": {"compartment": ""},
    "the version before": {"version": 0},
    "the next version": {"version": 2},
    "the next epoch": {"epoch": 2},
    "another grant": {"detail": ("grant-2", "2031-01-01T00:00:00Z")},
    "a later end": {"detail": ("grant-1", "2032-01-01T00:00:00Z")},
    "no detail": {"detail": ()},
    "detail in one piece": {"detail": ("grant-12031-01-01T00:00:00Z",)},
    "detail the other way round": {"detail": ("2031-01-01T00:00:00Z", "grant-1")},
    "an empty detail more": {"detail": ("grant-1", "2031-01-01T00:00:00Z", "")},
    "version and epoch exchanged": {"version": 9, "epoch": 1},
}


@given(CONTEXTS, CONTEXTS, st.integers(0, 255), st.integers(0, 255))
@example(Context("a", "bc", "t", "r"), Context("ab", "c", "t", "r"), 1, 1)
@example(Context("a", "b", "c", "d", "e"), Context("a", "b", "c", "de"), 1, 1)
@example(Context("a", "b", "c", "d", detail=("e", "")), Context("a", "b", "c", "d", detail=("e",)), 1, 1)
def test_no_two_contexts_are_written_alike(one: Context, other: Context, suite: int, other_suite: int) -> None:
    assume((one, suite) != (other, other_suite))
    assert one.encode(suite) != other.encode(other_suite)


@given(CONTEXTS, st.integers(0, 255))
def test_a_written_context_gives_back_every_part(context: Context, suite: int) -> None:
    product, *parts = unframe(context.encode(suite))
    read = Context(
        *(read_text(part) for part in parts[:5]),
        version=read_number(parts[5]),
        epoch=read_number(parts[6]),
        detail=tuple(read_text(part) for part in parts[8:]),
    )
    assert (product, read, parts[7]) == (b"sourcekeeper/1", context, bytes((suite,)))


@given(st.lists(st.binary(max_size=9)))
def test_framed_parts_come_back_as_they_went_in(parts: list[bytes]) -> None:
    assert unframe(frame(*parts)) == parts


@given(st.lists(st.binary(max_size=9), min_size=1), st.integers(min_value=1))
def test_a_frame_cut_short_or_lengthened_is_refused(refused: Callable[..., None], parts: list[bytes], cut: int) -> None:
    framed = frame(*parts)
    kept = framed[: len(framed) - (1 + cut % 4)]
    assume(kept not in {frame(*parts[:end]) for end in range(len(parts))})
    refused(unframe, kept)
    refused(unframe, framed + b"\0")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_blob_opens_in_no_other_place(
    refused: Callable[..., None], context: Context, private: PrivateKey, change: dict[str, Any]
) -> None:
    elsewhere = replace(context, **change)
    key = bytes(range(32))

    refused(unseal, private, elsewhere, seal(private.public, context, b"who"))
    refused(unbox, key, elsewhere, box(key, context, b"who"))
    refused(unseal_record, private, elsewhere, seal_record(private.public, context, {"who": "she"}))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_another_place_derives_another_key(context: Context, change: dict[str, Any]) -> None:
    elsewhere = replace(context, **change)
    secret, half, other_half = bytes(32), bytes(range(32)), bytes(range(1, 33))

    assert key_pair_from_secret(secret, context).seed != key_pair_from_secret(secret, elsewhere).seed
    assert session_key(half, other_half, context) != session_key(half, other_half, elsewhere)


def test_the_changes_tried_reach_every_field_of_a_context(context: Context) -> None:
    assert {field for change in CHANGES.values() for field in change} == set(asdict(context))


@given(CONTEXTS, CONTEXTS, st.binary(max_size=64))
def test_whatever_the_two_places_a_box_opens_in_its_own_only(
    refused: Callable[..., None], one: Context, other: Context, message: bytes
) -> None:
    assume(one != other)
    blob = box(bytes(32), one, message)
    assert unbox(bytes(32), one, blob) == message
    refused(unbox, bytes(32), other, blob)


@given(CONTEXTS, CONTEXTS, st.binary(max_size=64))
def test_whatever_the_two_places_a_sealed_blob_opens_in_its_own_only(
    refused: Callable[..., None], private: PrivateKey, one: Context, other: Context, message: bytes
) -> None:
    assume(one != other)
    blob = seal(private.public, one, message)
    assert unseal(private, one, blob) == message
    refused(unseal, private, other, blob)


@given(TEXT, TEXT, st.binary(max_size=9), st.binary(max_size=9))
@example("a", "ab", b"bc", b"c")
def test_a_signature_for_one_purpose_and_message_is_good_for_no_other(
    refused: Callable[..., None], purpose: str, other: str, message: bytes, other_message: bytes
) -> None:
    assume((purpose, message) != (other, other_message))
    keys = MemberKeys.from_seeds(bytes(range(160)))
    signature = keys.sign.sign(purpose, message)
    keys.public.verify.verify(purpose, message, signature)
    refused(keys.public.verify.verify, other, other_message, signature)


@pytest.mark.parametrize("empty", ["deployment", "store", "table", "record"])
def test_a_context_that_names_no_row_is_not_made(context: Context, empty: str) -> None:
    with pytest.raises(ValueError, match="names a deployment"):
        replace(context, **{empty: ""})


@pytest.mark.parametrize("value", [-1, 2**63])
def test_a_number_that_no_column_holds_is_not_bound(context: Context, value: int) -> None:
    for field in ("version", "epoch"):
        with pytest.raises(ValueError, match="runs from 0"):
            replace(context, **{field: value})
    with pytest.raises(ValueError, match="runs from 0"):
        number(value)


def test_the_largest_number_that_a_column_holds_is_bound_and_read_back() -> None:
    assert number(2**63 - 1) == b"\x7f" + b"\xff" * 7
    assert read_number(number(2**63 - 1)) == 2**63 - 1


def test_a_context_that_says_nothing_more_is_of_no_compartment_version_or_epoch() -> None:
    assert Context("a", "b", "c", "d") == Context("a", "b", "c", "d", compartment="", version=0, epoch=0, detail=())


@pytest.mark.parametrize("data", [b"", bytes(7), bytes(9), b"\x80" + bytes(7)])
def test_a_number_of_another_shape_is_refused(refused: Callable[..., None], data: bytes) -> None:
    refused(read_number, data)


def test_text_that_is_not_utf_8_is_refused(refused: Callable[..., None]) -> None:
    refused(read_text, b"\xff")
