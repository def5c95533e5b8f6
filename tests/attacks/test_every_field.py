"""Every page that anybody can reach, searched for every guarded word: what a person may not see is on none of them."""

import re
from collections import Counter, deque
from urllib.parse import urlsplit

import pytest

from tests.attacks.busy_unit import BusyUnit
from tests.attacks.oracle import (
    CIRCUMSTANCES,
    IDENTITY,
    PLAN,
    SEALED,
    SOURCE,
    Canary,
    assert_files_hold_no_canary,
    assert_no_canary,
    canaries_in,
)
from tests.attacks.test_every_door import EVERYBODY
from tests.contacts.test_calling import approve
from tests.pages import Page

# So many pages that differ in their numbers alone are looked at: the log has one for each of its entries.
MOST_ALIKE = 4
WRITTEN = {Canary.REPORTED, Canary.WITHHELD, Canary.CLEARED}
TOLD = {Canary.STORY}
ASKED = {Canary.ASKED}
# What each may come across by following links. Everything that is not named here is nobody's to see so.
MAY_SEE: dict[str, set[Canary]] = {
    "asha": TOLD | ASKED | WRITTEN,
    "ben": TOLD | WRITTEN,
    "sol": set(),
    "mia": TOLD | WRITTEN,
    "hana": TOLD | ASKED,
    "hugo": TOLD | ASKED,
    "cleo": TOLD | ASKED | WRITTEN,
    "ava": set(),
    "dora": TOLD | WRITTEN,
    "iris": TOLD,
    "olga": set(),
    "sid": set(),
    "pia": {Canary.REPORTED},
    "rex": {Canary.REPORTED},
    "lin": set(),
}
COMPARTMENTS = {"identity": IDENTITY, "contact": PLAN, "circumstances": CIRCUMSTANCES, "log": {Canary.SAID}}


def crawl(busy: BusyUnit, who: str) -> dict[str, set[Canary]]:
    """Follow every link of somebody's pages; returns the canaries of each page."""
    visitor = busy.browser(who)
    waiting = deque(["/partner/board" if busy.unit.people[who].is_partner else "/board", busy.home(who)])
    seen: dict[str, set[Canary]] = {}
    shapes: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        shape = re.sub(r"[0-9]+", "0", address)
        if address in seen or shapes[shape] >= MOST_ALIKE:
            continue
        shapes[shape] += 1
        reply = visitor.get(address)
        assert reply.status_code < 500, address
        seen[address] = canaries_in(reply)
        if reply.mimetype == "text/html":
            links = [link.get("href", "") for link in Page(reply.text).all("a")] if reply.data else []
            waiting.extend(one for one in links if leads_on(one))
        if reply.status_code == 302 and leads_on(reply.headers["Location"]):
            waiting.append(reply.headers["Location"])
    return seen


def leads_on(link: str) -> bool:
    """Return whether a link leads to a page of ours that was not only sorted or turned over."""
    parts = urlsplit(link)
    return link.startswith("/") and not parts.path.startswith(("/static/", "/tell-us", "/receipt"))


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_comes_across_a_word_that_is_not_theirs(busy: BusyUnit, who: str) -> None:
    pages = crawl(busy, who)
    wrong = {address: found - MAY_SEE[who] for address, found in pages.items() if found - MAY_SEE[who]}
    assert not wrong
    assert len(pages) > 3


def test_what_they_may_see_they_do_see(busy: BusyUnit) -> None:
    """The oracle finds what is there: without this the crawl would prove nothing."""
    for who, expected in (("mia", {Canary.REPORTED}), ("dora", {Canary.REPORTED}), ("pia", {Canary.REPORTED})):
        assert set().union(*crawl(busy, who).values()) >= expected, who


@pytest.mark.parametrize("compartment", COMPARTMENTS)
def test_one_part_that_is_opened_shows_that_part_and_no_other(busy: BusyUnit, compartment: str) -> None:
    busy.unlocked("hana")
    reply = busy.open_part("hana", compartment)
    assert canaries_in(reply) & COMPARTMENTS[compartment]
    assert_no_canary(reply, COMPARTMENTS[compartment])


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who not in {"hana", "cleo"}])
def test_nobody_else_opens_a_part(busy: BusyUnit, who: str) -> None:
    for compartment in COMPARTMENTS:
        reply = busy.open_part(who, compartment)
        assert reply.status_code in {302, 403, 404}
        assert_no_canary(reply)


def assert_stays_shut(busy: BusyUnit, who: str, grant_ref: str) -> None:
    """See that somebody is shown nothing of a plan, whichever way they ask for it."""
    for way in ("open", "number", "code-word"):
        reply = busy.send(who, f"/contacts/{grant_ref}/{way}")
        assert reply.status_code in {403, 404}
        assert_no_canary(reply)


@pytest.mark.parametrize("state", ["none", "pending", "refused", "expired", "revoked", "given back"])
def test_without_a_live_permission_nothing_of_the_source_is_shown(busy: BusyUnit, state: str) -> None:
    busy.register()
    ref, grant_ref = busy.ask()
    if state == "none":
        grant_ref = "ab" * 16
    if state == "refused":
        busy.send("cleo", f"/requests/{grant_ref}/refuse", {"reason": "Too soon"})
    if state in {"expired", "revoked", "given back"}:
        approve(busy.unit, grant_ref, hours="1")
    if state == "expired":
        busy.unit.clock.tick(hours=1, seconds=1)
    if state == "revoked":
        busy.unlocked("cleo")
        assert busy.send("cleo", f"/requests/{grant_ref}/end", {"reason": "Danger"}).status_code == 302
    if state == "given back":
        assert busy.send("asha", f"/contacts/{grant_ref}/give-back", {"reason": "Done"}).status_code == 302
    busy.unlocked("asha")
    assert_stays_shut(busy, "asha", grant_ref)
    for address in (f"/contacts/{grant_ref}", "/contacts", f"/allegations/{ref}", f"/allegations/{ref}/history"):
        assert not canaries_in(busy.browser("asha").get(address)) & SOURCE


@pytest.mark.parametrize("who", ["ben", "sol", "mia", "hana", "ava", "olga"])
def test_a_permission_of_somebody_else_opens_nothing(busy: BusyUnit, who: str) -> None:
    busy.register()
    _, grant_ref = busy.ask()
    approve(busy.unit, grant_ref)
    busy.unlocked(who)
    assert_stays_shut(busy, who, grant_ref)


def test_a_permission_to_call_opens_no_other_part(busy: BusyUnit) -> None:
    source_ref = busy.register()
    _, grant_ref = busy.ask()
    approve(busy.unit, grant_ref)
    busy.unlocked("asha")
    assert not canaries_in(busy.send("asha", f"/contacts/{grant_ref}/open")) & {Canary.PHONE}
    opened = busy.send("asha", f"/contacts/{grant_ref}/number")
    assert canaries_in(opened) & PLAN
    assert_no_canary(opened, PLAN)
    for compartment in COMPARTMENTS:
        reply = busy.open_part("asha", compartment, source_ref)
        assert reply.status_code == 403
        assert_no_canary(reply)


def test_no_store_temporary_file_or_log_line_holds_a_word_of_a_source(busy: BusyUnit) -> None:
    assert_files_hold_no_canary([busy.unit.folder, busy.temporary], set(Canary) - SEALED)
    assert_no_canary("\n".join(busy.logged).encode())
    everything = {one for path in busy.unit.folder.iterdir() for one in canaries_in(path.read_bytes())}
    assert everything >= {Canary.REPORTED}
