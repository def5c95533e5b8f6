"""What custodians do with a source's life on the register."""

from app.register.service.record import Record, before_writing, read_record, transfer, write_particular
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
    "Record",
    "Signed",
    "before_looking",
    "before_moving",
    "before_writing",
    "close",
    "list_closed",
    "look",
    "read_record",
    "reopen",
    "rest",
    "transfer",
    "wake",
    "write_particular",
]
