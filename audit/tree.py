"""The Merkle tree of RFC 6962 and RFC 9162: how entries become one root, and which hashes an append has to keep."""

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32

# RFC 9162, 2.1.1: the root of a tree without leaves is the hash of nothing.
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry, 32 bytes (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two nodes side by side, 32 bytes (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def levels_completed(seq: int) -> int:
    """Return how many nodes above its leaf the entry ``seq`` (from 0) completes: the ones at the end of its bits."""
    return (seq ^ (seq + 1)).bit_length() - 1


def append(frontier: Sequence[bytes], size: int, leaf: bytes) -> tuple[list[bytes], list[bytes]]:
    """
    Add one leaf hash to a tree of ``size`` leaves.

    :param frontier: the roots of the complete subtrees that make up the tree, largest first.
    :returns: the new frontier, and the hashes that became final: the leaf's, then each node it completed, upwards.
    """
    rest, made = list(frontier), [leaf]
    for _ in range(levels_completed(size)):
        made.append(node_hash(rest.pop(), made[-1]))
    return [*rest, made[-1]], made


def root_of(frontier: Sequence[bytes]) -> bytes:
    """Return the root of a tree from the roots of its complete subtrees, largest first."""
    if not frontier:
        return EMPTY_ROOT
    root = frontier[-1]
    for peak in reversed(frontier[:-1]):
        root = node_hash(peak, root)
    return root


def cover(start: int, end: int) -> list[tuple[int, int]]:
    """
    Return the complete subtrees that make up the leaves from ``start`` up to, not including, ``end``.

    Each is (level, index): the ``index``-th subtree of 2 ** level leaves. They come from left to right.
    """
    parts = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        parts.append((level, start >> level))
        start += 1 << level
    return parts


def completed_by(level: int, index: int) -> int:
    """Return the number of the entry that completed a subtree, and in whose row its hash is kept at ``level``."""
    return ((index + 1) << level) - 1
