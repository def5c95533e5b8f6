"""What people do about each other: invite, visit, enter and confirm, sign for keys, stop, and see off."""

from app.people.service.changing import confirm, enter, read, refuse, waiting
from app.people.service.inviting import Invited, Newcomer, invite, invite_again, renew, withdraw
from app.people.service.looking import Looked, look
from app.people.service.own import put_notices_away
from app.people.service.repairing import begin_repair, repair, to_repair
from app.people.service.signing import before_signing, sign, take_back, to_sign
from app.people.service.stopping import Parting, end, give, parting, plan_leaving, suspend
from app.people.service.visiting import Asked, Brought, Opened, Visited, open_invitation, take

__all__ = [
    "Asked",
    "Brought",
    "Invited",
    "Looked",
    "Newcomer",
    "Opened",
    "Parting",
    "Visited",
    "before_signing",
    "begin_repair",
    "confirm",
    "end",
    "enter",
    "give",
    "invite",
    "invite_again",
    "look",
    "open_invitation",
    "parting",
    "plan_leaving",
    "put_notices_away",
    "read",
    "refuse",
    "renew",
    "repair",
    "sign",
    "suspend",
    "take",
    "take_back",
    "to_repair",
    "to_sign",
    "waiting",
    "withdraw",
]
