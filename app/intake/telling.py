"""From answers as typed to the parts of a submission: the source's own details in one, the cut story in the other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.intake.rules import is_urgent, to_the_hour
from app.intake.story import Kind, Story
from app.withholding.details import SourceDetails
from app.withholding.finding import withhold
from crypto.receipts import Mailbox

# What looks like a number or an address to reach somebody by, in a box for free text.
NUMBERS = re.compile(r"\+?[0-9][0-9 ()./-]{5,20}[0-9]")
ADDRESSES = re.compile(r"\S+@\S+")


@dataclass(frozen=True, slots=True)
class Told:
    """
    What somebody told us, as they typed it.

    ``said`` holds the answers that go on to officers, once the source's own details are cut out of them; ``own`` those
    about the source, which go to custody and nowhere else; ``asked`` pairs of question and answer, as they were put.
    """

    kind: Kind
    said: Mapping[str, str] = field(repr=False)
    own: Mapping[str, str] = field(repr=False)
    asked: tuple[tuple[str, str], ...] = field(repr=False)
    kinds: tuple[str, ...] = ()
    danger: str = ""
    still_happening: str = ""
    expected_on: date | None = None

    def is_urgent(self, now: datetime) -> bool:
        """Return whether it must be brought in at once."""
        is_over, in_danger = self.still_happening == "no", self.danger == "yes"
        return is_urgent(self.kinds, self.expected_on, now, still_happening=not is_over, danger=in_danger)

    def details(self) -> dict[str, object]:
        """Return what the source said of themselves: empty when they gave nothing."""
        return {name: answer for name, answer in self.own.items() if answer}

    def original(self) -> dict[str, object]:
        """Return the account and the answers as typed, for custody."""
        return {"kind": self.kind.value, "answers": [list(pair) for pair in self.asked]}

    def story(self, mailbox: Mailbox, link: str, now: datetime) -> Story:
        """Return what officers may read: every answer with the source's own details cut out."""
        known = details_of(self.own)
        return Story(
            kind=self.kind,
            link=link,
            received_hour=to_the_hour(now),
            locator=mailbox.locator,
            mailbox=mailbox.private.public,
            cut={name: withhold(answer, known).text for name, answer in self.said.items() if answer},
            kinds=self.kinds,
            danger=self.danger,
            still_happening=self.still_happening,
            expected_on=self.expected_on,
        )


def details_of(own: Mapping[str, str]) -> SourceDetails:
    """Return what to look for: each answer about the source as what it is, and whatever free text holds of the kind."""
    reach = own.get("reach", "")
    return SourceDetails(
        names=_given(own, "name"),
        phones=(*_given(own, "phone"), *NUMBERS.findall(reach)),
        emails=(*_given(own, "email"), *ADDRESSES.findall(reach)),
        addresses=_given(own, "address"),
        employers=_given(own, "work"),
        identifiers=_given(own, "handle"),
    )


def _given(own: Mapping[str, str], name: str) -> tuple[str, ...]:
    return (own[name],) if own.get(name) else ()
