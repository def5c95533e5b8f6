"""Everything in the vault that is under the server's lock, and how it comes under the lock's newest key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, LargeBinary, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.vault import grant_parts, second_factor, server_keys, unlocking, wraps
from app.vault.models import (
    GrantPart,
    Member,
    SecondFactor,
    ServerKey,
    Slot,
    StoredCompartment,
    StoredGrant,
    Unlock,
    Verifier,
    Wrap,
)
from app.vault.vault import Vault
from app.vault.windows.keeping import context_of as window_context
from app.vault.windows.models import ContactWindow
from crypto.context import Context
from crypto.errors import Tampered
from crypto.keys import MemberPublic
from crypto.suites import HEADER_BYTES, KEY_ID_BYTES

AT_A_TIME: Final = 500  # rows in one unit of work: about a tenth of a second with a file


@dataclass(frozen=True, slots=True)
class Place:
    """
    One column that is under the lock.

    :ivar name: what people call what is in it.
    :ivar blob: the column. ``key`` names the row it is in.
    :ivar rows: the statement that reads the row, and after it the rows that its context needs.
    :ivar context: the context of one such result.
    """

    name: str
    blob: InstrumentedAttribute[bytes]
    key: InstrumentedAttribute[str]
    rows: Select[*tuple[Any, ...]]
    context: Callable[[Vault, Any], Context]

    def under(self, key_ids: Sequence[bytes]) -> ColumnElement[bool]:
        """Return the condition that a row's blob names one of these keys."""
        start = HEADER_BYTES - KEY_ID_BYTES + 1
        return func.substr(self.blob, start, KEY_ID_BYTES, type_=LargeBinary()).in_(key_ids)


def _of_unlock(vault: Vault, row: Any) -> Context:
    return unlocking.context_of(vault, row[0].session_ref, row[0].person_ref, row[0].ends_at)


PLACES: Final = (
    Place(
        "keys of the server",
        ServerKey.blob,
        ServerKey.name,
        select(ServerKey),
        lambda vault, row: server_keys.context_of(vault.deployment, row[0].name, row[0].epoch),
    ),
    Place(
        "keys of members",
        Member.seeds,
        Member.person_ref,
        select(Member),
        lambda vault, row: vault.members.seeds_context(row[0].person_ref, MemberPublic.decode(row[0].public)),
    ),
    Place(
        "slots",
        Slot.wrapped,
        Slot.slot_ref,
        select(Slot),
        lambda vault, row: vault.members.slot_context(row[0].slot_ref, row[0].person_ref),
    ),
    Place(
        "verifiers",
        Verifier.verifier,
        Verifier.person_ref,
        select(Verifier),
        lambda vault, row: vault.members.verifier_context(row[0]),
    ),
    Place(
        "second factors",
        SecondFactor.secret,
        SecondFactor.person_ref,
        select(SecondFactor),
        lambda vault, row: second_factor.context_of(vault, row[0].person_ref),
    ),
    Place(
        "safe windows",
        ContactWindow.blob,
        ContactWindow.source_ref,
        select(ContactWindow),
        lambda vault, row: window_context(vault, row[0].source_ref),
    ),
    Place("unlocked keys", Unlock.server_half, Unlock.session_ref, select(Unlock), _of_unlock),
    Place(
        "wraps",
        Wrap.blob,
        Wrap.wrap_ref,
        select(Wrap, StoredCompartment).join(
            StoredCompartment, StoredCompartment.compartment_ref == Wrap.compartment_ref
        ),
        lambda vault, row: wraps.context_of(vault, row[1], row[0]),
    ),
    Place(
        "grants",
        GrantPart.blob,
        GrantPart.part_ref,
        select(GrantPart, StoredGrant, StoredCompartment)
        .join(StoredGrant, StoredGrant.grant_ref == GrantPart.grant_ref)
        .join(StoredCompartment, StoredCompartment.compartment_ref == StoredGrant.compartment_ref),
        lambda vault, row: grant_parts.context_of(vault, row[1], row[2], row[0]),
    ),
)


def old_keys(vault: Vault) -> list[bytes]:
    """Return how blobs name the keys that the lock still holds beside the one in use."""
    return [key_id for number, key_id in vault.provider.key_ids.items() if number != vault.provider.number]


def left(vault: Vault) -> dict[str, int]:
    """Return how much is locked under an older key, by place, where there is any."""
    old, found = old_keys(vault), {}
    for place in PLACES:
        asked = select(func.count()).select_from(place.key.class_).where(place.under(old))
        count = vault.session.scalar(asked) if old else 0
        if count:
            found[place.name] = count
    return found


def stale(vault: Vault, place: Place) -> list[str]:
    """Return the rows of one place that are locked under an older key, by reference."""
    old = old_keys(vault)
    return list(vault.session.scalars(select(place.key).where(place.under(old)).order_by(place.key))) if old else []


def relock(vault: Vault, place: Place, refs: Sequence[str]) -> list[str]:
    """
    Lock these rows anew, each where it stands, and return those that did not open and are left as they were.

    What was locked anew meanwhile, or is gone, is passed over: it can be done again and again.
    """
    asked = place.rows.where(place.key.in_(refs), place.under(old_keys(vault)))
    rows = vault.session.execute(asked.with_for_update(of=place.key.class_)).all()
    held = [(place.context(vault, row), getattr(row[0], place.blob.key)) for row in rows]
    bad: list[str] = []
    try:
        secrets = vault.provider.unlock(held)
        opened = [(row, context, secret) for row, (context, _), secret in zip(rows, held, secrets, strict=True)]
    except Tampered:
        opened, bad = _one_by_one(vault, place, rows, held)
    locked = vault.provider.lock([(context, secret) for _, context, secret in opened])
    for (row, _, _), blob in zip(opened, locked, strict=True):
        setattr(row[0], place.blob.key, blob)
    vault.session.flush()
    vault.session.expunge_all()
    return bad


def _one_by_one(
    vault: Vault, place: Place, rows: Sequence[Any], held: Sequence[tuple[Context, bytes]]
) -> tuple[list[Any], list[str]]:
    """Return what opens of rows of which one does not, and the references of those that do not."""
    opened, bad = [], []
    for row, item in zip(rows, held, strict=True):
        try:
            opened.append((row, item[0], vault.provider.unlock([item])[0]))
        except Tampered:
            bad.append(getattr(row[0], place.key.key))
    return opened, bad
