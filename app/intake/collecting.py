"""From a story that was opened to an allegation as it is entered: who, where, when, each in its field."""

from app.allegations.given import Collected, MailboxGiven, Person, Where
from app.allegations.types import Channel
from app.intake.rules import begin_of
from app.intake.story import Kind, Story

# The width of the fields for one line (characters). A cut can make an answer longer than the form allowed.
LINE = 200
STILL = {"yes": "YES", "no": "NO"}
IN_DANGER = "In answer to whether anyone is in danger of being badly hurt or killed, the teller said yes."


def collected(story: Story, intake_ref: str, unit_ref: str, *, with_mailbox: bool) -> Collected:
    """
    Return an allegation ready to be entered.

    What was added with a receipt that we do not know is an allegation of its own: whoever wrote it mistook a word.
    """
    said = story.cut
    is_report, entered = story.kind is Kind.REPORT, story.entered
    has_receipt = entered is None or entered.is_own
    return Collected(
        intake_ref=intake_ref,
        link=story.link,
        channel=entered.channel if entered else Channel.ONLINE_FORM.value,
        promise=story.promise,
        unit_ref=(entered.unit_ref if entered else "") or unit_ref,
        received_at=story.received_hour,
        account=said["account"] if is_report else addition(story),
        types=story.kinds,
        happened_when=said.get("when_text", ""),
        still_happening=STILL.get(story.still_happening, "NOT_GIVEN"),
        time_critical_at=begin_of(story.expected_on) if story.expected_on else None,
        expected_what=said.get("expected_what", ""),
        danger_to_life=story.danger == "yes",
        people=people(story),
        places=places(story),
        mailbox=MailboxGiven(story.locator, story.mailbox.encode()) if with_mailbox and has_receipt else None,
        kept=entered.kept_from if entered else None,
    )


def addition(story: Story) -> str:
    """Return what somebody added, with their word on danger, which has no field of its own there."""
    return "\n\n".join((story.cut["more"], *((IN_DANGER,) if story.danger == "yes" else ())))


def people(story: Story) -> tuple[Person, ...]:
    """Return the person it is about, and those who take part; nobody where nobody was described."""
    described = Person(
        name=_line(story, "who_name"),
        age=_line(story, "who_age"),
        description=story.cut.get("who_description", ""),
        vehicle=_line(story, "who_vehicle"),
        phone=_line(story, "who_phone"),
        email=_line(story, "who_email"),
        employer=_line(story, "who_business"),
    )
    others = Person(description=story.cut.get("who_others", ""))
    return tuple(person for person in (described, others) if person != Person() and person != _only_employer(described))


def places(story: Story) -> tuple[Where, ...]:
    """Return the place it is about, and the business there."""
    where = Where(
        address=story.cut.get("where_address", ""),
        postcode=_line(story, "where_postcode"),
        business=_line(story, "who_business"),
    )
    return (where,) if where != Where() else ()


def _only_employer(person: Person) -> Person:
    """A business alone is a place and no person."""
    return Person(employer=person.employer)


def _line(story: Story, name: str) -> str:
    return " ".join(story.cut.get(name, "").split())[:LINE]
