"""The mark that a demonstration puts on its store, and the refusal to run beside any other."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

PREFIX = "sqlite:///"
NAME = "DEMONSTRATION"
MARKED = "SELECT 1 FROM marks WHERE name = ?"


def require_marked(settings: Mapping[str, str]) -> None:
    """
    Refuse to go on where the settings name a case store that is not marked, or none of the kind a demonstration uses.

    :raises ImportError: the store is a real one, or cannot be told from one.
    """
    url = settings.get("CASE_URL", "")
    if not url:
        return
    if not url.startswith(PREFIX) or not is_marked(Path(url.removeprefix(PREFIX))):
        raise ImportError("CASE_URL names a store that is not marked as a demonstration.")


def is_marked(path: Path) -> bool:
    """Return whether a SQLite file is the case store of a demonstration."""
    if not path.is_file():
        return False
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    except sqlite3.Error:
        return False
    try:
        return connection.execute(MARKED, (NAME,)).fetchone() is not None
    except sqlite3.Error:
        return False
    finally:
        connection.close()
