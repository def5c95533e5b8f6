"""Who tells the made-up unit something besides the ordinary: by Crimestoppers, from within, from a place far away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app import EXTENSION
from app.access.actor import steward
from app.accounts import queries as accounts
from app.allegations.models import Allegation
from app.allegations.types import Channel
from app.demonstration.besides import BY_A_COLLEAGUE
from app.organisations.models import Unit
from app.sources.models import Source
from app.unit_of_work import House, UnitOfWork
from tests.demonstration.test_made_up_unit import served

KEPT = {"Dora Finchley-Moss", "Mina Farthingdale", "Tariq Holmwood"}


@pytest.fixture(scope="module")
def uow(made_up: Path) -> Iterator[UnitOfWork]:
    house: House = served(made_up).extensions[EXTENSION].house
    with house.work(steward(), writes=False) as work:
        yield work
    for engine in house.stores.each().values():
        engine.dispose()


def told_by(uow: UnitOfWork, channel: Channel) -> list[Allegation]:
    return list(uow.case.scalars(select(Allegation).where(Allegation.channel == channel)))


def test_of_whoever_called_crimestoppers_custody_has_nothing(uow: UnitOfWork) -> None:
    rows = told_by(uow, Channel.CRIMESTOPPERS)
    assert len(rows) == 3
    assert uow.vault.sources_of([row.link for row in rows]) == {}
    assert not {row.intake_ref for row in rows} & set(uow.vault.waiting_submissions())


def test_a_colleague_is_kept_from_their_line_manager_with_all_that_came_of_it(uow: UnitOfWork) -> None:
    [row] = told_by(uow, Channel.STAFF_REFERRAL)
    staff = accounts.staff(uow.case)
    assert {staff[ref] for ref in uow.kept_among(staff, row)} == KEPT
    assert row.account.startswith(BY_A_COLLEAGUE.account[:40])
    # Nobody is left in their own unit to agree to what comes of it, so that another has it.
    assert uow.case.get_one(Unit, row.unit_ref).name == "Intelligence Unit South"
    [source_ref] = uow.vault.sources_of([row.link]).values()
    assert {staff[ref] for ref in uow.kept_among(staff, uow.case.get_one(Source, source_ref))} == KEPT


def test_a_source_far_away_is_called_by_the_clocks_there(uow: UnitOfWork) -> None:
    refs = list(uow.case.scalars(select(Source.source_ref).where(Source.is_open)))
    windows = uow.vault.windows.of(refs)
    assert "Asia/Karachi" in {window["zone"] for window in windows.values()}
