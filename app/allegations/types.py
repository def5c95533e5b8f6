"""How an allegation came in, what it is about, and how urgent each of those makes it."""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """The way in."""

    ONLINE_FORM = "ONLINE_FORM"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    POST = "POST"
    IN_PERSON = "IN_PERSON"
    CRIMESTOPPERS = "CRIMESTOPPERS"
    PARTNER_AGENCY = "PARTNER_AGENCY"
    STAFF_REFERRAL = "STAFF_REFERRAL"
    RALON_OVERSEAS = "RALON_OVERSEAS"
    MP_LETTER = "MP_LETTER"
    HUB_FIC = "HUB_FIC"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One way in. ``may_hold_source`` is false where no source may ever be registered; nothing of one is kept then."""

    code: Channel
    label: str
    may_hold_source: bool = True


CHANNELS: tuple[ChannelRow, ...] = (
    ChannelRow(Channel.ONLINE_FORM, "Online form"),
    ChannelRow(Channel.PHONE, "Telephone"),
    ChannelRow(Channel.EMAIL, "E-mail"),
    ChannelRow(Channel.POST, "Letter"),
    ChannelRow(Channel.IN_PERSON, "In person"),
    ChannelRow(Channel.CRIMESTOPPERS, "Crimestoppers", may_hold_source=False),
    ChannelRow(Channel.PARTNER_AGENCY, "Another agency"),
    ChannelRow(Channel.STAFF_REFERRAL, "Referral by a colleague"),
    ChannelRow(Channel.RALON_OVERSEAS, "Overseas network (RALON)"),
    ChannelRow(Channel.MP_LETTER, "Letter from a Member of Parliament"),
    ChannelRow(Channel.HUB_FIC, "Multi-agency hub"),
    ChannelRow(Channel.OTHER, "Another way"),
)
CHANNEL_BY_CODE: dict[str, ChannelRow] = {row.code.value: row for row in CHANNELS}


class AllegationType(StrEnum):
    """What an allegation is about. One allegation may be about several."""

    ILLEGAL_WORKING = "ILLEGAL_WORKING"
    OVERSTAYING = "OVERSTAYING"
    ILLEGAL_ENTRY = "ILLEGAL_ENTRY"
    FACILITATION = "FACILITATION"
    SHAM_MARRIAGE = "SHAM_MARRIAGE"
    FALSE_DOCUMENTS = "FALSE_DOCUMENTS"
    VISA_DECEPTION = "VISA_DECEPTION"
    BOGUS_EDUCATION = "BOGUS_EDUCATION"
    ILLEGAL_RENTING = "ILLEGAL_RENTING"
    ABSCONDER = "ABSCONDER"
    MODERN_SLAVERY = "MODERN_SLAVERY"
    EXPLOITATION_CHILD = "EXPLOITATION_CHILD"
    DRUGS = "DRUGS"
    TOBACCO_ALCOHOL = "TOBACCO_ALCOHOL"
    CASH = "CASH"
    FIREARMS_WEAPONS = "FIREARMS_WEAPONS"
    COUNTERFEIT = "COUNTERFEIT"
    WILDLIFE_CITES = "WILDLIFE_CITES"
    PROHIBITED_FOOD = "PROHIBITED_FOOD"
    CORRUPTION = "CORRUPTION"
    TERRORISM = "TERRORISM"
    OTHER = "OTHER"


class Urgency(StrEnum):
    """When a type alone makes an allegation immediate."""

    NEVER = "NEVER"
    WHILE_IT_LASTS = "WHILE_IT_LASTS"
    ALWAYS = "ALWAYS"


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One kind of allegation, in words for the public and for officers alike."""

    code: AllegationType
    label: str
    immediate: Urgency = Urgency.NEVER


TYPES: tuple[TypeRow, ...] = (
    TypeRow(AllegationType.ILLEGAL_WORKING, "Working without permission"),
    TypeRow(AllegationType.OVERSTAYING, "Staying longer than allowed"),
    TypeRow(AllegationType.ILLEGAL_ENTRY, "Entering the country illegally"),
    TypeRow(AllegationType.FACILITATION, "Helping others to enter or stay illegally"),
    TypeRow(AllegationType.SHAM_MARRIAGE, "Sham marriage or partnership"),
    TypeRow(AllegationType.FALSE_DOCUMENTS, "False or stolen documents"),
    TypeRow(AllegationType.VISA_DECEPTION, "Lying to get a visa"),
    TypeRow(AllegationType.BOGUS_EDUCATION, "Bogus college or student"),
    TypeRow(AllegationType.ILLEGAL_RENTING, "Renting to people without permission to stay"),
    TypeRow(AllegationType.ABSCONDER, "Hiding from the authorities"),
    TypeRow(AllegationType.MODERN_SLAVERY, "Modern slavery or forced labour", Urgency.WHILE_IT_LASTS),
    TypeRow(AllegationType.EXPLOITATION_CHILD, "Trafficking or exploitation of a child", Urgency.ALWAYS),
    TypeRow(AllegationType.DRUGS, "Drugs"),
    TypeRow(AllegationType.TOBACCO_ALCOHOL, "Smuggled tobacco or alcohol"),
    TypeRow(AllegationType.CASH, "Moving cash illegally"),
    TypeRow(AllegationType.FIREARMS_WEAPONS, "Firearms or weapons", Urgency.ALWAYS),
    TypeRow(AllegationType.COUNTERFEIT, "Counterfeit goods"),
    TypeRow(AllegationType.WILDLIFE_CITES, "Protected animals or plants"),
    TypeRow(AllegationType.PROHIBITED_FOOD, "Prohibited food"),
    TypeRow(AllegationType.CORRUPTION, "Corruption"),
    TypeRow(AllegationType.TERRORISM, "Terrorism", Urgency.ALWAYS),
    TypeRow(AllegationType.OTHER, "Something else"),
)
TYPE_BY_CODE: dict[str, TypeRow] = {row.code.value: row for row in TYPES}


class Priority(StrEnum):
    """How soon it must be opened. The first is the most urgent."""

    P1_IMMEDIATE = "P1_IMMEDIATE"
    P2_TIME_CRITICAL = "P2_TIME_CRITICAL"
    P3_ROUTINE = "P3_ROUTINE"


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """One priority: its label, what it means, and how many working days the receiving team has for a result."""

    code: Priority
    label: str
    meaning: str
    result_working_days: int


PRIORITIES: tuple[PriorityRow, ...] = (
    PriorityRow(Priority.P1_IMMEDIATE, "Immediate", "Danger to life or of serious harm. Open within the hour.", 1),
    PriorityRow(Priority.P2_TIME_CRITICAL, "Time-critical", "Something is about to happen at a known time.", 5),
    PriorityRow(Priority.P3_ROUTINE, "Routine", "Assess within two working days.", 20),
)
PRIORITY_BY_CODE: dict[str, PriorityRow] = {row.code.value: row for row in PRIORITIES}
