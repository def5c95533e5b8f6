"""The administrator's list of people."""

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.queries import Place
from app.accounts.queries import people as listing
from audit.events import Event
from tests.accounts.office import Office
from tests.pages import proofread, text_of


def names_on(html: str) -> list[str]:
    """Return the people of the list, in order."""
    page = proofread(html)
    table = [one for one in page.all("table") if "end of their vetting" in text_of(one)][0]
    return [" ".join(text_of(head).split()[:2]) for head in table.iter("th") if head.get("scope") == "row"]


def test_whose_vetting_ends_first_stands_first(office: Office) -> None:
    soon = office.people["uma"].person_ref
    office.edit("UPDATE clearances SET ends_at = '2026-12-01 00:00:00' WHERE person_ref = :ref", ref=soon)
    page = office.signed_in("sian").get("/people").text
    assert names_on(page)[0] == "Uma Lowe"
    assert set(names_on(page)) == {one.name for one in office.people.values()}
    assert "Running out" in page


def test_training_that_runs_out_stands_above(office: Office) -> None:
    office.edit(
        "UPDATE course_records SET ends_at = '2026-11-20 00:00:00' WHERE course = 'AUDIT' AND person_ref = :ref",
        ref=office.people["uma"].person_ref,
    )
    page = proofread(office.signed_in("sian").get("/people").text)
    assert "Training that runs out" in page.text
    assert "The lawful purposes of audit" in page.text


def test_a_course_passed_again_is_not_running_out(office: Office) -> None:
    office.edit(
        "INSERT INTO course_records SELECT lower(hex(randomblob(16))), person_ref, course, passed_on,"
        " '2026-11-20 00:00:00', NULL FROM course_records WHERE course = 'AUDIT'"
    )
    assert "Training that runs out" not in office.signed_in("sian").get("/people").text


def test_the_list_is_recorded_with_whom_it_showed_sealed(office: Office) -> None:
    office.signed_in("sian").get("/people")
    entry = office.log(Event.PEOPLE_LIST)[0].entry
    assert (entry.decision, entry.detail["count"]) == ("done", len(office.people))
    assert entry.private
    assert not [one.name for one in office.people.values() if one.name in str(entry)]


@pytest.mark.parametrize("who", ["omar", "hanna", "colm", "ada", "uma"])
def test_nobody_but_the_administrator_sees_it(office: Office, who: str) -> None:
    browser = office.signed_in(who)
    response = browser.get("/people")
    assert response.status_code == 403
    assert "Sian Dale" not in response.text
    assert office.decisions(Event.PAGE_REFUSED)[0][0] == "refused"
    assert "/people" not in browser.get("/board").text


def test_no_key_and_no_secret_stands_there(office: Office) -> None:
    page = office.signed_in("sian").get("/people").text
    for row in office.vault_rows("members"):
        assert row["public"].hex()[:32] not in page
    assert "token" not in page.replace("csrf_token", "")


def test_it_goes_on_by_key_and_never_says_how_many(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE_ROWS", 3)
    browser = office.signed_in("sian")
    seen: list[str] = []
    page = browser.get("/people").text
    while True:
        seen += names_on(page)
        more = proofread(page).all("a", rel="next")
        if not more:
            break
        page = browser.get(str(more[0].get("href"))).text
    assert sorted(seen) == sorted(one.name for one in office.people.values())


def test_a_place_that_makes_no_sense_is_the_beginning(office: Office) -> None:
    browser = office.signed_in("sian")
    for after in ("x", "~", "2026-11-01~y", "2026-11-01T00:00:00~y", "\x00"):
        assert len(names_on(browser.get("/people", query_string={"after": after}).text)) == len(office.people)
    place = Place(datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=1), "y")
    assert Place.parse(str(place)) == place


def test_somebody_who_left_is_not_on_it(office: Office) -> None:
    office.edit("UPDATE accounts SET state = 'LEFT' WHERE sign_in_name = 'omar.pike'")
    office.edit("UPDATE accounts SET state = 'SUSPENDED' WHERE sign_in_name = 'uma.lowe'")
    page = office.signed_in("sian").get("/people").text
    assert "Omar Pike" not in page
    assert "Suspended" in page


def test_no_page_of_accounts_takes_more_than_twelve_statements(office: Office) -> None:
    browser = office.signed_in("sian")
    for address in ("/board", "/account", "/people", "/account/passphrase", "/unlock"):
        browser.get(address)
        with office.counting() as seen:
            assert browser.get(address).status_code == 200
        counted = [one for one in seen if not one.startswith(("PRAGMA", "BEGIN"))]
        # The log writes its entry past the engine: four statements with the note on what was shown.
        assert len(counted) <= 12 - 4, (address, len(counted), counted)
