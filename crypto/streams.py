"""
Encryption of what is too long for memory: a fresh content key sealed to a public key, and the bytes in numbered chunks.

Format:

- header (20, kind STREAMED, key id of the public key)
- the length of the sealed content key (4 bytes big-endian), then the content key (32 random bytes), sealed (see
  sealing) in the same context
- chunks, each AES-256-GCM of up to 1 MiB: ciphertext, tag (16). All but the last are of full length. The nonce is the
  chunk's number (11 bytes big-endian, from 0) and one byte that is 1 on the last chunk and 0 before. AAD is the header
  followed by ``context.encode(suite)``

So a chunk that was moved, repeated, left out, put in from another stream or added does not open, and a stream that was
cut off does not end. The content key is used for one stream only, which is why the nonces may count.
"""

import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.context import Context
from crypto.errors import Tampered
from crypto.framing import LENGTH_BYTES
from crypto.keys import PrivateKey, PublicKey
from crypto.macs import KEY_BYTES
from crypto.sealing import seal, unseal
from crypto.suites import HEADER_BYTES, SUITES, Kind, expect_header, header_for

CHUNK_BYTES: Final = 1024 * 1024
TAG_BYTES: Final = 16
NUMBER_BYTES: Final = 11
LONGEST_SEALED_KEY: Final = 64 * 1024


def encrypt_stream(public: PublicKey, context: Context, source: Iterable[bytes]) -> Iterator[bytes]:
    """Give the encrypted stream of these bytes, in pieces of any length, as it is made."""
    header = header_for(Kind.STREAMED, public.key_id)
    key = secrets.token_bytes(KEY_BYTES)
    sealed = seal(public, context, key)
    yield header.encode() + len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed
    cipher, bound = AESGCM(key), header.encode() + context.encode(header.suite)
    waiting, number = bytearray(), 0
    for piece in source:
        waiting += piece
        # A full chunk waits for what comes after it: only then is it known not to be the last.
        while len(waiting) > CHUNK_BYTES:
            yield cipher.encrypt(_nonce(number, last=False), bytes(waiting[:CHUNK_BYTES]), bound)
            del waiting[:CHUNK_BYTES]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(waiting), bound)


def decrypt_stream(private: PrivateKey, context: Context, source: BinaryIO) -> Iterator[bytes]:
    """
    Give what a stream holds, chunk by chunk, each as soon as it was found to be whole and in its place.

    Only when this has ended without an error is it known that nothing is missing: use nothing of it before.

    :raises Tampered: anything at all is different.
    """
    header = expect_header(source.read(HEADER_BYTES), Kind.STREAMED, private.public.key_id)
    length = int.from_bytes(source.read(LENGTH_BYTES), "big")
    if length > LONGEST_SEALED_KEY:
        raise Tampered
    key = unseal(private, context, source.read(length))
    if len(key) != KEY_BYTES:
        raise Tampered
    cipher, bound = AESGCM(key), header.encode() + context.encode(header.suite)
    chunk, number, ended = source.read(CHUNK_BYTES + TAG_BYTES), 0, False
    while not ended:
        following = source.read(CHUNK_BYTES + TAG_BYTES)
        ended = not following
        try:
            yield cipher.decrypt(_nonce(number, last=ended), chunk, bound)
        except (InvalidTag, ValueError):
            raise Tampered from None
        chunk, number = following, number + 1


def encrypted_length(length: int) -> int:
    """Return how many bytes the stream of so many bytes has."""
    chunks = max(1, -(-length // CHUNK_BYTES))
    sealed_key = SUITES[Kind.SEALED, 1].overhead + KEY_BYTES
    return HEADER_BYTES + LENGTH_BYTES + sealed_key + length + chunks * TAG_BYTES


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(NUMBER_BYTES, "big") + bytes((last,))
