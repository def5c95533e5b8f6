"""Only a chain of rosters that starts at the root and was carried on by two members tells who belongs to a group."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from crypto.framing import frame
from crypto.keys import MemberKeys, PrivateKey
from crypto.roster import ROOT, Roster, RosterMember, SignedRoster, verify_chain
from crypto.signing import SigningKey

Keys = Callable[[str], MemberKeys]
Make = Callable[..., Roster]
Sign = Callable[..., SignedRoster]
Refuse = Callable[..., None]
Chain = list[SignedRoster]
ADA, BEN, CAI, DEE = "ada", "ben", "cai", "dee"
ROOT_KEY = SigningKey.from_seed(hashlib.shake_256(b"the root").digest(64))
GROUP = [PrivateKey.from_seed(hashlib.shake_256(b"group %d" % epoch).digest(96)).public for epoch in range(6)]


@pytest.fixture
def roster(member_keys: Keys) -> Make:
    def made(epoch: int, members: Sequence[str], before: Roster | None = None, group: str = "custodians") -> Roster:
        listed = tuple(RosterMember(name, member_keys(name).public) for name in members)
        previous = before.digest if before else bytes(32)
        return Roster("unit-a", group, epoch, listed, GROUP[epoch], previous)

    return made


@pytest.fixture
def sign(member_keys: Keys) -> Sign:
    def signed(roster: Roster, *signers: str) -> SignedRoster:
        link = SignedRoster(roster)
        for signer in signers:
            link = link.signed_by(signer, ROOT_KEY if signer == ROOT else member_keys(signer).sign)
        return link

    return signed


@pytest.fixture
def chain(roster: Make, sign: Sign) -> Chain:
    """Ada, Ben and Cai; Dee comes in, and Cai goes."""
    first = roster(1, [ADA, BEN, CAI])
    second = roster(2, [ADA, BEN, CAI, DEE], first)
    third = roster(3, [ADA, BEN, DEE], second)
    return [sign(first, ROOT), sign(second, ADA, CAI), sign(third, DEE, ADA)]


def verified(chain: Sequence[SignedRoster], least_epoch: int = 1) -> Roster:
    return verify_chain(chain, ROOT_KEY.public, "unit-a", "custodians", least_epoch)


def test_a_chain_from_the_root_carried_on_by_two_members_holds(chain: Chain) -> None:
    assert [verified(chain[:end]).epoch for end in (1, 2, 3)] == [1, 2, 3]
    assert verified(chain) == chain[-1].roster


def test_a_chain_is_the_same_after_it_was_stored(chain: Chain) -> None:
    stored = [SignedRoster.decode(link.encode()) for link in chain]
    assert stored == chain
    assert verified(stored).digest == chain[-1].roster.digest
    assert Roster.decode(chain[-1].roster.encode()) == chain[-1].roster


def test_a_roster_that_nobody_signed_yet_is_stored_and_read_back(refused: Refuse, chain: Chain) -> None:
    proposed = SignedRoster(chain[0].roster)
    assert SignedRoster.decode(proposed.encode()) == proposed
    refused(verified, [proposed])


def test_a_member_is_found_by_reference_and_nobody_else_is(chain: Chain, member_keys: Keys) -> None:
    newest = verified(chain)
    assert newest.member(DEE) == member_keys(DEE).public
    assert newest.member(CAI) is None


def test_the_root_repairs_a_group_at_any_epoch(refused: Refuse, chain: Chain, roster: Make, sign: Sign) -> None:
    repair = roster(4, [DEE], chain[-1].roster)
    assert verified([*chain, sign(repair, ROOT)]).epoch == 4
    assert verified([*chain, sign(repair, ROOT, ADA)]).epoch == 4
    # A repair still follows the roster before it.
    refused(verified, [*chain, sign(roster(4, [DEE]), ROOT)])
    refused(verified, [*chain, sign(roster(5, [DEE], chain[-1].roster), ROOT)])


def test_a_group_without_members_is_the_roots_alone(refused: Refuse, roster: Make, sign: Sign) -> None:
    """Such as the one that carries a group's recovery key."""
    first = roster(1, [])
    second = roster(2, [], first)
    assert verified([sign(first, ROOT), sign(second, ROOT)]).group_public == GROUP[2]
    refused(verified, [sign(first, ROOT), sign(second, ADA, BEN)])


def test_no_chain_at_all_is_refused(refused: Refuse) -> None:
    refused(verified, [])


