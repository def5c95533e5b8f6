"""PostgreSQL's own programs, run on a database with nothing of this process's settings but what they need."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from sqlalchemy import make_url

from app.upkeep.trouble import Trouble

# Where Debian keeps each version's programs; a newer one reads every older server.
PROGRAMS: Final = Path("/usr/lib/postgresql")
PIECE_BYTES: Final = 1024 * 1024
KEPT: Final = ("HOME", "LANG", "PATH")
SAFE: Final = "the stores and all earlier backups are as they were."
VERSION: Final = re.compile(r"\(PostgreSQL\) (\d+)")
ANSWER_SECONDS: Final = 10


def read_from(name: str, url: str, *arguments: str) -> Iterator[bytes]:
    """Give what a program writes about a database; Trouble when it does not end well."""
    with _running(name, url, arguments, stdout=subprocess.PIPE) as running:
        while piece := _pipe(running.stdout).read(PIECE_BYTES):
            yield piece


def write_to(name: str, url: str, pieces: Iterable[bytes], *arguments: str) -> None:
    """Hand bytes to a program that writes them into a database; Trouble when it does not end well."""
    with _running(name, url, arguments, stdin=subprocess.PIPE) as running:
        # One that stops early says why by how it ends.
        with suppress(BrokenPipeError):
            for piece in pieces:
                _pipe(running.stdin).write(piece)
        with suppress(BrokenPipeError):
            _pipe(running.stdin).close()


def require_as_new(name: str, server: int) -> None:
    """
    Return quietly when this machine's program is as new as the server, by the first number of each version.

    :raises Trouble: it is older, which neither copies nor fills such a server; or there is none that says what it is.
    """
    program = _found(name)
    with suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run(  # noqa: S603 - found on this machine by its name
            [program, "--version"], env=_environment(""), capture_output=True, text=True, timeout=ANSWER_SECONDS
        ).stdout
        version = VERSION.search(said)
        if version and int(version[1]) >= server:
            return
        raise Trouble(
            f"{program} is of PostgreSQL {version[1] if version else 'no known version'}, and the server is of "
            f"{server}: an older program neither copies nor fills a newer server.",
            SAFE,
            f"apt-get install postgresql-client-{server}, and run it again.",
        )
    raise Trouble(
        f"{program} does not run.", SAFE, f"apt-get install --reinstall postgresql-client-{server}, and run it again."
    )


def address(url: str) -> str:
    """Return a store's URL as PostgreSQL's own programs read it, without its password."""
    bare = make_url(url)._replace(drivername="postgresql", password=None)
    return bare.render_as_string(hide_password=False)


@contextmanager
def _running(name: str, url: str, arguments: Iterable[str], **pipe: int) -> Iterator["subprocess.Popen[bytes]"]:
    """
    Give a program at work on a database; it is killed when what is done with it fails.

    A password goes by its environment: everybody on this machine may read what a program was called with.

    :raises Trouble: it is not there, or did not end well; with the first line that it said.
    """
    command = [_found(name), f"--dbname={address(url)}", "--no-password", *arguments]
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(command, env=_environment(url), stderr=said, **pipe)  # type: ignore[call-overload]  # noqa: S603
        with running:
            try:
                yield running
            except BaseException:
                running.kill()
                raise
        if running.returncode:
            raise _failed(name, said)


def _environment(url: str) -> dict[str, str]:
    """Return what the program is told: where it is and how it signs in, and no setting of ours."""
    told = {key: value for key, value in os.environ.items() if key in KEPT or key.startswith("PG")}
    password = make_url(url).password if url else None
    return told | ({"PGPASSWORD": str(password)} if password else {})


def _failed(name: str, said: IO[bytes]) -> Trouble:
    """Return what is told of a program that failed. Only its first line: those after it may quote what is stored."""
    said.seek(0)
    first = (said.read().decode(errors="replace").strip().splitlines() or ["it was ended from outside"])[0]
    return Trouble(
        f"{name} did not come to its end ({first.removeprefix(f'{name}: error: ')}).",
        SAFE,
        "see that PostgreSQL runs and has room, that the store's owner may sign in from here, and that the client "
        "programs are of the server's version or newer (apt-get install postgresql-client); then run it again.",
    )


def _found(name: str) -> str:
    """Return where the newest of these programs is; Trouble where there is none."""
    versions = sorted(PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if found is None:
        raise Trouble(
            f"there is no {name} on this machine.",
            SAFE,
            "apt-get install postgresql-client, of the server's version or newer, and run it again.",
        )
    return found


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise LookupError("a pipe that was asked for")
    return pipe
