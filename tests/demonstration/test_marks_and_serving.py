"""A demonstration stays one: it does not run beside a real store, listens on this machine, and keeps its data."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from app.demonstration.mark import require_marked
from app.demonstration.serving import server_command
from tests.factories import Unit

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 40


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, port: int) -> subprocess.Popen[str]:
    """Start a demonstration as `make run` does."""
    surroundings = os.environ | {"VAR": str(folder), "PORT": str(port)}
    command = [sys.executable, "-m", "app.demonstration"]
    return subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True)


def answer(port: int) -> str:
    """Return the sign-in page as soon as it is served."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5) as reply:
                return str(reply.read().decode())
        except urllib.error.URLError:
            assert time.monotonic() < until, "it never answered"
            time.sleep(0.1)


def stop(process: subprocess.Popen[str]) -> str:
    """Stop it as Ctrl-C does, and return what it printed."""
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    return said


def test_it_cannot_be_imported_beside_a_store_that_is_not_marked(whole_unit: Unit) -> None:
    real = str(whole_unit.house.stores.case.url) if whole_unit.house.stores.case else ""
    for url in (real, "sqlite:////nowhere/case.db", "postgresql+psycopg://unit@127.0.0.1/case"):
        with pytest.raises(ImportError):
            require_marked({"CASE_URL": url})


def test_an_interpreter_refuses_to_load_it_beside_a_real_store(whole_unit: Unit) -> None:
    real = str(whole_unit.house.stores.case.url) if whole_unit.house.stores.case else ""
    command = [sys.executable, "-c", "import app.demonstration.stories"]
    refused = subprocess.run(command, cwd=ROOT, env=os.environ | {"CASE_URL": real}, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "not marked as a demonstration" in refused.stderr


def test_it_may_be_imported_beside_its_own_store(made_up: Path) -> None:
    require_marked({"CASE_URL": f"sqlite:///{made_up / 'case.db'}"})


def test_the_server_listens_on_the_loopback_address_whatever_is_set() -> None:
    command = server_command(8123)
    assert command[command.index("--bind") + 1] == "127.0.0.1:8123"


def test_a_folder_with_a_real_store_is_not_served(whole_unit: Unit, tmp_path: Path) -> None:
    settings = "\n".join(f"{name}={value}" for name, value in whole_unit.settings.items())
    (tmp_path / "demonstration.env").write_text(settings, encoding="utf-8")
    process = start(tmp_path, free_port())
    process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1


def test_a_start_keeps_the_data_that_is_there_and_both_its_programs_stop_with_it(made_up: Path) -> None:
    port = free_port()
    process = start(made_up, port)
    page = answer(port)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    assert len(children) == 2
    assert f"http://localhost:{port}" in stop(process)
    assert process.returncode == 0
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    people = json.loads((made_up / "people.json").read_text(encoding="utf-8"))
    assert "Demonstration." in page
    # The words are drawn when a unit is made: another one would have others.
    assert all(one["passphrase"] in page for one in people if not one["is_partner"])
