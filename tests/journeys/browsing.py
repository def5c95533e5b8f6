"""A real browser for journeys: pages are filled in by the names of their fields, and every page is looked at."""

import os
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from werkzeug.serving import make_server

from tests.factories import Unit

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
MISSING = "Chromium is missing: apt-get install --yes chromium"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give Debian's Chromium, or skip with the line that brings it."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip(MISSING)
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@contextmanager
def served(unit: Unit) -> Iterator[str]:
    """Serve a unit's application, and give its address."""
    server = make_server("127.0.0.1", 0, unit.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


SHOTS = os.environ.get("SHOTS", "")

# Titles name a page's faults, so that the same page with a mistake in it is looked at too.
REFERENCE = re.compile(r"[A-Z]{3}-[0-9A-Z-]+|[0-9a-f]{32}")
_looked_at: set[tuple[str, str]] = set()


@dataclass
class Tab:
    """One person's browser, with what axe found on each page they saw."""

    page: Page
    unit: Unit
    address: str
    faults: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Open a page of the unit and look at it."""
        self.page.goto(f"{self.address}{path}")
        self.look()

    def follow(self, name: str) -> None:
        """Follow the first link that begins so, and look at the page it leads to."""
        self.click(self.page.get_by_role("link", name=name).first)

    def follow_on_board(self, name: str) -> None:
        """Follow the first link of somebody's board that begins so, on whichever of its pages it stands."""
        self.click_on_board(self.page.get_by_role("link", name=name))

    def click_on_board(self, what: Locator) -> None:
        """Click the first of these on somebody's board, on whichever of its pages it stands."""
        self.open("/board")
        while not what.count():
            self.click(self.page.locator("[aria-labelledby='board-rest'] a").first)
        self.click(what.first)

    def fill(self, values: Mapping[str, Any]) -> None:
        """Fill in fields by name: text, choices, boxes to tick."""
        self.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        for name, value in values.items():
            fields = self.page.locator(f"[name='{name}']")
            kind = fields.first.evaluate("one => one.type || one.tagName.toLowerCase()")
            for one in value if isinstance(value, list) else [value]:
                if kind in {"radio", "checkbox"}:
                    self.page.locator(f"[name='{name}'][value='{one}']").check()
                elif kind == "select-one":
                    fields.first.select_option(one)
                else:
                    fields.first.fill(one)

    def press(self, name: str, values: Mapping[str, Any] | None = None) -> None:
        """Fill in fields, press a button, and look at the page that comes."""
        self.fill(values or {})
        self.click(self.page.get_by_role("button", name=name).first)

    def click(self, what: Locator) -> None:
        """Click what leads to another page, wait until that is there, and look at it."""
        with self.page.expect_navigation(wait_until="load"):
            what.click()
        self.look()

    def look(self) -> None:
        """Let axe look at a page of a kind not seen yet, or now with faults; what it finds is kept for the end."""
        path = self.page.url.removeprefix(self.address)
        self.seen.append(path)
        kind = REFERENCE.sub("", path.partition("?")[0]), self.page.title()
        if kind in _looked_at:
            return
        _looked_at.add(kind)
        found: Any = Axe().run(self.page, options=RULES).response["violations"]
        self.faults += [f"{path}: {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]

    @property
    def text(self) -> str:
        """All the words of the page."""
        return self.page.locator("body").inner_text()

    def shoot(self, name: str) -> None:
        """Keep a picture of the page, wide and narrow, in the folder SHOTS, where somebody wants to look at it."""
        if SHOTS:
            for width in (1200, 320):
                self.page.set_viewport_size({"width": width, "height": 1000})
                self.page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
            self.page.set_viewport_size({"width": 1200, "height": 1000})

    def sign_in(self, who: str, *, unlock: bool = False) -> None:
        """Sign in through the page, and unlock if asked."""
        self.unit.clock.tick(seconds=31)
        person = self.unit.people[who]
        root = "/partner" if person.is_partner else ""
        self.open(f"{root}/sign-in")
        known = {"name": person.sign_in_name, "passphrase": person.passphrase, "code": self.unit.code(who)}
        self.press("Sign in", known)
        if unlock:
            self.open("/unlock")
            self.press("Unlock", {"passphrase": person.passphrase})


@contextmanager
def somebody(browser: Browser, unit: Unit, address: str) -> Iterator[Tab]:
    """Give somebody a browser of their own; at the end axe must have found nothing, and the page no error."""
    context = browser.new_context(viewport={"width": 1200, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(8_000)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    tab = Tab(page, unit, address)
    yield tab
    context.close()
    assert tab.faults == [], "\n".join(tab.faults)
    assert broken == []
