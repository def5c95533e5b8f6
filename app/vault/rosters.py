"""Whose keys are believed: chains of signed rosters, verified from the root key and remembered by digest."""

import threading
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.vault.deployment import Deployment
from app.vault.models import StoredRoster
from crypto.errors import Tampered
from crypto.macs import digest
from crypto.roster import ROOT, Roster, SignedRoster, verify_chain

CUSTODIANS: Final = "custodians"
AUTHORISERS: Final = "authorisers"
AUDITORS: Final = "auditors"
# Everybody who holds keys. Nothing is sealed to this group; it is where the key of a grant's receiver is believed from.
MEMBERS: Final = "members"
GROUPS: Final = (CUSTODIANS, AUTHORISERS, AUDITORS, MEMBERS)

# Two sign the next roster. With fewer, one absence would leave a group that only the root keys can mend.
FEWEST: Final = {CUSTODIANS: 2, AUTHORISERS: 1, AUDITORS: 1}

REMEMBERED: Final = 32

Key = tuple[str, bytes, str, bytes]
_verified: dict[Key, tuple[Roster, ...]] = {}
_turn = threading.Lock()


def newest_links(session: Session, groups: Collection[str]) -> dict[str, bytes]:
    """Return the newest signed roster of each of these groups as it is stored, none of it verified; one statement."""
    later = aliased(StoredRoster)
    newest = select(func.max(later.epoch)).where(later.group == StoredRoster.group).scalar_subquery()
    asked = select(StoredRoster.group, StoredRoster.signed)
    rows = session.execute(asked.where(StoredRoster.group.in_(sorted(groups)), StoredRoster.epoch == newest))
    return {row.group: row.signed for row in rows}


def verified_chain(session: Session, deployment: Deployment, group: str) -> tuple[Roster, ...]:
    """Return a group's rosters, first to newest, every one of them verified; Tampered as for ``chain_behind``."""
    return chain_behind(session, deployment, group, newest_links(session, [group]).get(group))


def chain_behind(session: Session, deployment: Deployment, group: str, newest: bytes | None) -> tuple[Roster, ...]:
    """
    Return a group's rosters, first to the newest one given, every one of them verified.

    The whole chain is read and verified when its newest link is new to this process. A link holds the digest of the
    one before, so that the digest of the newest stands for all of them.

    :raises Tampered: there is no chain from the root key to its newest link.
    """
    if newest is None:
        raise Tampered
    key = (deployment.ref, deployment.root.key_id, group, digest(newest))
    with _turn:
        chain = _verified.get(key)
    if chain is None:
        chain = _verify(session, deployment, group)
        with _turn:
            if len(_verified) >= REMEMBERED:
                _verified.clear()
            _verified[key] = chain
    if group == CUSTODIANS and chain[-1].epoch < deployment.least_epoch:
        raise Tampered
    return chain


def signed_chain(session: Session, group: str) -> list[SignedRoster]:
    """Return a group's signed rosters, first to newest, none of it verified; Tampered when one cannot be read."""
    links = session.scalars(select(StoredRoster.signed).filter_by(group=group).order_by(StoredRoster.epoch))
    return [SignedRoster.decode(link) for link in links]


def require_vouched(chain: Sequence[SignedRoster], custodians: Sequence[Roster]) -> None:
    """
    Refuse a change of who holds keys at all that was not signed by custodians.

    :raises Tampered: somebody else signed. Two officers could otherwise exchange the key of a third.
    """
    vouchers = {(member.person_ref, member.public) for roster in custodians for member in roster.members}
    for before, link in zip(chain, chain[1:], strict=False):
        for signer, _ in link.signatures:
            if signer != ROOT and (signer, before.roster.member(signer)) not in vouchers:
                raise Tampered


def _verify(session: Session, deployment: Deployment, group: str) -> tuple[Roster, ...]:
    chain = signed_chain(session, group)
    verify_chain(chain, deployment.root, deployment.ref, group)
    if group == MEMBERS:
        require_vouched(chain, verified_chain(session, deployment, CUSTODIANS))
    return tuple(link.roster for link in chain)
