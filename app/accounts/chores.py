"""What the steward does for accounts, and how often."""

from datetime import timedelta

from app.access.actor import steward
from app.accounts.service import forget_what_is_over
from app.database import new_id
from app.unit_of_work import House

FORGET_EVERY = timedelta(hours=1)


def forget(house: House) -> int:
    """Forget ended sessions, refusals of another day and browsers not used for long; return how many rows."""
    with house.work(steward(new_id())) as uow:
        return forget_what_is_over(uow)
