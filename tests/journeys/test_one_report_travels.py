"""One report, all the way, in a real browser: told, registered, called about, assessed, released, followed."""

import re

import pytest

from tests.factories import Unit
from tests.intake.site import OWN_CANARIES, words_on
from tests.journeys.browsing import Tab, chromium, served, somebody
from tests.pages import Page
from tests.sources.test_registering import let_plan_stand

pytestmark = pytest.mark.browser

ACCOUNT = (
    "Six men sleep in a container behind Sparkle Hand Car Wash on Mill Lane. I am Morwenna Tregarth-Quayle; "
    "ring me on 07700 900123 after six. The owner keeps their passports."
)
FORBIDDEN = ("Morwenna", "Tregarth", "900123", "Quayle")


def rows_of(unit: Unit) -> None:
    """Fill the unit's lists, so that pages are looked at with rows on them."""
    for number in range(6):
        unit.tell({"what-happened": {"account": f"Something happens at yard number {number} every night."}})


def tell(tab: Tab) -> list[str]:
    """A member of the public tells us, one thing a page, and writes down the words of the receipt."""
    tab.open("/tell-us")
    tab.open("/tell-us/what-happened")
    tab.press("Continue", {"account": ACCOUNT, "kinds": ["ILLEGAL_WORKING"]})
    tab.press("Continue", {"who_name": "Marek Dolny", "who_business": "Sparkle Hand Car Wash"})
    tab.press("Continue", {"where_address": "1 Mill Lane, Leeds", "when_text": "Every night"})
    tab.press(
        "Continue",
        {"your_name": "Morwenna Tregarth-Quayle", "your_phone": "07700 900123", "how_known": "I live opposite"},
    )
    assert "Morwenna" in tab.text
    tab.press("Send")
    return words_on(Page(tab.page.content()))


def register(tab: Tab, unit: Unit) -> str:
    """A custodian opens what came in sealed and registers who sent it."""
    tab.sign_in("hana", unlock=True)
    tab.open("/sources/waiting")
    for place in range(7):
        tab.click(tab.page.locator("form[action*='/open'] button").nth(place))
        if "Morwenna" in tab.text:
            break
        tab.open("/sources/waiting")
    day = {"ends_on-day": "1", "ends_on-month": "6", "ends_on-year": "2026"}
    people = {"handler": unit.ref("hana"), "controller": unit.ref("cleo")}
    plan = {"safe_days": ["MON", "TUE", "WED", "THU", "FRI"], "safe_from": "08:00", "safe_to": "20:00"}
    tab.press(
        "Register this source", {**plan, **day, **people, "plan_name": "Wenna", "wrong_person": "Ask for the plumber."}
    )
    assert "Registered" in tab.text
    return re.findall(r"SRC-[A-Z0-9]{10}", tab.page.url)[0]


def take_and_ask(tab: Tab, ref: str) -> str:
    """An assessor takes the allegation and asks for contact."""
    tab.sign_in("asha")
    tab.open("/board")
    tab.open(f"/allegations/{ref}")
    tab.click(tab.page.get_by_role("button", name=re.compile("Take")).first)
    tab.open(f"/allegations/{ref}")
    assert not [word for word in FORBIDDEN if word in tab.page.content()]
    tab.follow("Ask for contact")
    tab.press("Send the request", {"purpose": "CLARIFY", "reason": "To ask on which evenings the vans come"})
    return tab.page.url.rsplit("/", 1)[1]


def approve(tab: Tab, grant_ref: str) -> None:
    """A custodian approves, which seals how to reach the source to the officer's own key."""
    tab.sign_in("cleo", unlock=True)
    tab.open("/board")
    tab.open("/requests")
    tab.open(f"/requests/{grant_ref}")
    tab.press("Approve", {"hours": "4"})
    assert "Approved" in tab.text


def call(tab: Tab, unit: Unit, grant_ref: str) -> None:
    """The officer opens it, calls, and writes the attempt down."""
    tab.open("/unlock")
    tab.press("Unlock", {"passphrase": unit.people["asha"].passphrase})
    tab.open(f"/contacts/{grant_ref}")
    tab.press("Open how to reach them")
    assert "07700 900123" not in tab.text
    tab.press("Show the number")
    assert "07700 900123" in tab.text
    assert "Tregarth" not in tab.text
    tab.press(
        "Record the attempt",
        {
            "outcome": "SPOKE_VERIFIED",
            "said": "Canary-Said on Fridays",
            "tasked": "no",
            "next_step": "NOTHING",
            "duration": "6",
        },
    )
    assert "Spoke, and it was them" in tab.text


def assess(tab: Tab, ref: str) -> None:
    """The assessor goes through the gates and finishes."""
    at = f"/allegations/{ref}"
    tab.open(f"{at}/assess")
    tab.open(f"{at}/what")
    tab.press("Save", {"types": ["ILLEGAL_WORKING"], "happened_when": "Every night", "still_happening": "YES"})
    tab.open(f"{at}/who")
    tab.follow("Change")
    blank = ["born_on", "nationality", "address", "phone", "vehicle"]
    tab.press("Save", {"sex": "NOT_GIVEN", "category": "SUSPECT", "employer": "Sparkle", "not_given": blank})
    tab.open(f"{at}/where")
    tab.follow("Change")
    tab.press("Save", {"not_given": ["postcode"]})
    for about in range(2):
        tab.open(f"{at}/checks/new")
        tab.page.locator("[name='about']").nth(about).check()
        tab.press("Save", {"system": "OPEN_SOURCE", "reason": "To see who they are", "result": "NO_TRACE"})
    tab.open(f"{at}/search")
    tab.open(f"{at}/source")
    tab.press("Save", {"answer": "NO"})
    tab.open(f"{at}/grade")
    tab.press("Save", {"source": "2", "assessment": "D", "handling": "P", "tier": "OFFICIAL-SENSITIVE"})
    tab.open(f"{at}/outcome")
    tab.press("Save", {"code": "ACT-IE", "rationale": "It names a place and times, and officers can go there."})
    tab.open(f"{at}/assess")
    tab.press("Finish the assessment")


