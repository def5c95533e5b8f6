"""Groups: believed only from the root key, in force only as the log has them, and closed to whoever has left."""

import pytest

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.errors import Frozen, Locked, Refused
from app.vault.group_keys import open_group_key, seal_group_key
from app.vault.rosters import AUDITORS, AUTHORISERS, CUSTODIANS, GROUPS, MEMBERS
from audit.events import Event
from crypto.errors import Tampered
from crypto.keys import PrivateKey
from crypto.roster import ROOT, Roster, SignedRoster
from crypto.signing import SigningKey
from tests.vault.small_unit import (
    AUDITOR,
    CONTROLLER,
    HANDLER,
    OFFICER,
    ROLES,
    SECOND_HANDLER,
    SmallUnit,
)


def test_every_group_stands_as_the_ceremony_made_it(unit: SmallUnit) -> None:
    with unit.stewarding() as uow:
        rosters = {group: uow.vault.groups.current(group) for group in GROUPS}
    assert [member.person_ref for member in rosters[AUDITORS].members] == [AUDITOR]
    assert {member.person_ref for member in rosters[MEMBERS].members} == set(ROLES)
    held = [{member.person_ref for member in rosters[group].members} for group in (CUSTODIANS, AUTHORISERS, AUDITORS)]
    assert not held[0] & held[1]
    assert not held[2] & (held[0] | held[1])


def test_a_chain_of_another_root_is_not_believed(unit: SmallUnit) -> None:
    with unit.stewarding() as uow:
        before = uow.vault.groups.current(CUSTODIANS)
    forged = SignedRoster(before).signed_by(ROOT, SigningKey.generate())
    unit.edit("UPDATE rosters SET signed = :signed WHERE group_name = 'custodians'", signed=forged.encode())
    with pytest.raises(Frozen), unit.stewarding() as uow:
        uow.vault.groups.current(CUSTODIANS)


