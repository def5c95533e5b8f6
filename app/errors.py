"""What can go wrong, in words that every room of the house shares."""

from collections.abc import Mapping
from typing import Final

# What somebody is told who would give a record to a colleague who is kept from it. It says no more than that.
NOT_THEIRS: Final = "They cannot take this one. Choose somebody else."


class NotFound(Exception):
    """No such record, or none that this person may know of: the two are never told apart."""


class Refused(Exception):
    """
    Policy says no.

    :ivar rule: the name of the rule that failed; it goes to the record.
    :ivar advice: what the person can do next; it goes to the page.
    """

    def __init__(self, rule: str, advice: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.advice = advice


class Conflict(Exception):
    """The record has moved on, or the step does not follow from where it stands. The message is for the person."""


class Locked(Exception):
    """The person's keys are locked; they must unlock before this can be done."""


class Invalid(Exception):
    """
    What was typed cannot be accepted.

    :ivar problems: for each field name, what is wrong and how to mend it.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("invalid")
        self.problems = dict(problems)


class Unavailable(Exception):
    """A store or the key provider did not answer: nothing was done, and it can be tried again."""


class Trouble(Exception):
    """Something that the person at the command line must settle. Its text is all they need, in three parts."""

    def __init__(self, happened: str, safe: str, todo: str) -> None:
        self.happened, self.safe, self.todo = happened, safe, todo
        super().__init__(f"What happened: {happened}\nWhat is safe: {safe}\nWhat to do: {todo}")


class Frozen(Exception):
    """Something held in custody did not open as it should, now or earlier: it is held until two people release it."""
