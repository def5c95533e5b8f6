"""What the ceremony says when it cannot go on: what happened, what is safe, what to do."""

import click


class Halted(click.ClickException):
    """The ceremony stopped. Nothing that it says here is secret."""

    def __init__(self, happened: str, safe: str, to_do: str) -> None:
        super().__init__(f"What happened: {happened}\nWhat is safe:  {safe}\nWhat to do:    {to_do}")
