"""Every page of a unit at work, in a browser: nothing scrolls sideways at 320 pixels, and print is the page alone."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page
from werkzeug.serving import make_server

from app import EXTENSION, create_app
from app.web.limits import LIMITS, LIMITS_SETTING
from config import Config, read_settings
from crypto.totp import code_at, step_at
from tests.journeys.browsing import chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW = 320
# References and such: pages that differ in nothing else are looked at once for each person.
NAMED = re.compile(r"[A-Z]{3}-[A-Z0-9]{10}|[0-9a-f]{32}|\b\d+\b")
WIDEST = "() => [document.documentElement.scrollWidth, document.title]"
PUBLIC = ["/tell-us", "/tell-us/what-happened", "/receipt", "/tell-us/help", "/tell-us/privacy", "/tell-us/cookies",
          "/tell-us/accessibility", "/tell-us/news", "/tell-us/nowhere"]  # fmt: skip
# One of each role that the made-up unit has.
SEEN_BY = ("ASSESSOR", "NSU_HANDLER", "NSU_CONTROLLER", "INTEL_MANAGER", "DISSEM_OFFICER", "AUDITOR", "SYS_ADMIN",
           "AGENCY_READER")  # fmt: skip
ENOUGH = 40
# What differs most by who looks at it: each person looks at these. Any other page is looked at once.
DIFFERS = re.compile(r"/(partner/)?(board|account|sources/|allegations/|reports/|releases/).*")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def served(made_up: Path) -> Iterator[str]:
    """Serve the made-up unit and return where."""
    app = create_app(Config.from_environment(read_settings(made_up / "demonstration.env")))
    app.config[LIMITS_SETTING] = dict.fromkeys(LIMITS, "100000 per minute")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    for engine in app.extensions[EXTENSION].house.stores.each().values():
        engine.dispose()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": NARROW, "height": 800})
    yield context.new_page()
    context.close()


def somebody(folder: Path, role: str) -> dict[str, str]:
    people = json.loads((folder / "people.json").read_text(encoding="utf-8"))
    return next(one for one in people if role in one["roles"])


def sign_in(tab: Page, address: str, person: dict[str, str], *, ahead: int = 0) -> None:
    """Sign in through the page, with a code as far ahead, and unlock; a code works once."""
    root = "/partner" if person["is_partner"] else ""
    tab.goto(f"{address}{root}/sign-in")
    code = code_at(bytes.fromhex(person["totp_secret"]), step_at(datetime.now(UTC)) + ahead)
    for name, value in (("name", person["sign_in_name"]), ("passphrase", person["passphrase"]), ("code", code)):
        tab.locator(f"[name='{name}']").fill(value)
    with tab.expect_navigation():
        tab.get_by_role("button", name="Sign in").first.click()
    if not root:
        tab.goto(f"{address}/unlock")
        tab.locator("[name='passphrase']").fill(person["passphrase"])
        with tab.expect_navigation():
            tab.get_by_role("button", name="Unlock").first.click()


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """Return the kinds of address that somebody has looked at."""
    return set()


def pages_from(tab: Page, address: str, begin: str, looked_at: set[str]) -> Iterator[str]:
    """Give each page that links lead to, one for each kind of address."""
    waiting, known = [begin], {NAMED.sub("", begin)}
    while waiting and len(known) <= ENOUGH:
        path = waiting.pop(0)
        try:
            tab.goto(f"{address}{path}")
        except Error:
            # A file to keep, which is no page.
            continue
        looked_at.add(NAMED.sub("", path))
        yield path
        links = tab.locator("a[href^='/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        for link in links:
            plain = link.split("#")[0]
            kind = NAMED.sub("", plain.split("?")[0])
            elsewhere = kind.startswith(("/tell-us", "/cy/", "/static"))
            if plain and kind not in known and not elsewhere and (kind not in looked_at or DIFFERS.fullmatch(kind)):
                known.add(kind)
                waiting.append(plain)


@pytest.mark.parametrize("role", SEEN_BY)
def test_no_page_scrolls_sideways(tab: Page, served: str, made_up: Path, looked_at: set[str], role: str) -> None:
    person = somebody(made_up, role)
    sign_in(tab, served, person)
    paths, too_wide = [], []
    for path in pages_from(tab, served, "/partner/board" if person["is_partner"] else "/board", looked_at):
        width, _title = tab.evaluate(WIDEST)
        paths.append(path)
        if width > NARROW:
            too_wide.append((path, width))
    assert too_wide == []
    assert len(paths) >= 4, paths


@pytest.mark.parametrize("begins", ["", "/cy"])
def test_no_public_page_scrolls_sideways_in_either_language(tab: Page, served: str, begins: str) -> None:
    for path in PUBLIC:
        tab.goto(f"{served}{begins}{path}")
        width, title = tab.evaluate(WIDEST)
        assert width <= NARROW, (path, title)
    tab.goto(f"{served}{begins}/tell-us/what-happened")
    tab.locator("[name='account']").fill("x" * 300 + " A long word and a short one.")
    for _ in range(4):
        with tab.expect_navigation():
            tab.locator("main form button.govuk-button:visible").last.click()
        width, title = tab.evaluate(WIDEST)
        assert width <= NARROW, title


def test_print_shows_the_page_and_its_marking_and_nothing_of_the_screen(tab: Page, served: str, made_up: Path) -> None:
    sign_in(tab, served, somebody(made_up, "AUDITOR"), ahead=1)
    tab.goto(f"{served}/board")
    tab.emulate_media(media="print")
    assert tab.locator(".sk-marking:visible").count() == 2
    for hidden in (".govuk-footer", ".sk-bar", ".govuk-service-navigation", ".govuk-skip-link", ".govuk-button"):
        assert tab.locator(f"{hidden}:visible").count() == 0, hidden
    tab.goto(f"{served}/cy/tell-us/help")
    assert tab.locator(".sk-exit:visible, .sk-languages:visible, .govuk-footer:visible").count() == 0
    assert tab.locator("h1:visible").count() == 1
