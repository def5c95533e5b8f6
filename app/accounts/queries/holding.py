"""Who holds what: roles on a day, and the clearance that counts."""

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from app.accounts.models import Clearance, RoleHeld


def roles_on(day: date) -> Select[*tuple[Any, ...]]:
    """Return a query for who holds which role on a day: ``person_ref, role, from_on``."""
    return select(RoleHeld.person_ref, RoleHeld.role, RoleHeld.from_on).where(
        RoleHeld.from_on <= day, or_(RoleHeld.to_on.is_(None), RoleHeld.to_on >= day)
    )


def clearance_of(person_ref: str) -> Select[*tuple[Any, ...]]:
    """
    Return the query for the clearance that counts: the one granted last.

    An older one never stands in for it: whose SC is suspended is not let in by the CTC they held before.
    """
    newest = (Clearance.granted_on.desc(), Clearance.clearance_ref)
    return select(Clearance).where(Clearance.person_ref == person_ref).order_by(*newest).limit(1)
