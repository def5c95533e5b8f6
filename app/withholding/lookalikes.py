"""
Letters of other alphabets that look like Latin ones, read as what they look like.

From the data of Unicode Technical Standard 39, ``confusables.txt`` (https://www.unicode.org/reports/tr39, under the
licence in ``docs/third-party.md``): those letters of the Latin, Greek, Cyrillic, Armenian, Cherokee, Coptic and Lisu
alphabets that pass for one letter of ASCII and do not decompose into it. A capital I of another alphabet stands under
i here, where the data puts it beside the small l.
"""

import unicodedata
from functools import lru_cache
from typing import Final

# The numbers of the letters that look like each, in hexadecimal: on the page they look the same.
_LOOK_LIKE: Final[dict[str, str]] = {
    "a": "0251 0391 03b1 0410 0430 13aa a4ee",
    "b": "0184 0392 0412 042c 13cf 13f4 a4d0 a7b4",
    "c": "0421 0441 13df 1d04 2ca4 2ca5 a4da abaf",
    "d": "0501 13a0 13e7 a4d2 a4d3",
    "e": "0395 0415 0435 04bd 13ac a4f0 ab32",
    "f": "03dc 0584 1e9d a4dd a798 a799 ab35",
    "g": "018d 0261 050c 0581 13c0 13f3 1d83 a4d6",
    "h": "0397 041d 04bb 0570 13bb 13c2 2c8e a4e7",
    "i": "0131 0269 026a 0399 03b9 0406 0456 13a5 2c92 a4f2 a647 ab75",
    "j": "037f 03f3 0408 0458 13ab a4d9 a7b2",
    "k": "039a 041a 13e6 2c94 a4d7",
    "l": "0196 04c0 13de 2cd0 a4e1",
    "m": "039c 03fa 041c 13b7 2c98 a4df",
    "n": "039d 0578 057c 2c9a a4e0",
    "o": "039f 03bf 03c3 041e 043e 0555 0585 1d0f 1d11 2c9e 2c9f a4f3 ab3d",
    "p": "03a1 03c1 0420 0440 13e2 2ca2 2ca3 a4d1",
    "q": "051b 0563 0566",
    "r": "01a6 0433 13a1 13d2 1d26 2c85 a4e3 ab47 ab48 ab81",
    "s": "01bd 0405 0455 054f 13d5 13da a4e2 a731 abaa",
    "t": "03a4 0422 13a2 2ca6 a4d4",
    "u": "028b 03c5 054d 057d 1d1c a4f4 a79f ab4e ab52",
    "v": "03bd 0474 0475 13d9 1d20 a4e6 aba9",
    "w": "026f 0461 051c 051d 0561 13b3 13d4 1d21 a4ea ab83",
    "x": "03a7 0425 0445 2cac a4eb a7b3",
    "y": "0263 028f 03a5 03b3 0423 0443 04ae 04af 13a9 13bd 1d8c 1eff 2ca8 a4ec ab5a",
    "z": "0396 13c3 1d22 a4dc ab93",
}
_SEEN_AS: Final = {int(code, 16): letter for letter, codes in _LOOK_LIKE.items() for code in codes.split()}


def as_seen(text: str) -> str:
    """
    Return a text as a reader sees it: each letter that looks like a Latin one as that one, all others as they are.

    It is as long as the text given, so that a place in one is the same place in the other.
    """
    return text if text.isascii() else "".join(map(_as_seen, text))


def latin(name: str) -> str:
    """Return a name as it is seen where it is seen as Latin throughout; a name in another alphabet as it is."""
    seen = as_seen(name)
    return seen if is_latin(seen) else name


def is_latin(text: str) -> bool:
    """Return whether every letter of a text belongs to the Latin alphabet."""
    return text.isascii() or all(_is_latin(sign) for sign in text)


@lru_cache(maxsize=4096)
def _is_latin(sign: str) -> bool:
    return not sign.isalpha() or unicodedata.name(unicodedata.normalize("NFKD", sign)[0], "").startswith("LATIN ")


@lru_cache(maxsize=4096)
def _as_seen(sign: str) -> str:
    """Return what one sign is seen as; one with an accent without it, where its letter passes for another."""
    if sign.isascii():
        return sign
    letter = _SEEN_AS.get(ord(unicodedata.normalize("NFD", sign)[0]))
    if letter is None:
        return sign
    return letter if sign.islower() else letter.upper()
