"""Every byte of every blob counts, and whatever was changed the answer is the same."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM
from cryptography.hazmat.primitives.hpke import Suite as HpkeSuite

from crypto import suites
from crypto.context import Context
from crypto.keys import MemberKeys, PrivateKey
from crypto.roster import Roster, RosterMember, SignedRoster, verify_chain
from crypto.sealing import box, describe, seal, seal_record, unbox, unseal, unseal_record
from crypto.suites import FLOOR, HPKE, SUITES, WRITERS, Kind

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))


@dataclass(frozen=True)
class Example:
    """One kind of blob with the way to open it, and a second one under another key that opens another way."""

    blob: bytes
    open: Callable[[bytes], object]
    foreign: bytes


@pytest.fixture(scope="module")
def blobs(
    private: PrivateKey, other_private: PrivateKey, context: Context, member_keys: Callable[[str], MemberKeys]
) -> dict[str, Example]:
    ada, ben = member_keys("Ada"), member_keys("Ben")
    return {
        "sealed": Example(
            seal(private.public, context, b"who it is"),
            lambda blob: unseal(private, context, blob),
            seal(other_private.public, context, b"who it is"),
        ),
        "record": Example(
            seal_record(private.public, context, {"who": "she"}),
            lambda blob: unseal_record(private, context, blob),
            seal_record(other_private.public, context, {"who": "she"}),
        ),
        "boxed": Example(
            box(KEY, context, b"who it is"),
            lambda blob: unbox(KEY, context, blob),
            box(OTHER_KEY, context, b"who it is"),
        ),
        "signature": Example(
            ada.sign.sign("roster", b"message"),
            lambda blob: ada.public.verify.verify("roster", b"message", blob),
            ben.sign.sign("roster", b"message"),
        ),
    }


NAMES = ["sealed", "record", "boxed", "signature"]


@pytest.mark.parametrize("name", NAMES)
def test_each_example_opens_untouched(blobs: dict[str, Example], name: str) -> None:
    blobs[name].open(blobs[name].blob)


@pytest.mark.parametrize("name", NAMES)
def test_every_byte_flipped_is_refused(blobs: dict[str, Example], refused: Callable[..., None], name: str) -> None:
    example = blobs[name]
    for at in range(len(example.blob)):
        changed = bytearray(example.blob)
        changed[at] ^= 1 << at % 8
        refused(example.open, bytes(changed))


@pytest.mark.parametrize("name", NAMES)
def test_every_bit_of_the_header_flipped_is_refused(
    blobs: dict[str, Example], refused: Callable[..., None], name: str
) -> None:
    example = blobs[name]
    for bit in range(8 * 20):
        changed = bytearray(example.blob)
        changed[bit // 8] ^= 1 << bit % 8
        refused(example.open, bytes(changed))


@pytest.mark.parametrize("name", NAMES)
def test_every_truncation_is_refused(blobs: dict[str, Example], refused: Callable[..., None], name: str) -> None:
    example = blobs[name]
    for length in range(len(example.blob)):
        refused(example.open, example.blob[:length])


@pytest.mark.parametrize("name", NAMES)
def test_an_extended_blob_is_refused(blobs: dict[str, Example], refused: Callable[..., None], name: str) -> None:
    example = blobs[name]
    for more in (b"\0", b"\xff", bytes(16), example.blob):
        refused(example.open, example.blob + more)
        refused(example.open, more + example.blob)


@pytest.mark.parametrize("name", NAMES)
def test_a_blob_under_another_key_is_refused(
    blobs: dict[str, Example], refused: Callable[..., None], name: str
) -> None:
    refused(blobs[name].open, blobs[name].foreign)


@pytest.mark.parametrize("name", NAMES)
def test_a_foreign_blob_under_our_key_id_is_refused(
    blobs: dict[str, Example], refused: Callable[..., None], name: str
) -> None:
    example = blobs[name]
    refused(example.open, example.blob[:20] + example.foreign[20:])
    refused(example.open, example.foreign[:20] + example.blob[20:])


@pytest.mark.parametrize("name", NAMES)
def test_a_blob_of_another_kind_is_refused(blobs: dict[str, Example], refused: Callable[..., None], name: str) -> None:
    example = blobs[name]
    for kind in range(256):
        if kind != example.blob[2]:
            refused(example.open, example.blob[:2] + bytes((kind,)) + example.blob[3:])
    for other in NAMES:
        if blobs[other].blob[2] != example.blob[2]:
            refused(example.open, blobs[other].blob)


@pytest.mark.parametrize("name", NAMES)
def test_every_other_suite_number_is_refused(
    blobs: dict[str, Example], refused: Callable[..., None], name: str
) -> None:
    example = blobs[name]
    for suite in range(256):
        if suite != example.blob[3]:
            refused(example.open, example.blob[:3] + bytes((suite,)) + example.blob[4:])


@pytest.mark.parametrize("name", NAMES)
def test_a_suite_below_the_floor_is_refused(
    blobs: dict[str, Example], refused: Callable[..., None], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    example = blobs[name]
    monkeypatch.setitem(FLOOR, Kind(example.blob[2]), 2)
    refused(example.open, example.blob)
    refused(describe, example.blob)


@pytest.fixture
def second_suite(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day in the future: every kind has a second suite, with the same primitives, and writers use it."""
    for kind in Kind:
        monkeypatch.setitem(SUITES, (kind, 2), replace(SUITES[kind, 1], number=2))
        monkeypatch.setitem(WRITERS, kind, 2)
    monkeypatch.setitem(HPKE, 2, HpkeSuite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM))


