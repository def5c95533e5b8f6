"""Who asks: everything that policy may know of a person, as it stands at this request."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """
    One person in one request.

    ``person_ref`` names the human being, ``account_ref`` the way they came in: two accounts of one person are one
    person wherever two people are needed. ``training`` holds the course codes that are live now; ``clearance_rank``
    is 0 when the clearance is not live. ``acting_for`` names the process when no person asked. ``marks``
    are what may stand for them on what they are kept from: without the server's lock nobody can tell whose they are.
    """

    person_ref: str
    account_ref: str
    name: str
    roles: frozenset[str]
    unit_ref: str
    organisation_ref: str
    organisation_type: str
    clearance: str
    clearance_rank: int
    clearance_ends_at: datetime | None
    training: frozenset[str]
    nationality: str = "GB"
    acting_for: str = ""
    marks: str = field(default="", repr=False)
    session_digest: str = ""
    request_id: str = ""
    groups: frozenset[str] = field(default_factory=frozenset)

    def has_role(self, *codes: str) -> bool:
        """Return whether the person holds any of these roles."""
        return not self.roles.isdisjoint(codes)


def steward(request_id: str = "") -> Actor:
    """Return the worker that keeps the house: it may collect, end and repair, and can open nothing."""
    return Actor(
        person_ref="steward",
        account_ref="steward",
        name="Steward",
        roles=frozenset({"STEWARD"}),
        unit_ref="",
        organisation_ref="",
        organisation_type="",
        clearance="",
        clearance_rank=0,
        clearance_ends_at=None,
        training=frozenset(),
        acting_for="steward",
        request_id=request_id,
    )


def founder(request_id: str = "") -> Actor:
    """Return the ceremony: it enters the first organisation and the first people, and can open nothing."""
    return Actor(
        person_ref="founder",
        account_ref="founder",
        name="Founder",
        roles=frozenset({"FOUNDER"}),
        unit_ref="",
        organisation_ref="",
        organisation_type="",
        clearance="",
        clearance_rank=0,
        clearance_ends_at=None,
        training=frozenset(),
        acting_for="ceremony",
        request_id=request_id,
    )


def nobody(request_id: str = "") -> Actor:
    """Return the one who has not said who they are: no role, no clearance, no training."""
    return Actor(
        person_ref="nobody",
        account_ref="nobody",
        name="",
        roles=frozenset(),
        unit_ref="",
        organisation_ref="",
        organisation_type="",
        clearance="",
        clearance_rank=0,
        clearance_ends_at=None,
        training=frozenset(),
        request_id=request_id,
    )
