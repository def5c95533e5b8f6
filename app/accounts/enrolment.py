"""What enrolling a person takes and gives."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from app.database import CaseBase
from crypto.keys import MemberPublic


class Passed(Protocol):
    """A course that somebody has passed, or may work towards under a mentor. Training knows how it is kept."""

    @property
    def course(self) -> str:
        """Return the code of the course."""

    @property
    def ends_at(self) -> datetime:
        """Return the instant from which it opens nothing any more."""

    def record_for(self, person_ref: str) -> CaseBase:
        """Return the row to keep for this person."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """A clearance: its level, the day it was granted, and its last day."""

    level: str
    granted_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Enrolment:
    """
    A person as they are enrolled.

    ``passphrase`` is used exactly as given and never shown. ``courses`` are what they have passed.
    """

    name: str
    sign_in_name: str
    unit_ref: str
    roles: Sequence[str]
    clearance: Cleared
    courses: Sequence[Passed]
    passphrase: str = field(repr=False)
    nationality: str = "GB"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """
    Somebody who was enrolled.

    ``totp_secret`` is shown to them once, here and now, and ``public`` goes to the next roster.
    """

    person_ref: str
    account_ref: str
    totp_secret: bytes = field(repr=False)
    public: MemberPublic
