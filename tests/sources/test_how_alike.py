"""Two records of one person agree enough, two people of one family do not, and the terms bring them together."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.sources.likeness import LIKELY, POSSIBLE, UNLIKELY, VERY_LIKELY, likeness, name_similarity
from app.sources.terms import terms_of

MORWENNA = {
    "name": "Morwenna Tregarth",
    "born_on": "1981-03-09",
    "phone": "07700 900123",
    "email": "wenna@post.example",
    "address": "14 Quay Street, Falmouth TR11 3LH",
}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, VERY_LIKELY),
        ({"name": "TREGARTH, Morwenna"}, VERY_LIKELY),
        ({"name": "Morwena Tregarht"}, VERY_LIKELY),
        ({"address": "3 Mill Lane, Leeds LS1 4AP", "phone": "07700 900999"}, VERY_LIKELY),
        ({"born_on": "1981-09-03", "phone": "", "email": ""}, VERY_LIKELY),
        ({"born_on": "", "email": "", "address": ""}, LIKELY),
        ({"born_on": "", "email": "", "address": "", "phone": ""}, POSSIBLE),
        # A brother at the same address, with the same telephone.
        ({"name": "Jago Tregarth", "born_on": "1984-11-30", "email": ""}, UNLIKELY),
        ({"name": "Somebody Else", "born_on": "1960-01-01", "email": "", "address": ""}, UNLIKELY),
    ],
)
def test_one_person_is_known_again_and_a_family_is_not_one_person(changed: dict[str, str], code: str) -> None:
    assert likeness(MORWENNA, {**MORWENNA, **changed}).code == code


def test_the_reasons_name_nobody() -> None:
    said = " ".join(likeness(MORWENNA, MORWENNA).reasons)
    assert not [value for value in MORWENNA.values() if value in said]


@example("Ada Ada", "Ada Bee")
@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_does_not_depend_on_who_stands_first(one: str, other: str) -> None:
    assert name_similarity(one, other) == pytest.approx(name_similarity(other, one))
    assert likeness({"name": one}, {"name": other}).points == likeness({"name": other}, {"name": one}).points


@given(st.dictionaries(st.sampled_from(sorted(MORWENNA)), st.text(max_size=60)))
def test_whatever_is_typed_has_terms_or_none(details: dict[str, str]) -> None:
    assert all(kind and value for kind, value in terms_of(details))


@pytest.mark.parametrize(
    "changed",
    [
        {"phone": "+44 7700 900123", "name": "", "email": "", "born_on": "", "address": ""},
        {"phone": "", "email": "WENNA@POST.example", "name": "X", "born_on": "", "address": ""},
        {"phone": "", "email": "", "name": "Tregarth Morwena", "born_on": "", "address": ""},
        {"phone": "", "email": "", "name": "Morwenna Something", "address": ""},
        {"phone": "", "email": "", "name": "", "born_on": "", "address": "14, quay st., tr113lh"},
    ],
)
def test_one_term_in_common_is_enough_to_be_found(changed: dict[str, str]) -> None:
    assert terms_of(MORWENNA) & terms_of({**MORWENNA, **changed})


def test_nothing_given_has_no_terms() -> None:
    assert terms_of({}) == frozenset()
    assert terms_of({"name": "Morwenna", "phone": "none", "email": "at home", "address": "by the sea"}) == frozenset()


@pytest.mark.parametrize("name", ["Иван Петров", "محمد علي", "Αθηνά Παππά", "李 小明"])
def test_a_name_in_any_script_is_found_by_its_words_in_whichever_order(name: str) -> None:
    turned = " ".join(reversed(name.split()))
    assert terms_of({"name": name}) == terms_of({"name": turned})
    assert {kind for kind, _term in terms_of({"name": name, "born_on": "1981-03-09"})} == {"NAME", "BORN_NAME"}


def test_a_letter_alone_has_no_sound_and_is_no_term() -> None:
    assert terms_of({"name": "W Y", "born_on": "1981-03-09"}) == frozenset()
