"""Coming back with eight words: one answer to all, whether the words were given to somebody or to nobody."""

import re
import secrets
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.allegations.models import Addition, Mailbox, OutgoingMessage
from app.database import new_id
from app.intake import mailboxes, replies
from app.intake.mailboxes import DECOY, Message
from app.intake.models import SLOTS, MailboxSlot
from app.intake.views.receipts import ANSWER_BYTES
from crypto.keys import PublicKey
from crypto.messages import LONGEST_BYTES, SLOT_BYTES
from crypto.receipts import mailbox, new_receipt
from tests.intake.site import ACCOUNT, EVERYTHING, Site, Visitor

NOTHING_HERE = "There is nothing here for these words yet"


def told(site: Site) -> str:
    """Tell us something and let the steward bring it in; returns the words."""
    words = site.visitor().tell_all({"what-happened": ACCOUNT})
    assert site.drain() == 1
    return words


def write(site: Site, words: str, text: str) -> None:
    """Write to the holder of a receipt, as the source unit does."""
    ref = site.house.deployment.ref
    locator = mailbox(words, ref).locator
    with Session(site.unit.house.stores.case) as session:
        box = session.scalars(select(Mailbox).where(Mailbox.locator == locator)).one()
        sealed = Message("message", text, site.unit.now.date()).sealed(PublicKey.decode(box.public_key), ref, locator)
        session.add(OutgoingMessage(id=new_id(), link=box.link, sealed=sealed, made_at=site.unit.now))
        session.commit()
    replies.deliver(site.unit.house)
    site.unit.tick(minutes=1)


def slots_of(site: Site, locator: str) -> list[bytes]:
    with Session(site.house.stores.gateway) as session:
        return list(session.scalars(select(MailboxSlot.sealed).where(MailboxSlot.locator == locator)))


def answer(site: Site, words: str) -> Any:
    """Return the reply to some words."""
    visitor = site.visitor()
    visitor.come_back(words)
    assert visitor.response is not None
    return visitor.response


def test_the_words_lead_to_a_word_that_it_arrived(site: Site, visitor: Visitor) -> None:
    page = visitor.come_back(told(site))
    assert visitor.status == 200
    assert "We have received what you told us" in page.text
    assert "21 November 2026" in page.text


@pytest.mark.parametrize(
    "typed",
    [
        lambda words: words.upper(),
        lambda words: "  " + words.replace(" ", "   ") + " ",
        lambda words: words.replace(" ", "-"),
        lambda words: words.replace(" ", ", "),
        lambda words: "\t".join(words.title().split()),
        lambda words: words.replace(" ", "\u2010"),
    ],
)
def test_capitals_spaces_and_hyphens_do_not_matter(site: Site, visitor: Visitor, typed: Any) -> None:
    page = visitor.come_back(typed(told(site)))
    assert "We have received what you told us" in page.text


def test_words_that_nobody_was_given_say_kindly_what_it_may_be(site: Site, visitor: Visitor) -> None:
    told(site)
    page = visitor.come_back(new_receipt())
    assert visitor.status == 200
    assert NOTHING_HERE in page.text
    assert "One of the words is not the one we gave you" in page.text
    assert "Type the words again" in page.text


def test_a_slip_of_the_pen_is_named_and_the_words_are_kept(site: Site, visitor: Visitor) -> None:
    words = told(site)
    slipped = words.rsplit(" ", 1)[0] + " qwzzx"
    page = visitor.come_back(slipped)
    assert visitor.status == 400
    assert "Our list of words does not have: qwzzx" in page.text
    assert page.value("words") == slipped
    page = visitor.come_back(words.rsplit(" ", 1)[0])
    assert "A receipt has 8 words. You typed 7." in page.text


@pytest.mark.parametrize("typed", ["", "   ", "<script>alert(1)</script>", "9" * 500, "ŵ " * 8, "\u202eabc"])
def test_whatever_is_typed_gets_an_answer(site: Site, visitor: Visitor, typed: str) -> None:
    page = visitor.come_back(typed)
    assert visitor.status == 400
    assert "<script>alert" not in page.html


