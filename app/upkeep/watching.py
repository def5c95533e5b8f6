"""
Health and measures, on a listener of their own on this machine: never on the port that people's pages are on.

``/healthz`` says that the server process runs, ``/readyz`` whether everything it needs is there and fits, ``/metrics``
how it does, as Prometheus reads it. Whoever is not on this machine is refused, and so is a browser that was led here
under another name.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any, Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine, NullPool, create_engine

from app.unit_of_work import House
from app.upkeep.certificates import seconds_left
from app.upkeep.standing import require_current
from app.upkeep.trouble import Trouble
from app.web.measures import ENDS, FACES, OUTCOMES, Tally
from audit.store import LogUnavailable
from config import Config

TEXT: Final = "text/plain; charset=utf-8"
JSON: Final = "application/json"
METRICS: Final = "text/plain; version=0.0.4; charset=utf-8"
NAMES: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
WAIT_SECONDS: Final = 5
Reply = tuple[int, str, bytes]


@dataclass(frozen=True, slots=True)
class Watch:
    """What is looked at: the settings, a house of its own, and what was counted."""

    config: Config
    house: House
    tally: Tally

    def reply(self, path: str) -> Reply:
        """Return status, kind and body of what was asked for. No connection is kept: workers may be forked."""
        try:
            return self._reply(path)
        finally:
            for engine in self.house.stores.each().values():
                engine.dispose()

    def _reply(self, path: str) -> Reply:
        if path == "/healthz":
            return 200, TEXT, b"ok\n"
        if path == "/readyz":
            return self._ready()
        if path == "/metrics":
            registry = CollectorRegistry()
            registry.register(Figures(self))
            return 200, METRICS, generate_latest(registry)
        return 404, TEXT, b"not here\n"

    def stores(self) -> dict[str, bool]:
        """Return of each store that this face uses whether it is there and at the newest revision."""
        return {name: self._is_current(name, engine) for name, engine in self.house.stores.each().items()}

    def lock_opens(self) -> bool:
        """Return whether the lock opens the key of the log; true on a face that has none."""
        if self.house.provider is None:
            return True
        try:
            self.house.log_key()
        except Exception:
            return False
        return True

    def _ready(self) -> Reply:
        stores = self.stores()
        parts = {**stores, **({"lock": self.lock_opens()} if self.house.provider else {})}
        is_ready = all(parts.values())
        told = {"ready": is_ready, "parts": {name: "ok" if good else "failing" for name, good in parts.items()}}
        return 200 if is_ready else 503, JSON, json.dumps(told).encode() + b"\n"

    def _is_current(self, name: str, engine: Engine) -> bool:
        # A connection of its own: those of the pool belong to the workers that were forked.
        options: dict[str, Any] = {"hide_parameters": True, "poolclass": NullPool}
        apart = create_engine(engine.url, **options)
        try:
            require_current(name, apart)
        except Trouble:
            return False
        finally:
            apart.dispose()
        return True


class Figures(Collector):
    """The measures, read when they are asked for."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def collect(self) -> Iterator[Metric]:
        """Give each measure."""
        yield from self._requests()
        up = GaugeMetricFamily("sourcekeeper_store_up", "1 while a store is there and current", labels=["store"])
        for name, is_up in self._watch.stores().items():
            up.add_metric([name], float(is_up))
        yield up
        yield GaugeMetricFamily("sourcekeeper_lock_opens", "1 while the lock opens", float(self._watch.lock_opens()))
        yield from self._disk()
        yield from self._certificates()
        yield from self._record()

    def _requests(self) -> Iterator[Metric]:
        served = CounterMetricFamily("sourcekeeper_requests", "requests by outcome", labels=["face", "outcome"])
        lasting = HistogramMetricFamily("sourcekeeper_request_seconds", "how long requests took", labels=["face"])
        face_of = self._watch.config.face
        for face in FACES if face_of == "all" else (face_of,):
            for outcome, count in self._watch.tally.outcomes(face).items():
                if face != "public" or outcome == OUTCOMES[-1]:
                    served.add_metric([face, outcome], count)
            if face != "public":
                counts, total = self._watch.tally.times(face)
                ends = [*map(str, ENDS), "+Inf"]
                so_far = [sum(counts[: place + 1]) for place in range(len(ends))]
                lasting.add_metric([face], list(zip(ends, map(float, so_far), strict=True)), total)
        yield served
        yield lasting

    def _disk(self) -> Iterator[Metric]:
        free = GaugeMetricFamily("sourcekeeper_disk_free_ratio", "share of the disk that is free", labels=["store"])
        for name, engine in self._watch.house.stores.each().items():
            folder = Path(engine.url.database or ".").parent if engine.dialect.name == "sqlite" else None
            if folder is not None and folder.is_dir():
                room = shutil.disk_usage(folder)
                # To the hundredth: a finer figure would move with each submission.
                free.add_metric([name], round(room.free / room.total, 2))
        yield free

    def _certificates(self) -> Iterator[Metric]:
        """How long each certificate of the web server lasts; nothing else here would notice that one has ended."""
        left = GaugeMetricFamily("sourcekeeper_certificate_seconds_left", "until it ends", labels=["certificate"])
        for name, seconds in seconds_left(self._watch.config.certificates, self._watch.house.clock()).items():
            left.add_metric([name], seconds)
        yield left

    def _record(self) -> Iterator[Metric]:
        """How long ago the record was last signed: what the steward does at least every five minutes."""
        if self._watch.house.audit is None:
            return
        age = GaugeMetricFamily("sourcekeeper_checkpoint_age_seconds", "since the record was last signed")
        try:
            latest = self._watch.house.audit.latest_checkpoint()
        except LogUnavailable:
            return
        if latest is not None:
            age.add_metric([], (self._watch.house.clock() - latest.at).total_seconds())
        yield age


def listen(watch: Watch) -> ThreadingHTTPServer:
    """Answer on the address of ``WATCH`` from a thread, and return the listener, which ``shutdown`` ends."""
    host, _, port = watch.config.watch.rpartition(":")
    server = _Listener((host.strip("[]").replace("localhost", "127.0.0.1"), int(port)), _handler(watch))
    Thread(target=server.serve_forever, name="watch", daemon=True).start()
    # A worker that is forked has no business with it.
    os.register_at_fork(after_in_child=server.socket.close)
    return server


class _Listener(ThreadingHTTPServer):
    daemon_threads = True


def _handler(watch: Watch) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers whoever is on this machine."""

        timeout = WAIT_SECONDS
        server_version = "watch"
        sys_version = ""

        def do_GET(self) -> None:
            """Answer one question."""
            name = (self.headers.get("Host") or "").rsplit(":", 1)[0]
            is_near = ip_address(self.client_address[0]).is_loopback and name in NAMES
            status, kind, body = watch.reply(self.path) if is_near else (403, TEXT, b"only from this machine\n")
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Write nothing."""

    return Handler
