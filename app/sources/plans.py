"""The contact plan: how a source may be reached safely. It lives in the vault's contact compartment only."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any, Final

from app.markings.spelling import possible_phone
from app.sources.windows import HERE, Window, is_zone

# Product default: a plan is looked at again within 180 days.
LONGEST_PLAN = timedelta(days=180)
# Channels that need a number, and the one that needs an address.
BY_NUMBER: Final = ("PHONE", "SMS_ALLOWED")
BY_EMAIL: Final = "EMAIL"
# What somebody who overhears must never be told: who we are, or what it is about.
TELLING: Final = re.compile(
    r"\b(home office|immigration|border force|police|crime ?stoppers|intelligence|informant|source unit|visas?|"
    r"enforcement|detective|allegation|ukvi|nca|nsu|hmrc)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """
    How to reach a source without harming them.

    Days are codes of ``DAYS``; times are ``HH:MM`` as clocks show in ``time_zone``; ``ends_on`` is the last day on
    which the plan may be used.
    ``wrong_person`` is what to say when somebody else answers; ``voicemail`` is ``NEVER`` or ``COVER_ONLY``.
    ``code_word`` is a digest by ``code_words``, never the word; ``duress_phrase`` is what they say when somebody forces
    them; ``next_contact_on`` is when whoever looks after them means to reach them next, or empty.
    """

    channel: str
    ends_on: str
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    safe_days: tuple[str, ...] = ()
    safe_from: str = ""
    safe_to: str = ""
    time_zone: str = HERE
    withhold_number: bool = True
    voicemail: str = "NEVER"
    cover_story: str = field(default="", repr=False)
    wrong_person: str = field(default="", repr=False)
    language: str = "English"
    interpreter_vetted: bool = False
    needs: str = field(default="", repr=False)
    who_may_answer: str = field(default="", repr=False)
    code_word: str = field(default="", repr=False)
    duress_phrase: str = field(default="", repr=False)
    emergency: str = field(default="", repr=False)
    next_contact_on: str = ""
    do_not_contact: bool = False

    def record(self) -> dict[str, object]:
        """Return the plan as the vault keeps it."""
        return {**asdict(self), "safe_days": list(self.safe_days)}

    @classmethod
    def parse(cls, record: Mapping[str, Any]) -> "ContactPlan":
        """Return the plan of a record from the vault. Parts that a later version added are passed over."""
        known = {part.name: record[part.name] for part in fields(cls) if part.name in record}
        known["safe_days"] = tuple(known.get("safe_days", ()))
        return cls(**known)

    @property
    def contactable(self) -> bool:
        """Whether an officer may ask for contact at all."""
        return not self.do_not_contact and bool(self.phone or self.email)

    @property
    def window(self) -> Window:
        """When it is safe to reach them; never, where they must not be contacted."""
        return Window() if self.do_not_contact else Window(self.safe_days, self.safe_from, self.safe_to, self.time_zone)

    def is_safe_at(self, moment: datetime) -> bool:
        """Return whether a moment lies in the safe window. No window means no safe time."""
        return self.window.is_open_at(moment)

    def has_ended(self, on: date) -> bool:
        """Return whether the plan may no longer be used."""
        return date.fromisoformat(self.ends_on) < on


def problems(plan: ContactPlan, today: date) -> dict[str, str]:
    """Return what is wrong with a plan, by field, in words that say how to mend it; nothing when it may stand."""
    found: dict[str, str] = {}
    if not today <= date.fromisoformat(plan.ends_on) <= today + LONGEST_PLAN:
        found["ends_on"] = f"Choose a day from today to {(today + LONGEST_PLAN):%-d %B %Y}, 180 days ahead."
    if plan.phone and not possible_phone(plan.phone):
        found["phone"] = "This is no telephone number. Enter it with all its figures, such as 07700 900123."
    if plan.next_contact_on and not today <= date.fromisoformat(plan.next_contact_on) <= today + LONGEST_PLAN:
        found["next_contact_on"] = "The next contact must lie ahead, and within 180 days. Choose another day."
    return found if plan.do_not_contact else found | _wrong_hours(plan) | _wrong_ways(plan) | _wrong_words(plan)


def _wrong_hours(plan: ContactPlan) -> dict[str, str]:
    """Return what is wrong with the safe window."""
    found: dict[str, str] = {}
    if not plan.safe_days:
        found["safe_days"] = "Choose at least one day on which it is safe to call."
    if not plan.safe_from or not plan.safe_to:
        found["safe_from"] = "Give the safe hours, from and to, such as 18:00 to 20:00."
    elif plan.safe_from >= plan.safe_to:
        found["safe_to"] = "The safe hours must end after they begin."
    if not is_zone(plan.time_zone):
        found["time_zone"] = "Enter the city whose clocks they go by, or the zone in full, such as Asia/Karachi."
    return found


def _wrong_ways(plan: ContactPlan) -> dict[str, str]:
    """Return what is missing for the preferred way, where any way to reach them is known."""
    if plan.channel in BY_NUMBER and plan.email and not plan.phone:
        return {"phone": "Enter the telephone number, or choose another way to reach them."}
    if plan.channel == BY_EMAIL and plan.phone and not plan.email:
        return {"email": "Enter the e-mail address, or choose another way to reach them."}
    return {}


def _wrong_words(plan: ContactPlan) -> dict[str, str]:
    """Return what is wrong with the words that somebody else may hear."""
    found: dict[str, str] = {}
    for name, words in (("cover_story", plan.cover_story), ("wrong_person", plan.wrong_person)):
        told = TELLING.search(words)
        if told:
            found[name] = f"Take out \u201c{told[0]}\u201d: whoever overhears this must not learn who calls or why."
    if plan.voicemail == "COVER_ONLY" and not plan.cover_story:
        found["cover_story"] = "Write the cover story that a voicemail may carry."
    return found
