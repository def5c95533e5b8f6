"""Recovery: three shares of five reopen a group and bring back the lock; two do not, nor three of different groups."""

import itertools
from dataclasses import replace

import pytest

from app.vault import recovery
from app.vault.key_provider import FileProvider
from app.vault.recovery import recover_group, recover_lock
from app.vault.rosters import AUDITORS, AUTHORISERS, CUSTODIANS
from app.vault.wraps import open_sealed, without_lock, wraps_in_force
from crypto.errors import Tampered
from crypto.keys import PrivateKey
from tests.vault.small_unit import SmallUnit

GROUPS = (CUSTODIANS, AUTHORISERS, AUDITORS)


@pytest.mark.parametrize("group", GROUPS)
def test_any_three_shares_reopen_the_group(unit: SmallUnit, group: str) -> None:
    with unit.stewarding() as uow:
        roster = uow.vault.groups.current(group)
        for three in itertools.combinations(unit.ceremony.shares[group], 3):
            keys = recover_group(uow.vault.session, unit.house.deployment, group, three)
            assert keys[1].public == roster.group_public


@pytest.mark.parametrize("group", GROUPS)
def test_two_shares_do_not(unit: SmallUnit, group: str) -> None:
    shares = unit.ceremony.shares[group]
    assert len(shares) == recovery.SHARES
    with unit.stewarding() as uow:
        for two in itertools.combinations(shares, 2):
            for given in (two, (*two, two[0])):
                with pytest.raises(Tampered):
                    recover_group(uow.vault.session, unit.house.deployment, group, given)


def test_shares_of_different_groups_do_not_combine(unit: SmallUnit) -> None:
    shares = unit.ceremony.shares
    mixed = [shares[CUSTODIANS][0], shares[CUSTODIANS][1], shares[AUTHORISERS][2]]
    with unit.stewarding() as uow:
        for given in (mixed, shares[AUTHORISERS][:3]):
            with pytest.raises(Tampered):
                recover_group(uow.vault.session, unit.house.deployment, CUSTODIANS, given)


@pytest.mark.parametrize("given", [[], [""], ["not a share"] * 3])
def test_what_is_no_share_opens_nothing(unit: SmallUnit, given: list[str]) -> None:
    with unit.stewarding() as uow, pytest.raises(Tampered):
        recover_group(uow.vault.session, unit.house.deployment, CUSTODIANS, given)


def test_a_lost_lock_comes_back_and_with_it_a_source(working: SmallUnit) -> None:
    """The drill: no lock, no member, only paper and the database."""
    source_ref = working.register()
    shares = working.ceremony.shares[CUSTODIANS][1:4]
    (working.folder / "lock.json").unlink()
    with working.stewarding() as uow:
        found = FileProvider.decode(recover_lock(uow.vault.session, working.house.deployment, CUSTODIANS, shares))
        keys = recover_group(uow.vault.session, working.house.deployment, CUSTODIANS, shares)
        row = uow.vault._compartments.find(source_ref, "contact")
        there = replace(uow.vault, provider=found)
        [wrap] = wraps_in_force(there, row)
        secret = open_sealed(there, row, wrap, (keys[1], without_lock(there, row, wrap)))
        assert uow.vault._entries.read(row, secret)["safe"] == "after nine"


def test_a_recovery_key_put_in_by_somebody_else_is_seen(unit: SmallUnit) -> None:
    unit.edit("UPDATE recovery_keys SET public = :own", own=PrivateKey.generate().public.encode())
    with unit.stewarding() as uow, pytest.raises(Tampered):
        recovery.recovery_public(uow.vault.session, unit.house.deployment, CUSTODIANS)


def test_recovery_keys_of_two_groups_exchanged_are_seen(unit: SmallUnit) -> None:
    rows = {row["group_name"]: row for row in unit.rows("recovery_keys")}
    other = rows[AUTHORISERS]
    unit.edit(
        "UPDATE recovery_keys SET public = :public, signature = :signature WHERE group_name = 'custodians'",
        public=other["public"],
        signature=other["signature"],
    )
    with unit.stewarding() as uow, pytest.raises(Tampered):
        recovery.recovery_public(uow.vault.session, unit.house.deployment, CUSTODIANS)


def test_shares_are_kept_nowhere(unit: SmallUnit) -> None:
    words = [share for shares in unit.ceremony.shares.values() for share in shares]
    stored = b"".join(path.read_bytes() for path in unit.folder.iterdir())
    assert words
    for share in words:
        assert " ".join(share.split()[4:8]).encode() not in stored
    assert repr(unit.ceremony) == "<Ceremony>"
