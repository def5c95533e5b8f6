"""The sample pages in a real browser: axe finds nothing, a keyboard is enough, they reflow, print and can be left."""

import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.web.sample import NOW, Visit, make_app, someone

pytestmark = pytest.mark.browser

PAGES = [
    "/sample/form",
    "/sample/list",
    "/other/",
    "/partner/sample",
    "/tell-us/sample",
    "/sample/raise/locked",
    "/sample/raise/missing",
    "/tell-us/raise/bug",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """Serve the sample application and return where."""
    app: Flask = make_app(Visit(actor=someone(), keys_open_until=NOW))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Return Debian's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is missing: apt-get install --yes chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium: Browser, served: str) -> Iterator[Page]:
    """Return a tab that fails a test when the browser complains of anything a page does."""
    context = chromium.new_context(base_url=served)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    # Chromium says of every reply of 400 and above that it failed to load; that is what those pages are.
    assert [text for text in complaints if "the server responded with a status of" not in text] == []


def faults(tab: Page) -> list[str]:
    """Return what axe finds."""
    found: Any = Axe().run(tab, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("width", [1200, 320])
def test_axe_finds_nothing_and_the_page_fits(tab: Page, address: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(address)
    assert faults(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_errors_are_found_by_keyboard_alone(tab: Page) -> None:
    tab.goto("/sample/form")
    tab.get_by_role("button", name="Send").press("Enter")
    assert faults(tab) == []
    assert tab.evaluate("document.activeElement.className") == "govuk-error-summary"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "name"
    assert tab.title().startswith("Error: ")


def test_a_choice_opens_its_question(tab: Page) -> None:
    tab.goto("/sample/form")
    assert not tab.get_by_label("Say what").is_visible()
    tab.get_by_label("Something else").check()
    assert tab.get_by_label("Say what").is_visible()
    assert faults(tab) == []
    tab.get_by_label("They answered").check()
    assert not tab.get_by_label("Say what").is_visible()


def test_without_scripts_questions_can_be_answered_and_the_way_out_is_a_link(chromium: Browser, served: str) -> None:
    context = chromium.new_context(base_url=served, java_script_enabled=False)
    tab = context.new_page()
    tab.goto("/sample/form")
    tab.get_by_label("Something else").check()
    assert tab.get_by_label("Say what").is_visible()
    tab.goto("/tell-us/sample")
    tab.get_by_label("What happened?").fill("Three men were kept in a van.")
    tab.get_by_role("button", name="Continue").click()
    assert tab.title().startswith("What happened?")
    link = tab.get_by_role("link", name="Leave this site")
    assert link.get_attribute("href") == "https://www.bbc.co.uk/weather"
    context.close()


@pytest.mark.parametrize("by", ["escape", "click"])
def test_a_public_page_is_left_at_once_and_not_found_again(tab: Page, by: str) -> None:
    asked: list[dict[str, str]] = []

    def answer(route: Any) -> None:
        asked.append(route.request.headers)
        route.fulfill(status=200, content_type="text/html", body="<title>Weather</title><p>Weather</p>")

    tab.route("https://www.bbc.co.uk/**", answer)
    tab.goto("/tell-us/sample")
    if by == "escape":
        for _ in range(3):
            tab.keyboard.press("Escape")
    else:
        tab.get_by_role("link", name="Leave this site").click()
    tab.wait_for_url("https://www.bbc.co.uk/weather")
    assert "referer" not in asked[0]
    tab.go_back()
    assert "tell-us" not in tab.url


def test_two_presses_of_escape_do_not_leave(tab: Page) -> None:
    tab.goto("/tell-us/sample")
    tab.keyboard.press("Escape")
    tab.keyboard.press("Escape")
    tab.keyboard.press("a")
    tab.keyboard.press("Escape")
    assert tab.get_by_role("link", name="Leave this site").is_visible()


def test_every_printed_sheet_carries_the_marking_at_both_ends(tab: Page) -> None:
    tab.goto("/sample/list")
    tab.emulate_media(media="print")
    style = "element => { const s = getComputedStyle(element); return [s.display, s.breakInside]; }"
    # These two repeat at the ends of each sheet, as the head and foot of a table do.
    assert tab.locator(".sk-top").evaluate(style) == ["table-header-group", "avoid"]
    assert tab.locator(".sk-bottom").evaluate(style) == ["table-footer-group", "avoid"]
    assert tab.locator(".sk-marking").count() == 2
    for mark in tab.locator(".sk-marking").all():
        assert mark.is_visible()
    assert not tab.locator(".sk-bar").is_visible()


def test_nothing_is_loaded_from_anywhere_else(tab: Page, served: str) -> None:
    loaded: list[str] = []
    tab.on("request", lambda request: loaded.append(request.url))
    tab.goto("/sample/list")
    tab.wait_for_load_state("networkidle")
    assert len(loaded) >= 6
    assert [url for url in loaded if not url.startswith(served)] == []
