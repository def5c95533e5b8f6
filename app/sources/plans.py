"""The contact plan: how a source may be reached safely. It lives in the vault's contact compartment only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

# Product default: a plan is looked at again within 180 days.
LONGEST_PLAN = timedelta(days=180)
LONDON = ZoneInfo("Europe/London")
DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """
    How to reach a source without harming them.

    Days are codes of ``DAYS``; times are ``HH:MM`` in London; ``ends_on`` is the last day the plan may be used.
    ``wrong_person`` is what to say when somebody else answers; ``voicemail`` is ``NEVER`` or ``COVER_ONLY``.
    """

    channel: str
    ends_on: str
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    safe_days: tuple[str, ...] = ()
    safe_from: str = ""
    safe_to: str = ""
    withhold_number: bool = True
    voicemail: str = "NEVER"
    cover_story: str = field(default="", repr=False)
    wrong_person: str = field(default="", repr=False)
    language: str = "English"
    needs: str = field(default="", repr=False)
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

    def is_safe_at(self, moment: datetime) -> bool:
        """Return whether a moment lies in the safe window, as clocks show in London. No window means no safe time."""
        local = moment.astimezone(LONDON)
        if self.do_not_contact or DAYS[local.weekday()] not in self.safe_days or not (self.safe_from and self.safe_to):
            return False
        return time.fromisoformat(self.safe_from) <= local.time() <= time.fromisoformat(self.safe_to)

    def has_ended(self, on: date) -> bool:
        """Return whether the plan may no longer be used."""
        return date.fromisoformat(self.ends_on) < on


def problems(plan: ContactPlan, today: date) -> dict[str, str]:
    """Return what is wrong with a plan, by field, in words that say how to mend it; nothing when it may stand."""
    found: dict[str, str] = {}
    if not today <= date.fromisoformat(plan.ends_on) <= today + LONGEST_PLAN:
        found["ends_on"] = f"Choose a day from today to {(today + LONGEST_PLAN):%-d %B %Y}, 180 days ahead."
    if plan.do_not_contact:
        return found
    if not plan.safe_days:
        found["safe_days"] = "Choose at least one day on which it is safe to call."
    if not plan.safe_from or not plan.safe_to:
        found["safe_from"] = "Give the safe hours, from and to, such as 18:00 to 20:00."
    elif plan.safe_from >= plan.safe_to:
        found["safe_to"] = "The safe hours must end after they begin."
    if plan.voicemail == "COVER_ONLY" and not plan.cover_story:
        found["cover_story"] = "Write the cover story that a voicemail may carry."
    return found
