"""The ceremony that two people hold step by step: killed anywhere it goes on, and nothing secret lies in clear."""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from app.ceremony import command, holding, state
from app.ceremony.holding import Asked, begin_anew, hold
from app.ceremony.telling import Halted
from app.founding import MADE
from app.vault.papers import read_root_keys
from audit.events import Event
from config import Config, read_settings
from crypto.signing import SigningKey
from crypto.slots import Argon2Cost
from tests.founding.test_ceremony_command import FOUNDERS, people

pytestmark = pytest.mark.slow

CHEAP = Argon2Cost(memory_kib=64, passes=1)
KILLED, DONE = 9, 0
FIRST, SECOND = "Ada Fenn", "Colm Reid"
PAPERS = 15 + len(FOUNDERS)


@dataclass
class Played:
    """Two people at a desk, what they wrote down, and the question at which the power fails."""

    notes: Path
    dies_at: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    shown: str = ""

    def say(self, text: str) -> None:
        self.shown = text
        with self.notes.open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")

    def ask(self, question: str) -> str:
        self.asked += 1
        if self.asked == self.dies_at:
            os._exit(KILLED)
        for begins, answer in self.answers.items():
            if question.startswith(begins):
                return answer
        return self.answer(question)

    def answer(self, question: str) -> str:
        written = self.notes.read_text(encoding="utf-8")
        if question.startswith("Name of the"):
            return FIRST if "first" in question else SECOND
        if question.endswith("type your words"):
            name = question.partition(",")[0].replace("Eve", "Ada")
            return re.findall(rf"For {name} alone, until the ceremony ends: (.*)", written)[-1]
        if question.startswith("Check word"):
            word = re.findall(r"Check word: (\S+)", self.shown)[-1]
            self.say(f"HANDED OUT {question}")
            return word
        return "yes"


@dataclass
class Table:
    """Where a ceremony is held: its folder, its medium, and the notes of the two."""

    folder: Path

    def __post_init__(self) -> None:
        (self.folder / "medium").mkdir()
        (self.folder / "people.json").write_text(json.dumps(people()), encoding="utf-8")

    @property
    def unit(self) -> Path:
        return self.folder / "unit"

    @property
    def root_keys(self) -> Path:
        return self.folder / "medium" / "root.keys"

    @property
    def written(self) -> str:
        return (self.folder / "notes").read_text(encoding="utf-8")

    def asked(self, **changes: Any) -> Asked:
        return Asked(
            **({"folder": self.unit, "root_keys": self.root_keys, "people": self.folder / "people.json"} | changes),
            cost=CHEAP,
        )

    def hold(self, dies_at: int = 0, **answers: str) -> Played:
        played = Played(self.folder / "notes", dies_at, {key.replace("_", " "): said for key, said in answers.items()})
        hold(self.asked(), played)
        return played

    def killed(self, dies_at: int = 0, *, first: Callable[[], None] = lambda: None) -> int:
        """Hold it in a process of its own, which dies as by kill -9, and return how it ended."""
        child = os.fork()
        if child == 0:
            try:
                first()
                self.hold(dies_at)
            except BaseException:
                os._exit(1)
            os._exit(DONE)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def on_disk(self) -> bytes:
        """Return everything that lies in the folder that the server will read."""
        return b"".join(path.read_bytes() for path in sorted(self.unit.rglob("*")) if path.is_file())

    def secrets(self) -> list[bytes]:
        """Return everything secret that was shown to anybody."""
        shown = re.findall(r"until the ceremony ends: (.*)", self.written)
        shown += re.findall(r"Passphrase\n +(.*)", self.written)
        shown += re.findall(r"\?secret=([A-Z2-7]+)", self.written)
        for sheet in re.findall(r"RECOVERY SHARE.*?\n\n(.*?)\n=", self.written, re.DOTALL):
            shown.append(" ".join(re.findall(r"[a-z]+", sheet)))
        return [one.encode() for one in shown]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return Table(tmp_path)


def require_whole(table: Table) -> None:
    """Prove that a deployment stands with all that it needs, and that every paper was handed out once at least."""
    assert {path.name for path in table.unit.iterdir()} >= {*MADE}
    assert not (table.unit / state.NAME).exists()
    assert {path.stat().st_mode & 0o777 for path in table.unit.iterdir()} == {0o600}
    settings = Config.from_environment(read_settings(table.unit / "settings.env"))
    deployment, seed = read_root_keys(table.root_keys)
    assert (deployment, SigningKey.from_seed(seed).public.encode().hex()) == (settings.deployment, settings.root_key)
    of_this = table.written[table.written.rindex("Making stores, keys and people.") :]
    handed_out = set(re.findall(r"HANDED OUT Check word of the (.*?) \(or", of_this))
    assert len(handed_out) == PAPERS
    assert {f"paper of {name}" for name, *_ in FOUNDERS} <= handed_out
    assert not [secret for secret in table.secrets() if secret in table.on_disk()]


