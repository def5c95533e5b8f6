"""The visit of somebody who was invited: they alone make their keys, and a second person confirms them afterwards."""

from dataclasses import dataclass, field

from app.access.facts import InvitationFacts
from app.access.policy import Action, require
from app.access.standing import standing_of
from app.accounts import queries as accounts
from app.accounts.models import WAITING, Account
from app.accounts.queries import Person
from app.people import invitations
from app.people.applying import overtake_keys
from app.people.models import USED, WITHDRAWN, Change, ChangeKind, Invitation, Visit
from app.people.rules import WRONG_TRIES, is_vouched_for
from app.people.telling import Told, tell
from app.unit_of_work import UnitOfWork
from audit.events import Event
from crypto.slots import Stretched
from crypto.spoken import spoken

NOT_KNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which invitation somebody says they have."""

    sign_in_name: str
    words: str = field(repr=False)
    face: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose visit it is, and what for."""

    kind: Visit
    person: Person


@dataclass(frozen=True, slots=True)
class Brought:
    """
    What somebody brings to their visit: a new passphrase, a new app's secret, and the proof that it is they.

    ``code`` is of the new app when one is set up, and otherwise of the one they have.
    """

    passphrase: Stretched | str = field(repr=False)
    code: str = field(repr=False)
    totp_secret: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Visited:
    """What came of a visit. ``key_words`` are read out to whoever confirms; empty where no key was made."""

    is_right: bool
    kind: Visit
    key_words: str = ""
    group: str = ""


def open_invitation(uow: UnitOfWork, asked: Asked) -> Opened:
    """
    Return what an invitation is for, without using it.

    :raises Refused: there is no such invitation, or it was used, taken back or is over: one answer to all of these.
    """
    row = invitations.find(uow, asked.sign_in_name, asked.words, asked.face)
    with uow.trail.consulting(Event.INVITATION_OPEN, row.invitation_ref if row else NOT_KNOWN):
        require(uow.actor, Action.INVITATION_TAKE, _facts(uow, row), uow.now)
        return _opened(uow, row)


def take(uow: UnitOfWork, asked: Asked, brought: Brought) -> Visited:
    """
    Use an invitation: make keys, or put a new app in the place of the lost one. It works once.

    A wrong code or passphrase uses nothing up, and after five of them the invitation is closed.

    :raises Refused: there is no such invitation, or it was used, taken back or is over.
    """
    row = invitations.find(uow, asked.sign_in_name, asked.words, asked.face)
    with uow.trail.recording(Event.INVITATION_TAKE, row.invitation_ref if row else NOT_KNOWN) as note:
        require(uow.actor, Action.INVITATION_TAKE, _facts(uow, row), uow.now)
        opened = _opened(uow, row)
        invitation = uow.case.get_one(Invitation, row.invitation_ref if row else "")
        note.detail |= {"person": opened.person.person_ref, "kind": opened.kind.value}
        if not _proved(uow, opened, brought):
            note.detail["proof"] = "wrong"
            invitation.wrong_tries += 1
            invitation.state = WITHDRAWN if invitation.wrong_tries >= WRONG_TRIES else invitation.state
            return Visited(is_right=False, kind=opened.kind)
        invitation.state = USED
        if opened.kind is Visit.DEVICE:
            return _with_new_device(uow, opened, invitation.then)
        return _with_new_keys(uow, opened, brought, invitation.made_by)


def _opened(uow: UnitOfWork, row: Invitation | None) -> Opened:
    person_ref, kind = (row.person_ref, Visit(row.kind)) if row else ("", Visit.JOIN)
    return Opened(kind, accounts.somebody(uow.case, person_ref, uow.now))


def _facts(uow: UnitOfWork, row: Invitation | None) -> InvitationFacts:
    return row.facts() if row else InvitationFacts(NOT_KNOWN, "NONE", uow.now)


def _proved(uow: UnitOfWork, opened: Opened, brought: Brought) -> bool:
    """Return whether it is they: by what they did not lose, and by a code of the app that they will use."""
    members, ref = uow.vault.members, opened.person.person_ref
    if opened.kind is Visit.PASSPHRASE:
        return members.accept_code(ref, brought.code, uow.now)
    if opened.kind is Visit.DEVICE:
        is_right = isinstance(brought.passphrase, Stretched) and members.is_right(ref, brought.passphrase)
        return is_right and members.adopt_totp_secret(ref, brought.totp_secret, brought.code)
    return members.shows_code_of(brought.totp_secret, brought.code)


def _with_new_device(uow: UnitOfWork, opened: Opened, then: str) -> Visited:
    """Put the account back as it stood before it was stopped for this: the passphrase was right, no key has changed."""
    uow.case.get_one(Account, opened.person.account_ref).state = then
    tell(uow, opened.person.person_ref, Told.NEW_DEVICE)
    return Visited(is_right=True, kind=opened.kind)


def _with_new_keys(uow: UnitOfWork, opened: Opened, brought: Brought, made_by: str) -> Visited:
    """Make keys under the new passphrase, and let them wait for whoever confirms that they are this person's."""
    person, members = opened.person, uow.vault.members
    if opened.kind is Visit.JOIN:
        public = members.enrol(person.person_ref, brought.passphrase)
        members.adopt_totp_secret(person.person_ref, brought.totp_secret, brought.code)
    else:
        public = members.renew(person.person_ref, brought.passphrase)
    account = uow.case.get_one(Account, person.account_ref)
    account.state, account.to_be_signed = WAITING, is_vouched_for(person.roles) or bool(person.group)
    overtake_keys(uow, person.person_ref)
    row = Change(person_ref=person.person_ref, kind=ChangeKind.KEYS, entered={"keys": public.digest.hex()})
    row.entered_by, row.entered_at, row.standing, row.group = made_by, uow.now, standing_of(person.roles), person.group
    uow.case.add(row)
    tell(uow, person.person_ref, Told.NEW_KEYS)
    return Visited(is_right=True, kind=opened.kind, key_words=spoken(public.digest), group=person.group)
