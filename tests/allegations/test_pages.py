"""The pages of allegations: proof-read, few statements, text that stays text, and no hint of what is not theirs."""

import pytest

from app.allegations import service
from app.allegations.given import Person, Where
from tests.allegations.desk import CANARY, Desk
from tests.factories import Visitor
from tests.pages import Page, proofread

POLYGLOT = (
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//"
    "</stYle/</titLe/</teXtarEa/</scRipt/--!><sVg/oNloAd=alert()//>"
)
TEMPLATE = "{{ 7*7 }}${7*7}<%= 7*7 %>"
NASTY = f"{POLYGLOT}{TEMPLATE}"
MOST_STATEMENTS = 12


def nasty(**more: object) -> dict[str, object]:
    """Return an allegation in which every text wants to be more than text."""
    person = dict.fromkeys(("name", "aliases", "age", "nationality", "address", "description", "phone"), NASTY)
    person |= dict.fromkeys(("email", "vehicle", "employer", "home_office_ref", "passport"), NASTY)
    place = dict.fromkeys(("address", "postcode", "business", "company", "port", "uprn", "safety", "vehicle"), NASTY)
    texts = {"account": NASTY, "happened_when": NASTY, "expected_what": NASTY}
    return {**texts, "people": (Person(**person),), "places": (Where(**place),), **more}  # type: ignore[arg-type]


def looks_right(visitor: Visitor, address: str, *, status: int = 200) -> Page:
    """Return a page, proof-read, that took few statements and holds text as text."""
    with visitor.unit.counting() as statements:
        reply = visitor.get(address)
    assert reply.status_code == status, reply.text
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
    page = proofread(reply.text)
    assert not page.all("svg", onload="alert()")
    return page


def test_every_page_is_sound_and_takes_few_statements(desk: Desk) -> None:
    refs = [desk.collect(**nasty()) for _ in range(30)]
    desk.do("asha", service.take, refs[0])
    desk.do("asha", service.hold, refs[0], reason=NASTY)
    desk.do("asha", service.take, refs[1])
    for who, addresses in {
        "asha": ["/board", "/allegations/list/clock", "/allegations/list/mine", f"/allegations/{refs[1]}/hold"],
        "mia": [
            "/board",
            f"/allegations/{refs[1]}",
            f"/allegations/{refs[1]}/history",
            f"/allegations/{refs[1]}/return",
        ],
        "hana": ["/board", "/allegations/list/held", f"/allegations/{refs[0]}/held", f"/allegations/{refs[0]}"],
        "dora": ["/board", "/allegations/list/assessed"],
    }.items():
        visitor = desk.unit.sign_in(who)
        for address in addresses:
            looks_right(visitor, address)


def test_what_was_said_is_shown_as_it_was_typed(desk: Desk) -> None:
    ref = desk.taken("asha", **nasty())
    page = looks_right(desk.unit.sign_in("asha"), f"/allegations/{ref}")
    assert page.text.count(POLYGLOT) >= 15
    assert TEMPLATE in page.text


def test_the_lists_of_everybody_can_be_opened(desk: Desk) -> None:
    desk.collect()
    for who in ("asha", "mia", "hana", "cleo", "iris", "dora"):
        visitor = desk.unit.sign_in(who)
        first = visitor.get("/allegations", follow_redirects=True)
        links = [link.get("href") for link in proofread(first.text).all("a", **{"class": "moj-sub-navigation__link"})]
        assert links
        for link in links:
            looks_right(visitor, str(link))


@pytest.mark.parametrize("who", ["olga", "sid", "ava"])
def test_those_with_no_business_here_are_stopped_at_the_door(desk: Desk, who: str) -> None:
    ref = desk.collect()
    visitor = desk.unit.sign_in(who)
    for address in ("/allegations", "/allegations/list/clock", f"/allegations/{ref}", f"/allegations/{ref}/history"):
        reply = visitor.get(address)
        assert reply.status_code == 403
        assert CANARY not in reply.text


def test_what_is_another_units_and_what_is_not_there_look_the_same(desk: Desk) -> None:
    ref = desk.collect_elsewhere()
    visitor = desk.unit.sign_in("asha")
    for path in ("", "/history", "/hold"):
        there, nowhere = (visitor.get(f"/allegations/{one}{path}") for one in (ref, "IMS-2026-999999"))
        assert (there.status_code, there.data) == (nowhere.status_code, nowhere.data)
        assert there.status_code == 404
    for path in ("/take", "/noted", "/develop"):
        there, nowhere = (
            visitor.post(f"/allegations/{one}{path}", on="/allegations/list/clock") for one in (ref, "IMS-2026-999999")
        )
        assert (there.status_code, there.data) == (nowhere.status_code, nowhere.data)


