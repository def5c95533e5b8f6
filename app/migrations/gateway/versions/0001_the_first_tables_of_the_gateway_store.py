"""the first tables of the gateway store."""

import sqlalchemy as sa
from alembic import op

# What the first release wrote, frozen here with it.
from app.intake.functions import furnish

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Carry the store forward."""
    op.create_table(
        "mailbox_slots",
        sa.Column("locator", sa.String(length=32), nullable=False, comment="where the receipt's words lead"),
        sa.Column(
            "slot", sa.Integer(), autoincrement=False, nullable=False, comment="its place; says nothing of order"
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="Seal(mailbox key, padded message)"),
        sa.CheckConstraint("slot >= 0 AND slot < 8", name=op.f("ck_mailbox_slots_slot")),
        sa.PrimaryKeyConstraint("locator", "slot", name=op.f("pk_mailbox_slots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "published_bundles",
        sa.Column("name", sa.String(length=16), nullable=False, comment="always 'current'"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of the bundle, in hexadecimal"),
        sa.Column(
            "bundle", sa.LargeBinary(), nullable=False, comment="encoded PublicBundle; believed only when it verifies"
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_published_bundles")),
    )
    op.create_table(
        "submissions",
        sa.Column("submission_ref", sa.String(length=32), nullable=False, comment="random, chosen before sealing"),
        sa.Column("urgent", sa.Boolean(), nullable=False, comment="whether it is brought in at once"),
        sa.Column(
            "story",
            sa.LargeBinary(),
            nullable=False,
            comment="Seal(intake key, padded canonical JSON): the cut account",
        ),
        sa.Column(
            "identity", sa.LargeBinary(), nullable=False, comment="Seal(custodians, padded canonical JSON): as typed"
        ),
        sa.Column(
            "epoch",
            sa.Integer(),
            nullable=False,
            comment="which epoch of the custodians' key the identity part is sealed to",
        ),
        sa.Column(
            "intake_epoch",
            sa.Integer(),
            nullable=False,
            comment="which epoch of the intake key the story part is sealed to",
        ),
        sa.Column(
            "received_hour",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when it came, rounded down to the hour",
        ),
        sa.Column("set_aside", sa.Boolean(), nullable=False, comment="it could not be read; somebody must look at it"),
        sa.PrimaryKeyConstraint("submission_ref", name=op.f("pk_submissions")),
        sqlite_with_rowid=False,
    )
    furnish(op.get_bind())
