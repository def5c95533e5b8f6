"""Signing for a colleague's keys: two members of the group, each of whom heard the words from the person themself."""

from sqlalchemy import select

from app.access.facts import MembershipFacts
from app.access.policy import Action, require
from app.accounts import queries as accounts
from app.accounts.models import ACTIVE, Account
from app.accounts.models import WAITING as TO_BE_CONFIRMED
from app.accounts.rules.sessions import Ending
from app.errors import Invalid, NotFound
from app.people import queries
from app.people.models import CONFIRMED, WAITING, Change, ChangeKind
from app.people.queries import Want
from app.people.service.changing import WRONG_WORDS
from app.people.telling import Told, begin_anew, tell
from app.unit_of_work import UnitOfWork
from audit.events import Event
from crypto.spoken import are_the_words

MEMBERS = "members"
KEY_GROUPS = ("custodians", "authorisers", "auditors")


def to_sign(uow: UnitOfWork) -> list[Want]:
    """Return what the group of the person who asks is to sign, and who has signed."""
    with uow.trail.consulting(Event.ROSTER_LIST) as note:
        require(uow.actor, Action.ROSTER_LIST, MembershipFacts("", "", ""), uow.now)
        found = [want for group in sorted(uow.actor.groups) for want in queries.wants(uow, group)]
        note.detail["listed"] = [want.person_ref for want in found]
        return found


def before_signing(uow: UnitOfWork, group: str, person_ref: str) -> Want:
    """
    Return one change that this person's group is to sign.

    :raises NotFound: there is none, or it is another group's.
    """
    with uow.trail.consulting(Event.ROSTER_LIST, person_ref):
        require(uow.actor, Action.ROSTER_LIST, MembershipFacts("", "", ""), uow.now)
        return _find(uow, group, person_ref)


def sign(uow: UnitOfWork, group: str, person_ref: str, *, words: str = "") -> bool:
    """
    Sign one change to a group. Returns whether it is in force, which takes two.

    :param words: what the person read out of their keys; not needed to take somebody out.
    :raises NotFound: there is no such change to sign.
    :raises Refused: not a member, one's own keys, or signed by oneself already.
    :raises Invalid: the words are not those of the keys.
    :raises Locked: the signer has not unlocked.
    :raises Conflict: another change of the group waits, or the group would be too small.
    """
    with uow.trail.recording(Event.ROSTER_SIGN, person_ref, detail={"group": group}) as note:
        want = _find(uow, group, person_ref)
        note.detail["change"] = want.what
        facts = MembershipFacts(person_ref, group, want.signing_group, want.first_signer)
        permit = require(uow.actor, Action.ROSTER_SIGN, facts, uow.now)
        if want.public is not None and not are_the_words(words, want.public.digest):
            raise Invalid({"words": WRONG_WORDS})
        in_force = uow.vault.cosigning.sign(permit, want.public)
        if in_force:
            _let_in(uow, want)
            left = (one for group in KEY_GROUPS for one in queries.wants(uow, group))
            account = uow.case.scalars(select(Account).where(Account.person_ref == person_ref)).one()
            account.to_be_signed = any(one.person_ref == person_ref for one in left)
        return in_force


def take_back(uow: UnitOfWork, group: str, person_ref: str) -> None:
    """
    Drop a change that one member has signed, so that another can be.

    :raises NotFound: none waits for this person.
    """
    with uow.trail.recording(Event.ROSTER_WITHDRAW, person_ref, detail={"group": group}):
        want = _find(uow, group, person_ref)
        facts = MembershipFacts(person_ref, group, want.signing_group)
        require(uow.actor, Action.ROSTER_SIGN, facts, uow.now)
        uow.vault.cosigning.withdraw(group)


def _find(uow: UnitOfWork, group: str, person_ref: str) -> Want:
    own = (want for name in sorted(uow.actor.groups) for want in queries.wants(uow, name))
    found = next((want for want in own if (want.group, want.person_ref) == (group, person_ref)), None)
    if found is None:
        raise NotFound
    return found


def _let_in(uow: UnitOfWork, want: Want) -> None:
    """Open the account of somebody whose group has signed for their new keys, and tell them."""
    if want.public is None or want.group == MEMBERS:
        return
    person = accounts.somebody(uow.case, want.person_ref, uow.now)
    keys = select(Change).where(
        Change.person_ref == want.person_ref, Change.kind == ChangeKind.KEYS, Change.state == WAITING
    )
    for row in uow.case.scalars(keys).all():
        row.state, row.decided_at = CONFIRMED, uow.now
        row.decided_by = uow.actor.person_ref if row.entered_by != uow.actor.person_ref else None
    if person.state == TO_BE_CONFIRMED:
        uow.case.get_one(Account, person.account_ref).state = ACTIVE
    begin_anew(uow, want.person_ref, Ending.STANDING_CHANGED)
    tell(uow, want.person_ref, Told.GROUP_JOINED)
