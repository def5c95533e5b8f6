"""Reads of people and their sessions."""

from app.accounts.queries.asking import LiveCourses, Present, load_actor, why_ended
from app.accounts.queries.holding import clearance_of, roles_on
from app.accounts.queries.managing import chain
from app.accounts.queries.own import any_notice, notice, own_devices, own_standing
from app.accounts.queries.people import (
    Place,
    by_sign_in_name,
    holders_by_unit,
    holders_of,
    list_people,
    names,
    staff,
    staff_and_holders,
    vetting_running_out,
)
from app.accounts.queries.standing import Person, colleagues_in, person_facts, ref_by_sign_in_name, somebody

__all__ = [
    "LiveCourses",
    "Person",
    "Place",
    "Present",
    "by_sign_in_name",
    "chain",
    "clearance_of",
    "colleagues_in",
    "holders_by_unit",
    "holders_of",
    "load_actor",
    "list_people",
    "names",
    "any_notice",
    "notice",
    "own_devices",
    "own_standing",
    "person_facts",
    "ref_by_sign_in_name",
    "roles_on",
    "somebody",
    "staff",
    "staff_and_holders",
    "vetting_running_out",
    "why_ended",
]
