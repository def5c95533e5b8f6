"""What waits for a custodian comes urgent first and oldest first, page by page, with nothing twice and nothing left."""

from datetime import timedelta

import pytest

from app.database import new_id
from app.sources import queries
from app.sources.models import Waiting
from tests.factories import START, Unit

# Whether it is urgent, and how many hours ago it came in: two at one time, and the oldest not urgent.
CAME_IN = [(False, 9), (True, 1), (False, 2), (True, 5), (False, 5), (True, 5), (False, 1)]


def fill(unit: Unit) -> list[str]:
    """Put parts that wait into the store, and one that is dealt with; returns those that wait in their order."""
    rows = [
        Waiting(
            submission_ref=new_id(),
            link=new_id(),
            allegation_ref=f"IMS-2026-{number:06d}",
            urgent=urgent,
            received_at=START - timedelta(hours=hours),
            state="WAITING",
        )
        for number, (urgent, hours) in enumerate(CAME_IN)
    ]
    order = sorted(rows, key=lambda row: (not row.urgent, row.received_at, row.submission_ref))
    with unit.steward() as uow:
        uow.case.add_all(rows)
        uow.case.add(
            Waiting(
                submission_ref=new_id(),
                link=new_id(),
                allegation_ref="IMS-2026-000099",
                urgent=True,
                received_at=START,
                state="DISMISSED",
            )
        )
        return [row.submission_ref for row in order]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 25])
def test_pages_of_any_size_show_everything_once_and_in_order(whole_unit: Unit, size: int) -> None:
    wanted, shown = fill(whole_unit), list[str]()
    custodian = whole_unit.actor("hana")
    with whole_unit.house.work(custodian, writes=False) as uow:
        while page := queries.waiting(uow, shown[-1] if shown else "", limit=size):
            assert len(page) <= size
            shown += [row.submission_ref for row in page]
    assert shown == wanted


def test_an_officer_is_shown_nothing_that_waits(whole_unit: Unit) -> None:
    fill(whole_unit)
    with whole_unit.house.work(whole_unit.actor("asha"), writes=False) as uow:
        assert queries.waiting(uow) == []