def test_a_chain_that_was_believed_once_is_verified_again_when_a_byte_changes(unit: SmallUnit) -> None:
    with unit.stewarding() as uow:
        uow.vault.groups.current(CUSTODIANS)
    stored = unit.column("SELECT signed FROM rosters WHERE group_name = 'custodians'")
    for place in range(0, len(stored), len(stored) // 40):
        changed = bytearray(stored)
        changed[place] ^= 1
        unit.edit("UPDATE rosters SET signed = :signed WHERE group_name = 'custodians'", signed=bytes(changed))
        with pytest.raises(Frozen), unit.stewarding() as uow:
            uow.vault.groups.current(CUSTODIANS)
        unit.edit("DELETE FROM freezes")


def test_two_members_may_name_the_next_and_one_may_not(unit: SmallUnit) -> None:
    roster, _ = unit.next_roster(CUSTODIANS, [HANDLER, SECOND_HANDLER])
    unit.install(unit.sign_as(SignedRoster(roster), HANDLER))
    with pytest.raises(Frozen), unit.stewarding() as uow:
        uow.vault.groups.current(CUSTODIANS)
    unit.edit("DELETE FROM freezes")
    signed = unit.sign_as(SignedRoster(roster), HANDLER, CONTROLLER)
    unit.edit(
        "UPDATE rosters SET signed = :signed WHERE group_name = 'custodians' AND epoch = 2", signed=signed.encode()
    )
    with unit.stewarding() as uow:
        assert uow.vault.groups.current(CUSTODIANS).epoch == 2


def test_two_officers_cannot_exchange_the_key_of_a_third(unit: SmallUnit) -> None:
    """Who holds keys at all is for custodians to say, though everybody is in that roster."""
    roster, _ = unit.next_roster(MEMBERS, list(ROLES))
    unit.install(unit.sign_as(SignedRoster(roster), OFFICER, AUDITOR))
    with pytest.raises(Frozen), unit.stewarding() as uow:
        uow.vault.groups.current(MEMBERS)
    unit.edit("DELETE FROM freezes")
    signed = unit.sign_as(SignedRoster(roster), HANDLER, CONTROLLER)
    unit.edit("UPDATE rosters SET signed = :signed WHERE group_name = 'members' AND epoch = 2", signed=signed.encode())
    with unit.stewarding() as uow:
        assert uow.vault.groups.current(MEMBERS).epoch == 2


def test_an_older_roster_put_back_is_seen(unit: SmallUnit) -> None:
    roster, _ = unit.next_roster(CUSTODIANS, [SECOND_HANDLER, CONTROLLER])
    unit.install(unit.signed_by_root(roster))
    unit.edit("DELETE FROM rosters WHERE group_name = 'custodians' AND epoch = 2")
    with pytest.raises(Frozen), unit.stewarding() as uow:
        uow.vault.groups.current(CUSTODIANS)


def test_a_roster_that_the_log_does_not_know_is_not_in_force(unit: SmallUnit) -> None:
    roster, _ = unit.next_roster(CUSTODIANS, [SECOND_HANDLER, CONTROLLER])
    unit.install(unit.signed_by_root(roster), logged=False)
    with pytest.raises(Frozen), unit.stewarding() as uow:
        uow.vault.groups.current(CUSTODIANS)


def test_the_least_epoch_of_the_settings_holds(unit: SmallUnit) -> None:
    object.__setattr__(unit.house.deployment, "least_epoch", 2)
    try:
        with pytest.raises(Frozen), unit.stewarding() as uow:
            uow.vault.groups.current(CUSTODIANS)
    finally:
        object.__setattr__(unit.house.deployment, "least_epoch", 1)


def test_a_custodian_removed_from_the_roster_opens_nothing(working: SmallUnit) -> None:
    source_ref = working.register()
    assert working.consult(source_ref, "contact", by=HANDLER)
    roster, private = working.next_roster(CUSTODIANS, [SECOND_HANDLER, CONTROLLER])
    working.install(working.signed_by_root(roster))
    with working.stewarding() as uow:
        for member in roster.members:
            row = seal_group_key(working.house.deployment, roster, private, member.person_ref, member.public.receive)
            uow.vault.session.add(row)
    with pytest.raises(Refused) as refused:
        working.consult(source_ref, "contact", by=HANDLER)
    assert refused.value.rule == "belongs_to_group"
    with pytest.raises(Refused):
        working.register(HANDLER)
    assert working.consult(source_ref, "contact", by=CONTROLLER)


def test_who_created_something_must_have_been_a_custodian_then(unit: SmallUnit) -> None:
    roster, _ = unit.next_roster(CUSTODIANS, [SECOND_HANDLER, CONTROLLER])
    unit.install(unit.signed_by_root(roster))
    with unit.stewarding() as uow:
        assert uow.vault.groups.creator_of(HANDLER, 1) == uow.vault.groups.public_of(HANDLER)
        for person_ref, epoch in ((HANDLER, 2), (HANDLER, 3), (OFFICER, 1)):
            with pytest.raises(Tampered):
                uow.vault.groups.creator_of(person_ref, epoch)


def test_a_group_key_that_is_not_the_rosters_is_seen(working: SmallUnit) -> None:
    """Whoever writes the database seals a key of their own to the handler."""
    source_ref = working.register()
    with working.stewarding() as uow:
        current = uow.vault.groups.current(CUSTODIANS)
        own = uow.vault.groups.public_of(HANDLER).receive
    private = PrivateKey.generate()
    fake = Roster(current.deployment, CUSTODIANS, 1, current.members, private.public)
    row = seal_group_key(working.house.deployment, fake, private, HANDLER, own)
    working.edit(
        "UPDATE group_keys SET key_ref = :ref, blob = :blob WHERE group_name = 'custodians' AND holder = :holder",
        ref=row.key_ref,
        blob=row.blob,
        holder=HANDLER,
    )
    with pytest.raises(Frozen):
        working.consult(source_ref, "contact")


def test_an_opened_key_must_be_the_one_the_roster_names(unit: SmallUnit) -> None:
    """It opens to its holder, and is yet another key: somebody sealed it to them who is not the group."""
    own, other = PrivateKey.generate(), PrivateKey.generate()
    with unit.stewarding() as uow:
        roster = uow.vault.groups.current(CUSTODIANS)
    posing = Roster(roster.deployment, roster.group, roster.epoch, roster.members, other.public, roster.previous)
    row = seal_group_key(unit.house.deployment, posing, other, HANDLER, own.public)
    assert open_group_key(unit.house.deployment, posing, own, row).public == other.public
    with pytest.raises(Tampered):
        open_group_key(unit.house.deployment, roster, own, row)


def test_a_key_is_sealed_only_as_the_roster_names_it(unit: SmallUnit) -> None:
    with unit.stewarding() as uow:
        roster = uow.vault.groups.current(CUSTODIANS)
    with pytest.raises(Tampered):
        seal_group_key(unit.house.deployment, roster, PrivateKey.generate(), HANDLER, PrivateKey.generate().public)


def test_an_auditor_reads_a_reason_and_a_custodian_does_not(unit: SmallUnit) -> None:
    unit.unlock(AUDITOR, HANDLER)
    with unit.stewarding() as uow:
        sealed = uow.vault.groups.seal_note("ab" * 32, b"because of a name")
    with unit.work(AUDITOR) as uow, uow.trail.recording(Event.LOG_NOTE_READ, "ab" * 32):
        permit = require(uow.actor, Action.LOG_READ, Nothing("ab" * 32), uow.now)
        assert uow.vault.groups.open_note(permit, sealed) == b"because of a name"
    with unit.work(HANDLER) as uow, pytest.raises(Refused):
        uow.vault.groups.private_key(AUDITORS, sealed)


def test_a_note_of_one_entry_does_not_open_for_another(unit: SmallUnit) -> None:
    unit.unlock(AUDITOR)
    with unit.stewarding() as uow:
        sealed = uow.vault.groups.seal_note("ab" * 32, b"because of a name")
    for named in ("cd" * 32, ""):
        with (
            pytest.raises((Frozen, Refused)),
            unit.work(AUDITOR) as uow,
            uow.trail.recording(Event.LOG_NOTE_READ, named),
        ):
            uow.vault.groups.open_note(require(uow.actor, Action.LOG_READ, Nothing(named), uow.now), sealed)


def test_a_note_is_not_read_without_an_entry_first(unit: SmallUnit) -> None:
    unit.unlock(AUDITOR)
    with unit.stewarding() as uow:
        sealed = uow.vault.groups.seal_note("ab" * 32, b"because of a name")
    with pytest.raises(Refused) as refused, unit.work(AUDITOR) as uow:
        uow.vault.groups.open_note(require(uow.actor, Action.LOG_READ, Nothing("ab" * 32), uow.now), sealed)
    assert refused.value.rule == "attempt_is_recorded"


def test_membership_needs_open_keys(unit: SmallUnit) -> None:
    with pytest.raises(Locked), unit.work(HANDLER) as uow:
        uow.vault.groups.require_own_membership(CUSTODIANS)