def test_every_answer_weighs_the_same(site: Site) -> None:
    """Nobody who watches the line can tell a receipt that exists from one that does not, nor how much is in it."""
    empty, full, wrong = told(site), told(site), new_receipt()
    not_brought_in = site.visitor().tell_all({"what-happened": ACCOUNT})
    for number in range(10):
        write(site, full, f"{number}" + "&'<>\"" * 150)
    weights = {}
    for name, words in (("status", empty), ("full", full), ("wrong", wrong), ("waiting", not_brought_in)):
        response = answer(site, words)
        weights[name] = (len(response.data), len(response.headers.get("Set-Cookie", "")))
    assert set(weights.values()) == {(ANSWER_BYTES, 0)}


def test_the_weight_is_filled_with_noise_so_that_compressing_it_tells_nothing(site: Site) -> None:
    fillings = {re.search(r"<!-- ([0-9a-f]+) -->\s*$", answer(site, new_receipt()).text) for _ in range(2)}
    assert len({match[1] for match in fillings if match}) == 2


def test_a_miss_reads_as_many_rows_and_tries_as_many_slots_as_a_hit(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = told(site)
    tried: list[int] = []
    genuine = mailboxes.open_message
    monkeypatch.setattr(mailboxes, "open_message", lambda *given: tried.append(len(given[3])) or genuine(*given))
    statements: list[str] = []
    rows: list[int] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(site.house.stores.gateway, "before_cursor_execute", note)
    seen = {}
    for name, given in (("hit", words), ("miss", new_receipt())):
        statements.clear()
        tried.clear()
        with Session(site.house.stores.gateway) as session:
            box = mailbox(given, site.house.deployment.ref)
            rows = [len(sealed) for sealed in session.scalars(mailboxes.slots_at(box.locator))]
        answer(site, given)
        seen[name] = (list(statements), list(tried), rows)
    event.remove(site.house.stores.gateway, "before_cursor_execute", note)
    assert seen["hit"] == seen["miss"]
    assert seen["hit"][1] == [SLOT_BYTES] * SLOTS
    assert seen["hit"][2] == [SLOT_BYTES] * SLOTS


def test_a_mailbox_always_has_as_many_slots_of_one_size(site: Site) -> None:
    words = told(site)
    locator = mailbox(words, site.house.deployment.ref).locator
    for number in range(12):
        assert [len(slot) for slot in slots_of(site, locator)] == [SLOT_BYTES] * SLOTS
        write(site, words, f"Message {number}")
    assert [len(slot) for slot in slots_of(site, DECOY)] == [SLOT_BYTES] * SLOTS


def test_the_newest_messages_are_kept_and_the_oldest_make_room(site: Site, visitor: Visitor) -> None:
    words = told(site)
    for number in range(9):
        write(site, words, f"Message number {number} ends")
    page = visitor.come_back(words)
    assert "Message number 8 ends" in page.text
    assert "Message number 1 ends" in page.text
    assert "Message number 0 ends" not in page.text


def test_a_message_is_shown_as_it_was_written_and_never_run(site: Site, visitor: Visitor) -> None:
    words = told(site)
    write(site, words, "First line\n<b>Ŵŷr</b> & 'co'")
    page = visitor.come_back(words)
    assert "<b>Ŵŷr</b>" in page.text
    assert not [e for e in page.all("b") if "Ŵŷr" in "".join(e.itertext())]


def test_the_longest_message_fits(site: Site, visitor: Visitor) -> None:
    words = told(site)
    longest = "m" * (LONGEST_BYTES - len('{"kind":"message","on":"2026-11-21","text":""}'))
    write(site, words, longest)
    assert longest in visitor.come_back(words).text
    with pytest.raises(ValueError, match="too long"):
        write(site, words, longest + "m")


def test_a_slot_that_holds_noise_is_passed_over(site: Site, visitor: Visitor) -> None:
    words = told(site)
    locator = mailbox(words, site.house.deployment.ref).locator
    with Session(site.house.stores.gateway) as session:
        for row in session.scalars(select(MailboxSlot).where(MailboxSlot.locator == locator)):
            row.sealed = secrets.token_bytes(SLOT_BYTES if row.slot else 10)
        session.commit()
    page = visitor.come_back(words)
    assert visitor.status == 200
    assert NOTHING_HERE in page.text


def test_no_words_lead_to_what_is_read_in_the_place_of_a_miss(site: Site) -> None:
    told(site)
    assert not re.fullmatch("0+", mailbox(new_receipt(), site.house.deployment.ref).locator)
    assert slots_of(site, DECOY)


# Adding something


def test_somebody_who_comes_back_can_add_something(site: Site, visitor: Visitor) -> None:
    words = told(site)
    visitor.come_back(words)
    visitor.press("Answer, or add something")
    page = visitor.press("Continue", more="They have moved to Canary-Barn.", danger="no", more_reach="")
    assert "They have moved to Canary-Barn." in page.text
    page = visitor.press("Send")
    assert "We have what you added" in page.text
    assert site.drain() == 1
    with Session(site.unit.house.stores.case) as session:
        [addition] = session.scalars(select(Addition))
        assert addition.text == "They have moved to Canary-Barn."
    assert site.allegations() == 1
    page = visitor.come_back(words)
    assert "We have received what you added" in page.text
    assert "We have received what you told us" in page.text


def test_own_details_in_what_is_added_are_cut_out_of_it(site: Site, visitor: Visitor) -> None:
    words = told(site)
    visitor.come_back(words)
    visitor.press("Answer, or add something")
    visitor.press(
        "Continue",
        more="Call me on 07700 900456, or at wren@canarymail.example, about the barn.",
        more_reach="My new number: 07700 900456, wren@canarymail.example",
    )
    visitor.press("Send")
    site.drain()
    with Session(site.unit.house.stores.case) as session:
        [addition] = session.scalars(select(Addition))
    assert "900456" not in addition.text
    assert "canarymail" not in addition.text
    assert "about the barn" in addition.text


def test_going_back_and_forth_keeps_what_is_added(site: Site, visitor: Visitor) -> None:
    visitor.come_back(told(site))
    visitor.press("Answer, or add something")
    page = visitor.press("Continue", more="", more_reach="Canary-Reach")
    assert visitor.status == 400
    assert "Write what you want to add" in page.text
    assert (page.value("more_reach") or "").strip() == "Canary-Reach"
    visitor.press("Continue", more="Something")
    page = visitor.press("Change")
    assert (page.value("more") or "").strip() == "Something"
    assert (page.value("more_reach") or "").strip() == "Canary-Reach"


def test_what_is_added_waits_no_longer_than_it_must_when_somebody_is_in_danger(site: Site, visitor: Visitor) -> None:
    visitor.come_back(told(site))
    visitor.press("Answer, or add something")
    visitor.press("Continue", more="He has a knife.", danger="yes")
    visitor.press("Send")
    [row] = site.gateway_rows()
    assert row.urgent
    site.drain_urgent()
    with Session(site.unit.house.stores.case) as session:
        [addition] = session.scalars(select(Addition))
    assert "He has a knife." in addition.text
    assert "the teller said yes" in addition.text


def test_adding_with_mistaken_words_is_not_lost(site: Site, visitor: Visitor) -> None:
    """Whoever mistypes a word and writes on must be read all the same: it becomes a report of its own."""
    told(site)
    mistaken = new_receipt()
    visitor.come_back(mistaken)
    visitor.press("Answer, or add something")
    visitor.press("Continue", more="It goes on every Friday.")
    visitor.press("Send")
    assert visitor.status == 200
    assert site.drain() == 1
    assert site.allegations() == 2
    assert "We have received what you told us" in visitor.come_back(mistaken).text


def test_what_is_added_looks_like_any_submission(site: Site, visitor: Visitor) -> None:
    words = told(site)
    visitor.tell_all({"what-happened": ACCOUNT})
    visitor.come_back(words)
    visitor.press("Answer, or add something")
    visitor.press("Continue", more="Something short.")
    visitor.press("Send")
    sizes = {(len(row.story), len(row.identity)) for row in site.gateway_rows()}
    assert len(site.gateway_rows()) == 2
    assert len(sizes) == 1


def test_a_form_of_one_kind_sends_nothing_as_the_other(site: Site, visitor: Visitor) -> None:
    page = visitor.tell(EVERYTHING)
    values = visitor.filled(page)
    visitor.send("/receipt/sent", values)
    assert visitor.status != 200
    visitor.come_back(new_receipt())
    visitor.press("Answer, or add something")
    page = visitor.press("Continue", more="Something")
    visitor.send("/tell-us/sent", visitor.filled(page))
    assert visitor.status != 200
    assert not site.gateway_rows()
