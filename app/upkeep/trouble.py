"""What goes wrong with stores, told in three parts: what happened, what is safe, and what to do."""


class Trouble(Exception):
    """Something that the person at the command line must settle. Its text is all they need."""

    def __init__(self, happened: str, safe: str, todo: str) -> None:
        super().__init__(f"What happened: {happened}\nWhat is safe: {safe}\nWhat to do: {todo}")


NOTHING_CHANGED = "nothing was changed."
STORES_UNTOUCHED = "the stores are as they were; they were only read."
