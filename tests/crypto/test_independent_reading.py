"""
The formats are read here a second time, from their description and the standards, without our code or any HPKE library.

It shows that the description is complete: somebody with a key, a context and this page can open what was kept.
"""

import hashlib
import hmac
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.context import Context
from crypto.keys import MemberKeys, PrivateKey
from crypto.sealing import box, seal, seal_record

# The six bytes that draw X-Wing's ship (draft-connolly-cfrg-xwing-kem section 5.3).
X_WING_LABEL = bytes.fromhex("5c2e2f2f5e5c")
# RFC 9180 section 4 with draft-ietf-hpke-pq: KEM 0x647a, KDF HKDF-SHA256 0x0001, AEAD AES-256-GCM 0x0002.
SUITE_ID = b"HPKE\x64\x7a\x00\x01\x00\x02"


def framed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def bound_to(context: Context) -> bytes:
    place = [context.deployment, context.store, context.table, context.record, context.compartment]
    numbers = [context.version.to_bytes(8, "big"), context.epoch.to_bytes(8, "big"), b"\x01"]
    detail = [part.encode() for part in context.detail]
    return framed(b"sourcekeeper/1", *(part.encode() for part in place), *numbers, *detail)


def extract(salt: bytes, key: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), key, "sha256")


def expand(key: bytes, info: bytes, length: int) -> bytes:
    made, block = b"", b""
    for counter in range(1, length // 32 + 2):
        block = hmac.digest(key, block + info + bytes((counter,)), "sha256")
        made += block
    return made[:length]


def labeled_extract(salt: bytes, label: bytes, key: bytes) -> bytes:
    return extract(salt, b"HPKE-v1" + SUITE_ID + label + key)


def labeled_expand(key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return expand(key, length.to_bytes(2, "big") + b"HPKE-v1" + SUITE_ID + label + info, length)


def shared_secret(seed: bytes, encapsulated: bytes) -> bytes:
    """ML-KEM-768 and X25519 combined as X-Wing does: SHA3-256 over both secrets, ciphertext, public key and label."""
    x25519 = X25519PrivateKey.from_private_bytes(seed[64:])
    first = MLKEM768PrivateKey.from_seed_bytes(seed[:64]).decapsulate(encapsulated[:1088])
    second = x25519.exchange(X25519PublicKey.from_public_bytes(encapsulated[1088:]))
    public = x25519.public_key().public_bytes_raw()
    return hashlib.sha3_256(first + second + encapsulated[1088:] + public + X_WING_LABEL).digest()


def read_sealed(seed: bytes, context: Context, blob: bytes) -> bytes:
    header, encapsulated, ciphertext = blob[:20], blob[20:1140], blob[1140:]
    info = header + bound_to(context)
    secret = shared_secret(seed, encapsulated)
    hashes = labeled_extract(b"", b"psk_id_hash", b""), labeled_extract(b"", b"info_hash", info)
    schedule = b"\0" + b"".join(hashes)
    key_secret = labeled_extract(secret, b"secret", b"")
    key = labeled_expand(key_secret, b"key", schedule, 32)
    nonce = labeled_expand(key_secret, b"base_nonce", schedule, 12)
    return AESGCM(key).decrypt(nonce, ciphertext, b"")


def test_a_sealed_blob_is_what_its_description_says(private: PrivateKey, context: Context) -> None:
    blob = seal(private.public, context, b"who it is")
    assert blob[:4] == b"SK\x01\x01"
    assert blob[4:20] == hashlib.sha256(private.public.encode()).digest()[:16]
    assert read_sealed(private.seed, context, blob) == b"who it is"


def test_a_record_is_padded_canonical_json_inside_a_sealed_blob(private: PrivateKey, context: Context) -> None:
    blob = seal_record(private.public, context, {"b": [1, None], "a": "Zoë"})
    expected = '{"a":"Zoë","b":[1,null]}'.encode()
    assert read_sealed(private.seed, context, blob) == (len(expected).to_bytes(4, "big") + expected).ljust(256, b"\0")


def test_a_box_is_what_its_description_says(context: Context) -> None:
    key = bytes(range(32))
    blob = box(key, context, b"who it is")
    header, nonce, ciphertext = blob[:20], blob[20:32], blob[32:]
    assert header[:4] == b"SK\x02\x01"
    assert header[4:] == expand(extract(b"", key), framed(b"sourcekeeper/1", b"box key id", b""), 16)
    assert AESGCM(key).decrypt(nonce, ciphertext, header + bound_to(context)) == b"who it is"


def test_a_signature_is_what_its_description_says(member_keys: Any) -> None:
    keys: MemberKeys = member_keys("Ada")
    signature, encoded = keys.sign.sign("roster", b"who belongs"), keys.public.verify.encode()
    header, first, second = signature[:20], signature[20:84], signature[84:]
    signed = framed(b"sourcekeeper/1", header, b"roster", b"who belongs")
    assert header == b"SK\x03\x01" + hashlib.sha256(encoded).digest()[:16]
    Ed25519PublicKey.from_public_bytes(encoded[:32]).verify(first, signed)
    MLDSA65PublicKey.from_public_bytes(encoded[32:]).verify(second, signed)


def test_the_first_sealed_message_ever_opens_by_the_description_alone(
    frozen: dict[str, Any], frozen_context: Context, unpacked: Any
) -> None:
    seed, kept = unpacked(frozen["key"]["seed"]), frozen["sealed"]
    assert read_sealed(seed, frozen_context, unpacked(kept["blob"])) == unpacked(kept["message"])
