"""The server's lock as a file: its owner's alone, never overwritten, and older keys open until they are thrown away."""

import json
import os
from pathlib import Path

import pytest

from app.vault.key_provider import FileProvider, UnsafeKeyFile
from crypto.context import Context
from crypto.errors import Tampered

HERE = Context("deployment", "vault", "table", "record")
THERE = Context("deployment", "vault", "table", "another")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lock.json"


def test_what_one_process_locks_another_unlocks(path: Path) -> None:
    made = FileProvider.create(path)
    blobs = made.lock([(HERE, b"one"), (THERE, b"two")])
    assert FileProvider.open(path).unlock(list(zip((HERE, THERE), blobs, strict=True))) == [b"one", b"two"]


def test_the_file_is_made_for_its_owner_alone(path: Path) -> None:
    old = os.umask(0)
    try:
        FileProvider.create(path)
    finally:
        os.umask(old)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_file_that_others_may_read_is_refused(path: Path, mode: int) -> None:
    FileProvider.create(path)
    path.chmod(mode)
    with pytest.raises(UnsafeKeyFile, match="chmod 600"):
        FileProvider.open(path)


def test_a_link_in_place_of_the_file_is_refused(path: Path, tmp_path: Path) -> None:
    FileProvider.create(tmp_path / "elsewhere.json")
    path.symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(UnsafeKeyFile):
        FileProvider.open(path)


def test_a_missing_file_is_named(path: Path) -> None:
    with pytest.raises(UnsafeKeyFile, match=r"lock\.json"):
        FileProvider.open(path)


def test_a_lock_is_never_overwritten(path: Path) -> None:
    FileProvider.create(path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        FileProvider.create(path)
    assert path.read_bytes() == before


def _damaged() -> list[bytes]:
    key = "A" * 43 + "="
    good = {"format": 1, "current": 1, "keys": {"1": key}, "mac": key}
    wrong = (
        {"format": 2},
        {"current": 2},
        {"current": "1"},
        {"keys": {}},
        {"keys": []},
        {"keys": {"1": "AAAA"}},
        {"keys": {"one": key}},
        {"mac": "AAAA"},
        {"mac": None},
    )
    return [b"", b"{}", b"[]", b"\xff", *(json.dumps({**good, **part}).encode() for part in wrong)]


@pytest.mark.parametrize("content", _damaged())
def test_a_damaged_file_is_refused_and_shows_nothing(content: bytes) -> None:
    with pytest.raises(UnsafeKeyFile) as caught:
        FileProvider.decode(content)
    assert "AAAA" not in str(caught.value)


def test_a_new_key_locks_and_the_old_one_still_opens() -> None:
    old = FileProvider({1: bytes(32)}, 1, bytes(32))
    new = old.with_new_key()
    [locked_before], [locked_after] = old.lock([(HERE, b"before")]), new.lock([(HERE, b"after")])
    assert new.number == 2
    assert new.unlock([(HERE, locked_before), (HERE, locked_after)]) == [b"before", b"after"]
    with pytest.raises(Tampered):
        old.unlock([(HERE, locked_after)])


def test_what_an_old_key_locked_is_gone_with_it() -> None:
    old = FileProvider({1: bytes(32)}, 1, bytes(32))
    [locked] = old.lock([(HERE, b"before")])
    with pytest.raises(Tampered):
        old.with_new_key().without_old_keys().unlock([(HERE, locked)])


def test_macs_depend_on_the_purpose_and_outlive_a_new_key() -> None:
    lock = FileProvider({1: bytes(32)}, 1, bytes(32))
    [one], [other] = lock.mac("link", [b"same"]), lock.mac("submission", [b"same"])
    assert one != other
    assert lock.with_new_key().mac("link", [b"same"]) == [one]


def test_a_blob_of_another_place_does_not_unlock() -> None:
    lock = FileProvider({1: bytes(32)}, 1, bytes(32))
    [blob] = lock.lock([(HERE, b"one")])
    with pytest.raises(Tampered):
        lock.unlock([(THERE, blob)])


def test_the_lock_prints_nothing_of_itself(path: Path) -> None:
    made = FileProvider.create(path)
    assert repr(made) == "<FileProvider>"
    assert f"{made}" == "<FileProvider>"
