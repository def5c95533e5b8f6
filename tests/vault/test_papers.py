"""What is printed at a ceremony is enough to recover with, and the root keys go where they can be taken offline."""

from pathlib import Path

import pytest

from app.errors import Conflict
from app.vault.papers import read_root_keys, root_keys_file, sheets
from crypto.signing import SigningKey
from tests.vault.small_unit import SmallUnit


def test_there_is_one_sheet_for_each_share(unit: SmallUnit) -> None:
    printed = list(sheets(unit.ceremony))
    assert len(printed) == 3 * 5
    for group, shares in unit.ceremony.shares.items():
        for share in shares:
            [sheet] = [
                one for one in printed if all(f" {word} " in one + " " for word in share.split()) and group in one
            ]
            assert "Any 3 of these" in sheet


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
