"""How made-up sources may be reached: hours that fit what they wrote, ways, cover stories and words between us."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.sources.code_words import digest_of
from app.sources.plans import ContactPlan
from app.sources.windows import HERE
from crypto.slots import Argon2Cost

WORKDAYS = ("MON", "TUE", "WED", "THU", "FRI")
WEEK = (*WORKDAYS, "SAT", "SUN")


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody may be called: as they wrote it, and as the plan has it."""

    said: str
    days: tuple[str, ...]
    begins: str
    ends: str
    zone: str = HERE


ANY_HOUR = Hours("I work nights and am alone: any hour is safe", WEEK, "00:00", "23:59")
# Most may be called in the hours of an office, for calls are made from one.
HOURS = (
    Hours("During the day, not on Sundays", (*WORKDAYS, "SAT"), "08:00", "20:00"),
    Hours("While the children are at school", WORKDAYS, "09:00", "15:00"),
    Hours("Any day until eight", WEEK, "08:00", "20:00"),
    Hours("In the afternoon, when my husband is at work", WORKDAYS, "12:30", "18:00"),
    Hours("After work, and on Saturday morning", (*WORKDAYS, "SAT"), "10:00", "21:00"),
    ANY_HOUR,
)
FAR_AWAY = Hours("I am with my mother in Lahore: in the evening there", WEEK, "17:00", "21:30", "Asia/Karachi")
BY_WORDS = {hours.said: hours for hours in (*HOURS, FAR_AWAY)}
COVERS = (
    "A survey about bus times.",
    "The dentist's, about moving an appointment.",
    "The library, about a book that has come back.",
    "A parcel that could not be delivered.",
)
WRONG_PERSON = (
    "Ask for a person of another name, say sorry and ring off.",
    "Say that it is the wrong number, and ring off.",
)
DURESS = ("", "", "The kettle is on.", "I have to feed the neighbour's cat.", "It is Wednesday, is it not?")
CODE_WORDS = ("", "", "marigold", "paddle steamer", "barley")
LANGUAGES = ("English", "English", "English", "English", "Polish", "Vietnamese", "Welsh")
MAY_ANSWER = ("", "", "A sister, who knows nothing.", "Nobody else.")
EMERGENCY = ("", "", "Through the receipt words, which they look at every evening.")
NEEDS = ("", "", "", "Hard of hearing: speak slowly.")
CHANNELS = ("PHONE", "PHONE", "PHONE", "SMS_ALLOWED", "EMAIL")


def plan_for(details: Mapping[str, Any], chance: random.Random, ends_on: date, cost: Argon2Cost) -> ContactPlan:
    """Return the contact plan of somebody, from what they wrote of themselves."""
    hours = BY_WORDS.get(str(details.get("safe_times", "")), HOURS[0])
    word, language = chance.choice(CODE_WORDS), chance.choice(LANGUAGES)
    return ContactPlan(
        channel=chance.choice(CHANNELS),
        ends_on=ends_on.isoformat(),
        name=str(details["name"]).split()[0],
        phone=str(details.get("phone", "")),
        email=str(details.get("email", "")),
        safe_days=hours.days,
        safe_from=hours.begins,
        safe_to=hours.ends,
        time_zone=hours.zone,
        voicemail=chance.choice(("NEVER", "NEVER", "COVER_ONLY")),
        cover_story=chance.choice(COVERS),
        wrong_person=chance.choice(WRONG_PERSON),
        language=language,
        interpreter_vetted=language in {"Polish", "Vietnamese"},
        needs=chance.choice(NEEDS),
        who_may_answer=chance.choice(MAY_ANSWER),
        code_word=digest_of(word, cost) if word else "",
        duress_phrase=chance.choice(DURESS),
        emergency=chance.choice(EMERGENCY),
    )
