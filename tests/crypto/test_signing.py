"""A signature holds only when both of its halves do, by one key, for one purpose."""

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.signing import LogKey, LogPublicKey, SigningKey, VerifyKey


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey.from_seed(hashlib.shake_256(b"signer").digest(64))


@pytest.fixture(scope="module")
def other() -> SigningKey:
    return SigningKey.from_seed(hashlib.shake_256(b"other signer").digest(64))


@given(st.text(max_size=20), st.binary(max_size=500))
def test_what_was_signed_verifies(key: SigningKey, purpose: str, message: bytes) -> None:
    key.public.verify(purpose, message, key.sign(purpose, message))


@given(st.binary(min_size=64, max_size=64))
def test_a_signing_key_comes_back_from_its_seed(seed: bytes) -> None:
    key = SigningKey.from_seed(seed)
    assert key.seed == seed
    assert VerifyKey.decode(key.public.encode()) == key.public


def test_a_signature_by_someone_else_is_refused(
    refused: Callable[..., None], key: SigningKey, other: SigningKey
) -> None:
    refused(key.public.verify, "roster", b"m", other.sign("roster", b"m"))


def test_a_good_ed25519_half_does_not_carry_a_wrong_ml_dsa_half(refused: Callable[..., None], key: SigningKey) -> None:
    good, wrong = key.sign("roster", b"m"), key.sign("roster", b"another message")
    refused(key.public.verify, "roster", b"m", good[:84] + wrong[84:])
    refused(key.public.verify, "roster", b"m", good[:84] + bytes(3309))


def test_a_good_ml_dsa_half_does_not_carry_a_wrong_ed25519_half(refused: Callable[..., None], key: SigningKey) -> None:
    good, wrong = key.sign("roster", b"m"), key.sign("roster", b"another message")
    refused(key.public.verify, "roster", b"m", wrong[:84] + good[84:])
    refused(key.public.verify, "roster", b"m", good[:20] + bytes(64) + good[84:])


def test_a_half_missing_is_refused(refused: Callable[..., None], key: SigningKey) -> None:
    good = key.sign("roster", b"m")
    refused(key.public.verify, "roster", b"m", good[:84])
    refused(key.public.verify, "roster", b"m", good[:20] + good[84:])


def test_a_half_cannot_be_lifted_to_a_key_that_shares_it(refused: Callable[..., None], key: SigningKey) -> None:
    """Joining another's Ed25519 key to an ML-DSA key of one's own gains nothing from the other's signatures."""
    mine = SigningKey.from_seed(key.seed[:32] + bytes(32))
    theirs = key.sign("roster", b"m")
    joined = mine.sign("roster", b"m")
    assert mine.public.encode()[:32] == key.public.encode()[:32]
    refused(mine.public.verify, "roster", b"m", joined[:20] + theirs[20:84] + joined[84:])


def test_a_roster_signature_is_no_compartment_signature(refused: Callable[..., None], key: SigningKey) -> None:
    signature = key.sign("roster", b"m")
    refused(key.public.verify, "compartment", b"m", signature)
    refused(key.public.verify, "", b"rosterm", signature)
    refused(key.public.verify, "rosterm", b"", signature)


@pytest.mark.parametrize("length", [0, 32, 63, 65, 96])
def test_a_signing_seed_of_another_length_is_refused(refused: Callable[..., None], length: int) -> None:
    refused(SigningKey.from_seed, bytes(length))
    refused(LogKey.from_seed, bytes(length))


@pytest.mark.parametrize("length", [0, 32, 1952, 1983, 1985])
def test_a_verify_key_of_another_length_is_refused(refused: Callable[..., None], length: int) -> None:
    refused(VerifyKey.decode, bytes(length))


def test_a_decoded_verify_key_is_the_same_key(key: SigningKey, other: SigningKey) -> None:
    again = VerifyKey.decode(key.public.encode())
    again.verify("roster", b"m", key.sign("roster", b"m"))
    assert again == key.public
    assert len({again, key.public, other.public}) == 2
    assert key.public != other.public
    assert key.public != key.public.encode()


def test_generated_signing_keys_differ() -> None:
    assert SigningKey.generate().seed != SigningKey.generate().seed
    assert LogKey.generate().seed != LogKey.generate().seed


def test_a_log_key_signs_bare_with_both_schemes(refused: Callable[..., None]) -> None:
    log = LogKey.from_seed(hashlib.shake_256(b"log").digest(64))
    assert LogKey.from_seed(log.seed).public == log.public
    assert (len(log.public.ed25519), len(log.public.mldsa44)) == (32, 1312)

    first, second = log.sign_ed25519(b"checkpoint"), log.sign_mldsa44(b"checkpoint")
    assert (len(first), len(second)) == (64, 2420)
    log.public.verify_ed25519(b"checkpoint", first)
    log.public.verify_mldsa44(b"checkpoint", second)
    refused(log.public.verify_ed25519, b"checkpoint.", first)
    refused(log.public.verify_mldsa44, b"checkpoint.", second)
    refused(log.public.verify_ed25519, b"checkpoint", second)
    refused(log.public.verify_mldsa44, b"checkpoint", first)


def test_a_log_key_that_is_no_key_verifies_nothing(refused: Callable[..., None]) -> None:
    nothing = LogPublicKey(b"", b"")
    refused(nothing.verify_ed25519, b"m", bytes(64))
    refused(nothing.verify_mldsa44, b"m", bytes(2420))
