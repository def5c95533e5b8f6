"""Words that give somebody a task or speak of reward, found in what was written of a contact."""

import re
from collections.abc import Mapping
from typing import Final

from app.markings.spelling import words

# Unit's own list. Each is written as `words` leaves it; in braces stand words of which one must be there.
TASKING: Final[tuple[str, ...]] = (
    "{find finding found} out",
    "{can could will would} you check",
    "check {if whether who when where}",
    "{keep keeping kept} an eye",
    "next time {you they he she} {see sees meet meets visit visits go goes}",
    "{stay staying get getting} close",
    "{have having take taking} a look",
    "look out for",
    "{listen listening watch watching look looking} for",
    "see if {you they he she} can",
    "try to {get see hear learn find}",
    "{take taking send sending} a {photo photograph picture video}",
    "{take send} us {photos pictures}",
    "ask {him her them around}",
    "{let tell} us {know when who where if}",
    "{go going} back {and to}",
    "{get bring fetch} {me us} the",
    "{write note} down the {number numbers plate plates names times}",
    "report back",
    "follow {him her them}",
    "make friends with",
    "dig {around into}",
)
REWARD: Final[tuple[str, ...]] = (
    "reward",
    "rewards",
    "{pay paid paying payment payments}",
    "{money cash} for",
    "expenses",
    "{make made} it worth",
    "help with {your their his her} {visa case application status papers}",
    "{good put} word in",
)


def _pattern(phrase: str) -> re.Pattern[str]:
    """Return what finds a phrase in plain words."""
    joined = re.sub(r"\{([^}]*)\}", lambda found: f"(?:{'|'.join(found[1].split())})", phrase)
    return re.compile(rf"(?<!\w){joined}(?!\w)")


_PATTERNS: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "TASKED": tuple(_pattern(phrase) for phrase in TASKING),
    "REWARD": tuple(_pattern(phrase) for phrase in REWARD),
}


def signs_in(text: str) -> dict[str, str]:
    """Return for each sign that a text gives the first words that give it, such as ``{"TASKED": "keep an eye"}``."""
    plain = words(text)
    found = {
        sign: [match[0] for pattern in patterns if (match := pattern.search(plain))]
        for sign, patterns in _PATTERNS.items()
    }
    return {sign: matches[0] for sign, matches in found.items() if matches}
