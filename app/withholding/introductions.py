"""Finding where a source says who they are in the account itself: a name, a number, a home, a signature."""

import re
from collections.abc import Iterator

from app.withholding.cutting import Span
from app.withholding.name_words import ORDINARY, TITLES
from app.withholding.reading import Reading, Run

# Each of these announces something of the writer's own. All are plain words with bounded gaps: no text takes them long.
_NAME_FOLLOWS = re.compile(
    r"\b(?:my (?:full |real |own |first |last )?name(?:'?s| is)|(?:i am|i'm|im) (?:called|known as|named)"
    r"|(?:regards|sincerely|faithfully|signed|thanks|thank you|cheers)[,:\-\n]| signed by)"
)
_CONTACT_FOLLOWS = re.compile(
    r"\b(?:(?:call|ring|phone|text|contact|reach|e-?mail|message|whatsapp|dm|get hold of) me\b"
    r"|my (?:own )?(?:mobile |mob |phone |telephone |tel |home |work |whatsapp |contact |personal |ni |passport )?"
    r"(?:number|no|phone|mobile|tel|e-?mail|dob|date of birth|birthday|post ?code)\b)"
)
_ADDRESS_FOLLOWS = re.compile(r"\bmy (?:home |own |postal )?address(?: is\b|:)")
_HOME_FOLLOWS = re.compile(r"\bi(?:'m| am)? (?:live|living|reside|stay|staying) (?:at|on)\b")

# What counts as a contact: an e-mail address, a number of six figures or more, a date, a postcode, a National Insurance
# number; looked for in so many characters after the announcement, and not past the end of its line.
_CONTACT = re.compile(
    r"(?<![^\s@])[^\s@]{1,64} ?(?:@| at |\[at\]|\(at\)) ?[^\s@,;]{1,60}(?: dot [a-z]{2,10}){0,3}"
    r"|[+(]?[0-9](?:[ ().\-/]{0,3}[0-9]){5,16}"
    r"|[0-9]{1,2}(?:st|nd|rd|th)? (?:of )?[a-z]{3,9},? [0-9]{2,4}"
    r"|[0-9]{1,2}[/.\- ][0-9]{1,2}[/.\- ][0-9]{2,4}"
    r"|\b[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}\b|\b[a-z]{2} ?(?:[0-9]{2} ?){3}[a-d]\b"
)
_CONTACT_REACH = 90
_HOME_ENDS = re.compile(r"[,.;!?\n]| (?:and|but|opposite|next|near|which|where|with|because|so) ")
_ADDRESS_ENDS = re.compile(r"\n|[.;!?](?:\s|$)")
_ADDRESS_REACH = 120
_MOST_NAME_WORDS = 4


def find_introductions(reading: Reading) -> Iterator[Span]:
    """Yield the places of what a writer announces as their own name, contact or home."""
    text = reading.text
    for announced in _NAME_FOLLOWS.finditer(text):
        yield from _name(reading, announced.end())
    for announced in _CONTACT_FOLLOWS.finditer(text):
        start = announced.end()
        line = text[start : start + _CONTACT_REACH].partition("\n")[0]
        yield from (reading.place(start + found.start(), start + found.end()) for found in _CONTACT.finditer(line))
    for announced in _ADDRESS_FOLLOWS.finditer(text):
        yield from _up_to(reading, announced.end(), _ADDRESS_ENDS)
    for announced in _HOME_FOLLOWS.finditer(text):
        if _starts_like_an_address(reading, announced.end()):
            yield from _up_to(reading, announced.end(), _HOME_ENDS)


def _name(reading: Reading, offset: int) -> Iterator[Span]:
    """Yield the words with capitals that follow; what follows in small letters is seldom a name."""
    first = last = reading.word_from(offset)
    while last < min(len(reading.words), first + _MOST_NAME_WORDS) and _may_be_name(reading, first, last):
        last += 1
    if last > first:
        yield reading.span(Run(first, last - 1))


def _may_be_name(reading: Reading, first: int, number: int) -> bool:
    word = reading.words[number]
    if not reading.first_letter(number).isupper() or (word in ORDINARY and word not in TITLES):
        return False
    if number == first:
        return True
    stops = "\n!?;" if len(reading.words[number - 1]) == 1 else "\n!?;."
    return not set(reading.between(number - 1)) & set(stops)


def _up_to(reading: Reading, start: int, ends: re.Pattern[str]) -> Iterator[Span]:
    """Yield what stands between an announcement and its end, at most so far."""
    rest = reading.text[start : start + _ADDRESS_REACH]
    found = ends.search(rest)
    said = rest[: found.start()] if found else rest
    if said.strip(" :-"):
        yield reading.place(start + len(said) - len(said.lstrip(" :-")), start + len(said.rstrip()))


def _starts_like_an_address(reading: Reading, offset: int) -> bool:
    """Return whether the next word was typed with a capital or is a figure: nobody's own is told by *on benefits*."""
    number = reading.word_from(offset)
    if number == len(reading.words):
        return False
    first = reading.first_letter(number)
    return first.isupper() or first.isdecimal()
