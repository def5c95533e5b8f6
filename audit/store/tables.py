"""The tables of the audit store, and the statements that make the database refuse to change what was written."""

from pathlib import Path

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TextClause,
    cast,
    text,
)

metadata = MetaData()

# Most entries are consultations and alterations, attempted and done. Reading from the newest finds those at once, so
# only the others are indexed.
RARE_VERB = text("verb NOT IN ('consultation', 'alteration')")
RARE_DECISION = text("decision NOT IN ('attempted', 'done')")


def _sparse_index(name: str, first: str, *others: str, where: TextClause | None = None) -> Index:
    """Return an index that holds only the rows that meet a condition, or in which its first column has a value."""
    condition = text(f"{first} IS NOT NULL") if where is None else where
    return Index(name, first, *others, sqlite_where=condition, postgresql_where=condition)


# One row for each entry, numbered from 0. `leaf` holds the exact bytes that are hashed; `hashes` the leaf's hash and
# those of the nodes that this entry completed, upwards: all the tree's nodes are kept, each in one row, and an append
# writes no other.
entries = Table(
    "entries",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("hashes", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
)

# What entries are found by. It repeats them, is written for 64 entries at a time, and is compared with them whenever
# the store is checked. The entries after the last full 64 are read through instead.
lookups = Table(
    "lookups",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("actor_ref", String(200), nullable=False),
    Column("object_ref", String(200)),
    Column("verb", String(20), nullable=False),
    Column("action", String(200), nullable=False),
    Column("decision", String(20), nullable=False),
    Column("purpose", String(200)),
    Column("digest", String(64)),
    Column("compartment", String(200)),
    Column("version", Integer),
    Index("ix_lookups_actor_ref", "actor_ref", "seq"),
    Index("ix_lookups_action", "action", "seq"),
    _sparse_index("ix_lookups_object_ref", "object_ref", "seq"),
    _sparse_index("ix_lookups_verb", "verb", "seq", where=RARE_VERB),
    _sparse_index("ix_lookups_decision", "decision", "seq", where=RARE_DECISION),
    _sparse_index("ix_lookups_purpose", "purpose", "seq"),
    _sparse_index("ix_lookups_digest", "digest"),
    _sparse_index("ix_lookups_version", "object_ref", "compartment", "version", where=text("version IS NOT NULL")),
)

# As bytes, whatever somebody who changed a row by hand has made of them.
LEAF = cast(entries.c.leaf, LargeBinary).label("leaf")
HASHES = cast(entries.c.hashes, LargeBinary).label("hashes")

# One row: size and root of the log, the time of its last entry, and the roots of the complete subtrees it consists
# of, so that an append reads this row and nothing else.
head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", Integer, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("at", String(27), nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="ck_head_one_row"),
)

# Attempts whose outcome has not been written, as far as entries are looked up. A row goes when the outcome comes.
unfinished = Table("unfinished", metadata, Column("seq", Integer, primary_key=True, autoincrement=False))

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("at", String(27), nullable=False),
    Column("note", Text, nullable=False),
    Index("ix_checkpoints_size", "size"),
)

# Free text sealed to the auditors. Rows may be deleted under retention: the entry keeps only a salted digest.
private_notes = Table(
    "private_notes",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

# Run once when the store is made, after its tables: the head of an empty log, with the root of no leaves.
FIRST_HEAD = (
    "INSERT INTO head (id, size, root, at, frontier) VALUES "
    "(1, 0, X'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', '', X'')"
)

_REFUSAL = "CREATE TRIGGER {name} BEFORE {event} {when}BEGIN SELECT RAISE(ABORT, '{why}'); END"
_WRITTEN_ONCE = "the record is written once"

# What SQLite is told to refuse. The owner of the file can take these away; the checkpoints show what was done then.
GUARDS = (
    *(
        _REFUSAL.format(name=f"{table}_refuse_{event.lower()}", event=f"{event} ON {table}", when="", why=_WRITTEN_ONCE)
        for table in ("entries", "lookups", "checkpoints")
        for event in ("UPDATE", "DELETE")
    ),
    _REFUSAL.format(
        name="entries_refuse_out_of_turn",
        event="INSERT ON entries",
        when="WHEN NEW.seq != (SELECT size FROM head) ",
        why="an entry stands at the head of the record",
    ),
    _REFUSAL.format(
        name="head_refuse_second",
        event="INSERT ON head",
        when="WHEN (SELECT count(*) FROM head) > 0 ",
        why=_WRITTEN_ONCE,
    ),
    _REFUSAL.format(
        name="checkpoints_refuse_replace",
        event="INSERT ON checkpoints",
        when="WHEN EXISTS (SELECT 1 FROM checkpoints WHERE number = NEW.number) ",
        why=_WRITTEN_ONCE,
    ),
    _REFUSAL.format(
        name="private_notes_refuse_replace",
        event="INSERT ON private_notes",
        when="WHEN EXISTS (SELECT 1 FROM private_notes WHERE digest = NEW.digest) ",
        why=_WRITTEN_ONCE,
    ),
    _REFUSAL.format(name="head_refuse_delete", event="DELETE ON head", when="", why=_WRITTEN_ONCE),
    _REFUSAL.format(
        name="head_refuse_rewind",
        event="UPDATE ON head",
        when="WHEN NEW.id != 1 OR NEW.size != OLD.size + 1 OR NEW.at < OLD.at "
        "OR NOT EXISTS (SELECT 1 FROM entries WHERE seq = OLD.size) ",
        why="the head follows the entries, one at a time",
    ),
    _REFUSAL.format(name="private_notes_refuse_update", event="UPDATE ON private_notes", when="", why=_WRITTEN_ONCE),
)


# What PostgreSQL is told instead: the same head, functions that are the only way in, and guards.
FUNCTIONS = Path(__file__).with_name("postgresql.sql")


def furnishings(dialect: str) -> tuple[str, ...]:
    """Return what an empty store is given after its tables: the head of an empty log, and all that guards it."""
    if dialect == "sqlite":
        return (FIRST_HEAD, *GUARDS)
    return tuple(FUNCTIONS.read_text(encoding="utf-8").split(";;\n"))


def furnish(connection: Connection) -> None:
    """Give a store that has its tables the head of an empty log, and all that guards it."""
    for statement in furnishings(connection.dialect.name):
        # Not through text(): a colon in these means what the database takes it for.
        connection.exec_driver_sql(statement.replace("%", "%%") if connection.dialect.name != "sqlite" else statement)


def create_tables(connection: Connection) -> None:
    """Make an empty audit store: its tables, the head of an empty log, and the guards."""
    metadata.create_all(connection)
    furnish(connection)
