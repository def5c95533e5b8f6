"""The ceremony on the command line: what it makes, for whom, who may read it, and that it is held once."""

import base64
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from app import EXTENSION, create_app
from app.cli import ceremony
from app.cli import create_app as command_line
from app.founding import found
from app.founding_file import read_plan
from app.vault.key_provider import UnsafeKeyFile
from app.vault.papers import read_root_keys
from config import Config, read_settings
from crypto.slots import Argon2Cost
from crypto.totp import code_at, step_at
from tests.pages import token_in

pytestmark = pytest.mark.slow

STAFF, PUBLIC, PARTNER = "settings.env", "public.env", "partner.env"
STORES = {"gateway.db", "case.db", "vault.db", "audit.db"}
FOUNDERS = (
    ("sian.dale", "SYS_ADMIN", "SC"),
    ("hanna.brook", "NSU_HANDLER", "SC"),
    ("colm.reid", "NSU_CONTROLLER", "SC"),
    ("ada.fenn", "NSU_AUTHORISER", "DV"),
    ("uma.lowe", "AUDITOR", "SC"),
)


def people(**of_the_first: Any) -> list[dict[str, Any]]:
    """Return the fewest people that a deployment can begin with."""
    today = datetime.now(UTC).date()
    persons = [
        {
            "name": name.replace(".", " ").title(),
            "sign_in_name": name,
            "roles": [role],
            "vetting": vetting,
            "granted_on": str(today - timedelta(days=300)),
            "ends_on": str(today + timedelta(days=1000)),
            "trained_on": str(today - timedelta(days=60)),
        }
        for name, role, vetting in FOUNDERS
    ]
    persons[0].update(of_the_first)
    unit = {"name": "Intelligence Unit North", "division": "england-and-wales", "people": persons}
    return [{"name": "Home Office", "org_type": "HMG", "highest_tier": 15, "vetting_floor": "CTC", "units": [unit]}]


def hold(folder: Path, plan: list[dict[str, Any]]) -> Result:
    """Hold the ceremony of ``folder/unit``, with the root keys on a medium of their own."""
    folder.mkdir(exist_ok=True)
    (folder / "people.json").write_text(json.dumps(plan), encoding="utf-8")
    told = [str(folder / "unit"), "--people", str(folder / "people.json"), "--root-keys", str(folder / "root.keys")]
    return CliRunner().invoke(ceremony, told)


@dataclass(frozen=True)
class Held:
    folder: Path
    output: str

    @property
    def unit(self) -> Path:
        return self.folder / "unit"

    @property
    def words(self) -> dict[str, str]:
        """Return each person's passphrase as it was printed."""
        return dict(re.findall(r"For (\S+), and nobody else\n\nPassphrase\n +([a-z -]+)\n", self.output))

    @property
    def authenticators(self) -> dict[str, str]:
        """Return each person's second factor in base 32 as it was printed."""
        return dict(re.findall(r"Sourcekeeper:(\S+?)\?secret=([A-Z2-7]+)", self.output))

    @property
    def shares(self) -> list[str]:
        """Return the words of each recovery share as they were printed."""
        sheets = re.findall(r"RECOVERY SHARE.*?\n\n(.*?)\n=", self.output, re.DOTALL)
        return [" ".join(re.findall(r"[a-z]+", sheet)) for sheet in sheets]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    folder = tmp_path_factory.mktemp("founding") / "here"
    result = hold(folder, people())
    assert result.exit_code == 0, result.output
    return Held(folder, result.output)


@contextmanager
def serving(held: Held, name: str) -> Iterator[Flask]:
    app = create_app(Config.from_environment(read_settings(held.unit / name)))
    yield app
    for engine in app.extensions[EXTENSION].house.stores.each().values():
        engine.dispose()


def test_it_makes_stores_keys_and_settings_that_only_their_owner_reads(held: Held) -> None:
    assert {path.name for path in held.unit.iterdir()} == STORES | {"lock-keys.json", STAFF, PUBLIC, PARTNER}
    assert {path.stat().st_mode & 0o777 for path in (held.folder / "root.keys", *held.unit.iterdir())} == {0o600}
    assert held.unit.stat().st_mode & 0o777 == 0o700


def test_what_sqlite_writes_beside_a_store_is_closed_to_others_from_the_start(held: Held, tmp_path: Path) -> None:
    plan = read_plan(held.folder / "people.json")
    founded = found(tmp_path / "unit", plan, clock=lambda: datetime.now(UTC), cost=Argon2Cost(memory_kib=64, passes=1))
    beside = [path for path in (tmp_path / "unit").iterdir() if path.name.endswith(("-wal", "-shm"))]
    assert len(beside) == 2 * len(STORES)
    assert {path.stat().st_mode & 0o777 for path in beside} == {0o600}
    for engine in founded.house.stores.each().values():
        engine.dispose()


def test_each_person_is_printed_words_and_an_authenticator_and_each_group_five_shares(held: Held) -> None:
    assert set(held.words) == set(held.authenticators) == {name for name, *_ in FOUNDERS}
    assert all(len(words.split(" ")) == 6 for words in held.words.values())
    assert len(held.shares) == len(set(held.shares)) == 15


