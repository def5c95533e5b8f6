"""Proofs that an entry is in the log, and that a longer log extends a shorter one (RFC 9162, 2.1.3 and 2.1.4)."""

from collections.abc import Callable, Sequence

from audit.tree import cover, node_hash, root_of
from audit.verify import root_from_path

# Reads the hashes of complete subtrees, each named (level, index), in the order asked for.
NodeReader = Callable[[Sequence[tuple[int, int]]], Sequence[bytes]]


def inclusion_path(seq: int, size: int, read: NodeReader) -> list[bytes]:
    """
    Return the hashes that lead from the entry ``seq`` to the root of the first ``size`` entries, lowest first.

    :raises ValueError: there is no such entry in a tree of this size.
    """
    if not 0 <= seq < size:
        raise ValueError("no such entry in a tree of this size")
    ranges: list[tuple[int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if seq < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return _roots(ranges[::-1], read)


def consistency_path(old: int, new: int, read: NodeReader) -> list[bytes]:
    """
    Return the hashes that show the first ``new`` entries to begin with the first ``old`` entries.

    :raises ValueError: ``old`` is below 1 or above ``new``: a proof would say nothing.
    """
    if not 0 < old <= new:
        raise ValueError("nothing to prove between these sizes")
    ranges: list[tuple[int, int]] = []
    start, end, old_tree_is_whole = 0, new, True
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, old_tree_is_whole = middle, False
    if not old_tree_is_whole:
        ranges.append((start, end))
    return _roots(ranges[::-1], read)


def tree_root(size: int, read: NodeReader) -> bytes:
    """Return the root of the first ``size`` entries from their stored hashes."""
    return root_of(read(cover(0, size)))


def verify_inclusion(leaf: bytes, seq: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Return whether ``path`` proves that the leaf hash is entry ``seq`` of the ``size`` entries under ``root``."""
    return root_from_path(leaf, seq, size, path) == root


def verify_consistency(sizes: tuple[int, int], roots: tuple[bytes, bytes], path: Sequence[bytes]) -> bool:
    """
    Return whether ``path`` proves that the newer tree begins with the older one (RFC 9162, 2.1.4.2).

    :param sizes: of the older and the newer tree.
    :param roots: of the older and the newer tree.
    """
    old, new = sizes
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and roots[0] == roots[1]
    steps = [roots[0], *path] if old & (old - 1) == 0 else list(path)
    return bool(steps) and _climb(old - 1, new - 1, steps) == roots


def _climb(first: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the older and the newer root that the steps lead to, or ``None`` where they do not fit the sizes."""
    while first & 1:
        first, last = first >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if first & 1 or first == last:
            older, newer = node_hash(step, older), node_hash(step, newer)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            newer = node_hash(newer, step)
        first, last = first >> 1, last >> 1
    return (older, newer) if last == 0 else None


def _split(leaves: int) -> int:
    """Return the largest power of two below the number of leaves."""
    return 1 << ((leaves - 1).bit_length() - 1)


def _roots(ranges: Sequence[tuple[int, int]], read: NodeReader) -> list[bytes]:
    """Return the root over each range of leaves. The hashes are asked for once, for all ranges together."""
    covers = [cover(start, end) for start, end in ranges]
    hashes = iter(read([part for parts in covers for part in parts]))
    return [root_of([next(hashes) for _ in parts]) for parts in covers]
