"""Which unit a colleague's own referral goes to: one in which somebody is left who may assess it and agree to that."""

from dataclasses import replace

from app.accounts import queries as accounts
from app.allegations.given import Collected
from app.unit_of_work import UnitOfWork

# Without one of each nothing in a unit comes to an end.
NEEDED = ("ASSESSOR", "INTEL_MANAGER")


def placed(uow: UnitOfWork, given: Collected) -> Collected:
    """Return the same allegation for the unit it is for; for another where everybody needed there is kept from it."""
    if given.kept is None:
        return given
    held = accounts.holders_by_unit(uow.case, NEEDED, uow.now)
    kept = uow.kept_among({ref for _unit, _role, ref in held}, given.kept)
    able = {(unit, role) for unit, role, ref in held if ref not in kept}
    units = [given.unit_ref, *sorted({unit for unit, _role, _ref in held} - {given.unit_ref})]
    fit = (unit for unit in units if all((unit, role) in able for role in NEEDED))
    return replace(given, unit_ref=next(fit, given.unit_ref))
