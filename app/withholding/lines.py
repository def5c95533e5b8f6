"""The name of the line that promises anonymity, in each of its forms: it stands in nothing that leaves the unit."""

import re
import unicodedata

from app.withholding.lookalikes import as_seen

# Its name, its name in Welsh, and its number. Nobody else has any of them.
_NAMES = re.compile(
    r"crime[\W_]{0,3}stopper\w{0,2}|taclo[\W_]{0,3}r[\W_]{0,3}tacle|0800[\W_]{0,3}555[\W_]{0,3}111", re.IGNORECASE
)


def named_line(text: str) -> str:
    """
    Return how a text names the line, as a reader would see it; empty where it does not.

    Letters of another width or alphabet that look the same, and characters that nobody sees, make no difference.
    """
    plain = as_seen(unicodedata.normalize("NFKC", text))
    seen = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    found = _NAMES.search(seen)
    return found[0] if found else ""
