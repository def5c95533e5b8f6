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
        """
        Return the tables that each privilege is given on, of those the store has.

        Whoever may anything here may read how far migrations have come: whether it is ready, a face tells by that.
        """
        named = {"SELECT": self.select, "INSERT": self.insert, "UPDATE": self.update, "DELETE": self.delete}
        found = {verb: self._named(wanted, tables) for verb, wanted in named.items()}
        found["UPDATE"] = tuple(table for table in found["UPDATE"] if table not in self.never_changed)
        found["SELECT"] += (HISTORY,)
        return found

    def _named(self, wanted: tuple[str, ...], tables: Sequence[str]) -> tuple[str, ...]:
        """Return the tables that are meant. Where migrations stand is nobody's to change."""
        if wanted == ALL:
            return tuple(table for table in tables if table != HISTORY)
        unknown = set(wanted) - set(tables)
        if unknown:
            raise LookupError(f"no such table: {', '.join(sorted(unknown))}")
        return wanted


# What signing in takes, on the staff face and on the partners'.
_SIGNING_IN = (
    "accounts",
    "clearances",
    "course_records",
    "known_devices",
    "organisations",
    "people",
    "roles_held",
    "sessions",
    "sign_in_failures",
    "units",
)

# What it takes to come when one is invited, and to be told of it.
_COMING = ("invitations", "person_changes", "person_notices")

# A person's own keys, under their passphrase. The public half is believed by nobody before a roster names it.
_OWN_KEYS = ("members", "second_factors", "slots", "verifiers")

PRIVILEGES: Final = MappingProxyType(
    {
        # The public: in with a submission, out with the slots of one mailbox, and the public keys to seal to.
        ("public", "gateway"): Privileges(select=("published_bundles",), insert=("submissions",), execute=(MAILBOX,)),
        # Partners: what was released, and what their sign-in needs. No original, no link, no source, no allegation.
        # Their readers come with an invitation, make their own keys and are told of it: on this face, as on the other.
        ("partner", "case"): Privileges(
            select=(*_SIGNING_IN, *_COMING, "release_acceptances", "release_named", "release_results", "releases"),
            insert=(
                "known_devices",
                "person_changes",
                "person_notices",
                "release_acceptances",
                "release_results",
                "sessions",
                "sign_in_failures",
            ),
            update=("accounts", *_COMING, "known_devices", "releases", "sessions", "sign_in_failures"),
            delete=("known_devices", "sessions", "sign_in_failures"),
        ),
        ("partner", "vault"): Privileges(
            select=("freezes", "lock_keys", "rosters", "server_keys", "unlocks", *_OWN_KEYS),
            insert=("freezes", *_OWN_KEYS),
            update=("members", "second_factors", "verifiers"),
            delete=("slots", "unlocks"),
        ),
        ("partner", "audit"): Privileges(select=("entries", "head", "lookups"), execute=(APPEND,)),
        # Staff: all of the case store and of custody's, for they do all the work; policy narrows it, and keys.
        ("staff", "gateway"): Privileges(
            select=("submissions",), insert=("submissions",), update=("submissions",), delete=("submissions",)
        ),
        ("staff", "case"): Privileges(
            select=ALL, insert=ALL, update=ALL, delete=ALL, numbers=True, never_changed=("allegation_history",)
        ),
        ("staff", "vault"): Privileges(select=ALL, insert=ALL, update=ALL, delete=ALL),
        ("staff", "audit"): Privileges(select=ALL, execute=(APPEND, SIGN)),
        # The steward: empties the gateway, delivers, ends what is over, and signs the record.
        ("steward", "gateway"): Privileges(
            select=ALL,
            insert=("mailbox_slots", "published_bundles"),
            update=ALL,
            delete=("mailbox_slots", "submissions"),
        ),
        ("steward", "case"): Privileges(
            select=ALL,
            insert=ALL,
            update=ALL,
            # The figures of the last months are counted anew each day.
            delete=(
                *("contact_figures", "known_devices", "match_keys"),
                *("opening_leaves", "openings", "risk_happenings", "sessions", "sign_in_failures"),
            ),
            numbers=True,
            never_changed=("allegation_history",),
        ),
        ("steward", "vault"): Privileges(
            select=ALL,
            insert=("freezes", "links", "submissions"),
            update=("freezes", "group_keys", "submissions", "unlocks"),
            # The last five are what a kill left of a source that was erased.
            delete=(
                *("grant_parts", "grants", "submissions", "unlocks"),
                *("compartments", "contact_windows", "entries", "links", "wraps"),
            ),
        ),
        ("steward", "audit"): Privileges(select=ALL, execute=(APPEND, SIGN)),
    }
)
