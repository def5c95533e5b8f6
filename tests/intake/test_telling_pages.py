"""Telling us, page by page, with a browser that runs no scripts: nothing typed is ever lost."""

from urllib.parse import urlencode

import pytest

from app.intake.forms import LONGEST_ACCOUNT
from tests.intake.site import ACCOUNT, ADDRESS, EVERYTHING, HTTPS, Site, Visitor, cookies_of
from tests.pages import Page, text_of, token_in

PAGES = ("what-happened", "who", "where-and-when", "reaching-you")
POLYGLOT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}${7*7}</textarea><!--"
WORLD = "Ŵrth y môr 🌊 한국어 العربية עברית n\u0303 \u200d"


def answers_on(page: Page) -> str:
    return " ".join(text_of(e) for e in page.all("dd"))


@pytest.mark.parametrize(
    "address",
    ["/tell-us", "/tell-us/help", "/tell-us/privacy", "/tell-us/cookies", "/tell-us/accessibility", "/receipt"],
)
def test_every_page_for_a_visitor_opens_and_reads_well(visitor: Visitor, address: str) -> None:
    page = visitor.open(address)
    assert visitor.status == 200
    assert page.all("h1")


def test_only_the_form_sets_a_cookie(visitor: Visitor) -> None:
    for address in ("/tell-us", "/tell-us/help", "/tell-us/privacy", "/tell-us/cookies", "/tell-us/accessibility"):
        visitor.open(address)
        assert visitor.response is not None
        assert not cookies_of(visitor.response), address
    visitor.open("/tell-us/what-happened")
    assert visitor.response is not None
    assert cookies_of(visitor.response) == ["__Host-public-form"]
    [cookie] = visitor.response.headers.getlist("Set-Cookie")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


def test_five_pages_lead_from_the_first_to_eight_words(site: Site, visitor: Visitor) -> None:
    page = visitor.tell()
    assert "Check what you want to send" in page.title
    for given in EVERYTHING.values():
        for name, answer in given.items():
            if isinstance(answer, str) and name not in {"danger", "still_happening", "voicemail", "number_shown"}:
                shown = "30 December 2026" if name.startswith("expected_on") else answer
                assert shown in answers_on(page), name
    assert "Modern slavery or forced labour, Working without permission" in answers_on(page).replace(
        "Working without permission, Modern slavery or forced labour",
        "Modern slavery or forced labour, Working without permission",
    )
    assert not site.gateway_rows()
    words = visitor.tell_all()
    assert len(words.split()) >= 8
    assert len(site.gateway_rows()) == 1


def test_the_account_alone_is_enough(site: Site, visitor: Visitor) -> None:
    page = visitor.tell({"what-happened": ACCOUNT})
    assert "You are anonymous to us" in page.text
    visitor.press("Send")
    assert visitor.status == 200
    assert len(site.gateway_rows()) == 1


def test_without_an_account_the_page_says_so_beside_the_field(visitor: Visitor) -> None:
    visitor.open("/tell-us/what-happened")
    page = visitor.press("Continue", account="  \n ", danger="yes")
    assert visitor.status == 400
    assert page.title.startswith("Error: What do you want to tell us?")
    assert "Tell us what has happened" in text_of(page.by_id("account-error"))
    assert page.one("input", name="danger", value="yes").get("checked") is not None


@pytest.mark.parametrize(
    ("slug", "typed", "message"),
    [
        ("what-happened", {"account": "a" * (LONGEST_ACCOUNT + 1)}, "Use 20,000 characters or fewer"),
        ("who", {"who_name": "a" * 201}, "Use 200 characters or fewer"),
        (
            "where-and-when",
            {"expected_on-day": "31", "expected_on-month": "2", "expected_on-year": "2026"},
            "real date",
        ),
        ("where-and-when", {"expected_on-month": "", "expected_on-year": ""}, "Date must include a month and a year"),
        ("where-and-when", {"still_happening": "perhaps"}, "Choose one of the answers shown"),
        ("reaching-you", {"danger_to_you": "a" * 701}, "Use 700 characters or fewer"),
    ],
)
def test_a_wrong_field_shows_its_page_again_with_everything_in_it(
    visitor: Visitor, slug: str, typed: dict[str, str], message: str
) -> None:
    visitor.open("/tell-us/what-happened")
    for before in PAGES[: PAGES.index(slug)]:
        visitor.press("Continue", EVERYTHING[before])
    page = visitor.press("Continue", {**EVERYTHING[slug], **typed})
    assert visitor.status == 400
    assert message in page.text
    assert page.value("leaving") == slug
    for name, answer in {**EVERYTHING[slug], **typed}.items():
        if isinstance(answer, str) and name not in {"danger", "voicemail", "number_shown", "still_happening"}:
            assert page.value(name) == answer or page.value(name) == f"\n{answer}", name
    # Mended, it goes on, and the pages before are still there.
    visitor.press("Continue", EVERYTHING[slug])
    for after in PAGES[PAGES.index(slug) + 1 :]:
        visitor.press("Continue", EVERYTHING[after])
    assert "Canary-Place-Farm" in answers_on(visitor.page)


