"""What a source told us of themselves: the words to look for in what they told us of others."""

from dataclasses import dataclass, field
from datetime import date

# What people write in a field they do not wish to fill. Looking for these would cut an account to pieces.
NON_ANSWERS = frozenset(
    {
        "anonymous", "confidential", "employed", "i dont want to say", "n", "na", "nil", "no", "no comment", "none",
        "not applicable", "not given", "not known", "not working", "nothing", "prefer not to say", "private", "retired",
        "rather not say", "refused", "self employed", "student", "unemployed", "unknown", "withheld", "x", "xx", "xxx",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceDetails:
    """
    A source's own details as typed, none of them shown when this is printed.

    ``names`` are names and aliases in any order; ``addresses`` are whole addresses, parts divided by commas or lines;
    ``identifiers`` are numbers and handles of any other kind (passport, National Insurance, vehicle, user name).
    """

    names: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    emails: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)
    employers: tuple[str, ...] = field(default=(), repr=False)
    identifiers: tuple[str, ...] = field(default=(), repr=False)
    born_on: date | None = field(default=None, repr=False)
