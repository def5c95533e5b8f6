"""The steward's round: each submission goes to the vault and the case store once, and none keeps another from it."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.access.actor import steward
from app.allegations.models import Addition, Allegation, Mailbox, OutgoingMessage, Place, Subject
from app.chores import chores
from app.errors import Unavailable
from app.intake import service
from app.intake.models import MailboxSlot, Submission
from app.sources.models import Waiting
from audit.store import Filters
from tests.intake.site import ACCOUNT, EVERYTHING, UNIT, Site, Visitor
from tests.vault.small_unit import HANDLER


def rows(site: Site, model: Any) -> list[Any]:
    with Session(site.unit.house.stores.case) as session:
        return list(session.scalars(select(model)))


def entries(site: Site, action: str) -> list[tuple[str, str]]:
    """Return decision and object of every entry of an act, oldest first."""
    found = site.unit.log.entries(Filters(action=action), before=None, limit=200)
    return [(stored.entry.decision, stored.entry.object_ref) for stored in reversed(found)]


def in_vault(site: Site) -> list[str]:
    with site.unit.house.work(steward(), writes=False) as uow:
        return uow.vault.waiting_submissions()


def break_story(site: Site, ref: str, story: bytes = b"SK not a story") -> None:
    with site.house.stores.gateway.begin() as connection:  # type: ignore[union-attr]
        connection.execute(
            text("UPDATE submissions SET story = :story WHERE submission_ref = :ref"), {"story": story, "ref": ref}
        )


def test_what_was_told_becomes_an_allegation_with_each_answer_in_its_field(site: Site, visitor: Visitor) -> None:
    site.unit.tick(minutes=40)
    visitor.tell_all()
    assert site.drain() == 1
    [allegation] = rows(site, Allegation)
    assert allegation.channel == "ONLINE_FORM"
    assert allegation.unit_ref == UNIT
    assert sorted(allegation.types) == ["ILLEGAL_WORKING", "MODERN_SLAVERY"]
    assert "Canary-Place-Farm" in allegation.account
    assert "[withheld]" in allegation.account
    assert allegation.still_happening == "YES"
    assert allegation.received_at == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert allegation.time_critical_at == datetime(2026, 12, 30, tzinfo=UTC)
    assert allegation.expected_what == "A coach leaves"
    assert allegation.priority == "P1_IMMEDIATE"
    [person, others] = sorted(rows(site, Subject), key=lambda row: row.position)
    assert (person.name, person.age, person.vehicle) == ("Canary-Suspect Jones", "about 50", "white van AB12 CDE")
    assert others.description == "His brother."
    [place] = rows(site, Place)
    assert (place.address, place.postcode) == ("Behind the church, Canary Lane", "ZZ1 1ZZ")
    assert place.business == "Canary Produce Ltd"
    assert not site.gateway_rows()


def test_the_account_alone_names_nobody_and_no_place(site: Site, visitor: Visitor) -> None:
    visitor.tell_all({"what-happened": ACCOUNT})
    site.drain()
    assert not rows(site, Subject)
    assert not rows(site, Place)


def test_a_business_alone_is_a_place_and_no_person(site: Site, visitor: Visitor) -> None:
    visitor.tell_all({"what-happened": ACCOUNT, "who": {"who_business": "Canary Produce Ltd"}})
    site.drain()
    assert not rows(site, Subject)
    assert [place.business for place in rows(site, Place)] == ["Canary Produce Ltd"]


def test_every_submission_has_a_link_and_a_sealed_part_whether_details_were_given_or_not(site: Site) -> None:
    site.visitor().tell_all()
    site.visitor().tell_all({"what-happened": ACCOUNT})
    assert site.drain() == 2
    allegations, queue = rows(site, Allegation), rows(site, Waiting)
    assert len({row.link for row in allegations}) == 2
    assert {row.link for row in queue} == {row.link for row in allegations}
    assert {row.allegation_ref for row in queue} == {row.ref for row in allegations}
    assert sorted(in_vault(site)) == sorted(row.submission_ref for row in queue)


def test_a_custodian_opens_what_was_typed_and_officers_find_it_cut(site: Site, visitor: Visitor) -> None:
    visitor.tell_all()
    site.drain()
    [ref] = in_vault(site)
    site.unit.unlock(HANDLER)
    with site.unit.registering(ref, by=HANDLER) as (uow, permit):
        content = uow.vault.open_submission(permit)
    own = EVERYTHING["reaching-you"]
    assert content["details"] == {
        "name": own["your_name"], "phone": own["your_phone"], "email": own["your_email"],
        "handle": own["your_handle"], "address": own["your_address"], "work": own["your_work"],
        "safe_times": own["safe_times"], "voicemail": "no", "number_shown": "withheld",
        "how_known": own["how_known"], "relationship": own["relationship"], "danger": own["danger_to_you"],
    }  # fmt: skip
    original = content["original"]
    assert isinstance(original, dict)
    assert ["What do you want to tell us?", EVERYTHING["what-happened"]["account"]] in original["answers"]
    assert not any(own["your_phone"] in answer for question, answer in original["answers"] if "phone" in question)


def test_each_is_recorded_as_collected_by_the_steward(site: Site) -> None:
    site.visitor().tell_all({"what-happened": ACCOUNT})
    site.drain()
    [allegation] = rows(site, Allegation)
    recorded = entries(site, "allegation:collect")
    assert [decision for decision, _ref in recorded] == ["attempted", "done"]
    assert recorded[-1][1] == allegation.ref
    newest = site.unit.log.entries(Filters(action="allegation:collect"), before=None, limit=1)[0].entry
    assert newest.actor_ref == "steward"
    assert newest.verb == "collection"


def test_the_mailbox_is_filled_and_the_first_message_says_that_it_came(site: Site, visitor: Visitor) -> None:
    visitor.tell_all({"what-happened": ACCOUNT})
    site.drain()
    [box] = rows(site, Mailbox)
    [message] = rows(site, OutgoingMessage)
    assert message.link == box.link
    assert message.sent_at is not None
    with Session(site.house.stores.gateway) as session:
        mine = session.scalars(select(MailboxSlot).where(MailboxSlot.locator == box.locator)).all()
    assert len(mine) == 8
    assert message.sealed in {slot.sealed for slot in mine}


def test_a_second_round_brings_in_nothing_twice(site: Site) -> None:
    for _ in range(3):
        site.visitor().tell_all({"what-happened": ACCOUNT})
    assert site.drain() == 3
    assert site.drain() == 0
    assert site.allegations() == 3
    assert len(rows(site, OutgoingMessage)) == 3


def test_what_is_urgent_is_brought_in_at_once_and_the_rest_waits_for_the_round(site: Site) -> None:
    site.visitor().tell_all({"what-happened": ACCOUNT})
    site.visitor().tell_all({"what-happened": ACCOUNT | {"danger": "yes"}})
    assert site.drain_urgent() == 1
    [allegation] = rows(site, Allegation)
    assert allegation.priority == "P1_IMMEDIATE"
    assert [row.urgent for row in site.gateway_rows()] == [False]
    assert site.drain_urgent() == 0
    assert site.drain() == 1


def test_the_order_of_coming_is_not_the_order_of_numbers(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        site.visitor().tell_all({"what-happened": {"account": f"Report number {number} of six."}})
    orders = set()
    for _ in range(12):
        orders.add(tuple(service.waiting(site.unit.house)))
    assert len(orders) > 3
    site.drain()
    told = [row.account for row in sorted(rows(site, Allegation), key=lambda row: row.ref)]
    assert len(set(told)) == 6


def test_the_rounds_are_as_often_as_promised() -> None:
    every = {chore.name: chore.every for chore in chores(UNIT)}
    assert every["empty the gateway"] <= timedelta(minutes=10)
    assert every["bring in what is urgent"] <= timedelta(seconds=10)


def test_the_steward_s_chores_do_all_of_it(site: Site, visitor: Visitor) -> None:
    words = visitor.tell_all({"what-happened": ACCOUNT})
    for chore in chores(UNIT):
        chore.do(site.unit.house)
    assert site.allegations() == 1
    assert "We have received" in visitor.come_back(words).text


# What cannot be read


def test_one_that_cannot_be_read_is_set_aside_and_keeps_nobody(site: Site) -> None:
    for _ in range(3):
        site.visitor().tell_all({"what-happened": ACCOUNT})
    poisoned = site.gateway_rows()[1].submission_ref
    break_story(site, poisoned)
    assert site.drain() == 2
    assert site.allegations() == 2
    [row] = site.gateway_rows()
    assert (row.submission_ref, row.set_aside) == (poisoned, True)
    assert entries(site, "custody:integrity:failed") == [("failed", poisoned)]
    assert poisoned not in in_vault(site)
    # It stays, it is not written down again, and the next round does not stumble over it.
    site.visitor().tell_all({"what-happened": ACCOUNT})
    assert site.drain() == 1
    assert len(entries(site, "custody:integrity:failed")) == 1
    assert len(site.gateway_rows()) == 1


def test_one_moved_to_another_row_does_not_open(site: Site) -> None:
    for _ in range(2):
        site.visitor().tell_all({"what-happened": ACCOUNT})
    one, other = site.gateway_rows()
    break_story(site, one.submission_ref, other.story)
    site.drain()
    assert site.allegations() == 1
    assert [row.submission_ref for row in site.gateway_rows()] == [one.submission_ref]


def test_what_was_set_aside_is_brought_in_once_it_can_be_read(site: Site) -> None:
    site.visitor().tell_all({"what-happened": ACCOUNT})
    [row] = site.gateway_rows()
    break_story(site, row.submission_ref)
    site.drain()
    assert site.sweep() == 0
    break_story(site, row.submission_ref, row.story)
    assert site.sweep() == 1
    assert site.allegations() == 1
    assert not site.gateway_rows()


def test_a_unit_that_does_not_exist_loses_nothing(site: Site) -> None:
    site.visitor().tell_all({"what-happened": ACCOUNT})
    assert service.drain(site.unit.house, "x" * 32) == 0
    assert len(site.gateway_rows()) == 1
    assert not in_vault(site)
    assert site.drain() == 1


@pytest.mark.parametrize("store", ["case", "vault", "audit"])
def test_a_store_that_is_gone_loses_nothing(site: Site, store: str) -> None:
    site.visitor().tell_all({"what-happened": ACCOUNT})
    engine = getattr(site.unit.house.stores, store)
    path = site.unit.folder / f"{store}.db"
    engine.dispose()
    path.rename(path.with_suffix(".away"))
    path.mkdir()
    with suppress(Unavailable):
        site.drain()
    assert len(site.gateway_rows()) == 1
    path.rmdir()
    path.with_suffix(".away").rename(path)
    engine.dispose()
    assert site.drain() == 1
    assert site.allegations() == 1
    assert len(in_vault(site)) == 1


# What is added


def add(site: Site, words: str, more: str, danger: str = "") -> None:
    visitor = site.visitor()
    visitor.come_back(words)
    visitor.press("Answer, or add something")
    visitor.press("Continue", more=more, danger=[danger] if danger else [])
    visitor.press("Send")
    assert visitor.status == 200


def test_what_is_added_before_the_first_was_brought_in_finds_it_in_the_same_round(site: Site) -> None:
    for _ in range(4):
        words = site.visitor().tell_all({"what-happened": ACCOUNT})
        add(site, words, "And one more thing.")
    assert site.drain() == 8
    assert site.allegations() == 4
    assert len(rows(site, Addition)) == 4


def test_something_urgent_that_was_added_brings_in_what_it_belongs_to(site: Site) -> None:
    words = site.visitor().tell_all({"what-happened": ACCOUNT})
    add(site, words, "He has a knife.", danger="yes")
    assert site.drain_urgent() == 2
    assert site.allegations() == 1
    assert len(rows(site, Addition)) == 1


def test_what_is_added_has_a_sealed_part_of_its_own_in_the_queue(site: Site) -> None:
    words = site.visitor().tell_all({"what-happened": ACCOUNT})
    site.drain()
    add(site, words, "And one more thing.")
    site.drain()
    [allegation] = rows(site, Allegation)
    queue = rows(site, Waiting)
    assert {row.allegation_ref for row in queue} == {allegation.ref}
    assert len({row.link for row in queue}) == 2
    assert len(in_vault(site)) == 2
    assert [decision for decision, _ref in entries(site, "allegation:add")] == ["attempted", "done"]


def test_only_the_steward_brings_anything_in(site: Site) -> None:
    """The acts that the round calls ask policy themselves; a custodian's own unit of work is refused."""
    site.visitor().tell_all({"what-happened": ACCOUNT})
    [row] = site.gateway_rows()
    site.unit.unlock(HANDLER)
    with site.unit.work(HANDLER) as uow, pytest.raises(Exception, match="is_steward"):
        service.require(uow.actor, service.Action.STEWARD, service.Nothing(row.submission_ref), uow.now)
    assert isinstance(row, Submission)
    assert date(2026, 11, 21) == site.unit.now.date()
