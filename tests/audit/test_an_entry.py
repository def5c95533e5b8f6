"""An entry is exactly its bytes, and no free text fits into one."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from hashlib import sha256

import pytest

from audit.entry import Entry, instant, leaf_bytes, private_digest, private_text, stamp
from crypto.canonical import canonical_json
from tests.audit.made_up import NOON, entry


def test_the_bytes_of_an_entry_are_these_and_stay_so() -> None:
    made = entry(detail={"version": 2, "compartment": "contact"}, attempt=41, digest="ab" * 32)
    assert leaf_bytes(canonical_json(made.parts()), 42, NOON) == (
        b'{"v":1,"seq":42,"at":"2026-05-04T12:00:00.000000Z",'
        b'"acting_for":"","action":"allegation:read","actor_ref":"person-1","attempt":41,"clearance":"SC",'
        b'"decision":"done","detail":{"compartment":"contact","version":2},"digest":"' + b"ab" * 32 + b'",'
        b'"grant_ref":"","object_ref":"object-1","private":"","purpose":"","request_id":"request-1",'
        b'"roles":["ASSESSOR"],"rule":"","session":"' + b"5e" * 32 + b'","verb":"consultation"}'
    )


def test_an_entry_is_read_back_as_it_was() -> None:
    made = entry(detail={"fields": ["phone", "email"], "version": 3}, roles=("AUDITOR", "DPO"))
    assert Entry.read({**made.parts(), "roles": list(made.roles), "v": 1, "seq": 0}) == made


@pytest.mark.parametrize(
    "parts",
    [
        {"object_ref": "John Smith"},
        {"purpose": "he rang about his neighbour"},
        {"rule": 'a"b'},
        {"actor_ref": "someone@example.org"},
        {"object_ref": "line\nbreak"},
        {"roles": ("TWO WORDS",)},
        {"detail": {"note": "free text"}},
        {"detail": {"free text": "note"}},
        {"detail": {"fields": ["phone", "of his sister"]}},
        {"object_ref": "é"},
        {"request_id": "x" * 201},
    ],
)
def test_free_text_does_not_fit_into_an_entry(parts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="never free text"):
        entry(**parts)


@pytest.mark.parametrize("name", ["session", "digest", "private"])
@pytest.mark.parametrize("text", ["secret", "AB" * 32, "ab" * 31])
def test_a_digest_has_the_form_of_one(name: str, text: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        entry(**{name: text})


def test_a_refused_text_is_not_repeated_in_the_error() -> None:
    with pytest.raises(ValueError, match="never free text") as caught:
        replace(entry(), object_ref="John Smith")
    assert "Smith" not in str(caught.value)


def test_times_are_always_utc_and_of_one_length() -> None:
    summer = datetime(2026, 7, 1, 13, 0, 0, 5, tzinfo=timezone(timedelta(hours=1)))
    assert stamp(summer) == "2026-07-01T12:00:00.000005Z"
    assert stamp(NOON) == "2026-05-04T12:00:00.000000Z"
    assert instant(stamp(summer)) == summer
    with pytest.raises(ValueError, match="without a zone"):
        stamp(datetime(2026, 7, 1))  # noqa: DTZ001


def test_private_text_is_bound_by_a_salted_digest_and_told_back_only_if_it_is_the_same() -> None:
    salted, digest = private_digest("she asked us to ring after six")
    assert digest == sha256(salted).hexdigest()
    assert len(salted) == 32 + len("she asked us to ring after six")
    assert private_digest("she asked us to ring after six")[1] != digest
    assert private_text(digest, salted) == "she asked us to ring after six"
    with pytest.raises(ValueError, match="not the text"):
        private_text(digest, salted + b".")
