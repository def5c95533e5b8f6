"""The parts of what is known of a source, each under a key of its own that writers never hold."""

import secrets
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.database import new_id
from app.errors import NotFound, Refused
from app.vault import unlocking
from app.vault.groups import Groups
from app.vault.means import Means
from app.vault.models import GroupKey, StoredCompartment, StoredEntry, Wrap
from app.vault.rosters import AUTHORISERS, CUSTODIANS
from app.vault.wraps import IN_FORCE, new_wrap, open_sealed, without_lock
from crypto.canonical import canonical_json
from crypto.context import Context
from crypto.errors import Tampered
from crypto.halves import split
from crypto.keys import PrivateKey, PublicKey, key_pair_from_secret
from crypto.macs import KEY_BYTES

SINGLE = "SINGLE"
DUAL = "DUAL"
CREATED = "compartment"  # the purpose of a creator's signature
# Whose keys a compartment's secret is sealed to: the whole of it to one group, or a half to each of two.
HOLDERS = {SINGLE: (CUSTODIANS,), DUAL: (CUSTODIANS, AUTHORISERS)}


class Compartment(StrEnum):
    """A part of what is known of a source. Each is opened by itself, for one permit."""

    CONTACT = "contact"  # how to reach them, safe times, cover story
    IDENTITY = "identity"  # names, birth date, addresses, nationality
    CIRCUMSTANCES = "circumstances"  # relationships, how they know, motive, rewards
    ORIGINAL = "original"  # the stories as typed, one entry for each report
    LOG = "log"  # what was said in contacts, one entry for each
    RISK = "risk"  # what is feared, from whom, and what is done about it, one entry for each
    RECORD = "record"  # the statutory particulars, closing and aftercare, one entry for each time they were written

    @property
    def keeps_all(self) -> bool:
        """Whether it is a list that grows, and not one record of which the newest version counts."""
        return self in {Compartment.ORIGINAL, Compartment.LOG, Compartment.RISK, Compartment.RECORD}


_LATER = aliased(StoredEntry)
# Which entries of a compartment count: all of one that keeps all, of any other the newest.
COUNTING = and_(
    StoredEntry.compartment_ref == StoredCompartment.compartment_ref,
    or_(
        StoredCompartment.compartment.in_([one.value for one in Compartment if one.keeps_all]),
        StoredEntry.version
        == select(func.max(_LATER.version))
        .where(_LATER.compartment_ref == StoredCompartment.compartment_ref)
        .scalar_subquery(),
    ),
)


