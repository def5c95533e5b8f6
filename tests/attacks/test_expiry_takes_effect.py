"""What somebody held a moment ago is worth nothing at the next request, on every worker."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.access.actor import Actor
from app.web.work import UNLOCK_COOKIE
from audit.events import Event
from tests.accounts.office import Office

SESSION = "__Host-staff"


def elsewhere(app: Flask, browser: FlaskClient) -> FlaskClient:
    """Return the same browser as another worker sees it."""
    other = app.test_client()
    for cookie in browser._cookies.values():  # type: ignore[attr-defined]
        other.set_cookie(cookie.key, cookie.value)
    return other


def actor_of(office: Office, browser: FlaskClient) -> Actor:
    """Return who this browser's session makes of its holder now."""
    cookie = f"{SESSION}={browser.get_cookie(SESSION).value}"
    with office.app.test_request_context(headers={"Cookie": cookie}):
        actor: Actor = office.app.extensions["sourcekeeper"].load_actor()
    return actor


def ref_of(office: Office, who: str) -> str:
    return office.people[who].person_ref


# Time


def test_fifteen_idle_minutes_end_a_session(office: Office) -> None:
    browser = office.signed_in("omar")
    office.tick(minutes=14, seconds=59)
    assert browser.get("/board").status_code == 200
    office.tick(minutes=15)
    assert browser.get("/board").status_code == 302
    assert "nothing happened for 15 minutes" in browser.get("/sign-in").text


def test_a_session_in_use_goes_on_and_ends_after_eight_hours(office: Office) -> None:
    browser = office.signed_in("omar")
    for _ in range(8 * 6 - 1):
        office.tick(minutes=10)
        assert browser.get("/board").status_code == 200
    office.tick(minutes=10)
    assert browser.get("/board").status_code == 302
    assert "8 hours at most" in browser.get("/sign-in").text


def test_the_last_use_is_written_once_a_minute_at_most(office: Office) -> None:
    browser = office.signed_in("omar")
    writes = []
    for seconds in (10, 30, 30, 5, 5):
        office.tick(seconds=seconds)
        with office.counting() as statements:
            browser.get("/help")
            browser.get("/account")
        writes.append(sum(statement.startswith("UPDATE sessions") for statement in statements))
    assert writes == [0, 0, 1, 0, 0]


def test_using_a_session_that_was_ended_does_not_bring_it_back(office: Office) -> None:
    browser = office.signed_in("omar")
    office.tick(minutes=5)
    office.post(browser, "/sign-out")
    ended = office.rows("SELECT used_at, ended_at FROM sessions")
    office.tick(minutes=5)
    browser.get("/board")
    assert office.rows("SELECT used_at, ended_at FROM sessions") == ended


def test_what_is_unlocked_locks_after_fifteen_idle_minutes(office: Office) -> None:
    browser = office.signed_in("hanna")
    office.post(browser, "/unlock", "/unlock", passphrase=office.people["hanna"].passphrase)
    office.tick(minutes=14)
    assert "Keys unlocked until" in browser.get("/board").text
    office.tick(minutes=1)
    assert "Keys locked" in browser.get("/board").text


def test_vetting_ends_at_its_moment_and_not_a_second_before(office: Office) -> None:
    browser = office.signed_in("omar")
    end = "UPDATE clearances SET ends_at = '2026-11-23 09:02:00.000000' WHERE person_ref = :ref"
    office.edit(end, ref=ref_of(office, "omar"))
    office.now = office.now.replace(minute=1, second=59)
    assert browser.get("/board").status_code == 200
    office.tick(seconds=1)
    assert browser.get("/board").status_code == 403


# Decisions of others


def set_clearance(status: str) -> Callable[[Office, str], None]:
    return lambda office, ref: office.edit(
        "UPDATE clearances SET status = :status WHERE person_ref = :ref", status=status, ref=ref
    )


def end_course(course: str) -> Callable[[Office, str], None]:
    return lambda office, ref: office.edit(
        "UPDATE course_records SET ends_at = '2026-11-23 09:00:31' WHERE person_ref = :ref AND course = :course",
        ref=ref,
        course=course,
    )


def suspend_newer(office: Office, ref: str) -> None:
    """Record a newer clearance and suspend it: the older one does not stand in."""
    office.edit(
        "INSERT INTO clearances SELECT lower(hex(randomblob(16))), person_ref, 'DV', 'SUSPENDED', '2026-01-01', ends_at"
        " FROM clearances WHERE person_ref = :ref",
        ref=ref,
    )


