"""What goes wrong with stores, told in three parts: what happened, what is safe, and what to do."""

from app.errors import Trouble

__all__ = ["NOTHING_CHANGED", "STORES_UNTOUCHED", "Trouble"]

NOTHING_CHANGED = "nothing was changed."
STORES_UNTOUCHED = "the stores are as they were; they were only read."
