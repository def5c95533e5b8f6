"""The ceremony: everything that is made once, before the first person signs in, and what is printed of it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from app.errors import Conflict
from app.vault.deployment import Deployment
from app.vault.group_keys import seal_group_key
from app.vault.groups import ROSTER
from app.vault.lock_models import LockKey
from app.vault.models import StoredRoster
from app.vault.recovery import HOLDER, Recovery, new_recovery, seal_lock
from app.vault.rosters import AUDITORS, AUTHORISERS, CUSTODIANS, FEWEST, MEMBERS
from app.vault.server_keys import LOG, new_server_key
from app.vault.vault import Vault
from audit.events import Event
from crypto.bundle import INTAKE, PublicBundle
from crypto.keys import MemberPublic, PrivateKey
from crypto.roster import ROOT, Roster, RosterMember, SignedRoster
from crypto.signing import LogKey, LogPublicKey, SigningKey
from crypto.silence import Silent
from crypto.slots import Argon2Cost

KEYED: Final = (CUSTODIANS, AUTHORISERS, AUDITORS)


@dataclass(frozen=True, slots=True)
class Founder:
    """Somebody who holds keys from the first day: enrolled just before, in the same unit of work."""

    person_ref: str
    groups: frozenset[str]
    public: MemberPublic


@dataclass(frozen=True, slots=True, repr=False)
class Ceremony(Silent):
    """
    What a ceremony brings forth.

    :ivar root_seed: 64 bytes: the root keys, to be kept offline and nowhere else.
    :ivar bundle: what the public face may know.
    :ivar shares: five recovery shares for each group, to be printed and given to five people.
    """

    deployment: Deployment
    root_seed: bytes
    bundle: PublicBundle
    log_public: LogPublicKey
    shares: Mapping[str, tuple[str, ...]]


def new_deployment(cost: Argon2Cost | None = None) -> tuple[Deployment, SigningKey]:
    """Return a new deployment and its root keys."""
    root = SigningKey.generate()
    return Deployment(secrets.token_hex(16), root.public, cost=cost or Argon2Cost()), root


def hold(vault: Vault, root: SigningKey, founders: Sequence[Founder]) -> Ceremony:
    """
    Make every key of a new deployment, within one unit of work that records it.

    :param vault: of an empty vault store, with the deployment that ``new_deployment`` made.
    :raises Conflict: a ceremony was held in this store before, or the groups are not manned as they must be.
    """
    _require_first(vault)
    _require_manned(founders)
    publics = {founder.person_ref: founder.public for founder in founders}
    recoveries = {group: new_recovery(vault.deployment, root, group) for group in KEYED}
    vault.session.add_all(recovery.row for recovery in recoveries.values())
    vault.session.flush()
    for group, recovery in recoveries.items():
        members = {founder.person_ref: publics[founder.person_ref] for founder in founders if group in founder.groups}
        _found_group(vault, root, group, members, recovery)
    _found_group(vault, root, MEMBERS, publics, None)
    number = vault.provider.number
    vault.session.add(LockKey(number=number, key_id=vault.provider.key_ids[number], made_at=vault.now))
    log_public = _make_server_keys(vault, root)
    vault.session.flush()
    return Ceremony(
        deployment=vault.deployment,
        root_seed=root.seed,
        bundle=vault.public_bundle(),
        log_public=log_public,
        shares={group: recovery.shares for group, recovery in recoveries.items()},
    )


def _require_first(vault: Vault) -> None:
    if vault.session.scalar(select(StoredRoster.group).limit(1)) is not None:
        raise Conflict("A ceremony was held for this store already. Its keys cannot be made a second time.")


def _require_manned(founders: Sequence[Founder]) -> None:
    """Refuse groups with too few people, and people in two groups that must stay apart."""
    for group, fewest in FEWEST.items():
        if sum(group in founder.groups for founder in founders) < fewest:
            raise Conflict(f"The {group} need at least {fewest} from the first day.")
    for founder in founders:
        if len(founder.groups) > 1 or not founder.groups <= FEWEST.keys():
            raise Conflict("Nobody belongs to two of custodians, authorisers and auditors.")


def _found_group(
    vault: Vault, root: SigningKey, group: str, publics: Mapping[str, MemberPublic], recovery: Recovery | None
) -> None:
    """Sign a group's first roster, and seal its key to each member and to its recovery key."""
    private = PrivateKey.generate()
    members = tuple(RosterMember(ref, public) for ref, public in sorted(publics.items()))
    roster = Roster(vault.deployment.ref, group, 1, members, private.public)
    vault.trail.writing(group, ROSTER, roster.epoch, roster.digest.hex(), event=Event.ROSTER_CHANGE)
    signed = SignedRoster(roster).signed_by(ROOT, root)
    vault.session.add(StoredRoster(group=group, epoch=roster.epoch, signed=signed.encode()))
    if recovery is None:
        return  # Nothing is ever sealed to all who hold keys, so that key is not kept.
    holders = {**{member.person_ref: member.public.receive for member in members}, HOLDER: recovery.public}
    vault.session.add_all(
        seal_group_key(vault.deployment, roster, private, holder, receive) for holder, receive in holders.items()
    )
    lock_keys = vault.provider.copy_for_recovery()
    if lock_keys is not None:
        sealed = seal_lock(vault.deployment, (group, recovery.public), vault.provider.number, lock_keys)
        vault.session.add(sealed)


def _make_server_keys(vault: Vault, root: SigningKey) -> LogPublicKey:
    """Make the log's signing key and the steward's intake key."""
    log, intake = LogKey.generate(), PrivateKey.generate()
    for name, key in ((LOG, log), (INTAKE, intake)):
        vault.session.add(new_server_key(vault.provider, vault.deployment, root, name, key))
    return log.public
