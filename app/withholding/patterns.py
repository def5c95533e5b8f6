"""Words in a draft that hint at who spoke, found without knowing who did: one row for each kind of hint."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from app.withholding.quotes import quotes


class Kind(StrEnum):
    """What a hint is about."""

    RELATION = "RELATION"
    FIRST_PERSON = "FIRST_PERSON"
    SOURCE_WORD = "SOURCE_WORD"
    GENDER_OF_SOURCE = "GENDER_OF_SOURCE"
    UNIQUE_ACCESS = "UNIQUE_ACCESS"
    NARROW_TIME = "NARROW_TIME"
    TACTIC = "TACTIC"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    NI_NUMBER = "NI_NUMBER"
    PASSPORT = "PASSPORT"
    POSTCODE = "POSTCODE"
    QUOTE = "QUOTE"


@dataclass(frozen=True, slots=True)
class Finding:
    """One hint: half-open character offsets into the draft, the words themselves, and what the writer can do."""

    kind: Kind
    start: int
    end: int
    text: str = field(repr=False)
    advice: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row: a kind, what to do about it, and how it is recognised. No expression may take longer than its text."""

    kind: Kind
    advice: str
    expression: re.Pattern[str]


def _any_of(lines: str, *, cased: bool = False) -> re.Pattern[str]:
    """Return an expression for any whole phrase of a table: one to a line, or several with spaced bars between."""
    phrases = [phrase for line in lines.split("\n") for phrase in line.strip().split(" | ") if phrase]
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b", 0 if cased else re.IGNORECASE)


_TELLER = (
    r"(?:sources?|informants?|callers?|complainants?|whistle-?blowers?|informers?|reporting person|referrers?|tipster"
    r"|member of the public)"
)
_SEX = "(?:male|female|man|woman|lady|gentleman|girl|boy|mr|mrs|ms|miss)"
_NUMBER_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"

PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        Kind.RELATION,
        "A relation points at who spoke. Say what is known and leave out how the people belong together.",
        _any_of(r"""
            (?:mother|father|son|daughter|brother|sister)-in-law | in-laws
            (?:ex-? ?)?(?:wife|wives|husbands?|partners?|boyfriends?|girlfriends?|fianc[eé]e?s?|spouses?) | ex
            (?:step|half)?-?(?:sons?|daughters?|mother|father|brothers?|sisters?) | mum | mam | dad | parents?
            relatives? | siblings? | cousins?
            uncles? | aunts? | aunt(?:y|ie) | nephews? | nieces? | grand(?:mother|father|sons?|daughters?|parents?)
            neighbou?rs? | next door | upstairs | colleagues? | co-?workers? | workmates? | boss | supervisor
            landlord | landlady | tenants? | lodgers? | employees? | employers? | (?:flat|house|room|class)mates?
            friends? | acquaintances? | customers? | carer | cleaner | babysitter
        """),
    ),
    Pattern(
        Kind.FIRST_PERSON,
        "The first person is the voice of whoever spoke. Write who did what.",
        _any_of(
            r"""
            [Ii](?:['’](?:m|ve|d|ll))? | (?i:me|my|mine|myself|we|ours?|ourselves) | us | Us
            """,
            cased=True,
        ),
    ),
    Pattern(
        Kind.SOURCE_WORD,
        "This says that somebody told us. State the information only.",
        _any_of(rf"""
            {_TELLER} | anonymous(?:ly)? | crime ?stoppers | tip-?offs? | tipped off | hotline | according to
            witness(?:es)? (?:says?|said|states?|stated|reports?|reported|claims?|claimed)
            (?:alleged|reported|disclosed) by
        """),
    ),
    Pattern(
        Kind.GENDER_OF_SOURCE,
        "This tells whether a man or a woman spoke. Leave it out.",
        _any_of(rf"""
            {_SEX} (?:{_TELLER}|witness)
            {_TELLER}\b[^.!?\n]{{0,60}}?\b(?:he|she|him|her|his|hers|himself|herself)
            {_SEX} who (?:rang|called|phoned|wrote|told|reported|contacted|contacts|calls|tells)
        """),
    ),
    Pattern(
        Kind.UNIQUE_ACCESS,
        "Few people could have known this in this way. Put it in general words.",
        _any_of(r"""
            only (?:he|she|they|i|we|(?:a )?few|family|staff|those|people|someone) (?:knows?|knew|could|would|can)
            only \w{1,20} and \w{1,20} (?:knows?|knew|could|would|can) | no(?:body| ?one) else (?:knows?|knew)
            (?:told|tells|telling|showed|shown|said to|boasted to|bragged to) (?:me|us|him|her|them)
            (?:confided in|confessed to|admitted to) (?:me|us|him|her|them) | in confidence | confided | in private
            over-?hear(?:d|s|ing)? | heard (?:him|her|them) (?:say|talk|tell|boast|speak)(?:ing)? | privately
            behind closed doors | was in the (?:room|car|house|kitchen|office) | first[- ]hand
            (?:room|flat|bedroom|office|table|locker|desk) (?:number )?\d{1,4}[a-z]?
            under the (?:pillow|bed|mattress|floor|sink) | with (?:my|his|her|their) own eyes
        """),
    ),
    Pattern(
        Kind.NARROW_TIME,
        "So exact a time shows who was there. Give the part of the day.",
        re.compile(
            r"(?<![\d£$€.:/])(?:[01]?\d|2[0-3])[:.h](?!00)[0-5]\d(?!\d)(?![.:/]\d)(?! ?%)"
            r"|\b(?:[01]\d|2[0-3])(?!00)[0-5]\d ?(?:hrs|hours|h)\b"
            rf"|\b(?:quarter|five|ten|twenty|twenty-five)(?: minutes)? (?:past|to) {_NUMBER_WORD}\b"
            rf"|\b{_NUMBER_WORD} minutes? (?:past|to|before|after)\b",
            re.IGNORECASE,
        ),
    ),
    Pattern(
        Kind.TACTIC,
        "This tells how we work. Leave out methods, tasking and names of operations.",
        _any_of(
            r"""
            (?i:surveillance|listening (?:device|post)s?|bugged|wire-?tap(?:s|ped|ping)?|wearing a wire)
            (?i:intercept(?:s|ed|ion)?|covert(?:ly)?|undercover|observation post|static observations?|tracker)
            (?i:tracking device|task(?:ed|ing)|chis|(?:phone|call|cell ?site) (?:data|records|analysis)|anpr|ripa)
            (?i:test purchase|controlled delivery|handlers?|cover story) | Op(?:eration|\.)? [A-Z][A-Za-z]{2,30}
            """,
            cased=True,
        ),
    ),
    Pattern(
        Kind.PHONE,
        "Check that this number is the subject's and nobody else's.",
        re.compile(r"(?<![\w+])(?:\+|00)?\(?\d(?:[ ().\-/]{0,3}\d){8,14}(?!\d)"),
    ),
    Pattern(
        Kind.EMAIL,
        "Check that this address is the subject's and nobody else's.",
        re.compile(
            r"(?<![\w.%+\-@])[\w.%+\-]{1,64} ?(?:@|\[at\]|\(at\)) ?[\w\-]{1,63}"
            r"(?: ?(?:\.|\[dot\]|\(dot\)) ?[\w\-]{1,63}){1,5}",
            re.IGNORECASE,
        ),
    ),
    Pattern(
        Kind.NI_NUMBER,
        "Check that this National Insurance number is the subject's and nobody else's.",
        _any_of(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?(?:\d\d ?){3}[A-D]"),
    ),
    Pattern(
        Kind.PASSPORT,
        "Check that this document number is the subject's and nobody else's.",
        _any_of(r"""
            passport(?: (?:number|no\.?|num))?[ :#]{0,3}(?:is )?(?=[A-Z]{0,2}\d)[A-Z0-9]{6,10} | [A-Z]{1,2}\d{7}
            (?<![.,£])\d{9}(?![.,]\d)
        """),
    ),
    Pattern(
        Kind.POSTCODE,
        "Check that this place is the subject's. A whole postcode is a dozen doors.",
        _any_of(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"),
    ),
)

QUOTE_ADVICE = "These words stand in the account as it was given. Say the same in your own."


def look(draft: str, account: str = "") -> list[Finding]:
    """
    Return every hint in a draft, in order of place, then of kind; a stretch may be more than one kind.

    :param account: what was said, to find stretches taken over word for word. Takes time in proportion to both.
    """
    found = [
        Finding(pattern.kind, *match.span(), match[0], pattern.advice)
        for pattern in PATTERNS
        for match in pattern.expression.finditer(draft)
    ]
    found += [Finding(Kind.QUOTE, start, end, draft[start:end], QUOTE_ADVICE) for start, end in quotes(draft, account)]
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.kind))
