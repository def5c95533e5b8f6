"""The tables of people at work: who they are, how they come in, what they hold, and where they are signed in."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.access.facts import SessionFacts
from app.database import CaseBase, UTCDateTime, new_id
from app.organisations.models import Unit

REF = String(32)
DIGEST = String(64)
CODE = String(32)

ACTIVE, LEFT = "ACTIVE", "LEFT"
# Invited and not yet here; here with new keys that a second person has not confirmed; stopped.
INVITED, WAITING, SUSPENDED = "INVITED", "WAITING", "SUSPENDED"


class Person(CaseBase):
    """One human being. Wherever two people are needed, two accounts of one person are one."""

    __tablename__ = "people"

    person_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    name: Mapped[str] = mapped_column(String(200), comment="as colleagues know them")
    nationality: Mapped[str] = mapped_column(String(2), default="GB", comment="ISO 3166 alpha-2, for UK EYES and such")


class Account(CaseBase):
    """A way in. The passphrase and the second factor are kept in custody, under the person's reference."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("state IN ('ACTIVE', 'INVITED', 'WAITING', 'SUSPENDED', 'LEFT')", name="state"),
        CheckConstraint("face IN ('staff', 'partner')", name="face"),
        CheckConstraint("refused_since >= 0", name="refused_since"),
    )

    account_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(Person.person_ref), index=True, comment="whose")
    sign_in_name: Mapped[str] = mapped_column(String(64), unique=True, comment="lower case, digits, dots and hyphens")
    state: Mapped[str] = mapped_column(CODE, default=ACTIVE, comment="only ACTIVE lets anybody in")
    unit_ref: Mapped[str] = mapped_column(REF, ForeignKey(Unit.ref), index=True, comment="where they work")
    face: Mapped[str] = mapped_column(CODE, comment="which pages: staff or partner")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when they were enrolled, or invited")
    to_be_signed: Mapped[bool] = mapped_column(default=False, comment="whether a group may have to sign for their keys")
    leaving_on: Mapped[date | None] = mapped_column(Date, comment="their last day, once it is known that they leave")
    signed_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when they last signed in")
    refused_since: Mapped[int] = mapped_column(default=0, comment="attempts refused since then, shown at the next one")


class RoleHeld(CaseBase):
    """A role, from a day and until a day. A row is never edited to begin earlier: roles held once stay on record."""

    __tablename__ = "roles_held"
    __table_args__ = (CheckConstraint("to_on IS NULL OR to_on >= from_on", name="order"),)

    role_held_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(Person.person_ref), index=True, comment="who holds it")
    role: Mapped[str] = mapped_column(CODE, comment="code of the role")
    from_on: Mapped[date] = mapped_column(Date, comment="the first day, in London")
    to_on: Mapped[date | None] = mapped_column(Date, comment="the last day; empty while it is held")


class LineManager(CaseBase):
    """Who is whose line manager, from a day and until a day: entered by one, confirmed by another."""

    __tablename__ = "line_managers"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="order"),
        CheckConstraint("manager_ref <> person_ref", name="somebody_else"),
        Index("ix_line_managers_person", "person_ref", "until_on"),
    )

    line_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(Person.person_ref), comment="whose")
    manager_ref: Mapped[str] = mapped_column(REF, ForeignKey(Person.person_ref), comment="who")
    from_on: Mapped[date] = mapped_column(Date, comment="the first day, in London")
    until_on: Mapped[date | None] = mapped_column(Date, comment="the last day; empty while it lasts")


class Clearance(CaseBase):
    """One clearance as the vetting contact recorded it. What it is worth is worked out at each request."""

    __tablename__ = "clearances"
    __table_args__ = (
        CheckConstraint("status IN ('HELD', 'SUSPENDED', 'WITHDRAWN', 'TRANSFER_PENDING')", name="status"),
    )

    clearance_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(Person.person_ref), index=True, comment="who holds it")
    level: Mapped[str] = mapped_column(CODE, comment="code of the level")
    status: Mapped[str] = mapped_column(CODE, comment="as recorded; time does the rest")
    granted_on: Mapped[date] = mapped_column(Date, comment="the day it was granted")
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True, comment="from when it no longer holds")


class SignedIn(CaseBase):
    """
    One signed-in browser. The token itself is in its cookie and nowhere else.

    The row stays for a day after the end, so that the person can be told why it ended.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        # One person is signed in once, also when two sign-ins come at the same moment.
        Index(
            "uq_sessions_live_person",
            "person_ref",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    session_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random; its owner sees it")
    token_digest: Mapped[str] = mapped_column(DIGEST, unique=True, comment="SHA-256 of the token; changes at unlocking")
    account_ref: Mapped[str] = mapped_column(REF, ForeignKey(Account.account_ref), comment="which way in")
    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(Person.person_ref), index=True, comment="whose")
    face: Mapped[str] = mapped_column(CODE, comment="which pages it opens: staff or partner")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when they signed in")
    used_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it was last used, to the minute")
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="the latest end, whatever is done")
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True, comment="when it was ended")
    ended_because: Mapped[str] = mapped_column(CODE, default="", comment="code of the reason")
    wrong_unlocks: Mapped[int] = mapped_column(default=0, comment="wrong passphrases in a row at unlocking")
    previous_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="the sign-in before this one")
    refused_before: Mapped[int] = mapped_column(default=0, comment="attempts refused between the two")
    replaced: Mapped[bool] = mapped_column(default=False, comment="another session was ended by this one")
    on_new_device: Mapped[bool] = mapped_column(default=False, comment="the browser was not known for this person")
    notice_read: Mapped[bool] = mapped_column(default=False, comment="the person has read what stands in these four")

    def facts(self) -> SessionFacts:
        """Return what a rule may know of it."""
        return SessionFacts(ref=self.session_ref, person_ref=self.person_ref)


def fact_columns() -> Any:
    """Return the columns that hold a session's facts, under the same names."""
    return SimpleNamespace(ref=SignedIn.session_ref, person_ref=SignedIn.person_ref)


class KnownDevice(CaseBase):
    """A browser that somebody signed in with: strangers who guess at their name do not slow it."""

    __tablename__ = "known_devices"
    __table_args__ = (UniqueConstraint("account_ref", "device_digest"),)

    known_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    account_ref: Mapped[str] = mapped_column(REF, ForeignKey(Account.account_ref), comment="who signed in with it")
    device_digest: Mapped[str] = mapped_column(DIGEST, comment="SHA-256 of the device's token")
    used_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="their last sign-in with it")
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it is forgotten")


class SignInFailures(CaseBase):
    """
    How often signing in was refused of late, seen from one side.

    Names and addresses stand here as keyed digests: whether a name exists makes no difference to its rows.
    """

    __tablename__ = "sign_in_failures"
    __table_args__ = (CheckConstraint("refused > 0", name="refused"),)

    side: Mapped[str] = mapped_column(CODE, primary_key=True, comment="pair, device, caller, name or code")
    counted: Mapped[str] = mapped_column(DIGEST, primary_key=True, comment="digest of what is counted")
    refused: Mapped[int] = mapped_column(comment="in a row, without a day between")
    last_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True, comment="the last one")
