"""One form for a letter however it was typed, with the way back to where it stood."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Cyrillic and Greek letters that pass for Latin ones, and Latin ones that Unicode does not take apart. Each is written
# as its number, since on the page they look the same; after folding of case, so one row serves both.
_LOOKALIKES: dict[str, str] = {
    "\u0430": "a", "\u0432": "b", "\u0435": "e", "\u04cf": "l", "\u043d": "h", "\u0456": "i", "\u043a": "k",
    "\u043c": "m", "\u043e": "o", "\u0440": "p", "\u0441": "c", "\u0442": "t", "\u0443": "y", "\u0445": "x",
    "\u0455": "s", "\u0458": "j", "\u0501": "d", "\u051b": "q", "\u051d": "w", "\u04bb": "h",
    "\u03b1": "a", "\u03b2": "b", "\u03b5": "e", "\u03b6": "z", "\u03b7": "h", "\u03b9": "i", "\u03ba": "k",
    "\u03bc": "m", "\u03bd": "n", "\u03bf": "o", "\u03c1": "p", "\u03c4": "t", "\u03c5": "y", "\u03c7": "x",
    "\u0251": "a", "\u0261": "g", "\u0131": "i", "\u0142": "l", "\u00f8": "o", "\u0111": "d", "\u00f0": "d",
    "\u0127": "h", "\u0167": "t", "\u00fe": "th", "\u00e6": "ae", "\u0153": "oe",
}  # fmt: skip

_APOSTROPHES = frozenset("\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4\uff07")
_LINES = frozenset("\x85\u2028\u2029")
_UNSEEN = frozenset("\u034f\u115f\u1160\u3164\uffa0\u17b4\u17b5")


@dataclass(frozen=True, slots=True)
class Folded:
    """
    A text in one form. ``origins[i]`` is where its character ``i`` stood in the original; ``None`` when nothing moved.
    """

    text: str
    origins: list[int] | None

    def origin(self, at: int) -> int:
        """Return the offset in the original of a character of the folded text."""
        return at if self.origins is None else self.origins[at]


def fold(text: str) -> Folded:
    """
    Return the text in lower case without accents, look-alikes, unseen characters and typographic variants.

    Composed and decomposed forms come out the same. Takes time in proportion to the text.
    """
    if text.isascii():
        return Folded(text.lower(), None)
    pieces = list(map(fold_character, text))
    folded = "".join(pieces)
    if len(folded) == len(text) and all(pieces):
        return Folded(folded, None)
    return Folded(folded, [at for at, piece in enumerate(pieces) for _ in piece])


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """Return the form of one character: none, one or several."""
    if character.isascii():
        return character.lower()
    character = unicodedata.normalize("NFC", character)
    if character in _LINES:
        return "\n"
    if character in _APOSTROPHES:
        return "'"
    if character in _UNSEEN or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return ""
    return "".join(map(_plain, unicodedata.normalize("NFKD", character).casefold()))


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf"}:
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Pd" or character == "\u2212":
        return "-"
    if category == "Zs":
        return " "
    return _LOOKALIKES.get(character, character)
