"""The audit store: the one place where entries are appended, read, proved and signed."""

from audit.checkpoint import Checkpoint, Head
from audit.entry import Entry, PrivateNote, private_digest, private_text
from audit.errors import Altered, ClockBehind, LogUnavailable
from audit.store.finding import Filters, Part, Version
from audit.store.log import AuditStore
from audit.store.reading import StoredEntry
from audit.store.writing import Appended

__all__ = [
    "Altered",
    "Appended",
    "AuditStore",
    "Checkpoint",
    "ClockBehind",
    "Entry",
    "Filters",
    "Head",
    "LogUnavailable",
    "Part",
    "PrivateNote",
    "StoredEntry",
    "Version",
    "private_digest",
    "private_text",
]
