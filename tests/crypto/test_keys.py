"""Keys come back from what is kept of them, and nothing else passes for a key."""

import secrets
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.context import Context
from crypto.keys import MemberKeys, MemberPublic, PrivateKey, PublicKey, key_pair_from_secret
from crypto.macs import digest
from crypto.sealing import seal, unseal

# X25519 points whose shared secret is zero whatever the private key (RFC 7748 section 6.1; the list is Bernstein's at
# https://cr.yp.to/ecdh.html#validate): a message to such a key would rest on ML-KEM alone.
LOW_ORDER = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]


@given(st.binary(min_size=96, max_size=96))
def test_a_private_key_comes_back_from_its_seed(seed: bytes) -> None:
    key = PrivateKey.from_seed(seed)
    assert key.seed == seed
    assert PrivateKey.from_seed(key.seed).public == key.public


@given(st.binary(min_size=160, max_size=160))
def test_a_members_keys_come_back_from_their_seeds(seeds: bytes) -> None:
    keys = MemberKeys.from_seeds(seeds)
    assert keys.seeds == seeds
    assert keys.receive.seed + keys.sign.seed == seeds
    assert MemberPublic.decode(keys.public.encode()) == keys.public


def test_generated_keys_differ() -> None:
    assert PrivateKey.generate().seed != PrivateKey.generate().seed
    assert MemberKeys.generate().seeds != MemberKeys.generate().seeds


def test_every_part_of_a_members_seeds_is_random(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def recorded(count: int) -> bytes:
        asked.append(count)
        return bytes(count)

    monkeypatch.setattr(secrets, "token_bytes", recorded)
    PrivateKey.generate()
    MemberKeys.generate()
    assert asked == [96, 160]


def test_a_public_key_has_1216_bytes_and_a_member_3200(member_keys: Callable[[str], MemberKeys]) -> None:
    public = member_keys("Ada").public
    assert len(public.receive.encode()) == 1216
    assert len(public.encode()) == 3200


def test_a_key_id_is_the_start_of_the_digest_of_the_key(member_keys: Callable[[str], MemberKeys]) -> None:
    public = member_keys("Ada").public
    assert public.receive.key_id == digest(public.receive.encode())[:16]
    assert public.verify.key_id == digest(public.verify.encode())[:16]
    assert public.digest == digest(public.encode())


def test_public_keys_are_equal_by_what_they_encode(private: PrivateKey, other_private: PrivateKey) -> None:
    again = PublicKey.decode(private.public.encode())
    assert again == private.public
    assert len({again, private.public, other_private.public}) == 2
    assert private.public != other_private.public
    assert private.public != private.public.encode()


def test_a_decoded_public_key_seals_to_the_same_private_key(private: PrivateKey, context: Context) -> None:
    assert unseal(private, context, seal(PublicKey.decode(private.public.encode()), context, b"who")) == b"who"


@pytest.mark.parametrize("length", [0, 32, 1184, 1215, 1217, 3200])
def test_a_public_key_of_another_length_is_refused(refused: Callable[..., None], length: int) -> None:
    refused(PublicKey.decode, bytes(length))


def test_a_public_key_with_coefficients_out_of_range_is_refused(
    refused: Callable[..., None], private: PrivateKey
) -> None:
    # FIPS 203 section 7.2: a coefficient of 3,329 or more is no encapsulation key. 0xff 0xff holds 4,095.
    refused(PublicKey.decode, b"\xff\xff" + private.public.encode()[2:])


@pytest.mark.parametrize("point", LOW_ORDER)
def test_a_public_key_of_low_order_is_refused(refused: Callable[..., None], private: PrivateKey, point: str) -> None:
    refused(PublicKey.decode, private.public.encode()[:1184] + bytes.fromhex(point))


@pytest.mark.parametrize("length", [0, 32, 64, 95, 97, 160])
def test_a_private_seed_of_another_length_is_refused(refused: Callable[..., None], length: int) -> None:
    refused(PrivateKey.from_seed, bytes(length))


@pytest.mark.parametrize("length", [0, 96, 159, 161])
def test_member_seeds_of_another_length_are_refused(refused: Callable[..., None], length: int) -> None:
    refused(MemberKeys.from_seeds, bytes(length))


def test_a_members_public_keys_of_another_length_are_refused(
    refused: Callable[..., None], member_keys: Callable[[str], MemberKeys]
) -> None:
    encoded = member_keys("Ada").public.encode()
    for data in (b"", encoded[:1216], encoded[:-1], encoded + b"\0"):
        refused(MemberPublic.decode, data)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_a_compartment_secret_always_gives_the_same_pair_and_another_gives_another(
    context: Context, secret: bytes, other: bytes
) -> None:
    pair = key_pair_from_secret(secret, context)
    assert pair.public == key_pair_from_secret(secret, context).public
    assert (secret == other) == (pair.public == key_pair_from_secret(other, context).public)


@pytest.mark.parametrize("length", [0, 31, 33, 96])
def test_a_compartment_secret_of_another_length_is_refused(
    refused: Callable[..., None], context: Context, length: int
) -> None:
    refused(key_pair_from_secret, bytes(length), context)
