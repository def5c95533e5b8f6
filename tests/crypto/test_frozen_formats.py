"""What was written with the first version of a format opens with every later one."""

from collections.abc import Callable
from typing import Any

import pytest

from crypto.context import Context
from crypto.keys import MemberKeys, PrivateKey, PublicKey, key_pair_from_secret
from crypto.macs import derive_key, mac
from crypto.receipts import mailbox
from crypto.roster import SignedRoster, verify_chain
from crypto.sealing import Kind, describe, unbox, unseal, unseal_record
from crypto.signing import LogKey, VerifyKey
from crypto.slots import Argon2Cost, derive, session_key

Unpack = Callable[[str], bytes]


@pytest.fixture(scope="module")
def key(frozen: dict[str, Any], unpacked: Unpack) -> PrivateKey:
    return PrivateKey.from_seed(unpacked(frozen["key"]["seed"]))


def test_a_context_is_still_written_the_same_way(frozen: dict[str, Any], frozen_context: Context) -> None:
    assert frozen_context.encode(1).hex() == frozen["context_encoded_suite_1"]


def test_a_seed_still_gives_the_same_public_key(frozen: dict[str, Any], key: PrivateKey, unpacked: Unpack) -> None:
    assert key.public == PublicKey.decode(unpacked(frozen["key"]["public"]))
    assert key.public.key_id.hex() == frozen["key"]["key_id"]


def test_the_first_sealed_message_still_opens(
    frozen: dict[str, Any], frozen_context: Context, key: PrivateKey, unpacked: Unpack
) -> None:
    kept = frozen["sealed"]
    assert unseal(key, frozen_context, unpacked(kept["blob"])) == unpacked(kept["message"])


def test_the_first_record_still_opens(
    frozen: dict[str, Any], frozen_context: Context, key: PrivateKey, unpacked: Unpack
) -> None:
    kept = frozen["record"]
    assert unseal_record(key, frozen_context, unpacked(kept["blob"])) == kept["record"]


def test_the_first_box_still_opens(frozen: dict[str, Any], frozen_context: Context, unpacked: Unpack) -> None:
    kept = frozen["boxed"]
    assert unbox(unpacked(kept["key"]), frozen_context, unpacked(kept["blob"])) == unpacked(kept["message"])


def test_headers_are_still_where_they_were(frozen: dict[str, Any], unpacked: Unpack) -> None:
    signature = unpacked(frozen["signature"]["signature"])
    assert describe(unpacked(frozen["sealed"]["blob"])).kind is Kind.SEALED
    assert describe(unpacked(frozen["boxed"]["blob"])).kind is Kind.BOXED
    assert describe(signature).kind is Kind.SIGNED
    assert signature[:4] == b"SK\x03\x01"


def test_a_compartment_secret_still_gives_the_same_key_pair(
    frozen: dict[str, Any], frozen_context: Context, unpacked: Unpack
) -> None:
    kept = frozen["compartment"]
    assert key_pair_from_secret(unpacked(kept["secret"]), frozen_context).seed == unpacked(kept["seed"])


def test_the_first_signature_still_verifies(frozen: dict[str, Any], unpacked: Unpack) -> None:
    kept, member = frozen["signature"], frozen["member"]
    keys = MemberKeys.from_seeds(unpacked(member["seeds"]))
    assert keys.public.digest.hex() == member["public_digest"]
    assert keys.public.verify == VerifyKey.decode(unpacked(member["verify"]))
    keys.public.verify.verify(kept["purpose"], unpacked(kept["message"]), unpacked(kept["signature"]))


def test_a_passphrase_still_gives_the_same_outputs(frozen: dict[str, Any], unpacked: Unpack) -> None:
    kept = frozen["slot"]
    secret = derive(kept["passphrase"], unpacked(kept["salt"]), Argon2Cost(kept["memory_kib"], kept["passes"]))
    assert secret.unlock_key == unpacked(kept["unlock_key"])
    assert secret.verifier == unpacked(kept["verifier"])


def test_two_halves_still_give_the_same_session_key(
    frozen: dict[str, Any], frozen_context: Context, unpacked: Unpack
) -> None:
    kept = frozen["session"]
    halves = unpacked(kept["cookie_half"]), unpacked(kept["server_half"])
    assert session_key(*halves, frozen_context) == unpacked(kept["key"])


def test_a_receipt_still_leads_to_the_same_mailbox(frozen: dict[str, Any], unpacked: Unpack) -> None:
    kept = frozen["receipt"]
    found = mailbox(kept["words"], kept["deployment"])
    assert (found.locator, found.private.seed) == (kept["locator"], unpacked(kept["seed"]))


def test_keyed_digests_and_derived_keys_are_still_the_same(frozen: dict[str, Any], unpacked: Unpack) -> None:
    kept, derived = frozen["mac"], frozen["derived"]
    assert mac(unpacked(kept["key"]), kept["purpose"], unpacked(kept["data"])).hex() == kept["mac"]
    bound = unpacked(derived["bound"])
    assert derive_key(unpacked(derived["secret"]), derived["purpose"], bound).hex() == derived["key"]


def test_the_first_checkpoint_signatures_still_verify(frozen: dict[str, Any], unpacked: Unpack) -> None:
    kept = frozen["log"]
    public = LogKey.from_seed(unpacked(kept["seed"])).public
    assert (public.ed25519, public.mldsa44) == (unpacked(kept["ed25519"]), unpacked(kept["mldsa44"]))
    public.verify_ed25519(unpacked(kept["message"]), unpacked(kept["ed25519_signature"]))
    public.verify_mldsa44(unpacked(kept["message"]), unpacked(kept["mldsa44_signature"]))


def test_the_first_roster_chain_still_holds(frozen: dict[str, Any], unpacked: Unpack) -> None:
    kept = frozen["roster"]
    stored = [unpacked(link) for link in kept["chain"]]
    chain = [SignedRoster.decode(link) for link in stored]
    newest = verify_chain(chain, VerifyKey.decode(unpacked(kept["root"])), "unit-frozen", "custodians", 2)

    assert newest.digest.hex() == kept["digest"]
    assert [member.person_ref for member in newest.members] == kept["members"]
    assert [link.roster.group_public.key_id.hex() for link in chain] == kept["group_key_ids"]
    assert [link.encode() for link in chain] == stored
