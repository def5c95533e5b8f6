"""The tables of the vault: nothing here is readable without the server's lock and a person's or a group's key."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UTCDateTime, VaultBase

REF = String(32)
NAME = String(32)
MEMBER = "members.person_ref"
COMPARTMENT = "compartments.compartment_ref"
GRANT = "grants.grant_ref"


class Member(VaultBase):
    """A person who holds keys. Their public half is believed only as far as a roster names it."""

    __tablename__ = "members"

    person_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="who, by reference")
    public: Mapped[bytes] = mapped_column(LargeBinary, comment="encoded MemberPublic, as offered to the next roster")
    seeds: Mapped[bytes] = mapped_column(LargeBinary, comment="Lock(Box(U, 160 bytes of seeds))")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when the keys were made")


class Verifier(VaultBase):
    """What a passphrase is checked against, and how it is stretched. Changes together with the slot it belongs to."""

    __tablename__ = "verifiers"

    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(MEMBER), primary_key=True, comment="whose")
    salt: Mapped[bytes] = mapped_column(LargeBinary, comment="16 random bytes for Argon2id, new at every change")
    memory_kib: Mapped[int] = mapped_column(comment="Argon2id memory, KiB")
    passes: Mapped[int] = mapped_column(comment="Argon2id passes")
    lanes: Mapped[int] = mapped_column(comment="Argon2id lanes")
    verifier: Mapped[bytes] = mapped_column(LargeBinary, comment="Lock(SHA-256 of the sign-in output of Argon2id)")
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when the passphrase or its cost last changed")


class Slot(VaultBase):
    """One way to a member's unlocking key U: a passphrase now, a passkey as well later."""

    __tablename__ = "slots"
    __table_args__ = (CheckConstraint("kind IN ('passphrase', 'passkey')", name="kind"),)

    slot_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="random, chosen before sealing")
    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(MEMBER), index=True, comment="whose")
    kind: Mapped[str] = mapped_column(NAME, comment="what opens it: passphrase or passkey")
    wrapped: Mapped[bytes] = mapped_column(LargeBinary, comment="Lock(Box(HKDF(secret, 'unlock'), U))")


class SecondFactor(VaultBase):
    """The shared secret of a person's authenticator, and the last step that was used."""

    __tablename__ = "second_factors"

    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(MEMBER), primary_key=True, comment="whose")
    secret: Mapped[bytes] = mapped_column(LargeBinary, comment="Lock(20 bytes of TOTP secret)")
    last_step: Mapped[int] = mapped_column(comment="the newest 30-second step a code was accepted for; only grows")


class Unlock(VaultBase):
    """The server's half of one session's unlocked keys. Opens nothing without the cookie's half and the lock."""

    __tablename__ = "unlocks"

    session_ref: Mapped[str] = mapped_column(String(64), primary_key=True, comment="which session, by digest")
    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(MEMBER), index=True, comment="whose keys")
    server_half: Mapped[bytes] = mapped_column(LargeBinary, comment="Lock(32 random bytes)")
    seeds: Mapped[bytes] = mapped_column(LargeBinary, comment="Box(HKDF(both halves), 160 bytes of seeds)")
    used_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when the keys were last used")
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True, comment="the latest end, bound into both blobs")


class StoredRoster(VaultBase):
    """One link of a group's chain of rosters, from the first, which the root keys signed."""

    __tablename__ = "rosters"

    group: Mapped[str] = mapped_column("group_name", NAME, primary_key=True, comment="which group")
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="number of the link, from 1")
    signed: Mapped[bytes] = mapped_column(LargeBinary, comment="encoded SignedRoster")


class RosterProposal(VaultBase):
    """The next link of a group's chain, signed by one member and waiting for another; in force only with both."""

    __tablename__ = "roster_proposals"

    group: Mapped[str] = mapped_column("group_name", NAME, primary_key=True, comment="which group; one at a time")
    epoch: Mapped[int] = mapped_column(comment="the number that the link would have")
    person_ref: Mapped[str] = mapped_column(REF, comment="whom it takes in, takes out, or gives new keys")
    signer: Mapped[str] = mapped_column(REF, comment="who signed it so far")
    signed: Mapped[bytes] = mapped_column(LargeBinary, comment="encoded SignedRoster with one signature")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it was signed")


class ProposedKey(VaultBase):
    """The group's next key, sealed to one member who may sign second, and gone when they did."""

    __tablename__ = "proposed_keys"
    __table_args__ = (UniqueConstraint("group_name", "holder"),)

    key_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="random, chosen before sealing")
    group: Mapped[str] = mapped_column(
        "group_name", NAME, ForeignKey("roster_proposals.group_name", ondelete="CASCADE"), comment="which group"
    )
    epoch: Mapped[int] = mapped_column(comment="which epoch of its key")
    holder: Mapped[str] = mapped_column(REF, comment="a person_ref")
    blob: Mapped[bytes] = mapped_column(LargeBinary, comment="Seal(holder's key, 96 bytes of seed)")


