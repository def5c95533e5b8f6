"""A PostgreSQL of the tests' own: made in a temporary folder, reached by a socket there, gone when they end."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
WANTED = "apt-get install postgresql   # PostgreSQL 15 or later, for tests/postgresql"
SUPERUSER = "postgres"
# Nothing here outlives a power cut; what outlives a killed process needs no disk to have been waited for.
UNSAFE_AND_QUICK = ("fsync=off", "full_page_writes=off", "max_connections=200", "log_lock_waits=off", "autovacuum=off")

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of a random name is made in it
ROOM_BYTES = 2 * 1024**3

_numbers = count(1)


def in_memory() -> Path | None:
    """Return a folder that is kept in memory, where databases are made and dropped five times as fast; or none."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM_BYTES:
        return MEMORY
    return None


def is_missing() -> bool:
    """Return whether this machine has no PostgreSQL of 15 or later."""
    return not BINARIES or int(BINARIES[-1].parts[-3]) < 15


@dataclass(frozen=True)
class Cluster:
    """A running server. Everybody may be anybody on its socket: the roles are what is tested, not the passwords."""

    folder: Path

    @classmethod
    def start(cls, folder: Path, settings: Sequence[str] = UNSAFE_AND_QUICK) -> "Cluster":
        """Make and start one. The server refuses to run as root, so it runs as the user that Debian makes for it."""
        if os.geteuid() == 0:
            shutil.chown(folder, SUPERUSER, SUPERUSER)
        made = cls(folder)
        made.make()
        made.up(settings)
        return made

    def make(self, *asked: str) -> None:
        """Make its folder of data."""
        locale = ("--auth=trust", "--username", SUPERUSER, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", "-D", self._data, *locale, *asked)

    def up(self, settings: Sequence[str] = UNSAFE_AND_QUICK) -> None:
        """Start it, and wait until it lets somebody in."""
        options = " ".join(
            f"-c {one}" for one in (*settings, "listen_addresses=''", f"unix_socket_directories={self.folder}")
        )
        self._run("pg_ctl", "-D", self._data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop it and leave nothing."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str, role: str = SUPERUSER) -> str:
        """Return the URL with which a role reaches a database."""
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder}"

    def as_role(self, role: str, database: str) -> psycopg.Connection:
        """Return a connection of a role's, each statement on its own."""
        return psycopg.connect(host=str(self.folder), user=role, dbname=database, autocommit=True)

    def new_database(self, *, owner: str = SUPERUSER, template: str = "template0") -> str:
        """Make a database, or a copy of one, and return its name."""
        name = f"made_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} OWNER {owner} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, database: str) -> None:
        """Take a database away, whoever is still connected."""
        self.run(f"DROP DATABASE {database} WITH (FORCE)")

    def run(self, *statements: str, database: str = SUPERUSER) -> None:
        """Run statements as the superuser."""
        with self.as_role(SUPERUSER, database) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def within(self) -> Sequence[str]:
        """Return what a program of the server's is called through."""
        return ()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as its own user."""
        us = ("setpriv", f"--reuid={SUPERUSER}", f"--regid={SUPERUSER}", "--clear-groups") if os.geteuid() == 0 else ()
        command = [*self.within(), *us, str(BINARIES[-1].with_name(program)), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, timeout=120)
        assert done.returncode == 0, done.stderr + done.stdout
