"""No sequence of changes makes a setting laxer than its bound: one property, on the table and on what is stored."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Invalid
from app.organisations.settings import SETTINGS, SettingCode, held, loosens, tightened_by

codes = st.sampled_from([row.code.value for row in SETTINGS])
stored_by_anybody: st.SearchStrategy[Any] = st.one_of(st.integers(), st.none(), st.booleans(), st.text(), st.floats())


def is_relaxed(code: str, value: int) -> bool:
    """Return whether a value allows more than everybody's bound, worked out apart from the table's own arithmetic."""
    laxest = {"ASSESS_WORKING_DAYS": 2, "RESULT_WORKING_DAYS": 20, "CONTACT_HOURS": 24, "OPENED_A_DAY": 30}
    laxest["OPENED_A_MONTH"] = 120
    return value < 30 if code == "REASON_CHARS" else value > laxest[code]


@settings(deadline=None)
@given(changes=st.lists(st.tuples(codes, st.integers(-5, 600)), max_size=30))
def test_no_sequence_of_changes_relaxes_a_gate(changes: list[tuple[str, int]]) -> None:
    tightened: dict[str, int] = {}
    for code, value in changes:
        try:
            tightened = tightened_by(tightened, code, value)
        except Invalid:
            assert is_relaxed(code, value) or value < 1 or value > 500
        for row in SETTINGS:
            assert not is_relaxed(row.code.value, held(tightened, row.code))


@settings(deadline=None)
@given(tightened=st.dictionaries(st.one_of(codes, st.text()), stored_by_anybody))
def test_nothing_that_is_stored_relaxes_a_gate_whoever_stored_it(tightened: dict[str, Any]) -> None:
    for row in SETTINGS:
        assert not is_relaxed(row.code.value, held(tightened, row.code))


@settings(deadline=None)
@given(code=codes, first=st.integers(0, 600), then=st.integers(0, 600))
def test_whatever_allows_more_than_now_is_told_apart(code: str, first: int, then: int) -> None:
    try:
        tightened = tightened_by({}, code, first)
    except Invalid:
        return
    more = then < first if code == "REASON_CHARS" else then > first
    assert loosens(tightened, code, then) is more


def test_where_nothing_is_set_the_bound_holds() -> None:
    assert {row.code: held({}, row.code) for row in SETTINGS} == {
        SettingCode.ASSESS_WORKING_DAYS: 2,
        SettingCode.RESULT_WORKING_DAYS: 20,
        SettingCode.CONTACT_HOURS: 24,
        SettingCode.REASON_CHARS: 30,
        SettingCode.OPENED_A_DAY: 30,
        SettingCode.OPENED_A_MONTH: 120,
    }


def test_a_setting_there_is_not_is_refused() -> None:
    with pytest.raises(Invalid):
        tightened_by({}, "GATES_OFF", 1)