def test_it_is_held_to_its_end_and_each_file_is_named_with_its_mode_and_its_place(table: Table) -> None:
    played = table.hold()
    require_whole(table)
    for name in MADE:
        assert re.search(rf"^600  .*/{re.escape(name)}: .+", played.shown, re.MULTILINE), name
    assert re.search(r"^700  .*/unit: owned by", played.shown, re.MULTILINE)
    assert f"600  {table.root_keys}: the root keys. Offline" in table.written


# Every question of the first half, then the first paper, one in the middle and the last.
@pytest.mark.parametrize("question", [1, 2, 3, 4, 5, 6, 7, 8, 9, 18, 7 + PAPERS])
def test_killed_at_any_question_it_goes_on_and_nothing_secret_lies_in_clear(table: Table, question: int) -> None:
    assert table.killed(question) == KILLED
    left = table.on_disk() if table.unit.exists() else b""
    table.hold()
    require_whole(table)
    assert not [secret for secret in table.secrets() if secret in left]


@pytest.mark.parametrize("place", ["half made", "made and not sealed"])
def test_killed_while_it_makes_them_it_makes_all_of_them_anew(
    table: Table, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_args: Any, **_rest: Any) -> None:
        os._exit(KILLED)

    at = {"half made": ("app.founding.publish", die), "made and not sealed": ("app.ceremony.holding.papers", die)}
    assert table.killed(first=lambda: monkeypatch.setattr(*at[place])) == KILLED
    assert (table.unit / "lock-keys.json").exists()
    old = (table.unit / "lock-keys.json").read_bytes()
    table.hold()
    require_whole(table)
    assert (table.unit / "lock-keys.json").read_bytes() != old


@pytest.mark.parametrize("number", range(1, 9))
def test_killed_at_any_durable_write_it_goes_on(table: Table, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0
    sync = os.fsync

    def die_at(handle: int) -> None:
        nonlocal count
        count += 1
        if count == number:
            os._exit(KILLED)
        sync(handle)

    assert table.killed(first=lambda: monkeypatch.setattr(os, "fsync", die_at)) == KILLED
    table.hold()
    require_whole(table)


def test_killed_between_its_last_two_acts_it_ends_all_the_same(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(_kept: Any) -> None:
        os._exit(KILLED)

    assert table.killed(first=lambda: monkeypatch.setattr(state.Kept, "forget", die)) == KILLED
    assert (table.unit / state.NAME).exists()
    table.hold()
    require_whole(table)


def test_it_is_not_held_twice(table: Table) -> None:
    table.hold()
    before = table.on_disk()
    with pytest.raises(Halted, match="cannot be made a second time"):
        table.hold()
    with pytest.raises(Halted, match="cannot be made a second time"):
        begin_anew(table.unit, {})
    assert table.on_disk() == before


def test_the_words_of_one_of_the_two_do_not_open_it(table: Table) -> None:
    table.killed(10)
    before = table.on_disk()
    for answers in ({FIRST: "acorn banjo cactus dimple"}, {SECOND: ""}):
        with pytest.raises(Halted) as caught:
            table.hold(**answers)
        assert "does not open with these words" in caught.value.message
        assert "What is safe" in caught.value.message
        assert "What to do" in caught.value.message
    assert table.on_disk() == before
    table.hold()
    require_whole(table)


def test_a_changed_file_is_told_and_can_be_forgotten(table: Table) -> None:
    table.killed(10)
    path = table.unit / state.NAME
    whole = path.read_bytes()
    for changed in (whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1]), whole.replace(b"Ada", b"Eve"), b"", b"{}\n"):
        path.write_bytes(changed)
        with pytest.raises(Halted, match="begin-anew"):
            table.hold()
    begin_anew(table.unit, {})
    assert not list(table.unit.iterdir())
    table.root_keys.unlink()
    table.hold()
    require_whole(table)


def test_a_lost_file_is_told_and_what_is_left_is_void(table: Table) -> None:
    table.killed(12)
    (table.unit / state.NAME).unlink()
    with pytest.raises(Halted, match="is gone"):
        table.hold()
    begin_anew(table.unit, {})
    assert not list(table.unit.iterdir())


def test_one_person_alone_does_not_hold_it(table: Table) -> None:
    with pytest.raises(Halted, match="one person"):
        table.hold(**{"Name of": FIRST})
    assert not table.unit.exists()


def test_a_plan_that_one_of_them_does_not_agree_to_makes_nothing(table: Table) -> None:
    with pytest.raises(Halted, match="not agreed"):
        table.hold(**{f"{SECOND}, is this": "no"})
    assert {path.name for path in table.unit.iterdir()} == {state.NAME}
    table.hold()
    require_whole(table)


