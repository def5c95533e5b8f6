"""What custodians do with a source's life on the register."""

from app.register.service.care import before_lifting, lift_care, mark_care
from app.register.service.drift import Decided, Drift, decide_drift, enter_sign, read_drift
from app.register.service.keeping import KeptNow, keep_from, read_kept_from
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
    "Decided",
    "Drift",
    "KeptNow",
    "Record",
    "Signed",
    "before_lifting",
    "before_looking",
    "before_moving",
    "before_writing",
    "close",
    "decide_drift",
    "enter_sign",
    "keep_from",
    "lift_care",
    "list_closed",
    "look",
    "mark_care",
    "read_drift",
    "read_kept_from",
    "read_record",
    "reopen",
    "rest",
    "transfer",
    "wake",
    "write_particular",
]
