"""Recovery shares as they are typed from paper: which word is wrong, which came twice, which is of another set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from shamir_mnemonic import Share
from shamir_mnemonic.constants import CHECKSUM_LENGTH_WORDS, CUSTOMIZATION_STRING_EXTENDABLE
from shamir_mnemonic.rs1024 import create_checksum, verify_checksum
from shamir_mnemonic.utils import MnemonicError
from shamir_mnemonic.wordlist import WORD_INDEX_MAP

from app.vault.recovery import NEEDED, SHARES
from crypto.silence import Silent

WORDS_ON_PAPER: Final = 33  # of a secret of 32 bytes
BITS_A_WORD: Final = 10


class BadShare(Exception):
    """What was typed is no share that can be used; the message says which word, and repeats none of them."""


@dataclass(frozen=True, slots=True, repr=False)
class TypedShare(Silent):
    """One share: its words, which of the five it is, and of which set."""

    words: str
    number: int
    set_number: int


def read_share(typed: str) -> TypedShare:
    """
    Return a share as it was typed; numbers between its words, as on the paper, are left out.

    :raises BadShare: with what is wrong, by the number of the word.
    """
    words = [word for word in typed.lower().replace(".", " ").split() if not word.isdigit()]
    unknown = [place for place, word in enumerate(words, start=1) if word not in WORD_INDEX_MAP]
    if unknown and len(words) == WORDS_ON_PAPER:
        raise BadShare(f"{_named(unknown)} of no share. Compare with the paper.")
    if len(words) != WORDS_ON_PAPER:
        raise BadShare(f"{len(words)} words were typed; {WORDS_ON_PAPER} are on the paper.")
    indices = [WORD_INDEX_MAP[word] for word in words]
    if not verify_checksum(indices, CUSTOMIZATION_STRING_EXTENDABLE):
        raise BadShare(_where_wrong(indices))
    text = " ".join(words)
    try:
        share = Share.from_mnemonic(text)
    except MnemonicError:
        raise BadShare("These words are no share of ours. Compare each with the paper.") from None
    return TypedShare(text, share.index + 1, share.identifier)


def require_fits(share: TypedShare, before: Sequence[TypedShare]) -> None:
    """
    Refuse a share that does not go with those before it.

    :raises BadShare: it is one of them, or of another set.
    """
    for place, other in enumerate(before, start=1):
        if share.set_number != other.set_number:
            raise BadShare("It is of another set: of another group, another deployment or another ceremony.")
        if share.number == other.number:
            raise BadShare(f"It is the same as share {place} that was typed: number {share.number} of {SHARES}.")


def ask_shares(ask: Callable[[str], str], say: Callable[[str], None], count: int = NEEDED) -> list[TypedShare]:
    """
    Ask for shares one by one, each until it is right; what was typed before is never lost.

    :raises BadShare: an empty answer said that there are no more, and they are too few.
    """
    shares: list[TypedShare] = []
    while len(shares) < count:
        typed = ask(f"Share {len(shares) + 1} of {count} (empty: there are no more)")
        if not typed.strip():
            raise BadShare(f"{len(shares)} of {count} shares: too few. {NEEDED} are needed and fewer say nothing.")
        try:
            share = read_share(typed)
            require_fits(share, shares)
        except BadShare as error:
            say(f"Share {len(shares) + 1}: {error} Type this one again; the others stand.")
            continue
        shares.append(share)
    return shares


def _where_wrong(indices: list[int]) -> str:
    """Return where a share is wrong. Its checksum finds one wrong word, and two neighbours that changed places."""
    swapped = [
        place
        for place in range(len(indices) - 1)
        if verify_checksum(_with_neighbours_swapped(indices, place), CUSTOMIZATION_STRING_EXTENDABLE)
    ]
    if swapped:
        return f"Words {swapped[0] + 1} and {swapped[0] + 2} have changed places."
    syndrome = _syndrome(indices)
    nothing = _syndrome([0] * len(indices))
    wrong = [place for place in range(len(indices)) if _reaches(syndrome, len(indices), place, nothing)]
    if len(wrong) == 1:
        return f"Word {wrong[0] + 1} is another one than on the paper."
    return "More than one word is another one than on the paper. Compare each."


def _with_neighbours_swapped(indices: list[int], place: int) -> list[int]:
    return [*indices[:place], indices[place + 1], indices[place], *indices[place + 2 :]]


def _syndrome(indices: Sequence[int]) -> int:
    """Return how far the checksum is off: 30 bits, 0 when it holds; adding (xor) to words adds to it."""
    data, checksum = indices[:-CHECKSUM_LENGTH_WORDS], indices[-CHECKSUM_LENGTH_WORDS:]
    off = 0
    for due, found in zip(create_checksum(data, CUSTOMIZATION_STRING_EXTENDABLE), checksum, strict=True):
        off = off << BITS_A_WORD | (due ^ found)
    return off


def _reaches(syndrome: int, length: int, place: int, nothing: int) -> bool:
    """Return whether some other word at one place alone would explain it: whether its ten bits span the syndrome."""
    basis: list[int] = []
    for bit in range(BITS_A_WORD):
        word = [0] * length
        word[place] = 1 << bit
        vector = _reduced(_syndrome(word) ^ nothing, basis)
        if vector:
            basis.append(vector)
    return _reduced(syndrome, basis) == 0


def _reduced(vector: int, basis: list[int]) -> int:
    """Return what is left of a vector of bits when all of a basis that fits is taken from it."""
    for one in basis:
        vector = min(vector, vector ^ one)
    return vector


def _named(places: list[int]) -> str:
    return f"Word {places[0]} is" if len(places) == 1 else f"Words {', '.join(str(one) for one in places)} are"
