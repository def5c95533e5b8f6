"""Reaching a source: asking, deciding, calling, writing down, and what follows."""

from app.contacts.service.asking import (
    ask,
    ask_longer,
    ask_standing,
    before_asking,
    before_asking_standing,
    own,
    read_own,
    to_decide,
)
from app.contacts.service.calling import Contact, compare_code_word, open_contact, show_number
from app.contacts.service.deciding import approve, end_expired, let_call, read_to_decide, refuse, revoke
from app.contacts.service.recording import (
    Called,
    before_attempt,
    before_receiving,
    record_attempt,
    record_received,
)

__all__ = [
    "Called",
    "Contact",
    "approve",
    "ask",
    "ask_longer",
    "ask_standing",
    "before_asking",
    "before_asking_standing",
    "before_attempt",
    "before_receiving",
    "compare_code_word",
    "end_expired",
    "let_call",
    "open_contact",
    "own",
    "read_to_decide",
    "read_own",
    "record_attempt",
    "record_received",
    "refuse",
    "revoke",
    "show_number",
    "to_decide",
]
