"""
Several byte strings put into one, so that no two different lists ever give the same bytes.

Format: for each part, its length in bytes as 4 bytes big-endian, then the part. Nothing before, between or after.
"""

from crypto.errors import Tampered

LENGTH_BYTES = 4
NUMBER_BYTES = 8
LARGEST_NUMBER = 2**63 - 1  # what a BIGINT column holds, so that every number kept in a row can be bound


def frame(*parts: bytes) -> bytes:
    """Return the parts joined, each after its own length."""
    return b"".join(len(part).to_bytes(LENGTH_BYTES, "big") + part for part in parts)


def unframe(data: bytes) -> list[bytes]:
    """
    Return the parts that ``frame`` joined.

    :raises Tampered: the lengths do not add up to exactly the data.
    """
    parts: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data):
            raise Tampered
        parts.append(data[start:at])
    return parts


def number(value: int) -> bytes:
    """Return a whole number from 0 to 2^63 - 1 as 8 bytes big-endian; anything else is a ValueError."""
    if not 0 <= value <= LARGEST_NUMBER:
        raise ValueError("A number that is bound or kept runs from 0 to 2^63 - 1.")
    return value.to_bytes(NUMBER_BYTES, "big")


def read_number(data: bytes) -> int:
    """Return the number that ``number`` wrote, or raise Tampered."""
    if len(data) != NUMBER_BYTES or data[0] > 0x7F:
        raise Tampered
    return int.from_bytes(data, "big")


def read_text(data: bytes) -> str:
    """Return UTF-8 text, or raise Tampered."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Tampered from None
