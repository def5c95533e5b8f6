"""However a letter was typed it comes to one form, and its place in the account is never lost."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.withholding.folding import fold
from app.withholding.reading import Reading, Run, run_together, words_of


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("JOHN", "john"),
        ("Siân", "sian"),
        ("Sia\u0302n", "sian"),
        ("ﬁnch", "finch"),
        ("Ｊｏｈｎ", "john"),
        ("𝐉𝐨𝐡𝐧", "john"),
        ("Jо\u0440hn", "jophn"),
        ("Ϳohn", "ϳohn"),
        ("jo\u200bh\u00adn\ufeff", "john"),
        ("O\u2019Brien", "o'brien"),
        ("O\u02bcBrien", "o'brien"),
        ("Smith\u2010Jones", "smith-jones"),
        ("Smith\u2014Jones", "smith-jones"),
        ("Łukasz Ørsted Þór Straße Æsa", "lukasz orsted thor strasse aesa"),
        ("\u0667\u0667\u0660\u0660", "7700"),
        ("٠７७", "077"),
        ("a\u00a0b\u2009c\u3000d", "a b c d"),
        ("a\u2028b\r\nc", "a\nb\r\nc"),
        ("\u202eabc\u202c", "abc"),
        ("İstanbul", "istanbul"),
    ],
)
def test_each_way_of_typing_comes_to_one_form(typed: str, folded: str) -> None:
    assert fold(typed).text == folded


@settings(deadline=None)
@given(st.text(max_size=80))
def test_composed_and_decomposed_come_out_the_same(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)).text == fold(unicodedata.normalize("NFD", text)).text


@settings(deadline=None)
@given(st.text(max_size=80))
def test_every_folded_letter_knows_where_it_stood(text: str) -> None:
    folded = fold(text)
    places = [folded.origin(at) for at in range(len(folded.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)
    for at, place in enumerate(places):
        assert folded.text[at] in fold(text[place]).text


@settings(deadline=None)
@given(st.text(max_size=120))
def test_the_words_of_a_reading_are_where_they_say(text: str) -> None:
    reading = Reading(text)
    assert reading.compact == "".join(reading.words)
    for number, word in enumerate(reading.words):
        typed = reading.as_typed(number)
        assert run_together(typed).startswith(word) or word in fold(typed).text
        assert reading.first_letter(number) == typed[0]
    for number in range(len(reading.words) - 1):
        assert reading.word_from(reading.text.index(reading.words[0])) == 0
        assert not any(letter.isalnum() for letter in reading.between(number) if letter != "_")


@settings(deadline=None)
@given(words=st.lists(st.text(alphabet="ab1", min_size=1, max_size=3), min_size=1, max_size=8), data=st.data())
def test_a_run_of_whole_words_is_found_whatever_parts_them(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    gaps = data.draw(
        st.lists(st.sampled_from([" ", "-", " . ", "\n", "_", "\u2014"]), min_size=len(words), max_size=len(words))
    )
    reading = Reading("".join(word + gap for word, gap in zip(words, gaps, strict=True)))
    assert Run(first, last) in list(reading.phrase("".join(words[first : last + 1])))


def test_a_phrase_is_not_found_in_the_middle_of_words() -> None:
    reading = Reading("Leeds 12 Elm Roadside; helm road")
    assert list(reading.phrase("elmroad")) == []
    assert list(reading.phrase("")) == []


def test_nothing_of_an_account_shows_when_a_reading_is_printed() -> None:
    assert "Ann" not in repr(Reading("Ann Lee"))


def test_the_words_of_a_name() -> None:
    assert words_of("Siân O\u2019Brien-Lee") == ["sian", "o", "brien", "lee"]
    assert run_together("12 Elm Rd.") == "12elmrd"