def test_nobodys_words_and_no_root_key_are_on_disk(held: Held) -> None:
    kept = [path.read_bytes() for path in held.unit.iterdir()]
    _, seed = read_root_keys(held.folder / "root.keys")
    secrets = [seed, base64.b64encode(seed), seed.hex().encode()]
    for one in held.authenticators.values():
        secrets += [one.encode(), base64.b32decode(one), base64.b32decode(one).hex().encode()]
    secrets += [one.encode() for one in (*held.words.values(), *held.shares)]
    assert len(secrets) == 3 + 3 * 5 + 5 + 15
    assert not [secret for secret in secrets if any(secret in content for content in kept)]


def test_a_second_ceremony_is_refused_and_changes_nothing(held: Held) -> None:
    before = {path: path.read_bytes() for path in held.folder.rglob("*") if path.is_file()}
    again = CliRunner().invoke(
        ceremony,
        [str(held.unit), "--people", str(held.folder / "people.json"), "--root-keys", str(held.folder / "other.keys")],
    )
    assert (again.exit_code, "founded" in again.output) == (1, True)
    assert {path: path.read_bytes() for path in held.folder.rglob("*") if path.is_file()} == before


def test_root_keys_are_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "root.keys").write_text("somebody else's", encoding="ascii")
    result = hold(tmp_path, people())
    assert result.exit_code == 1
    assert (tmp_path / "root.keys").read_text(encoding="ascii") == "somebody else's"
    assert not (tmp_path / "unit").exists()


def test_a_mistake_is_told_by_name_and_leaves_nothing_so_that_it_can_be_held_again(tmp_path: Path) -> None:
    short = hold(tmp_path, people(vetting="BPSS"))
    assert (short.exit_code, "sian.dale, clearance: System administrator needs SC" in short.output) == (1, True)
    assert not list((tmp_path / "unit").iterdir())
    assert not (tmp_path / "root.keys").exists()
    assert hold(tmp_path, people()).exit_code == 0


def test_groups_that_are_not_manned_are_refused_and_nothing_is_left(tmp_path: Path) -> None:
    plan = people()
    del plan[0]["units"][0]["people"][2]
    result = hold(tmp_path, plan)
    assert (result.exit_code, "custodians need at least 2" in result.output) == (1, True)
    assert not list((tmp_path / "unit").iterdir())


def test_the_public_settings_name_the_gateway_and_public_keys_only_and_it_starts_alone(
    held: Held, tmp_path: Path
) -> None:
    settings = read_settings(held.unit / PUBLIC)
    assert set(settings) == {"FACE", "SECRET_KEY", "DEPLOYMENT", "ROOT_KEY", "GATEWAY_URL"}
    shutil.copy(held.unit / "gateway.db", tmp_path)
    alone = settings | {"GATEWAY_URL": f"sqlite:///{tmp_path}/gateway.db"}
    app = create_app(Config.from_environment(alone))
    house = app.extensions[EXTENSION].house
    assert (set(house.stores.each()), house.provider) == ({"gateway"}, None)
    browser = app.test_client()
    assert browser.get("/tell-us").status_code == 200
    assert browser.get("/sign-in").status_code == 404
    house.stores.gateway.dispose()


def test_each_face_has_a_secret_key_of_its_own(held: Held) -> None:
    assert len({read_settings(held.unit / name)["SECRET_KEY"] for name in (STAFF, PUBLIC, PARTNER)}) == 3


def test_the_partner_face_starts_and_reaches_no_gateway(held: Held) -> None:
    with serving(held, PARTNER) as app:
        assert app.extensions[EXTENSION].house.stores.gateway is None
        assert app.test_client().get("/partner/sign-in").status_code == 200


def test_the_first_administrator_signs_in_with_what_was_printed(held: Held) -> None:
    with serving(held, STAFF) as app:
        browser = app.test_client()
        secret = base64.b32decode(held.authenticators["sian.dale"])
        known = {"name": "sian.dale", "passphrase": held.words["sian.dale"]}
        known |= {"code": code_at(secret, step_at(datetime.now(UTC))), "csrf_token": token_in(browser.get("/sign-in"))}
        assert browser.post("/sign-in", data=known).status_code == 302
        assert "sian.dale" in browser.get("/people").text


def test_training_of_years_ago_is_told_before_anything_is_made(tmp_path: Path) -> None:
    result = hold(tmp_path, people(trained_on=str(date(2015, 1, 1))))
    assert (result.exit_code, "sian.dale, courses" in result.output) == (1, True)


def test_a_lost_lock_comes_back_from_three_shares_when_nothing_else_can_start(
    held: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = tmp_path / "unit"
    shutil.copytree(held.unit, unit)
    lock = (unit / "lock-keys.json").read_bytes()
    (unit / "lock-keys.json").unlink()
    for name, value in read_settings(unit / STAFF).items():
        monkeypatch.setenv(name, value.replace(str(held.unit), str(unit)))
    with pytest.raises(UnsafeKeyFile):
        create_app()
    told = ["recover-lock", str(unit / "lock-keys.json")]
    app = command_line()
    wrong = CliRunner().invoke(app.cli, told, input="\n".join(held.shares[:2] + held.shares[5:6]), obj=info(app))
    assert (wrong.exit_code, (unit / "lock-keys.json").exists()) == (1, False)
    done = CliRunner().invoke(app.cli, told, input="\n".join(held.shares[1:4]), obj=info(app))
    assert done.exit_code == 0, done.output
    assert (unit / "lock-keys.json").read_bytes() == lock
    assert (unit / "lock-keys.json").stat().st_mode & 0o777 == 0o600


def info(app: Flask) -> ScriptInfo:
    """Return what tells the command line which application it is for."""
    return ScriptInfo(create_app=lambda: app)
