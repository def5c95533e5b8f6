"""Every record has one text, so its digest is the same wherever it is made."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.canonical import LARGEST_WHOLE, canonical_json, read_canonical_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_WHOLE, LARGEST_WHOLE) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_and_nothing_is_spaced_or_escaped() -> None:
    value = {"é": True, "b": [1, -2, None], "a": {"z": 'line\nquote"', "y": ()}}
    assert canonical_json(value) == '{"a":{"y":[],"z":"line\\nquote\\""},"b":[1,-2,null],"é":true}'.encode()


@given(VALUES)
def test_what_was_written_reads_back(value: object) -> None:
    assert read_canonical_json(canonical_json(value)) == value


@given(VALUES, VALUES)
def test_two_values_share_a_text_only_when_they_are_equal(one: object, other: object) -> None:
    # Python holds True equal to 1; JSON does not, so the comparison goes by an unrelated writer.
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (canonical_json(one) == canonical_json(other)) == same


@given(st.dictionaries(st.text(max_size=4), st.integers(0, 9), min_size=2))
def test_the_order_of_keys_does_not_show(record: dict[str, int]) -> None:
    assert canonical_json(record) == canonical_json(dict(reversed(record.items())))


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        [float("inf")],
        LARGEST_WHOLE + 1,
        -LARGEST_WHOLE - 1,
        b"bytes",
        {"a": {1, 2}},
        {1: "a"},
        {None: "a"},
        ["\ud800"],
        {"\udfff": 1},
        pytest.param(object(), id="an object"),
    ],
    ids=str,
)
def test_what_has_no_one_text_is_not_written(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each says something else
        canonical_json(value)


@pytest.mark.parametrize("around", [lambda value: [value], lambda value: {"a": value}], ids=["lists", "mappings"])
def test_a_value_nested_so_deep_that_a_reader_might_give_up_is_not_written(around: Callable[[object], object]) -> None:
    value: object = None
    for _ in range(32):
        value = around(value)
    assert read_canonical_json(canonical_json(value)) == value
    with pytest.raises(ValueError, match="32 deep"):
        canonical_json(around(value))


def test_the_largest_whole_numbers_are_those_every_reader_of_json_keeps() -> None:
    # RFC 7493 section 2.2.
    assert canonical_json([2**53 - 1, 1 - 2**53]) == b"[9007199254740991,-9007199254740991]"


def test_the_error_names_a_type_and_never_the_value() -> None:
    with pytest.raises(ValueError, match="bytes") as caught:
        canonical_json({"name": b"Margaret"})
    assert "Margaret" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b' {"a":1}',
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b"1.0",
        b"1e2",
        b"-0",
        b"NaN",
        b'"\\u0061"',
    ],
)
def test_a_text_that_is_not_the_canonical_one_is_not_read(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reader's own words or ours
        read_canonical_json(text)