def test_going_back_keeps_every_answer_also_one_that_is_wrong(visitor: Visitor) -> None:
    visitor.open("/tell-us/what-happened")
    visitor.press("Continue", EVERYTHING["what-happened"])
    visitor.press("Continue", EVERYTHING["who"])
    page = visitor.press("Back", EVERYTHING["where-and-when"] | {"expected_on-day": "99"})
    assert page.value("who_name") == "Canary-Suspect Jones"
    page = visitor.press("Back")
    assert (page.value("account") or "").strip().startswith("My neighbour")
    assert page.one("input", value="MODERN_SLAVERY").get("checked") is not None
    visitor.press("Continue")
    page = visitor.press("Continue")
    assert page.value("expected_on-day") == "99"
    assert page.value("where_postcode") == "ZZ1 1ZZ"
    page = visitor.press("Continue")
    assert visitor.status == 400
    assert "real date" in page.text


def test_what_went_past_a_page_unchecked_is_checked_before_it_is_sent(visitor: Visitor) -> None:
    visitor.tell()
    visitor.press("Change Where and when")
    visitor.press("Back", {"expected_on-day": "99"})
    page = visitor.press("Continue")
    assert visitor.status == 400
    assert page.value("leaving") == "where-and-when"
    assert "real date" in page.text
    page = visitor.press("Continue", {"expected_on-day": "30"})
    assert page.value("leaving") == "check"


@pytest.mark.parametrize(
    ("title", "slug", "name"),
    [
        ("What you tell us", "what-happened", "account"),
        ("Who it is about", "who", "who_name"),
        ("Where and when", "where-and-when", "when_text"),
        ("How we may reach you", "reaching-you", "your_name"),
    ],
)
def test_a_change_from_the_last_page_leads_straight_back_to_it(
    visitor: Visitor, title: str, slug: str, name: str
) -> None:
    visitor.tell()
    page = visitor.press(f"Change {title}")
    assert page.value("leaving") == slug
    page = visitor.press("Continue", {name: "Changed by hand"})
    assert page.value("leaving") == "check"
    assert "Changed by hand" in answers_on(page)
    assert "white van AB12 CDE" in answers_on(page)


def test_an_answer_taken_back_is_gone(visitor: Visitor) -> None:
    visitor.tell()
    visitor.press("Change How we may reach you")
    empty = dict.fromkeys(EVERYTHING["reaching-you"], "") | {"voicemail": [], "number_shown": []}
    page = visitor.press("Continue", empty)
    assert "Morwenna Tregarth-Quayle" not in " ".join(
        text_of(card) for card in page.all("div", class_="govuk-summary-card")[3:]
    )
    assert "You are anonymous to us" in page.text


def test_an_address_of_a_later_page_leads_to_the_first(visitor: Visitor) -> None:
    for slug in (*PAGES[1:], "check"):
        response = visitor.client.get(f"/tell-us/{slug}", base_url=HTTPS)
        assert response.status_code == 302
        assert response.location == "/tell-us/what-happened"
    assert visitor.client.get("/tell-us/sent", base_url=HTTPS).location == "/tell-us"
    assert visitor.client.get("/receipt/more", base_url=HTTPS).location == "/receipt"


def test_script_in_every_field_stays_text_on_every_page(visitor: Visitor) -> None:
    poisoned = {
        slug: {
            name: POLYGLOT if isinstance(answer, str) and _is_text(name) else answer for name, answer in page.items()
        }
        for slug, page in EVERYTHING.items()
    }
    for name in ("your_name", "your_phone", "your_email", "your_handle", "your_address", "your_work", "where_postcode"):
        for page in poisoned.values():
            if name in page:
                page[name] = POLYGLOT[:20] if name == "where_postcode" else POLYGLOT[:50]
    page = visitor.tell(poisoned)
    assert "<script>alert(1)" not in page.html
    assert "onerror" not in {name for e in page.elements() for name in e.attrib}
    assert len([e for e in page.all("script") if e.get("src") is None]) == 0
    assert POLYGLOT in answers_on(page)
    for title in ("What you tell us", "Who it is about", "Where and when", "How we may reach you"):
        visitor.press(f"Change {title}")
        page = visitor.press("Continue")
    visitor.press("Send")
    assert visitor.status == 200


