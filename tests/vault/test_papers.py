"""What is printed at a ceremony is enough to recover with, and is printed once for each person."""

import base64
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.errors import Conflict
from app.vault.ceremony import Ceremony
from app.vault.commands import ceremony_command
from app.vault.papers import read_root_keys, root_keys_file, sheets
from crypto.signing import SigningKey
from tests.vault.small_unit import ROLES, SmallUnit, found, passphrase_of


def test_there_is_one_sheet_for_each_share_and_each_founder(unit: SmallUnit) -> None:
    printed = list(sheets(unit.ceremony))
    assert len(printed) == 3 * 5 + len(ROLES)
    for group, shares in unit.ceremony.shares.items():
        for share in shares:
            [sheet] = [
                one for one in printed if all(f" {word} " in one + " " for word in share.split()) and group in one
            ]
            assert "Any 3 of these" in sheet
    for person_ref in ROLES:
        [sheet] = [one for one in printed if passphrase_of(person_ref) in one]
        assert person_ref in sheet


def test_the_words_of_a_sheet_are_in_order(unit: SmallUnit) -> None:
    sheet = next(iter(sheets(unit.ceremony)))
    numbered = [part for line in sheet.splitlines()[5:-1] for part in line.split()]
    assert numbered[0::2] == [str(place) for place in range(1, len(numbered) // 2 + 1)]
    assert " ".join(numbered[1::2]) == next(iter(unit.ceremony.shares.values()))[0]


def test_the_root_keys_go_to_a_file_of_their_owners_and_sign_again(unit: SmallUnit, tmp_path: Path) -> None:
    path = tmp_path / "root.txt"
    with root_keys_file(path) as write:
        write(unit.ceremony)
    assert path.stat().st_mode & 0o777 == 0o600
    deployment, seed = read_root_keys(path)
    assert deployment == unit.house.deployment.ref
    assert SigningKey.from_seed(seed).public == unit.house.deployment.root
    with pytest.raises(FileExistsError), root_keys_file(path):
        pass
    assert read_root_keys(path) == (deployment, seed)


def test_a_ceremony_that_fails_leaves_no_file_of_root_keys(tmp_path: Path) -> None:
    path = tmp_path / "root.txt"
    with pytest.raises(Conflict), root_keys_file(path):
        raise Conflict
    assert not path.exists()


def test_the_command_prints_each_sheet_once_and_names_its_files(tmp_path: Path) -> None:
    made: list[Ceremony] = []

    def begin(folder: Path) -> tuple[Ceremony, list[str]]:
        folder.mkdir()
        made.append(found(folder))
        return made[0], ["a sheet of the accounts"]

    root = tmp_path / "root.txt"
    done = CliRunner().invoke(ceremony_command(begin), [str(tmp_path / "unit"), "--root-keys", str(root)])
    assert done.exit_code == 0, done.output
    for sheet in (*sheets(made[0]), "a sheet of the accounts"):
        assert done.output.count(sheet) == 1
    assert f"600  {root}" in done.output
    assert f"600  {tmp_path / 'unit' / 'lock.json'}" in done.output
    assert base64.b64encode(made[0].root_seed).decode() not in done.output


def test_the_command_refuses_to_run_twice(tmp_path: Path) -> None:
    def begin(folder: Path) -> tuple[Ceremony, list[str]]:
        raise Conflict(f"A deployment was founded in {folder} already.")

    root = tmp_path / "root.txt"
    again = CliRunner().invoke(ceremony_command(begin), [str(tmp_path), "--root-keys", str(root)])
    assert again.exit_code == 1
    assert "already" in again.output
    assert not root.exists()
    root.write_text("kept")
    other = CliRunner().invoke(ceremony_command(begin), [str(tmp_path), "--root-keys", str(root)])
    assert other.exit_code == 1
    assert root.read_text() == "kept"
