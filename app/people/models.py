"""The tables of coming, changing and leaving: invitations, what waits for a second person, and notices to oneself."""

from datetime import datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.access.facts import ChangeFacts, InvitationFacts
from app.accounts.models import Person
from app.database import CaseBase, UTCDateTime, new_id

REF, CODE = String(32), String(20)
OPEN, USED, WITHDRAWN = INVITATION_STATES = ("OPEN", "USED", "WITHDRAWN")
WAITING, CONFIRMED, REFUSED = CHANGE_STATES = ("WAITING", "CONFIRMED", "REFUSED")


class Visit(StrEnum):
    """What an invitation is for: to come in, or to make anew what was lost."""

    JOIN = "JOIN"
    PASSPHRASE = "PASSPHRASE"  # noqa: S105 - the name of what was lost
    DEVICE = "DEVICE"


class ChangeKind(StrEnum):
    """What counts only when a second person has confirmed it."""

    KEYS = "KEYS"
    VETTING = "VETTING"
    TRAINING = "TRAINING"
    ROLES = "ROLES"
    RESTORE = "RESTORE"
    MANAGER = "MANAGER"


def _among(column: str, values: Any) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Invitation(CaseBase):
    """An invitation to visit once. Its words are on paper with whoever it is for, and nowhere here."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint(_among("kind", Visit), name="kind"),
        CheckConstraint(_among("state", INVITATION_STATES), name="state"),
        Index("ix_invitations_person", "person_ref", "state"),
        Index("ix_invitations_open", "state", "expires_at"),
    )

    invitation_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(Person.person_ref), comment="who is to visit")
    kind: Mapped[str] = mapped_column(CODE, comment="to join, or what was lost")
    words_digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of its words and its reference")
    made_by: Mapped[str] = mapped_column(REF, comment="who made it")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="from when it opens nothing")
    state: Mapped[str] = mapped_column(CODE, default=OPEN, comment="it is used once")
    then: Mapped[str] = mapped_column(CODE, default="WAITING", comment="the account's state after it was used")
    wrong_tries: Mapped[int] = mapped_column(default=0, comment="wrong proofs of who visits; it closes after a few")

    def facts(self) -> InvitationFacts:
        """Return what policy may know of it."""
        return InvitationFacts(self.invitation_ref, self.state, self.expires_at)


class Change(CaseBase):
    """Something entered about a person by one, which counts when another has confirmed it."""

    __tablename__ = "person_changes"
    __table_args__ = (
        CheckConstraint(_among("kind", ChangeKind), name="kind"),
        CheckConstraint(_among("state", CHANGE_STATES), name="state"),
        CheckConstraint("decided_by IS NULL OR decided_by <> entered_by OR state = 'REFUSED'", name="second_person"),
        CheckConstraint("decided_by IS NULL OR decided_by <> person_ref", name="someone_else"),
        Index("ix_person_changes_waiting", "state", "entered_at", "change_ref"),
        Index("ix_person_changes_person", "person_ref", "entered_at"),
    )

    change_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(Person.person_ref), comment="whom it concerns")
    kind: Mapped[str] = mapped_column(CODE, comment="what it changes")
    entered: Mapped[dict[str, Any]] = mapped_column(JSON, comment="what was entered, by codes and days")
    entered_by: Mapped[str] = mapped_column(REF, comment="who entered it; never who confirms it")
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    standing: Mapped[int] = mapped_column(comment="how high whoever confirms must stand")
    group: Mapped[str] = mapped_column("group_name", REF, default="", comment="the key group that confirms; or empty")
    state: Mapped[str] = mapped_column(CODE, default=WAITING, comment="what became of it")
    decided_by: Mapped[str | None] = mapped_column(REF, comment="who confirmed or refused it")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when")
    reason: Mapped[str] = mapped_column(Text, default="", comment="why it was refused")

    def facts(self) -> ChangeFacts:
        """Return what policy may know of it."""
        return ChangeFacts(self.change_ref, self.person_ref, self.entered_by, self.state, self.standing, self.group)


def change_columns() -> Any:
    """Return the columns that hold a change's facts, under the same names."""
    return SimpleNamespace(
        ref=Change.change_ref,
        person_ref=Change.person_ref,
        entered_by=Change.entered_by,
        state=Change.state,
        standing=Change.standing,
        group=Change.group,
    )


class PersonNotice(CaseBase):
    """Something that happened about a person, for their own board until they have read it."""

    __tablename__ = "person_notices"
    __table_args__ = (Index("ix_person_notices_unread", "person_ref", "read_at", "at"),)

    notice_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(Person.person_ref), comment="whose board")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it happened")
    told: Mapped[str] = mapped_column(CODE, comment="code of what happened")
    by_ref: Mapped[str] = mapped_column(REF, comment="who did it")
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when they put it away")
