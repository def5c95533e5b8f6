"""A custodian writes to whoever holds a receipt: sealed at once, delivered by the steward, opened by eight words."""

import pytest

from app.intake import replies
from audit.events import Decision, Event
from tests.contacts.test_calling import allegation_ref, granted, send
from tests.factories import Neighbour, Unit
from tests.pages import proofread
from tests.sources.test_registering import register, waiting_ref

pytestmark = pytest.mark.stores

TEXT = "Canary-Message thank you. Somebody has read it with care."


def test_a_message_is_opened_by_the_words_and_by_nobody_else(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    words = whole_unit.tell()
    second = waiting_ref(visitor)
    send(visitor, f"/sources/waiting/{second}/link", {"source_ref": source_ref}, on="/sources/waiting")
    given = {"allegation_ref": allegation_ref(whole_unit), "text": TEXT}
    reply = send(visitor, f"/sources/{source_ref}/message", given, on=f"/sources/{source_ref}")
    assert reply.status_code == 302, reply.text
    assert replies.deliver(whole_unit.steward_house)
    teller = Neighbour(whole_unit.public_app.test_client())
    assert "Canary-Message" in teller.come_back(words).text
    assert b"Canary-Message" not in whole_unit.raw()
    assert "Canary-Message" not in visitor.get(f"/sources/{source_ref}").text


@pytest.mark.parametrize("who", ["asha", "hugo", "mia", "olga", "sid"])
def test_nobody_else_writes_to_them(whole_unit: Unit, who: str) -> None:
    _, source_ref = register(whole_unit)
    visitor = whole_unit.sign_in(who)
    given = {"allegation_ref": allegation_ref(whole_unit), "text": TEXT}
    reply = send(visitor, f"/sources/{source_ref}/message", given, on="/unlock")
    assert reply.status_code in {400, 403, 404}
    assert not whole_unit.entries(action=Event.MESSAGE_SEND.action, decision=Decision.DONE)


def test_an_allegation_of_somebody_else_is_not_reached_through_ones_own_source(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    whole_unit.tell()
    given = {"allegation_ref": allegation_ref(whole_unit), "text": TEXT}
    reply = send(visitor, f"/sources/{source_ref}/message", given, on=f"/sources/{source_ref}")
    assert reply.status_code == 400
    proofread(reply.text)
    assert not whole_unit.entries(action=Event.MESSAGE_SEND.action, decision=Decision.DONE)


def test_an_officer_writes_under_a_live_permission_and_sees_that_they_answered(
    whole_unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, tell = list[str](), whole_unit.tell
    monkeypatch.setattr(whole_unit, "tell", lambda: told.append(tell()))
    officer, grant_ref = granted(whole_unit)
    page = f"/contacts/{grant_ref}/message"
    assert "not come back" in proofread(officer.get(page).text).text
    assert officer.post(page, {"text": ""}).status_code == 400
    assert officer.post(page, {"text": TEXT}).status_code == 302
    assert replies.deliver(whole_unit.steward_house)
    teller = Neighbour(whole_unit.public_app.test_client())
    assert "Canary-Message" in teller.come_back(told[0]).text
    teller.press("Answer, or add something")
    teller.press("Continue", more="It is Tuesdays now.")
    teller.press("Send")
    assert whole_unit.drain() == 1
    assert "They came back on 2 March 2026" in proofread(officer.get(page).text).text
    assert "It is Tuesdays now" in officer.get(f"/allegations/{whole_unit.newest_allegation()}").text
    assert b"Canary-Message" not in whole_unit.raw()
    [done] = whole_unit.entries(action=Event.MESSAGE_SEND.action, decision=Decision.DONE)
    assert (done.entry.actor_ref, done.entry.grant_ref) == (whole_unit.ref("asha"), grant_ref)
    other = whole_unit.sign_in("ben")
    assert other.post(page, {"text": TEXT}, on="/unlock").status_code == 404
    whole_unit.clock.tick(hours=5)
    again = whole_unit.sign_in("asha")
    assert again.post(page, {"text": TEXT}, on="/unlock").status_code == 403
    refused = whole_unit.entries(action=Event.MESSAGE_SEND.action, decision=Decision.REFUSED)
    assert [one.entry.rule for one in refused][0] == "grant_is_live"
