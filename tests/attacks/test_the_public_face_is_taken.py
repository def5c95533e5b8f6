"""Whoever takes the public face (memory, disk, role) gets what is being typed at that moment, and nothing before."""

import json
import logging
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.access.actor import nobody
from app.access.policy import Action
from app.errors import Unavailable
from app.intake import bundles, sending
from app.intake.models import Submission
from app.vault.ceremony import Ceremony
from app.vault.server_keys import intake_key
from config import Config, Misconfigured
from configuration import ROOT_KEY_BYTES
from crypto.bundle import identity_context, story_context
from crypto.errors import Tampered
from crypto.keys import PrivateKey
from crypto.sealing import unseal_record
from tests.intake.site import (
    EVERYTHING,
    HEADERS,
    OWN_CANARIES,
    SECRET_KEY,
    STORY_CANARIES,
    Site,
    Visitor,
    cookies_of,
    found_site,
    reopen_site,
)
from tests.vault.small_unit import HANDLER, dispose

PLACES = (HEADERS["User-Agent"], "quail", "203.0.113")


@pytest.fixture(scope="module")
def founded_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ceremony]:
    folder = tmp_path_factory.mktemp("founded-site")
    return folder, found_site(folder)


@pytest.fixture
def site(founded_site: tuple[Path, Ceremony], tmp_path: Path) -> Iterator[Site]:
    bundles.forget()
    made = reopen_site(founded_site[0], tmp_path / "unit", founded_site[1])
    yield made
    dispose(made.unit.house.stores)
    dispose(made.house.stores)


@pytest.fixture
def visitor(site: Site) -> Visitor:
    return site.visitor()


@pytest.fixture(autouse=True)
def spill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Send everything temporary to one folder, so that it can be searched."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("SQLITE_TMPDIR", str(folder))
    return folder


