"""The fourteen particulars that the law has kept of a source, one row for each, and how complete a record is."""

from collections.abc import Collection
from dataclasses import dataclass

KNOWN, NONE = "KNOWN", "NONE"
STATES = {KNOWN: "Written down", NONE: "Nothing of the kind"}
# The three who look after a source (RIPA 2000 s.29(5)(a) to (c)): the name of each is its column.
PARTS = {"handler_ref": "Handler", "controller_ref": "Controller", "keeper_ref": "Record keeper"}
TRANSFER_REASONS = {
    "LEAVES": "Whoever has it leaves or moves on",
    "ABSENCE": "A long absence",
    "WORKLOAD": "Too much for one person",
    "TOO_CLOSE": "Too close to the source",
    "SOURCE_WISH": "The source wishes it",
    "OTHER": "Another reason",
}


@dataclass(frozen=True, slots=True)
class ParticularRow:
    """
    One particular of regulation 3 of SI 2000/2725.

    ``by_work`` says that the work itself keeps it as it happens; ``elsewhere`` that its words stand in another part.
    """

    letter: str
    label: str
    hint: str = ""
    by_work: bool = False
    elsewhere: bool = False


PARTICULARS: tuple[ParticularRow, ...] = (
    ParticularRow("a", "Who they are", "Kept in the part Who they are.", elsewhere=True),
    ParticularRow("b", "The identity they use", "A name that they go by as a source, where it is another."),
    ParticularRow("c", "Other authorities that deal with them"),
    ParticularRow("d", "What they are called in each of those authorities"),
    ParticularRow("e", "What else matters for their security and welfare"),
    ParticularRow(
        "f",
        "That the risks were considered, and explained to them",
        "Who explained them, when, and that they understood.",
    ),
    ParticularRow("g", "When and how they were recruited", "For somebody who came by themselves: when and how."),
    ParticularRow("h", "Who looks after them", "A handler, a controller and a record keeper.", by_work=True),
    ParticularRow("i", "From when to when", "The periods below.", by_work=True),
    ParticularRow("j", "Tasks given to them and demands made of them"),
    ParticularRow("k", "Every contact", "Written down with each attempt.", by_work=True),
    ParticularRow("l", "What they told", "The reports that stand under this source.", by_work=True),
    ParticularRow("m", "What was passed on of it", "Written down with each release.", by_work=True),
    ParticularRow("n", "Every payment, benefit and reward, and every offer"),
)
PARTICULAR_BY_LETTER = {row.letter: row for row in PARTICULARS}
BY_HAND = tuple(row.letter for row in PARTICULARS if not row.by_work)
# Kept by the work from the first day, whether anything has happened yet or not.
AS_IT_HAPPENS = frozenset("klm")


def kept(written: Collection[str], parts_held: Collection[str], periods_of: Collection[str]) -> frozenset[str]:
    """
    Return the letters of the particulars that are kept.

    :param written: letters written by hand, those included of which there is nothing.
    :param parts_held: which of the three parts somebody has.
    :param periods_of: of which of the three a period is kept.
    """
    found = set(written) | AS_IT_HAPPENS
    if set(PARTS) <= set(parts_held):
        found.add("h")
    if set(PARTS) <= set(periods_of):
        found.add("i")
    return frozenset(found)
