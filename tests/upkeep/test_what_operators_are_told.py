"""What goes wrong with a deployment is met with what happened, what is safe, and what to do: each played for real."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from app import create_app
from app.ceremony import state
from app.ceremony.checks import require_room
from app.ceremony.telling import Halted
from app.cli import create_app as command_line
from app.founding import MADE
from app.server import on_starting
from app.upkeep.certificates import seconds_left
from config import Config
from tests.attacks.test_a_disk_is_full import no_file_over
from tests.configuration.test_what_is_refused import STAFF
from tests.deployment.certificates import Authority
from tests.factories import Unit
from tests.postgresql.unit import PostgresUnit
from tests.upkeep.keeping import Kept
from tests.upkeep.test_watching import watching

Play = Callable[[Kept, pytest.MonkeyPatch], str]
Row = tuple[Play, str, str, str]
TOLD = re.compile(r"What happened: *(.+?)\nWhat is safe: *(.+?)\nWhat to do: *(.+)", re.DOTALL)
LAST_CALL = timedelta(days=5)


def settings(unit: Unit) -> dict[str, str]:
    """Return what the staff face of a unit is started with."""
    urls = {}
    if isinstance(unit, PostgresUnit):
        urls = {f"{store.upper()}_URL": unit.url(store, "staff") for store in unit.databases}
    return unit.settings | urls | {"FACE": "staff"}


def started(kept: Kept, patch: pytest.MonkeyPatch, **changed: str) -> str:
    """Return what the staff face says that is not started."""
    for name, value in (settings(kept.unit) | changed).items():
        patch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        on_starting(SimpleNamespace(cfg=SimpleNamespace(workers=1)))
    said = str(stopped.value)
    assert said.startswith("Nothing was started.\n")
    return said


def a_url_that_leads_nowhere(kept: Kept, patch: pytest.MonkeyPatch) -> str:
    url = settings(kept.unit)["CASE_URL"]
    wrong = re.sub(r"/case\.db|/made_\d+", lambda found: f"{found[0][:5]}_gone", url)
    return started(kept, patch, CASE_URL=wrong)


def urls_mistaken_for_each_other(kept: Kept, patch: pytest.MonkeyPatch) -> str:
    found = settings(kept.unit)
    if isinstance(kept.unit, PostgresUnit):
        # Its own role would not be let in far enough to see which store it is.
        return started(kept, patch, CASE_URL=kept.unit.url("vault", "staff"), VAULT_URL=kept.unit.url("case", "staff"))
    return started(kept, patch, CASE_URL=found["VAULT_URL"], VAULT_URL=found["CASE_URL"])


def a_role_that_is_not_there(kept: Kept, patch: pytest.MonkeyPatch) -> str:
    assert isinstance(kept.unit, PostgresUnit)
    return started(kept, patch, VAULT_URL=kept.unit.cluster.url(kept.unit.databases["vault"], "nobody_of_ours"))


def a_role_without_its_rights(kept: Kept, patch: pytest.MonkeyPatch) -> str:
    return started(kept, patch, VAULT_URL=kept.unit.url("vault", "public"))  # type: ignore[attr-defined]


def a_disk_that_is_full(kept: Kept, _patch: pytest.MonkeyPatch) -> str:
    largest = max(path.stat().st_size for path in kept.unit.folder.iterdir())
    kept.close()
    with no_file_over(largest // 2):
        return kept.refused("backup", kept.backup)


def asked(kept: Kept, patch: pytest.MonkeyPatch, *command: str) -> str:
    """Return what a command says whose settings name an audit store that is not there; none is made in its place."""
    for name, value in (settings(kept.unit) | {"AUDIT_URL": f"sqlite:///{kept.unit.folder}/gone.db"}).items():
        patch.setenv(name, value)
    app = create_app(Config.from_environment())
    with app.app_context():
        done = app.test_cli_runner().invoke(args=[*command])
    assert done.exit_code == 1
    assert not (kept.unit.folder / "gone.db").exists()
    return done.output


def a_record_that_is_elsewhere(kept: Kept, patch: pytest.MonkeyPatch) -> str:
    return asked(kept, patch, "audit", "verify")


def a_vault_checked_without_its_record(kept: Kept, patch: pytest.MonkeyPatch) -> str:
    return asked(kept, patch, "vault", "verify")


def shares_for_a_vault_that_is_not_there(kept: Kept, patch: pytest.MonkeyPatch) -> str:
    """Nobody is asked for a share before the vault is found, or for a lock that is there already."""
    for name, value in (settings(kept.unit) | {"VAULT_URL": f"sqlite:///{kept.unit.folder}/gone.db"}).items():
        patch.setenv(name, value)
    lock = settings(kept.unit)["LOCK_KEYS"]
    there = command_line().test_cli_runner().invoke(args=["recover-lock", lock])
    done = command_line().test_cli_runner().invoke(args=["recover-lock", str(kept.away / "lock-keys.json")])
    assert "A key file is never overwritten." in there.output
    assert "Share 1" not in there.output + done.output
    return done.output


def half_an_upgrade(kept: Kept, patch: pytest.MonkeyPatch) -> str:
    with kept.unit.behind() as uow:
        uow.case.execute(text("ALTER TABLE jobs DROP COLUMN failure"))
    kept.close()
    return started(kept, patch)


def a_lost_lock(kept: Kept, patch: pytest.MonkeyPatch) -> str:
    return started(kept, patch, LOCK_KEYS=str(kept.away / "lock-keys.json"))


def a_damaged_lock(kept: Kept, patch: pytest.MonkeyPatch) -> str:
    damaged = kept.away / "lock-keys.json"
    damaged.write_bytes(Path(kept.unit.settings["LOCK_KEYS"]).read_bytes()[:-9])
    damaged.chmod(0o600)
    return started(kept, patch, LOCK_KEYS=str(damaged))


def a_ceremony_whose_file_is_lost(kept: Kept, _patch: pytest.MonkeyPatch) -> str:
    folder = kept.away / "half-founded"
    folder.mkdir()
    (folder / MADE[0]).touch()
    assert not (folder / state.NAME).exists()
    with pytest.raises(Halted) as stopped:
        require_room(folder, kept.away / "root.keys")
    return str(stopped.value)


def a_backup_with_one_byte_changed(kept: Kept, _patch: pytest.MonkeyPatch) -> str:
    kept.back_up()
    path = kept.backup / "vault.sealed"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return kept.refused("restore", kept.backup, "--key", kept.key, "--no-erasures")


def shown(kept: Kept, *, ends_in: timedelta) -> Path:
    """Return the file of a certificate that ends some time from now."""
    path = kept.away / "staff.pem"
    path.write_text(Authority(now=kept.unit.clock.now).issue("staff.example", lasts=ends_in)[0])
    kept.unit.settings["CERTIFICATES"] = str(path)
    return path


def certificates(kept: Kept) -> tuple[int, str]:
    done = kept.again().unit.app.test_cli_runner().invoke(args=["certificates"])
    return done.exit_code, done.output


def a_certificate_that_has_ended(kept: Kept, _patch: pytest.MonkeyPatch) -> str:
    shown(kept, ends_in=-timedelta(hours=1))
    code, said = certificates(kept)
    assert code == 1
    return said


def a_certificate_that_soon_ends(kept: Kept, _patch: pytest.MonkeyPatch) -> str:
    shown(kept, ends_in=LAST_CALL)
    code, said = certificates(kept)
    assert code == 1
    return said


def a_certificate_that_is_not_there(kept: Kept, _patch: pytest.MonkeyPatch) -> str:
    shown(kept, ends_in=LAST_CALL).unlink()
    return certificates(kept)[1]


# What is played, and words of what happened, what is safe, and what to do.
ON_BOTH: tuple[Row, ...] = (
    (a_url_that_leads_nowhere, "case store", "nothing was changed", "CASE_URL"),
    (urls_mistaken_for_each_other, "is another of the four", "nothing was changed", "mistaken for each other"),
    (a_backup_with_one_byte_changed, "vault.sealed", "Nothing of this backup was used", "another copy"),
    (a_lost_lock, "cannot be opened", "stores are as they were", "recover-lock"),
    (half_an_upgrade, "half upgraded", "nothing was changed", "restore the backup"),
)
ON_FILES: tuple[Row, ...] = (
    (a_disk_that_is_full, "could not be written", "earlier backups are as they were", "make room"),
    (a_record_that_is_elsewhere, "cannot be used", "nothing of the record is lost", "AUDIT_URL"),
    (a_vault_checked_without_its_record, "did not answer", "nothing was changed", "store check"),
    (shares_for_a_vault_that_is_not_there, "no vault store at", "No empty store was made", "VAULT_URL"),
    (a_damaged_lock, "malformed", "nothing is lost yet", "recover-lock"),
    (a_ceremony_whose_file_is_lost, "did not come to its end", "nothing depends on it", "--begin-anew"),
    (a_certificate_that_has_ended, "staff.pem ended on", "everything", "systemctl reload nginx"),
    (a_certificate_that_soon_ends, f"in {LAST_CALL.days} days", "everything", "renew it"),
    (a_certificate_that_is_not_there, "cannot be read", "everything", "CERTIFICATES"),
)
ON_POSTGRESQL: tuple[Row, ...] = (
    (a_role_that_is_not_there, 'role "nobody_of_ours" does not exist', "nothing was changed", "store roles"),
    (a_role_without_its_rights, "permission denied", "nothing was changed", "store roles --apply"),
)


def tell(kept: Kept, patch: pytest.MonkeyPatch, row: Row) -> None:
    """Play one, and see that all three parts are told, and nothing that is secret."""
    play, *words = row
    said = play(kept, patch)
    parts = TOLD.search(said)
    assert parts is not None, said
    for word, part in zip(words, parts.groups(), strict=True):
        assert word in part
    assert "Traceback" not in said
    for secret in (kept.unit.settings["SECRET_KEY"], kept.unit.people["hana"].passphrase):
        assert secret not in said


def named(row: object) -> str:
    return row[0].__name__ if isinstance(row, tuple) else str(row)


@pytest.mark.parametrize("row", [*ON_FILES, *ON_BOTH], ids=named)
def test_with_stores_in_files(kept: Kept, monkeypatch: pytest.MonkeyPatch, row: Row) -> None:
    tell(kept, monkeypatch, row)


@pytest.mark.parametrize("database", ["postgresql"])
def test_with_stores_in_postgresql(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """One unit serves for all: nothing is changed by any but the last."""
    for row in (*ON_POSTGRESQL, *ON_BOTH):
        tell(kept, monkeypatch, row)


def test_a_certificate_that_lasts_is_said_with_its_end_and_measured(kept: Kept) -> None:
    path = shown(kept, ends_in=timedelta(days=60))
    code, said = certificates(kept)
    assert (code, "lasts until" in said) == (0, True)
    now = kept.unit.clock.now
    assert seconds_left([str(path)], now) == {"staff": timedelta(days=60).total_seconds()}
    assert seconds_left([str(path)], now + timedelta(days=61)) == {"staff": 0.0}
    measured = watching(kept.unit).reply("/metrics")[2].decode()
    assert 'sourcekeeper_certificate_seconds_left{certificate="staff"} 5.184e+06' in measured
    assert seconds_left(["/nowhere/staff.pem"], datetime.now(UTC)) == {"staff": 0.0}


def test_what_is_missing_in_the_settings_is_said_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (STAFF | {"ROOT_KEY": "00"}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match="Nothing was started.\nMisconfigured: ROOT_KEY"):
        on_starting(SimpleNamespace(cfg=SimpleNamespace(workers=1)))
