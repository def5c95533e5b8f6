"""The map from links to sources: read inside the vault only, and not to be edited unseen."""

import pytest

from app.database import new_id
from app.errors import Frozen
from tests.vault.small_unit import SmallUnit


def test_a_link_without_a_source_and_one_that_never_was_look_the_same(working: SmallUnit) -> None:
    _, link = working.submit(details={})
    with working.stewarding() as uow:
        assert uow.vault.source_of(link) is None
        assert uow.vault.source_of(new_id()) is None


def test_a_link_pointed_at_another_source_is_seen(working: SmallUnit) -> None:
    """Otherwise an approval for one source would re-seal another."""
    one, other = working.register(), working.register()
    link = working.link_of(one)
    working.edit("UPDATE links SET source_ref = :other WHERE link = :link", other=other, link=link)
    with pytest.raises(Frozen), working.stewarding() as uow:
        uow.vault.source_of(link)
    with pytest.raises(Frozen), working.stewarding() as uow:
        uow.vault.links_of(other)


def test_two_links_exchanged_are_seen(working: SmallUnit) -> None:
    one, other = working.register(), working.register()
    first, second = working.link_of(one), working.link_of(other)
    for old, new in ((first, "x" * 32), (second, first), ("x" * 32, second)):
        working.edit("UPDATE links SET link = :new WHERE link = :old", old=old, new=new)
    for link in (first, second):
        with pytest.raises(Frozen), working.stewarding() as uow:
            uow.vault.source_of(link)


def test_a_made_up_row_is_seen(working: SmallUnit) -> None:
    source_ref = working.register()
    [row] = working.rows("links")
    link = new_id()
    working.put_back("links", [{**row, "link": link}])
    with pytest.raises(Frozen), working.stewarding() as uow:
        uow.vault.source_of(link)
    with working.stewarding() as uow:
        assert source_ref in uow.vault.held_shut()
