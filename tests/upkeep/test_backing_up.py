"""A backup is whole, sealed, signed and recorded; nothing of it can be read or changed by whoever holds it."""

import json
import shutil
import stat
from pathlib import Path

import pytest

from app.migrations import STORES
from app.upkeep.backup_key import FIRST_LINE
from app.upkeep.manifest import MANIFEST, SEALED, SIGNATURE
from audit.events import Decision, Event
from crypto.keys import PrivateKey
from tests.contacts.test_calling import granted
from tests.factories import copy_unit
from tests.intake.site import OWN_CANARIES
from tests.upkeep.keeping import Kept, keep

FILES = {MANIFEST, SIGNATURE, *(f"{store}{SEALED}" for store in STORES)}


def test_a_backup_is_made_while_the_unit_is_at_work_and_stands_in_the_record(kept: Kept) -> None:
    granted(kept.unit)
    said = kept.back_up()
    assert {path.name for path in kept.backup.iterdir()} == FILES
    assert all(f"{store} ({kept.database}, revision 0001)" in said for store in STORES)
    [done, attempted] = [one.entry for one in kept.unit.entries(action=Event.STORE_BACKUP.action)]
    assert (attempted.decision, done.decision) == (Decision.ATTEMPTED, Decision.DONE)
    assert done.object_ref == json.loads((kept.backup / MANIFEST).read_bytes())["ref"]
    assert done.actor_ref == "operator"
    assert "as it was signed, and opens" in kept.done("verify", kept.backup, "--key", kept.key)


def test_a_backup_shows_nothing_of_what_is_in_it_and_only_its_owner_reads_it(kept: Kept) -> None:
    granted(kept.unit)
    account = b"SQLite format 3"
    kept.back_up()
    held = b"".join(path.read_bytes() for path in kept.backup.iterdir())
    assert account not in held
    assert not [word for word in (*OWN_CANARIES, "Canary-Why", "Asha Quill") if word.encode() in held]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (*kept.backup.iterdir(), kept.key)} == {0o600}
    assert stat.S_IMODE(kept.backup.stat().st_mode) == 0o700


def test_nothing_is_left_beside_the_stores(kept: Kept) -> None:
    before = kept.stores()
    kept.back_up()
    assert {name for name in kept.stores() if not name.endswith(("-wal", "-shm"))} == {
        name for name in before if not name.endswith(("-wal", "-shm"))
    }


def test_checking_needs_no_private_key_and_opening_needs_the_right_one(kept: Kept, tmp_path: Path) -> None:
    kept.back_up()
    assert "Everything is as it was signed." in kept.done("verify", kept.backup)
    kept.done("backup-key", tmp_path / "other.key")
    assert "sealed to another key" in kept.refused("verify", kept.backup, "--key", tmp_path / "other.key")
    assert "is no backup key" in kept.refused("verify", kept.backup, "--key", kept.backup / MANIFEST)


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("where", ["first", "middle", "last", "gone", "longer", "shorter"])
def test_a_backup_with_one_byte_changed_is_named_and_not_used(kept: Kept, name: str, where: str) -> None:
    kept.back_up()
    path = kept.backup / name
    data = bytearray(path.read_bytes())
    if where == "longer":
        data += b"\0"
    elif where == "shorter":
        del data[-1]
    else:
        data[{"first": 0, "middle": len(data) // 2, "last": -1, "gone": 0}[where]] ^= 1
    path.unlink()
    if where != "gone":
        path.write_bytes(data)
    said = kept.refused("verify", kept.backup)
    assert name in said or "manifest" in said
    assert "another copy of this backup" in said or "the folder that holds" in said
    restored = kept.lose()
    assert restored.refused("restore", kept.backup, "--key", kept.key, "--no-erasures")
    assert restored.stores() == set()


def test_one_store_of_another_backup_does_not_fit(kept: Kept) -> None:
    kept.back_up()
    kept.done("backup", kept.away / "tuesday")
    shutil.copy(kept.away / "tuesday" / "vault.sealed", kept.backup / "vault.sealed")
    assert "vault.sealed" in kept.refused("verify", kept.backup)


def test_a_backup_of_another_deployment_is_refused(kept: Kept, founded_unit: tuple, tmp_path: Path) -> None:
    kept.back_up()
    founded, folder = founded_unit
    other = keep(copy_unit(founded, folder, tmp_path / "other"), tmp_path / "elsewhere")
    other.unit.settings |= {"DEPLOYMENT": "ab" * 16}
    assert "another deployment" in other.refused("verify", kept.backup)
    other.close()


def test_a_manifest_signed_by_a_key_that_the_root_did_not_vouch_for_is_refused(kept: Kept) -> None:
    kept.back_up()
    parts = json.loads((kept.backup / MANIFEST).read_bytes())
    parts["log_public"] = parts["log_public"][:-2] + "00"
    (kept.backup / MANIFEST).write_text(json.dumps(parts, sort_keys=True, separators=(",", ":")))
    assert "not what this deployment's log signed" in kept.refused("verify", kept.backup)


def test_without_a_backup_key_nothing_is_copied(kept: Kept) -> None:
    kept.unit.settings["BACKUP_KEY"] = ""
    said = kept.refused("backup", kept.backup)
    assert "store backup-key" in said
    assert not kept.backup.exists()


def test_an_older_backup_is_never_written_over(kept: Kept) -> None:
    kept.back_up()
    before = {path.name: path.read_bytes() for path in kept.backup.iterdir()}
    assert "exists already" in kept.refused("backup", kept.backup)
    assert {path.name: path.read_bytes() for path in kept.backup.iterdir()} == before


def test_a_key_is_made_once_and_its_private_half_is_printed_nowhere(kept: Kept, tmp_path: Path) -> None:
    said = kept.done("backup-key", tmp_path / "new.key")
    first, seed = (tmp_path / "new.key").read_text().splitlines()
    assert first == FIRST_LINE
    assert seed not in said
    assert "BACKUP_KEY=" in said
    assert "never written over" in kept.refused("backup-key", tmp_path / "new.key")
    assert len(PrivateKey.generate().seed) == 96
