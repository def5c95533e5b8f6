"""What the public form promises: chosen by whoever tells, sealed with what they send, kept in the words they read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.allegations.models import Allegation
from app.founding import Founded
from app.intake.models import Submission
from app.markings.promises import ANONYMOUS, CONFIDENCE, OFFERED, PROMISE_BY_CODE, UNIT_ONLY
from app.sources.models import NOTHING_KEPT, WAITING, Waiting
from audit.events import Decision, Event
from tests.factories import Unit, Visitor, copy_unit
from tests.intake.site import ACCOUNT, EVERYTHING, OWN_CANARIES
from tests.intake.site import Visitor as Teller
from tests.pages import Page, proofread

OWN = dict(EVERYTHING["reaching-you"])


@pytest.fixture(scope="module")
def unit(founded_unit: tuple[Founded, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unit]:
    """Return one unit for all of these: each tells something of its own."""
    made = copy_unit(*founded_unit, tmp_path_factory.mktemp("promised") / "unit")
    yield made
    made.close()


def pages(**reaching: str) -> dict[str, dict[str, Any]]:
    return {"what-happened": dict(ACCOUNT), "reaching-you": reaching}


def newest(unit: Unit) -> tuple[Allegation, Waiting]:
    """Return the allegation that came last, and what the source unit's list says of it."""
    with unit.steward() as uow:
        row = uow.case.scalars(select(Allegation).order_by(Allegation.ref.desc()).limit(1)).one()
        return row, uow.case.scalars(select(Waiting).where(Waiting.allegation_ref == row.ref)).first()  # type: ignore[return-value]


def send(visitor: Visitor, address: str, data: dict[str, Any]) -> Any:
    token = Page(visitor.get("/account").text).all("input", name="csrf_token")[0].get("value")
    return visitor.client.post(address, data={**data, "csrf_token": token})


def teller(unit: Unit) -> Teller:
    found = Teller(unit.public_app.test_client())
    found.comes_from = {"REMOTE_ADDR": "127.0.0.1"}
    return found


def test_every_promise_stands_on_the_page_and_the_one_chosen_before_sending(unit: Unit) -> None:
    there = teller(unit)
    page = there.tell(pages(promise=UNIT_ONLY))
    assert PROMISE_BY_CODE[UNIT_ONLY].wording in page.text
    there.press("Back")
    assert all(one.wording in there.page.text for one in OFFERED)


def test_what_was_chosen_travels_sealed_and_stands_with_allegation_original_and_source_list(unit: Unit) -> None:
    teller(unit).tell_all(pages(**OWN, promise=UNIT_ONLY))
    with unit.steward() as uow:
        [row] = uow.gateway.scalars(select(Submission)).all()
        assert UNIT_ONLY.encode() not in row.story + row.identity
    unit.drain()
    allegation, waiting = newest(unit)
    assert (allegation.promise, waiting.promise, waiting.state) == (UNIT_ONLY, UNIT_ONLY, WAITING)
    hana = unit.sign_in("hana", unlock=True)
    opened = proofread(send(hana, f"/sources/waiting/{waiting.submission_ref}/open", {}).text).text
    assert PROMISE_BY_CODE[UNIT_ONLY].wording in opened
    assert not [word for word in OWN_CANARIES if word.encode() in unit.raw()]


def test_whoever_chooses_nothing_is_promised_confidence(unit: Unit) -> None:
    unit.tell(pages())
    assert newest(unit)[0].promise == CONFIDENCE


def test_of_whoever_stays_anonymous_nothing_reaches_custody_and_nothing_opens(unit: Unit) -> None:
    there = teller(unit)
    there.open("/tell-us/what-happened")
    for values in (ACCOUNT, {}, {}):
        there.press("Continue", values)
    there.press("Continue", {"promise": ANONYMOUS, "your_phone": "07700 900123"})
    assert there.status == 400
    assert "You want to stay anonymous, but you wrote something below" in there.page.text
    there.press("Continue", {"promise": ANONYMOUS, "your_phone": ""})
    words = there.press("Send")
    assert unit.drain() == 1
    allegation, waiting = newest(unit)
    assert (allegation.promise, waiting.state) == (ANONYMOUS, NOTHING_KEPT)
    with unit.steward() as uow:
        assert waiting.submission_ref not in uow.vault.waiting_submissions()
    hana = unit.sign_in("hana", unlock=True)
    assert send(hana, f"/sources/waiting/{waiting.submission_ref}/open", {}).status_code == 403
    [refused, *_] = unit.entries(object_refs=(waiting.submission_ref,), decision=Decision.REFUSED)
    assert (refused.entry.action, refused.entry.rule) == (Event.SUBMISSION_OPEN.action, "may_be_known")
    assert words is not None


def test_whoever_tells_in_welsh_is_held_to_the_words_they_read(unit: Unit) -> None:
    there = teller(unit)
    there.open("/cy/tell-us/what-happened")
    for values in (ACCOUNT, {}, {}, {"your_name": "Wenna"}):
        there.press("Parhau", values)
    promised = there.page.text
    there.press("Anfon")
    assert unit.drain() == 1
    _, waiting = newest(unit)
    hana = unit.sign_in("hana", unlock=True)
    opened = proofread(send(hana, f"/sources/waiting/{waiting.submission_ref}/open", {}).text).text
    said = "maent yn gyfrinachol, nid yn ddienw"
    assert said in promised
    assert said in opened


def test_what_is_added_keeps_to_what_was_promised_first(unit: Unit) -> None:
    """Whoever stays unknown and then gives details is promised confidence; without details nothing is kept."""
    there = teller(unit)
    words = there.tell_all(pages(promise=ANONYMOUS))
    unit.drain()
    for typed, kept in (({"more": "And more."}, False), ({"more": "Ring me.", "more_reach": "07700 900555"}, True)):
        there.come_back(words)
        there.press("Answer, or add something")
        there.press("Continue", typed)
        there.press("Send")
        assert unit.drain() == 1
        allegation, _ = newest(unit)
        with unit.steward() as uow:
            found = uow.case.scalars(select(Waiting).where(Waiting.allegation_ref == allegation.ref)).all()
            assert allegation.promise == ANONYMOUS
            assert any(row.state == WAITING and row.promise == CONFIDENCE for row in found) is kept
