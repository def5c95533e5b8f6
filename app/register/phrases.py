"""Words that give a task, speak of reward or tell what came of a report, found in what is written of a contact."""

import re
from collections.abc import Mapping
from typing import Final

from app.markings.spelling import words

# Unit's own list. Each is written as `words` leaves it; in braces stand words of which one must be there.
TASKING: Final[tuple[str, ...]] = (
    "{find finding} out {what who where when which how why if whether about the his her their more names}",
    "to find out",
    "{asked ask told want wanted need encouraged} {you him her them} to {find check watch follow}",
    "{asked ask told want wanted need encouraged} {you him her them} to {listen note save record}",
    "{asked ask told want wanted need encouraged} {you him her them} to {join befriend search count}",
    "{asked ask told want wanted need encouraged} {you him her them} to {copy collect forward pretend}",
    "{can could will would should} {you he she they} {check find look watch listen follow search count ask see}",
    "{he she you they} {will would could} {check watch follow search find} {on the whether if who what where}",
    "{he she you they} could {look get} {through in into the for}",
    "check {if whether who when where}",
    "{keep keeping kept} an eye",
    "{keep keeping} {your his her their} {eyes ears} open",
    "next time {you they he she} {see sees meet meets visit visits go goes are is}",
    "{stay staying get getting} close",
    "{stay staying keep keeping} {friendly in} {with touch contact}",
    "stay friendly",
    "{carry carrying} on {working living going}",
    "{act acting} normally",
    "{hang hanging} around",
    "{pretend pretends pretending} {to that} {be want}",
    "{befriend befriends befriending} {the him her them}",
    "to have a look",
    "{take taking} a look {at in inside round around}",
    "{look listen watch} out for",
    "{listen listening watch watching} for",
    "see if {you they he she} can",
    "{and to} see {what who if whether how where}",
    "see what {is goes you they}",
    "try to {get see hear learn find}",
    "try and {get see hear learn find}",
    "{take taking send sending} a {photo photograph picture video}",
    "get a {photo photograph picture video copy}",
    "{take send} us {photos pictures screenshots}",
    "send {them it those} to {me us}",
    "ask {him her them} around",
    "{ask asking} around",
    "ask {your his her their} {husband wife brother sister cousin friends boss} {who where what when if}",
    "{let tell} us {know when who where if}",
    "{let tell text} me {know when who where what}",
    "as soon as {you he she they} {hear hears see sees know knows find finds learn learns}",
    "{text ring call} {me us} {when as} {the soon they he she anybody}",
    "{go going} back {and to} {see find look check watch}",
    "agreed to {go get take watch follow note see ask look find count send try hang text ring call}",
    "{get bring fetch} {me us} {the a an one some his her their}",
    "a copy of {the his her their}",
    "for the names of",
    "{write note} down the {number numbers plate plates names times}",
    "{note count} {who how} {comes goes many much}",
    "report back",
    "to report {what who to}",
    "{make making} {enquiries inquiries}",
    "a quiet word with",
    "a list of questions",
    "{wear wearing} a {wire recorder microphone camera}",
    "{tasked tasking} {with to}",
    "follow {him her them}",
    "to follow the",
    "{go going look looking} through {his her their} {phone post bag papers desk things pockets}",
    "make friends with",
    "{dig digging} {around into}",
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
# What whoever told us is never told: what was done about it, and to whom.
RESULT: Final[tuple[str, ...]] = (
    "{arrest arrested arrests}",
    "{raid raided raids}",
    "{we officers police they} {visited searched}",
    "{charged prosecuted convicted sentenced jailed}",
    "{deported detained removed}",
    "{fined penalty}",
    "{seized caught}",
    "{took taken taking} action",
    "{acted acting} on {it what your}",
    "{outcome result results} of {the your it this our}",
    "{case investigation} {is was has} {closed over been}",
    "{no nothing} {action was came} {taken found of}",
)


def _pattern(phrase: str) -> re.Pattern[str]:
    """Return what finds a phrase in plain words."""
    joined = re.sub(r"\{([^}]*)\}", lambda found: f"(?:{'|'.join(found[1].split())})", phrase)
    return re.compile(rf"(?<!\w){joined}(?!\w)")


_PATTERNS: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "TASKED": tuple(_pattern(phrase) for phrase in TASKING),
    "REWARD": tuple(_pattern(phrase) for phrase in REWARD),
}


_RESULTS = tuple(_pattern(phrase) for phrase in RESULT)


def results_in(text: str) -> tuple[str, ...]:
    """Return the words by which a text tells what came of a report: the first of each kind."""
    plain = words(text)
    return tuple(match[0] for pattern in _RESULTS if (match := pattern.search(plain)))


def signs_in(text: str) -> dict[str, str]:
    """Return for each sign that a text gives the first words that give it, such as ``{"TASKED": "keep an eye"}``."""
    plain = words(text)
    found = {
        sign: [match[0] for pattern in patterns if (match := pattern.search(plain))]
        for sign, patterns in _PATTERNS.items()
    }
    return {sign: matches[0] for sign, matches in found.items() if matches}