def write_report(tab: Tab, unit: Unit, ref: str) -> str:
    """A second officer writes a report, with words in it that one agency must not see."""
    tab.sign_in("dora")
    tab.open("/board")
    tab.open(f"/allegations/{ref}")
    tab.press("Start a report")
    report_ref = re.findall(r"REP-[A-Z0-9]{10}", tab.page.url)[0]
    organisation = tab.page.locator("select[name='organisation_ref'] option", has_text="Harbour Police").first
    tab.press(
        "Save",
        {
            "title": "Employment without the right to work",
            "text": "Men are said to sleep at a car wash. [[Canary-Withheld it is behind the office.]] Check it.",
            "organisation_ref": organisation.get_attribute("value"),
            "source": "2", "assessment": "D", "handling": "P", "action": "", "sanitisation": "", "tier": "15",
            "review_by-day": "1", "review_by-month": "8", "review_by-year": "2026",
        },
    )  # fmt: skip
    tab.open(f"/reports/{report_ref}/submit")
    tab.press(
        "Hand to the second person",
        {"cleared_because": "The words point at the premises and at nobody who could have spoken."},
    )
    assert "Waits for the second person" in tab.text
    return report_ref


def check_words(tab: Tab, report_ref: str) -> None:
    """A custodian compares its words with those of whoever told it, finds none, and lets them go."""
    tab.sign_in("hana", unlock=True)
    tab.open(f"/reports/{report_ref}/words")
    tab.press("Compare with what is kept")
    assert "No word agrees" in tab.text
    tab.press("The words give nobody away")


def release(tab: Tab, report_ref: str) -> None:
    """The manager, a second person, releases it."""
    tab.sign_in("mia")
    tab.open("/board")
    tab.open(f"/reports/{report_ref}/decide")
    tab.press("Release")


def read_as_agency(tab: Tab) -> None:
    """An agency reader accepts the conditions, reads what is left of the report, and records a result."""
    tab.sign_in("pia")
    tab.open("/partner/board")
    tab.open("/partner/releases")
    tab.click(tab.page.locator("a[href*='/partner/releases/REL-']").first)
    tab.press(
        "Accept and read", {"accepted": tab.page.locator("[name='accepted']").first.get_attribute("value") or "y"}
    )
    assert "[withheld]" in tab.text
    assert "Canary-Withheld" not in tab.page.content()
    tab.press("Record the result", {"code": "VISIT_ARREST"})
    assert "Visited; arrest made" in tab.text


def follow(tab: Tab, ref: str, source_ref: str) -> None:
    """The auditor follows the story by allegation and by source, proves an entry, and checks everything."""
    tab.sign_in("olga")
    tab.open("/board")
    for asked in (f"ref={ref}", f"ref={source_ref}", "person=asha.quill"):
        tab.open(f"/oversight?{asked}")
    assert not [word for word in OWN_CANARIES if word in tab.page.content()]
    tab.click(tab.page.locator("a[href*='/oversight/entries/']").first)
    with tab.page.expect_download() as download:
        tab.page.get_by_role("link", name="Download the proof").click()
    assert download.value.suggested_filename.endswith("-proof.json")
    tab.open("/oversight/verify")
    tab.press("Check all entries now")
    assert "Every entry is as it was signed" in tab.text


def test_one_report_travels_the_whole_way(whole_unit: Unit) -> None:
    unit = whole_unit
    rows_of(unit)
    with chromium() as browser, served(unit) as address:
        with somebody(browser, unit, address) as tab:
            words = tell(tab)
        assert unit.drain() == 1
        with somebody(browser, unit, address) as tab:
            source_ref = register(tab, unit)
            # That a second person approves the plan is played in a journey of its own.
            let_plan_stand(unit, source_ref)
        ref = unit.newest_allegation()
        with somebody(browser, unit, address) as officer:
            grant_ref = take_and_ask(officer, ref)
            with somebody(browser, unit, address) as tab:
                approve(tab, grant_ref)
            call(officer, unit, grant_ref)
            assess(officer, ref)
        with somebody(browser, unit, address) as tab:
            report_ref = write_report(tab, unit, ref)
        with somebody(browser, unit, address) as tab:
            check_words(tab, report_ref)
        with somebody(browser, unit, address) as tab:
            release(tab, report_ref)
        with somebody(browser, unit, address) as tab:
            read_as_agency(tab)
        with somebody(browser, unit, address) as tab:
            follow(tab, ref, source_ref)
        with somebody(browser, unit, address) as tab:
            tab.open("/receipt")
            tab.press("Continue", {"words": " ".join(words)})
            assert "received" in tab.text.lower()
    assert not [word for word in FORBIDDEN if word.encode() in unit.raw()]
