"""A real terminal for journeys: a command runs in a process of its own, is typed to, and what it shows is kept."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60


@dataclass
class Terminal:
    """What somebody sits at while a command runs."""

    process: subprocess.Popen[bytes]
    keyboard: int
    screen: str = ""
    _read: int = field(default=0, init=False)

    def sees(self, words: str) -> None:
        """Wait until the terminal shows these words, further down than what was seen before."""
        until = time.monotonic() + PATIENCE_SECONDS
        while words not in self.screen[self._read :]:
            assert time.monotonic() < until, f"never shown: {words}\n{self.screen}"
            if not self._more(1):
                assert self.process.poll() is None, f"it ended without showing: {words}\n{self.screen}"
        self._read = self.screen.index(words, self._read) + len(words)

    def types(self, line: str, *, after: str) -> None:
        """Type a line once it is asked for."""
        self.sees(after)
        os.write(self.keyboard, f"{line}\n".encode())

    def ends(self) -> int:
        """Wait until the command has ended; returns its exit code."""
        self.process.wait(PATIENCE_SECONDS)
        while self._more(0):
            pass
        return self.process.returncode

    def _more(self, seconds: float) -> bool:
        """Take what was shown meanwhile; says whether there was anything."""
        if not select.select([self.keyboard], [], [], seconds)[0]:
            return False
        try:
            shown = os.read(self.keyboard, 65536)
        except OSError:  # Linux says so when the other side of a terminal is closed.
            return False
        self.screen += shown.decode().replace("\r\n", "\n")
        return bool(shown)


@contextmanager
def command(*words: str, settings: Mapping[str, str]) -> Iterator[Terminal]:
    """Run `flask --app wsgi` with these words in a terminal, with a deployment's settings and no others."""
    keyboard, screen = pty.openpty()
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    told = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    with subprocess.Popen(
        told, cwd=ROOT, env={**known, **settings}, stdin=screen, stdout=screen, stderr=screen, start_new_session=True
    ) as process:
        os.close(screen)
        try:
            yield Terminal(process, keyboard)
        finally:
            if process.poll() is None:
                process.kill()
            os.close(keyboard)
