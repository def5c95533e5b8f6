"""Applications lent to one test after the other: a test changes what is behind the pages, and making them is slow."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, Engine, event

from app import EXTENSION, Sourcekeeper, create_app, open_house
from app.accounts import presence
from config import Config

# Where the stores stand: only this differs between two applications that one may stand in for.
STANDING = dict.fromkeys(("gateway_url", "case_url", "vault_url", "audit_url", "lock_keys"), "")


class TemplatesOnce(BytecodeCache):
    """Keeps what templates were compiled to, so that a process compiles each once and not for every application."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template what it was compiled to."""
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a template was compiled to."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


@dataclass(frozen=True)
class Idle:
    """An application that nobody uses, and its settings as they were made."""

    app: Flask
    settings: dict[str, Any]


class StatementsOnce(dict[Any, Any]):
    """Keeps what statements were compiled to by the kind of database: every test has an engine of its own."""

    def get(self, key: Any, default: Any = None) -> Any:
        """Return what a statement was compiled to for any engine of this kind."""
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), compiled)


def compile_statements_once() -> None:
    """Let every engine of this process share its compiled statements."""
    compiled = StatementsOnce()

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled)


_idle: dict[Config, list[Idle]] = {}
_lent: dict[int, tuple[Config, Idle]] = {}


def compile_templates_once() -> None:
    """Let every application of this process share its compiled templates."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": TemplatesOnce()}


def lend(config: Config, clock: Callable[[], datetime]) -> Flask:
    """Return an application on these stores: one that was given back, with nothing left of before, or a new one."""
    kind = replace(config, **STANDING)
    if not _idle.get(kind):
        made = create_app(config, clock=clock)
        one = Idle(made, dict(made.config))
    else:
        one = _idle[kind].pop()
        one.app.config.clear()
        one.app.config.update(one.settings)
        one.app.extensions[EXTENSION] = Sourcekeeper(config, open_house(config, clock=clock), presence.load_actor)
    if not config.watch:
        _lent[id(one.app)] = kind, one
    return one.app


def give_back(app: Flask) -> None:
    """Close the stores of an application, and keep it for another test where it counts nothing of its own."""
    for engine in app.extensions[EXTENSION].house.stores.each().values():
        engine.dispose()
    if id(app) in _lent:
        kind, one = _lent.pop(id(app))
        _idle.setdefault(kind, []).append(one)