@pytest.mark.parametrize(
    "change",
    [
        set_clearance("SUSPENDED"),
        set_clearance("WITHDRAWN"),
        set_clearance("TRANSFER_PENDING"),
        suspend_newer,
        end_course("SRC_AWARE"),
        end_course("DPA_P3"),
    ],
    ids=["suspended", "withdrawn", "transfer", "newer suspended", "awareness ended", "data protection ended"],
)
def test_a_change_shuts_the_next_request_on_every_worker(office: Office, change: Callable[[Office, str], None]) -> None:
    browser, second = office.signed_in("omar"), office.worker()
    other = elsewhere(second, browser)
    assert other.get("/board").status_code == browser.get("/board").status_code == 200
    change(office, ref_of(office, "omar"))
    for one in (browser, other):
        response = one.get("/board")
        assert response.status_code == 403
        assert "Ask" in response.text, "a refusal says what to do next"
    assert office.decisions(Event.PAGE_REFUSED)[0][0] == "refused"
    assert browser.get("/account").status_code == 200, "what stopped them can be read"


@pytest.mark.parametrize("to_on", ["2026-11-22", "2020-01-01"])
def test_a_role_that_has_ended_is_not_held_any_more(office: Office, to_on: str) -> None:
    browser = office.signed_in("sian")
    assert browser.get("/people").status_code == 200
    office.edit(
        "UPDATE roles_held SET from_on = '2019-01-01', to_on = :to WHERE person_ref = :ref",
        to=to_on,
        ref=ref_of(office, "sian"),
    )
    assert browser.get("/people").status_code == 403
    assert actor_of(office, browser).roles == frozenset()


def test_a_role_is_held_through_its_last_day_in_london(office: Office) -> None:
    browser = office.signed_in("sian")
    office.edit("UPDATE roles_held SET to_on = '2026-11-23' WHERE person_ref = :ref", ref=ref_of(office, "sian"))
    assert actor_of(office, browser).roles == {"SYS_ADMIN"}
    office.edit("UPDATE roles_held SET from_on = '2026-11-24', to_on = NULL")
    assert actor_of(office, browser).roles == frozenset()


def test_a_role_taken_away_leaves_its_groups_with_it(office: Office) -> None:
    browser = office.signed_in("hanna")
    assert actor_of(office, browser).groups == {"custodians"}
    office.edit("DELETE FROM roles_held WHERE person_ref = :ref", ref=ref_of(office, "hanna"))
    assert actor_of(office, browser).groups == frozenset()


@pytest.mark.parametrize("state", ["SUSPENDED", "LEFT"])
def test_whoever_is_suspended_or_has_left_is_nobody(office: Office, state: str) -> None:
    browser = office.signed_in("omar")
    office.edit("UPDATE accounts SET state = :state WHERE sign_in_name = 'omar.pike'", state=state)
    for address in ("/board", "/account", "/unlock"):
        assert "/sign-in" in browser.get(address).location


def test_a_clearance_that_is_not_live_has_no_rank(office: Office) -> None:
    browser = office.signed_in("hanna")
    assert actor_of(office, browser).clearance_rank == 5
    office.edit("UPDATE clearances SET status = 'SUSPENDED' WHERE person_ref = :ref", ref=ref_of(office, "hanna"))
    actor = actor_of(office, browser)
    assert (actor.clearance, actor.clearance_rank) == ("DV", 0)


def test_training_under_a_mentor_counts_until_it_ends(office: Office) -> None:
    browser = office.signed_in("omar")
    ref = ref_of(office, "omar")
    office.edit(
        "UPDATE course_records SET passed_on = NULL, mentor_ref = :mentor, ends_at = '2026-11-23 09:30:00.000000'"
        " WHERE person_ref = :ref AND course = 'DPA_P3'",
        ref=ref,
        mentor=ref_of(office, "uma"),
    )
    assert "DPA_P3" in actor_of(office, browser).training
    office.tick(minutes=14)
    browser.get("/account")
    office.tick(minutes=14)
    browser.get("/account")
    office.tick(minutes=2)
    assert "DPA_P3" not in actor_of(office, browser).training


def test_an_unlock_cookie_outlives_nothing(office: Office) -> None:
    browser = office.signed_in("hanna")
    office.post(browser, "/unlock", "/unlock", passphrase=office.people["hanna"].passphrase)
    half = browser.get_cookie(UNLOCK_COOKIE).value
    office.post(browser, "/sign-out")
    office.sign_in(browser, "hanna")
    browser.set_cookie(UNLOCK_COOKIE, half)
    assert "Keys locked" in browser.get("/board").text


def test_who_asks_is_found_in_one_statement(office: Office) -> None:
    browser = office.signed_in("omar")
    with office.counting() as statements:
        actor_of(office, browser)
    assert len([one for one in statements if one.startswith(("SELECT", "WITH"))]) == 1
    assert not [one for one in statements if one.startswith(("UPDATE", "INSERT"))]
