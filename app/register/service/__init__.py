"""What custodians do with a source's life on the register."""

from app.register.service.standing import (
    Signed,
    before_looking,
    before_moving,
    close,
    list_closed,
    look,
    reopen,
    rest,
    wake,
)

__all__ = [
    "Signed",
    "before_looking",
    "before_moving",
    "close",
    "list_closed",
    "look",
    "reopen",
    "rest",
    "wake",
]
