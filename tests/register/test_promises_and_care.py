"""What was promised at intake is kept and enforced; whoever is under 18 or vulnerable takes the longer path."""

from app.markings.promises import CONFIDENCE, PROMISE_BY_CODE
from app.risk.models import Review
from audit.events import Decision, Event
from tests.factories import Unit
from tests.pages import proofread
from tests.risk.office import row, send
from tests.sources.test_registering import register


def test_a_source_keeps_what_it_was_promised(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    assert row(whole_unit, source_ref).promise == CONFIDENCE
    assert PROMISE_BY_CODE[CONFIDENCE].wording in proofread(visitor.get(f"/sources/{source_ref}").text).text


def test_a_child_is_held_by_two_groups_and_looked_at_monthly(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    address = f"/sources/{source_ref}/care"
    assert proofread(visitor.get(address).text)
    assert send(visitor, address, {"care": "CHILD"}).status_code == 400
    assert send(visitor, address, {"care": "CHILD", "words": "Canary-Adult is the aunt"}).status_code == 302
    assert b"Canary-Adult" not in whole_unit.raw()
    source = row(whole_unit, source_ref)
    assert (source.care, source.must_be_held, source.drift_score) == ("CHILD", "DUAL", 2)
    asked = {"compartment": "identity", "purpose": "WELFARE", "reason": "To look"}
    assert send(visitor, f"/sources/{source_ref}/open", asked).status_code == 403
    assert send(visitor, f"/sources/{source_ref}/not-sensitive", {"because": "Why not"}).status_code == 409
    with whole_unit.steward() as uow:
        assert "CARE" in {review.cause for review in uow.case.query(Review).filter_by(state="DUE")}
    [done, *_] = whole_unit.entries(action=Event.CARE_MARK.action, decision=Decision.DONE)
    assert done.entry.detail["care"] == "CHILD"
