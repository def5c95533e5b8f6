"""The nightly look finds what was edited, taken away or put back, without opening a single record."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from app.vault.commands import recover_command, vault_commands
from app.vault.deployment import Deployment
from app.vault.group_keys import seal_group_key
from app.vault.recovery import recovery_public
from app.vault.verification import verify
from audit.events import Event
from audit.store import Filters
from tests.vault.small_unit import AUTHORISER, CONTROLLER, HANDLER, NAME, OFFICER, SmallUnit


@pytest.fixture
def lived_in(working: SmallUnit) -> SmallUnit:
    """Return a unit with a source, a call, a grant that lives, one that was revoked, and a submission that waits."""
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    working.record_call(grant_ref, source_ref)
    working.write(source_ref, "contact", {"phone": "new"})
    working.revoke(working.approve(source_ref))
    working.submit()
    return working


def faults(unit: SmallUnit) -> set[str]:
    with unit.stewarding() as uow:
        return {kind for kind, _ in verify(uow.vault).faults}


def test_an_untouched_vault_holds_and_nobody_needs_to_unlock(lived_in: SmallUnit) -> None:
    lived_in.halves.clear()
    lived_in.edit("DELETE FROM unlocks")
    with lived_in.stewarding() as uow:
        findings = verify(uow.vault)
    assert not findings.faults
    assert findings.checked == {
        "compartment": 7,
        "grant": 2,
        "group": 5,
        "index": 1,
        "link": 1,
        "member": 8,
        "server key": 2,
        "source": 1,
        "submission": 1,
        "version": 5,
    }


def first(unit: SmallUnit, table: str) -> dict[str, Any]:
    return unit.rows(table)[0]


def drop(table: str, where: str = "1 = 1") -> Callable[[SmallUnit], None]:
    return lambda unit: unit.edit(f"DELETE FROM {table} WHERE {where}") and None  # noqa: S608


def change(table: str, column: str, value: str, where: str = "1 = 1") -> Callable[[SmallUnit], None]:
    return lambda unit: unit.edit(f"UPDATE {table} SET {column} = {value} WHERE {where}") and None  # noqa: S608


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (drop("entries", "version = 2"), "version"),
        (drop("entries"), "version"),
        (change("entries", "blob", "x'00'", "version = 1"), "version"),
        (change("entries", "version", "7", "version = 2"), "version"),
        (change("compartments", "signature", "x'00'"), "compartment"),
        (change("compartments", "creator", f"'{CONTROLLER}'"), "compartment"),
        (change("compartments", "custody", "'DUAL'"), "compartment"),
        (drop("wraps"), "compartment"),
        (change("wraps", "blob", "x'00'"), "compartment"),
        (drop("links"), "source"),
        (change("links", "source_ref", "'0'"), "link"),
        (change("links", "source_ref", "'0'"), "source"),
        (drop("grants"), "grant"),
        (change("grant_parts", "blob", "x'00'"), "grant"),
        (change("submissions", "link", "'0'"), "submission"),
        (change("submissions", "blob", "x'00'"), "submission"),
        (change("members", "public", "x'00'", f"person_ref = '{OFFICER}'"), "member"),
        (change("rosters", "signed", "x'00'", "group_name = 'auditors'"), "group"),
        (drop("group_keys", f"holder = '{HANDLER}'"), "group"),
        (drop("group_keys", "holder = 'recovery'"), "group"),
        (drop("sealed_locks"), "group"),
        (change("recovery_keys", "signature", "x'00'"), "group"),
        (change("server_keys", "blob", "x'00'", "name = 'log'"), "server key"),
        (change("server_keys", "signature", "x'00'", "name = 'intake'"), "server key"),
        (drop("server_keys"), "server key"),
    ],
)
def test_what_was_done_behind_our_back_is_found(
    lived_in: SmallUnit, edit: Callable[[SmallUnit], None], kind: str
) -> None:
    edit(lived_in)
    assert kind in faults(lived_in)


def test_what_is_found_is_recorded_and_frozen(lived_in: SmallUnit) -> None:
    source_ref = first(lived_in, "compartments")["source_ref"]
    lived_in.edit("UPDATE compartments SET signature = x'00'")
    assert faults(lived_in) == {"compartment"}
    [event] = lived_in.log.entries(Filters(action=Event.INTEGRITY_FAILED.action))
    assert event.entry.object_ref == source_ref
    assert [row["record_ref"] for row in lived_in.rows("freezes")] == [source_ref]


def test_somebody_in_two_groups_is_found(lived_in: SmallUnit) -> None:
    """All else about that roster is in order: signed, logged, its key with everybody who should hold it."""
    for people, found in (([AUTHORISER], set()), ([AUTHORISER, HANDLER], {"group"})):
        roster, private = lived_in.next_roster("authorisers", people)
        lived_in.install(lived_in.signed_by_root(roster))
        with lived_in.stewarding() as uow:
            deployment = uow.vault.deployment
            holders = {member.person_ref: member.public.receive for member in roster.members}
            holders["recovery"] = recovery_public(uow.vault.session, deployment, "authorisers")
            for holder, receive in holders.items():
                uow.vault.session.add(seal_group_key(deployment, roster, private, holder, receive))
        assert faults(lived_in) == found


def test_the_command_says_what_was_looked_at_and_what_does_not_hold(lived_in: SmallUnit) -> None:
    command = vault_commands(lived_in.stewarding)
    fine = CliRunner().invoke(command, ["verify"])
    assert fine.exit_code == 0
    assert "Everything holds." in fine.output
    source_ref = first(lived_in, "compartments")["source_ref"]
    lived_in.edit("UPDATE compartments SET signature = x'00'")
    wrong = CliRunner().invoke(command, ["verify"])
    assert wrong.exit_code == 1
    assert f"DOES NOT HOLD: compartment {source_ref}" in wrong.output
    assert NAME not in fine.output + wrong.output


def test_the_command_brings_a_lost_lock_back(lived_in: SmallUnit, tmp_path: Path) -> None:
    @contextmanager
    def stored() -> Iterator[tuple[Session, Deployment]]:
        with lived_in.stewarding() as uow:
            yield uow.vault.session, uow.vault.deployment

    command = recover_command(stored)
    shares = lived_in.ceremony.shares["authorisers"][2:]
    path = tmp_path / "found.json"
    done = CliRunner().invoke(command, [str(path), "--group", "authorisers"], input="\n".join(shares))
    assert done.exit_code == 0, done.output
    assert path.read_bytes() == (lived_in.folder / "lock.json").read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert not any(share in done.output for share in shares)
    again = CliRunner().invoke(command, [str(path), "--group", "authorisers"], input="\n".join(shares))
    assert again.exit_code == 1
    wrong = CliRunner().invoke(command, [str(tmp_path / "new"), "--group", "custodians"], input="\n".join(shares))
    assert wrong.exit_code == 1
    assert not (tmp_path / "new").exists()
