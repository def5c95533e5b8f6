"""What counts as the version in force, in every order that a crash can leave behind."""

import pytest

from app.vault.versions import next_number, require_all, require_newest
from audit.store import Version
from crypto.errors import Tampered

DONE_1, DONE_2 = Version(1, "a", True), Version(2, "b", True)
TRIED_1, TRIED_2 = Version(1, "a", False), Version(2, "b", False)


@pytest.mark.parametrize(
    ("logged", "number", "digest"),
    [
        ([], 0, ""),
        ([TRIED_1], 0, ""),
        ([TRIED_1, DONE_1], 1, "a"),
        ([TRIED_1], 1, "a"),
        ([TRIED_1, DONE_1, TRIED_2], 1, "a"),
        ([TRIED_1, DONE_1, TRIED_2], 2, "b"),
        ([TRIED_1, DONE_1, TRIED_2, DONE_2], 2, "b"),
    ],
)
def test_a_version_that_the_log_knows_as_newest_opens(logged: list[Version], number: int, digest: str) -> None:
    require_newest(logged, number, digest)


@pytest.mark.parametrize(
    ("logged", "number", "digest"),
    [
        ([], 1, "a"),
        ([TRIED_1, DONE_1], 0, ""),
        ([TRIED_1, DONE_1], 1, "x"),
        ([TRIED_1, DONE_1], 2, "a"),
        ([TRIED_1, DONE_1, TRIED_2, DONE_2], 1, "a"),
        ([TRIED_1, DONE_1, TRIED_2, DONE_2], 1, "b"),
    ],
)
def test_an_old_exchanged_or_invented_version_does_not(logged: list[Version], number: int, digest: str) -> None:
    with pytest.raises(Tampered):
        require_newest(logged, number, digest)


def test_where_all_are_kept_none_may_be_missing() -> None:
    logged = [TRIED_1, DONE_1, TRIED_2, DONE_2]
    require_all(logged, {1: "a", 2: "b"})
    for stored in ({}, {1: "a"}, {2: "b"}, {1: "b", 2: "a"}, {1: "a", 2: "b", 3: "c"}):
        with pytest.raises(Tampered):
            require_all(logged, stored)


def test_what_was_only_tried_may_be_missing() -> None:
    require_all([TRIED_1, DONE_1, TRIED_2], {1: "a"})
    require_all([TRIED_1, DONE_1, TRIED_2], {1: "a", 2: "b"})


def test_a_number_once_tried_is_not_used_again() -> None:
    assert next_number([], 0) == 1
    assert next_number([DONE_1, TRIED_2], 1) == 3
    assert next_number([], 4) == 5
