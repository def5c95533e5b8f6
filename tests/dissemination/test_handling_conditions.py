"""Who may read a release: every condition of the table, every standing rule, each seen to stop someone alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dissemination.handling import (
    CONDITION_BY_CODE,
    CONDITIONS,
    MISMATCH,
    UNKNOWN,
    Needs,
    after_embargo,
    choices,
    refusals,
)
from app.dissemination.recipients import ConditionFacts, RecipientFacts, ReleaseFacts
from app.dissemination.standing import STANDING
from app.markings.handling import MARKS, MarkKind
from app.markings.tiers import TierCode

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
READER = RecipientFacts(
    person_ref="person-1",
    organisation_ref="org-1",
    organisation_type="HMG",
    vetting_rank=3,
    nationality="GB",
    country="GB",
    training=frozenset({"SRC_AWARE"}),
    permitted_tiers=frozenset({"OFFICIAL", "OFFICIAL-SENSITIVE"}),
    vetting_floor=2,
)
RELEASE = ReleaseFacts(
    tier="OFFICIAL-SENSITIVE",
    organisation_ref="org-1",
    named=frozenset({"person-1", "person-2"}),
    needs_training=frozenset({"SRC_AWARE"}),
)
OPEN = replace(RELEASE, tier="OFFICIAL")
POLICE = replace(READER, organisation_type="POLICE", agreement_ends_at=NOW + timedelta(days=1))


def _rules(
    conditions: list[ConditionFacts],
    reader: RecipientFacts = READER,
    release: ReleaseFacts = RELEASE,
    now: datetime = NOW,
) -> list[str]:
    return [refusal.rule for refusal in refusals(conditions, reader, release, now)]


# For each condition: how it is set, and for whom it must fail. A row of the table without a case here is red.
CASES: dict[str, tuple[ConditionFacts, ReleaseFacts, list[dict[str, Any]]]] = {
    "FOR_PUBLIC_RELEASE": (ConditionFacts("FOR_PUBLIC_RELEASE", text="QA-77"), OPEN, []),
    "RECIPIENTS_ONLY": (
        ConditionFacts("RECIPIENTS_ONLY"),
        RELEASE,
        [{"person_ref": "person-3"}, {"person_ref": ""}, {"person_ref": "PERSON-1"}],
    ),
    "HMG_USE_ONLY": (
        ConditionFacts("HMG_USE_ONLY"),
        RELEASE,
        [
            {"organisation_type": kind, "agreement_ends_at": NOW + timedelta(days=9)}
            for kind in (
                "POLICE",
                "LAW_ENFORCEMENT_OTHER",
                "LOCAL_AUTHORITY",
                "AGENCY_CONTRACTOR",
                "OVERSEAS",
                "PRIVATE",
                "CHARITY",
            )
        ],
    ),
    "ORGANISATION_USE_ONLY": (
        ConditionFacts("ORGANISATION_USE_ONLY", organisations=frozenset({"org-1", "org-2"})),
        RELEASE,
        [],
    ),
    "EMBARGOED": (ConditionFacts("EMBARGOED", until=NOW, then="HMG_USE_ONLY"), RELEASE, []),
    "UK_EYES_ONLY": (
        ConditionFacts("UK_EYES_ONLY"),
        RELEASE,
        [{"nationality": "FR"}, {"country": "US"}, {"nationality": ""}, {"country": ""}],
    ),
    "FIVE_EYES_ONLY": (ConditionFacts("FIVE_EYES_ONLY"), RELEASE, [{"nationality": "IE"}, {"country": "FR"}]),
    "UK_US_EYES_ONLY": (ConditionFacts("UK_US_EYES_ONLY"), RELEASE, [{"nationality": "CA"}, {"country": "AU"}]),
    "REL_EU": (ConditionFacts("REL_EU"), RELEASE, [{"nationality": "US"}, {"country": "NO"}]),
}


def test_every_condition_of_the_table_has_its_case() -> None:
    assert set(CASES) == set(CONDITION_BY_CODE)


def test_every_instruction_and_caveat_that_can_be_printed_has_its_rule() -> None:
    enforced = {mark.code for mark in MARKS if mark.kind in {MarkKind.INSTRUCTION, MarkKind.CAVEAT}}
    assert enforced <= set(CONDITION_BY_CODE)


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.code)
def test_each_row_speaks_to_the_person_who_sets_it_and_to_the_one_who_is_stopped(condition: Any) -> None:
    assert condition.label
    assert condition.hint.endswith(".")
    assert condition.refusal.endswith(".")
    assert condition.needs in Needs


@pytest.mark.parametrize("code", list(CASES))
def test_each_condition_lets_through_whom_it_is_for(code: str) -> None:
    asked, release, _ = CASES[code]
    assert _rules([asked], READER, release) == []


@pytest.mark.parametrize(("code", "change"), [(code, change) for code, case in CASES.items() for change in case[2]])
def test_each_condition_stops_everybody_else_and_nothing_else_does(code: str, change: dict[str, Any]) -> None:
    asked, release, _ = CASES[code]
    stopped = replace(READER, **change)
    assert _rules([asked], stopped, release) == [f"condition:{code}"]
    assert _rules([], stopped, release) == []


@pytest.mark.parametrize("code", list(CASES))
@pytest.mark.parametrize("tier", ["OFFICIAL", "OFFICIAL-SENSITIVE"])
def test_a_condition_its_tier_may_not_carry_stops_the_release(code: str, tier: str) -> None:
    asked = CASES[code][0]
    carries = tier in CONDITION_BY_CODE[code].mark.tiers
    assert (MISMATCH in refusals([asked], READER, replace(RELEASE, tier=tier), NOW)) is not carries


@pytest.mark.parametrize("code", ["", "RECIPIENTS ONLY", "recipients_only", "BURN_AFTER_READING", "SOURCE"])
def test_a_condition_nobody_knows_stops_the_release_for_everybody(code: str) -> None:
    assert refusals([ConditionFacts(code)], READER, RELEASE, NOW) == [UNKNOWN]


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_nothing_is_public_without_its_approval(text: str) -> None:
    assert _rules([ConditionFacts("FOR_PUBLIC_RELEASE", text=text)], READER, OPEN) == ["condition:FOR_PUBLIC_RELEASE"]


def test_an_organisation_not_named_is_stopped_and_naming_none_stops_all() -> None:
    other = ConditionFacts("ORGANISATION_USE_ONLY", organisations=frozenset({"org-2"}))
    assert _rules([other]) == _rules([replace(other, organisations=frozenset())]) == ["condition:ORGANISATION_USE_ONLY"]


def test_a_reader_without_organisation_is_not_among_organisations_without_name() -> None:
    asked = ConditionFacts("ORGANISATION_USE_ONLY", organisations=frozenset({""}))
    assert "condition:ORGANISATION_USE_ONLY" in _rules([asked], replace(READER, organisation_ref=""))


def test_an_embargo_holds_to_the_instant_and_then_gives_way_to_what_follows() -> None:
    asked = ConditionFacts("EMBARGOED", until=NOW, then="HMG_USE_ONLY")
    just_before = NOW - timedelta(microseconds=1)
    assert _rules([asked], POLICE, now=just_before) == ["condition:EMBARGOED"]
    assert _rules([asked], READER, now=just_before) == ["condition:EMBARGOED"]
    assert _rules([asked], POLICE, now=NOW) == ["condition:HMG_USE_ONLY"]
    assert _rules([asked], READER, now=NOW) == []


@pytest.mark.parametrize("then", ["", "EMBARGOED", "NOTHING"])
def test_an_embargo_with_nothing_to_follow_never_opens(then: str) -> None:
    asked = ConditionFacts("EMBARGOED", until=NOW - timedelta(days=9), then=then)
    assert refusals([asked], READER, RELEASE, NOW) == [UNKNOWN]


def test_an_embargo_without_end_never_opens() -> None:
    assert _rules([ConditionFacts("EMBARGOED", then="HMG_USE_ONLY")]) == ["condition:EMBARGOED"]


def test_what_follows_an_embargo_keeps_what_was_asked_with_it() -> None:
    asked = ConditionFacts("EMBARGOED", until=NOW, then="ORGANISATION_USE_ONLY", organisations=frozenset({"org-2"}))
    assert after_embargo(asked).code == "ORGANISATION_USE_ONLY"
    assert _rules([asked]) == ["condition:ORGANISATION_USE_ONLY"]


STANDING_FAULTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "tier_is_known": ({}, {"tier": "SECRET"}),
    "is_addressed": ({}, {"organisation_ref": "org-2"}),
    "vetting_is_live": ({"vetting_rank": 0, "vetting_floor": 0}, {}),
    "vetting_reaches_tier": ({"vetting_rank": 0, "vetting_floor": 0}, {}),
    "vetting_reaches_floor": ({"vetting_floor": 4}, {}),
    "agreement_is_live": ({"organisation_type": "POLICE"}, {}),
    "tier_is_permitted": ({"permitted_tiers": frozenset({"OFFICIAL"})}, {}),
    "training_is_live": ({"training": frozenset()}, {}),
}
# A clearance that is not live reaches no tier either, and no organisation may hold what the system itself may not.
TOGETHER = {
    "vetting_is_live": ["vetting_is_live", "vetting_reaches_tier"],
    "vetting_reaches_tier": ["vetting_is_live", "vetting_reaches_tier"],
    "tier_is_known": ["tier_is_known", "tier_is_permitted"],
}


def test_every_standing_rule_has_its_case() -> None:
    assert set(STANDING_FAULTS) == {rule.code for rule in STANDING}


@pytest.mark.parametrize("code", list(STANDING_FAULTS))
def test_each_standing_rule_stops_a_release_that_carries_nothing(code: str) -> None:
    reader, release = STANDING_FAULTS[code]
    assert _rules([], replace(READER, **reader), replace(RELEASE, **release)) == TOGETHER.get(code, [code])


def test_a_clearance_below_the_tier_is_refused_even_where_the_organisation_may_hold_it() -> None:
    rules = _rules([], replace(READER, permitted_tiers=frozenset({"SECRET"})), replace(RELEASE, tier="SECRET"))
    assert rules == ["tier_is_known"]
    ctc = replace(READER, vetting_rank=2, permitted_tiers=frozenset({"SECRET"}))
    assert _rules([], ctc, replace(RELEASE, tier="SECRET")) == ["tier_is_known", "vetting_reaches_tier"]


@pytest.mark.parametrize(
    ("kind", "ends_in", "stopped"),
    [
        ("HMG", None, False), ("HMG", 1, False), ("HMG", 0, True), ("HMG", -1, True),
        ("POLICE", None, True), ("POLICE", 1, False), ("POLICE", 0, True),
        ("CHARITY", None, True), ("OVERSEAS", None, True), ("", 1, True), ("NAVY", 1, True),
    ],
)  # fmt: skip
def test_an_agreement_is_live_or_the_release_waits(kind: str, ends_in: int | None, stopped: bool) -> None:
    ends_at = None if ends_in is None else NOW + timedelta(seconds=ends_in)
    reader = replace(READER, organisation_type=kind, agreement_ends_at=ends_at)
    assert ("agreement_is_live" in _rules([], reader)) is stopped


def test_the_lowest_clearance_there_is_reads_what_it_opens() -> None:
    assert _rules([], replace(READER, vetting_rank=1, vetting_floor=0)) == []


def test_vetting_and_handling_must_both_agree() -> None:
    uncleared = replace(READER, vetting_rank=0)
    assert "vetting_is_live" in _rules([ConditionFacts("RECIPIENTS_ONLY")], uncleared)
    unnamed = replace(READER, person_ref="person-9", vetting_rank=6)
    assert _rules([ConditionFacts("RECIPIENTS_ONLY")], unnamed) == ["condition:RECIPIENTS_ONLY"]


def test_every_reason_is_given_once() -> None:
    asked = [ConditionFacts("RECIPIENTS_ONLY"), ConditionFacts("RECIPIENTS_ONLY"), ConditionFacts("HMG_USE_ONLY")]
    stranger = replace(POLICE, person_ref="person-9")
    assert _rules(asked, stranger) == ["condition:RECIPIENTS_ONLY", "condition:HMG_USE_ONLY"]


def test_a_form_offers_what_the_tier_may_carry() -> None:
    assert [row.code for row in choices("OFFICIAL")] == [row.code for row in CONDITIONS]
    assert "FOR_PUBLIC_RELEASE" not in [row.code for row in choices("OFFICIAL-SENSITIVE")]
    assert choices("COSMIC") == ()


_CONDITIONS = st.builds(
    ConditionFacts,
    st.sampled_from([*CONDITION_BY_CODE, "", "OTHER"]),
    text=st.sampled_from(["", "QA-1"]),
    organisations=st.frozensets(st.sampled_from(["org-1", "org-2"])),
    until=st.none() | st.sampled_from([NOW - timedelta(days=1), NOW + timedelta(days=1)]),
    then=st.sampled_from(["", *CONDITION_BY_CODE]),
)
_READERS = st.builds(
    RecipientFacts,
    person_ref=st.sampled_from(["", "person-1", "person-9"]),
    organisation_ref=st.sampled_from(["", "org-1", "org-2"]),
    organisation_type=st.sampled_from(["", "HMG", "POLICE", "OVERSEAS"]),
    vetting_rank=st.integers(0, 6),
    nationality=st.sampled_from(["", "GB", "FR"]),
    country=st.sampled_from(["", "GB", "US"]),
    permitted_tiers=st.frozensets(st.sampled_from(list(TierCode))),
    agreement_ends_at=st.none() | st.just(NOW + timedelta(days=1)),
)
_RELEASES = st.builds(
    ReleaseFacts,
    tier=st.sampled_from([*TierCode, "OTHER"]),
    organisation_ref=st.sampled_from(["", "org-1"]),
    named=st.frozensets(st.sampled_from(["", "person-1"])),
)


@settings(deadline=None)
@given(conditions=st.lists(_CONDITIONS, max_size=4), more=_CONDITIONS, reader=_READERS, release=_RELEASES)
def test_one_more_condition_never_lets_anybody_in(
    conditions: list[ConditionFacts], more: ConditionFacts, reader: RecipientFacts, release: ReleaseFacts
) -> None:
    without = set(refusals(conditions, reader, release, NOW))
    assert without <= set(refusals([*conditions, more], reader, release, NOW))


@settings(deadline=None)
@given(conditions=st.lists(_CONDITIONS, max_size=4), reader=_READERS, release=_RELEASES)
def test_nobody_reads_without_organisation_clearance_or_a_known_tier(
    conditions: list[ConditionFacts], reader: RecipientFacts, release: ReleaseFacts
) -> None:
    if not refusals(conditions, reader, release, NOW):
        assert reader.organisation_ref == release.organisation_ref != ""
        assert reader.vetting_rank > 0
        assert release.tier in {"OFFICIAL", "OFFICIAL-SENSITIVE"}
        assert all(asked.code in CONDITION_BY_CODE for asked in conditions)
