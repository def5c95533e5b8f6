"""Made-up people and facts for properties: every value a rule may meet, the almost right ones included."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from app.access.actor import Actor
from app.access.facts import (
    AllegationFacts,
    ChangeFacts,
    DutyFacts,
    ErasureFacts,
    Facts,
    FreezeFacts,
    GrantFacts,
    InvitationFacts,
    MembershipFacts,
    Nothing,
    PersonFacts,
    PlanFacts,
    ProposalFacts,
    RegisterFacts,
    ReleaseFacts,
    ReportFacts,
    SessionFacts,
    SourceFacts,
    SubmissionFacts,
    ThreatFacts,
    UnitFacts,
)
from app.accounts.roles import ROLES
from app.markings.promises import PROMISES
from app.training.courses import COURSES

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MARKS = ("0a" * 8, "1b" * 8)
# Which of two a person has under the number 0, 1 and 2.
OWN_MARKS = ("".join((MARKS[0], MARKS[1], MARKS[0])), "".join((MARKS[1], MARKS[0], MARKS[0])))
PEOPLE = ("p1", "p2", "p3")
UNITS = ("u1", "u2")
ORGANISATIONS = ("o1", "o2")

people = st.sampled_from(PEOPLE)
times = st.sampled_from([None, NOW - timedelta(seconds=1), NOW, NOW + timedelta(seconds=1), NOW + timedelta(days=1)])
tiers = st.sampled_from([10, 15, 20, 30])
role_codes = [str(role.code) for role in ROLES]
course_codes = [str(course.code) for course in COURSES]

actors = st.builds(
    Actor,
    person_ref=people,
    account_ref=st.sampled_from(["a1", "p2"]),
    name=st.just("A person"),
    roles=st.one_of(
        st.frozensets(st.sampled_from([*role_codes, "STEWARD", "FOUNDER"]), max_size=3),
        st.sampled_from(role_codes).map(lambda code: frozenset({code})),
    ),
    unit_ref=st.sampled_from(["", *UNITS]),
    organisation_ref=st.sampled_from(["", *ORGANISATIONS]),
    organisation_type=st.sampled_from(["HMG", "POLICE", ""]),
    clearance=st.sampled_from(["CTC", "SC", "DV"]),
    clearance_rank=st.integers(min_value=0, max_value=6),
    clearance_ends_at=times,
    groups=st.sampled_from([frozenset(), frozenset({"custodians"}), frozenset({"auditors"})]),
    marks=st.sampled_from(["", *OWN_MARKS]),
    training=st.one_of(st.just(frozenset(course_codes)), st.frozensets(st.sampled_from(course_codes))),
)

ALLEGATION_STATES = ("RECEIVED", "HELD_SOURCE", "IN_ASSESSMENT", "RETURNED", "ASSESSED", "IN_DEVELOPMENT", "CLOSED")

kept: dict[str, st.SearchStrategy[Any]] = {
    "kept_from": st.sampled_from(["", MARKS[0], MARKS[1] + MARKS[0], MARKS[1]]),
    "kept_number": st.integers(min_value=0, max_value=2),
}
promises = st.sampled_from([one.code for one in PROMISES])

facts_by_kind: dict[type[Facts], st.SearchStrategy[Facts]] = {
    Nothing: st.builds(Nothing, ref=st.just("r")),
    SessionFacts: st.builds(SessionFacts, ref=st.just("r"), person_ref=people),
    PersonFacts: st.builds(
        PersonFacts,
        ref=people,
        standing=st.integers(min_value=0, max_value=3),
        group=st.sampled_from(["", "custodians", "auditors"]),
        unit_ref=st.sampled_from(UNITS),
    ),
    ChangeFacts: st.builds(
        ChangeFacts,
        ref=st.just("r"),
        person_ref=people,
        entered_by=people,
        state=st.sampled_from(["WAITING", "CONFIRMED"]),
        standing=st.integers(min_value=0, max_value=3),
        group=st.sampled_from(["", "custodians", "auditors"]),
    ),
    InvitationFacts: st.builds(
        InvitationFacts,
        ref=st.just("r"),
        state=st.sampled_from(["OPEN", "USED", "WITHDRAWN"]),
        expires_at=st.sampled_from([NOW, NOW + timedelta(seconds=1), NOW - timedelta(seconds=1)]),
    ),
    MembershipFacts: st.builds(
        MembershipFacts,
        ref=people,
        compartment=st.sampled_from(["custodians", "members"]),
        signing_group=st.sampled_from(["custodians", "auditors"]),
        first_signer=st.one_of(st.none(), people),
    ),
    AllegationFacts: st.builds(
        AllegationFacts,
        ref=st.just("r"),
        status=st.sampled_from(ALLEGATION_STATES),
        unit_ref=st.sampled_from(UNITS),
        owner_ref=st.one_of(st.none(), people),
        is_sensitive=st.booleans(),
        tier=tiers,
        words_held=st.booleans(),
        **kept,
        promise=promises,
    ),
    SubmissionFacts: st.builds(
        SubmissionFacts,
        ref=st.just("r"),
        waiting=st.booleans(),
        **kept,
        promise=promises,
    ),
    RegisterFacts: st.builds(RegisterFacts, ref=st.just("register"), promise=promises),
    FreezeFacts: st.builds(FreezeFacts, ref=st.just("r"), first_releaser=st.one_of(st.none(), people)),
    SourceFacts: st.builds(
        SourceFacts,
        ref=st.just("r"),
        status=st.sampled_from(["REGISTERED", "ACTIVE", "DORMANT", "CLOSED", "REOPENED", "ERASED"]),
        custody=st.sampled_from(["SINGLE", "DUAL"]),
        band=st.sampled_from(["LOW", "MEDIUM", "HIGH", "VERY_HIGH", "CRITICAL"]),
        handler_ref=st.one_of(st.none(), people),
        controller_ref=st.one_of(st.none(), people),
        is_sensitive=st.booleans(),
        keeper_ref=st.one_of(st.none(), people),
        **kept,
        on_duty=st.booleans(),
    ),
    PlanFacts: st.builds(
        PlanFacts,
        ref=st.just("r"),
        state=st.sampled_from(["WRITTEN", "APPROVED", "RETURNED", "STOPPED"]),
        written_by=people,
    ),
    ThreatFacts: st.builds(
        ThreatFacts,
        ref=st.just("r"),
        state=st.sampled_from(["OPEN", "CLOSED"]),
        police_told=st.booleans(),
        **kept,
    ),
    GrantFacts: st.builds(
        GrantFacts,
        ref=st.just("r"),
        state=st.sampled_from(["PENDING", "APPROVED", "REFUSED", "REVOKED", "ENDED"]),
        compartment=st.just("contact"),
        custody=st.sampled_from(["SINGLE", "DUAL"]),
        requester_ref=people,
        approver_ref=st.one_of(st.none(), people, st.just("a1")),
        ends_at=times,
        owner_ref=st.one_of(st.none(), people),
        kind=st.sampled_from(["CONTACT", "OPEN", "STANDING", "LOWER", "GLASS"]),
        custodian_ref=st.one_of(st.none(), people),
        authoriser_ref=st.one_of(st.none(), people),
        handler_ref=st.one_of(st.none(), people),
        reviewer_ref=st.one_of(st.none(), people),
        **kept,
        promise=promises,
        is_for_safety=st.booleans(),
    ),
    ErasureFacts: st.builds(
        ErasureFacts,
        ref=st.just("r"),
        source_ref=st.just("s"),
        handler_ref=st.one_of(st.none(), people),
        state=st.sampled_from(["PENDING", "ERASED", "REFUSED", "STANDS", "LIFTED"]),
        requester_ref=people,
        is_kept=st.booleans(),
        **kept,
    ),
    ReportFacts: st.builds(
        ReportFacts,
        ref=st.just("r"),
        state=st.sampled_from(["DRAFT", "SUBMITTED", "REFUSED", "RELEASED", "RECALLED"]),
        author_ref=people,
        unit_ref=st.sampled_from(UNITS),
        handling=st.sampled_from(["P", "C"]),
        assessment=st.sampled_from(["A", "B", "C", "D", "E"]),
        tier=tiers,
        is_stopped=st.booleans(),
        **kept,
    ),
    ReleaseFacts: st.builds(
        ReleaseFacts,
        ref=st.just("r"),
        state=st.sampled_from(["RELEASED", "RECALLED"]),
        organisation_ref=st.sampled_from(ORGANISATIONS),
        tier=tiers,
        named_only=st.booleans(),
        named=st.booleans(),
        hmg_only=st.booleans(),
        embargo_until=times,
        expires_at=times,
        accepted=st.booleans(),
    ),
    UnitFacts: st.builds(UnitFacts, ref=st.just("r"), unit_ref=st.sampled_from(UNITS)),
    ProposalFacts: st.builds(
        ProposalFacts,
        ref=st.just("r"),
        state=st.sampled_from(["WAITING", "AGREED", "REFUSED"]),
        proposer_ref=people,
        for_unit_ref=st.sampled_from([None, *UNITS]),
    ),
    DutyFacts: st.builds(
        DutyFacts,
        ref=st.just("r"),
        duty=st.sampled_from(["DUTY_CUSTODIAN", "DUTY_MANAGER", "NSU_HEAD"]),
        unit_ref=st.sampled_from(UNITS),
        holder_ref=people,
    ),
}
