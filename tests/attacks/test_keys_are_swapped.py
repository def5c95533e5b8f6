"""
The attacker writes to the vault's database, and puts public keys of their own where others will seal to them.

For each kind of key: whoever would have sealed to it refuses, nothing is written, and the attacker's key opens nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.database import new_id
from app.errors import Frozen
from app.vault.ceremony import Ceremony
from app.vault.group_keys import seal_group_key
from app.vault.recovery import recovery_public
from app.vault.rosters import CUSTODIANS, MEMBERS
from app.vault.server_keys import intake_key, log_key
from app.vault.unlocking import own_keys
from audit.events import Event
from audit.store import Filters
from crypto.bundle import PublicBundle, seal_submission, sign_server_key
from crypto.canonical import canonical_json
from crypto.context import Context
from crypto.errors import Tampered
from crypto.keys import MemberKeys
from crypto.roster import ROOT, Roster, RosterMember, SignedRoster
from crypto.sealing import seal
from crypto.signing import LogKey, SigningKey
from tests.vault.small_unit import (
    AUTHORISER,
    CONTACT,
    CONTROLLER,
    HANDLER,
    OFFICER,
    OTHER_OFFICER,
    SmallUnit,
    dispose,
    found,
    reopen,
)

MALLORY = MemberKeys.generate()


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ceremony]:
    folder = tmp_path_factory.mktemp("founded")
    return folder, found(folder)


@pytest.fixture
def unit(founded: tuple[Path, Ceremony], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallUnit]:
    """Return a unit at work, whose lock Mallory has stolen: whatever it locks, Mallory sees as it was before."""
    made = reopen(founded[0], tmp_path / "unit", founded[1])
    made.unlock(HANDLER, CONTROLLER, OFFICER)
    lock, made.stolen = made.provider.lock, []

    def watched(items: Sequence[tuple[Context, bytes]]) -> list[bytes]:
        made.stolen.extend(message for _, message in items)
        return lock(items)

    monkeypatch.setattr(made.provider, "lock", watched)
    yield made
    dispose(made.house.stores)


def sealed_to_mallory(unit: SmallUnit) -> int:
    """Return how many blobs there are, locked or not, that name Mallory's key."""
    tables = ("submissions", "entries", "group_keys", "sealed_locks")
    stored = [bytes(row["blob"]) for table in tables for row in unit.rows(table)]
    return sum(MALLORY.receive.public.key_id in blob for blob in (*stored, *unit.stolen))


def stored_roster(unit: SmallUnit, group: str) -> SignedRoster:
    return SignedRoster.decode(unit.column("SELECT signed FROM rosters WHERE group_name = :group", group=group))


def store_roster(unit: SmallUnit, signed: SignedRoster) -> None:
    unit.edit(
        "UPDATE rosters SET signed = :signed WHERE group_name = :group",
        signed=signed.encode(),
        group=signed.roster.group,
    )


def with_mallory_as(roster: Roster, person_ref: str) -> Roster:
    """Return the roster with Mallory's keys under somebody's name."""
    members = [
        RosterMember(one.person_ref, MALLORY.public if one.person_ref == person_ref else one.public)
        for one in roster.members
    ]
    return replace(roster, members=tuple(members))


# A member


def test_an_officers_key_in_the_table_of_members_is_not_what_grants_are_sealed_to(unit: SmallUnit) -> None:
    source_ref = unit.register()
    unit.edit("UPDATE members SET public = :own WHERE person_ref = :ref", own=MALLORY.public.encode(), ref=OFFICER)
    grant_ref = unit.approve(source_ref)
    assert not sealed_to_mallory(unit)
    assert unit.open_granted(grant_ref, source_ref) == CONTACT


@pytest.mark.parametrize("signer", ["nobody", "mallory", "old signature"])
def test_an_officers_key_in_the_roster_is_not_believed(unit: SmallUnit, signer: str) -> None:
    source_ref = unit.register()
    signed = stored_roster(unit, MEMBERS)
    forged = SignedRoster(with_mallory_as(signed.roster, OFFICER))
    if signer == "mallory":
        forged = forged.signed_by(ROOT, MALLORY.sign)
    if signer == "old signature":
        forged = SignedRoster(forged.roster, signed.signatures)
    store_roster(unit, forged)
    with pytest.raises(Frozen):
        unit.approve(source_ref)
    assert not unit.rows("grants")
    assert not sealed_to_mallory(unit)


def test_two_stolen_officers_do_not_make_a_roster(unit: SmallUnit) -> None:
    """They are members of the roster of those who hold keys, and yet may not say who else does."""
    source_ref = unit.register()
    unit.unlock(OTHER_OFFICER)
    before = stored_roster(unit, MEMBERS).roster
    following = replace(with_mallory_as(before, AUTHORISER), epoch=2, previous=before.digest)
    unit.install(unit.sign_as(SignedRoster(following), OFFICER, OTHER_OFFICER))
    with pytest.raises(Frozen):
        unit.approve(source_ref)


