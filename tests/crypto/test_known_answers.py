"""What we build on gives the answers that the standards print, so a wrong library is noticed before it is trusted."""

import hashlib
from typing import Any

from cryptography.hazmat.bindings._rust import openssl as rust_openssl
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA65PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.keys import PrivateKey, PublicKey
from crypto.macs import digest, mac
from crypto.passphrases import WORDS
from crypto.signing import LogKey, SigningKey


def plain(vector: dict[str, Any], name: str) -> bytes:
    return bytes.fromhex(vector[name])


def opened(suite: Suite, key: object, vector: dict[str, Any]) -> bytes:
    """Open a published HPKE message. They carry an ``aad``, which the library takes only below its public face."""
    blob = plain(vector, "enc") + plain(vector, "ct")
    return rust_openssl.hpke._decrypt_with_aad(suite, blob, key, plain(vector, "info"), plain(vector, "aad"))


def test_our_hybrid_key_opens_the_published_hybrid_message(standards: dict[str, Any]) -> None:
    vector = standards["hpke_mlkem768_x25519"]
    # The draft keeps 32 bytes and expands them with SHAKE256 to what we keep: ML-KEM seed, X25519 key.
    private = PrivateKey.from_seed(hashlib.shake_256(plain(vector, "skRm")).digest(96))
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

    assert private.public.encode() == plain(vector, "pkRm")
    assert PublicKey.decode(plain(vector, "pkRm")) == private.public
    assert opened(suite, private.hpke, vector) == plain(vector, "pt")


def test_the_library_opens_the_message_of_rfc_9180_with_our_kdf_and_aead(standards: dict[str, Any]) -> None:
    vector = standards["hpke_x25519_aes_256_gcm"]
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

    assert opened(suite, X25519PrivateKey.from_private_bytes(plain(vector, "skRm")), vector) == plain(vector, "pt")


def test_ml_kem_768_makes_the_key_and_secret_of_fips_203(standards: dict[str, Any]) -> None:
    vector = standards["ml_kem_768"]
    key = MLKEM768PrivateKey.from_seed_bytes(plain(vector, "d") + plain(vector, "z"))

    assert key.public_key().public_bytes_raw() == plain(vector, "pk")
    assert key.decapsulate(plain(vector, "ct")) == plain(vector, "ss")


def test_a_private_key_uses_its_first_64_bytes_as_the_ml_kem_seed(standards: dict[str, Any]) -> None:
    vector = standards["ml_kem_768"]
    private = PrivateKey.from_seed(plain(vector, "d") + plain(vector, "z") + bytes(range(32)))

    assert private.public.encode()[:1184] == plain(vector, "pk")


def test_ml_dsa_65_makes_the_key_of_fips_204_and_takes_its_signature(standards: dict[str, Any]) -> None:
    vector = standards["ml_dsa_65"]
    public = MLDSA65PrivateKey.from_seed_bytes(plain(vector, "xi")).public_key()

    assert public.public_bytes_raw() == plain(vector, "pk")
    public.verify(plain(vector, "signature"), plain(vector, "msg"), plain(vector, "ctx"))


def test_ml_dsa_44_makes_the_key_of_fips_204_and_takes_its_signature(standards: dict[str, Any]) -> None:
    vector = standards["ml_dsa_44"]
    public = MLDSA44PrivateKey.from_seed_bytes(plain(vector, "xi")).public_key()

    assert public.public_bytes_raw() == plain(vector, "pk")
    public.verify(plain(vector, "signature"), plain(vector, "msg"), plain(vector, "ctx"))


def test_signing_and_log_keys_put_the_published_keys_where_the_format_says(standards: dict[str, Any]) -> None:
    ed25519 = standards["ed25519"][0]
    for vector, kind in ((standards["ml_dsa_65"], SigningKey), (standards["ml_dsa_44"], LogKey)):
        public = kind.from_seed(plain(ed25519, "secret") + plain(vector, "xi")).public
        encoded = public.encode() if kind is SigningKey else public.ed25519 + public.mldsa44
        assert encoded == plain(ed25519, "public") + plain(vector, "pk")


def test_ed25519_gives_the_signatures_of_rfc_8032(standards: dict[str, Any]) -> None:
    for vector in standards["ed25519"]:
        key = Ed25519PrivateKey.from_private_bytes(plain(vector, "secret"))
        assert key.public_key().public_bytes_raw() == plain(vector, "public")
        assert key.sign(plain(vector, "message")) == plain(vector, "signature")


def test_hkdf_gives_the_output_of_rfc_5869(standards: dict[str, Any]) -> None:
    for vector in standards["hkdf_sha256"]:
        hkdf = HKDF(hashes.SHA256(), vector["length"], plain(vector, "salt") or None, plain(vector, "info"))
        assert hkdf.derive(plain(vector, "ikm")) == plain(vector, "okm")


def test_argon2id_gives_the_output_of_rfc_9106(standards: dict[str, Any]) -> None:
    vector = standards["argon2id"]
    argon = Argon2id(
        salt=plain(vector, "salt"),
        length=32,
        iterations=vector["iter"],
        lanes=vector["lanes"],
        memory_cost=vector["memcost"],
        ad=plain(vector, "ad"),
        secret=plain(vector, "secret"),
    )
    assert argon.derive(plain(vector, "pass")) == plain(vector, "output")


def test_argon2id_in_one_lane_gives_the_output_of_the_reference_implementation() -> None:
    # P-H-C/phc-winner-argon2, src/test.c: version 0x13, t 2, m 2^16, p 1, "password", "somesalt".
    argon = Argon2id(salt=b"somesalt", length=32, iterations=2, lanes=1, memory_cost=65536)
    assert argon.derive(b"password").hex() == "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"


def test_aes_256_gcm_gives_the_output_of_the_nist_vectors(standards: dict[str, Any]) -> None:
    vector = standards["aes_256_gcm"]
    sealed = AESGCM(plain(vector, "Key")).encrypt(plain(vector, "IV"), plain(vector, "PT"), plain(vector, "AAD"))
    assert sealed == plain(vector, "CT") + plain(vector, "Tag")


def test_digest_is_sha_256_of_fips_180_4() -> None:
    # FIPS 180-4 examples (NIST "SHA256.pdf"), the message "abc".
    assert digest(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_mac_is_hmac_sha_256_over_the_framed_purpose_and_data() -> None:
    # Recomputed by the definition of RFC 2104 from SHA-256 alone, for a key shorter than one block.
    key = bytes(range(32)).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in key) + b"\0\0\0\x05index\0\0\0\x04data").digest()
    outer = hashlib.sha256(bytes(b ^ 0x5C for b in key) + inner).digest()
    assert mac(bytes(range(32)), "index", b"data") == outer


def test_the_word_list_is_the_one_the_eff_published() -> None:
    # The SHA-256 is of the words of eff_large_wordlist.txt (itself addd35536511597a...) without their dice numbers.
    published = "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522"
    assert len(WORDS) == len(set(WORDS)) == 7776
    assert digest("".join(f"{word}\n" for word in WORDS).encode()).hex() == published