class GroupKey(VaultBase):
    """A group's private key for one epoch, sealed to one member or to the group's recovery key."""

    __tablename__ = "group_keys"
    __table_args__ = (UniqueConstraint("group_name", "epoch", "holder"),)

    key_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="random, chosen before sealing")
    group: Mapped[str] = mapped_column("group_name", NAME, comment="which group")
    epoch: Mapped[int] = mapped_column(comment="which epoch of its key")
    holder: Mapped[str] = mapped_column(REF, comment="a person_ref, or 'recovery'")
    blob: Mapped[bytes] = mapped_column(LargeBinary, comment="Seal(holder's key, 96 bytes of seed)")


class RecoveryKey(VaultBase):
    """The public half of a group's recovery key; the secret is five printed shares and is kept nowhere."""

    __tablename__ = "recovery_keys"

    group: Mapped[str] = mapped_column("group_name", NAME, primary_key=True, comment="which group")
    public: Mapped[bytes] = mapped_column(LargeBinary, comment="encoded PublicKey")
    signature: Mapped[bytes] = mapped_column(LargeBinary, comment="by the root keys")


class SealedLock(VaultBase):
    """The keys of a `file` lock, sealed to one group's recovery key: a lost lock would lose everything."""

    __tablename__ = "sealed_locks"

    lock_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="random, chosen before sealing")
    group: Mapped[str] = mapped_column("group_name", NAME, ForeignKey("recovery_keys.group_name"), comment="whose")
    number: Mapped[int] = mapped_column(comment="the newest encryption key inside")
    blob: Mapped[bytes] = mapped_column(LargeBinary, comment="Seal(recovery key, the key file)")


class ServerKey(VaultBase):
    """A private key the staff side itself must use: the log's signing key, the steward's intake key."""

    __tablename__ = "server_keys"

    name: Mapped[str] = mapped_column(NAME, primary_key=True, comment="'log' or 'intake'")
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="number of the key, from 1")
    public: Mapped[bytes] = mapped_column(LargeBinary, comment="encoded public half")
    signature: Mapped[bytes] = mapped_column(LargeBinary, comment="of name, epoch and public half, by the root keys")
    blob: Mapped[bytes] = mapped_column(LargeBinary, comment="Lock(seed)")


class Submission(VaultBase):
    """A sealed part that waits for a custodian. Deleted in the transaction that registers, links or dismisses it."""

    __tablename__ = "submissions"

    submission_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="chosen by the public face")
    link: Mapped[str] = mapped_column(REF, unique=True, comment="the random link its allegation carries")
    epoch: Mapped[int] = mapped_column(comment="which epoch of the custodians' key it was sealed to")
    blob: Mapped[bytes] = mapped_column(LargeBinary, comment="Seal(custodians, padded canonical JSON), as it came")
    mac: Mapped[bytes] = mapped_column(LargeBinary, comment="by the lock, over reference, link and blob")


class Link(VaultBase):
    """Which source stands behind an allegation's link. A link without a row has no source."""

    __tablename__ = "links"

    link: Mapped[str] = mapped_column(REF, primary_key=True, comment="the random link its allegation carries")
    source_ref: Mapped[str] = mapped_column(REF, index=True, comment="which source")
    mac: Mapped[bytes] = mapped_column(LargeBinary, comment="by the lock, over link and source_ref")


class StoredCompartment(VaultBase):
    """The key pair of one compartment of one source. Writers use the public half; its creator signed it."""

    __tablename__ = "compartments"
    __table_args__ = (
        UniqueConstraint("source_ref", "compartment"),
        CheckConstraint("custody IN ('SINGLE', 'DUAL')", name="custody"),
    )

    compartment_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="random, chosen before sealing")
    source_ref: Mapped[str] = mapped_column(REF, comment="which source")
    compartment: Mapped[str] = mapped_column(NAME, comment="contact, identity, circumstances, original or log")
    custody: Mapped[str] = mapped_column(NAME, comment="SINGLE: one custodian opens; DUAL: one of each group")
    key_version: Mapped[int] = mapped_column(comment="number of the secret K; grows when custody changes")
    share_version: Mapped[int] = mapped_column(comment="which wraps are in force; grows when halves are refreshed")
    public: Mapped[bytes] = mapped_column(LargeBinary, comment="encoded PublicKey that K yields")
    creator: Mapped[str] = mapped_column(REF, comment="the custodian who made K and signed")
    creator_epoch: Mapped[int] = mapped_column(comment="the custodians' roster that names the creator")
    signature: Mapped[bytes] = mapped_column(LargeBinary, comment="by the creator, over the key and what it is for")


