"""What can be done to organisations, units, agreements, holidays and settings."""

from app.organisations.service.agencies import change_agreement, end_agreement, propose_agency
from app.organisations.service.agreeing import agree, refuse
from app.organisations.service.calendar import propose_holiday, remove_holiday
from app.organisations.service.entering import add_organisation, add_unit, edit_unit, seed_holidays
from app.organisations.service.tightening import change_setting
from app.organisations.terms import NewOrganisation, NewUnit

__all__ = [
    "NewOrganisation",
    "NewUnit",
    "add_organisation",
    "add_unit",
    "agree",
    "change_agreement",
    "change_setting",
    "edit_unit",
    "end_agreement",
    "propose_agency",
    "propose_holiday",
    "refuse",
    "remove_holiday",
    "seed_holidays",
]
