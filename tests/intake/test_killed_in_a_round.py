"""Kill -9 after every single commit of the steward's round: the next one finishes it, losing and doubling nothing."""

import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.allegations.models import Addition, Allegation, OutgoingMessage
from app.intake import service
from app.intake.models import MailboxSlot
from app.sources.models import Waiting
from app.unit_of_work import House
from app.vault.ceremony import Ceremony
from app.vault.key_provider import FileProvider
from audit.store import AuditStore, Filters
from tests.intake.site import ACCOUNT, UNIT, Site, reopen_site
from tests.vault.small_unit import HANDLER, ORIGIN, START, dispose, open_stores

KILLED = -signal.SIGKILL


@pytest.fixture(scope="module")
def waiting_site(
    founded_site: tuple[Path, Ceremony], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Ceremony, str, str]:
    """Return a site where one report was brought in, and another and an addition wait; with the words of both."""
    folder = tmp_path_factory.mktemp("waiting") / "unit"
    site = reopen_site(founded_site[0], folder, founded_site[1])
    first = site.visitor().tell_all({"what-happened": ACCOUNT})
    site.drain()
    second = site.visitor().tell_all({"what-happened": {"account": "Another report."}})
    visitor = site.visitor()
    visitor.come_back(first)
    visitor.press("Answer, or add something")
    visitor.press("Continue", more="One more thing.")
    visitor.press("Send")
    dispose(site.unit.house.stores)
    dispose(site.house.stores)
    return folder, founded_site[1], first, second