def _is_text(name: str) -> bool:
    return name not in {"danger", "still_happening", "voicemail", "number_shown"} and not name.startswith(
        "expected_on-"
    )


def test_every_script_of_the_world_goes_through_unchanged(visitor: Visitor) -> None:
    page = visitor.tell({"what-happened": {"account": WORLD}, "who": {"who_description": WORLD}})
    assert page.html.count(WORLD) == 2


def test_a_field_that_was_not_asked_is_refused(visitor: Visitor) -> None:
    page = visitor.open("/tell-us/what-happened")
    values = visitor.filled(page) | ACCOUNT
    assert visitor.send("/tell-us/who", values | {"urgent": "yes"}).status_code == 400
    assert visitor.send("/tell-us/who", values | {"leaving": "nowhere"}).status_code == 400
    assert visitor.send("/tell-us/who", values | {"danger": ["yes", "no"]}).status_code == 400


def test_too_many_fields_and_too_many_bytes_are_refused(visitor: Visitor) -> None:
    page = visitor.open("/tell-us/what-happened")
    values = visitor.filled(page) | ACCOUNT
    many = values | {f"field{number}": "" for number in range(300)}
    assert visitor.send("/tell-us/who", many).status_code == 400
    assert visitor.send("/tell-us/who", values | {"account": "a" * 2_000_000}).status_code == 413


def test_a_form_from_elsewhere_sends_nothing(site: Site, visitor: Visitor) -> None:
    page = visitor.tell()
    values = visitor.filled(page)
    for token in ("", "forged"):
        response = visitor.send("/tell-us/sent", values | {"csrf_token": token})
        assert response.status_code == 400
        assert "My neighbour" in response.text
    response = visitor.client.post(
        "/tell-us/sent", data=values, base_url=HTTPS, headers={"Origin": "https://evil.example"}, environ_base=ADDRESS
    )
    assert response.status_code == 403
    assert not site.gateway_rows()


def test_nothing_typed_is_ever_in_an_address(visitor: Visitor) -> None:
    visitor.tell_all()
    assert visitor.response is not None
    assert "?" not in visitor.response.request.full_path.rstrip("?")
    for element in visitor.page.elements():
        assert "Morwenna" not in (element.get("href") or "") + (element.get("formaction") or "")


def test_every_reply_says_that_it_must_not_be_kept(visitor: Visitor) -> None:
    page = visitor.tell()
    answers = [visitor.response, visitor.send("/tell-us/sent", visitor.filled(page)), visitor.send("/tell-us/who", {})]
    for answer in answers:
        assert answer is not None
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_long_account_in_a_wide_script_travels_to_the_end(site: Site, visitor: Visitor) -> None:
    visitor.tell({"what-happened": {"account": "🌊" * LONGEST_ACCOUNT}})
    page = visitor.press("Change What you tell us")
    assert len((page.value("account") or "").strip()) == LONGEST_ACCOUNT
    visitor.press("Continue")
    visitor.press("Send")
    assert visitor.status == 200
    assert len(site.gateway_rows()) == 1


def test_more_than_a_page_can_carry_is_not_carried_back_but_kept_where_it_is(visitor: Visitor) -> None:
    visitor.open("/tell-us/what-happened")
    visitor.press("Continue", ACCOUNT)
    page = visitor.press("Back", {"who_description": "b" * 70_000})
    assert visitor.status == 400
    assert page.value("leaving") == "who"
    assert (page.value("who_description") or "").strip() == "b" * 70_000


def test_the_hidden_field_shows_neither_what_it_holds_nor_how_much(visitor: Visitor) -> None:
    lengths = set()
    for account in ("short, about bees", "My neighbour Morwenna Tregarth keeps bees"):
        visitor.open("/tell-us/what-happened")
        page = visitor.press("Continue", account=account)
        carried = page.value("carried") or ""
        assert account not in carried
        assert "neighbour" not in page.html
        lengths.add(len(carried))
    assert len(lengths) == 1
    assert len(urlencode({"carried": carried})) < 2_000


def test_the_token_differs_between_visitors(site: Site) -> None:
    tokens = set()
    for _ in range(2):
        visitor = site.visitor()
        visitor.open("/tell-us/what-happened")
        tokens.add(token_in(visitor.response))
    assert len(tokens) == 2
