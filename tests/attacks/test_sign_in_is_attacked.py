"""Somebody who is not the victim tries to come in as the victim, to keep them out, or to learn who works here."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.vault import members
from app.web.sessions import KNOWN_COOKIE
from audit.events import Event
from crypto.totp import code_at, step_at
from tests.accounts.office import Office
from tests.attacks.guessing import GUESS, SESSION, guess, next_code, plain, right
from tests.pages import token_in


@pytest.fixture(autouse=True)
def from_anywhere(office: Office) -> None:
    """Serve the staff's pages as they are deployed: a demonstration answers its own machine only."""
    office.settings |= {"FACE": "staff", "DEMONSTRATION": ""}
    office.app = office.worker()


# Who works here?


def test_a_name_that_exists_answers_as_one_that_does_not(office: Office) -> None:
    known, unknown = guess(office.app), guess(office.app, "never.was")
    assert known.status_code == unknown.status_code == 400
    assert plain(known).replace("omar.pike", "never.was") == plain(unknown)
    assert sorted(known.headers.keys()) == sorted(unknown.headers.keys())


@pytest.mark.parametrize("change", ["wrong code", "suspended", "waiting"])
def test_being_nearly_right_answers_as_being_wrong(office: Office, change: str) -> None:
    wrong = plain(guess(office.app))
    if change == "waiting":
        for _ in range(14):
            guess(office.app)
            office.tick(minutes=10)
        guess(office.app)
    if change == "suspended":
        office.edit("UPDATE accounts SET state = 'SUSPENDED'")
    typed = right(office) | ({"code": "000000"} if change == "wrong code" else {})
    assert plain(guess(office.app, **typed)) == wrong


