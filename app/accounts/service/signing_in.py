"""Signing in: a name, a passphrase and a code, one answer to everything that is wrong, and a session at the end."""

from dataclasses import dataclass, field, replace

from sqlalchemy import update

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.accounts.ending import end_all
from app.accounts.models import Account, SignedIn
from app.accounts.preparing import UNKNOWN, Recognised
from app.accounts.rules.sessions import LONGEST, Ending, digest_of, new_token
from app.accounts.service import counting, devices
from app.accounts.service.counting import Caller
from app.errors import Frozen, Refused
from app.unit_of_work import UnitOfWork
from audit.events import Event

RULE_PASSPHRASE = "passphrase_is_right"  # noqa: S105 - the name of a rule
RULE_CODE = "code_is_right"
RULE_ACTIVE = "account_is_active"
RULE_WAIT = "need_not_wait"
RULE_WHOLE = "credentials_are_whole"

TRY_AGAIN = "Check your name, passphrase and code, and try again."


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in: on which face, from where, with which code and which browser."""

    face: str
    caller: Caller
    code: str = field(repr=False)
    device_token: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that has begun. Both tokens go to cookies and are kept nowhere else."""

    session_token: str = field(repr=False)
    device_token: str = field(repr=False)


def sign_in(uow: UnitOfWork, attempt: Attempt, recognised: Recognised) -> Begun | None:
    """
    Begin a session and end any other of this person, or count the refusal and return ``None``.

    The record says which rule stopped it; the person is told nothing of that.
    """
    require(uow.actor, Action.SIGN_IN, Nothing(), uow.now)
    is_known = devices.is_known(uow.case, recognised.account_ref, attempt.device_token, uow.now)
    caller = replace(attempt.caller, device_digest=digest_of(attempt.device_token), is_known=is_known)
    detail = {"name": caller.name_digest, "face": attempt.face}
    try:
        with uow.trail.recording(Event.SIGN_IN, recognised.person_ref, detail=detail):
            _check(uow, caller, attempt.code, recognised)
            return _begin(uow, attempt, caller, recognised)
    except Refused as refusal:
        if refusal.rule != RULE_WAIT:
            was_right = recognised.passphrase_is_right
            counting.count(uow.case, caller, uow.now, passphrase_was_right=was_right)
        _count_for_the_owner(uow, recognised.account_ref)
        return None


def _check(uow: UnitOfWork, caller: Caller, code: str, recognised: Recognised) -> None:
    """
    Refuse unless everything is right. The code is looked at either way, and used up only when all else is right.

    :raises Refused: with the rule, for the record.
    """
    must_wait = counting.waits(uow.case, caller, uow.now) is not None
    else_right = recognised.passphrase_is_right and recognised.is_active and not must_wait
    try:
        code_is_right = uow.vault.members.accept_code(recognised.person_ref if else_right else UNKNOWN, code, uow.now)
    except Frozen:
        raise Refused(RULE_WHOLE, TRY_AGAIN) from None
    for rule, holds in (
        (RULE_WAIT, not must_wait),
        (RULE_PASSPHRASE, recognised.passphrase_is_right),
        (RULE_ACTIVE, recognised.is_active),
        (RULE_CODE, code_is_right),
    ):
        if not holds:
            raise Refused(rule, TRY_AGAIN)


def _begin(uow: UnitOfWork, attempt: Attempt, caller: Caller, recognised: Recognised) -> Begun:
    """Write the session with what the person is to be told, and return its tokens."""
    replaced = end_all(uow, recognised.person_ref, Ending.REPLACED)
    if replaced:
        uow.trail.happened(Event.SESSION_REPLACED, recognised.person_ref)
    token = new_token()
    account = uow.case.get_one(Account, recognised.account_ref)
    uow.case.add(
        SignedIn(
            token_digest=digest_of(token),
            account_ref=account.account_ref,
            person_ref=account.person_ref,
            face=attempt.face,
            made_at=uow.now,
            used_at=uow.now,
            ends_at=uow.now + LONGEST,
            previous_at=account.signed_in_at,
            refused_before=account.refused_since,
            replaced=replaced > 0,
            on_new_device=not caller.is_known,
        )
    )
    account.signed_in_at, account.refused_since = uow.now, 0
    counting.forgive(uow.case, caller)
    device_token = devices.remember(uow.case, account.account_ref, attempt.device_token, uow.now)
    uow.case.flush()
    return Begun(session_token=token, device_token=device_token)


def _count_for_the_owner(uow: UnitOfWork, account_ref: str) -> None:
    """Count an attempt that the owner of the name will be told of; for a name that is nobody's this touches no row."""
    own = update(Account).where(Account.account_ref == account_ref)
    uow.case.execute(own.values(refused_since=Account.refused_since + 1))