def killed_after(folder: Path, ceremony: Ceremony, commits: int, work: Callable[[House], object]) -> int:
    """Let another process work and kill itself after so many commits; returns how it ended (0: it got through)."""
    child = os.fork()
    if child == 0:
        house = house_of(folder, ceremony)
        left = [commits]

        def strike(_connection: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        # The event comes before the commit itself, so the blow falls between the one before and this one.
        for engine in house.stores.each().values():
            event.listen(engine, "commit", strike)
        work(house)
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def house_of(folder: Path, ceremony: Ceremony) -> House:
    """Return what the steward's process works with, on the stores of a folder."""
    stores = open_stores(folder)
    assert stores.audit is not None
    log = AuditStore(stores.audit, origin=ORIGIN)
    return House(stores, lambda: START, ceremony.deployment, FileProvider.open(folder / "lock.json"), log)


def round_of(house: House) -> int:
    return service.drain(house, UNIT)


def state(site: Site) -> dict[str, object]:
    """Return everything that one round leaves behind, in numbers."""
    with Session(site.unit.house.stores.case) as case, Session(site.house.stores.gateway) as gateway:
        allegations = case.scalars(select(Allegation)).all()
        slots = Counter(gateway.scalars(select(MailboxSlot.locator)))
        messages = case.scalars(select(OutgoingMessage)).all()
        found: dict[str, object] = {
            "accounts": sorted(row.account for row in allegations),
            "additions": [row.text for row in case.scalars(select(Addition))],
            "queue": Counter(row.state for row in case.scalars(select(Waiting))),
            "messages": len(messages),
            "unsent": sum(message.sent_at is None for message in messages),
            "slots": sorted(slots.values()),
        }
    with site.unit.stewarding() as uow:
        found["vault"] = len(uow.vault.waiting_submissions())
    found["gateway"] = len(site.gateway_rows())
    return found


WHOLE = {
    "accounts": sorted((ACCOUNT["account"], "Another report.")),
    "additions": ["One more thing."],
    "queue": Counter({"WAITING": 3}),
    "messages": 3,
    "unsent": 0,
    "slots": [8, 8, 8],
    "vault": 3,
    "gateway": 0,
}


def test_an_undisturbed_round_does_it_all(waiting_site: tuple[Path, Ceremony, str, str], tmp_path: Path) -> None:
    site = reopen_site(waiting_site[0], tmp_path / "unit", waiting_site[1])
    assert site.drain() == 2
    assert state(site) == WHOLE


@pytest.mark.slow
def test_killed_after_any_commit_the_next_round_finishes(
    waiting_site: tuple[Path, Ceremony, str, str], tmp_path: Path
) -> None:
    template, ceremony, first, second = waiting_site
    commits, ended = 0, KILLED
    while ended == KILLED:
        folder = tmp_path / f"killed-{commits}"
        shutil.copytree(template, folder)
        ended = killed_after(folder, ceremony, commits, round_of)
        site = reopen_site(folder, tmp_path / f"after-{commits}", ceremony)
        site.sweep()
        site.drain()
        assert state(site) == WHOLE, f"killed after {commits} commits"
        assert "We have received what you added" in site.visitor().come_back(first).text
        assert "We have received what you told us" in site.visitor().come_back(second).text
        done = Filters(action="allegation:collect", decision="done")
        assert len({one.entry.object_ref for one in site.unit.log.entries(done, before=None, limit=50)}) <= 2
        dispose(site.unit.house.stores)
        dispose(site.house.stores)
        commits += 1
    assert ended == 0
    assert commits > 15


@pytest.mark.slow
def test_what_a_custodian_dealt_with_meanwhile_does_not_come_back(
    waiting_site: tuple[Path, Ceremony, str, str], tmp_path: Path
) -> None:
    """The steward dies when vault and case have it and the gateway still does; a custodian beats the restart."""
    template, ceremony, _first, _second = waiting_site
    for commits in range(40):
        folder = tmp_path / f"killed-{commits}"
        shutil.copytree(template, folder)
        if killed_after(folder, ceremony, commits, round_of) == 0:
            break
        site = reopen_site(folder, tmp_path / f"after-{commits}", ceremony)
        with Session(site.unit.house.stores.case) as case:
            entered = {row.submission_ref: row for row in case.scalars(select(Waiting))}
        both = [row.submission_ref for row in site.gateway_rows() if row.submission_ref in entered]
        for ref in both:
            site.unit.unlock(HANDLER)
            with site.unit.registering(ref) as (uow, permit):
                uow.vault.dismiss(permit, entered[ref].link)
            site.drain()
            with site.unit.stewarding() as uow:
                assert ref not in uow.vault.waiting_submissions()
            assert ref not in {row.submission_ref for row in site.gateway_rows()}
        dispose(site.unit.house.stores)
        dispose(site.house.stores)
        if both:
            return
    raise AssertionError("the round was never killed at that point")


@pytest.mark.slow
def test_a_story_taken_away_between_vault_and_case_is_written_to_the_record(
    waiting_site: tuple[Path, Ceremony, str, str], tmp_path: Path
) -> None:
    template, ceremony, _first, _second = waiting_site
    for commits in range(40):
        folder = tmp_path / f"killed-{commits}"
        shutil.copytree(template, folder)
        if killed_after(folder, ceremony, commits, round_of) == 0:
            break
        site = reopen_site(folder, tmp_path / f"after-{commits}", ceremony)
        with site.unit.stewarding() as uow:
            kept = set(uow.vault.waiting_submissions())
        with Session(site.unit.house.stores.case) as case:
            entered = set(case.scalars(select(Waiting.submission_ref)))
        orphans = kept - entered
        if orphans:
            with Session(site.house.stores.gateway) as gateway:
                for row in site.gateway_rows():
                    gateway.delete(gateway.merge(row))
                gateway.commit()
            site.sweep()
            [noted] = site.unit.log.entries(Filters(action="store:sweep"), before=None, limit=5)
            assert (noted.entry.object_ref, noted.entry.decision) == (orphans.pop(), "failed")
            assert noted.entry.rule == "story_is_there"
            dispose(site.unit.house.stores)
            dispose(site.house.stores)
            return
        dispose(site.unit.house.stores)
        dispose(site.house.stores)
    raise AssertionError("the round was never killed at that point")
