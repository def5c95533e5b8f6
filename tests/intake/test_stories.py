"""The story part: written by the public face, and read as something that anybody may have written."""

import base64
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.collecting import LINE, addition, collected
from app.intake.story import Kind, Story, at_hour, read_story
from crypto.canonical import canonical_json, read_canonical_json
from crypto.errors import Tampered
from crypto.keys import PrivateKey

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
KEY = PrivateKey.generate().public
STORY = Story(
    kind=Kind.REPORT,
    link="a" * 32,
    received_hour=NOW,
    locator="b" * 32,
    mailbox=KEY,
    cut={"account": "It happened.", "who_name": "Jones"},
    kinds=("DRUGS",),
    danger="no",
    still_happening="yes",
    expected_on=date(2026, 12, 1),
)
MORE = Story(Kind.MORE, "a" * 32, NOW, "b" * 32, KEY, {"more": "And this."}, danger="yes")


def read(record: dict[str, Any]) -> Story:
    return read_story({"story": record}, NOW)


@pytest.mark.parametrize("story", [STORY, MORE])
def test_what_is_written_is_read_the_same(story: Story) -> None:
    through = read_canonical_json(canonical_json(story.record()))
    assert read_story({"story": through}, NOW) == story


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "other"}, {"kind": None}, {"kind": "more"},
        {"link": "short"}, {"link": "A" * 32}, {"link": "a" * 33}, {"link": 5},
        {"received_hour": "yesterday"}, {"received_hour": "2026-11-21T09:00:00"}, {"received_hour": 0},
        {"received_hour": "2019-01-01T00:00:00+00:00"}, {"received_hour": "0001-01-01T00:00+14:00"},
        {"mailbox": []}, {"mailbox": ["b" * 32]}, {"mailbox": ["b" * 32, "!"]}, {"mailbox": ["b" * 32, "AAAA"]},
        {"mailbox": ["'; DROP", base64.b64encode(KEY.encode()).decode()]},
        {"cut": {}}, {"cut": {"account": "  "}}, {"cut": {"account": 5}}, {"cut": {"account": "a", "owner_ref": "me"}},
        {"cut": {"account": "a" * 200_001}}, {"cut": {"account": "a\0b"}}, {"cut": []}, {"cut": {"more": "a"}},
        {"kinds": ["NOT_ONE"]}, {"kinds": "DRUGS"}, {"kinds": [None]},
        {"danger": "perhaps"}, {"danger": None}, {"danger": True}, {"still_happening": "YES"}, {"danger": []},
        {"expected_on": "soon"}, {"expected_on": "9999-12-31"}, {"expected_on": "0001-01-01"}, {"expected_on": None},
    ],
)  # fmt: skip
def test_what_the_public_face_never_writes_is_not_read(changes: dict[str, Any]) -> None:
    with pytest.raises(Tampered):
        read(STORY.record() | changes)


@pytest.mark.parametrize("name", sorted(STORY.record()))
def test_nothing_may_be_missing(name: str) -> None:
    record = STORY.record()
    del record[name]
    with pytest.raises(Tampered):
        read(record)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=12,
    )
)
def test_whatever_opens_it_is_a_story_or_tampered(value: Any) -> None:
    for record in (
        {"story": value},
        {"story": STORY.record() | {"cut": value}},
        {"story": STORY.record() | {"mailbox": value}},
    ):
        try:
            read_story(record, NOW)
        except Tampered:
            continue


def test_nothing_came_later_than_now_and_never_at_a_minute() -> None:
    late = at_hour(STORY.record(), NOW + timedelta(hours=3, minutes=10))
    assert read(late).received_hour == NOW
    assert read(at_hour(STORY.record(), NOW - timedelta(minutes=10))).received_hour == NOW - timedelta(hours=1)


def test_an_answer_that_a_cut_made_longer_still_fits_its_field() -> None:
    long = Story(
        **{name: getattr(STORY, name) for name in Story.__slots__} | {"cut": {"account": "a", "who_name": "n" * 900}}
    )
    given = collected(long, "c" * 32, "unit", with_mailbox=True)
    assert len(given.people[0].name) == LINE


def test_danger_in_what_is_added_stands_in_its_text() -> None:
    assert addition(MORE).startswith("And this.\n\n")
    assert "said yes" in addition(MORE)
    assert collected(MORE, "c" * 32, "unit", with_mailbox=True).danger_to_life


def test_a_story_shows_nothing_of_itself_when_it_is_printed() -> None:
    assert "Jones" not in repr(STORY)
    assert "Jones" not in repr(collected(STORY, "c" * 32, "unit", with_mailbox=False))
