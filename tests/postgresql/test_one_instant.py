"""While the instant of a backup is fixed nobody writes; whoever is writing is waited for; then everybody goes on."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.database import open_store
from app.upkeep.postgresql_copies import PostgresCopy
from app.upkeep.sqlite_copies import Busy
from audit.errors import LogUnavailable
from audit.store import AuditStore
from tests.audit.made_up import ORIGIN, entry
from tests.postgresql.cluster import Cluster
from tests.postgresql.unit import OWNER, Template, copy_template

LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def urls(
    cluster: Cluster, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, dict[str, str]]]:
    """Return the URL of each store, as its owner and as the steward."""
    unit = copy_template(template, cluster, tmp_path_factory.mktemp("instant") / "unit")
    yield {store: {face: unit.url(store, face) for face in (OWNER, "steward")} for store in unit.databases}
    unit.close()


def wrote(store: str, url: str) -> bool:
    """Begin to write in a store, or write to the log; return whether it was let."""
    engine = open_store(url)
    try:
        if store == "audit":
            AuditStore(engine, origin=ORIGIN).append(entry(), now=LATER)
        else:
            with engine.begin() as connection:
                connection.execute(text("SELECT 1"))
    except (OperationalError, LogUnavailable):
        return False
    finally:
        engine.dispose()
    return True


@pytest.mark.parametrize("store", ["case", "vault", "gateway", "audit"])
def test_nobody_writes_while_it_is_held_and_what_they_write_afterwards_is_not_in_it(
    urls: dict[str, dict[str, str]], store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.database.POSTGRESQL_OPTIONS", "-c lock_timeout=50")
    copy = PostgresCopy(store, urls[store][OWNER])
    assert wrote(store, urls[store]["steward"])
    copy.hold(0.1)
    copy.begin()
    assert not wrote(store, urls[store]["steward"])
    copy.let_go()
    asked = "SELECT size FROM head" if store == "audit" else "SELECT txid_current_snapshot()::text"
    before = copy.ask(asked)
    assert wrote(store, urls[store]["steward"])
    assert copy.ask(asked) == before
    copy.close()


@pytest.mark.parametrize("store", ["vault", "audit"])
def test_whoever_is_writing_is_waited_for_and_then_let_be(urls: dict[str, dict[str, str]], store: str) -> None:
    copy, other = PostgresCopy(store, urls[store][OWNER]), PostgresCopy(store, urls[store][OWNER])
    other.hold(0.1)
    with pytest.raises(Busy):
        copy.hold(0.05)
    copy.let_go()
    other.let_go()
    copy.hold(0.05)
    copy.close()
    other.close()
