"""Mending a group that cannot sign for itself: whoever runs the server does it, with the root keys in their hands."""

from typing import Any

from sqlalchemy import select

from app.access.facts import MembershipFacts
from app.access.policy import Action, require
from app.accounts import queries as accounts
from app.accounts.models import ACTIVE, LEFT, SUSPENDED, WAITING, Account
from app.accounts.rules.sessions import Ending
from app.errors import Conflict, Invalid, NotFound
from app.people import invitations, queries
from app.people.models import Visit
from app.people.queries import Want
from app.people.service.changing import WRONG_WORDS
from app.people.service.inviting import Invited
from app.people.signed import MEMBERS, settle
from app.people.telling import Told, begin_anew
from app.unit_of_work import UnitOfWork
from audit.events import Event
from crypto.spoken import are_the_words


def to_repair(uow: UnitOfWork, group: str, sign_in_name: str) -> tuple[str, Want | None]:
    """
    Return whom a name is of, and the change to the group that waits for them: ``None`` while they have made no keys.

    :raises NotFound: nobody has this name.
    """
    with uow.trail.consulting(Event.ROSTER_LIST) as note:
        named = select(Account.person_ref).where(Account.sign_in_name == sign_in_name, Account.state != LEFT)
        person_ref = uow.case.scalar(named) or ""
        require(uow.actor, Action.ROSTER_REPAIR, MembershipFacts(person_ref, group, ""), uow.now)
        if not person_ref:
            raise NotFound
        note.detail["listed"] = [person_ref]
        return person_ref, _want(uow, group, person_ref)


def begin_repair(uow: UnitOfWork, group: str, person_ref: str, authority: Any, *, reason: str) -> Invited:
    """
    Stop the account of somebody whose group cannot look after them, and invite them to make new keys.

    They show a code of the app they still have, as everybody does who lost the passphrase.

    :raises Refused: these are not the root keys, or two members can sign.
    :raises Conflict: they do not belong to the group, or have not come in yet.
    """
    recording = uow.trail.recording(Event.ROSTER_REPAIR, person_ref, reason=reason, detail={"group": group})
    with recording as note:
        note.detail["step"] = "invited"
        permit = require(uow.actor, Action.ROSTER_REPAIR, MembershipFacts(person_ref, group, ""), uow.now)
        uow.vault.repairing.require_needed(permit, authority)
        person = accounts.somebody(uow.case, person_ref, uow.now)
        if person.state not in {ACTIVE, WAITING, SUSPENDED} or group not in {person.group, MEMBERS}:
            raise Conflict("They do not belong to this group, or have not come in yet.")
        uow.case.get_one(Account, person.account_ref).state = SUSPENDED
        begin_anew(uow, person_ref, Ending.STOPPED)
        return Invited(person_ref, invitations.make(uow, person_ref, Visit.PASSPHRASE))


def repair(uow: UnitOfWork, group: str, person_ref: str, authority: Any, *, reason: str, words: str = "") -> None:
    """
    Let the root keys sign the group's next roster: the person with the keys that they made, or without the person.

    :param authority: the root keys, and the group's recovery shares if there are any (``app.vault.repairing``).
    :param words: what the person read out of their keys; not needed to take somebody out.
    :raises NotFound: nothing is to be signed for them.
    :raises Refused: these are not the root keys, the shares are not the group's, or two members can sign.
    :raises Invalid: the words are not those of the keys.
    :raises Conflict: the group would be too small, or they belong to another.
    """
    recording = uow.trail.recording(Event.ROSTER_REPAIR, person_ref, reason=reason, detail={"group": group})
    with recording as note:
        note.detail["step"] = "signed"
        permit = require(uow.actor, Action.ROSTER_REPAIR, MembershipFacts(person_ref, group, ""), uow.now)
        want = _want(uow, group, person_ref)
        if want is None:
            raise NotFound
        note.detail["change"] = want.what
        if want.public is not None and not are_the_words(words, want.public.digest):
            raise Invalid({"words": WRONG_WORDS})
        uow.vault.repairing.repair(permit, authority, want.public)
        settle(uow, want, Told.GROUP_MENDED)


def _want(uow: UnitOfWork, group: str, person_ref: str) -> Want | None:
    """Return the change that a group's roster should have about a person."""
    signing = "custodians" if group == MEMBERS else group
    return next(
        (want for want in queries.wants(uow, signing) if (want.group, want.person_ref) == (group, person_ref)), None
    )
