"""What must be so before somebody is enrolled: roles that may meet, vetting that suffices, courses that are passed."""

import re
from datetime import date, datetime

from app.accounts.enrolment import Enrolment
from app.accounts.roles import ROLE_BY_CODE, Face, groups_of, incompatible, required_courses
from app.accounts.rules.passphrases import problem_with
from app.markings.vetting import VETTING_BY_CODE, VettingStatus, last_moment, live_rank, minimum_rank

# ASCII only: two names that look alike are one name.
SIGN_IN_NAME = re.compile(r"[a-z][a-z0-9.-]{1,62}[a-z0-9]")


def problems_with(new: Enrolment, unit_name: str, now: datetime) -> dict[str, str]:
    """Return what is wrong with an enrolment and how to mend it, by field; empty when nothing is."""
    known = [code for code in new.roles if code in ROLE_BY_CODE]
    found = {
        "name": "" if new.name.strip() else "Enter the person's name.",
        "sign_in_name": _problem_with_name(new.sign_in_name),
        "roles": _problem_with_roles(new),
        "clearance": _problem_with_clearance(new, now),
        "courses": _problem_with_courses(new, known, now),
        "passphrase": problem_with(
            new.passphrase,
            context=(new.name, new.sign_in_name, unit_name),
            words_needed=bool(groups_of(known)),
        ),
    }
    return {name: problem for name, problem in found.items() if problem}


def face_of(new: Enrolment) -> Face:
    """Return the face that the roles belong to; they were checked to have one between them."""
    return ROLE_BY_CODE[new.roles[0]].face


def _problem_with_name(name: str) -> str:
    if SIGN_IN_NAME.fullmatch(name):
        return ""
    return "Use 3 to 64 small letters, figures, dots and hyphens, beginning with a letter."


def _problem_with_roles(new: Enrolment) -> str:
    if not new.roles:
        return "Choose at least one role."
    unknown = [code for code in new.roles if code not in ROLE_BY_CODE or ROLE_BY_CODE[code].face is Face.PUBLIC]
    if unknown:
        return f"{unknown[0]} is not a role that anybody at work can hold."
    pairs = incompatible(new.roles)
    if not pairs:
        return ""
    one, other = (ROLE_BY_CODE[code].label for code in pairs[0])
    return f"Nobody may be {one.lower()} and {other.lower()} at once. Choose one of them."


def _problem_with_clearance(new: Enrolment, now: datetime) -> str:
    level = VETTING_BY_CODE.get(new.clearance.level)
    if level is None:
        return "Choose a vetting level from the list."
    if _begins_later(new.clearance.granted_on, now):
        return "Enter the day the clearance was granted: it cannot lie in the future."
    rank = live_rank(level.code, VettingStatus.HELD, last_moment(new.clearance.ends_on), now)
    short = [code for code in new.roles if code in ROLE_BY_CODE and minimum_rank(code) > rank]
    if not short:
        return ""
    role = ROLE_BY_CODE[short[0]]
    return f"{role.label} needs {role.minimum_vetting or 'no vetting'} or higher, valid today."


def _problem_with_courses(new: Enrolment, roles: list[str], now: datetime) -> str:
    live = {passed.course for passed in new.courses if passed.ends_at > now}
    missing = sorted(required_courses(roles) - live)
    return f"These courses must be passed and valid first: {', '.join(missing)}." if missing else ""


def _begins_later(day: date, now: datetime) -> bool:
    """Return whether a day has not begun yet anywhere; a day's difference between zones is let pass."""
    return day > now.date()
