"""The public pages in a browser: axe finds nothing, nothing scrolls sideways, Enter goes on, scripts are not needed."""

import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.intake.site import ACCOUNT, EVERYTHING, Site

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NARROW, WIDE = 320, 1200
PLAIN = ("/tell-us", "/tell-us/help", "/tell-us/privacy", "/tell-us/cookies", "/tell-us/accessibility", "/receipt")


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """Serve the public site and return where."""
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
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


def proofread(tab: Page) -> None:
    """Find no fault with the page, narrow or wide."""
    for width in (NARROW, WIDE):
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, tab.title()
    found: Any = Axe().run(tab, options=RULES).response["violations"]
    assert [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]] == [], tab.title()


def fill(tab: Page, slug: str) -> None:
    for name, answer in EVERYTHING[slug].items():
        for value in answer if isinstance(answer, list) else [answer]:
            field = tab.locator(f"[name='{name}']")
            if field.first.get_attribute("type") in {"radio", "checkbox"}:
                tab.locator(f"[name='{name}'][value='{value}']").check(force=True)
            else:
                field.fill(value)


def go_on(tab: Page, label: str = "Continue") -> None:
    """Press a button, and wait until the page that it leads to is there."""
    with tab.expect_navigation(wait_until="load"):
        tab.get_by_role("button", name=label).click()


def test_the_whole_way_there_and_back(site: Site, address: str, chromium: Browser) -> None:
    context = chromium.new_context(base_url=address)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for plain in PLAIN:
        tab.goto(plain)
        proofread(tab)
    tab.goto("/tell-us")
    go_on(tab, "Start now")
    proofread(tab)
    go_on(tab)
    assert tab.title().startswith("Error:")
    proofread(tab)
    tab.locator("summary").click()
    for slug in ("what-happened", "who", "where-and-when", "reaching-you"):
        fill(tab, slug)
        go_on(tab)
        proofread(tab)
    go_on(tab, "Send")
    proofread(tab)
    words = " ".join(tab.locator("ol li").all_inner_texts())
    site.drain()
    tab.goto("/receipt")
    tab.get_by_label("Your eight words").fill(words)
    go_on(tab)
    assert tab.get_by_text("We have received what you told us").is_visible()
    proofread(tab)
    go_on(tab, "Answer, or add something")
    proofread(tab)
    tab.get_by_label("What do you want to add?").fill("And more.")
    go_on(tab)
    proofread(tab)
    go_on(tab, "Send")
    proofread(tab)
    cookies = {(cookie["name"], cookie["expires"]) for cookie in context.cookies()}
    assert cookies == {("__Host-public-form", -1)}
    assert tab.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()
    assert [text for text in complaints if "the server responded with a status of" not in text] == []


def test_without_scripts_it_all_works_and_enter_goes_on_and_never_back(
    site: Site, address: str, chromium: Browser
) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    tab = context.new_page()
    tab.goto("/tell-us/what-happened")
    tab.locator("[name=account]").fill(ACCOUNT["account"])
    go_on(tab)
    tab.locator("[name=who_name]").fill("Somebody")
    with tab.expect_navigation():
        tab.locator("[name=who_name]").press("Enter")
    assert tab.title().startswith("Where and when?")
    tab.get_by_role("button", name="Back").click()
    assert tab.locator("[name=who_name]").input_value() == "Somebody"
    go_on(tab)
    go_on(tab)
    with tab.expect_navigation():
        tab.locator("[name=your_name]").press("Enter")
    assert tab.title().startswith("Check what you want to send")
    go_on(tab, "Send")
    assert tab.locator("ol li").count() == 8
    assert len(site.gateway_rows()) == 1
    context.close()
