"""What follows once a roster is in force: somebody comes in, and what is still to be signed is known."""

from sqlalchemy import select

from app.accounts import queries as accounts
from app.accounts.models import ACTIVE, Account
from app.accounts.models import WAITING as TO_BE_CONFIRMED
from app.accounts.rules.sessions import Ending
from app.people import queries
from app.people.models import CONFIRMED, WAITING, Change, ChangeKind
from app.people.queries import Want
from app.people.telling import Told, begin_anew, tell
from app.unit_of_work import UnitOfWork

MEMBERS = "members"
KEY_GROUPS = ("custodians", "authorisers", "auditors")


def settle(uow: UnitOfWork, want: Want, told: Told) -> None:
    """Let a roster count that has come in force: somebody may come in, and what is still to be signed is known."""
    _let_in(uow, want, told)
    left = (one for group in KEY_GROUPS for one in queries.wants(uow, group))
    account = uow.case.scalars(select(Account).where(Account.person_ref == want.person_ref)).one()
    account.to_be_signed = any(one.person_ref == want.person_ref for one in left)


def _let_in(uow: UnitOfWork, want: Want, told: Told) -> None:
    """Open the account of somebody whose new keys were signed for, and tell them."""
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
    tell(uow, want.person_ref, told)
