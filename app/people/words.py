"""The words in which pages speak of visits, changes and groups."""

from types import SimpleNamespace

from app.people.models import ChangeKind, Visit

WORDS = SimpleNamespace(
    kinds={
        ChangeKind.KEYS: "New keys",
        ChangeKind.VETTING: "Vetting",
        ChangeKind.TRAINING: "A course passed",
        ChangeKind.ROLES: "Roles and unit",
        ChangeKind.RESTORE: "Open the account again",
        ChangeKind.MANAGER: "Line manager",
    },
    visits={
        Visit.JOIN: "To join",
        Visit.PASSPHRASE: "Lost passphrase",
        Visit.DEVICE: "Lost device",
    },
    states={
        "ACTIVE": "Active",
        "INVITED": "Invited",
        "WAITING": "Waits to be confirmed",
        "SUSPENDED": "Suspended",
        "LEFT": "Left",
    },
    state_colours={"ACTIVE": "green", "INVITED": "blue", "WAITING": "yellow", "SUSPENDED": "red", "LEFT": "grey"},
    decided={"WAITING": "Waits", "CONFIRMED": "Confirmed", "REFUSED": "Refused"},
    groups={
        "custodians": "Custodians",
        "authorisers": "Authorisers",
        "auditors": "Auditors",
        "members": "Those who may be given a key",
    },
    wants={"IN": "Take in", "OUT": "Take out", "NEW_KEYS": "Put new keys in the place of the old"},
)
