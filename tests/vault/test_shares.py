"""A share that is typed wrong is told by the number of its word, and nothing of it is repeated."""

import secrets

import pytest
from shamir_mnemonic import generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from app.vault.shares import BadShare, TypedShare, ask_shares, read_share, require_fits

[SHARES] = generate_mnemonics(1, [(3, 5)], bytes(range(32)), iteration_exponent=0)
[OTHERS] = generate_mnemonics(1, [(3, 5)], bytes(32), iteration_exponent=0)


def told(typed: str) -> str:
    """Return what is said of it; none of its words are in that."""
    with pytest.raises(BadShare) as wrong:
        read_share(typed)
    said = str(wrong.value)
    assert not {word for word in typed.split() if len(word) > 5} & set(said.lower().split())
    return said


def other_word(word: str) -> str:
    """Return some other word of the list."""
    return WORDLIST[(WORDLIST.index(word) + 1 + secrets.randbelow(1022)) % 1024]


def test_a_share_is_read_as_it_stands_on_the_paper() -> None:
    words = SHARES[3].split()
    numbered = "\n".join(f"{place:2} {word.upper()}" for place, word in enumerate(words, start=1))
    assert read_share(numbered) == read_share(SHARES[3])
    assert read_share(SHARES[3]).number == 4
    assert repr(read_share(SHARES[3])) == "<TypedShare>"


def test_one_wrong_word_is_found_wherever_it_is() -> None:
    for place in range(33):
        words = SHARES[0].split()
        words[place] = other_word(words[place])
        assert told(" ".join(words)) == f"Word {place + 1} is another one than on the paper."


def test_words_that_changed_places_are_found() -> None:
    words = SHARES[0].split()
    place = next(one for one in range(32) if words[one] != words[one + 1])
    words[place], words[place + 1] = words[place + 1], words[place]
    assert told(" ".join(words)) == f"Words {place + 1} and {place + 2} have changed places."


def test_what_is_no_word_of_the_list_is_named_by_its_number() -> None:
    words = SHARES[0].split()
    words[6] = "zzyzx"
    assert told(" ".join(words)) == "Word 7 is of no share. Compare with the paper."
    words[8] = "acidd"
    assert told(" ".join(words)) == "Words 7, 9 are of no share. Compare with the paper."


def test_too_few_words_and_several_wrong_ones_are_told() -> None:
    words = SHARES[0].split()
    assert told(" ".join(words[:-1])) == "32 words were typed; 33 are on the paper."
    several = [other_word(word) if place in {2, 9, 20} else word for place, word in enumerate(words)]
    assert told(" ".join(several)).startswith("More than one word")


def asked(*typed: str) -> tuple[list[TypedShare], list[str]]:
    said: list[str] = []
    answers = iter(typed)
    return ask_shares(lambda _: next(answers), said.append), said


def test_a_mistake_in_one_share_loses_none_of_the_others() -> None:
    wrong = SHARES[1].split()
    wrong[4] = other_word(wrong[4])
    shares, said = asked(SHARES[0], " ".join(wrong), SHARES[1], SHARES[0], OTHERS[2], SHARES[4])
    assert [share.number for share in shares] == [1, 2, 5]
    assert [line.split(":")[0] for line in said] == ["Share 2", "Share 3", "Share 3"]
    for line, what in zip(said, ("Word 5", "same as share 1", "another set"), strict=True):
        assert what in line


def test_too_few_shares_say_so_and_how_many_are_needed() -> None:
    with pytest.raises(BadShare, match="2 of 3 shares: too few"):
        asked(SHARES[0], SHARES[1], "")


def test_shares_that_do_not_go_together_are_refused() -> None:
    first = read_share(SHARES[0])
    require_fits(first, [])
    for other in (SHARES[0], OTHERS[1]):
        with pytest.raises(BadShare):
            require_fits(read_share(other), [first])