def test_a_swapped_member_key_is_refused(refused: Refuse, chain: Chain, member_keys: Keys) -> None:
    for at, link in enumerate(chain):
        mine = RosterMember(ADA, member_keys("mallory").public)
        members = (mine, *link.roster.members[1:])
        refused(verified, [*chain[:at], replace(link, roster=replace(link.roster, members=members))])


def test_a_swapped_reference_or_half_a_swapped_member_is_refused(
    refused: Refuse, chain: Chain, member_keys: Keys
) -> None:
    last, mallory = chain[-1], member_keys("mallory").public
    ada = last.roster.members[0]
    for swapped in (
        replace(ada, person_ref="mallory"),
        replace(ada, public=replace(ada.public, receive=mallory.receive)),
        replace(ada, public=replace(ada.public, verify=mallory.verify)),
    ):
        members = (swapped, *last.roster.members[1:])
        refused(verified, [*chain[:-1], replace(last, roster=replace(last.roster, members=members))])


def test_a_swapped_group_key_is_refused(refused: Refuse, chain: Chain) -> None:
    for at, link in enumerate(chain):
        swapped = replace(link, roster=replace(link.roster, group_public=GROUP[5]))
        refused(verified, [*chain[:at], swapped, *chain[at + 1 :]])


def test_members_added_dropped_or_reordered_are_refused(refused: Refuse, chain: Chain, member_keys: Keys) -> None:
    last = chain[-1]
    members = last.roster.members
    for changed in (members[:-1], (*members, RosterMember("m", member_keys("mallory").public)), members[::-1], ()):
        refused(verified, [*chain[:-1], replace(last, roster=replace(last.roster, members=changed))])


def test_a_wrong_previous_is_refused_even_when_two_members_sign_it(
    refused: Refuse, chain: Chain, roster: Make, sign: Sign
) -> None:
    for before in (None, chain[0].roster, chain[2].roster):
        refused(verified, [*chain[:2], sign(roster(3, [ADA, BEN], before), ADA, BEN)])
    first = replace(roster(1, [ADA, BEN]), previous=chain[0].roster.digest)
    refused(verified, [sign(first, ROOT)])


@pytest.mark.parametrize("epoch", [0, 1, 2, 4, 5])
def test_a_skipped_or_repeated_epoch_is_refused(
    refused: Refuse, chain: Chain, roster: Make, sign: Sign, epoch: int
) -> None:
    refused(verified, [*chain[:2], sign(roster(epoch, [ADA, BEN], chain[1].roster), ADA, BEN)])


@pytest.mark.parametrize("epoch", [0, 2, 3])
def test_a_chain_begins_at_epoch_one(refused: Refuse, roster: Make, sign: Sign, epoch: int) -> None:
    refused(verified, [sign(roster(epoch, [ADA, BEN]), ROOT)])


def test_a_link_left_out_doubled_or_moved_is_refused(refused: Refuse, chain: Chain) -> None:
    one, two, three = chain
    for broken in ([two, three], [one, three], [one, one, two], [one, two, two], [two, one, three], [three]):
        refused(verified, broken)


@pytest.mark.parametrize(
    "signers",
    [
        (),
        (ADA,),
        (ADA, ADA),
        (DEE, "mallory"),
        (ADA, "mallory"),
        ("mallory",),
        (ADA, DEE),
        (DEE,),
        (ADA, BEN, "mallory"),
        (ROOT, "mallory"),
        (ROOT, ROOT),
    ],
    ids=lambda signers: "+".join(signers) or "nobody",
)
def test_a_later_roster_not_signed_by_two_members_of_the_one_before_is_refused(
    refused: Refuse, chain: Chain, roster: Make, sign: Sign, signers: tuple[str, ...]
) -> None:
    # Dee is a member of the new roster only; nobody signs themself in.
    new = roster(2, [ADA, BEN, DEE], chain[0].roster)
    refused(verified, [chain[0], sign(new, *signers)])


def test_a_member_who_has_left_signs_nothing_more(refused: Refuse, chain: Chain, roster: Make, sign: Sign) -> None:
    new = roster(4, [ADA, CAI], chain[-1].roster)
    refused(verified, [*chain, sign(new, ADA, CAI)])
    assert verified([*chain, sign(new, ADA, BEN)]).epoch == 4


