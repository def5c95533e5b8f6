"""What travels in the hidden field: opens for one session and some hours, and sending it twice is sending it once."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.intake.carrying import GOES_ON_FOR, OPENS_FOR, Carried, Carrier
from tests.intake.site import ACCOUNT, EVERYTHING, SECRET_KEY, Site, Visitor, words_on
from tests.pages import Page

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CARRIED = Carried({"account": ["Canary"], "kinds": ["DRUGS", "CASH"]}, seen=True, words="a b", submission_ref="c")


@pytest.fixture
def carrier() -> Carrier:
    return Carrier(SECRET_KEY, "deployment-1", "session-1", "form")


def test_what_is_sealed_opens_the_same(carrier: Carrier) -> None:
    opened = carrier.open(carrier.seal(CARRIED, NOW), NOW)
    assert opened == replace(CARRIED, at=NOW)


def test_it_opens_in_no_other_session_deployment_form_or_key(carrier: Carrier) -> None:
    sealed = carrier.seal(CARRIED, NOW)
    for other in (
        Carrier(SECRET_KEY, "deployment-1", "session-2", "form"),
        Carrier(SECRET_KEY, "deployment-2", "session-1", "form"),
        Carrier(SECRET_KEY + "x", "deployment-1", "session-1", "form"),
        Carrier(SECRET_KEY, "deployment-1", "session-1", "other form"),
    ):
        assert other.open(sealed, NOW) == Carried(lost=True)


def test_no_byte_of_it_can_change(carrier: Carrier) -> None:
    sealed = carrier.seal(CARRIED, NOW)
    raw = base64.urlsafe_b64decode(sealed + "==")
    for place in range(0, len(raw), 3):
        changed = raw[:place] + bytes((raw[place] ^ 1,)) + raw[place + 1 :]
        assert carrier.open(base64.urlsafe_b64encode(changed).rstrip(b"=").decode(), NOW).lost


@pytest.mark.parametrize("text", ["x", "====", "é", "U0s=", "\ud800", "a" * 1000])
def test_what_was_not_made_here_opens_to_nothing(carrier: Carrier, text: str) -> None:
    assert carrier.open(text, NOW) == Carried(lost=True)


def test_nothing_carried_is_not_the_same_as_something_lost(carrier: Carrier) -> None:
    assert carrier.open("", NOW) == Carried()
    assert not Carried().is_stale(NOW)


def test_after_an_hour_it_is_stale_and_after_eight_it_does_not_open(carrier: Carrier) -> None:
    sealed = carrier.seal(CARRIED, NOW)
    assert not carrier.open(sealed, NOW + GOES_ON_FOR).is_stale(NOW + GOES_ON_FOR)
    late = NOW + GOES_ON_FOR + timedelta(seconds=1)
    assert carrier.open(sealed, late).is_stale(late)
    assert carrier.open(sealed, late).answers == CARRIED.answers
    assert not carrier.open(sealed, NOW + OPENS_FOR).lost
    assert carrier.open(sealed, NOW + OPENS_FOR + timedelta(seconds=1)).lost


def test_only_its_size_class_shows(carrier: Carrier) -> None:
    sizes = {len(carrier.seal(Carried({"account": ["x" * length]}), NOW)) for length in (1, 20, 80)}
    assert len(sizes) == 1


def test_what_it_holds_is_shown_by_nothing_that_prints_it() -> None:
    assert "Canary" not in repr(CARRIED)
    assert "a b" not in repr(CARRIED)


# The same, seen from the pages


def test_after_an_hour_the_page_is_shown_again_with_everything_typed(site: Site, visitor: Visitor) -> None:
    visitor.open("/tell-us/what-happened")
    visitor.press("Continue", EVERYTHING["what-happened"])
    site.unit.tick(minutes=61)
    page = visitor.press("Continue", EVERYTHING["who"])
    assert visitor.status == 400
    assert "open for more than an hour" in page.text
    assert page.value("who_vehicle") == "white van AB12 CDE"
    page = visitor.press("Continue")
    assert visitor.status == 200
    page = visitor.press("Continue", EVERYTHING["where-and-when"])
    page = visitor.press("Continue", EVERYTHING["reaching-you"])
    assert "Canary-Place-Farm" in page.text
    assert "white van AB12 CDE" in page.text


def test_after_an_hour_the_last_page_asks_for_a_look_before_it_sends(site: Site, visitor: Visitor) -> None:
    visitor.tell()
    site.unit.tick(minutes=61)
    page = visitor.press("Send")
    assert visitor.status == 400
    assert "open for more than an hour" in page.text
    assert "Canary-Place-Farm" in page.text
    assert not site.gateway_rows()
    visitor.press("Send")
    assert visitor.status == 200
    assert len(site.gateway_rows()) == 1


def test_after_eight_hours_what_was_typed_on_this_page_is_kept(site: Site, visitor: Visitor) -> None:
    visitor.open("/tell-us/what-happened")
    visitor.press("Continue", EVERYTHING["what-happened"])
    site.unit.tick(hours=9)
    page = visitor.press("Continue", EVERYTHING["who"])
    assert visitor.status == 400
    assert "no longer have what you wrote on the other pages" in page.text
    assert page.value("who_name") == "Canary-Suspect Jones"
    # It goes on from there, and the last page asks for what is missing.
    visitor.press("Continue")
    visitor.press("Continue")
    page = visitor.press("Continue")
    assert visitor.status == 400
    assert page.value("leaving") == "what-happened"
    visitor.press("Continue", ACCOUNT)
    for _ in range(3):
        page = visitor.press("Continue")
        if page.value("leaving") == "check":
            break
    assert "Canary-Suspect Jones" in visitor.page.text


def test_a_saved_page_shows_nothing_in_another_browser(site: Site, visitor: Visitor) -> None:
    """Somebody who finds the page in a file cannot have the server open what it carries."""
    page = visitor.tell()
    thief = site.visitor()
    thief.open("/tell-us/what-happened")
    own = thief.filled(Page(thief.response.text if thief.response else ""))
    for address in ("/tell-us/check", "/tell-us/what-happened", "/tell-us/sent"):
        for token in (own["csrf_token"], visitor.filled(page)["csrf_token"]):
            response = thief.send(address, visitor.filled(page) | {"csrf_token": token})
            assert "Canary" not in response.text
            assert "Morwenna" not in response.text
    assert not site.gateway_rows()


def test_sending_the_same_page_twice_keeps_it_once_and_shows_the_same_words(site: Site, visitor: Visitor) -> None:
    page = visitor.tell()
    values = visitor.filled(page)
    visitor.send("/tell-us/sent", values)
    first = words_on(visitor.page)
    visitor.send("/tell-us/sent", values)
    assert visitor.status == 200
    assert words_on(visitor.page) == first
    assert len(site.gateway_rows()) == 1
    assert site.drain() == 1
    visitor.send("/tell-us/sent", values)
    assert visitor.status == 200
    assert site.drain() == 1
    assert site.allegations() == 1


def test_what_is_changed_after_sending_is_another_submission(site: Site, visitor: Visitor) -> None:
    page = visitor.tell()
    visitor.press("Send")
    first = words_on(visitor.page)
    visitor.send("/tell-us/who", visitor.filled(page))
    visitor.press("Continue", who_name="Somebody else")
    visitor.press("Send")
    assert words_on(visitor.page) != first
    assert len(site.gateway_rows()) == 2


def test_the_words_cannot_be_chosen_by_the_browser(site: Site, visitor: Visitor) -> None:
    page = visitor.tell()
    values = visitor.filled(page)
    assert "words" not in values
    assert json.dumps(values).count("submission_ref") == 0
    assert visitor.send("/tell-us/sent", values | {"words": "a b c d e f g h"}).status_code == 400
    assert not site.gateway_rows()
