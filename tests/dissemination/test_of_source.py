"""Those who look after a source see by reference what it told and what was passed on of it; nobody else does."""

from app.sources.models import Source
from audit.events import Decision, Event
from tests.dissemination.office import row as report_row
from tests.factories import Unit
from tests.pages import proofread
from tests.risk.test_what_raises_a_review import only_source, releasing, waiting_report


def test_what_they_told_and_what_left_of_it_stands_there_by_reference(whole_unit: Unit) -> None:
    ref = waiting_report(whole_unit)
    source_ref, allegation = only_source(whole_unit), whole_unit.newest_allegation()
    address = f"/sources/{source_ref}/told"
    handler = whole_unit.sign_in("hana")
    before = proofread(handler.get(address).text).text
    assert allegation in before
    assert "Nothing of it was passed on." in before
    assert releasing(whole_unit, ref, "mia").status_code == 302
    after = handler.get(address).text
    assert ref in proofread(after).text
    assert report_row(whole_unit, ref).title not in after
    assert address in proofread(handler.get(f"/sources/{source_ref}/record").text).html
    [read, *_] = whole_unit.entries(action=Event.RECORD_READ.action, object_refs=(source_ref,), decision=Decision.DONE)
    assert read.entry.actor_ref == whole_unit.ref("hana")


def test_nobody_else_learns_which_reports_are_whose(whole_unit: Unit) -> None:
    waiting_report(whole_unit)
    source_ref = only_source(whole_unit)
    address = f"/sources/{source_ref}/told"
    for who, answer in (("asha", 403), ("ava", 403), ("olga", 403), ("sid", 403), ("hugo", 404), ("cleo", 200)):
        assert whole_unit.sign_in(who).get(address).status_code == answer, who
    with whole_unit.behind() as uow:
        uow.case.get_one(Source, source_ref).keeper_ref = whole_unit.ref("hugo")
    keeper = whole_unit.sign_in("hugo")
    assert address not in keeper.get(f"/sources/{source_ref}/record").text
    assert keeper.get(address).status_code == 403