@pytest.mark.parametrize("signers", [(), (ADA, BEN), (ROOT, ADA), ("mallory",)], ids=str)
def test_a_first_roster_not_signed_by_the_root_alone_is_refused(
    refused: Refuse, roster: Make, sign: Sign, signers: tuple[str, ...]
) -> None:
    refused(verified, [sign(roster(1, [ADA, BEN]), *signers)])


def test_a_signature_under_another_persons_name_is_refused(
    refused: Refuse, chain: Chain, roster: Make, member_keys: Keys
) -> None:
    new = SignedRoster(roster(2, [ADA, BEN], chain[0].roster)).signed_by(ADA, member_keys(ADA).sign)
    refused(verified, [chain[0], new.signed_by(BEN, member_keys(ADA).sign)])
    refused(verified, [chain[0], new.signed_by(ROOT, member_keys(ADA).sign)])
    refused(verified, [chain[0], replace(new, signatures=(new.signatures[0], (BEN, new.signatures[0][1])))])


def test_signatures_of_another_roster_or_purpose_are_refused(
    refused: Refuse, chain: Chain, roster: Make, member_keys: Keys
) -> None:
    new = roster(2, [ADA, BEN], chain[0].roster)
    refused(verified, [chain[0], SignedRoster(new, chain[1].signatures)])
    signatures = tuple((name, member_keys(name).sign.sign("compartment", new.encode())) for name in (ADA, BEN))
    refused(verified, [chain[0], SignedRoster(new, signatures)])


def test_one_bad_signature_among_good_ones_breaks_the_chain(refused: Refuse, chain: Chain) -> None:
    signatures = ((BEN, b""), *chain[1].signatures)
    refused(verified, [chain[0], replace(chain[1], signatures=signatures)])


def test_another_root_another_deployment_and_another_group_are_refused(
    refused: Refuse, chain: Chain, member_keys: Keys
) -> None:
    root = ROOT_KEY.public
    refused(verify_chain, chain, member_keys("mallory").sign.public, "unit-a", "custodians")
    refused(verify_chain, chain, root, "unit-b", "custodians")
    refused(verify_chain, chain, root, "unit-a", "authorisers")


def test_a_chain_that_changes_group_or_deployment_on_the_way_is_refused(
    refused: Refuse, chain: Chain, roster: Make, sign: Sign
) -> None:
    other_group = roster(4, [ADA, BEN], chain[-1].roster, group="authorisers")
    other_deployment = replace(roster(4, [ADA, BEN], chain[-1].roster), deployment="unit-b")
    for roster_elsewhere in (other_group, other_deployment):
        link = sign(roster_elsewhere, ADA, BEN)
        refused(verified, [*chain, link])
        refused(verify_chain, [*chain, link], ROOT_KEY.public, "unit-b", "custodians")
        refused(verify_chain, [*chain, link], ROOT_KEY.public, "unit-a", "authorisers")


def test_a_chain_rolled_back_before_the_least_epoch_is_refused(refused: Refuse, chain: Chain) -> None:
    assert verified(chain, least_epoch=3).epoch == 3
    refused(verified, chain[:2], 3)
    refused(verified, chain, 4)


def test_one_person_under_two_names_is_refused(refused: Refuse, roster: Make, sign: Sign, member_keys: Keys) -> None:
    """Else one person could sign as two, or be counted as two."""
    first, ada, ben = roster(1, [ADA, BEN]), member_keys(ADA).public, member_keys(BEN).public
    for second in (
        RosterMember("twin", ada),
        RosterMember("twin", replace(ben, verify=ada.verify)),
        RosterMember("twin", replace(ben, receive=ada.receive)),
        RosterMember(ADA, ben),
        RosterMember(ROOT, ben),
    ):
        members = (RosterMember(ADA, ada), second)
        refused(verified, [sign(replace(first, members=members), ROOT)])


def test_bytes_that_are_no_roster_are_refused(refused: Refuse, chain: Chain) -> None:
    roster, signed = chain[0].roster.encode(), chain[0].encode()
    for data in (b"", b"\0\0\0\0", frame(b"sourcekeeper/1 roster"), signed, roster + frame(b"odd"), roster[:-1]):
        refused(Roster.decode, data)
    for data in (b"", frame(b"sourcekeeper/1 signed roster"), roster, signed + frame(b"odd"), signed[:-1]):
        refused(SignedRoster.decode, data)
    refused(SignedRoster.decode, frame(b"sourcekeeper/1 signed roster", roster, b"\xff", b""))