def test_a_colleagues_says_who_has_it_and_what_to_do_and_nothing_else(desk: Desk) -> None:
    ref = desk.taken("asha")
    reply = desk.unit.sign_in("ben").get(f"/allegations/{ref}")
    page = proofread(reply.text)
    assert reply.status_code == 403
    assert "Asha Quill is assessing it. This is not yours to do. Ask its owner, or their manager." in page.text
    assert CANARY not in reply.text


def test_a_free_one_can_be_taken_from_its_own_page_and_from_a_list(desk: Desk) -> None:
    first, second = desk.collect(), desk.collect()
    visitor = desk.unit.sign_in("asha")
    assert "Take it to read what was said" in looks_right(visitor, f"/allegations/{first}").text
    reply = visitor.post(f"/allegations/{first}/take", on=f"/allegations/{first}")
    assert (reply.status_code, reply.location) == (302, f"/allegations/{first}/assess")
    board = looks_right(visitor, "/board")
    assert [form.get("action") for form in board.all("form", method="post") if "take" in str(form.get("action"))] == [
        f"/allegations/{second}/take"
    ]


def test_holding_cutting_and_going_on_in_the_browser(desk: Desk) -> None:
    ref = desk.taken("asha")
    asha = desk.unit.sign_in("asha")
    empty = asha.post(f"/allegations/{ref}/hold", {"reason": " "})
    assert empty.status_code == 400
    assert "Say which words would tell who spoke" in proofread(empty.text).text
    assert asha.post(f"/allegations/{ref}/hold", {"reason": "the heron"}).status_code == 302
    held = asha.get(f"/allegations/{ref}")
    assert held.status_code == 403
    assert "It waits for the source unit" in proofread(held.text).text
    assert CANARY not in held.text
    hana = desk.unit.sign_in("hana")
    assert ref in looks_right(hana, "/board").text
    neither = hana.post(f"/allegations/{ref}/held", {"words": ""})
    assert neither.status_code == 400
    both = hana.post(f"/allegations/{ref}/held", {"words": CANARY, "nothing": "y"})
    assert both.status_code == 400
    wrong = hana.post(f"/allegations/{ref}/held", {"words": "no such words"})
    assert wrong.status_code == 400
    assert "no such words" in Page(wrong.text).text
    assert hana.post(f"/allegations/{ref}/held", {"words": CANARY}).status_code == 302
    back = desk.unit.sign_in("asha").get(f"/allegations/{ref}")
    assert back.status_code == 200
    assert CANARY not in back.text


def test_returning_and_reopening_in_the_browser(desk: Desk) -> None:
    ref, closed = desk.taken("asha"), desk.closed("asha")
    mia = desk.unit.sign_in("mia")
    reply = mia.post(f"/allegations/{ref}/return", {"reason": "Check the address.", "who": "anyone"})
    assert reply.status_code == 302
    assert desk.row(ref).owner_ref is None
    assert mia.post(f"/allegations/{closed}/reopen", {"reason": ""}).status_code == 400
    assert mia.post(f"/allegations/{closed}/reopen", {"reason": "A new link."}).status_code == 302
    assert desk.row(closed).status == "REOPENED"


def test_news_is_shown_and_noted(desk: Desk) -> None:
    ref, locator = desk.with_mailbox()
    desk.do("asha", service.take, ref)
    with desk.unit.steward() as uow:
        service.add_more(uow, locator, "They moved.", intake_ref="more-1")
    asha = desk.unit.sign_in("asha")
    assert "More was told" in looks_right(asha, "/board").text
    assert "They moved." in looks_right(asha, f"/allegations/{ref}").text
    assert asha.post(f"/allegations/{ref}/noted", on=f"/allegations/{ref}").status_code == 302
    assert "More was told" not in looks_right(asha, "/board").text


def test_nothing_is_done_without_a_token(desk: Desk) -> None:
    ref = desk.collect()
    visitor = desk.unit.sign_in("asha")
    assert visitor.client.post(f"/allegations/{ref}/take").status_code == 400
    assert desk.row(ref).owner_ref is None


def test_a_reference_leads_to_its_page(desk: Desk) -> None:
    ref = desk.taken("asha")
    reply = desk.unit.sign_in("asha").get(f"/go?ref={ref.lower()}")
    assert (reply.status_code, reply.location) == (302, f"/allegations/{ref}")
