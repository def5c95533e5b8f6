"""A store whose disk is full: nothing is shown that was not recorded, nothing half done, and no repair afterwards."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from app.upkeep import consistency
from tests.contacts.test_calling import granted, show_number
from tests.factories import Neighbour, Unit
from tests.pages import Page
from tests.upkeep.keeping import Kept, keep


@pytest.fixture
def kept(whole_unit: Unit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    monkeypatch.setattr(consistency, "PAUSE_SECONDS", 0.0)
    made = keep(whole_unit, tmp_path / "away")
    yield made
    made.close()


@contextmanager
def full(engine: Engine | None) -> Iterator[None]:
    """Let a store not grow by a single page."""
    assert engine is not None

    def stop_growing(raw: object, _record: object) -> None:
        raw.execute("PRAGMA max_page_count=1")  # type: ignore[attr-defined]

    engine.dispose()
    event.listen(engine, "connect", stop_growing)
    yield
    event.remove(engine, "connect", stop_growing)
    engine.dispose()


def in_order(kept: Kept) -> None:
    """See that everything goes on, and nothing has to be mended."""
    kept.unit.tell()
    assert "The stores agree." in kept.done("check")


def fill_up(kept: Kept, store: str) -> Engine | None:
    return getattr(kept.unit.house.stores, store)  # type: ignore[no-any-return]


def test_with_no_room_in_the_gateway_somebody_who_tells_us_learns_that_it_did_not_arrive(kept: Kept) -> None:
    engine = fill_up(kept, "gateway")
    kept.unit.tell()
    with full(engine):
        replies = []
        for _ in range(40):
            visitor = Neighbour(kept.unit.app.test_client())
            try:
                visitor.tell_all()
            except AssertionError:
                replies.append("not taken")
                break
        assert replies == ["not taken"]
    kept.unit.drain()
    in_order(kept)


def test_with_no_room_in_the_record_nothing_is_shown(kept: Kept) -> None:
    officer, grant_ref = granted(kept.unit)
    token = Page(officer.get(f"/contacts/{grant_ref}").text).all("input", name="csrf_token")[0].get("value")
    with full(fill_up(kept, "audit")):
        asked = (f"/contacts/{grant_ref}/number", {"csrf_token": token})
        replies = [officer.client.post(asked[0], data=asked[1]) for _ in range(60)]
    refused = [reply for reply in replies if reply.status_code != 200]
    assert refused, "the record never filled up"
    assert all(reply.status_code == 503 and "07700 900123" not in reply.text for reply in refused)
    assert "07700 900123" in show_number(officer, grant_ref).text
    in_order(kept)


@pytest.mark.parametrize("store", ["vault", "case"])
def test_with_no_room_in_vault_or_case_store_a_submission_waits_and_comes_in_later(kept: Kept, store: str) -> None:
    engine = fill_up(kept, store)
    for _ in range(12):
        Neighbour(kept.unit.app.test_client()).tell_all()
    with full(engine):
        came = kept.unit.drain()
    assert came < 12
    assert came + kept.unit.drain() == 12
    in_order(kept)


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_backup_for_which_there_is_no_room_leaves_nothing_and_harms_nothing(kept: Kept) -> None:
    largest = max(path.stat().st_size for path in kept.unit.folder.iterdir())
    kept.unit.house.stores.audit.dispose()  # type: ignore[union-attr]
    with no_file_over(largest // 2):
        said = kept.refused("backup", kept.backup)
    assert "the backup could not be written" in said
    assert "What was begun of the backup was taken away" in said
    assert not [path for path in kept.away.iterdir() if path.is_dir()]
    assert not [name for name in kept.stores() if "copying" in name]
    in_order(kept)
    kept.back_up()


def test_a_restore_for_which_there_is_no_room_leaves_nothing(kept: Kept) -> None:
    kept.back_up()
    new = kept.lose()
    with no_file_over(100_000):
        said = new.refused("restore", kept.backup, "--key", kept.key, "--no-erasures")
    assert "could not be written" in said
    assert not new.stores()
    new.again().done("restore", kept.backup, "--key", kept.key, "--no-erasures")
