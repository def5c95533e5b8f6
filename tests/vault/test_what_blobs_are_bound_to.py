"""What each kind of blob is bound to, written out: a change here changes a format, and old blobs would not open."""

from collections.abc import Callable
from typing import Any

import pytest

from app.vault import groups
from app.vault.deployment import Deployment, moment
from app.vault.recovery import recover_group, recover_lock
from app.vault.rosters import CUSTODIANS
from crypto.context import Context
from crypto.keys import MemberPublic
from tests.vault.small_unit import HANDLER, OFFICER, SmallUnit


@pytest.fixture
def bound(working: SmallUnit, monkeypatch: pytest.MonkeyPatch) -> dict[str, set[Context]]:
    """Return every context that a whole life of a source used, by table."""
    seen: dict[str, set[Context]] = {}
    plain = Deployment.context

    def watched(self: Deployment, table: str, record: str, **parts: Any) -> Context:
        context = plain(self, table, record, **parts)
        seen.setdefault(table, set()).add(context)
        return context

    monkeypatch.setattr(Deployment, "context", watched)
    working.unlock(HANDLER, OFFICER)
    source_ref = working.register()
    working.write(source_ref, "contact", {"phone": "new"})
    grant_ref = working.approve(source_ref)
    working.open_granted(grant_ref, source_ref)
    with working.stewarding() as uow:
        uow.vault.public_bundle()
        uow.vault.members.new_totp_secret(HANDLER)
        shares = working.ceremony.shares[CUSTODIANS][:3]
        recover_group(uow.vault.session, working.house.deployment, CUSTODIANS, shares)
        recover_lock(uow.vault.session, working.house.deployment, CUSTODIANS, shares)
    return seen


Row = dict[str, Any]
Bound = tuple[str, int, int, tuple[str, ...]]  # compartment, version, epoch, detail

KEYS = {
    "members": "person_ref",
    "slots": "slot_ref",
    "verifiers": "person_ref",
    "second_factors": "person_ref",
    "contact_windows": "source_ref",
    "unlocks": "session_ref",
    "group_keys": "key_ref",
    "recovery_keys": "group_name",
    "sealed_locks": "lock_ref",
    "server_keys": "name",
    "compartments": "compartment_ref",
    "wraps": "wrap_ref",
    "entries": "entry_ref",
    "grant_parts": "part_ref",
}


def wrap(row: Row, part: Row, _: Row) -> Bound:
    detail = (row["compartment_ref"], part["source_ref"], row["group_name"], str(row["share_version"]))
    return part["compartment"], row["key_version"], row["epoch"], detail


def grant_part(row: Row, part: Row, grant: Row) -> Bound:
    to = (row["grant_ref"], grant["person_ref"], instant(grant["ends_at"]), row["part"])
    return part["compartment"], grant["key_version"], 0, (*to, grant["compartment_ref"], part["source_ref"])


def instant(stored: str) -> str:
    """Return a time of the store as contexts hold it."""
    return stored.replace(" ", "T") + "+00:00"


# From the row itself, the row of its compartment, and the row of its grant.
BOUND: dict[str, Callable[[Row, Row, Row], Bound]] = {
    "members": lambda row, _, __: ("", 0, 0, (MemberPublic.decode(row["public"]).digest.hex(),)),
    "slots": lambda row, _, __: ("", 0, 0, (row["person_ref"], "passphrase")),
    "verifiers": lambda row, _, __: (
        *("", 0, 0),
        (row["salt"].hex(), str(row["memory_kib"]), str(row["passes"]), str(row["lanes"])),
    ),
    "second_factors": lambda _, __, ___: ("", 0, 0, ()),
    "contact_windows": lambda _, __, ___: ("", 0, 0, ()),
    "unlocks": lambda row, _, __: ("", 0, 0, (row["person_ref"], instant(row["ends_at"]))),
    "group_keys": lambda row, _, __: ("", 0, row["epoch"], (row["group_name"], row["holder"])),
    "recovery_keys": lambda _, __, ___: ("", 0, 0, ()),
    "sealed_locks": lambda row, _, __: ("", row["number"], 0, (row["group_name"],)),
    "server_keys": lambda _, __, ___: ("", 0, 1, ()),
    "compartments": lambda row, _, __: (row["compartment"], row["key_version"], 0, (row["source_ref"],)),
    "wraps": wrap,
    "entries": lambda row, part, _: (
        *(part["compartment"], row["version"], row["key_version"]),
        (row["compartment_ref"], part["source_ref"]),
    ),
    "grant_parts": grant_part,
}


def test_every_blob_names_its_deployment_its_row_and_what_else_must_match(
    working: SmallUnit, bound: dict[str, set[Context]]
) -> None:
    assert bound.keys() == KEYS.keys() == BOUND.keys()
    parts = {row["compartment_ref"]: row for row in working.rows("compartments")}
    grants = {row["grant_ref"]: row for row in working.rows("grants")}
    for table, contexts in bound.items():
        rows = {row[KEYS[table]]: row for row in working.rows(table)}
        for context in contexts:
            row = rows[context.record]
            grant = grants.get(row.get("grant_ref"), {})
            part = parts.get(row.get("compartment_ref") or grant.get("compartment_ref"), {})
            assert (context.deployment, context.store, context.table) == (working.house.deployment.ref, "vault", table)
            bound_to = (context.compartment, context.version, context.epoch, context.detail)
            assert bound_to == BOUND[table](row, part, grant), table


def test_a_note_of_the_log_is_bound_to_the_log(unit: SmallUnit, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Context] = []
    seal = groups.seal

    def watched(public: Any, context: Context, message: bytes) -> bytes:
        seen.append(context)
        return seal(public, context, message)

    monkeypatch.setattr(groups, "seal", watched)
    with unit.stewarding() as uow:
        uow.vault.groups.seal_note("ab" * 32, b"a reason")
    assert seen == [Context(unit.house.deployment.ref, "audit", "notes", "ab" * 32, epoch=1)]


def test_a_moment_reads_the_same_in_every_zone(unit: SmallUnit) -> None:
    assert moment(unit.now) == "2026-11-21T09:00:00.000000+00:00"