def test_one_stolen_custodian_does_not_make_a_roster(unit: SmallUnit) -> None:
    source_ref = unit.register()
    for group, signers in ((MEMBERS, (HANDLER,)), (CUSTODIANS, (HANDLER,)), (CUSTODIANS, (HANDLER, HANDLER))):
        before = stored_roster(unit, group).roster
        following = replace(with_mallory_as(before, CONTROLLER), epoch=2, previous=before.digest)
        unit.install(unit.sign_as(SignedRoster(following), *signers))
        with pytest.raises(Frozen):
            unit.approve(source_ref)
        unit.edit("DELETE FROM rosters WHERE epoch = 2")
        unit.edit("DELETE FROM freezes")


def test_a_true_roster_of_another_group_or_deployment_does_not_serve(unit: SmallUnit) -> None:
    source_ref = unit.register()
    root = SigningKey.from_seed(unit.ceremony.root_seed)
    true = stored_roster(unit, MEMBERS).roster
    for wrong in (stored_roster(unit, CUSTODIANS).roster, replace(true, deployment="e" * 32), replace(true, epoch=2)):
        signed = SignedRoster(wrong).signed_by(ROOT, root)
        unit.edit("UPDATE rosters SET signed = :signed WHERE group_name = 'members'", signed=signed.encode())
        with pytest.raises(Frozen):
            unit.approve(source_ref)
        unit.edit("DELETE FROM freezes")
    assert not unit.rows("grants")


# A group


def test_a_group_key_in_the_roster_is_not_believed(unit: SmallUnit) -> None:
    """Every new source would be wrapped for whoever put it there."""
    signed = stored_roster(unit, CUSTODIANS)
    forged = replace(signed.roster, group_public=MALLORY.receive.public)
    for following in (SignedRoster(forged, signed.signatures), SignedRoster(forged).signed_by(ROOT, MALLORY.sign)):
        store_roster(unit, following)
        with pytest.raises(Frozen):
            unit.register()
        unit.edit("DELETE FROM freezes")
    assert not unit.rows("wraps")
    assert not sealed_to_mallory(unit)


def test_a_root_in_the_database_is_not_the_root(unit: SmallUnit) -> None:
    """A whole chain of Mallory's own, perfect in itself, for every group."""
    for group in (CUSTODIANS, MEMBERS):
        roster = replace(stored_roster(unit, group).roster, group_public=MALLORY.receive.public)
        store_roster(unit, SignedRoster(with_mallory_as(roster, HANDLER)).signed_by(ROOT, MALLORY.sign))
    with pytest.raises(Frozen):
        unit.register()
    assert not unit.rows("wraps")


def test_a_group_key_sealed_to_the_members_in_place_of_theirs_is_seen(unit: SmallUnit) -> None:
    """Opening would go on with Mallory's key, and everything sealed anew would be Mallory's to read."""
    source_ref = unit.register()
    roster = stored_roster(unit, CUSTODIANS).roster
    posing = replace(roster, group_public=MALLORY.receive.public)
    unit.edit("DELETE FROM group_keys WHERE group_name = 'custodians' AND holder = :holder", holder=HANDLER)
    public = roster.member(HANDLER)
    assert public is not None
    row = seal_group_key(unit.house.deployment, posing, MALLORY.receive, HANDLER, public.receive)
    unit.put_back(
        "group_keys",
        [{"key_ref": row.key_ref, "group_name": CUSTODIANS, "epoch": 1, "holder": HANDLER, "blob": row.blob}],
    )
    with pytest.raises(Frozen):
        unit.consult(source_ref, "contact")


def test_notes_are_sealed_to_the_auditors_of_the_roster_only(unit: SmallUnit) -> None:
    signed = stored_roster(unit, "auditors")
    store_roster(unit, SignedRoster(replace(signed.roster, group_public=MALLORY.receive.public), signed.signatures))
    with pytest.raises(Frozen), unit.stewarding() as uow:
        uow.vault.groups.seal_note("ab" * 32, b"a reason")


# A compartment


def compartment(unit: SmallUnit, source_ref: str) -> dict[str, Any]:
    rows = unit.rows("compartments")
    return next(row for row in rows if (row["source_ref"], row["compartment"]) == (source_ref, "contact"))


def statement(unit: SmallUnit, row: dict[str, Any], public: bytes) -> bytes:
    """Return what a creator signs, made outside the code that checks it."""
    return canonical_json(
        {
            "deployment": unit.house.deployment.ref,
            "record": row["compartment_ref"],
            "source": row["source_ref"],
            "compartment": row["compartment"],
            "custody": row["custody"],
            "key_version": row["key_version"],
            "public": public.hex(),
            "creator": row["creator"],
            "creator_epoch": row["creator_epoch"],
        }
    )


