"""What people see and do about themselves."""

from audit.events import Event
from tests.accounts.office import Office
from tests.pages import proofread


def test_a_person_sees_what_they_hold_and_until_when(office: Office) -> None:
    page = proofread(office.signed_in("hanna").get("/account").text)
    for text in (
        "Hanna Brook",
        "hanna.brook",
        "Intelligence Unit North, Home Office",
        "Developed Vetting",
        "Its last day is 1 March 2029.",
        "Source handler, since 23 November 2026",
        "Source engagement",
        "Data protection for law enforcement",
        "1 June 2027",
        "This browser",
    ):
        assert text in page.text, text


def test_nobody_elses_name_stands_there(office: Office) -> None:
    page = office.signed_in("hanna").get("/account").text
    assert not [one.name for one in office.people.values() if one.name != "Hanna Brook" and one.name in page]


def test_a_reader_of_an_agency_sees_theirs_too(office: Office) -> None:
    page = proofread(office.signed_in("rory").get("/partner/account").text)
    assert "Agency reader" in page.text
    assert "Referrals desk, Labour Inspectorate" in page.text


def test_what_has_run_out_says_whom_to_ask(office: Office) -> None:
    browser = office.signed_in("omar")
    ref = office.people["omar"].person_ref
    office.edit("UPDATE clearances SET ends_at = '2026-11-01 00:00:00' WHERE person_ref = :ref", ref=ref)
    office.edit("UPDATE course_records SET ends_at = '2026-12-01 00:00:00' WHERE person_ref = :ref", ref=ref)
    page = proofread(browser.get("/account").text)
    assert "Run out" in page.text
    assert "Ask your vetting contact to renew it." in page.text
    assert "Running out" in page.text


def test_somebody_with_nothing_is_told_what_to_do(office: Office) -> None:
    browser = office.signed_in("omar")
    for table in ("clearances", "course_records", "roles_held"):
        office.edit(f"DELETE FROM {table} WHERE person_ref = :ref", ref=office.people["omar"].person_ref)  # noqa: S608
    page = proofread(browser.get("/account").text)
    assert "No clearance is recorded for you" in page.text
    assert "You hold no role today." in page.text
    assert "No course is recorded for you" in page.text


def test_earlier_sessions_stand_there_with_how_they_ended(office: Office) -> None:
    office.signed_in("omar")
    office.tick(minutes=20)
    office.signed_in("omar")
    page = proofread(office.signed_in("omar").get("/account").text)
    assert "Nothing happened for 15 minutes" in page.text
    assert "Signed in somewhere else" in page.text


def test_a_person_ends_a_session_of_their_own(office: Office) -> None:
    browser = office.signed_in("omar")
    other = make_second_session(office, "omar")
    assert "Signed in" in browser.get("/account").text
    assert office.post(browser, f"/account/sessions/{other}/end").location == "/account"
    assert office.rows("SELECT ended_because FROM sessions WHERE session_ref = :ref", ref=other) == [
        {"ended_because": "ENDED_BY_OWNER"}
    ]
    assert office.decisions(Event.SESSION_END) == [("done", ""), ("attempted", "")]
    assert office.post(browser, f"/account/sessions/{other}/end").status_code == 409


def test_nobody_ends_a_session_of_somebody_else(office: Office) -> None:
    browser, victim = office.signed_in("sian"), office.signed_in("omar")
    ref = office.people["omar"].person_ref
    [row] = office.rows("SELECT session_ref FROM sessions WHERE person_ref = :ref AND ended_at IS NULL", ref=ref)
    refused = office.post(browser, f"/account/sessions/{row['session_ref']}/end")
    missing = office.post(browser, f"/account/sessions/{'0' * 32}/end")
    assert refused.status_code == missing.status_code == 404
    assert refused.data == missing.data
    assert victim.get("/board").status_code == 200
    assert office.decisions(Event.SESSION_END)[:2] == [("refused", "not_visible"), ("attempted", "")]


def test_account_pages_are_for_whoever_is_signed_in(office: Office) -> None:
    browser = office.browser()
    for address in ("/account", "/account/passphrase", "/partner/account", "/partner/account/passphrase"):
        assert "/sign-in" in browser.get(address).location


def make_second_session(office: Office, who: str) -> str:
    """Put a second live session beside the first, as if the rule of one had not held; returns its reference."""
    person = office.people[who]
    office.edit("DROP INDEX uq_sessions_live_person")
    office.edit(
        "INSERT INTO sessions SELECT '" + "e" * 32 + "', '" + "f" * 64 + "', account_ref, person_ref, face, made_at,"
        " used_at, ends_at, NULL, '', 0, NULL, 0, 0, 0, 0 FROM sessions WHERE person_ref = :ref AND ended_at IS NULL",
        ref=person.person_ref,
    )
    return "e" * 32
