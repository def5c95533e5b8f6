"""A custodian writes to whoever holds a receipt: sealed at once, delivered by the steward, opened by eight words."""

import pytest

from app.intake import replies
from audit.events import Decision, Event
from tests.contacts.test_calling import allegation_ref, send
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
