"""The table of what each role may do in each store. What is not here is refused by the database itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

# Every table that the models of a store have.
ALL: Final = ("*",)
HISTORY: Final = "alembic_version"

APPEND: Final = "append_entry(bytea, text, double precision, text, bytea)"
SIGN: Final = "keep_checkpoint(integer, bytea, text, text)"
MAILBOX: Final = "mailbox(text)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Privileges:
    """
    What one role may do in one store, table by table.

    :ivar execute: functions, with what they take.
    :ivar numbers: whether it may take the next number of a numbered table.
    """

    select: tuple[str, ...] = ()
    insert: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    execute: tuple[str, ...] = ()
    numbers: bool = False
    never_changed: tuple[str, ...] = ()

    def by_verb(self, tables: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the tables that each privilege is given on, of those the store has."""
        named = {"SELECT": self.select, "INSERT": self.insert, "UPDATE": self.update, "DELETE": self.delete}
        found = {verb: self._named(wanted, tables) for verb, wanted in named.items()}
        found["UPDATE"] = tuple(table for table in found["UPDATE"] if table not in self.never_changed)
        return found

    def _named(self, wanted: tuple[str, ...], tables: Sequence[str]) -> tuple[str, ...]:
        """Return the tables that are meant; where migrations stand may be read by who reads all, and never changed."""
        if wanted == ALL:
            return tuple(table for table in tables if table != HISTORY or wanted is self.select)
        unknown = set(wanted) - set(tables)
        if unknown:
            raise LookupError(f"no such table: {', '.join(sorted(unknown))}")
        return wanted


PRIVILEGES: Final = MappingProxyType(
    {
        (face, store): Privileges(select=ALL, insert=ALL, update=ALL, delete=ALL, numbers=True)
        for face in ("staff", "partner", "steward")
        for store in ("gateway", "case", "vault", "audit")
    }
)