class Compartments:
    """The compartments of all sources, within one unit of work."""

    def __init__(self, means: Means, groups: Groups) -> None:
        self._means = means
        self._groups = groups

    def create_all(self, source_ref: str, custody: str = SINGLE) -> dict[str, StoredCompartment]:
        """
        Make the key pairs of a new source, all of them, so that nothing shows which parts are known; by their names.

        :param custody: ``SINGLE``, or ``DUAL`` for a source that no group may open alone.
        :raises Locked: the custodian's keys are not unlocked: they sign.
        """
        rows = [
            StoredCompartment(compartment_ref=new_id(), source_ref=source_ref, compartment=part.value)
            for part in Compartment
        ]
        wraps = [wrap for row in rows for wrap in self.give_key(row, custody, key_version=1)]
        self._means.session.add_all(rows)
        self._means.session.flush()
        self._means.session.add_all(wraps)
        self._means.session.flush()
        return {row.compartment: row for row in rows}

    def all_of(self, source_ref: str) -> list[tuple[StoredCompartment, Sequence[Wrap]]]:
        """Return every compartment of a source with its wraps in force; NotFound when there are none."""
        found: dict[str, tuple[StoredCompartment, list[Wrap]]] = {}
        asked = select(StoredCompartment, Wrap).outerjoin(Wrap, IN_FORCE).filter_by(source_ref=source_ref)
        for row, wrap in self._means.session.execute(asked):
            found.setdefault(row.compartment, (row, []))[1].extend([wrap] if wrap is not None else [])
        if not found:
            raise NotFound
        return [found[name] for name in sorted(found)]

    def exist(self, source_ref: str) -> bool:
        """Return whether this source has compartments."""
        return (
            self._means.session.scalar(select(StoredCompartment).filter_by(source_ref=source_ref).limit(1)) is not None
        )

    def find(self, source_ref: str, compartment: str) -> StoredCompartment:
        """Return one compartment's row; NotFound when there is none."""
        row = self._means.session.scalar(
            select(StoredCompartment).filter_by(source_ref=source_ref, compartment=compartment)
        )
        if row is None:
            raise NotFound
        return row

    def find_wrapped(self, source_ref: str, compartment: str) -> tuple[StoredCompartment, Sequence[Wrap]]:
        """
        Return one compartment's row and its wraps in force, in one statement; NotFound when there is none.

        The keys of those groups that the person who asks holds come along: the wraps are opened with them next.
        """
        rows = self._joined(self._wrapped(), source_ref, compartment)
        return rows[0][0], list(dict.fromkeys(wrap for _, wrap, _ in rows if wrap is not None))

    def find_whole(
        self, source_ref: str, compartment: str
    ) -> tuple[StoredCompartment, Sequence[Wrap], Sequence[StoredEntry]]:
        """Return what ``find_wrapped`` does, and the entries that count, oldest first: all in one statement."""
        asked = self._wrapped().add_columns(StoredEntry).outerjoin(StoredEntry, COUNTING)
        rows = self._joined(asked, source_ref, compartment)
        wraps = dict.fromkeys(wrap for _, wrap, _, _ in rows if wrap is not None)
        entries = dict.fromkeys(entry for *_, entry in rows if entry is not None)
        return rows[0][0], list(wraps), sorted(entries, key=lambda one: one.version)

    def _wrapped(self) -> Select[*tuple[Any, ...]]:
        """Return the query for compartments, their wraps in force, and the keys to these that the person holds."""
        own = and_(GroupKey.group == Wrap.group, GroupKey.holder == self._means.actor.person_ref)
        return select(StoredCompartment, Wrap, GroupKey).outerjoin(Wrap, IN_FORCE).outerjoin(GroupKey, own)

    def _joined(self, asked: Select[*tuple[Any, ...]], source_ref: str, compartment: str) -> Sequence[Any]:
        named = StoredCompartment.source_ref == source_ref, StoredCompartment.compartment == compartment
        rows = self._means.session.execute(asked.where(*named)).all()
        if not rows:
            raise NotFound
        self._groups.bring(key for _, _, key, *_ in rows if key is not None)
        return rows

    def key_pair(self, row: StoredCompartment, secret: bytes) -> PrivateKey:
        """Return the key pair that K yields; Tampered when it is not the one that the creator signed."""
        private = key_pair_from_secret(secret, self._key_context(row))
        if private.public != self.public_of(row):
            raise Tampered
        return private

    def public_of(self, row: StoredCompartment) -> PublicKey:
        """Return the public key to write with; Tampered when its creator, a custodian then, did not sign it."""
        self.signature_of(row)()
        return PublicKey.decode(row.public)

    def signature_of(self, row: StoredCompartment) -> Callable[[], None]:
        """
        Return what checks the creator's signature, and raises Tampered. It asks no store, so any thread may call it.

        :raises Tampered: the creator was no custodian then.
        """
        creator = self._groups.creator_of(row.creator, row.creator_epoch)
        return partial(creator.verify.verify, CREATED, self._statement(row), row.signature)

    def secret_for_custodian(self, row: StoredCompartment, wraps: Sequence[Wrap]) -> bytes:
        """
        Return K, for an unlocked custodian, by the wraps in force.

        :raises Locked: their keys are not unlocked.
        :raises Refused: they are no custodian, or the source is not held by one custodian alone.
        :raises Tampered: what is stored does not open.
        """
        if row.custody != SINGLE:
            raise Refused("held_by_one", "This source is held by two groups. Ask for it to be opened by both.")
        return self.held_by(row, wraps, CUSTODIANS)

    def held_by(self, row: StoredCompartment, wraps: Sequence[Wrap], group: str) -> bytes:
        """
        Return what a group holds of K, the whole or its half, for an unlocked member of that group.

        :raises Locked: their keys are not unlocked.
        :raises Refused: they do not belong to the group.
        :raises Tampered: what is stored does not open.
        """
        wrap = next((one for one in wraps if one.group == group), None)
        if wrap is None:
            raise Tampered
        sealed = without_lock(self._means, row, wrap)
        private = self._groups.private_key(group, sealed)
        return open_sealed(self._means, row, wrap, (private, sealed))

    def give_key(self, row: StoredCompartment, custody: str, *, key_version: int) -> list[Wrap]:
        """
        Give a compartment a new secret, held in this way and signed by the custodian who is asking; return its wraps.

        What was sealed under a secret before must be sealed anew by the caller, who also adds what is returned.

        :raises Locked: the custodian's keys are not unlocked.
        """
        creators = self._groups.require_own_membership(CUSTODIANS)
        secret = secrets.token_bytes(KEY_BYTES)
        row.custody, row.key_version, row.share_version = custody, key_version, 1
        row.creator, row.creator_epoch = self._means.actor.person_ref, creators.epoch
        row.public = key_pair_from_secret(secret, self._key_context(row)).public.encode()
        row.signature = unlocking.own_keys(self._means).sign.sign(CREATED, self._statement(row))
        parts = (secret,) if custody == SINGLE else split(secret)
        rosters = [self._groups.current(group) for group in HOLDERS[custody]]
        return [new_wrap(self._means, row, roster, part) for roster, part in zip(rosters, parts, strict=True)]

    def _statement(self, row: StoredCompartment) -> bytes:
        """Return what a creator signs: this key, for this compartment of this source, held this way."""
        return canonical_json(
            {
                "deployment": self._means.deployment.ref,
                "record": row.compartment_ref,
                "source": row.source_ref,
                "compartment": row.compartment,
                "custody": row.custody,
                "key_version": row.key_version,
                "public": row.public.hex(),
                "creator": row.creator,
                "creator_epoch": row.creator_epoch,
            }
        )

    def _key_context(self, row: StoredCompartment) -> Context:
        return self._means.deployment.context(
            "compartments",
            row.compartment_ref,
            compartment=row.compartment,
            version=row.key_version,
            detail=(row.source_ref,),
        )