def test_a_mistake_in_the_plan_is_told_and_mended_without_beginning_anew(table: Table) -> None:
    (table.folder / "people.json").write_text(json.dumps(people(vetting="BPSS")), encoding="utf-8")
    with pytest.raises(Halted, match="sian.dale, clearance"):
        table.hold()
    assert {path.name for path in table.unit.iterdir()} == {state.NAME}
    (table.folder / "people.json").write_text("[{", encoding="utf-8")
    with pytest.raises(Halted, match="cannot be read"):
        table.hold()
    (table.folder / "people.json").write_text(json.dumps(people()), encoding="utf-8")
    table.hold()
    require_whole(table)


def test_root_keys_are_written_over_nothing_and_wait_for_their_medium(table: Table) -> None:
    table.root_keys.write_text("somebody else's", encoding="ascii")
    with pytest.raises(Halted, match="there is such a file"):
        table.hold()
    table.root_keys.unlink()
    assert table.killed(7) == KILLED
    table.root_keys.write_text("somebody else's", encoding="ascii")
    with pytest.raises(Halted, match="something else"):
        table.hold()
    assert table.root_keys.read_text(encoding="ascii") == "somebody else's"
    table.root_keys.unlink()
    table.root_keys.parent.rmdir()
    with pytest.raises(Halted, match="could not be written"):
        table.hold()
    table.root_keys.parent.mkdir()
    table.hold()
    require_whole(table)


def test_root_keys_do_not_go_into_the_servers_own_folder(table: Table) -> None:
    with pytest.raises(Halted, match="the folder that the server reads"):
        hold(table.asked(root_keys=table.unit / "root.keys"), Played(table.folder / "notes"))


def test_a_paper_is_handed_out_with_its_own_word_only_and_can_be_printed_again(table: Table) -> None:
    assert table.killed(8) == KILLED
    notes = Played(table.folder / "notes")
    tried: list[str] = []

    def ask(question: str) -> str:
        if question.startswith("Check word") and len(tried) < 2:
            tried.append(question)
            return ("acorn", "again")[len(tried) - 1]
        return notes.answer(question)

    notes.ask = ask  # type: ignore[method-assign]
    hold(table.asked(), notes)
    assert tried[0] == tried[1]
    assert "That is not the word on this paper" in table.written
    require_whole(table)


def test_who_held_it_is_in_the_record_for_the_auditors_alone(table: Table) -> None:
    table.hold()
    assert FIRST.encode() not in (table.unit / "audit.db").read_bytes()
    assert Event.CEREMONY_HELD.action.encode() in (table.unit / "audit.db").read_bytes()


def test_who_it_begins_with_can_be_asked_for(table: Table) -> None:
    rows = people()[0]["units"][0]["people"]
    answers = iter(["Home Office", "CLUB", "HMG", "15", "CTC", "Intelligence Unit North", "england-and-wales"])
    persons = iter(rows)
    current: dict[str, Any] = {}
    played = Played(table.folder / "notes")

    def ask(question: str) -> str:
        nonlocal current
        if question == "Name":
            current = next(persons)
            return str(current["name"])
        fields = {"Sign-in": "sign_in_name", "Vetting (": "vetting", "Vetting granted": "granted_on"}
        fields |= {"Vetting ends": "ends_on", "Every course": "trained_on"}
        for begins, name in fields.items():
            if question.startswith(begins):
                return str(current[name])
        if question.startswith("Somebody else"):
            return "no"
        known = ("Name of the first", "Name of the second", f"{FIRST},", f"{SECOND},", "Is there", "Check word")
        return played.answer(question) if question.startswith(known) else next(answers)

    played.ask = ask  # type: ignore[method-assign]
    hold(table.asked(people=None), played)
    assert "Enter one of: AGENCY_CONTRACTOR" in table.written
    require_whole(table)


def test_papers_go_to_the_printer_and_not_to_the_screen(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    out = table.folder / "printed"
    screen = command.Screen(f"tee -a {out}")
    screen.say("FOR THE PRINTER\n\f")
    screen.say("for the screen")
    assert out.read_text(encoding="utf-8") == "FOR THE PRINTER\n\f"
    assert capsys.readouterr().out == "for the screen\n"
    with pytest.raises(Halted, match="printer"):
        command.Screen("/nowhere/lp").say("FOR THE PRINTER\n\f")
    with pytest.raises(Halted, match="printer"):
        command.Screen("false").say("FOR THE PRINTER\n\f")


def test_the_command_asks_at_a_terminal_and_begins_anew_only_what_did_not_end(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[Asked] = []
    monkeypatch.setattr(command, "hold", lambda asked, _screen: held.append(asked))
    told = [str(table.unit), "--root-keys", str(table.root_keys)]
    assert CliRunner().invoke(command.ceremony, [*told, "--step-by-step"]).exit_code == 0
    assert [asked.people for asked in held] == [None]
    bare = CliRunner().invoke(command.ceremony, told)
    assert (bare.exit_code, "needs --people" in bare.output) == (2, True)
    assert isinstance(Halted("a", "b", "c"), click.ClickException)
    assert holding.WORDS_EACH == 4