def forgeries(unit: SmallUnit, row: dict[str, Any]) -> Sequence[dict[str, object]]:
    own = MALLORY.receive.public.encode()
    signed_by_mallory = MALLORY.sign.sign("compartment", statement(unit, row, own))
    return (
        {"public": own},
        {"public": own, "signature": signed_by_mallory},
        {"public": own, "signature": signed_by_mallory, "creator": OFFICER},
        {"public": own, "signature": signed_by_mallory, "creator": ROOT},
        {"public": own, "signature": signed_by_mallory, "creator_epoch": 2},
        {"public": own, "signature": b""},
    )


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("act", ["write", "approve", "consult"])
def test_a_compartments_key_is_believed_with_its_creators_signature_only(
    unit: SmallUnit, number: int, act: str
) -> None:
    source_ref = unit.register()
    row = compartment(unit, source_ref)
    acts: dict[str, Callable[[], object]] = {
        "write": lambda: unit.write(source_ref, "contact", {"phone": "new"}),
        "approve": lambda: unit.approve(source_ref),
        "consult": lambda: unit.consult(source_ref, "contact"),
    }
    before = len(unit.rows("entries"))
    with unit.edited("compartments", "compartment_ref", row["compartment_ref"], **forgeries(unit, row)[number]):
        with pytest.raises(Frozen):
            acts[act]()
        assert not sealed_to_mallory(unit)
    assert len(unit.rows("entries")) == before
    assert not unit.rows("grants")


def test_an_officer_cannot_create_a_compartment(unit: SmallUnit) -> None:
    """A true member's signature, of somebody who is no custodian."""
    source_ref = unit.register()
    row = {**compartment(unit, source_ref), "creator": OFFICER}
    own = MALLORY.receive.public.encode()
    with unit.work(OFFICER) as uow:
        signature = own_keys(uow.vault).sign.sign("compartment", statement(unit, row, own))
    forged = {"public": own, "signature": signature, "creator": OFFICER}
    with unit.edited("compartments", "compartment_ref", row["compartment_ref"], **forged), pytest.raises(Frozen):
        unit.write(source_ref, "contact", {"phone": "new"})


def test_a_true_signature_of_another_compartment_does_not_serve(unit: SmallUnit) -> None:
    """A writer of one source's log would otherwise write into another's."""
    source_ref, other = unit.register(), unit.register()
    row, theirs = compartment(unit, source_ref), compartment(unit, other)
    posing = {name: theirs[name] for name in ("public", "signature")}
    with unit.edited("compartments", "compartment_ref", row["compartment_ref"], **posing), pytest.raises(Frozen):
        unit.write(source_ref, "contact", {"phone": "new"})


def test_a_whole_compartment_given_to_another_source_is_not_written_to(unit: SmallUnit) -> None:
    """Row, key, signature and all: what an officer says of one source would be read by the other's handler."""
    source_ref, other = unit.register(), unit.register()
    row, theirs = compartment(unit, source_ref), compartment(unit, other)
    mine, of_other = row["compartment_ref"], theirs["compartment_ref"]
    for ref, source in ((mine, "x"), (of_other, source_ref), (mine, other)):
        unit.edit("UPDATE compartments SET source_ref = :source WHERE compartment_ref = :ref", source=source, ref=ref)
    with pytest.raises(Frozen):
        unit.write(source_ref, "contact", {"phone": "new"})
    assert compartment(unit, source_ref)["compartment_ref"] == of_other


def test_a_secret_wrapped_for_the_custodians_by_mallory_is_seen(unit: SmallUnit) -> None:
    """With the lock stolen as well, Mallory wraps a K of their own; it does not yield the signed key."""
    source_ref = unit.register()
    row = compartment(unit, source_ref)
    [wrap] = [one for one in unit.rows("wraps") if one["compartment_ref"] == row["compartment_ref"]]
    context = unit.house.deployment.context(
        "wraps",
        wrap["wrap_ref"],
        compartment="contact",
        version=1,
        epoch=1,
        detail=(row["compartment_ref"], source_ref, CUSTODIANS, "1"),
    )
    group = stored_roster(unit, CUSTODIANS).roster.group_public
    [blob] = unit.provider.lock([(context, seal(group, context, bytes(32)))])
    with unit.edited("wraps", "wrap_ref", wrap["wrap_ref"], blob=blob):
        for act in (lambda: unit.consult(source_ref, "contact"), lambda: unit.approve(source_ref)):
            with pytest.raises(Frozen):
                act()
            unit.edit("DELETE FROM freezes")
    assert not unit.rows("grants")


