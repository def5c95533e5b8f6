"""What every test may ask for: a founded unit, its application, and people signed in."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from app.founding import Founded
from tests.applications import compile_statements_once, compile_templates_once
from tests.board_counts import count_sections
from tests.factories import Unit, copy_unit, found_unit
from tests.postgresql.unit import copy_template

compile_templates_once()
compile_statements_once()
count_sections()
pytest_plugins = ("tests.postgresql.fixtures",)


@pytest.fixture(scope="session")
def founded_unit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Founded, Path]:
    """Return the founding that every test's unit is a copy of."""
    folder = tmp_path_factory.mktemp("ceremony") / "unit"
    founded = found_unit(folder)
    for engine in founded.house.stores.each().values():
        engine.dispose()
    return founded, folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let everything that asks for a unit be given one on PostgreSQL too."""
    parser.addoption("--postgresql", action="store_true", help="run what asks for a whole unit on PostgreSQL too")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked `stores` on both databases."""
    both = metafunc.config.getoption("--postgresql") or metafunc.definition.get_closest_marker("stores")
    if both and "database" in metafunc.fixturenames and "postgresql" not in metafunc.definition.path.parts:
        metafunc.parametrize("database", ["sqlite", "postgresql"], scope="function")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what drives a browser: it takes longest, and mostly waits."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Have one process run a file's tests, which share what they made."""
    return BySharing(config, log)


class BySharing(LoadScopeScheduling):
    """Deals out tests by file; one process has all files that share what takes longest to make."""

    def _split_scope(self, nodeid: str) -> str:
        return shares(self.config.rootpath, nodeid.partition("::")[0])


@cache
def shares(root: Path, file: str) -> str:
    """Return what a file of tests shares with others: the browser, a machine as documented, the made-up unit."""
    if "pytest.mark.browser" in (root / file).read_text(encoding="utf-8"):
        return "browser"
    return {"deployment": "machine", "demonstration": "made-up unit"}.get(Path(file).parent.name, file)


@pytest.fixture
def database() -> str:
    """Return what a whole unit stands on."""
    return "sqlite"


@pytest.fixture
def whole_unit(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Unit]:
    """Return a founded unit with everybody enrolled, on stores of its own."""
    if database == "postgresql":
        template, cluster = (request.getfixturevalue(name) for name in ("template", "cluster"))
        on_postgresql = copy_template(template, cluster, tmp_path / "unit")
        yield on_postgresql
        on_postgresql.close()
        return
    unit = copy_unit(*request.getfixturevalue("founded_unit"), tmp_path / "unit")
    yield unit
    unit.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where nothing may be skipped, a skipped test is a failure."""
    skipped = terminalreporter.stats.get("skipped", [])
    if os.environ.get("SKIPS_FAIL") and skipped:
        terminalreporter.write_line(f"{len(skipped)} skipped, and here nothing may be", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Turn skips into a failure where the environment says so."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("SKIPS_FAIL") and reporter is not None and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = 1
