"""Signing for a colleague's keys: two members of the group, each of whom heard the words from the person themself."""

from app.access.facts import MembershipFacts
from app.access.policy import Action, require
from app.errors import Invalid, NotFound
from app.people import queries
from app.people.queries import Want
from app.people.service.changing import WRONG_WORDS
from app.people.signed import settle
from app.people.telling import Told
from app.unit_of_work import UnitOfWork
from audit.events import Event
from crypto.spoken import are_the_words


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
            settle(uow, want, Told.GROUP_JOINED)
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
