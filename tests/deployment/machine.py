"""
A server as the documentation sets one up, in a folder: its nginx, its units, its users, its Redis, its own certificate.

Every file of ``docs/deployment`` is used as it stands; ``/etc``, ``/run`` and ``/var`` become folders of the test, and
two ports others. Where the tests run as root each process has its own user, by number; elsewhere there is only one.
"""

import hashlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import redis

from app.founding import settings_by_file
from config import read_settings
from tests.deployment.certificates import Authority
from tests.deployment.units import FACES, FOLDER, accounts, read_unit
from tests.factories import HOME_UNIT, Founded

PROJECT = FOLDER.parents[1]
FIRST_ID = 61_000
AS_ROOT = os.geteuid() == 0
WEB_SERVER = "nginx-override.conf"
HOSTS = {face: f"{name}.example" for face, name in zip(FACES, ("tell-us", "staff", "partner"), strict=True)}
STORES = ("case", "vault", "audit")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Machine:
    """The server. ``start`` and ``stop`` go by the names of its units."""

    root: Path
    ids: dict[str, int] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    https: int = field(default_factory=free_port)
    http: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    authority: Authority = field(default_factory=Authority)
    python: tuple[str, str] = ("", "")
    founded: Founded = field(init=False)

    def __post_init__(self) -> None:
        users, groups = accounts()
        numbers = range(FIRST_ID, FIRST_ID + len(users) + len(groups))
        self.ids = {
            name: number if AS_ROOT else os.geteuid() for name, number in zip(users + groups, numbers, strict=True)
        }
        self.passwords = {face: secrets.token_urlsafe(24) for face in FACES}

    def here(self, text: str) -> str:
        """Return a text of the documentation with its paths and ports as they are on this machine."""
        text = re.sub(r"(?<![\w.])/(etc|run|var|opt)/", rf"{self.root}/\1/", text)
        text = re.sub(r"\n *listen \[::\].*", "", text)
        return text.replace("listen 443", f"listen {self.https}").replace("listen 80", f"listen {self.http}")

    def path(self, documented: str) -> Path:
        """Return where a documented path is."""
        return self.root / documented.lstrip("/")

    def place(self, documented: str, text: str, *, owner: str = "", mode: int = 0o600) -> Path:
        """Write a file where the documentation puts it."""
        path = self.path(documented)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        self.give(path, owner, owner)
        return path

    def give(self, path: Path, user: str, group: str) -> None:
        """Give a file or folder to a user and a group; an empty name leaves it with root."""
        if AS_ROOT:
            os.chown(path, self.ids.get(user, 0), self.ids.get(group, 0))

    def install(self, founded: Founded, folder: Path) -> None:
        """Put everything where it belongs, as ``docs/deployment.md`` says."""
        self.founded = founded
        self._make_folders()
        self._place_web_server()
        self._place_counting()
        self._move_stores(folder)
        for name, settings in settings_by_file(founded.settings, founded.units[HOME_UNIT]).items():
            face = {"settings.env": "staff"}.get(name, name.removesuffix(".env"))
            self._write_settings(face, self._moved(settings, folder))
        staff = read_settings(self.path("/etc/sourcekeeper/staff.env"))
        self._write_settings("steward", staff)
        self.path("/opt").mkdir()
        self.path("/opt/sourcekeeper").symlink_to(self._readable(PROJECT))
        self.python = self._find_python()

    def _make_folders(self) -> None:
        self.root.chmod(0o755)
        for line in (FOLDER / "systemd/tmpfiles.conf").read_text(encoding="utf-8").splitlines():
            if line.startswith("d "):
                _, documented, mode, user, group = line.split()
                folder = self.path(documented)
                folder.mkdir(parents=True, exist_ok=True)
                self.give(folder, user, group)
                folder.chmod(int(mode, 8))
        self.path("/var/log/nginx").mkdir(parents=True)
        self.path("/var/private").mkdir()
        self.path("/var/private").chmod(0o1777)

    def _place_web_server(self) -> None:
        for source in (FOLDER / "nginx").rglob("*"):
            if source.is_file():
                name = source.relative_to(FOLDER / "nginx").as_posix()
                documented = f"/etc/nginx/{name}" if name == "nginx.conf" else f"/etc/nginx/sourcekeeper/{name}"
                self.place(documented, self.here(source.read_text(encoding="utf-8")), mode=0o644)
        for face, host in HOSTS.items():
            certificate, key = self.authority.issue(host)
            self.place(f"/etc/ssl/sourcekeeper/{face}.pem", certificate, mode=0o644)
            self.place(f"/etc/ssl/private/sourcekeeper-{face}.key", key)

    def _place_counting(self) -> None:
        rules = (FOLDER / "redis/limits.acl").read_text(encoding="utf-8")
        for face, password in self.passwords.items():
            rules = rules.replace(f"{face.upper()}_SHA256", hashlib.sha256(password.encode()).hexdigest())
        settings = self.here((FOLDER / "redis/limits.conf").read_text(encoding="utf-8"))
        self.place("/etc/sourcekeeper/limits.conf", settings, owner="sourcekeeper-limits", mode=0o400)
        self.place("/etc/sourcekeeper/limits.acl", rules, owner="sourcekeeper-limits", mode=0o400)
        folder = self.path("/run/sourcekeeper-limits")
        folder.mkdir()
        self.give(folder, "sourcekeeper-limits", "sourcekeeper-limits")
        folder.chmod(0o750)

    def _move_stores(self, folder: Path) -> None:
        for store in ("gateway", *STORES):
            kind = "gateway" if store == "gateway" else "stores"
            for path in folder.glob(f"{store}.db*"):
                moved = Path(shutil.move(path, self.path(f"/var/lib/sourcekeeper/{kind}") / path.name))
                self.give(moved, "", f"sourcekeeper-{kind}")
                moved.chmod(0o660)
        shutil.move(folder / "lock-keys.json", self.path("/etc/sourcekeeper/lock-keys.json"))

    def _moved(self, settings: Mapping[str, str], folder: Path) -> dict[str, str]:
        kept = {name: value for name, value in settings.items() if name != "LOCK_KEYS"}
        for store in ("gateway", *STORES):
            kind = "gateway" if store == "gateway" else "stores"
            name = f"{store.upper()}_URL"
            if name in kept:
                kept[name] = f"sqlite:///{self.path(f'/var/lib/sourcekeeper/{kind}')}/{store}.db"
        assert str(folder) not in str(kept)
        return kept

    def _write_settings(self, face: str, settings: Mapping[str, str]) -> None:
        more = {}
        if face in FACES:
            limits = self.path("/run/sourcekeeper-limits/redis.sock")
            more["LIMITS_STORAGE"] = f"redis+unix://{face}:{self.passwords[face]}@{limits}"
            more["TRUSTED_HOSTS"] = HOSTS[face]
        lines = [f'{name}="{value}"\n' for name, value in (dict(settings) | more).items()]
        self.place(f"/etc/sourcekeeper/{face}.env", "".join(lines))

    def _readable(self, folder: Path) -> Path:
        """Return the folder itself, or a copy of the program where others may not look into it."""
        if subprocess.run([*self.becoming("sourcekeeper-public"), "test", "-r", folder / "wsgi.py"]).returncode == 0:
            return folder
        copy = self.path("/var/program")
        for part in ("app", "audit", "crypto", "templates"):
            shutil.copytree(folder / part, copy / part)
        for part in ("config.py", "configuration.py", "wsgi.py"):
            shutil.copy(folder / part, copy)
        return copy

    def _find_python(self) -> tuple[str, str]:
        """Return an interpreter that the faces' users may run, and where it finds what is installed."""
        packages = sysconfig.get_path("purelib")
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        for copied in (False, True):
            if copied:
                packages = shutil.copytree(packages, self.path("/var/packages"), symlinks=True).as_posix()
            for python in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
                asked = [*self.becoming("sourcekeeper-public"), python, "-c", "import sqlalchemy, cryptography.x509"]
                known = {"PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"}
                if Path(python).exists() and subprocess.run(asked, env=known, check=False).returncode == 0:
                    return python, packages
        raise LookupError(f"no {version} that another user may run: apt-get install --yes {version}")

    def becoming(self, user: str, groups: list[str] | None = None) -> list[str]:
        """Return the words that run a command as a user of the documentation."""
        if not AS_ROOT:
            return []
        number = str(self.ids[user])
        more = [f"--groups={','.join(str(self.ids[one]) for one in groups)}"] if groups else ["--clear-groups"]
        return ["setpriv", f"--reuid={number}", f"--regid={number}", *more]

    def environment(self, name: str) -> dict[str, str]:
        """Return what a unit's process finds in its environment; a settings file wins over the unit, as in systemd."""
        unit = read_unit(name)
        credentials = self.path(f"/run/credentials/{name}")
        known = dict(word.split("=", 1) for word in unit.words("Environment"))
        for file in unit.all("EnvironmentFile"):
            known |= read_settings(self.path(file))
        for wanted in unit.all("LoadCredential"):
            to, _, source = wanted.partition(":")
            credentials.mkdir(parents=True, exist_ok=True)
            (credentials / to).unlink(missing_ok=True)
            shutil.copy(self.path(source), credentials / to)
            (credentials / to).chmod(0o400)
            for path in (credentials, credentials / to):
                self.give(path, unit.one("User"), unit.one("Group"))
        own = self.path(f"/var/private/{name}")
        own.mkdir(exist_ok=True)
        self.give(own, unit.one("User"), unit.one("Group"))
        more = {"PATH": "/usr/bin:/bin", "PYTHONPATH": self.python[1], "TMPDIR": str(own), "HOME": "/nonexistent"}
        return {key: value.replace("%d", str(credentials)) for key, value in known.items()} | more

    def command(self, name: str) -> list[str]:
        """Return the words of what a unit starts, on this machine."""
        words = read_unit(name).all("ExecStart")[0].replace("--supervised systemd", "").split()
        if words[0].startswith("/opt/sourcekeeper/.venv/bin/"):
            words[:1] = [self.python[0], "-m", Path(words[0]).name]
        return [self.here(word) if word.startswith("/etc") else word for word in words]

    def start(self, name: str, **changed: str) -> subprocess.Popen[bytes]:
        """Start a unit's process as systemd would: its user, its groups, its socket, its settings."""
        unit = read_unit(name)
        become = self.becoming(unit.one("User"), unit.words("SupplementaryGroups"))
        handed = self._listen(name.replace(".service", ".socket"))
        log = (self.path("/var/log") / f"{name}.log").open("ab")
        words = [*become, *self.command(name)]
        if handed is not None:
            words = ["sh", "-c", 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"', "sh", *words]
        process = subprocess.Popen(
            words,
            cwd=self.path("/opt/sourcekeeper"),
            env=self.environment(name) | changed,
            stdout=log,
            stderr=log,
            umask=int(unit.one("UMask"), 8),
            start_new_session=True,
            pass_fds=() if handed is None else (3,),
            preexec_fn=None if handed is None else lambda: os.dup2(handed.fileno(), 3) and None,
        )
        log.close()
        if handed is not None:
            handed.close()
        self.running[name] = process
        return process

    def _listen(self, name: str) -> socket.socket | None:
        """Return the socket that systemd would hand over, or none."""
        if not (FOLDER / "systemd" / name).exists():
            return None
        unit = read_unit(name)
        path = self.path(unit.one("ListenStream"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(path))
        path.chmod(int(unit.one("SocketMode"), 8))
        if AS_ROOT:
            shutil.chown(path, unit.one("SocketUser"), unit.one("SocketGroup"))
        listening.listen(int(unit.one("Backlog")))
        return listening

    def start_web_server(self) -> None:
        """Start nginx with the documented configuration."""
        configuration = str(self.path("/etc/nginx/nginx.conf"))
        kept = [
            f"+{name.removeprefix('CAP_').lower()}" for name in read_unit(WEB_SERVER).words("CapabilityBoundingSet")
        ]
        us = ["setpriv", f"--bounding-set={','.join(['-all', *kept])}"] if AS_ROOT else []
        self.running["nginx"] = subprocess.Popen(
            [*us, "nginx", "-e", str(self.path("/var/log/nginx/error.log")), "-c", configuration, "-g", "daemon off;"],
            start_new_session=True,
        )
        self.wait_for(lambda: socket.create_connection(("127.0.0.1", self.https), 1).close() is None)

    def wait_for(self, claim: object, seconds: float = 30) -> None:
        """Wait until something is so; a refused connection is not so yet."""
        ends = time.monotonic() + seconds
        while True:
            try:
                if claim():  # type: ignore[operator]
                    return
            except (OSError, redis.exceptions.ConnectionError):
                pass
            assert time.monotonic() < ends, self.logs()
            time.sleep(0.1)

    def counts(self, face: str) -> redis.Redis:
        """Return what a face counts in, with the face's own password."""
        path = str(self.path("/run/sourcekeeper-limits/redis.sock"))
        return redis.Redis(unix_socket_path=path, username=face, password=self.passwords[face], protocol=2)

    def start_counting(self) -> None:
        """Start Redis and wait until it answers."""
        self.start("sourcekeeper-limits.service")
        self.wait_for(lambda: self.counts("public").ping())

    def logs(self) -> str:
        """Return everything that every process has written of itself."""
        return "".join(path.read_text(errors="replace") for path in self.path("/var/log").rglob("*.log"))

    def stop(self, name: str) -> None:
        """Stop one process and wait for its end."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def stop_all(self) -> None:
        """End everything at once: nothing is to be proved of it any more."""
        for process in self.running.values():
            os.killpg(process.pid, signal.SIGKILL)
        for process in self.running.values():
            process.wait()