class Wrap(VaultBase):
    """A compartment's secret K, or one half of it, locked and sealed to a group."""

    __tablename__ = "wraps"
    __table_args__ = (UniqueConstraint("compartment_ref", "key_version", "share_version", "group_name"),)

    wrap_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="random, chosen before sealing")
    compartment_ref: Mapped[str] = mapped_column(REF, ForeignKey(COMPARTMENT), comment="of which compartment")
    key_version: Mapped[int] = mapped_column(comment="which K")
    share_version: Mapped[int] = mapped_column(comment="which split of K")
    group: Mapped[str] = mapped_column("group_name", NAME, comment="custodians hold K or half A, authorisers half B")
    epoch: Mapped[int] = mapped_column(comment="which epoch of the group's key")
    blob: Mapped[bytes] = mapped_column(LargeBinary, comment="Lock(Seal(group, K or half))")


class StoredEntry(VaultBase):
    """One version of a compartment's record, or one entry of a compartment that keeps them all. Old ones stay."""

    __tablename__ = "entries"
    __table_args__ = (UniqueConstraint("compartment_ref", "version"),)

    entry_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="random, chosen before sealing")
    compartment_ref: Mapped[str] = mapped_column(REF, ForeignKey(COMPARTMENT), comment="of which compartment")
    version: Mapped[int] = mapped_column(comment="from 1; a number once attempted is not used again")
    key_version: Mapped[int] = mapped_column(comment="which K opens it")
    blob: Mapped[bytes] = mapped_column(LargeBinary, comment="Seal(compartment's public key, padded canonical JSON)")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the blob, as the log has it")


class StoredGrant(VaultBase):
    """A compartment re-sealed to one member until a time. Its parts are deleted when it ends or is revoked."""

    __tablename__ = "grants"

    grant_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="the request that was approved")
    person_ref: Mapped[str] = mapped_column(REF, index=True, comment="to whom")
    compartment_ref: Mapped[str] = mapped_column(
        REF, ForeignKey(COMPARTMENT), index=True, comment="to which compartment"
    )
    key_version: Mapped[int] = mapped_column(comment="which K")
    share_version: Mapped[int] = mapped_column(comment="which split of K its halves are of")
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True, comment="when it ends; bound into each part")


class GrantPart(VaultBase):
    """One sealed part of a grant: the whole of K (SINGLE), or a half, blinded or not, or the blind itself (DUAL)."""

    __tablename__ = "grant_parts"
    __table_args__ = (
        UniqueConstraint("grant_ref", "part"),
        CheckConstraint("part IN ('whole', 'half', 'a', 'b', 'blind')", name="part"),
    )

    part_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="random, chosen before sealing")
    grant_ref: Mapped[str] = mapped_column(REF, ForeignKey(GRANT, ondelete="CASCADE"), comment="of which grant")
    part: Mapped[str] = mapped_column(NAME, comment="whole; half, or a, b and blind, when custody is DUAL")
    blob: Mapped[bytes] = mapped_column(LargeBinary, comment="Lock(Seal(recipient, part), with the grant and its end)")


class Freeze(VaultBase):
    """A record that failed to open. Nothing of it opens until two people have released it."""

    __tablename__ = "freezes"
    __table_args__ = (Index("ix_freezes_open", "record_ref", "released_at"),)

    freeze_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="random")
    record_ref: Mapped[str] = mapped_column(String(64), comment="the source, submission, person or group it concerns")
    failed_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it failed to open")
    first_releaser: Mapped[str | None] = mapped_column(REF, comment="the person who released it first")
    second_releaser: Mapped[str | None] = mapped_column(REF, comment="another person, who released it too")
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when the second did")


class IndexBox(VaultBase):
    """Some of the register's index: terms of up to 64 sources, in one box under a key that the custodians hold."""

    __tablename__ = "index_boxes"

    box_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="random, chosen before boxing")
    epoch: Mapped[int] = mapped_column(comment="which epoch of the custodians' key yields the key of the box")
    version: Mapped[int] = mapped_column(comment="from 1; grows with each change")
    sources: Mapped[int] = mapped_column(index=True, comment="how many sources have terms in it")
    blob: Mapped[bytes] = mapped_column(LargeBinary, comment="Box(K_ix, padded terms)")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the blob")


class IndexHead(VaultBase):
    """One row: which boxes there are, in which versions, as one digest that the log knows."""

    __tablename__ = "index_heads"

    name: Mapped[str] = mapped_column(NAME, primary_key=True, comment="always 'register'")
    version: Mapped[int] = mapped_column(comment="from 1; grows with each change of any box")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 over every box's reference, version and digest")
