"""Watches folders through the kernel's own notes (inotify): whatever is made, written or moved there is seen."""

import ctypes
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WRITTEN, MOVED_IN, CREATED = 0x2, 0x80, 0x100
NOTE = struct.Struct("iIII")


@contextmanager
def watching(*folders: Path) -> Iterator[list[str]]:
    """Collect the names of files that are made or written in these folders, or in folders within them, meanwhile."""
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    assert handle >= 0
    for folder in [one for top in folders for one in (top, *top.rglob("*")) if one.is_dir()]:
        assert libc.inotify_add_watch(handle, bytes(folder), WRITTEN | MOVED_IN | CREATED) >= 0
    seen: list[str] = []
    try:
        yield seen
        seen += _read(handle)
    finally:
        os.close(handle)


def _read(handle: int) -> Iterator[str]:
    """Give the names in what the kernel noted."""
    while True:
        try:
            notes = os.read(handle, 65536)
        except BlockingIOError:
            return
        while notes:
            *_, length = NOTE.unpack_from(notes)
            yield notes[NOTE.size : NOTE.size + length].rstrip(b"\0").decode()
            notes = notes[NOTE.size + length :]
