"""A form is shown only for what is there and theirs; a form sent back says what was missing on its own page."""

import pytest

from audit.events import Decision, Event
from tests.contacts.test_calling import approve, asked, granted, send, taken
from tests.factories import Unit
from tests.pages import proofread

MADE_UP = "ab" * 16


def test_the_form_of_an_attempt_is_shown_once_contact_was_allowed(whole_unit: Unit) -> None:
    officer, grant_ref = asked(whole_unit)
    refused = officer.get(f"/contacts/{grant_ref}/attempt")
    assert refused.status_code == 403
    assert "Contact was never allowed under this request" in proofread(refused.text).text
    newest = whole_unit.entries(object_refs=(grant_ref,), action=Event.CONTACT_READ_REQUEST.action)[0].entry
    assert (newest.decision, newest.rule) == (Decision.REFUSED, "was_granted")
    approve(whole_unit, grant_ref)
    assert officer.get(f"/contacts/{grant_ref}/attempt").status_code == 200


def test_only_the_owner_of_an_allegation_is_asked_what_for(whole_unit: Unit) -> None:
    officer, reference = taken(whole_unit)
    assert officer.get(f"/contacts/ask/{reference}").status_code == 200
    refused = whole_unit.sign_in("ben").get(f"/contacts/ask/{reference}")
    assert refused.status_code == 403
    newest = whole_unit.entries(object_refs=(reference,), decision=Decision.REFUSED)[0].entry
    assert (newest.actor_ref, newest.rule) == (whole_unit.ref("ben"), "owns_it")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_of_a_colleague_looks_like_one_that_is_not_there(whole_unit: Unit, method: str) -> None:
    _, grant_ref = granted(whole_unit)
    other = whole_unit.sign_in("ben")
    addresses = [f"/contacts/{ref}/attempt" for ref in (grant_ref, MADE_UP)]
    hidden, missing = (other.get(one) if method == "GET" else other.post(one, on="/unlock") for one in addresses)
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.data == missing.data


def test_giving_back_without_a_reason_shows_the_form_again_with_what_is_missing(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    page_of_it = f"/contacts/{grant_ref}"
    reply = send(officer, f"{page_of_it}/give-back", {"reason": ""}, on=page_of_it)
    shown = proofread(reply.text)
    assert reply.status_code == 400
    assert "Give the reason. The officer sees it." in shown.text
    assert [form.get("action") for form in shown.all("form") if "give-back" in (form.get("action") or "")]
    assert not whole_unit.entries(action=Event.CONTACT_REVOKE.action)
    assert send(officer, f"{page_of_it}/give-back", {"reason": "Not needed"}, on=page_of_it).status_code == 302


def test_giving_back_what_is_not_theirs_is_not_found(whole_unit: Unit) -> None:
    _, grant_ref = granted(whole_unit)
    other = whole_unit.sign_in("ben")
    for reason in ("", "Because"):
        reply = other.post(f"/contacts/{grant_ref}/give-back", {"reason": reason}, on="/unlock")
        assert reply.status_code == 404
