"""What stands in a box of the register's index: sources, each with the terms of each of its parts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from crypto.errors import Tampered

REF_BYTES, TERM_BYTES = 16, 16
_RECORD_HEAD = REF_BYTES + 1 + 2
_TERM = 1 + TERM_BYTES

KINDS: Final[Mapping[str, int]] = {"PHONE": 1, "EMAIL": 2, "PREMISES": 3, "BORN_NAME": 4, "NAME": 5, "ROW": 6}
PARTS: Final[Mapping[str, int]] = {"identity": 1, "contact": 2, "original": 3}
_NAMES: Final = {value: name for name, value in PARTS.items()}

# What a box holds: the terms of each part of each source.
Records = dict[tuple[str, str], frozenset[bytes]]


def written(records: Records) -> bytes:
    """Return what a box is to hold, record after record."""
    return b"".join(_record(ref, PARTS[part], terms) for (ref, part), terms in sorted(records.items()))


def ref_bytes(source_ref: str) -> bytes:
    """Return a reference as it stands in a record."""
    return source_ref.encode().ljust(REF_BYTES, b"\0")


def _record(source_ref: str, part: int, terms: frozenset[bytes]) -> bytes:
    """Return one record of a box."""
    return ref_bytes(source_ref) + bytes((part,)) + len(terms).to_bytes(2, "big") + b"".join(sorted(terms))


def read(content: bytes) -> Records:
    """Return what a box holds: terms by source and part; Tampered when it is no such content."""
    return {(ref, _NAMES[part]): terms for ref, part, terms in _walk(content)}


def _walk(content: bytes) -> Iterator[tuple[str, int, frozenset[bytes]]]:
    """Yield each record of a box."""
    at = 0
    while at < len(content):
        ref = content[at : at + REF_BYTES].rstrip(b"\0").decode()
        part, count = content[at + REF_BYTES], int.from_bytes(content[at + REF_BYTES + 1 : at + _RECORD_HEAD], "big")
        begin = at + _RECORD_HEAD
        at = begin + count * _TERM
        if at > len(content):
            raise Tampered
        yield ref, part, frozenset(content[one : one + _TERM] for one in range(begin, at, _TERM))


def kinds_of(terms: Iterable[bytes]) -> frozenset[str]:
    """Return the kinds of these terms, by name."""
    names = {value: name for name, value in KINDS.items()}
    return frozenset(names[term[0]] for term in terms)


def by_source(terms: frozenset[bytes], holding: Mapping[bytes, set[str]]) -> dict[str, frozenset[str]]:
    """Return the sources of which any of these terms is known, each with the kinds that agree."""
    names = {value: name for name, value in KINDS.items()}
    found: dict[str, set[str]] = {}
    for term in terms:
        for source_ref in holding.get(term, ()):
            found.setdefault(source_ref, set()).add(names[term[0]])
    return {ref: frozenset(kinds) for ref, kinds in found.items()}
