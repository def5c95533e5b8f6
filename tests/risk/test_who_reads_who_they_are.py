"""Whoever reads who a source is and does not look after them raises a review; so does whoever breaks the glass."""

from app.risk import service
from app.sources.models import Source
from tests.custody.test_asking import broken, opened
from tests.factories import Unit
from tests.pages import Page
from tests.risk import test_what_raises_a_review as raising
from tests.sources.test_registering import register

# As any page: that it was read is kept for the steward with one of these.
MOST = 12
OPENING = {"purpose": "WELFARE", "reason": "To see to them"}


def causes(unit: Unit) -> set[str]:
    """Return the causes of every review that is open, once the steward has seen to what happened."""
    with unit.steward() as uow:
        service.see_to_happenings(uow)
    return raising.causes(unit)


def test_only_whoever_does_not_look_after_a_source_raises_a_review_by_reading_who_it_is(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    address = f"/sources/{source_ref}/open"
    own = whole_unit.sign_in("cleo", unlock=True)
    for visitor in (handler, own):
        assert visitor.post(address, OPENING | {"compartment": "identity"}, on="/account").status_code in {200, 302}
    assert causes(whole_unit) == {"FIRST"}
    with whole_unit.behind() as uow:
        # Every controller may open it; from here on another one oversees it.
        uow.case.get_one(Source, source_ref).controller_ref = "somebody else"
    other = whole_unit.sign_in("cleo", unlock=True)
    assert other.post(address, OPENING | {"compartment": "contact"}).status_code == 200
    assert causes(whole_unit) == {"FIRST"}
    token = Page(other.get("/account").text).all("input", name="csrf_token")[0].get("value")
    with whole_unit.counting() as statements:
        reply = other.client.post(address, data=OPENING | {"compartment": "identity", "csrf_token": token})
    assert reply.status_code == 200
    assert len(statements) <= MOST, len(statements)
    assert causes(whole_unit) == {"FIRST", "IDENTITY_READ"}


def test_what_is_opened_for_a_court_raises_one_whoever_opens_it_and_whatever(whole_unit: Unit) -> None:
    handler, source_ref = register(whole_unit)
    why = {"compartment": "circumstances", "purpose": "DISCLOSURE_CPIA", "reason": "The court asks for it"}
    reply = handler.post(f"/sources/{source_ref}/open", why, on="/account")
    assert reply.status_code in {200, 302}, reply.text
    assert causes(whole_unit) == {"FIRST", "DISCLOSURE"}


def test_whoever_breaks_the_glass_raises_one_whoever_it_is(whole_unit: Unit) -> None:
    _, page = broken(whole_unit, "hana")
    before = causes(whole_unit)
    assert "IDENTITY_READ" not in before
    assert opened(whole_unit, page, "identity").status_code == 200
    assert causes(whole_unit) == before | {"IDENTITY_READ"}
