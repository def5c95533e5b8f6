"""What the rosters of the key groups lack, compared with who should be in them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.models import ACTIVE, LEFT, SUSPENDED, WAITING, Account, Person
from app.accounts.queries import roles_on
from app.accounts.queries.standing import group_of
from app.organisations.rules import local_day
from app.people.rules import is_vouched_for
from app.unit_of_work import UnitOfWork
from crypto.keys import MemberPublic
from crypto.roster import Roster

CUSTODIANS, MEMBERS = "custodians", "members"
IN, OUT, NEW_KEYS = "IN", "OUT", "NEW_KEYS"


@dataclass(frozen=True, slots=True)
class Want:
    """
    One change that a roster should have: take somebody in, take them out, or put their new keys in the old one's place.

    ``public`` is what they offer, ``None`` when they go out; ``first_signer`` has signed already.
    """

    group: str
    person_ref: str
    name: str
    what: str
    public: MemberPublic | None
    first_signer: str | None = None

    @property
    def signing_group(self) -> str:
        """Whose members sign it: those of the group itself; custodians for who may be given a key at all."""
        return CUSTODIANS if self.group == MEMBERS else self.group


def wants(uow: UnitOfWork, signing_group: str) -> list[Want]:
    """
    Return the changes that a key group is to sign, by group and name.

    :raises Frozen: a roster does not hold.
    """
    groups = (CUSTODIANS, MEMBERS) if signing_group == CUSTODIANS else (signing_group,)
    people, offers = _people(uow.case, uow.now), uow.vault.members.offers()
    uow.vault.groups.read_ahead(groups)
    rosters = {group: uow.vault.groups.current(group) for group in groups}
    waiting = uow.vault.cosigning.proposed_in(groups).values()
    signed = {(one.group, one.person_ref): one.signer for one in waiting}
    found = (_wants_of(rosters[group], signed, people, offers) for group in groups)
    return [want for wanted in found for want in wanted]


def to_be_signed() -> Select[Account]:
    """Return the query for accounts whose keys may have to be signed for. Without any, no board reads a roster."""
    return select(Account).where(Account.to_be_signed)


@dataclass(frozen=True, slots=True)
class _Known:
    person_ref: str
    name: str
    state: str
    roles: tuple[str, ...]

    def belongs(self, group: str) -> bool:
        """Return whether they should be in a group's roster."""
        if self.state not in {ACTIVE, WAITING, SUSPENDED}:
            return False
        return is_vouched_for(self.roles) if group == MEMBERS else group_of(self.roles) == group


def _people(case: Session, now: datetime) -> dict[str, _Known]:
    """Return everybody with what they hold today. One statement."""
    held = roles_on(local_day(now)).subquery()
    rows = case.execute(
        select(Person.person_ref, Person.name, Account.state, held.c.role)
        .join(Account, Account.person_ref == Person.person_ref)
        .outerjoin(held, held.c.person_ref == Person.person_ref)
        .order_by(Person.name, Person.person_ref)
    )
    found: dict[str, _Known] = {}
    for row in rows:
        before = found.get(row.person_ref)
        roles = (*(before.roles if before else ()), *((row.role,) if row.role else ()))
        found[row.person_ref] = _Known(row.person_ref, row.name, row.state, roles)
    return found


def _wants_of(
    roster: Roster, signed: dict[tuple[str, str], str], people: dict[str, _Known], offers: dict[str, bytes]
) -> list[Want]:
    found, group = [], roster.group
    for person in people.values():
        named = roster.member(person.person_ref)
        change = _change(group, person, named, offers.get(person.person_ref, b""))
        if change is None:
            continue
        what, public = change
        first = signed.get((group, person.person_ref))
        found.append(Want(group, person.person_ref, person.name, what, public, first))
    return found


def _change(
    group: str, person: _Known, named: MemberPublic | None, offered: bytes
) -> tuple[str, MemberPublic | None] | None:
    """Return what a roster should change about a person, and the keys it should name; ``None`` for nothing."""
    gone = person.state == LEFT if group == MEMBERS else not person.belongs(group)
    if named is not None and gone:
        return OUT, None
    if named is None and not person.belongs(group):
        return None
    if not offered or (named is not None and offered == named.encode()):
        return None
    return (NEW_KEYS if named else IN), MemberPublic.decode(offered)
