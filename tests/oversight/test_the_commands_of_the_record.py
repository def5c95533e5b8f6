"""The record on the command line says what it finds, exits 1 when something is wrong, and records that it was asked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine

from app.database import Stores
from app.oversight.commands import audit
from app.unit_of_work import House
from app.vault.deployment import Deployment
from audit.checkpoint import key_lines, keys_of, read
from audit.store import AuditStore, Filters
from audit.verify import main
from crypto.signing import LogKey, SigningKey
from tests.audit.made_up import ORIGIN, entry, new_engine
from tests.audit.tampering import edited, leaf_of, opened, put_leaf


@dataclass
class Plumbing:
    """What the commands find in the application."""

    house: House
    audit: AuditStore
    key: LogKey

    def log_key(self) -> LogKey:
        return self.key


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = new_engine(tmp_path / "audit.db")
    yield made
    made.dispose()


@pytest.fixture
def plumbing(engine: Engine) -> Plumbing:
    """Return a log of ten entries, signed at eight."""
    store, key = AuditStore(engine, origin=ORIGIN), LogKey.generate()
    for number in range(10):
        store.append(entry(decision="attempted" if number == 3 else "done"), now=datetime.now(UTC))
        if number == 7:
            store.checkpoint(key, now=datetime.now(UTC))
    house = House(
        Stores(audit=engine),
        lambda: datetime.now(UTC),
        Deployment("deployment", SigningKey.generate().public, least_epoch=1),
        audit=store,
    )
    return Plumbing(house, store, key)


@pytest.fixture
def app(plumbing: Plumbing) -> Flask:
    made = Flask("test")
    made.extensions["sourcekeeper"] = plumbing
    made.cli.add_command(audit)
    return made


def run(app: Flask, *words: str | Path) -> Result:
    """Run ``flask audit`` with these words."""
    return app.test_cli_runner().invoke(args=["audit", *map(str, words)])


def test_a_sound_record_is_good_and_that_it_was_checked_is_recorded(app: Flask, plumbing: Plumbing) -> None:
    result = run(app, "verify")
    assert result.exit_code == 0
    assert "first bad entry: none\nresult: good" in result.output
    newest = plumbing.audit.entries(Filters(), limit=1)[0].entry
    assert (newest.action, newest.decision, newest.actor_ref) == ("log:verify", "done", "operator")
    assert newest.acting_for == "command-line"


def test_an_altered_record_is_told_by_its_first_bad_entry_with_status_1(
    app: Flask, plumbing: Plumbing, engine: Engine
) -> None:
    with opened(Path(engine.url.database or "")) as raw:
        put_leaf(raw, 5, edited(leaf_of(raw, 5)))
    result = run(app, "verify")
    assert result.exit_code == 1
    assert "first bad entry: 5\n" in result.output
    newest = plumbing.audit.entries(Filters(), limit=1)[0].entry
    assert (newest.action, newest.decision, newest.rule) == ("log:verify", "failed", "log_is_as_signed")


def test_what_is_found_is_told_even_if_it_cannot_be_recorded(app: Flask, engine: Engine) -> None:
    with opened(Path(engine.url.database or "")) as raw:
        raw.execute("UPDATE head SET size = 4")
    result = run(app, "verify")
    assert result.exit_code == 1
    assert "the head does not stand at the last entry" in result.output
    assert "could not be recorded" in result.output


def test_a_kept_checkpoint_shows_a_record_cut_short(
    app: Flask, plumbing: Plumbing, engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "kept.txt").write_text(run(app, "checkpoint").output)
    with opened(Path(engine.url.database or "")) as raw:
        raw.execute("DELETE FROM entries WHERE seq >= 8")
        raw.execute("DELETE FROM checkpoints WHERE size > 8")
    assert run(app, "verify", "--checkpoint", tmp_path / "kept.txt").exit_code == 1
    assert "first bad entry: 8\n" in run(app, "verify", "--checkpoint", tmp_path / "kept.txt").output


def test_a_checkpoint_is_printed_as_it_is_signed(app: Flask, plumbing: Plumbing) -> None:
    result = run(app, "checkpoint")
    assert result.exit_code == 0
    assert read(result.output, keys_of(plumbing.key.public, ORIGIN)).size == 10


@pytest.mark.parametrize("seq", [0, 9])
def test_a_printed_proof_holds_for_a_stranger_and_is_recorded(
    app: Flask, plumbing: Plumbing, tmp_path: Path, seq: int
) -> None:
    result = run(app, "prove", str(seq))
    assert result.exit_code == 0
    (tmp_path / "proof.json").write_text(result.output)
    (tmp_path / "keys.txt").write_text(key_lines(plumbing.key.public, ORIGIN))
    assert json.loads(result.output)["index"] == seq
    assert main([str(tmp_path), "--keys", str(tmp_path / "keys.txt"), "--proof", str(tmp_path / "proof.json")]) == 0
    newest = plumbing.audit.entries(Filters(), limit=1)[0].entry
    assert (newest.action, newest.object_ref, newest.decision) == ("log:prove", f"entry:{seq}", "done")


def test_an_entry_that_does_not_exist_has_no_proof(app: Flask) -> None:
    result = run(app, "prove", "99")
    assert result.exit_code == 1
    assert "There is no proof of entry 99" in result.output


def test_an_export_is_wholly_signed_recorded_before_and_after_and_good(
    app: Flask, plumbing: Plumbing, tmp_path: Path
) -> None:
    result = run(app, "export", tmp_path / "out")
    assert (result.exit_code, result.output) == (0, f"11 entries, all signed, are in {tmp_path / 'out'}.\n")
    assert main([str(tmp_path / "out")]) == 0
    newest = [stored.entry for stored in plumbing.audit.entries(Filters(), limit=2)]
    assert [(one.action, one.verb, one.decision) for one in newest] == [
        ("log:export", "disclosure", "done"),
        ("log:export", "disclosure", "attempted"),
    ]
    assert newest[0].attempt == 10


def test_an_export_never_goes_where_something_is(app: Flask, plumbing: Plumbing, tmp_path: Path) -> None:
    result = run(app, "export", tmp_path)
    assert result.exit_code == 1
    assert "exists already" in result.output
    assert plumbing.audit.head().size == 10


def test_attempts_without_an_outcome_are_listed_and_the_look_is_recorded(app: Flask, plumbing: Plumbing) -> None:
    result = run(app, "reconcile")
    assert result.exit_code == 0
    assert result.output.startswith("3\t")
    assert result.output.endswith("\tperson-1\tallegation:read\tobject-1\n")
    assert plumbing.audit.entries(Filters(), limit=1)[0].entry.action == "log:read"
    plumbing.audit.append(entry(attempt=3), now=datetime.now(UTC))
    assert run(app, "reconcile").output == "Every attempt has an outcome.\n"


@pytest.mark.parametrize("command", [("verify",), ("prove", "1"), ("checkpoint",), ("reconcile",), ("export", "out")])
def test_a_record_that_is_gone_is_said_to_be_gone(
    app: Flask, engine: Engine, tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(engine.url.database or "").unlink()
    result = run(app, *command)
    assert result.exit_code == 1
    assert "the record cannot be used" in result.output
    assert not (tmp_path / "out").exists()
