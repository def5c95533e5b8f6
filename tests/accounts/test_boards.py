"""Boards made of sections, and the way from a reference to its page."""

from typing import Any

import pytest

from app.access.policy import Action
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.boards import Section
from app.web.faces import Face
from audit.events import Event
from tests.accounts.office import Office
from tests.pages import proofread, text_of

TEMPLATE = "accounts/running_out_section.html"


@pytest.fixture(autouse=True)
def own_registers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test begin with an empty board, and add sections and destinations without leaving them behind."""
    others = {key: one for key, one in boards._sections.items() if one.on != boards.BOARD}
    monkeypatch.setattr(boards, "_sections", others)
    monkeypatch.setattr(boards, "_destinations", {})


def nothing(_uow: UnitOfWork) -> None:
    return None


def something(_uow: UnitOfWork) -> dict[str, Any]:
    return {"standing": [], boards.LISTED: ["REP-1", "REP-2"]}


def test_a_section_stands_on_the_board_of_those_it_is_for(office: Office) -> None:
    boards.add(Section(5, Action.PEOPLE_LIST, TEMPLATE, something))
    assert "Training that runs out" in proofread(office.signed_in("sian").get("/board").text).text
    assert "Training that runs out" not in office.signed_in("omar").get("/board").text


def test_a_section_of_one_face_does_not_stand_on_the_other(office: Office) -> None:
    boards.add(Section(5, Action.BOARD_READ, TEMPLATE, something, faces=(Face.PARTNER,)))
    assert "Training that runs out" not in office.signed_in("omar").get("/board").text
    assert "Training that runs out" in office.signed_in("rory").get("/partner/board").text


def test_what_one_application_adds_stands_on_its_own_pages_only(office: Office) -> None:
    boards.add_section(office.app, Section(5, Action.BOARD_READ, TEMPLATE, something))
    browser = office.signed_in("omar")
    assert "Training that runs out" in browser.get("/board").text
    other = office.worker().test_client()
    other.set_cookie("__Host-staff", browser.get_cookie("__Host-staff").value)
    assert "Training that runs out" not in other.get("/board").text


def test_sections_stand_in_their_order_whatever_was_added_first(office: Office) -> None:
    boards.add(Section(20, Action.BOARD_READ, TEMPLATE, something))
    boards.add(Section(10, Action.BOARD_READ, "components/empty.html", something))
    actor = actor_of(office, "omar")
    with office.app.test_request_context("/board"), office.house.work(actor, writes=False) as uow:
        loaded = boards.load_sections(uow, boards.BOARD)
    assert [template for template, _values in loaded] == ["components/empty.html", TEMPLATE]


def test_a_board_goes_on_over_as_many_pages_as_its_sections_ask_for(office: Office) -> None:
    templates = ["components/empty.html", "components/table.html", "components/tag.html", "components/tabs.html"]
    for order, template in enumerate(templates):
        boards.add(Section(order, Action.BOARD_READ, template, something, asks=3))
    actor = actor_of(office, "omar")
    with office.app.test_request_context("/board"), office.house.work(actor, writes=False) as uow:
        first = boards.load_board(uow)
        second = boards.load_board(uow, first.rest[0].name)
    assert [template for template, _values in (*first.sections, *second.sections)] == templates
    assert ([one.name for one in first.rest], second.rest) == (["components/tag", "components/tabs"], [])


def test_a_section_that_asks_more_than_is_left_stands_on_a_page_of_its_own(office: Office) -> None:
    for order, template in enumerate(["components/empty.html", "components/table.html"]):
        boards.add(Section(order, Action.BOARD_READ, template, something, asks=boards.MOST_ASKED))
    actor = actor_of(office, "omar")
    with office.app.test_request_context("/board"), office.house.work(actor, writes=False) as uow:
        first = boards.load_board(uow)
        second = boards.load_board(uow, first.rest[0].name)
    assert [len(one.sections) for one in (first, second)] == [1, 1]
    assert ([one.name for one in first.rest], second.rest) == (["components/table"], [])


def test_pages_of_a_board_lead_to_each_other_and_only_what_was_shown_is_recorded(office: Office) -> None:
    boards.add(Section(1, Action.BOARD_READ, TEMPLATE, something, asks=boards.MOST_ASKED))
    more = {"asks": boards.MOST_ASKED, "title": "What is left"}
    boards.add(Section(2, Action.BOARD_READ, "components/empty.html", nothing, **more))  # type: ignore[arg-type]
    browser = office.signed_in("omar")
    first = proofread(browser.get("/board").text)
    assert "Training that runs out" in first.text
    onward = next(link for link in first.all("a") if text_of(link) == "What is left")
    second = proofread(browser.get(onward.get("href")).text)
    assert "Nothing more needs you now." in second.text
    assert any(link.get("href") == "/board" for link in second.all("a") if text_of(link) == "The top of your board")
    assert [one.entry.detail["count"] for one in office.log(Event.BOARD_READ)] == [0, 2]


def test_a_board_does_not_begin_with_a_section_that_is_not_ones_own(office: Office) -> None:
    boards.add(Section(1, Action.PEOPLE_LIST, TEMPLATE, something))
    not_mine = office.signed_in("omar").get("/board?from=accounts/running_out_section")
    unknown = office.signed_in("omar").get("/board?from=nothing/there")
    assert (not_mine.status_code, unknown.status_code) == (404, 404)
    assert "Training that runs out" not in not_mine.text
    assert office.signed_in("sian").get("/board?from=accounts/running_out_section").status_code == 200


def test_every_part_of_a_board_has_a_title_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    titles = [one.title for one in boards._sections.values() if one.on == boards.BOARD]
    assert all(titles)
    assert len(set(titles)) == len(titles) > 20


def test_an_empty_board_says_why_it_is_empty(office: Office) -> None:
    page = proofread(office.signed_in("omar").get("/board").text)
    assert "none of your roles brings work to this board" in page.text
    boards.add(Section(5, Action.ALLEGATION_SEARCH, TEMPLATE, nothing))
    assert "Nothing needs you now." in office.signed_in("omar").get("/board").text


def test_reading_a_board_is_recorded_with_what_it_showed(office: Office) -> None:
    boards.add(Section(5, Action.BOARD_READ, TEMPLATE, something))
    office.signed_in("omar").get("/board")
    entry = office.log(Event.BOARD_READ)[0].entry
    assert (entry.decision, entry.detail["count"], bool(entry.private)) == ("done", 2, True)
    assert "REP-1" not in str(entry)


def test_a_board_that_cannot_be_recorded_is_not_shown(office: Office) -> None:
    browser = office.signed_in("omar")
    boards.add(Section(5, Action.BOARD_READ, TEMPLATE, something))
    assert office.house.stores.audit is not None
    with office.house.stores.audit.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE entries RENAME TO gone")
    response = browser.get("/board")
    assert response.status_code == 503
    assert "Training that runs out" not in response.text


def test_the_start_page_leads_to_the_board(office: Office) -> None:
    assert office.signed_in("omar").get("/").location == "/board"
    assert office.signed_in("rory").get("/partner").location == "/partner/board"
    assert office.browser().get("/").location == "/sign-in?next=/"


def test_a_reference_leads_to_its_page(office: Office) -> None:
    boards.destination("ABC-", "account.end_session", Action.BOARD_READ, parameter="session_ref")
    browser = office.signed_in("omar")
    assert browser.get("/go?ref=ABC-2026-000001").location == "/account/sessions/ABC-2026-000001/end"
    assert browser.get("/go?ref=%20abc-2026%20-000001").location == "/account/sessions/ABC-2026-000001/end"


def test_a_reference_that_is_not_for_this_person_is_not_there(office: Office) -> None:
    boards.destination("ABC-", "account.end_session", Action.PEOPLE_LIST, parameter="session_ref")
    browser = office.signed_in("omar")
    not_mine = browser.get("/go?ref=ABC-2026-000001")
    assert not_mine.status_code == 404
    for ref in ("XYZ-2026-000001", "", "ABC", "ABC-<script>", "//evil.example", "ABC-" + "9" * 60):
        unknown = browser.get("/go", query_string={"ref": ref})
        assert (unknown.status_code, unknown.data) == (404, not_mine.data), ref


def test_the_reference_box_stands_on_every_staff_page(office: Office) -> None:
    browser = office.signed_in("sian")
    for address in ("/board", "/account", "/people", "/unlock", "/help"):
        assert proofread(browser.get(address).text).one("form", role="search").get("action") == "/go"


@pytest.mark.parametrize("root", ["", "/partner"])
@pytest.mark.parametrize("about", ["help", "privacy", "cookies", "accessibility"])
def test_help_can_be_read_before_signing_in(office: Office, root: str, about: str) -> None:
    response = office.browser().get(f"{root}/{about}")
    assert response.status_code == 200
    assert len(proofread(response.text).text) > 400


def test_the_cookies_page_names_every_cookie_that_is_set(office: Office) -> None:
    browser = office.signed_in("hanna")
    office.post(browser, "/unlock", "/unlock", passphrase=office.people["hanna"].passphrase)
    browser.get("/account")
    page = browser.get("/cookies").text
    for cookie in browser._cookies.values():  # type: ignore[attr-defined]
        assert cookie.key in page


def actor_of(office: Office, who: str) -> Any:
    browser = office.signed_in(who)
    cookie = f"__Host-staff={browser.get_cookie('__Host-staff').value}"
    with office.app.test_request_context(headers={"Cookie": cookie}):
        return office.app.extensions["sourcekeeper"].load_actor()