def test_an_unknown_name_costs_what_a_known_one_costs(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same derivations at the same cost, the same entries in the log, the same statements but for the vault's."""
    costs: list[Any] = []
    stretch = members.stretch
    monkeypatch.setattr(members, "stretch", lambda *args: costs.append(args[2]) or stretch(*args))
    seen = []
    guess(office.app, "sian.dale", address="203.0.113.1")
    costs.clear()
    for name in ("omar.pike", "never.was"):
        before = len(office.log())
        with office.counting() as statements:
            guess(office.app, name, address="203.0.113.1")
        seen.append((len(costs), len(office.log()) - before, len(statements)))
        costs.clear()
    assert seen[0] == seen[1]
    assert seen[0][0] == 1


def test_being_slowed_down_says_nothing_about_the_name(office: Office) -> None:
    for name in ("omar.pike", "never.was"):
        for _ in range(12):
            guess(office.app, name, address="203.0.113.2" if name == "omar.pike" else "203.0.113.3")
    rows = office.rows("SELECT side, refused FROM sign_in_failures ORDER BY side, refused")
    assert all(rows.count(row) % 2 == 0 for row in rows)


# Guessing


def test_guesses_at_a_name_are_slowed_and_a_right_one_meanwhile_is_refused(office: Office) -> None:
    for _ in range(8):
        guess(office.app)
    assert guess(office.app, **right(office)).status_code == 302, "the wait of eight seconds was over"
    for _ in range(14):
        guess(office.app, "hanna.brook")
        office.tick(minutes=16)
    typed = right(office, "hanna")
    guess(office.app, "hanna.brook")
    assert guess(office.app, **typed).status_code == 400
    assert office.decisions(Event.SIGN_IN)[0] == ("refused", "need_not_wait")
    office.tick(minutes=16)
    assert guess(office.app, **right(office, "hanna")).status_code == 302


def test_two_workers_count_together(office: Office) -> None:
    workers = (office.app, office.worker())
    for number in range(12):
        guess(workers[number % 2])
    rules = [rule for decision, rule in office.decisions(Event.SIGN_IN) if decision == "refused"]
    assert rules.count("passphrase_is_right") == 5
    assert rules.count("need_not_wait") == 7


def test_one_caller_with_many_names_is_slowed(office: Office) -> None:
    for number in range(40):
        guess(office.app, f"name{number}.guessed")
    assert office.decisions(Event.SIGN_IN)[0] == ("refused", "need_not_wait")


def test_a_household_of_ipv6_addresses_is_one_caller(office: Office) -> None:
    for number in range(12):
        guess(office.app, address=f"2001:db8:1:2::{number:x}")
    assert office.decisions(Event.SIGN_IN)[0] == ("refused", "need_not_wait")


def test_many_addresses_with_one_name_are_slowed_together(office: Office) -> None:
    for number in range(40):
        guess(office.app, address=f"198.51.100.{number}")
    assert office.decisions(Event.SIGN_IN)[0] == ("refused", "need_not_wait")


def test_one_who_has_the_passphrase_tries_few_codes(office: Office) -> None:
    passphrase, tried = office.people["omar"].passphrase, 0
    for number in range(60):
        guess(office.app, passphrase=passphrase, address=f"198.51.100.{number}")
        tried += office.decisions(Event.SIGN_IN)[0] == ("refused", "code_is_right")
        office.tick(minutes=1)
    assert tried < 20, "in an hour, from sixty addresses"


def test_ones_own_success_buys_no_further_guesses_at_others(office: Office) -> None:
    for number in range(19):
        guess(office.app, f"name{number}.guessed")
    assert guess(office.app, **right(office, "sian")).status_code == 302
    for number in range(4):
        guess(office.app, f"other{number}.guessed")
    assert office.decisions(Event.SIGN_IN)[0] == ("refused", "need_not_wait")


# Keeping the victim out


def test_a_victim_signs_in_with_their_own_browser_while_strangers_guess(office: Office) -> None:
    browser = office.signed_in("omar")
    office.post(browser, "/sign-out")
    for number in range(40):
        guess(office.app, address=f"198.51.100.{number % 7}")
    assert office.decisions(Event.SIGN_IN)[0] == ("refused", "need_not_wait")
    assert office.sign_in(browser, "omar", fresh=False, code=next_code(office)).status_code == 302
    assert "40 attempts to sign in with your name were refused" in browser.get("/board").text


def test_a_victim_with_a_new_browser_waits_half_a_minute_at_most(office: Office) -> None:
    for number in range(60):
        guess(office.app, address=f"198.51.100.{number}")
        office.tick(seconds=40)
    assert guess(office.app, address="192.0.2.200", **right(office)).status_code == 302


def test_somebody_elses_known_browser_is_a_stranger_here(office: Office) -> None:
    browser = office.signed_in("sian")
    for _ in range(12):
        guess(office.app)
    stolen = office.browser()
    stolen.set_cookie(KNOWN_COOKIE, browser.get_cookie(KNOWN_COOKIE).value)
    typed = {"name": "omar.pike", "passphrase": office.people["omar"].passphrase, "code": office.code("omar")}
    token = token_in(stolen.get("/sign-in"))
    data = typed | {"csrf_token": token}
    assert stolen.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 400


def test_a_known_browser_that_was_stolen_guesses_no_faster(office: Office) -> None:
    browser = office.signed_in("omar")
    office.post(browser, "/sign-out")
    for _ in range(12):
        office.sign_in(browser, "omar", fresh=False, passphrase=GUESS)
    assert office.decisions(Event.SIGN_IN)[0] == ("refused", "need_not_wait")


def test_a_device_token_that_we_did_not_give_is_not_kept(office: Office) -> None:
    browser = office.browser()
    browser.set_cookie(KNOWN_COOKIE, "planted")
    office.sign_in(browser, "omar")
    assert browser.get_cookie(KNOWN_COOKIE).value != "planted"


# Codes


def test_a_code_works_once(office: Office) -> None:
    typed = right(office)
    assert guess(office.app, **typed).status_code == 302
    assert guess(office.app, **typed).status_code == 400
    assert office.decisions(Event.SIGN_IN)[0] == ("refused", "code_is_right")


def test_a_code_works_once_when_many_send_it_at_the_same_moment(office: Office) -> None:
    typed = right(office)
    workers = [office.worker() for _ in range(2)]
    browsers = [(app.test_client(), app) for app in workers * 3]
    tokens = [token_in(browser.get("/sign-in")) for browser, _app in browsers]

    def send(number: int) -> int:
        browser = browsers[number][0]
        return browser.post("/sign-in", data=typed | {"csrf_token": tokens[number]}).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert sorted(answers) == [302, 400, 400, 400, 400, 400]
    assert len(office.rows("SELECT * FROM sessions")) == 1


def test_an_earlier_code_does_not_work_after_a_later_one(office: Office) -> None:
    secret = office.people["omar"].totp_secret
    assert guess(office.app, **right(office)).status_code == 302
    earlier = code_at(secret, step_at(office.now) - 1)
    assert guess(office.app, **right(office) | {"code": earlier}).status_code == 400


def test_a_wrong_passphrase_does_not_use_the_code_up(office: Office) -> None:
    typed = right(office)
    assert guess(office.app, **typed | {"passphrase": GUESS}).status_code == 400
    assert guess(office.app, **typed).status_code == 302


# What is left lying about


def test_nothing_that_was_typed_stands_in_any_store_log_or_reply(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    typed = right(office) | {"passphrase": GUESS, "code": "918273"}
    name = "CANARYNAME"
    reply = guess(office.app, **typed | {"name": name})
    browser = office.signed_in("hanna")
    secret = office.people["hanna"].passphrase
    unlocked = office.post(browser, "/unlock", "/unlock", passphrase=secret)
    texts = [caplog.text, unlocked.text, reply.text.replace(f'value="{name}"', "")]
    held = b"".join(file.read_bytes() for file in office.folder.iterdir()) + "".join(texts).encode()
    for canary in (GUESS, "918273", name, secret, browser.get_cookie(SESSION).value, "203.0.113.9"):
        assert canary.encode() not in held, canary


def test_every_attempt_is_recorded_also_the_refused_and_the_forged(office: Office) -> None:
    guess(office.app)
    guess(office.app, "never.was")
    refused = [row.entry for row in office.log(Event.SIGN_IN) if row.entry.decision == "refused"]
    assert [entry.object_ref for entry in refused] == ["", office.people["omar"].person_ref]
    assert len({entry.detail["name"] for entry in refused}) == 2
