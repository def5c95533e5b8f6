"""In a real browser: an officer calls, hears the sign for duress and records it; the source unit sees it at once."""

import pytest

from tests.contacts.test_calling import approve, asked
from tests.contacts.test_safe_moments import EVENING, at
from tests.factories import Unit
from tests.journeys.browsing import chromium, served, somebody
from tests.sources.test_contact_plans import rewrite

pytestmark = pytest.mark.browser


@pytest.fixture
def evening(whole_unit: Unit) -> tuple[Unit, str, str]:
    """Return a unit in which an officer may call somebody who is safe in the evening; the plan waits to be approved."""
    _, grant_ref = asked(whole_unit)
    handler = whole_unit.sign_in("hana", unlock=True)
    source_ref = str(whole_unit.entries(action="source:register")[0].entry.detail["source"])
    assert rewrite(handler, source_ref, **EVENING).status_code == 302
    approve(whole_unit, grant_ref, hours="12")
    return whole_unit, grant_ref, source_ref


def test_an_officer_calls_and_records_duress(evening: tuple[Unit, str, str]) -> None:
    unit, grant_ref, source_ref = evening
    with chromium() as browser, served(unit) as address:
        with somebody(browser, unit, address) as controller:
            controller.sign_in("cleo", unlock=True)
            controller.open(f"/sources/{source_ref}/plan/decide")
            controller.press("Open the plan")
            controller.press("Approve this plan", {"read": "y"})
        at(unit, 18)
        with somebody(browser, unit, address) as officer:
            officer.sign_in("asha", unlock=True)
            officer.open("/board")
            assert "Now, until 20:00" in officer.text
            officer.open(f"/contacts/{grant_ref}")
            officer.press("Open how to reach them")
            assert "07700 900123" not in officer.text
            officer.press("Show the number", {"said": "Canary-Said love to Aunt May"})
            assert "07700 900123" in officer.text
            assert "Canary-Forced say hi" in officer.text
            # A key that sends a form elsewhere does nothing here.
            officer.page.locator("[name='duration']").press("Enter")
            officer.press(
                "Record the attempt",
                {"outcome": "DURESS", "tasked": "no", "next_step": "TELL_SOURCE_UNIT", "duration": "1"},
            )
            assert "Tell the police and the source unit now" in officer.text
        with somebody(browser, unit, address) as authoriser:
            authoriser.sign_in("ava")
            authoriser.open("/board")
            assert "Threat to life" in authoriser.text
