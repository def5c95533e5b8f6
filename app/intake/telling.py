"""From answers as typed to the parts of a submission: the source's own details in one, the cut story in the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.intake.rules import is_urgent, to_the_hour
from app.intake.story import Kind, Story
from app.markings.promises import CONFIDENCE, PROMISE_BY_CODE
from app.withholding.cutting import Span, cut
from app.withholding.details import SourceDetails
from app.withholding.finding import find, withhold
from app.withholding.known import details_of
from crypto.receipts import Mailbox

LONG = frozenset({"account", "more"})
# Stands in no answer, as no form lets a control character through, and parts two words wherever they meet.
BETWEEN = "\n\x1e\n"


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
    promise: str = CONFIDENCE

    def is_urgent(self, now: datetime) -> bool:
        """Return whether it must be brought in at once."""
        is_over, in_danger = self.still_happening == "no", self.danger == "yes"
        return is_urgent(self.kinds, self.expected_on, now, still_happening=not is_over, danger=in_danger)

    def ready(self, mailbox: Mailbox, link: str, now: datetime) -> dict[str, object]:
        """Return the parts of a submission, which need nothing but the hour and the keys to be sealed."""
        return {
            "story": self.story(mailbox, link, now).record(),
            "details": self.details(),
            "original": self.original(),
            "urgent": self.is_urgent(now),
        }

    @property
    def is_kept(self) -> bool:
        """Whether anything of the teller may go to custody: where anonymity is promised, nothing does."""
        return not self.promise or PROMISE_BY_CODE[self.promise].may_be_known

    @property
    def needs_care(self) -> bool:
        """Whether they, or whoever entered it, say that they are under 18 or vulnerable; never of who stays unknown."""
        return bool(self.own.get("care")) and self.is_kept

    def details(self) -> dict[str, object]:
        """Return what the source said of themselves: empty when they gave nothing."""
        return {name: answer for name, answer in self.own.items() if answer and self.is_kept}

    def original(self) -> dict[str, object]:
        """Return the account and the answers as typed, for custody."""
        return {"kind": self.kind.value, "answers": [list(pair) for pair in self.asked if self.is_kept]}

    def story(self, mailbox: Mailbox, link: str, now: datetime) -> Story:
        """Return what officers may read: every answer with the source's own details cut out."""
        return Story(
            kind=self.kind,
            link=link,
            received_hour=to_the_hour(now),
            locator=mailbox.locator,
            mailbox=mailbox.private.public,
            cut=cut_out(self.said, details_of(self.own)),
            kinds=self.kinds,
            danger=self.danger,
            still_happening=self.still_happening,
            expected_on=self.expected_on,
            promise=self.promise,
            needs_care=self.needs_care,
        )


def cut_out(said: Mapping[str, str], details: SourceDetails) -> dict[str, str]:
    """
    Return the answers that were given with the source's own details cut out of each.

    The long answer is searched by itself; the short ones in one go, as building what to look for costs more than
    looking. A place that runs from one answer into the next is cut in both.
    """
    given = {name: answer for name, answer in said.items() if answer}
    short = {name: answer for name, answer in given.items() if name not in LONG}
    together = BETWEEN.join(short.values())
    found = find(together, details) if short else ()
    texts = {name: withhold(answer, details).text for name, answer in given.items() if name in LONG}
    start = 0
    for name, answer in short.items():
        end = start + len(answer)
        inside = [
            Span(max(span.start, start) - start, min(span.end, end) - start)
            for span in found
            if _meet(span, start, end)
        ]
        texts[name] = cut(answer, inside).text
        start = end + len(BETWEEN)
    return texts


def _meet(span: Span, start: int, end: int) -> bool:
    return span.start < end and span.end > start
