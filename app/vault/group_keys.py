"""A group's private key in the keeping of one holder: a member, or the group's recovery key."""

from app.database import new_id
from app.vault.deployment import Deployment
from app.vault.models import GroupKey
from crypto.context import Context
from crypto.errors import Tampered
from crypto.keys import PrivateKey, PublicKey
from crypto.roster import Roster
from crypto.sealing import seal, unseal


def seal_group_key(
    deployment: Deployment, roster: Roster, private: PrivateKey, holder: str, receive: PublicKey
) -> GroupKey:
    """
    Return a group's key sealed to one holder.

    :param holder: a person_ref, or ``recovery``.
    :raises Tampered: it is not the key that the roster names.
    """
    if private.public != roster.group_public:
        raise Tampered
    row = GroupKey(key_ref=new_id(), group=roster.group, epoch=roster.epoch, holder=holder)
    row.blob = seal(receive, _context(deployment, row), private.seed)
    return row


def open_group_key(deployment: Deployment, roster: Roster, private: PrivateKey, row: GroupKey) -> PrivateKey:
    """Return a group's key from what was sealed to a holder; Tampered when it is not the one that the roster names."""
    key = PrivateKey.from_seed(unseal(private, _context(deployment, row), row.blob))
    if key.public != roster.group_public or (row.group, row.epoch) != (roster.group, roster.epoch):
        raise Tampered
    return key


def _context(deployment: Deployment, row: GroupKey) -> Context:
    return deployment.context("group_keys", row.key_ref, epoch=row.epoch, detail=(row.group, row.holder))
