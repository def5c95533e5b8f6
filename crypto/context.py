"""
Where a blob belongs. Bound into every blob, so that it opens nowhere else.

Format: ``frame`` (see framing) of: ``b"sourcekeeper/1"`` (product and format), deployment, store, table, record,
compartment, version (8 bytes), epoch (8 bytes), suite (1 byte), then each part of detail. Text is UTF-8.
"""

from dataclasses import dataclass
from typing import Final

from crypto.framing import frame, number

PRODUCT: Final = b"sourcekeeper/1"


@dataclass(frozen=True, slots=True)
class Context:
    """
    The place, version and epoch of one blob.

    ``detail`` carries what else must match, in order: for a grant, its reference and its end.

    :raises ValueError: deployment, store, table or record is empty, or a number is negative or beyond 2^63 - 1. A
        context that names no row would let a blob open in another one.
    """

    deployment: str
    store: str
    table: str
    record: str
    compartment: str = ""
    version: int = 0
    epoch: int = 0
    detail: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.deployment and self.store and self.table and self.record):
            raise ValueError("A context names a deployment, a store, a table and a record.")
        number(self.version)
        number(self.epoch)

    def encode(self, suite: int) -> bytes:
        """Return the bytes that a blob made with this suite is bound to. No two contexts give the same."""
        place = (self.deployment, self.store, self.table, self.record, self.compartment)
        return frame(
            PRODUCT,
            *(part.encode() for part in place),
            number(self.version),
            number(self.epoch),
            bytes((suite,)),
            *(part.encode() for part in self.detail),
        )
