"""Grants: a compartment's secret re-sealed to one person until a time. Approving is re-sealing; there is no flag."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import delete, select

from app.access.facts import GrantFacts
from app.access.policy import Action, Permit
from app.errors import Conflict, NotFound, Refused
from app.vault import unlocking
from app.vault.compartments import COUNTING, DUAL, SINGLE, Compartment, Compartments
from app.vault.entries import Entries, log_name
from app.vault.grant_parts import (
    BLIND,
    BLINDED,
    ENDED,
    GRANT,
    HALF,
    OTHER,
    WHOLE,
    logged_of,
    new_part,
    open_part,
    ref_for,
    require_given,
    without_lock,
)
from app.vault.groups import Groups
from app.vault.means import BEGIN_AGAIN, Means
from app.vault.models import GrantPart, StoredCompartment, StoredEntry, StoredGrant, Wrap
from app.vault.rosters import AUTHORISERS, CUSTODIANS, MEMBERS
from app.vault.versions import NOTHING
from audit.events import Event
from audit.store import Part, Version
from crypto.errors import Tampered
from crypto.halves import join
from crypto.keys import PrivateKey, PublicKey
from crypto.macs import KEY_BYTES

LONGEST: Final = timedelta(days=30)
EVERY: Final = "every"  # in the place of a compartment: each of them, by a grant of its own
Sealing = tuple[str, PublicKey, bytes]
Logged = Mapping[Part, Sequence[Version]]
Held = tuple[StoredCompartment, Sequence[Wrap]]


class Granted(NamedTuple):
    """A grant, its parts by name, the compartment it is for, and the entries that count there, oldest first."""

    grant: StoredGrant
    parts: Mapping[str, GrantPart]
    row: StoredCompartment
    entries: Sequence[StoredEntry]


class Grants:
    """The grants of one deployment, within one unit of work."""

    def __init__(self, means: Means, groups: Groups, compartments: Compartments, entries: Entries) -> None:
        self._means = means
        self._groups = groups
        self._compartments = compartments
        self._entries = entries

    def approve(self, permit: Permit, to_person_ref: str, until: datetime) -> bool:
        """
        Re-seal a compartment to the person who asked for it, until a time; return whether they can open it now.

        Where two groups hold the source, the first of two approvers gives their half under a blind that is drawn for
        this grant, and the second, who is of the other group, gives theirs. A custodian needs the authorisers' half
        alone. The end is the first approver's.

        :raises Locked: the approver's keys are not unlocked.
        :raises Refused: the permit is for something else; the receiver is not vouched for; nobody approves their own;
            the source is not held as it must be.
        :raises Conflict: this request, or this half of it, has been approved before, or the end is past or too far.
        :raises Frozen: a key or a wrap is not what was signed.
        """
        self._require_approval(permit, to_person_ref)
        asked = [permit.compartment] if permit.compartment != EVERY else [part.value for part in Compartment]
        found = [self._compartments.find_wrapped(permit.object_ref, one) for one in asked]
        whole = [self._give(permit, held, to_person_ref, until) for held in found]
        return all(whole)

    def open(self, permit: Permit) -> dict[str, object]:
        """
        Return what one compartment holds, for the person that it was granted to, while the grant lasts.

        :raises NotFound: there is no such grant for this person and this compartment.
        :raises Refused: it has ended, is not approved by both, or they are no longer among those who hold keys.
        :raises Locked: their keys are not unlocked.
        :raises Frozen: something does not open.
        """
        granted = self._live(permit, permit.compartment)
        with self._means.guarding(granted.row.source_ref):
            written = (granted.row.source_ref, log_name(granted.row))
            secret, logged = self._secret(granted, written)
            return self._entries.unseal(granted.row, secret, granted.entries, logged)

    def secret_given(self, permit: Permit, row: StoredCompartment) -> bytes:
        """Return K of one compartment, out of a grant of every compartment; raises what ``open`` raises."""
        granted = self._live(permit, row.compartment)
        with self._means.guarding(row.source_ref):
            return self._secret(granted, (row.source_ref, log_name(row)))[0]

    def keeps(self, grant_ref: str) -> bool:
        """Return whether anything that was given under this reference is still kept."""
        return bool(self._there(grant_ref))

    def revoke(self, grant_ref: str, *, event: Event | None = None) -> bool:
        """
        End a grant now, of every compartment that it is for, and return whether there was one.

        :param event: what that is written down as, where it is another act than the one being recorded.
        """
        there = self._there(grant_ref)
        for ref in there:
            self._means.trail.writing(ref, GRANT, ENDED, NOTHING, event=event)
        # The parts go with it: the store deletes them as it deletes the grant they belong to.
        self._means.session.execute(delete(StoredGrant).where(StoredGrant.grant_ref.in_(there)))
        return bool(there)

    def _there(self, grant_ref: str) -> list[str]:
        """Return the grants that are kept of one request: one, or one for each compartment."""
        refs = [grant_ref, *(ref_for(grant_ref, part.value) for part in Compartment)]
        kept = select(StoredGrant.grant_ref).where(StoredGrant.grant_ref.in_(refs))
        return list(self._means.session.scalars(kept))

    def ended(self, now: datetime) -> list[str]:
        """Return the grants whose time is over and that are still there, oldest first."""
        over = select(StoredGrant.grant_ref).where(StoredGrant.ends_at <= now).order_by(StoredGrant.ends_at)
        return list(self._means.session.scalars(over))

    def _require_approval(self, permit: Permit, to_person_ref: str) -> None:
        """Refuse a permit that is not for giving this compartment to this person."""
        self._means.require_permit(permit, Action.CONTACT_DECIDE, Action.CUSTODY_DECIDE)
        self._means.require_recorded(permit)
        facts = permit.facts
        if not isinstance(facts, GrantFacts) or not permit.grant_ref or facts.requester_ref != to_person_ref:
            raise Refused("permit_fits", BEGIN_AGAIN)
        if to_person_ref == self._means.actor.person_ref:
            raise Refused("asked_by_someone_else", "Nobody decides their own request. A colleague must.")

    def _give(self, permit: Permit, held: Held, to_person_ref: str, until: datetime) -> bool:
        """Give what this approver can give of one compartment, and return whether the grant is whole."""
        row, _ = held
        _require_custody(permit, row)
        grant_ref = ref_for(permit.grant_ref, row.compartment) if permit.compartment == EVERY else permit.grant_ref
        grant = self._means.session.get(StoredGrant, grant_ref)
        if grant is not None:
            return self._give_second_half(grant, held, to_person_ref)
        if not self._means.now < until <= self._means.now + LONGEST:
            raise Conflict("A permission ends in the future, and within 30 days.")
        grant = StoredGrant(grant_ref=grant_ref, person_ref=to_person_ref, ends_at=until)
        grant.compartment_ref = row.compartment_ref
        grant.key_version, grant.share_version = row.key_version, row.share_version
        with self._means.guarding(row.source_ref):
            sealings = self._first(held, to_person_ref)
        self._means.session.add(grant)
        self._means.session.flush()
        self._keep(grant, row, sealings)
        return BLIND not in {name for name, _, _ in sealings}

    def _first(self, held: Held, to_person_ref: str) -> list[Sealing]:
        """Return what the first approver gives: all of it, or their half under a blind, and the blind."""
        (row, wraps), receive = held, self._groups.public_of(to_person_ref).receive
        if row.custody == SINGLE:
            secret = self._compartments.secret_for_custodian(row, wraps)
            self._compartments.key_pair(row, secret)
            return [(WHOLE, receive, secret)]
        self._compartments.public_of(row)
        if self._groups.current(CUSTODIANS).member(to_person_ref) is not None:
            return [(HALF, receive, self._compartments.held_by(row, wraps, AUTHORISERS))]
        group, blind = self._own_group(), secrets.token_bytes(KEY_BYTES)
        own = join(self._compartments.held_by(row, wraps, group), blind)
        return [(BLINDED[group], receive, own), (BLIND, self._groups.current(OTHER[group]).group_public, blind)]

    def _give_second_half(self, grant: StoredGrant, held: Held, to_person_ref: str) -> bool:
        """Take the blind that the first approver left for this group, and give this group's half under it."""
        (row, wraps), group, parts = held, self._own_group(), self._parts(grant)
        if BLIND not in parts or grant.person_ref != to_person_ref:
            raise Conflict("This request has been approved already.")
        if BLINDED[group] in parts:
            raise Conflict("Your group has given its half. Somebody of the other group gives theirs.")
        if grant.ends_at <= self._means.now:
            raise Conflict("It ended before the second half was given. It must be asked for again.")
        _require_current(grant, row)
        with self._means.guarding(row.source_ref):
            sealed = without_lock(self._means, grant, row, parts[BLIND])
            require_given(parts[BLIND], sealed, self._means.trail.versions_of(logged_of(parts[BLIND])))
            opening = (self._groups.private_key(group, sealed), sealed)
            blind = open_part(self._means, grant, row, parts[BLIND], opening)
            own = join(self._compartments.held_by(row, wraps, group), blind)
        self._means.session.delete(parts[BLIND])
        self._keep(grant, row, [(BLINDED[group], self._groups.public_of(to_person_ref).receive, own)])
        return True

    def _keep(self, grant: StoredGrant, row: StoredCompartment, sealings: list[Sealing]) -> None:
        """Seal each part to whom it is for, and write it down."""
        for name, public, secret in sealings:
            self._means.session.add(new_part(self._means, grant, row, name, (public, secret)))
        self._means.session.flush()

    def _live(self, permit: Permit, compartment: str) -> Granted:
        """Return a grant that lasts and what stands under it, for the person it was given to."""
        granted = self._find((permit.grant_ref, ref_for(permit.grant_ref, compartment)))
        grant, row = granted.grant, granted.row
        if grant.person_ref != self._means.actor.person_ref:
            raise NotFound
        if row.compartment != compartment or permit.object_ref != row.source_ref:
            raise NotFound
        if grant.ends_at <= self._means.now:
            raise Refused("grant_is_live", "This permission has ended. Ask for it again.")
        _require_custody(permit, row)
        self._groups.require_own_membership(MEMBERS)
        return granted

    def _find(self, refs: tuple[str, str]) -> Granted:
        """Return what stands under a grant at this moment, in one statement; NotFound when there is no such grant."""
        asked = (
            select(StoredGrant, GrantPart, StoredCompartment, StoredEntry)
            .join(StoredCompartment, StoredCompartment.compartment_ref == StoredGrant.compartment_ref)
            .outerjoin(GrantPart, GrantPart.grant_ref == StoredGrant.grant_ref)
            .outerjoin(StoredEntry, COUNTING)
            .where(StoredGrant.grant_ref.in_(refs))
            .order_by(StoredEntry.version)
        )
        rows = self._means.session.execute(asked).all()
        if not rows:
            raise NotFound
        parts = {part.part: part for _, part, _, _ in rows if part is not None}
        entries = {entry.entry_ref: entry for *_, entry in rows if entry is not None}
        return Granted(rows[0][0], parts, rows[0][2], list(entries.values()))

    def _secret(self, granted: Granted, written: Part) -> tuple[bytes, Sequence[Version]]:
        """Return K, out of what was sealed to the person who is asking, and what the log says was written with it."""
        grant, parts, row, _ = granted
        logged = self._means.trail.versions_of([written, *(one for part in parts.values() for one in logged_of(part))])
        own = unlocking.own_keys(self._means).receive
        if grant.key_version != row.key_version:
            raise Tampered
        wanted = _needed(grant, row, parts)
        if not parts.keys() >= set(wanted):
            raise Tampered
        opened = [self._opened(granted, parts[name], own, logged) for name in wanted]
        if wanted == (HALF,):
            _, wraps = self._compartments.find_wrapped(row.source_ref, row.compartment)
            opened.append(self._compartments.held_by(row, wraps, CUSTODIANS))
        return (opened[0] if wanted == (WHOLE,) else join(*opened)), logged[written]

    def _opened(self, granted: Granted, part: GrantPart, private: PrivateKey, logged: Logged) -> bytes:
        """Return what a part holds, which was given, lasts, and was sealed to the person who is asking."""
        sealed = without_lock(self._means, granted.grant, granted.row, part)
        require_given(part, sealed, logged)
        return open_part(self._means, granted.grant, granted.row, part, (private, sealed))

    def _parts(self, grant: StoredGrant) -> dict[str, GrantPart]:
        rows = self._means.session.scalars(select(GrantPart).filter_by(grant_ref=grant.grant_ref))
        return {part.part: part for part in rows}

    def _own_group(self) -> str:
        """Return which of the two groups this approver belongs to; what they can open is asked of its keys."""
        mine = self._groups.current(CUSTODIANS).member(self._means.actor.person_ref)
        return CUSTODIANS if mine is not None else AUTHORISERS


def _needed(grant: StoredGrant, row: StoredCompartment, parts: Mapping[str, GrantPart]) -> tuple[str, ...]:
    """Return the parts that K is made of; Refused when only one of two has given theirs, or of another split."""
    if row.custody == SINGLE:
        return (WHOLE,)
    _require_current(grant, row)
    if BLIND in parts:
        raise Refused("both_have_approved", "Only one of two has agreed so far. Ask the source unit.")
    return (HALF,) if HALF in parts else tuple(BLINDED.values())


def _require_current(grant: StoredGrant, row: StoredCompartment) -> None:
    """Refuse halves of two splits: they make no secret."""
    if grant.share_version != row.share_version:
        raise Refused("halves_are_current", "The groups' keys were renewed since. It must be asked for again.")


def _require_custody(permit: Permit, row: StoredCompartment) -> None:
    """Refuse what policy asked of one way to hold a source, where the source is held another way."""
    held = permit.facts.custody if isinstance(permit.facts, GrantFacts) else ""
    if held == DUAL and row.custody == SINGLE:
        raise Refused("held_as_it_must_be", "This source must first be raised to two groups, on its own page.")
    if held != row.custody:
        raise Refused("held_by_one", "This source is held by two groups. Ask for it to be opened by both.")
