"""The lock's key changes under a unit at work, by the commands an operator types, on either database."""

from pathlib import Path

import pytest

from app.vault.key_provider import FileProvider
from tests.factories import Unit

pytestmark = pytest.mark.stores


def vault(unit: Unit, *told: str) -> str:
    """Run a command of `vault` on the staff face; returns what it said."""
    app = unit.app_of("hana")
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["vault", *told])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_unit_goes_on_while_its_lock_changes(whole_unit: Unit) -> None:
    whole_unit.tell()
    hana = whole_unit.sign_in("hana", unlock=True)
    page = hana.get("/sources").status_code
    assert "number 2 is in use" in vault(whole_unit, "new-lock-key")
    assert "Everything is under the newest key" in vault(whole_unit, "relock", "--at-a-time", "7")
    assert hana.get("/sources").status_code == page
    whole_unit.clock.tick(minutes=11)
    assert "Destroyed: 1." in vault(whole_unit, "retire-lock-key", "--yes")
    assert list(FileProvider.open(Path(whole_unit.settings["LOCK_KEYS"])).key_ids) == [2]
    whole_unit.sign_in("ava", unlock=True)
    assert "Everything holds" in vault(whole_unit, "verify")
