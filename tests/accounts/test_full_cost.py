"""Signing in at what a guess really costs: the only tests that pay for Argon2id at its full setting."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.slots import Argon2Cost
from tests.accounts.office import Office, dispose, found, reopen
from tests.pages import token_in

TRIES = 4


@pytest.fixture(scope="module")
def costly_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Return an office whose people have passphrases at the full cost."""
    folder = tmp_path_factory.mktemp("costly")
    founded, people = found(folder, Argon2Cost())
    made = reopen(folder, tmp_path_factory.mktemp("copy") / "office", founded, people, cost=Argon2Cost())
    yield made
    dispose(made.house.stores)


def seconds(office: Office, name: str) -> float:
    """Return how long one refused attempt takes."""
    browser = office.browser()
    token = token_in(browser.get("/sign-in"))
    typed = {"csrf_token": token, "name": name, "passphrase": "a guess at the words", "code": "123456"}
    began = time.perf_counter()
    assert browser.post("/sign-in", data=typed).status_code == 400
    return time.perf_counter() - began


@pytest.mark.slow
def test_somebody_signs_in_and_unlocks(costly_office: Office) -> None:
    browser = costly_office.signed_in("hanna")
    words = costly_office.people["hanna"].passphrase
    assert costly_office.post(browser, "/unlock", "/unlock", passphrase=words).status_code == 302
    assert "Keys unlocked until" in browser.get("/board").text


@pytest.mark.slow
def test_an_unknown_name_takes_as_long_as_a_known_one(costly_office: Office) -> None:
    """What an attacker can time is the derivation: both pay it once, so neither is twice the other."""
    known = [seconds(costly_office, "omar.pike") for _ in range(TRIES)]
    unknown = [seconds(costly_office, "never.was") for _ in range(TRIES)]
    assert 0.5 < statistics.median(known) / statistics.median(unknown) < 2
    assert min(unknown) > 0.02


def test_the_cost_that_is_kept_is_the_floor(costly_office: Office) -> None:
    for row in costly_office.vault_rows("verifiers"):
        assert Argon2Cost(row["memory_kib"], row["passes"], row["lanes"]).meets(Argon2Cost.FLOOR)


def test_a_cheap_passphrase_is_made_costly_at_the_next_sign_in(
    founded_office: tuple[Path, object, object], tmp_path: Path
) -> None:
    folder, founded, people = founded_office
    office = reopen(folder, tmp_path / "raised", founded, people, cost=Argon2Cost(128, 2))  # type: ignore[arg-type]
    ref = office.people["omar"].person_ref
    office.signed_in("omar")
    [row] = [row for row in office.vault_rows("verifiers") if row["person_ref"] == ref]
    assert (row["memory_kib"], row["passes"]) == (128, 2)
    office.signed_in("omar")
    dispose(office.house.stores)
