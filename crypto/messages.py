"""
Messages to somebody who holds a receipt: one as large as every other, so that nothing shows which are real.

Format: the message as canonical JSON (see canonical), 4 bytes of its length big-endian before it, zeros after it to
1,024 bytes in all, sealed (see sealing) to the receipt's public key. Context: store ``gateway``, table
``mailbox_slots``, record the locator, nothing else. An empty message ``{}`` is a filling that says nothing.
"""

from collections.abc import Mapping
from typing import Final

from crypto.canonical import canonical_json, read_canonical_json
from crypto.context import Context
from crypto.errors import Tampered
from crypto.framing import LENGTH_BYTES
from crypto.keys import PrivateKey, PublicKey
from crypto.sealing import seal, unseal
from crypto.suites import HEADER_BYTES, MAGIC, SUITES, WRITERS, Kind, header_for

PLAIN_BYTES: Final = 1024
SLOT_BYTES: Final = PLAIN_BYTES + SUITES[(Kind.SEALED, WRITERS[Kind.SEALED])].overhead
LONGEST_BYTES: Final = PLAIN_BYTES - LENGTH_BYTES
NOTHING: Final[Mapping[str, str]] = {}


def seal_message(public: PublicKey, deployment: str, locator: str, message: Mapping[str, str]) -> bytes:
    """
    Return a message sealed to one mailbox, always ``SLOT_BYTES`` long.

    :raises ValueError: the message is longer than ``LONGEST_BYTES`` as canonical JSON.
    """
    text = canonical_json(dict(message))
    if len(text) > LONGEST_BYTES:
        raise ValueError("This message is too long for one slot.")
    plain = (len(text).to_bytes(LENGTH_BYTES, "big") + text).ljust(PLAIN_BYTES, b"\0")
    return seal(public, _context(deployment, locator), plain)


def open_message(private: PrivateKey, deployment: str, locator: str, slot: bytes) -> dict[str, str] | None:
    """
    Return the message of a slot, or ``None`` when it is a filling or is not for this key.

    A slot of somebody else, or of nobody, costs as much as one's own: it is opened under one's own header, so that it
    fails only where the last step would have succeeded.
    """
    try:
        plain = unseal(private, _context(deployment, locator), _under_own_header(slot, private.public.key_id))
        message = read_canonical_json(plain[LENGTH_BYTES : LENGTH_BYTES + int.from_bytes(plain[:LENGTH_BYTES], "big")])
    except (Tampered, ValueError, RecursionError):
        return None
    if not isinstance(message, dict) or not all(isinstance(value, str) for value in message.values()):
        return None
    return message or None


def _under_own_header(slot: bytes, key_id: bytes) -> bytes:
    """Return a slot that is ours as it is, and any other as if it were ours."""
    if slot[:2] == MAGIC and slot[4:HEADER_BYTES] == key_id:
        return slot
    return header_for(Kind.SEALED, key_id).encode() + slot[HEADER_BYTES:].ljust(SLOT_BYTES - HEADER_BYTES, b"\0")


def _context(deployment: str, locator: str) -> Context:
    return Context(deployment, "gateway", "mailbox_slots", locator)