# The intake


def sealed_by_the_public(unit: SmallUnit, bundle: PublicBundle) -> bytes:
    deployment = unit.house.deployment
    recipients = bundle.verify(deployment.root, deployment.ref, deployment.least_epoch)
    return seal_submission(recipients, new_id(), details={"name": "A"}, original={}, story={}).identity


def test_the_public_face_seals_to_no_key_that_the_root_did_not_sign(unit: SmallUnit) -> None:
    good, own = unit.ceremony.bundle, MALLORY.receive.public
    assert sealed_by_the_public(unit, good)
    [link] = good.custodians
    forged = replace(link.roster, group_public=own)
    for bundle in (
        replace(good, intake=own),
        replace(good, intake=own, intake_signature=_signed(MALLORY.sign, unit, own.encode())),
        replace(good, root=MALLORY.sign.public),
        replace(
            good,
            root=MALLORY.sign.public,
            intake=own,
            intake_signature=_signed(MALLORY.sign, unit, own.encode()),
            custodians=(SignedRoster(forged).signed_by(ROOT, MALLORY.sign),),
        ),
        replace(good, custodians=(SignedRoster(forged, link.signatures),)),
        replace(good, custodians=(SignedRoster(forged).signed_by(ROOT, MALLORY.sign),)),
        replace(good, custodians=(link, SignedRoster(replace(forged, epoch=2, previous=link.roster.digest)))),
    ):
        with pytest.raises(Tampered):
            sealed_by_the_public(unit, PublicBundle.decode(bundle.encode()))


def _signed(key: SigningKey, unit: SmallUnit, public: bytes) -> bytes:
    return sign_server_key(key, unit.house.deployment.ref, "intake", 1, public)


def test_an_intake_key_in_the_database_is_not_published(unit: SmallUnit) -> None:
    """The steward publishes the bundle from the vault; a key put there must not reach the public face."""
    own = MALLORY.receive.public.encode()
    for edit in ({"public": own}, {"public": own, "signature": _signed(MALLORY.sign, unit, own)}):
        with unit.edited("server_keys", "name", "intake", **edit), unit.stewarding() as uow, pytest.raises(Tampered):
            uow.vault.public_bundle()


def test_with_the_lock_stolen_the_staff_side_still_uses_no_key_but_the_roots(unit: SmallUnit) -> None:
    """Mallory locks seeds of their own into the rows whose public halves the root signed."""
    deployment, seeds = unit.house.deployment, {"log": LogKey.generate().seed, "intake": MALLORY.receive.seed}
    for name, seed in seeds.items():
        [blob] = unit.provider.lock([(deployment.context("server_keys", name, epoch=1), seed)])
        unit.edit("UPDATE server_keys SET blob = :blob WHERE name = :name", blob=blob, name=name)
    with unit.stewarding() as uow:
        with pytest.raises(Tampered):
            log_key(uow.vault.session, unit.provider, deployment)
        with pytest.raises(Tampered):
            intake_key(uow.vault.session, unit.provider, deployment, 1)


def test_a_rolled_back_bundle_is_refused_by_the_pinned_epoch(unit: SmallUnit) -> None:
    """The custodians of epoch 1 had one who was since removed; the settings name the least epoch."""
    with pytest.raises(Tampered):
        unit.ceremony.bundle.verify(unit.house.deployment.root, unit.house.deployment.ref, least_epoch=2)


# Recovery


def test_a_recovery_key_in_the_database_is_not_sealed_to(unit: SmallUnit) -> None:
    own = MALLORY.receive.public.encode()
    unit.edit("UPDATE recovery_keys SET public = :own", own=own)
    with unit.stewarding() as uow, pytest.raises(Tampered):
        recovery_public(uow.vault.session, unit.house.deployment, CUSTODIANS)


def test_each_swap_that_was_met_is_in_the_log(unit: SmallUnit) -> None:
    source_ref = unit.register()
    row = compartment(unit, source_ref)
    own = MALLORY.receive.public.encode()
    with unit.edited("compartments", "compartment_ref", row["compartment_ref"], public=own), pytest.raises(Frozen):
        unit.write(source_ref, "contact", {})
    [event] = unit.log.entries(Filters(action=Event.INTEGRITY_FAILED.action))
    assert event.entry.object_ref == source_ref


def test_the_measure_of_these_tests_is_not_blind(unit: SmallUnit) -> None:
    """With a roster that the root did sign, Mallory's key is sealed to, locked, and seen to be."""
    source_ref = unit.register()
    before = stored_roster(unit, MEMBERS).roster
    following = replace(with_mallory_as(before, OFFICER), epoch=2, previous=before.digest)
    unit.install(unit.signed_by_root(following))
    unit.approve(source_ref)
    assert sealed_to_mallory(unit) == 1
