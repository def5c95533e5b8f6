"""Run every benchmark there is and print one table: ``python -m bench [--quick] [--json]``."""

import sys
from importlib import import_module
from pkgutil import iter_modules

import bench
from bench.reporting import Measure, run_all


def measures() -> dict[str, Measure]:
    """Return the benchmarks in this package by name: the modules that have a function ``measure``."""
    found = {}
    for module in iter_modules(bench.__path__):
        if module.name != "__main__":
            measure = getattr(import_module(f"bench.{module.name}"), "measure", None)
            if measure:
                found[module.name] = measure
    return found


if __name__ == "__main__":
    sys.exit(run_all(measures()))
