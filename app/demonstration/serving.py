"""Serving the made-up unit: the web server and the steward beside it, on the loopback address and nowhere else."""

import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from os import environ
from pathlib import Path

from flask.cli import main as flask
from gunicorn.app.wsgiapp import run as gunicorn

from app.demonstration.making import SETTINGS, make, stand_elsewhere
from app.demonstration.mark import PREFIX, is_marked
from config import read_settings

LOOPBACK = "127.0.0.1"
WORKERS, THREADS = 2, 4
# A check of the whole record reads every entry; it is the longest thing that a page does.
LONGEST_REQUEST_SECONDS = 120
LONGEST_STOP_SECONDS = 30


def serve(folder: Path, *, port: int) -> None:
    """Make the unit if there is none in the folder, then serve it until told to stop."""
    settings_file = folder / SETTINGS
    if not settings_file.exists():
        _make(folder)
    settings = read_settings(settings_file)
    if not is_marked(Path(settings["CASE_URL"].removeprefix(PREFIX))):
        raise SystemExit(f"{folder} holds a store that is not a demonstration's. Nothing was started.")
    _run(settings, port)


def server_command(port: int) -> list[str]:
    """Return the command of the web server. Its address is fixed: the made-up people's words are no secret."""
    return [
        "gunicorn", "--bind", f"{LOOPBACK}:{port}", "--workers", str(WORKERS), "--threads", str(THREADS),
        "--worker-class", "gthread", "--timeout", str(LONGEST_REQUEST_SECONDS),
        "--config", "python:app.server", "--log-level", "warning", "wsgi:app",
    ]  # fmt: skip


def _make(folder: Path) -> None:
    """Make the unit beside its place, and put it there whole: one that was interrupted is thrown away."""
    started = time.monotonic()
    print("Making up a unit: its ceremony, its people, and six months of their work. This takes a minute or two.")
    print("The next start takes a moment.", flush=True)
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    make(unfinished)
    stand_elsewhere(unfinished, before=unfinished, after=folder)
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    print(f"Made in {time.monotonic() - started:.0f} seconds.", flush=True)


def _run(settings: Mapping[str, str], port: int) -> None:
    """Run the server and the steward; when one of them stops, or somebody says so, stop both."""
    both = [
        _program(gunicorn, server_command(port), settings),
        _program(flask, ["flask", "--app", "wsgi", "steward"], settings),
    ]
    print(f"\n  http://localhost:{port}\n")
    print("  Its sign-in page lists who to be, with their words and their code.")
    print(f"  The public form is at http://localhost:{port}/tell-us, the agencies' door at /partner/sign-in.")
    print("  Ctrl-C stops it; `make reset` forgets it.\n", flush=True)

    def stop(*_signal: object) -> None:
        for process in both:
            process.terminate()

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop)
    wait([process.sentinel for process in both])
    stop()
    for process in both:
        process.join(timeout=LONGEST_STOP_SECONDS)


def _program(run: Callable[[], None], command: Sequence[str], settings: Mapping[str, str]) -> ForkProcess:
    """Start a program in a copy of this process: what it needs is loaded already, which is most of a start."""
    process = get_context("fork").Process(target=_become, args=(run, command, settings))
    process.start()
    return process


def _become(run: Callable[[], None], command: Sequence[str], settings: Mapping[str, str]) -> None:
    """Be the program that a command line names, with these settings."""
    environ.update(settings)
    sys.argv = list(command)
    run()
