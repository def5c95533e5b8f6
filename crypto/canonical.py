"""
JSON with exactly one way to write each value, so that equal records have equal digests.

Format: UTF-8, keys sorted by code point, no spaces, nothing escaped that need not be, whole numbers within 2^53 - 1
either way (RFC 7493), no fractions, nested at most 32 deep. A tuple is written as a list.
"""

import json
from typing import Final

LARGEST_WHOLE: Final = 2**53 - 1
DEEPEST: Final = 32  # levels; far above any record of ours, and far below where Python's reader gives up


def canonical_json(value: object) -> bytes:
    """
    Return the one JSON text of None, booleans, whole numbers, text, lists, tuples and mappings with text keys.

    :raises ValueError: anything else is in it: a fraction, NaN, a larger number, a key not text, half a surrogate.
    """
    _require_plain(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


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
    if depth > DEEPEST:
        raise ValueError(f"Canonical JSON is nested {DEEPEST} deep at most.")
    if isinstance(value, dict):
        _require_plain_keys(value)
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            _require_plain(part, depth + 1)
    else:
        _require_plain_single(value)


def _require_plain_keys(mapping: dict[object, object]) -> None:
    if not all(isinstance(key, str) for key in mapping):
        raise ValueError("The keys of canonical JSON are text.")


def _require_plain_single(value: object) -> None:
    if isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        raise ValueError("A whole number in canonical JSON stays within 2^53 - 1.")
    if not (value is None or isinstance(value, str | int)):
        # The type is named and never the value: a record's content has no place in an error.
        raise ValueError(f"Canonical JSON does not hold a {type(value).__name__}.")
