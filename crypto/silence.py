"""What a secret shows of itself when it is printed, logged or copied away: nothing."""

from typing import NoReturn


class Silent:
    """Something secret: its text is its class's name, and it cannot be pickled into a queue or a cache."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is not pickled.")
