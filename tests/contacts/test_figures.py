"""Of those who gave details, how many were tried and reached: counted by the steward, seen by few, shown of many."""

from datetime import date

from sqlalchemy import select

from app.allegations.models import Allegation
from app.contacts.figures import ContactFigure, count_contacts, share
from app.contacts.models import Attempt, ContactRequest
from audit.events import Decision, Event
from tests.contacts.test_calling import granted
from tests.contacts.test_safe_moments import record
from tests.factories import Unit
from tests.pages import proofread

MARCH = date(2026, 3, 1)


def counted(unit: Unit) -> list[tuple[date, int, int, int]]:
    """Let the steward count, and return what stands there then."""
    with unit.steward() as uow:
        count_contacts(uow)
    with unit.steward() as uow:
        rows = uow.case.scalars(select(ContactFigure).order_by(ContactFigure.month)).all()
        return [(row.month, row.with_details, row.attempted, row.reached) for row in rows]


def test_the_steward_counts_who_gave_details_was_tried_and_was_reached(whole_unit: Unit) -> None:
    _, grant_ref = granted(whole_unit)
    whole_unit.tell()
    assert counted(whole_unit) == []
    with whole_unit.behind() as uow:
        # Both are assessed; whoever told the second time was never registered.
        for row in uow.case.scalars(select(Allegation)):
            row.assessed_at = uow.now
        old = ContactFigure(month=date(2025, 11, 1), unit_ref="gone", with_details=9, attempted=9, reached=9)
        old.counted_at = uow.now
        uow.case.add(old)
    kept = (date(2025, 11, 1), 9, 9, 9)
    assert counted(whole_unit) == [kept, (MARCH, 1, 0, 0)]
    record(whole_unit, grant_ref, None)
    assert counted(whole_unit) == [kept, (MARCH, 1, 1, 0)]
    record(whole_unit, grant_ref, None, "SPOKE_VERIFIED")
    assert counted(whole_unit) == [kept, (MARCH, 1, 1, 1)]
    with whole_unit.behind() as uow:
        # A call of the handler's, who names the source, counts for what was assessed before it.
        request = uow.case.get_one(ContactRequest, grant_ref)
        source_ref = uow.vault.source_of(request.link)
        assert source_ref
        for attempt in uow.case.scalars(select(Attempt)):
            attempt.link = source_ref
    assert counted(whole_unit) == [kept, (MARCH, 1, 1, 1)]


def test_of_a_handful_no_share_is_shown_and_only_the_source_unit_sees_any(whole_unit: Unit) -> None:
    assert (share(2, 3), share(4, 5), share(5, 5)) == ("", "80 %", "100 %")
    with whole_unit.behind() as uow:
        for month, many in ((MARCH, 4), (date(2026, 2, 1), 8), (date(2025, 3, 1), 7)):
            row = ContactFigure(month=month, unit_ref="gone", with_details=many, attempted=3, reached=2)
            row.counted_at = uow.now
            uow.case.add(row)
    for who in ("cleo", "ava"):
        reader = whole_unit.sign_in(who)
        with whole_unit.counting() as statements:
            shown = proofread(reader.get("/figures/contact").text).text
        assert len(statements) <= 12
        assert "Fewer than 5" in shown
        assert "37 %" in shown
        assert "25 %" in shown
        assert "75 %" not in shown
        assert "March 2025" not in shown
    assert "March 2025" in reader.get("/figures/contact?before=2025-04").text
    assert reader.get("/figures/contact?before=nonsense").status_code == 404
    read = whole_unit.entries(action=Event.FIGURES_READ.action)[0].entry
    assert (read.actor_ref, read.decision) == (whole_unit.ref("ava"), Decision.DONE)
    for who in ("hana", "asha", "mia", "olga"):
        assert whole_unit.sign_in(who).get("/figures/contact").status_code == 403
    assert whole_unit.entries(action=Event.PAGE_REFUSED.action, decision=Decision.REFUSED)
