"""Welsh on the public pages: every sentence, kept by the address and by nothing on anybody's device."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.allegations.types import TYPES
from app.markings.promises import OFFERED
from tests.factories import Neighbour, Unit
from tests.intake.site import EVERYTHING
from tests.pages import Page, proofread, text_of

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "app/translations/cy/LC_MESSAGES"
PLACES = re.compile(r"%\(\w+\)s|%%?\{\w+\}")
INFORMATION = ("", "/help", "/privacy", "/cookies", "/accessibility", "/news")
# What stays as it is in every language: names of ours and of things, the other language's own name, numbers in words.
UNTRANSLATED = {
    "English",
    "Host",
    "all",
    "form",
    "public",
    "Escape",
    "localhost",
    "http",
    "https",
    "receipt",
    "optional",
}
COUNT = "You can enter up to"


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (KEPT / "messages.po").open("rb") as file:
        return read_po(file)


def said() -> set[str]:
    """Return every sentence that goes through gettext anywhere, and what two tables hold: kinds, and promises."""
    keywords = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    found = {
        message
        for folder, method in (("app", "python"), ("templates", "jinja2"))
        for _, _, message, _, _ in extract_from_dir(
            str(ROOT / folder), [("**.py" if method == "python" else "**.html", method)], keywords=keywords
        )
    }
    promised = {sentence for one in OFFERED for sentence in (one.choice, one.wording)}
    return found | {row.label for row in TYPES} | promised


def test_every_sentence_is_there_in_welsh_and_none_that_is_not_said(catalogue: Catalog) -> None:
    there = {message.id for message in catalogue if message.id and message.string and not message.fuzzy}
    assert said() - there == set()
    assert there - said() == set()


def test_what_a_sentence_leaves_open_is_left_open_in_welsh_too(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            assert sorted(PLACES.findall(message.id)) == sorted(PLACES.findall(message.string)), message.id


def test_what_is_read_at_run_time_is_what_people_can_check(catalogue: Catalog) -> None:
    made = io.BytesIO()
    write_mo(made, catalogue)
    assert made.getvalue() == (KEPT / "messages.mo").read_bytes()


def english_left(page: Page, catalogue: Catalog) -> set[str]:
    """Return the words of a page that no Welsh sentence accounts for."""
    text = f"{page.title} {page.text}"
    for sentence in sorted((str(m.string) for m in catalogue if m.id), key=len, reverse=True):
        for part in PLACES.split(sentence.replace("%%", "%")):
            if len(part.strip()) > 1:
                text = text.replace(" ".join(part.split()), " ")
    return set(re.findall(r"[A-Za-z]{3,}", text)) - UNTRANSLATED


def open_page(whole_unit: Unit, address: str) -> Page:
    reply = whole_unit.app.test_client().get(address, environ_base={"REMOTE_ADDR": "127.0.0.1"})
    assert reply.status_code == 200, address
    return proofread(reply.text)


@pytest.mark.parametrize("end", [f"/tell-us{end}" for end in INFORMATION] + ["/tell-us/what-happened", "/receipt"])
def test_a_page_under_its_welsh_address_is_in_welsh_alone_and_leads_to_welsh_pages(
    whole_unit: Unit, catalogue: Catalog, end: str
) -> None:
    page = open_page(whole_unit, f"/cy{end}")
    assert page.one("html").get("lang") == "cy"
    assert english_left(page, catalogue) == set()
    # Everything but the other language and the way out leads on in Welsh.
    links = {link.get("href"): link.get("hreflang") for link in page.all("a")}
    ours = {address for address, code in links.items() if address.startswith("/") and code is None}
    assert ours
    assert all(address.startswith("/cy/") for address in ours), ours
    assert page.all("form") == [] or all((form.get("action") or "/cy/").startswith("/cy/") for form in page.all("form"))


def test_words_that_miss_the_catalogue_would_be_seen(whole_unit: Unit, catalogue: Catalog) -> None:
    page = open_page(whole_unit, "/tell-us/help")
    assert {"Somebody", "danger", "lost"} <= english_left(page, catalogue)


@pytest.mark.parametrize("end", INFORMATION)
def test_each_page_leads_to_itself_in_the_other_language(whole_unit: Unit, end: str) -> None:
    for here, there, code in (
        (f"/tell-us{end}", f"/cy/tell-us{end}", "cy"),
        (f"/cy/tell-us{end}", f"/tell-us{end}", "en"),
    ):
        [link] = [link for link in open_page(whole_unit, here).all("a") if link.get("hreflang")]
        assert (link.get("href"), link.get("lang"), link.get("rel")) == (there, code, "alternate")


def test_a_report_is_told_in_welsh_from_the_first_page_to_the_words(whole_unit: Unit, catalogue: Catalog) -> None:
    teller = Neighbour(whole_unit.app.test_client())
    teller.open("/cy/tell-us/what-happened")
    for slug in ("what-happened", "who", "where-and-when", "reaching-you"):
        page = teller.press("Parhau", EVERYTHING[slug])
        assert page.one("html").get("lang") == "cy"
    page = teller.press("Anfon")
    assert "Diolch" in page.text
    assert len(page.one("ol").findall("li")) == 8
    assert any("/cy/receipt" in (link.get("href") or "") for link in page.all("a"))
    assert whole_unit.drain() == 1


def test_the_language_changes_in_the_middle_of_the_form_and_every_answer_stays(whole_unit: Unit) -> None:
    teller = Neighbour(whole_unit.app.test_client())
    teller.open("/tell-us/what-happened")
    teller.press("Continue", EVERYTHING["what-happened"])
    page = teller.press("Cymraeg", EVERYTHING["who"])
    assert (page.one("html").get("lang"), text_of(page.one("h1"))) == ("cy", "Am bwy mae’n sôn?")
    assert page.value("who_name") == EVERYTHING["who"]["who_name"]
    page = teller.press("Yn ôl")
    assert page.value("account") == EVERYTHING["what-happened"]["account"]
    page = teller.press("English")
    assert (page.one("html").get("lang"), page.value("account")) == ("en", EVERYTHING["what-happened"]["account"])


def test_nothing_is_kept_on_the_device_for_it(whole_unit: Unit) -> None:
    client = whole_unit.app.test_client()
    for address in ("/cy/tell-us", "/cy/tell-us/help", "/tell-us"):
        reply = client.get(address, environ_base={"REMOTE_ADDR": "127.0.0.1"})
        assert "Set-Cookie" not in reply.headers
        assert "localStorage" not in reply.text


@pytest.mark.parametrize("address", ["/cy/sign-in", "/cy/", "/cy", "/cy/partner/sign-in", "/cy/help", "/cy/cy/tell-us"])
def test_no_other_page_has_a_welsh_address(whole_unit: Unit, address: str) -> None:
    assert whole_unit.app.test_client().get(address).status_code == 404


def test_an_error_on_a_welsh_page_is_told_in_welsh(whole_unit: Unit) -> None:
    reply: Any = whole_unit.app.test_client().post("/cy/tell-us/who", environ_base={"REMOTE_ADDR": "127.0.0.1"})
    assert reply.status_code == 400
    page = proofread(reply.text)
    assert (page.one("html").get("lang"), text_of(page.one("h1"))) == (
        "cy",
        "Ni allem ddarllen yr hyn a anfonwyd",
    )


def test_a_message_says_in_welsh_when_it_was_written(whole_unit: Unit) -> None:
    words = whole_unit.tell(EVERYTHING)
    teller = Neighbour(whole_unit.app.test_client())
    teller.open("/cy/receipt")
    assert "Mawrth 2026" in teller.press("Parhau", words=words).text
