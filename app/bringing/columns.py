"""The columns of a register that is brought in: what stands above each, what may stand in it, and how it is read."""

from dataclasses import dataclass
from typing import Final

from app.bringing import cells
from app.bringing.cells import Read
from app.sources.words import BAND_LABELS, CHANNEL_LABELS, VOICEMAIL_LABELS


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column.

    :ivar name: what its value goes by afterwards.
    :ivar heading: what stands above it. Capitals, accents and signs make no difference.
    :ivar hint: what may stand in it, in the words of the help.
    :ivar example: what stands there in the template.
    :ivar needed: the heading must be there.
    """

    name: str
    heading: str
    hint: str
    read: Read
    example: str = ""
    needed: bool = False


def _listed(labels: dict[str, str]) -> str:
    return ", ".join(label.lower() for label in labels.values())


_DAY_HINT = "A day such as 2026-05-27 or 27/05/2026."

COLUMNS: Final[tuple[Column, ...]] = (
    Column("name", "name", "Full name, in any script.", cells.line(), "Ffion Example", needed=True),
    Column("other_names", "other names", "Other names they use, parted by semicolons.", cells.names, "Fi; F. Sample"),
    Column("born_on", "date of birth", "A day such as 1984-05-27 or 27/05/1984.", cells.born, "1984-05-27"),
    Column("nationality", "nationality", "One line.", cells.line(), "British"),
    Column("address", "address", "In one cell, with the postcode.", cells.note(cells.LONGEST_ADDRESS), "1 High Street"),
    Column(
        "phones",
        "telephones",
        "Parted by semicolons, the one to call first. In any way of writing.",
        cells.phones,
        "07700 900123; +44 7700 900456",
    ),
    Column("emails", "e-mails", "Parted by semicolons, the one to write to first.", cells.emails, "fi@example.org"),
    Column("work", "work", "Where they work. One line.", cells.line(), "Harbour office"),
    Column("how_known", "how they know", "How they know what they tell.", cells.note(), "Works there"),
    Column("relationship", "relationship", "How they stand to the people concerned.", cells.note(), "A colleague"),
    Column("danger", "danger", "What would put them in danger.", cells.note(), "Being seen with us"),
    Column("motive", "motive", "Why they tell us. One line.", cells.line(), "Worried for others"),
    Column(
        "band",
        "risk",
        f"The first estimate: {_listed(BAND_LABELS)}. From high upwards two groups hold the source.",
        cells.one_of(BAND_LABELS),
        "low",
        needed=True,
    ),
    Column("sensitive", "sensitive", "Yes where two groups must hold them whatever the risk.", cells.yes_or_no, "no"),
    Column("plan_name", "name to ask for", "The officer who calls sees it.", cells.line(), "Fi"),
    Column(
        "channel",
        "reach by",
        f"{_listed(CHANNEL_LABELS).capitalize()}. Empty: telephone where there is one, e-mail otherwise.",
        cells.one_of(CHANNEL_LABELS),
        "telephone",
    ),
    Column("safe_days", "safe days", "Such as Mon Tue Fri, or every day.", cells.weekdays, "Mon Wed"),
    Column("safe_from", "safe from", "The first safe hour, such as 18:00.", cells.hour, "18:00"),
    Column("safe_to", "safe until", "The last safe hour, such as 20:00.", cells.hour, "20:00"),
    Column(
        "voicemail",
        "voicemail",
        f"{_listed(VOICEMAIL_LABELS).capitalize()}. Empty: never.",
        cells.one_of(VOICEMAIL_LABELS),
        "never leave anything",
    ),
    Column("cover_story", "cover story", "Never names us, the police or the work.", cells.note(500), "The dentist"),
    Column("wrong_person", "if somebody else answers", "What to say then.", cells.note(500), "Ask for the plumber"),
    Column("who_may_answer", "who else may answer", "One line.", cells.line(), ""),
    Column("language", "language", "Empty: English.", cells.line(), "English"),
    Column("interpreter_vetted", "vetted interpreter", "Yes where one is needed.", cells.yes_or_no, "no"),
    Column("needs", "needs", "What they need. One line.", cells.line(), ""),
    Column("emergency", "in an emergency", "How to reach them then. One line.", cells.line(), ""),
    Column("do_not_contact", "do not contact", "Yes where nobody may contact them at all.", cells.yes_or_no, "no"),
    Column(
        "ends_on",
        "plan ends on",
        f"{_DAY_HINT} At most 180 days ahead. Empty: 90 days from the day the file is brought in.",
        cells.day,
        "",
    ),
    Column("next_contact_on", "next contact on", _DAY_HINT, cells.day, ""),
)
BY_NAME: Final = {column.name: column for column in COLUMNS}
