"""What somebody who tries the product finds: every part to play, every state, and no real person."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import phonenumbers
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, column, create_engine, select, table

from app import create_app
from app.accounts.roles import ROLES, Face
from app.allegations.states import State
from app.demonstration.life import LEFT_TO_REGISTER, REPORTS, TELLERS
from app.demonstration.making import SEED
from app.demonstration.people import ORGANISATIONS, PARTS
from app.demonstration.stories import PHONE, Writer
from app.markings.vetting import MINIMUM_BY_ROLE, VETTINGS
from audit.store import AuditStore
from config import Config, read_settings

LOCAL = {"REMOTE_ADDR": "127.0.0.1"}


@contextmanager
def reading(folder: Path, store: str) -> Iterator[Connection]:
    """Give a connection to one store of the made-up unit."""
    engine = create_engine(f"sqlite:///{folder / store}.db")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def served(folder: Path) -> Flask:
    """Return the application as `make run` serves it."""
    return create_app(Config.from_environment(read_settings(folder / "demonstration.env")))


def states_of(folder: Path, rows: str, name: str) -> set[str]:
    """Return every state that rows of a table stand in."""
    with reading(folder, "case") as connection:
        return set(connection.scalars(select(column(name)).select_from(table(rows)).distinct()))


def sign_in(client: FlaskClient, address: str, person: dict[str, str]) -> str:
    """Sign in with what stands on the page, and return the page that comes."""
    page = client.get(address, environ_base=LOCAL).text
    row = page[page.index(f"<code>{person['sign_in_name']}</code>") :]
    passphrase, code = re.findall(r"<code>([^<]+)</code>", row)[1:3]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    sent = {"csrf_token": token[1], "name": person["sign_in_name"], "passphrase": passphrase, "code": code}
    return client.post(address, data=sent, follow_redirects=True, environ_base=LOCAL).text


def test_there_is_a_part_for_every_role_and_every_vetting_level_that_can_hold_one() -> None:
    least = min(vetting.rank for vetting in VETTINGS if vetting.code in MINIMUM_BY_ROLE.values())
    assert {role for part in PARTS for role in part.roles} == {role.code for role in ROLES if role.face != Face.PUBLIC}
    assert {part.level for part in PARTS} == {vetting.code for vetting in VETTINGS if vetting.rank >= least}
    assert len([part for part in PARTS if not part.is_partner]) >= 14


def test_three_agencies_have_readers_of_different_vetting() -> None:
    agencies = [units for organisation, units in ORGANISATIONS.items() if not organisation.name.startswith("Home")]
    readers = {unit: {part.level for part in PARTS if part.unit == unit} for (unit,) in agencies}
    assert len(readers) == 3
    assert len(set.union(*readers.values())) > 1
    assert any(len(levels) > 1 for levels in readers.values())


def test_the_full_size_is_what_is_promised() -> None:
    names = {Writer(SEED).teller(number).name for number in range(TELLERS)}
    assert REPORTS == 400
    assert len(names) - LEFT_TO_REGISTER >= 60


def test_allegations_stand_in_every_state_and_none_is_forgotten(made_up: Path) -> None:
    missing = set(State) - states_of(made_up, "allegations", "status")
    # So few reports are too few for each of these to come about.
    rare = {State.HELD_SOURCE, State.IN_DEVELOPMENT, State.DISSEMINATED, State.RESULTED, State.RESULT_DUE}
    assert missing <= rare
    assert {"DRAFT", "SUBMITTED", "RELEASED"} - states_of(made_up, "reports", "state") <= {"DRAFT"}
    assert "PENDING" in states_of(made_up, "contact_requests", "state")
    assert {"WAITING", "REGISTERED", "DISMISSED"} <= states_of(made_up, "waiting_submissions", "state")


def test_the_record_of_the_made_up_life_verifies_and_every_attempt_has_an_outcome(made_up: Path) -> None:
    app = served(made_up)
    store: AuditStore = app.extensions["sourcekeeper"].audit
    assert store.head().size > 500
    assert not list(store.unfinished())
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert "result: good" in result.output


def test_who_told_is_in_custody_alone(made_up: Path) -> None:
    tellers = [Writer(SEED).teller(number) for number in range(3)]
    stores = {path.name: path.read_bytes() for path in made_up.glob("*.db*")}
    for teller in tellers:
        for word in (teller.name, teller.phone, teller.email):
            assert not [name for name, raw in stores.items() if word.encode() in raw]


def test_telephone_numbers_of_the_made_up_tellers_reach_nobody() -> None:
    for number in range(0, 1000, 37):
        parsed = phonenumbers.parse(PHONE.format(number=number), "GB")
        assert phonenumbers.is_possible_number(parsed)
        assert str(parsed.national_number).startswith("7700900")


@pytest.mark.parametrize(("address", "partner"), [("/sign-in", False), ("/partner/sign-in", True)])
def test_everybody_can_sign_in_with_what_the_page_lists(made_up: Path, address: str, partner: bool) -> None:
    people = json.loads((made_up / "people.json").read_text(encoding="utf-8"))
    app = served(made_up)
    for person in [one for one in people if one["is_partner"] is partner]:
        board = sign_in(app.test_client(), address, person)
        assert "Your board" in board, person["name"]
        assert "Every person, report and agency here is made up" in board
        # Whoever made the unit signed in as them; whoever tries it is not told so.
        assert "Before you signed in" not in board


def test_a_demonstration_is_open_to_this_machine_only(made_up: Path) -> None:
    app = served(made_up)
    for address in ("192.0.2.7", "10.0.0.1", "2001:db8::1", "", "unknown"):
        assert app.test_client().get("/sign-in", environ_base={"REMOTE_ADDR": address}).status_code == 403
    assert app.test_client().get("/sign-in", environ_base={"REMOTE_ADDR": "::1"}).status_code == 200


def test_what_a_demonstration_knows_can_be_read_by_its_owner_alone(made_up: Path) -> None:
    for name in ("people.json", "demonstration.env", "lock-keys.json"):
        assert (made_up / name).stat().st_mode & 0o077 == 0