@pytest.mark.usefixtures("second_suite")
def test_a_suite_that_readers_know_cannot_be_lowered(
    refused: Callable[..., None], private: PrivateKey, context: Context, member_keys: Callable[[str], MemberKeys]
) -> None:
    ada = member_keys("Ada")
    made: list[tuple[bytes, Callable[[bytes], object]]] = [
        (seal(private.public, context, b"who"), lambda blob: unseal(private, context, blob)),
        (box(KEY, context, b"who"), lambda blob: unbox(KEY, context, blob)),
        (ada.sign.sign("roster", b"m"), lambda blob: ada.public.verify.verify("roster", b"m", blob)),
    ]
    for blob, opener in made:
        assert describe(blob).suite == 2
        opener(blob)
        refused(opener, blob[:3] + b"\x01" + blob[4:])


@pytest.mark.parametrize("name", NAMES)
def test_what_an_older_suite_wrote_still_opens(
    blobs: dict[str, Example], request: pytest.FixtureRequest, name: str
) -> None:
    example = blobs[name]
    request.getfixturevalue("second_suite")
    example.open(example.blob)


def test_there_is_one_row_for_each_suite_and_writers_use_one_that_readers_take() -> None:
    for kind in Kind:
        assert (kind, WRITERS[kind]) in SUITES
        assert FLOOR[kind] <= WRITERS[kind]
    assert {suite.number for suite in SUITES.values() if suite.kind is Kind.SEALED} == set(HPKE)


@pytest.mark.parametrize("name", NAMES)
def test_a_blob_is_as_much_longer_than_its_message_as_the_table_says(blobs: dict[str, Example], name: str) -> None:
    blob = blobs[name].blob
    message = {"sealed": 9, "record": 256, "boxed": 9, "signature": 0}[name]
    assert len(blob) == SUITES[Kind(blob[2]), 1].overhead + message


def test_a_signed_roster_with_any_byte_flipped_is_refused(
    refused: Callable[..., None], private: PrivateKey, member_keys: Callable[[str], Any]
) -> None:
    root, ada = member_keys("root").sign, member_keys("Ada")
    alone = SignedRoster(Roster("unit-a", "recovery", 1, (), private.public)).signed_by("root", root).encode()
    member = RosterMember("a1", ada.public)
    joined = SignedRoster(Roster("unit-a", "recovery", 1, (member,), private.public)).signed_by("root", root).encode()

    def opener(blob: bytes) -> object:
        return verify_chain([SignedRoster.decode(blob)], root.public, "unit-a", "recovery")

    # All of the roster without members, and of one with a member the part that is new in it, in steps to save time.
    for stored, places in ((alone, range(len(alone))), (joined, range(1300, 4700, 17))):
        opener(stored)
        for at in places:
            changed = bytearray(stored)
            changed[at] ^= 1 << at % 8
            refused(opener, bytes(changed))
    for length in range(0, len(alone), 7):
        refused(opener, alone[:length])
    refused(opener, alone + b"\0")
    refused(opener, alone + bytes(8))


@pytest.mark.parametrize("blob", [b"", b"S", b"SK\x01\x01", bytes(20), b"sk\x01\x01" + bytes(16)])
def test_what_is_no_blob_is_not_described(refused: Callable[..., None], blob: bytes) -> None:
    refused(describe, blob)


def test_a_header_tells_kind_suite_and_key_id(private: PrivateKey, context: Context) -> None:
    header = describe(seal(private.public, context, b"who"))
    assert header == suites.Header(Kind.SEALED, 1, private.public.key_id)


@pytest.mark.parametrize("name", NAMES)
def test_a_blob_of_another_kind_or_key_is_put_aside_before_any_key_is_used(
    blobs: dict[str, Example], refused: Callable[..., None], name: str
) -> None:
    blob = blobs[name].blob
    header = describe(blob)
    assert suites.expect_header(blob, header.kind, header.key_id) == header
    refused(suites.expect_header, blob, header.kind, bytes(16))
    for kind in set(Kind) - {header.kind}:
        refused(suites.expect_header, blob, kind, header.key_id)


def test_a_header_alone_is_described() -> None:
    header = suites.Header(Kind.BOXED, 1, bytes(range(16)))
    assert describe(header.encode()) == header
