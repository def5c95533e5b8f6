"""the first tables of the audit store."""

import sqlalchemy as sa
from alembic import op

# What the first release wrote, frozen here with it.
from audit.store.tables import furnish

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Carry the store forward."""
    op.create_table(
        "checkpoints",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_checkpoints_size", "checkpoints", ["size"], unique=False)
    op.create_table(
        "entries",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_table(
        "head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_head_one_row"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "lookups",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("actor_ref", sa.String(length=200), nullable=False),
        sa.Column("object_ref", sa.String(length=200), nullable=True),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=200), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("compartment", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("ix_lookups_action", "lookups", ["action", "seq"], unique=False)
    op.create_index("ix_lookups_actor_ref", "lookups", ["actor_ref", "seq"], unique=False)
    op.create_index(
        "ix_lookups_decision",
        "lookups",
        ["decision", "seq"],
        unique=False,
        sqlite_where=sa.text("decision NOT IN ('attempted', 'done')"),
        postgresql_where=sa.text("decision NOT IN ('attempted', 'done')"),
    )
    op.create_index(
        "ix_lookups_digest",
        "lookups",
        ["digest"],
        unique=False,
        sqlite_where=sa.text("digest IS NOT NULL"),
        postgresql_where=sa.text("digest IS NOT NULL"),
    )
    op.create_index(
        "ix_lookups_object_ref",
        "lookups",
        ["object_ref", "seq"],
        unique=False,
        sqlite_where=sa.text("object_ref IS NOT NULL"),
        postgresql_where=sa.text("object_ref IS NOT NULL"),
    )
    op.create_index(
        "ix_lookups_purpose",
        "lookups",
        ["purpose", "seq"],
        unique=False,
        sqlite_where=sa.text("purpose IS NOT NULL"),
        postgresql_where=sa.text("purpose IS NOT NULL"),
    )
    op.create_index(
        "ix_lookups_verb",
        "lookups",
        ["verb", "seq"],
        unique=False,
        sqlite_where=sa.text("verb NOT IN ('consultation', 'alteration')"),
        postgresql_where=sa.text("verb NOT IN ('consultation', 'alteration')"),
    )
    op.create_index(
        "ix_lookups_version",
        "lookups",
        ["object_ref", "compartment", "version"],
        unique=False,
        sqlite_where=sa.text("version IS NOT NULL"),
        postgresql_where=sa.text("version IS NOT NULL"),
    )
    op.create_table(
        "private_notes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "unfinished",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    furnish(op.get_bind())
