"""What custodians do with a register that was kept before: bring its file in, take rows in, decide on repeats."""

from app.bringing.registering import Progress
from app.bringing.service.bringing import FILE, Outcome, bring, files, leave_out_rest, read
from app.bringing.service.deciding import ToDecide, leave_out, next_to_decide, put_to, register_apart
from app.bringing.service.taking_in import take_in

__all__ = [
    "FILE",
    "Outcome",
    "Progress",
    "ToDecide",
    "bring",
    "files",
    "leave_out",
    "leave_out_rest",
    "next_to_decide",
    "put_to",
    "read",
    "register_apart",
    "take_in",
]
