"""
JSON with exactly one way to write each value, so that equal records have equal digests.

Format: UTF-8, keys sorted by code point, no spaces, nothing escaped that need not be, whole numbers within 2^53 - 1
either way (RFC 7493), no fractions, nested at most 32 deep. A tuple is written as a list.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

LARGEST_WHOLE: Final = 2**53 - 1
_encode: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
DEEPEST: Final = 32  # levels; far above any record of ours, and far below where Python's reader gives up


def canonical_json(value: object) -> bytes:
    """
    Return the one JSON text of None, booleans, whole numbers, text, lists, tuples and mappings with text keys.

    :raises ValueError: anything else is in it: a fraction, NaN, a larger number, a key not text, half a surrogate.
    """
    _require_plain(value)
    return _encode(value).encode("utf-8")


def read_canonical_json(data: bytes) -> object:
    """
    Return the value of a text that ``canonical_json`` wrote.

    :raises ValueError: it is not JSON, or not the one text of its value (spaces, order, duplicate keys, fractions).
    """
    value: object = json.loads(data.decode("utf-8"))
    if canonical_json(value) != data:
        raise ValueError("This JSON is not in its canonical form.")
    return value


def _require_plain(value: object, depth: int = 0) -> None:
    # Most values are text, and every act waits for its entry in the record: what is most common is asked first.
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if isinstance(value, int):
        if abs(value) > LARGEST_WHOLE:
            raise ValueError("A whole number in canonical JSON stays within 2^53 - 1.")
    elif isinstance(value, dict | list | tuple):
        if depth >= DEEPEST and value:
            raise ValueError(f"Canonical JSON is nested {DEEPEST} deep at most.")
        for part in _parts(value):
            _require_plain(part, depth + 1)
    elif not isinstance(value, str):
        # The type is named and never the value: a record's content has no place in an error.
        raise ValueError(f"Canonical JSON does not hold a {kind.__name__}.")


def _parts(value: Mapping[object, object] | Sequence[object]) -> Iterable[object]:
    if not isinstance(value, dict):
        return value
    if not all(isinstance(key, str) for key in value):
        raise ValueError("The keys of canonical JSON are text.")
    return value.values()
