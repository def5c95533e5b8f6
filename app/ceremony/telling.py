"""What the ceremony says when it cannot go on: what happened, what is safe, what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.errors import Trouble


class Halted(click.ClickException):
    """The ceremony stopped. Nothing that it says here is secret."""

    def __init__(self, happened: str, safe: str, to_do: str) -> None:
        super().__init__(f"What happened: {happened}\nWhat is safe:  {safe}\nWhat to do:    {to_do}")


@contextmanager
def halting() -> Iterator[None]:
    """Stop the ceremony at what is wrong with a database."""
    try:
        yield
    except Trouble as trouble:
        raise Halted(trouble.happened, trouble.safe, trouble.todo) from None
