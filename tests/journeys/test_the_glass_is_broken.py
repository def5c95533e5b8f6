"""In a real browser: a life is in danger, two break the glass for an hour, and it is red until an auditor looked."""

import pytest

from audit.events import Decision, Event
from tests.custody.test_asking import on_duty
from tests.factories import Unit
from tests.journeys.browsing import Tab, chromium, served, somebody
from tests.journeys.tellers import Teller, registered
from tests.pages import Page

pytestmark = pytest.mark.browser

NAME, NUMBER = "Marigold Fenwick-Rook", "07700 900631"
ACCOUNT = "The foreman at the quarry on Hob Lane said that he knows who talked."
DANGER = "He was seen outside the house, and nobody answers the telephone."
TOLD = ("cleo", "hana", "olga")  # head of the source unit, handler, auditor


def asks(tab: Tab, source_ref: str) -> str:
    """The duty custodian asks, having mistyped the reference first; returns the page of the request."""
    tab.sign_in("hugo", unlock=True)
    tab.open("/board")
    tab.shoot("glass-1-board-hugo")
    tab.follow("A life is in danger: break the glass")
    tab.shoot("glass-2-ask")
    tab.press("Ask for the glass to be broken", {"source_ref": source_ref[:-1], "reason": DANGER})
    assert "There is no source of this reference" in tab.text
    assert tab.page.locator("[name='reason']").input_value() == DANGER
    tab.press("Ask for the glass to be broken", {"source_ref": source_ref})
    tab.shoot("glass-3-asked")
    assert tab.page.get_by_role("button", name="Open this part").count() == 0
    return tab.page.url.removeprefix(tab.address)


def agrees(tab: Tab) -> None:
    """Any authoriser agrees, with the danger in view."""
    tab.sign_in("ava", unlock=True)
    tab.follow_on_board("SRC-")
    assert DANGER in tab.text
    tab.shoot("glass-5-agree")
    tab.press("Break the glass", {})
    assert "To be reviewed" in tab.text
    tab.shoot("glass-6-agreed")


def looks(tab: Tab, request: str) -> None:
    """The duty custodian opens one part after the other, to look at only; after an hour nothing opens."""
    tab.open(request)
    tab.shoot("glass-7-may-look")
    tab.press("Open this part", {"part": "contact"})
    assert NUMBER in tab.text
    assert "To look at only" in tab.text
    tab.shoot("glass-8-part")
    tab.open(request)
    token = tab.page.locator("[name='csrf_token']").first.input_value()
    tab.unit.clock.tick(minutes=14)
    for _ in range(4):
        tab.page.request.get(f"{tab.address}{request}")
        tab.unit.clock.tick(minutes=14)
    reply = tab.page.request.post(f"{tab.address}{request}/open", form={"part": "identity", "csrf_token": token})
    assert reply.status == 403
    assert "Fenwick" not in reply.text()


def are_told(tab: Tab, source_ref: str) -> None:
    """Whom it concerns see it in red on their boards, above all else."""
    for who in TOLD:
        board = Page(tab.unit.sign_in(who).get("/board").text)
        [section] = board.all("section", **{"aria-labelledby": "board-two"})
        assert "Review The glass was broken" in " ".join("".join(section.itertext()).split())
        assert source_ref in "".join(section.itertext())
    tab.sign_in("olga")
    tab.open("/board")
    assert tab.page.locator("#board-two").locator("..").locator(".govuk-tag--red").first.inner_text() == "Review"
    tab.shoot("glass-9-board-olga")


def reviews(tab: Tab, request: str) -> None:
    """An auditor looks at what was opened, and writes down what follows."""
    tab.open(request)
    tab.shoot("glass-a-review")
    tab.press("Complete the review", {"needed": "yes"})
    assert "Say what you found" in tab.text
    tab.press("Complete the review", {"needed": "yes", "finding": "He was outside; the police took them away."})
    tab.shoot("glass-b-reviewed")
    assert "To be reviewed" not in tab.text


def test_two_break_the_glass_for_an_hour_and_an_auditor_reviews_it(source_unit: Unit) -> None:
    unit = source_unit
    _, source_ref = registered(unit, Teller(NAME, NUMBER), ACCOUNT, band="CRITICAL")
    on_duty(unit, "hugo")
    on_duty(unit, "cleo", "NSU_HEAD")
    with chromium() as browser, served(unit) as address:
        with somebody(browser, unit, address) as duty:
            request = asks(duty, source_ref)
            with somebody(browser, unit, address) as authoriser:
                agrees(authoriser)
            looks(duty, request)
        with somebody(browser, unit, address) as auditor:
            are_told(auditor, source_ref)
            reviews(auditor, request)
    for who in TOLD:
        assert "The glass was broken" not in unit.sign_in(who).get("/board").text
    acts = [event.action for event in (Event.CUSTODY_ASK, Event.GLASS_BREAK, Event.SOURCE_OPEN)]
    done = {one.entry.action for one in unit.entries(object_refs=(source_ref,), decision=Decision.DONE)}
    assert done.issuperset(acts)
    assert b"Fenwick" not in unit.raw()
