"""The public bundle and what is sealed with it: traced to the root, and telling nothing by its size."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.bundle import (
    CUSTODIANS,
    INTAKE,
    PublicBundle,
    Recipients,
    identity_context,
    seal_submission,
    sign_server_key,
    story_context,
    without_filling,
)
from crypto.errors import Tampered
from crypto.framing import frame, unframe
from crypto.keys import MemberKeys, PrivateKey
from crypto.roster import ROOT, Roster, RosterMember, SignedRoster
from crypto.sealing import unseal_record
from crypto.signing import SigningKey

DEPLOYMENT = "d" * 32
ROOT_KEY = SigningKey.generate()
GROUP, STEWARD = PrivateKey.generate(), PrivateKey.generate()
PEOPLE = tuple(RosterMember(ref * 32, MemberKeys.generate().public) for ref in "ab")
REF = "f" * 32


def roster(deployment: str = DEPLOYMENT, group: str = CUSTODIANS) -> SignedRoster:
    return SignedRoster(Roster(deployment, group, 1, PEOPLE, GROUP.public)).signed_by(ROOT, ROOT_KEY)


def intake_signature(deployment: str = DEPLOYMENT, name: str = INTAKE, epoch: int = 1) -> bytes:
    return sign_server_key(ROOT_KEY, deployment, name, epoch, STEWARD.public.encode())


GOOD = PublicBundle(DEPLOYMENT, ROOT_KEY.public, 1, STEWARD.public, intake_signature(), (roster(),))


@pytest.fixture(scope="module")
def recipients() -> Recipients:
    return GOOD.verify(ROOT_KEY.public, DEPLOYMENT)


def test_a_bundle_survives_being_written_and_read(recipients: Recipients) -> None:
    assert PublicBundle.decode(GOOD.encode()) == GOOD
    assert recipients.custodians.group_public == GROUP.public
    assert recipients.intake == STEWARD.public


@pytest.mark.parametrize(
    "bundle",
    [
        replace(GOOD, root=SigningKey.generate().public),
        replace(GOOD, deployment="e" * 32),
        replace(GOOD, intake=PrivateKey.generate().public),
        replace(GOOD, intake_epoch=2),
        replace(GOOD, intake_signature=intake_signature(name="log")),
        replace(GOOD, intake_signature=intake_signature(deployment="e" * 32)),
        replace(GOOD, custodians=()),
        replace(GOOD, custodians=(roster(group="authorisers"),)),
        replace(GOOD, custodians=(roster(deployment="e" * 32),)),
        replace(GOOD, custodians=(roster(), roster())),
    ],
)
def test_what_the_root_did_not_sign_for_this_place_is_refused(bundle: PublicBundle) -> None:
    with pytest.raises(Tampered):
        bundle.verify(ROOT_KEY.public, DEPLOYMENT)


def test_a_bundle_older_than_the_least_epoch_is_refused() -> None:
    with pytest.raises(Tampered):
        GOOD.verify(ROOT_KEY.public, DEPLOYMENT, least_epoch=2)


def test_another_pinned_root_refuses_it() -> None:
    with pytest.raises(Tampered):
        GOOD.verify(SigningKey.generate().public, DEPLOYMENT)


def test_every_byte_counts() -> None:
    encoded = GOOD.encode()
    for place in range(0, len(encoded), 13):
        changed = bytearray(encoded)
        changed[place] ^= 1
        with pytest.raises(Tampered):
            PublicBundle.decode(bytes(changed)).verify(ROOT_KEY.public, DEPLOYMENT)


@pytest.mark.parametrize("data", [b"", b"x", frame(b"something else"), frame(*unframe(GOOD.encode())[:6])])
def test_what_is_no_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(Tampered):
        PublicBundle.decode(data)


def test_each_part_opens_to_its_own_reader_only(recipients: Recipients) -> None:
    sealed = seal_submission(
        recipients, REF, details={"name": "A"}, original={"story": "I am A"}, story={"story": "I am [withheld]"}
    )
    identity, story = identity_context(DEPLOYMENT, REF, 1), story_context(DEPLOYMENT, REF, 1)
    assert without_filling(unseal_record(GROUP, identity, sealed.identity)) == {
        "details": {"name": "A"},
        "original": {"story": "I am A"},
    }
    assert without_filling(unseal_record(STEWARD, story, sealed.story)) == {"story": {"story": "I am [withheld]"}}
    for private, context, blob in (
        (STEWARD, identity, sealed.identity),
        (GROUP, story, sealed.story),
        (GROUP, story, sealed.identity),
        (GROUP, identity_context(DEPLOYMENT, "e" * 32, 1), sealed.identity),
        (GROUP, identity_context("e" * 32, REF, 1), sealed.identity),
        (GROUP, identity_context(DEPLOYMENT, REF, 2), sealed.identity),
    ):
        with pytest.raises(Tampered):
            unseal_record(private, context, blob)


FULL = {"name": "é" * 150, "address": "x" * 1500, "phone": "0" * 40, "how": "ŵ" * 1200}


@pytest.mark.parametrize("length", [0, 1, 200, 1000, 3900, 4090, 12_000, 16_380, 40_000])
def test_the_size_tells_how_long_the_story_is_and_not_whether_details_were_given(
    recipients: Recipients, length: int
) -> None:
    typed = {"story": "a" * length}
    cut = {"story": "[withheld] " * (length // 30)}
    sizes = set()
    for details, story in (({}, typed), (FULL, typed), (FULL, cut), ({"name": "A"}, {})):
        sealed = seal_submission(recipients, REF, details=details, original=typed, story=story)
        sizes |= {len(sealed.identity), len(sealed.story)}
    assert len(sizes) == 1


@settings(max_examples=30, deadline=None)
@given(story=st.text(max_size=3000), name=st.text(max_size=1000), cut=st.text(max_size=3000))
def test_in_any_script_too(story: str, name: str, cut: str) -> None:
    recipients = GOOD.verify(ROOT_KEY.public, DEPLOYMENT)
    typed = {"story": story}
    anonymous = seal_submission(recipients, REF, details={}, original=typed, story=typed)
    known = seal_submission(recipients, REF, details={"name": name}, original=typed, story={"story": cut[: len(story)]})
    assert len({len(anonymous.identity), len(anonymous.story), len(known.identity), len(known.story)}) == 1


def test_details_beyond_the_room_are_sealed_all_the_same(recipients: Recipients) -> None:
    sealed = seal_submission(recipients, REF, details={"address": "x" * 40_000}, original={}, story={})
    assert len(sealed.identity) == len(sealed.story)
    opened = unseal_record(GROUP, identity_context(DEPLOYMENT, REF, 1), sealed.identity)
    assert opened["details"] == {"address": "x" * 40_000}


def test_a_submission_keeps_no_clear_text(recipients: Recipients) -> None:
    sealed = seal_submission(
        recipients, REF, details={"name": "canary-name"}, original={"s": "canary-story"}, story={"s": "canary-cut"}
    )
    assert b"canary" not in sealed.identity + sealed.story
