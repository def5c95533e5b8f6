"""A PostgreSQL whose disk is small: a file system of its own that is filled to its last byte, and emptied again."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.postgresql.cluster import SUPERUSER, UNSAFE_AND_QUICK, Cluster

MEGABYTES = 224
MAY_NOT_MOUNT = "this account may not mount a file system: run as root, in a container with --cap-add SYS_ADMIN"
# What the server writes first and reads after a crash is kept short, so that it soon needs another piece of disk.
SHORT_LOG = ("--wal-segsize=1",)
SETTINGS = (*UNSAFE_AND_QUICK, "min_wal_size=2MB", "max_wal_size=1GB")
BALLAST = "ballast"


@dataclass(frozen=True)
class SmallDisk:
    """A file system of a fixed size. Only what is started within sees it, and it is gone when its keeper ends."""

    folder: Path
    keeper: "subprocess.Popen[bytes]" = field(repr=False)

    @classmethod
    def mount(cls, folder: Path, owner: str) -> "SmallDisk":
        """Mount one at a folder that is there."""
        asked = f"size={MEGABYTES}m,mode=700,uid=$(id -u {owner}),gid=$(id -g {owner})"
        script = f'mount -t tmpfs -o "{asked}" small "$1" && echo there && exec cat'
        command = ["unshare", "--mount", "sh", "-c", script, "sh", str(folder)]
        keeper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if keeper.stdout is None or keeper.stdout.readline() != b"there\n":
            pytest.skip(MAY_NOT_MOUNT)
        return cls(folder, keeper)

    @property
    def seen_from_outside(self) -> Path:
        """Where this process finds it."""
        return Path(f"/proc/{self.keeper.pid}/root{self.folder}")

    def fill(self) -> None:
        """Leave not a byte."""
        handle = os.open(self.seen_from_outside / BALLAST, os.O_WRONLY | os.O_CREAT)
        while free := shutil.disk_usage(self.seen_from_outside).free:
            os.posix_fallocate(handle, os.fstat(handle).st_size, free)
        os.close(handle)

    def make_room(self) -> None:
        """Take away what was only there to fill it."""
        (self.seen_from_outside / BALLAST).unlink(missing_ok=True)

    def unmount(self) -> None:
        """Let go of it."""
        self.keeper.communicate()


@dataclass(frozen=True)
class SmallCluster(Cluster):
    """A server that has all of its data on a small disk."""

    disk: SmallDisk

    def within(self) -> Sequence[str]:
        return ("nsenter", f"--mount=/proc/{self.disk.keeper.pid}/ns/mnt")

    @contextmanager
    def full(self) -> Iterator[None]:
        """Let the disk be full for a while."""
        self.disk.fill()
        try:
            yield
        finally:
            self.disk.make_room()

    def sure_to_run(self) -> None:
        """Start it, as systemd would, where it could not start itself again after it had stopped."""
        for _ in range(50):
            try:
                self.run("SELECT 1")
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return
        self.up(SETTINGS)


def small_cluster() -> SmallCluster:
    """Return a running server on a small disk."""
    folder = Path(tempfile.mkdtemp(prefix="small-"))
    shutil.chown(folder, SUPERUSER, SUPERUSER)
    data = folder / "data"
    data.mkdir()
    made = SmallCluster(folder, SmallDisk.mount(data, SUPERUSER))
    made.make(*SHORT_LOG)
    made.up(SETTINGS)
    return made
