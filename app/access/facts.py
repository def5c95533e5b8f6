"""
What a rule may know of a record: frozen facts, with the same names in Python and as columns.

``kept_from`` and ``kept_number`` say, by marks, who must not know of what came from somebody who works here.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Nothing:
    """For acts that are about no record, such as opening a board."""

    ref: str = ""


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One signed-in browser, and whose it is."""

    ref: str
    person_ref: str


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody at work, as those who act on them may know them: how high they stand, in which key group and unit."""

    ref: str
    standing: int
    group: str
    unit_ref: str


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """Something entered about a person that counts when somebody else has confirmed it."""

    ref: str
    person_ref: str
    entered_by: str
    state: str
    standing: int
    group: str


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """An invitation: whether it was used or taken back, and until when it may be used."""

    ref: str
    state: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    """A change to a key group that needs two signatures: who it concerns, who may sign, who did."""

    ref: str
    compartment: str
    signing_group: str
    first_signer: str | None = None


@dataclass(frozen=True, slots=True)
class AllegationFacts:
    """Where an allegation stands: who owns it, whose unit it is with, its marks, what its teller was promised."""

    ref: str
    status: str
    unit_ref: str
    owner_ref: str | None
    is_sensitive: bool
    tier: int
    words_held: bool = False
    promise: str = "CONFIDENCE_1"
    kept_from: str = ""
    kept_number: int = 0


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """A sealed part that waits for a custodian, and what whoever sent it was promised."""

    ref: str
    waiting: bool
    promise: str = "CONFIDENCE_1"
    kept_from: str = ""
    kept_number: int = 0


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """The register of sources as a whole, and what was promised to whoever it is searched for, where that is known."""

    ref: str = "register"
    promise: str = "CONFIDENCE_1"


@dataclass(frozen=True, slots=True)
class FreezeFacts:
    """Something that did not open and is held shut, and who has released it so far."""

    ref: str
    first_releaser: str | None = None


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """
    A source by reference: who handles and who controls, how it is held, whether it is open.

    ``on_duty`` says of whoever asks about it, and is known only while they ask, that the duty custodian is them.
    """

    ref: str
    status: str
    custody: str
    band: str
    handler_ref: str | None
    controller_ref: str | None
    compartment: str = ""
    is_sensitive: bool = False
    on_duty: bool = False
    keeper_ref: str | None = None
    kept_from: str = ""
    kept_number: int = 0


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The contact plan of a source: where it stands, and who wrote it."""

    ref: str
    state: str
    written_by: str


@dataclass(frozen=True, slots=True)
class ThreatFacts:
    """A threat to the life of a source: whether it is open, and whether the police have it. No rule reads the rest."""

    ref: str
    state: str
    police_told: bool
    source_ref: str = ""
    compartment: str = "risk"
    kept_from: str = ""
    kept_number: int = 0


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """
    A request for one compartment, and what became of it.

    ``source_ref`` comes from the vault's own map and is known only while an approver or a holder acts; no rule reads
    it. ``custodian_ref`` and ``authoriser_ref`` are who gave the half of their group. ``kind`` says what the request
    is for: to call somebody, or what custodians ask of authorisers. ``promise`` is what whoever is behind it was
    promised, known when ``source_ref`` is, and ``is_for_safety`` that it is about nothing but their safety.
    """

    ref: str
    state: str
    compartment: str
    custody: str
    requester_ref: str
    approver_ref: str | None
    ends_at: datetime | None
    owner_ref: str | None
    source_ref: str = ""
    kind: str = "CONTACT"
    custodian_ref: str | None = None
    authoriser_ref: str | None = None
    handler_ref: str | None = None
    reviewer_ref: str | None = None
    kept_from: str = ""
    kept_number: int = 0
    promise: str = "CONFIDENCE_1"
    is_for_safety: bool = False


@dataclass(frozen=True, slots=True)
class ErasureFacts:
    """
    A source that is to be erased or kept, and what was asked of it.

    ``is_kept`` says that something stands in the way: a legal hold, or what is not settled yet. ``state`` is the
    request's, ``requester_ref`` who asked for it, or who set the hold that is to be lifted.
    """

    ref: str
    source_ref: str
    handler_ref: str | None
    state: str = ""
    requester_ref: str = ""
    is_kept: bool = False
    kept_from: str = ""
    kept_number: int = 0


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """
    A sanitised report, its author, and what its grade demands.

    ``is_stopped`` comes from the risk to whoever is behind it and is known only while somebody decides: no list is
    narrowed by it, as that would show which reports share a source. ``words_checked`` says that the source unit has
    looked at its words, which every report waits for, whoever told it.
    """

    ref: str
    state: str
    author_ref: str
    unit_ref: str
    handling: str
    assessment: str
    tier: int
    is_stopped: bool = False
    words_checked: bool = False
    kept_from: str = ""
    kept_number: int = 0


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """One release to one organisation, as its readers may find it."""

    ref: str
    state: str
    organisation_ref: str
    tier: int
    named_only: bool
    named: bool
    hmg_only: bool
    embargo_until: datetime | None
    expires_at: datetime | None
    accepted: bool


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit whose settings are to be changed."""

    ref: str
    unit_ref: str


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """A change that waits for a second person; ``for_unit_ref`` is empty where it holds for all units."""

    ref: str
    state: str
    proposer_ref: str
    for_unit_ref: str | None


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """A duty: which, of which unit, and whose."""

    ref: str
    duty: str
    unit_ref: str
    holder_ref: str


Facts = (
    Nothing
    | SessionFacts
    | PersonFacts
    | ChangeFacts
    | InvitationFacts
    | MembershipFacts
    | AllegationFacts
    | SubmissionFacts
    | FreezeFacts
    | RegisterFacts
    | SourceFacts
    | PlanFacts
    | ThreatFacts
    | GrantFacts
    | ErasureFacts
    | ReportFacts
    | ReleaseFacts
    | UnitFacts
    | ProposalFacts
    | DutyFacts
)
