"""What may be set together, and how it is written on the packet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.dissemination.handling import in_force
from app.dissemination.packet import faults, is_foreign, london_time, marking_line, packet_lines
from app.dissemination.recipients import ConditionFacts, RecipientFacts, ReleaseFacts

RELEASE = ReleaseFacts(tier="OFFICIAL-SENSITIVE", organisation_ref="org-1", named=frozenset({"person-1"}))
UNTIL = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
RECIPIENTS = ConditionFacts("RECIPIENTS_ONLY")
ORGANISATIONS = ConditionFacts(
    "ORGANISATION_USE_ONLY", organisations=frozenset({"org-1"}), organisation_names=("Border Force", "HMRC")
)
EMBARGO = ConditionFacts("EMBARGOED", until=UNTIL, then="HMG_USE_ONLY")


@pytest.mark.parametrize(
    "conditions",
    [
        [],
        [RECIPIENTS],
        [RECIPIENTS, ORGANISATIONS],
        [EMBARGO],
        [replace(EMBARGO, then="RECIPIENTS_ONLY")],
        [ConditionFacts("UK_EYES_ONLY"), RECIPIENTS],
    ],
)
def test_what_is_set_in_full_may_be_set(conditions: list[ConditionFacts]) -> None:
    assert faults(conditions, RELEASE) == []


PUBLIC = ConditionFacts("FOR_PUBLIC_RELEASE", text="QA-1")
OPEN = replace(RELEASE, tier="OFFICIAL")
NO_ORGANISATION = "Organisation use only: name at least one organisation."


@pytest.mark.parametrize(
    ("conditions", "release", "fault"),
    [
        ([ConditionFacts("NOTHING")], RELEASE, "Choose a condition from the list."),
        ([PUBLIC], RELEASE, "OFFICIAL-SENSITIVE cannot carry For public release."),
        ([replace(PUBLIC, text=" ")], OPEN, "For public release: give the reference of the approval."),
        ([RECIPIENTS], replace(RELEASE, named=frozenset()), "Recipients only: name each person who may read it."),
        ([replace(ORGANISATIONS, organisations=frozenset())], RELEASE, NO_ORGANISATION),
        ([replace(ORGANISATIONS, organisation_names=())], RELEASE, NO_ORGANISATION),
        ([RECIPIENTS, RECIPIENTS], RELEASE, "Set each condition once."),
        ([PUBLIC, RECIPIENTS], OPEN, "What is for public release carries no other condition."),
    ],
)
def test_what_is_half_set_says_what_is_missing(
    conditions: list[ConditionFacts], release: ReleaseFacts, fault: str
) -> None:
    assert faults(conditions, release) == [fault]


@pytest.mark.parametrize(
    "embargo",
    [
        replace(EMBARGO, until=None),
        replace(EMBARGO, then=""),
        replace(EMBARGO, then="EMBARGOED"),
        replace(EMBARGO, then="UK_EYES_ONLY"),
        replace(EMBARGO, then="NOTHING"),
        replace(EMBARGO, then="FOR_PUBLIC_RELEASE", text="QA-1"),
        replace(EMBARGO, then="ORGANISATION_USE_ONLY"),
    ],
)
def test_an_embargo_says_when_it_ends_and_what_holds_then(embargo: ConditionFacts) -> None:
    wanted = "Embargoed: give the date and time it ends, and which instruction holds afterwards."
    assert faults([embargo], RELEASE) == [wanted]


def test_the_packet_has_one_line_for_each_condition() -> None:
    assert packet_lines([RECIPIENTS, ORGANISATIONS, EMBARGO]) == (
        "Recipients only. Named people only; not to be passed on without consent.",
        "Organisation use only: Border Force, HMRC.",
        "Embargoed until 9:05am on 21 November 2026 (UK time), then: HMG use only.",
    )


def test_a_condition_nobody_knows_is_never_left_off_the_packet() -> None:
    with pytest.raises(KeyError):
        packet_lines([ConditionFacts("NOTHING")])
    with pytest.raises(ValueError, match="NOTHING"):
        marking_line("OFFICIAL", [ConditionFacts("NOTHING")])


def test_the_marking_of_a_release() -> None:
    line = marking_line("OFFICIAL-SENSITIVE", [ORGANISATIONS, RECIPIENTS], ["PERSONAL_DATA", "SOURCE"])
    assert line == "OFFICIAL-SENSITIVE - RECIPIENTS ONLY - BORDER FORCE/HMRC USE ONLY - PERSONAL DATA"
    assert marking_line("OFFICIAL", [], foreign=True) == "UK OFFICIAL"


def test_the_marking_changes_when_an_embargo_has_passed() -> None:
    waiting = replace(ORGANISATIONS, code="EMBARGOED", until=UNTIL, then="ORGANISATION_USE_ONLY")
    before, after = (marking_line("OFFICIAL", in_force([waiting], at)) for at in (UNTIL - timedelta(seconds=1), UNTIL))
    assert before == "OFFICIAL - EMBARGOED"
    assert after == "OFFICIAL - BORDER FORCE/HMRC USE ONLY"


def test_organisations_that_wait_for_an_embargo_are_not_printed_before_it_ends() -> None:
    waiting = replace(ORGANISATIONS, code="EMBARGOED", until=UNTIL, then="ORGANISATION_USE_ONLY")
    assert marking_line("OFFICIAL", [waiting]) == "OFFICIAL - EMBARGOED"


@pytest.mark.parametrize(
    ("kind", "country", "foreign"),
    [("HMG", "GB", False), ("OVERSEAS", "GB", True), ("POLICE", "FR", True), ("HMG", "", True)],
)
def test_what_leaves_the_country_says_where_it_is_from(kind: str, country: str, foreign: bool) -> None:
    reader = RecipientFacts("p", "o", kind, 3, "GB", country)
    assert is_foreign(reader) is foreign


@pytest.mark.parametrize(
    ("at", "read"),
    [
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "12:30am on 2 July 2026 (UK time)"),
        (datetime(2026, 1, 1, 12, 0, tzinfo=UTC), "12:00pm on 1 January 2026 (UK time)"),
        (datetime(2026, 1, 1, 15, 7, tzinfo=UTC), "3:07pm on 1 January 2026 (UK time)"),
    ],
)
def test_a_time_is_read_by_londons_clocks(at: datetime, read: str) -> None:
    assert london_time(at) == read
