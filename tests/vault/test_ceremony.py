"""The ceremony: held once, for groups that are manned and apart, and everything of it signed by the root."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.access.actor import founder
from app.errors import Conflict
from app.unit_of_work import House
from app.vault.ceremony import Founder, hold, new_deployment
from app.vault.key_provider import FileProvider
from app.vault.rosters import AUDITORS, AUTHORISERS, CUSTODIANS
from app.vault.server_keys import intake_key, log_key, log_public_bytes
from audit.events import Decision, Event
from audit.store import AuditStore, Filters
from crypto.bundle import PublicBundle
from crypto.errors import Tampered
from crypto.keys import MemberKeys, PrivateKey
from crypto.signing import LogKey, SigningKey
from tests.vault.small_unit import CHEAP, ORIGIN, ROLES, START, SmallUnit, dispose, empty_stores

SOMEBODY = MemberKeys.generate().public
A, B, C, D = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)


def people(*groups: str) -> list[Founder]:
    return [Founder(ref, frozenset({group}), SOMEBODY) for ref, group in zip((A, B, C, D), groups, strict=False)]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[House]:
    """Return a house with empty stores, before its ceremony."""
    stores = empty_stores(tmp_path)
    assert stores.audit is not None
    deployment, _ = new_deployment(CHEAP)
    lock = FileProvider.create(tmp_path / "lock.json")
    yield House(stores, lambda: START, deployment, lock, AuditStore(stores.audit, origin=ORIGIN))
    dispose(stores)


@pytest.mark.parametrize(
    "groups",
    [
        (CUSTODIANS, AUTHORISERS, AUDITORS),
        (CUSTODIANS, CUSTODIANS, AUTHORISERS),
        (CUSTODIANS, CUSTODIANS, AUDITORS),
        (AUTHORISERS, AUDITORS),
        ("wheel", CUSTODIANS, CUSTODIANS, AUTHORISERS),
    ],
)
def test_a_group_without_enough_people_is_refused(empty: House, groups: tuple[str, ...]) -> None:
    with pytest.raises(Conflict), empty.work(founder()) as uow:
        hold(uow.vault, SigningKey.generate(), people(*groups))


@pytest.mark.parametrize("both", [{CUSTODIANS, AUTHORISERS}, {CUSTODIANS, AUDITORS}, {AUTHORISERS, AUDITORS}])
def test_nobody_is_in_two_groups(empty: House, both: set[str]) -> None:
    everybody = [*people(CUSTODIANS, CUSTODIANS, AUTHORISERS, AUDITORS), Founder("e" * 32, frozenset(both), SOMEBODY)]
    with pytest.raises(Conflict), empty.work(founder()) as uow:
        hold(uow.vault, SigningKey.generate(), everybody)


def test_it_is_held_once(unit: SmallUnit) -> None:
    before = unit.rows("rosters")
    with pytest.raises(Conflict), unit.house.work(founder()) as uow:
        hold(uow.vault, SigningKey.generate(), people(CUSTODIANS, CUSTODIANS, AUTHORISERS, AUDITORS))
    assert unit.rows("rosters") == before


def test_it_is_in_the_log_with_the_digest_of_each_roster(unit: SmallUnit) -> None:
    [done, attempted] = unit.log.entries(Filters(action=Event.CEREMONY.action))
    assert (done.entry.decision, attempted.entry.decision) == (Decision.DONE, Decision.ATTEMPTED)
    changed = {one.entry.object_ref for one in unit.log.entries(Filters(action=Event.ROSTER_CHANGE.action))}
    assert changed == {"custodians", "authorisers", "auditors", "members"}
    with unit.stewarding() as uow:
        for group in changed:
            digest = uow.vault.groups.current(group).digest.hex()
            assert ({(one.number, one.digest) for one in uow.trail.versions(group, "roster")}) == {(1, digest)}


def test_the_root_keys_are_kept_nowhere(unit: SmallUnit) -> None:
    stored = b"".join(path.read_bytes() for path in unit.folder.iterdir())
    assert unit.ceremony.root_seed not in stored
    assert unit.ceremony.root_seed[:32] not in stored
    assert unit.ceremony.root_seed[32:] not in stored


def test_the_public_bundle_needs_only_the_pinned_root(unit: SmallUnit) -> None:
    deployment = unit.house.deployment
    bundle = PublicBundle.decode(unit.ceremony.bundle.encode())
    recipients = bundle.verify(deployment.root, deployment.ref, least_epoch=1)
    with unit.stewarding() as uow:
        assert recipients.custodians == uow.vault.groups.current(CUSTODIANS)
        assert uow.vault.public_bundle().encode() == bundle.encode()
        assert intake_key(uow.vault.session, unit.provider, deployment, 1).public == recipients.intake


def test_everybody_who_was_there_can_unlock(unit: SmallUnit) -> None:
    unit.unlock(*ROLES)
    assert len(unit.rows("unlocks")) == len(ROLES)


def test_the_logs_key_signs_checkpoints(unit: SmallUnit) -> None:
    with unit.stewarding() as uow:
        key = log_key(uow.vault.session, unit.provider, unit.house.deployment)
    assert key.public == unit.ceremony.log_public


@pytest.mark.parametrize("name", ["log", "intake"])
def test_a_server_key_put_in_by_somebody_else_is_not_used(unit: SmallUnit, name: str) -> None:
    other = SigningKey.generate()
    [row] = [row for row in unit.rows("server_keys") if row["name"] == name]
    own = PrivateKey.generate().public.encode()
    for edit in ({"public": own}, {"signature": other.sign("server key", b"")}, {"blob": row["public"]}):
        with unit.edited("server_keys", "name", name, **edit), unit.stewarding() as uow, pytest.raises(Tampered):
            _use(uow.vault.session, unit, name)


def test_the_logs_key_is_opened_once_and_one_put_in_meanwhile_is_not_used(unit: SmallUnit) -> None:
    key = unit.house.log_key()
    assert unit.house.log_key() is key
    assert key.seed.hex() not in repr(unit.house)
    [row] = [row for row in unit.rows("server_keys") if row["name"] == "log"]
    other = log_public_bytes(LogKey.generate().public)
    flipped = row["blob"][:-1] + bytes([row["blob"][-1] ^ 1])
    for edit in (
        {"public": other},
        {"signature": row["signature"][:-1] + bytes([row["signature"][-1] ^ 1])},
        {"blob": flipped},
    ):
        with unit.edited("server_keys", "name", "log", **edit), pytest.raises(Tampered):
            unit.house.log_key()
        assert unit.house.log_key().public == key.public


def _use(session: Session, unit: SmallUnit, name: str) -> object:
    if name == "log":
        return log_key(session, unit.provider, unit.house.deployment)
    return intake_key(session, unit.provider, unit.house.deployment, 1)


def test_the_two_server_keys_cannot_stand_for_each_other(unit: SmallUnit) -> None:
    rows = {row["name"]: row for row in unit.rows("server_keys")}
    assert rows["log"]["public"] == log_public_bytes(unit.ceremony.log_public)
    unit.edit("DELETE FROM server_keys")
    unit.put_back("server_keys", [{**rows["intake"], "name": "log"}, {**rows["log"], "name": "intake"}])
    with unit.stewarding() as uow:
        for name in rows:
            with pytest.raises(Tampered):
                _use(uow.vault.session, unit, name)
