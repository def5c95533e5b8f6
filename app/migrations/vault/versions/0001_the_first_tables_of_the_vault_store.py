"""the first tables of the vault store."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Carry the store forward."""
    op.create_table(
        "brought_files",
        sa.Column("file_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("brought_by", sa.String(length=32), nullable=False, comment="which custodian"),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("kept", sa.Integer(), nullable=False, comment="how many rows were sealed"),
        sa.Column("registered", sa.Integer(), nullable=False, comment="of these, how many were registered"),
        sa.Column(
            "known", sa.Integer(), nullable=False, comment="of these, how many were found to be registered already"
        ),
        sa.Column("left_out", sa.Integer(), nullable=False, comment="of these, how many were left out by a custodian"),
        sa.PrimaryKeyConstraint("file_ref", name=op.f("pk_brought_files")),
    )
    op.create_table(
        "compartments",
        sa.Column("compartment_ref", sa.String(length=32), nullable=False, comment="random, chosen before sealing"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="which source"),
        sa.Column(
            "compartment",
            sa.String(length=32),
            nullable=False,
            comment="contact, identity, circumstances, original or log",
        ),
        sa.Column(
            "custody",
            sa.String(length=32),
            nullable=False,
            comment="SINGLE: one custodian opens; DUAL: one of each group",
        ),
        sa.Column(
            "key_version", sa.Integer(), nullable=False, comment="number of the secret K; grows when custody changes"
        ),
        sa.Column(
            "share_version",
            sa.Integer(),
            nullable=False,
            comment="which wraps are in force; grows when halves are refreshed",
        ),
        sa.Column("public", sa.LargeBinary(), nullable=False, comment="encoded PublicKey that K yields"),
        sa.Column("creator", sa.String(length=32), nullable=False, comment="the custodian who made K and signed"),
        sa.Column(
            "creator_epoch", sa.Integer(), nullable=False, comment="the custodians' roster that names the creator"
        ),
        sa.Column(
            "signature", sa.LargeBinary(), nullable=False, comment="by the creator, over the key and what it is for"
        ),
        sa.CheckConstraint("custody IN ('SINGLE', 'DUAL')", name=op.f("ck_compartments_custody")),
        sa.PrimaryKeyConstraint("compartment_ref", name=op.f("pk_compartments")),
        sa.UniqueConstraint("source_ref", "compartment", name=op.f("uq_compartments_source_ref")),
    )
    op.create_table(
        "contact_windows",
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="which source"),
        sa.Column("blob", sa.LargeBinary(), nullable=False, comment="Lock(padded days and hours)"),
        sa.PrimaryKeyConstraint("source_ref", name=op.f("pk_contact_windows")),
    )
    op.create_table(
        "freezes",
        sa.Column("freeze_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column(
            "record_ref",
            sa.String(length=64),
            nullable=False,
            comment="the source, submission, person or group it concerns",
        ),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False, comment="when it failed to open"),
        sa.Column("first_releaser", sa.String(length=32), nullable=True, comment="the person who released it first"),
        sa.Column(
            "second_releaser", sa.String(length=32), nullable=True, comment="another person, who released it too"
        ),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True, comment="when the second did"),
        sa.PrimaryKeyConstraint("freeze_ref", name=op.f("pk_freezes")),
    )
    op.create_index("ix_freezes_open", "freezes", ["record_ref", "released_at"], unique=False)
    op.create_table(
        "group_keys",
        sa.Column("key_ref", sa.String(length=32), nullable=False, comment="random, chosen before sealing"),
        sa.Column("group_name", sa.String(length=32), nullable=False, comment="which group"),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="which epoch of its key"),
        sa.Column("holder", sa.String(length=32), nullable=False, comment="a person_ref, or 'recovery'"),
        sa.Column("blob", sa.LargeBinary(), nullable=False, comment="Seal(holder's key, 96 bytes of seed)"),
        sa.PrimaryKeyConstraint("key_ref", name=op.f("pk_group_keys")),
        sa.UniqueConstraint("group_name", "epoch", "holder", name=op.f("uq_group_keys_group_name")),
    )
    op.create_table(
        "index_boxes",
        sa.Column("box_ref", sa.String(length=32), nullable=False, comment="random, chosen before boxing"),
        sa.Column(
            "epoch",
            sa.Integer(),
            nullable=False,
            comment="which epoch of the custodians' key yields the key of the box",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="from 1; grows with each change"),
        sa.Column("sources", sa.Integer(), nullable=False, comment="how many sources have terms in it"),
        sa.Column("blob", sa.LargeBinary(), nullable=False, comment="Box(K_ix, padded terms)"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of the blob"),
        sa.PrimaryKeyConstraint("box_ref", name=op.f("pk_index_boxes")),
    )
    op.create_index(op.f("ix_index_boxes_sources"), "index_boxes", ["sources"], unique=False)
    op.create_table(
        "index_heads",
        sa.Column("name", sa.String(length=32), nullable=False, comment="always 'register'"),
        sa.Column("version", sa.Integer(), nullable=False, comment="from 1; grows with each change of any box"),
        sa.Column(
            "digest",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 over every box's reference, version and digest",
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_index_heads")),
    )
    op.create_table(
        "links",
        sa.Column("link", sa.String(length=32), nullable=False, comment="the random link its allegation carries"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="which source"),
        sa.Column("mac", sa.LargeBinary(), nullable=False, comment="by the lock, over link and source_ref"),
        sa.PrimaryKeyConstraint("link", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_source_ref"), "links", ["source_ref"], unique=False)
    op.create_table(
        "lock_keys",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="number of the key, from 1"),
        sa.Column("key_id", sa.LargeBinary(), nullable=False, comment="16 bytes by which blobs name it"),
        sa.Column(
            "made_at", sa.DateTime(timezone=True), nullable=False, comment="from when on everything is locked under it"
        ),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True, comment="when it was destroyed"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_lock_keys")),
    )
    op.create_table(
        "members",
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="who, by reference"),
        sa.Column(
            "public", sa.LargeBinary(), nullable=False, comment="encoded MemberPublic, as offered to the next roster"
        ),
        sa.Column("seeds", sa.LargeBinary(), nullable=False, comment="Lock(Box(U, 160 bytes of seeds))"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="when the keys were made"),
        sa.PrimaryKeyConstraint("person_ref", name=op.f("pk_members")),
    )
    op.create_table(
        "recovery_keys",
        sa.Column("group_name", sa.String(length=32), nullable=False, comment="which group"),
        sa.Column("public", sa.LargeBinary(), nullable=False, comment="encoded PublicKey"),
        sa.Column("signature", sa.LargeBinary(), nullable=False, comment="by the root keys"),
        sa.PrimaryKeyConstraint("group_name", name=op.f("pk_recovery_keys")),
    )
    op.create_table(
        "roster_proposals",
        sa.Column("group_name", sa.String(length=32), nullable=False, comment="which group; one at a time"),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="the number that the link would have"),
        sa.Column(
            "person_ref", sa.String(length=32), nullable=False, comment="whom it takes in, takes out, or gives new keys"
        ),
        sa.Column("signer", sa.String(length=32), nullable=False, comment="who signed it so far"),
        sa.Column("signed", sa.LargeBinary(), nullable=False, comment="encoded SignedRoster with one signature"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="when it was signed"),
        sa.PrimaryKeyConstraint("group_name", name=op.f("pk_roster_proposals")),
    )
    op.create_table(
        "rosters",
        sa.Column("group_name", sa.String(length=32), nullable=False, comment="which group"),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False, comment="number of the link, from 1"),
        sa.Column("signed", sa.LargeBinary(), nullable=False, comment="encoded SignedRoster"),
        sa.PrimaryKeyConstraint("group_name", "epoch", name=op.f("pk_rosters")),
    )
    op.create_table(
        "server_keys",
        sa.Column("name", sa.String(length=32), nullable=False, comment="'log' or 'intake'"),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False, comment="number of the key, from 1"),
        sa.Column("public", sa.LargeBinary(), nullable=False, comment="encoded public half"),
        sa.Column(
            "signature", sa.LargeBinary(), nullable=False, comment="of name, epoch and public half, by the root keys"
        ),
        sa.Column("blob", sa.LargeBinary(), nullable=False, comment="Lock(seed)"),
        sa.PrimaryKeyConstraint("name", "epoch", name=op.f("pk_server_keys")),
    )
    op.create_table(
        "submissions",
        sa.Column("submission_ref", sa.String(length=32), nullable=False, comment="chosen by the public face"),
        sa.Column("link", sa.String(length=32), nullable=False, comment="the random link its allegation carries"),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="which epoch of the custodians' key it was sealed to"),
        sa.Column(
            "blob", sa.LargeBinary(), nullable=False, comment="Seal(custodians, padded canonical JSON), as it came"
        ),
        sa.Column("mac", sa.LargeBinary(), nullable=False, comment="by the lock, over reference, link and blob"),
        sa.PrimaryKeyConstraint("submission_ref", name=op.f("pk_submissions")),
        sa.UniqueConstraint("link", name=op.f("uq_submissions_link")),
    )
    op.create_table(
        "brought_rows",
        sa.Column("row_ref", sa.String(length=32), nullable=False, comment="random, chosen before sealing"),
        sa.Column("file_ref", sa.String(length=32), nullable=False, comment="which file"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="waits, or is to be decided on"),
        sa.Column(
            "mark",
            sa.LargeBinary(),
            nullable=False,
            comment="MAC of the row, by the lock and then by the custodians' index key",
        ),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="which epoch of the custodians' key it is sealed to"),
        sa.Column("blob", sa.LargeBinary(), nullable=False, comment="Seal(custodians, padded canonical JSON)"),
        sa.Column(
            "mac", sa.LargeBinary(), nullable=False, comment="by the lock, over references, mark, state and blob"
        ),
        sa.CheckConstraint("state IN ('WAITS', 'TO_DECIDE')", name=op.f("ck_brought_rows_state")),
        sa.ForeignKeyConstraint(
            ["file_ref"], ["brought_files.file_ref"], name=op.f("fk_brought_rows_file_ref_brought_files")
        ),
        sa.PrimaryKeyConstraint("row_ref", name=op.f("pk_brought_rows")),
        sa.UniqueConstraint("mark", name=op.f("uq_brought_rows_mark")),
    )
    op.create_index(op.f("ix_brought_rows_epoch"), "brought_rows", ["epoch"], unique=False)
    op.create_index("ix_brought_rows_file", "brought_rows", ["file_ref", "state", "row_ref"], unique=False)
    op.create_table(
        "entries",
        sa.Column("entry_ref", sa.String(length=32), nullable=False, comment="random, chosen before sealing"),
        sa.Column("compartment_ref", sa.String(length=32), nullable=False, comment="of which compartment"),
        sa.Column("version", sa.Integer(), nullable=False, comment="from 1; a number once attempted is not used again"),
        sa.Column("key_version", sa.Integer(), nullable=False, comment="which K opens it"),
        sa.Column(
            "blob", sa.LargeBinary(), nullable=False, comment="Seal(compartment's public key, padded canonical JSON)"
        ),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of the blob, as the log has it"),
        sa.ForeignKeyConstraint(
            ["compartment_ref"], ["compartments.compartment_ref"], name=op.f("fk_entries_compartment_ref_compartments")
        ),
        sa.PrimaryKeyConstraint("entry_ref", name=op.f("pk_entries")),
        sa.UniqueConstraint("compartment_ref", "version", name=op.f("uq_entries_compartment_ref")),
    )
    op.create_table(
        "grants",
        sa.Column("grant_ref", sa.String(length=32), nullable=False, comment="the request that was approved"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="to whom"),
        sa.Column("compartment_ref", sa.String(length=32), nullable=False, comment="to which compartment"),
        sa.Column("key_version", sa.Integer(), nullable=False, comment="which K"),
        sa.Column("share_version", sa.Integer(), nullable=False, comment="which split of K its halves are of"),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="when it ends; bound into each part"),
        sa.ForeignKeyConstraint(
            ["compartment_ref"], ["compartments.compartment_ref"], name=op.f("fk_grants_compartment_ref_compartments")
        ),
        sa.PrimaryKeyConstraint("grant_ref", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_compartment_ref"), "grants", ["compartment_ref"], unique=False)
    op.create_index(op.f("ix_grants_ends_at"), "grants", ["ends_at"], unique=False)
    op.create_index(op.f("ix_grants_person_ref"), "grants", ["person_ref"], unique=False)
    op.create_table(
        "proposed_keys",
        sa.Column("key_ref", sa.String(length=32), nullable=False, comment="random, chosen before sealing"),
        sa.Column("group_name", sa.String(length=32), nullable=False, comment="which group"),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="which epoch of its key"),
        sa.Column("holder", sa.String(length=32), nullable=False, comment="a person_ref"),
        sa.Column("blob", sa.LargeBinary(), nullable=False, comment="Seal(holder's key, 96 bytes of seed)"),
        sa.ForeignKeyConstraint(
            ["group_name"],
            ["roster_proposals.group_name"],
            name=op.f("fk_proposed_keys_group_name_roster_proposals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key_ref", name=op.f("pk_proposed_keys")),
        sa.UniqueConstraint("group_name", "holder", name=op.f("uq_proposed_keys_group_name")),
    )
    op.create_table(
        "sealed_locks",
        sa.Column("lock_ref", sa.String(length=32), nullable=False, comment="random, chosen before sealing"),
        sa.Column("group_name", sa.String(length=32), nullable=False, comment="whose"),
        sa.Column("number", sa.Integer(), nullable=False, comment="the newest encryption key inside"),
        sa.Column("blob", sa.LargeBinary(), nullable=False, comment="Seal(recovery key, the key file)"),
        sa.ForeignKeyConstraint(
            ["group_name"], ["recovery_keys.group_name"], name=op.f("fk_sealed_locks_group_name_recovery_keys")
        ),
        sa.PrimaryKeyConstraint("lock_ref", name=op.f("pk_sealed_locks")),
    )
    op.create_table(
        "second_factors",
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="whose"),
        sa.Column("secret", sa.LargeBinary(), nullable=False, comment="Lock(20 bytes of TOTP secret)"),
        sa.Column(
            "last_step",
            sa.Integer(),
            nullable=False,
            comment="the newest 30-second step a code was accepted for; only grows",
        ),
        sa.ForeignKeyConstraint(
            ["person_ref"], ["members.person_ref"], name=op.f("fk_second_factors_person_ref_members")
        ),
        sa.PrimaryKeyConstraint("person_ref", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "slots",
        sa.Column("slot_ref", sa.String(length=32), nullable=False, comment="random, chosen before sealing"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="whose"),
        sa.Column("kind", sa.String(length=32), nullable=False, comment="what opens it: passphrase or passkey"),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False, comment="Lock(Box(HKDF(secret, 'unlock'), U))"),
        sa.CheckConstraint("kind IN ('passphrase', 'passkey')", name=op.f("ck_slots_kind")),
        sa.ForeignKeyConstraint(["person_ref"], ["members.person_ref"], name=op.f("fk_slots_person_ref_members")),
        sa.PrimaryKeyConstraint("slot_ref", name=op.f("pk_slots")),
    )
    op.create_index(op.f("ix_slots_person_ref"), "slots", ["person_ref"], unique=False)
    op.create_table(
        "unlocks",
        sa.Column("session_ref", sa.String(length=64), nullable=False, comment="which session, by digest"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="whose keys"),
        sa.Column("server_half", sa.LargeBinary(), nullable=False, comment="Lock(32 random bytes)"),
        sa.Column("seeds", sa.LargeBinary(), nullable=False, comment="Box(HKDF(both halves), 160 bytes of seeds)"),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False, comment="when the keys were last used"),
        sa.Column(
            "ends_at", sa.DateTime(timezone=True), nullable=False, comment="the latest end, bound into both blobs"
        ),
        sa.ForeignKeyConstraint(["person_ref"], ["members.person_ref"], name=op.f("fk_unlocks_person_ref_members")),
        sa.PrimaryKeyConstraint("session_ref", name=op.f("pk_unlocks")),
    )
    op.create_index(op.f("ix_unlocks_ends_at"), "unlocks", ["ends_at"], unique=False)
    op.create_index(op.f("ix_unlocks_person_ref"), "unlocks", ["person_ref"], unique=False)
    op.create_table(
        "verifiers",
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="whose"),
        sa.Column(
            "salt", sa.LargeBinary(), nullable=False, comment="16 random bytes for Argon2id, new at every change"
        ),
        sa.Column("memory_kib", sa.Integer(), nullable=False, comment="Argon2id memory, KiB"),
        sa.Column("passes", sa.Integer(), nullable=False, comment="Argon2id passes"),
        sa.Column("lanes", sa.Integer(), nullable=False, comment="Argon2id lanes"),
        sa.Column(
            "verifier", sa.LargeBinary(), nullable=False, comment="Lock(SHA-256 of the sign-in output of Argon2id)"
        ),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when the passphrase or its cost last changed",
        ),
        sa.ForeignKeyConstraint(["person_ref"], ["members.person_ref"], name=op.f("fk_verifiers_person_ref_members")),
        sa.PrimaryKeyConstraint("person_ref", name=op.f("pk_verifiers")),
    )
    op.create_table(
        "wraps",
        sa.Column("wrap_ref", sa.String(length=32), nullable=False, comment="random, chosen before sealing"),
        sa.Column("compartment_ref", sa.String(length=32), nullable=False, comment="of which compartment"),
        sa.Column("key_version", sa.Integer(), nullable=False, comment="which K"),
        sa.Column("share_version", sa.Integer(), nullable=False, comment="which split of K"),
        sa.Column(
            "group_name",
            sa.String(length=32),
            nullable=False,
            comment="custodians hold K or half A, authorisers half B",
        ),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="which epoch of the group's key"),
        sa.Column("blob", sa.LargeBinary(), nullable=False, comment="Lock(Seal(group, K or half))"),
        sa.ForeignKeyConstraint(
            ["compartment_ref"], ["compartments.compartment_ref"], name=op.f("fk_wraps_compartment_ref_compartments")
        ),
        sa.PrimaryKeyConstraint("wrap_ref", name=op.f("pk_wraps")),
        sa.UniqueConstraint(
            "compartment_ref", "key_version", "share_version", "group_name", name=op.f("uq_wraps_compartment_ref")
        ),
    )
    op.create_table(
        "grant_parts",
        sa.Column("part_ref", sa.String(length=32), nullable=False, comment="random, chosen before sealing"),
        sa.Column("grant_ref", sa.String(length=32), nullable=False, comment="of which grant"),
        sa.Column(
            "part", sa.String(length=32), nullable=False, comment="whole; half, or a, b and blind, when custody is DUAL"
        ),
        sa.Column(
            "blob", sa.LargeBinary(), nullable=False, comment="Lock(Seal(recipient, part), with the grant and its end)"
        ),
        sa.CheckConstraint("part IN ('whole', 'half', 'a', 'b', 'blind')", name=op.f("ck_grant_parts_part")),
        sa.ForeignKeyConstraint(
            ["grant_ref"], ["grants.grant_ref"], name=op.f("fk_grant_parts_grant_ref_grants"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("part_ref", name=op.f("pk_grant_parts")),
        sa.UniqueConstraint("grant_ref", "part", name=op.f("uq_grant_parts_grant_ref")),
    )
