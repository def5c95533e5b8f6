"""A source's own words in letters of other alphabets that look the same are found; other alphabets are left alone."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.withholding.cutting import MARK
from app.withholding.details import SourceDetails
from app.withholding.finding import find_words, withhold
from app.withholding.lines import named_line
from app.withholding.lookalikes import as_seen, is_latin, latin
from app.withholding.quotes import quotes

TOLD = SourceDetails(
    names=("Siobhan Novak-Hughes",),
    emails=("siobhan@novak.example",),
    addresses=("12 Acacia Avenue, Leeds, LS1 4AB",),
    employers=("Pinewood Bakery Ltd",),
    identifiers=("SNH-4471-Q",),
    born_on=date(1984, 3, 2),
)
# The same in other letters: Cyrillic, Greek, Armenian, Cherokee, Coptic, small capitals, wide, with marks upon them.
DISGUISED = (
    "S\u0456\u043ebh\u0430n",
    "\u0405iobh\u0430n",
    "Si\u03bfbhan",
    "Si\u0585bhan",
    "No\u03bdak",
    "N\u043ev\u0430k-Hugh\u0435s",
    "\u039d\u03bf\u03bdak",
    "\u2c9aovak",
    "N\u1d0f\u1d20ak",
    "\u0397ughes",
    "\uff28\uff55\uff47\uff48\uff45\uff53",
    "H\u057dghes",
    "Hu\u0581he\u0455",
    "N\u043e\u0301va\u0306k",
    "s\u0456obhan@n\u043ev\u0430k.\u0435xample",
    "12 \u0410c\u0430ci\u0430 Av\u0435nue",
    "Pin\u0435w\u043e\u043ed B\u0430kery",
    "\u0405\u039d\u041d-4471-Q",
)
INNOCENT = (
    "\u041e\u043d\u0438 \u043f\u0440\u0438\u0435\u0445\u0430\u043b\u0438 \u043d\u043e\u0447\u044c\u044e \u043d\u0430 "
    "\u0431\u0435\u043b\u043e\u043c \u0444\u0443\u0440\u0433\u043e\u043d\u0435 \u0438 \u0443\u0435\u0445\u0430\u043b"
    "\u0438 \u0443\u0442\u0440\u043e\u043c. \u0421\u043e\u0441\u0435\u0434 \u0432\u0438\u0434\u0435\u043b \u0432\u0441"
    "\u0435.",
    "\u0391\u03c5\u03c4\u03bf\u03af \u03ae\u03c1\u03b8\u03b1\u03bd \u03c4\u03b7 \u03bd\u03cd\u03c7\u03c4\u03b1 \u03bc"
    "\u03b5 \u03ad\u03bd\u03b1 \u03ac\u03c3\u03c0\u03c1\u03bf \u03c6\u03bf\u03c1\u03c4\u03b7\u03b3\u03cc \u03ba\u03b1"
    "\u03b9 \u03ad\u03c6\u03c5\u03b3\u03b1\u03bd \u03c4\u03bf \u03c0\u03c1\u03c9\u03af.",
    "\u0546\u0580\u0561\u0576\u0584 \u0565\u056f\u0561\u0576 \u0563\u056b\u0577\u0565\u0580\u0568 \u057d\u057a\u056b"
    "\u057f\u0561\u056f \u0562\u0565\u057c\u0576\u0561\u057f\u0561\u0580\u0578\u057e.",
    "\u0421\u043e\u0441\u043d\u0430, \u043e\u0441\u0430, \u0441\u043e\u0440, \u0440\u043e\u0441\u0430, \u0445\u043e"
    "\u0440, \u0440\u0430\u0441\u0430 \u0438 \u0440\u0443\u0441\u0430\u043a \u2014 \u043f\u0440\u043e\u0441\u0442\u044b"
    "\u0435 \u0441\u043b\u043e\u0432\u0430.",
)
OTHERS = (
    TOLD,
    SourceDetails(names=("Peter Cox",), employers=("Cosmos Taxis",)),
    SourceDetails(names=("\u0418\u0432\u0430\u043d \u0414\u043e\u0440\u043e\u0448\u0435\u043d\u043a\u043e",)),
    SourceDetails(names=("\u039d\u03af\u03ba\u03bf\u03c2 \u0398\u03b5\u03bf\u03c4\u03bf\u03ba\u03ac\u03c2",)),
)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", DISGUISED, ids=ascii)
def test_a_detail_in_letters_that_look_the_same_is_cut(typed: str, form: str) -> None:
    told = unicodedata.normalize(form, f"A van comes at night, says {typed}, and leaves.")
    cut = withhold(told, TOLD).text
    assert cut == f"A van comes at night, says {MARK}, and leaves."


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", DISGUISED[:12], ids=ascii)
def test_a_name_given_in_letters_that_look_the_same_is_cut_where_it_is_written_plainly(typed: str, form: str) -> None:
    plain = latin(unicodedata.normalize("NFKC", typed))
    told = SourceDetails(names=(unicodedata.normalize(form, typed),))
    assert withhold(f"A van comes at night, says {plain}, and leaves.", told).text.count(MARK) == 1


@pytest.mark.parametrize("details", OTHERS, ids=["english", "short", "russian", "greek"])
@pytest.mark.parametrize("account", INNOCENT, ids=["russian", "greek", "armenian", "all alike"])
def test_what_is_told_in_another_alphabet_is_left_as_it_is(account: str, details: SourceDetails) -> None:
    assert withhold(account, details).text == account


@pytest.mark.parametrize(
    "name",
    [
        "\u0418\u0432\u0430\u043d \u0414\u043e\u0440\u043e\u0448\u0435\u043d\u043a\u043e",
        "\u039d\u03af\u03ba\u03bf\u03c2",
    ],
    ids=["russian", "greek"],
)
def test_a_name_in_another_alphabet_is_found_in_it_in_either_case(name: str) -> None:
    for typed in (name, name.upper(), name.lower()):
        assert withhold(f"{INNOCENT[0]} {typed}. {INNOCENT[1]}", SourceDetails(names=(name,))).text.count(MARK) == 1
    assert latin(name) == name


@settings(deadline=None)
@given(st.text(max_size=80))
def test_a_text_as_it_is_seen_is_as_long_and_seen_once(text: str) -> None:
    seen = as_seen(text)
    assert len(seen) == len(text)
    assert as_seen(seen) == seen
    assert all(one == other or (other.isascii() and other.isalpha()) for one, other in zip(text, seen, strict=True))


@settings(deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_english_is_seen_as_it_is(text: str) -> None:
    assert as_seen(text) == latin(text) == text
    assert is_latin(text)


def test_words_to_be_cut_are_found_in_every_way_of_typing_them() -> None:
    told = "N\u043evak, NOVAK, No\u200bvak, N\u00f3vak and Novakova; \u041d\u043e\u0432\u0430\u043a"
    found = sorted({told[span.start : span.end] for span in find_words(told, "Novak")})
    assert found == sorted(["N\u043evak", "NOVAK", "No\u200bvak", "N\u00f3vak"])
    assert find_words("Nothing of it", "\u2014") == ()


def test_neither_a_quotation_nor_the_line_is_hidden_by_a_letter() -> None:
    said = "they load the vans behind the bakery every friday night and then drive north"
    [(start, end)] = quotes(said.replace("o", "\u043e"), f"I saw how {said} again")
    assert (start, end) == (0, len(said))
    assert named_line("Told to \u0421rim\u0435st\u043eppers")