def found_in(paths: list[Path], canaries: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return which canary stands in clear in which file, in any encoding that a store or a log writes."""
    found = []
    for path in paths:
        data = path.read_bytes()
        for canary in canaries:
            forms = {canary.encode(), canary.encode("utf-16-le"), json.dumps(canary)[1:-1].encode()}
            found += [(path.name, canary) for form in forms if form in data]
    return found


def store_files(site: Site, *names: str) -> list[Path]:
    """Return the files of some stores, with what SQLite writes beside them."""
    return [path for path in site.unit.folder.iterdir() if path.name.split(".")[0] in names]


@contextmanager
def watched_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.DEBUG):
        yield


def log_text(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records)


# The flagship: who somebody is, typed into their story


def test_details_typed_into_the_story_are_cut_out_and_land_in_custody_only(
    site: Site, visitor: Visitor, caplog: pytest.LogCaptureFixture, spill: Path
) -> None:
    with watched_log(caplog):
        visitor.tell_all()
        taken = found_in(store_files(site, "gateway"), (*OWN_CANARIES, *STORY_CANARIES))
        assert taken == []
        assert site.drain() == 1
        site.sweep()
    everywhere = [*store_files(site, "gateway", "case", "vault", "audit"), *spill.rglob("*")]
    assert len(everywhere) >= 8
    assert found_in([path for path in everywhere if path.is_file()], OWN_CANARIES) == []
    assert found_in(store_files(site, "gateway", "vault", "audit"), STORY_CANARIES) == []
    # The oracle works: what officers may read is where they read it.
    assert {canary for _file, canary in found_in(store_files(site, "case"), STORY_CANARIES)} == set(STORY_CANARIES)
    written = log_text(caplog)
    assert not [canary for canary in (*OWN_CANARIES, *STORY_CANARIES) if canary in written]
    assert list(spill.rglob("*")) == []
    # And custody has it whole.
    site.unit.unlock(HANDLER)
    with site.unit.stewarding() as uow:
        [ref] = uow.vault.waiting_submissions()
    with site.unit.registering(ref) as (uow, permit):
        kept = json.dumps(uow.vault.open_submission(permit), ensure_ascii=False)
    for canary in (*OWN_CANARIES, *STORY_CANARIES):
        assert canary in kept, canary


def test_what_is_abandoned_half_way_is_nowhere(
    site: Site, visitor: Visitor, caplog: pytest.LogCaptureFixture, spill: Path
) -> None:
    with watched_log(caplog):
        visitor.tell()
        visitor.press("Change Who it is about")
        visitor.press("Continue", who_name="x" * 500)
        visitor.press("Back", EVERYTHING["who"])
    files = [*store_files(site, "gateway", "case", "vault", "audit"), *(p for p in spill.rglob("*") if p.is_file())]
    assert found_in(files, (*OWN_CANARIES, *STORY_CANARIES)) == []
    assert not [canary for canary in (*OWN_CANARIES, *STORY_CANARIES) if canary in log_text(caplog)]
    assert not site.gateway_rows()


def test_a_failure_while_it_is_sent_writes_nothing_of_it(
    site: Site, visitor: Visitor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.tell()

    def fails(*given: Any, **named: Any) -> None:
        raise ValueError(repr((given, named)))

    monkeypatch.setattr(sending, "seal_submission", fails)
    with watched_log(caplog):
        visitor.press("Send")
    assert visitor.status == 500
    assert not [canary for canary in (*OWN_CANARIES, *STORY_CANARIES) if canary in log_text(caplog)]
    assert "Morwenna" not in (visitor.response.text if visitor.response else "")
    assert not site.gateway_rows()


# From where, with what, when


def test_no_address_and_no_browser_is_kept_anywhere(
    site: Site, visitor: Visitor, caplog: pytest.LogCaptureFixture, spill: Path
) -> None:
    with watched_log(caplog):
        words = visitor.tell_all()
        site.drain()
        visitor.come_back(words)
        visitor.open("/tell-us/help")
    files = [*store_files(site, "gateway", "case", "vault", "audit"), *(p for p in spill.rglob("*") if p.is_file())]
    assert found_in(files, PLACES) == []
    assert not [place for place in PLACES if place in log_text(caplog)]


def test_no_exact_time_is_kept_of_when_somebody_told_us(site: Site, visitor: Visitor) -> None:
    site.unit.tick(minutes=23, seconds=41)
    visitor.tell_all()
    moment = site.unit.now
    for path in store_files(site, "gateway"):
        data = path.read_bytes()
        assert b"09:23" not in data
        assert str(int(moment.timestamp())).encode() not in data
        assert not re.search(rb"2026-11-21 \d\d:(?!00:00)", data)
    site.unit.tick(minutes=9, seconds=3)
    site.drain()
    for path in store_files(site, "gateway", "case", "vault", "audit"):
        assert b"09:23:41" not in path.read_bytes(), path.name


def test_the_form_s_cookie_is_the_only_one_and_is_kept_nowhere(site: Site, visitor: Visitor, spill: Path) -> None:
    names, values = set(), set()
    genuine = visitor.client.open

    def watching(*given: Any, **named: Any) -> Any:
        response = genuine(*given, **named)
        names.update(cookies_of(response))
        values.update(value.split("=", 1)[1].split(";")[0] for value in response.headers.getlist("Set-Cookie"))
        return response

    visitor.client.open = watching  # type: ignore[method-assign]
    words = visitor.tell_all()
    site.drain()
    visitor.come_back(words)
    assert names == {"__Host-public-form"}
    assert found_in(store_files(site, "gateway", "case", "vault", "audit"), tuple(values)) == []


def test_the_words_of_a_receipt_are_kept_nowhere(
    site: Site, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    with watched_log(caplog):
        words = visitor.tell_all()
        site.drain()
        visitor.come_back(words)
    files = store_files(site, "gateway", "case", "vault", "audit")
    assert found_in(files, (words, words.replace(" ", "-"), *_pairs(words))) == []
    assert words not in log_text(caplog)


def _pairs(words: str) -> tuple[str, ...]:
    listed = words.split()
    return tuple(f"{one} {other}" for one, other in zip(listed, listed[1:], strict=False))


# Its role, its settings, its memory


def test_the_public_face_reaches_the_gateway_and_nothing_else(site: Site) -> None:
    assert set(site.house.stores.each()) == {"gateway"}
    assert site.house.provider is None
    assert site.house.audit is None
    with site.house.public().work(nobody()) as uow:
        for name in ("case", "vault", "trail"):
            with pytest.raises(Unavailable):
                getattr(uow, name)


@pytest.mark.parametrize("setting", ["case_url", "vault_url", "audit_url", "lock_keys"])
def test_a_public_process_with_more_than_it_needs_does_not_start(setting: str) -> None:
    known: dict[str, Any] = {
        "face": "public",
        "secret_key": SECRET_KEY,
        "deployment": "d",
        "root_key": "00" * ROOT_KEY_BYTES,
        "gateway_url": "sqlite:///gateway.db",
    }
    Config(**known).check()
    with pytest.raises(Misconfigured, match=setting.upper()):
        Config(**known, **{setting: "sqlite:///elsewhere.db"}).check()


def test_the_public_face_only_ever_inserts_and_looks_into_a_mailbox(site: Site, visitor: Visitor) -> None:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(" ".join(statement.split()))

    event.listen(site.house.stores.gateway, "before_cursor_execute", note)
    words = visitor.tell_all()
    visitor.come_back(words)
    visitor.press("Answer, or add something")
    visitor.press("Continue", more="More.")
    visitor.press("Send")
    visitor.open("/tell-us/privacy")
    event.remove(site.house.stores.gateway, "before_cursor_execute", note)
    work = {re.sub(r"\(.*", "", statement) for statement in seen if not statement.startswith(("BEGIN", "PRAGMA"))}
    assert {statement.split()[0] for statement in work} == {"INSERT", "SELECT"}
    assert not [statement for statement in seen if re.search(r"FROM submissions|DELETE|UPDATE|DROP", statement)]
    tables = {table for statement in seen for table in re.findall(r"(?:FROM|INTO) (\w+)", statement)}
    assert tables == {"submissions", "published_bundles", "mailbox_slots"}


@pytest.mark.slow
def test_its_memory_opens_no_submission_its_own_last_one_included(
    founded_site: tuple[Path, Ceremony], tmp_path: Path
) -> None:
    site = reopen_site(founded_site[0], tmp_path / "unit", founded_site[1])
    # Words that stand in no file of ours, so that the process has them from these requests alone.
    told = {
        slug: {name: unheard_of(name) for name in given if _is_free_text(name)} for slug, given in EVERYTHING.items()
    }
    requests = [
        ("/tell-us/who", told["what-happened"]),
        ("/tell-us/where-and-when", told["who"]),
        ("/tell-us/reaching-you", told["where-and-when"]),
        ("/tell-us/check", told["reaching-you"]),
        ("/tell-us/sent", {}),
    ]
    taken = tmp_path / "taken"
    taken.mkdir()
    for path in store_files(site, "gateway"):
        shutil.copy(path, taken)
    wanted = [answer for given in told.values() for answer in given.values()]
    (taken / "requests.json").write_text(json.dumps(requests))
    (taken / "wanted.json").write_text(json.dumps(wanted))
    deployment = site.house.deployment
    command = [sys.executable, "-m", "tests.attacks.public_process", str(taken), deployment.ref]
    subprocess.run([*command, deployment.root.encode().hex()], check=True, cwd=Path(__file__).parents[2], timeout=120)
    assert json.loads((taken / "statuses.json").read_text()) == [200] * 6
    (taken / "requests.json").unlink()
    # No live object holds any of it once the reply is out.
    assert json.loads((taken / "left.json").read_text()) == []
    # Neither of the keys that open it was ever there.
    memory = (taken / "memory").read_bytes()
    assert len(memory) > 1_000_000
    assert SECRET_KEY.encode() in memory, "the memory was not read"
    for key in keys_that_open(site):
        for part in (key.seed[:32], key.seed[32:64], key.seed[64:]):
            assert part not in memory


def unheard_of(name: str) -> str:
    """Return a word that was never used before."""
    return f"canary{secrets.token_hex(6)}" if name != "where_postcode" else secrets.token_hex(6)


def _is_free_text(name: str) -> bool:
    return name not in {"danger", "kinds", "still_happening", "voicemail", "number_shown"} and "expected_on" not in name


def keys_that_open(site: Site) -> list[PrivateKey]:
    """Return the intake key and the custodians' key, as the staff side has them."""
    house = site.unit.house
    assert house.provider is not None
    with Session(house.stores.vault) as session:
        intake = intake_key(session, house.provider, house.deployment, 1)
    site.unit.unlock(HANDLER)
    site.visitor().tell_all()
    [row] = site.gateway_rows()
    with site.unit.work(HANDLER, writes=False) as uow:
        custodians = uow.vault.groups.private_key("custodians", row.identity)
    ref = house.deployment.ref
    assert unseal_record(intake, story_context(ref, row.submission_ref, 1), row.story)
    assert unseal_record(custodians, identity_context(ref, row.submission_ref, 1), row.identity)
    return [intake, custodians]


def test_neither_key_opens_the_other_part(site: Site) -> None:
    """The steward cannot read who it was; the custodians' key is not the steward's."""
    intake, custodians = keys_that_open(site)
    [row] = site.gateway_rows()
    ref = site.house.deployment.ref
    with pytest.raises(Tampered):
        unseal_record(intake, identity_context(ref, row.submission_ref, 1), row.identity)
    with pytest.raises(Tampered):
        unseal_record(custodians, story_context(ref, row.submission_ref, 1), row.story)
    assert isinstance(row, Submission)
    assert Action.SUBMIT
