"""Health and measures: on this machine only, on a port of their own, and without a word or a figure about anybody."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from app.upkeep.watching import Watch, listen
from app.web.measures import Tally
from tests.factories import Neighbour, Unit
from tests.upkeep.keeping import Kept

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers)
    reply = connection.getresponse()
    said = reply.status, reply.read().decode()
    connection.close()
    return said


def watching(unit: Unit, face: str = "staff") -> Watch:
    """Return a watch of one face of a unit, which has been counting."""
    unit.face = face
    names = ("SECRET_KEY", "DEPLOYMENT", "ROOT_KEY", "GATEWAY_URL") if face == "public" else tuple(unit.settings)
    unit.settings = {name: unit.settings[name] for name in names} | {"WATCH": f"127.0.0.1:{free_port()}"}
    ours = unit.app.extensions["sourcekeeper"]
    return Watch(ours.config, ours.house, unit.app.extensions["sourcekeeper_tally"])


def test_a_unit_in_order_is_ready_and_one_that_is_not_says_which_part(whole_unit: Unit) -> None:
    watch = watching(whole_unit)
    assert watch.reply("/healthz")[:1] == (200,)
    status, _, body = watch.reply("/readyz")
    assert (status, set(json.loads(body)["parts"].values())) == (200, {"ok"})
    assert set(json.loads(body)["parts"]) == {"gateway", "case", "vault", "audit", "lock"}
    case = whole_unit.folder / "case.db"
    case.rename(whole_unit.folder / "elsewhere")
    status, _, body = watch.reply("/readyz")
    assert (status, json.loads(body)["parts"]["case"]) == (503, "failing")
    assert not case.exists()
    (whole_unit.folder / "elsewhere").rename(case)
    with whole_unit.house.stores.vault.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert json.loads(watch.reply("/readyz")[2])["parts"]["vault"] == "failing"
    assert b'sourcekeeper_store_up{store="vault"} 0.0' in watch.reply("/metrics")[2]


def test_measures_count_outcomes_and_times_of_a_face_and_nothing_else(whole_unit: Unit) -> None:
    watch = watching(whole_unit)
    visitor = whole_unit.sign_in("asha")
    visitor.get("/board")
    visitor.get("/nowhere")
    measures = watch.reply("/metrics")[2].decode()
    assert 'sourcekeeper_requests_total{face="staff",outcome="4xx"} 1.0' in measures
    assert 'sourcekeeper_request_seconds_bucket{face="staff",le="+Inf"} ' in measures
    assert "sourcekeeper_checkpoint_age_seconds " in measures
    assert 'sourcekeeper_disk_free_ratio{store="case"}' in measures
    for word in ("asha", "quill", whole_unit.ref("asha"), "board", "127.0.0.1", str(whole_unit.folder)):
        assert word not in measures.lower()


def test_measures_of_the_public_face_do_not_move_when_somebody_tells_us_something(whole_unit: Unit) -> None:
    watch = watching(whole_unit, "public")
    before = watch.reply("/metrics")[2]
    Neighbour(whole_unit.app.test_client()).tell_all()
    assert watch.reply("/metrics")[2] == before
    assert json.loads(watch.reply("/readyz")[2])["parts"] == {"gateway": "ok"}


def test_the_tally_is_one_for_all_forked_workers_and_ends_in_the_right_class() -> None:
    tally = Tally()
    for _ in range(3):
        child = os.fork()
        if not child:
            for _ in range(200):
                tally.add("staff", 200, 0.03)
            os._exit(0)
        os.waitpid(child, 0)
    tally.add("staff", 500, 99)
    tally.add("staff", 101, 1)
    assert tally.outcomes("staff") == {"2xx": 600, "3xx": 0, "4xx": 0, "5xx": 1}
    assert tally.times("staff") == ([0, 600, 0, 0, 0, 0, 0, 0, 1], 117.0)


@pytest.mark.parametrize("host", ["unit.example", "10.0.0.7:9102", ""])
def test_who_was_led_there_under_another_name_is_refused(whole_unit: Unit, host: str) -> None:
    watch = watching(whole_unit)
    server = listen(watch)
    try:
        port = server.server_address[1]
        assert ask(port, "/healthz") == (200, "ok\n")
        assert ask(port, "/metrics", Host=host)[0] == 403
        assert ask(port, "/board")[0] == 404
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def served(kept: Kept, port: int, watch: int) -> Iterator[Path]:
    """Serve the staff face with two workers, as docs/operating.md says; gives where its lines go."""
    lines, counts = kept.away / "lines", kept.away / "counts.sock"
    environment = {"PATH": os.environ["PATH"], **kept.unit.settings, "FACE": "staff", "WATCH": f"127.0.0.1:{watch}"}
    environment["LIMITS_STORAGE"] = f"redis+unix://{counts}"
    counting = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", str(counts), "--save", "", "--dir", str(kept.away)],
        stdout=subprocess.DEVNULL,
    )
    command = [sys.executable, "-m", "gunicorn", "--config", "python:app.server", "--bind", f"127.0.0.1:{port}"]
    with lines.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--workers", "2", "--worker-class", "gthread", "wsgi:app"],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=file,
        )
        try:
            for _ in range(600):
                with suppress(OSError):
                    ask(port, "/sign-in")
                    break
                time.sleep(0.1)
            yield lines
        finally:
            for one in (process, counting):
                one.send_signal(signal.SIGTERM)
                one.wait(30)


@pytest.mark.slow
def test_a_real_server_answers_on_its_own_port_and_never_on_the_one_of_the_pages(kept: Kept) -> None:
    port, watch = free_port(), free_port()
    with served(kept, port, watch) as lines:
        assert ask(watch, "/healthz") == (200, "ok\n")
        assert ask(watch, "/readyz")[0] == 200
        for path in ("/healthz", "/readyz", "/metrics"):
            assert ask(port, path)[0] == 404
        for _ in range(10):
            assert ask(port, "/sign-in?Canary-Query")[0] == 200
        counted = ask(watch, "/metrics")[1]
        assert 'sourcekeeper_requests_total{face="staff",outcome="2xx"} 11.0' in counted
        assert ask(watch, "/metrics", Host="evil.example")[0] == 403
        other = socket.gethostbyname(socket.gethostname())
        if not other.startswith("127."):
            with pytest.raises(OSError, match="refused"):
                socket.create_connection((other, watch), timeout=3)
    told = [json.loads(line) for line in lines.read_text().splitlines()]
    assert any(line["event"] == "request.served" and line["view"] == "sessions.sign_in" for line in told)
    assert "Canary" not in lines.read_text()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["gunicorn", "steward"])
def test_nothing_is_started_on_a_store_that_is_not_there(kept: Kept, command: str) -> None:
    wrong = kept.unit.folder / "cases.db"
    environment = {"PATH": os.environ["PATH"], **kept.unit.settings, "FACE": "staff"}
    environment["CASE_URL"] = f"sqlite:///{wrong}"
    serving = ["gunicorn", "--config", "python:app.server", "--bind", f"127.0.0.1:{free_port()}", "wsgi:app"]
    run = serving if command == "gunicorn" else ["flask", "--app", "wsgi", "steward"]
    done = subprocess.run(
        [sys.executable, "-m", *run], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode != 0
    for part in ("Nothing was started.", "there is no case store at", "What is safe: ", "correct CASE_URL"):
        assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert not wrong.exists()
