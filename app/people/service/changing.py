"""Changes to what people hold: entered by one, confirmed by another, and by the one concerned never."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.access.facts import ChangeFacts
from app.access.policy import Action, require, visible
from app.access.standing import standing_of
from app.accounts import queries as accounts
from app.accounts.models import SUSPENDED
from app.accounts.queries import Person
from app.accounts.queries.standing import group_of
from app.errors import Conflict, Invalid, NotFound
from app.markings.vetting import VETTING_BY_CODE, VettingStatus
from app.organisations import queries as organisations
from app.organisations.rules import local_day
from app.people import queries
from app.people.applying import apply
from app.people.models import CONFIRMED, REFUSED, Change, ChangeKind, change_columns
from app.people.service.inviting import problem_with_roles
from app.training.courses import COURSE_BY_CODE
from app.unit_of_work import UnitOfWork
from audit.events import Event
from crypto.spoken import are_the_words

ENTERED_UNDER = {ChangeKind.TRAINING: Action.TRAINING_ENTER}
# A line manager is entered for a day near this one.
MOST_DAYS = 366
WRONG_WORDS = "These are not the words of their keys. Have them read out again, word by word, by the person themself."


def enter(uow: UnitOfWork, person_ref: str, kind: ChangeKind, entered: Mapping[str, Any]) -> str:
    """
    Enter a change about somebody; it counts once a second person has confirmed it. Returns its reference.

    :param entered: codes and ISO days: ``level, status, granted_on, ends_on`` of vetting, ``course, passed_on`` of
        training, ``roles, unit_ref`` of roles, ``manager_ref, from_on`` of a line manager (empty for
        nobody), nothing of restoring.
    :raises Invalid: a code or a day that cannot be.
    :raises NotFound: there is nobody of this reference.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.CHANGE_ENTER, person_ref, detail={"kind": kind.value}):
        person = accounts.somebody(uow.case, person_ref, uow.now)
        require(uow.actor, ENTERED_UNDER.get(kind, Action.PERSON_MANAGE), person.facts(), uow.now)
        _check(uow, person, kind, entered)
        facts = _facts_of(person, kind, entered)
        row = Change(person_ref=person_ref, kind=kind.value, entered=dict(entered), entered_by=uow.actor.person_ref)
        row.entered_at, row.standing, row.group = uow.now, facts.standing, facts.group
        uow.case.add(row)
        uow.case.flush()
        return row.change_ref


def waiting(uow: UnitOfWork) -> list[queries.Line]:
    """Return the changes that this person may confirm, oldest first."""
    with uow.trail.consulting(Event.CHANGE_LIST) as note:
        may = visible(uow.actor, Action.CHANGE_CONFIRM, change_columns(), uow.now)
        lines = queries.waiting(uow.case, may)
        note.detail["listed"] = [line.change_ref for line in lines]
        return lines


def read(uow: UnitOfWork, change_ref: str) -> tuple[Change, Person]:
    """
    Return a change and whom it concerns, for somebody who may confirm it or who entered it.

    :raises NotFound: there is none that this person may know of.
    """
    with uow.trail.consulting(Event.CHANGE_READ, change_ref):
        may = visible(uow.actor, Action.CHANGE_CONFIRM, change_columns(), uow.now)
        row = queries.find(uow.case, change_ref, may | (Change.entered_by == uow.actor.person_ref))
        return row, accounts.somebody(uow.case, row.person_ref, uow.now)


def confirm(uow: UnitOfWork, change_ref: str, *, words: str = "") -> None:
    """
    Confirm what somebody else entered: it counts from here on.

    :param words: for new keys, the words that the person themself read out.
    :raises NotFound: there is none.
    :raises Refused: whoever entered it, whom it concerns, or somebody who stands lower confirms nothing.
    :raises Invalid: the words are not those of the keys.
    :raises Conflict: two members of the group must sign instead, or something else must be done first.
    """
    with uow.trail.recording(Event.CHANGE_CONFIRM, change_ref) as note:
        row = queries.find(uow.case, change_ref)
        note.detail |= {"person": row.person_ref, "kind": row.kind}
        person = accounts.somebody(uow.case, row.person_ref, uow.now)
        require(uow.actor, Action.CHANGE_CONFIRM, _as_high_as_now(row, person), uow.now)
        if row.kind == ChangeKind.KEYS:
            _require_words(uow, row, person, words)
        row.state, row.decided_by, row.decided_at = CONFIRMED, uow.actor.person_ref, uow.now
        apply(uow, row)


def refuse(uow: UnitOfWork, change_ref: str, *, reason: str) -> None:
    """
    Refuse what somebody else entered, with a reason.

    :raises NotFound: there is none.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.CHANGE_REFUSE, change_ref, reason=reason) as note:
        row = queries.find(uow.case, change_ref)
        note.detail |= {"person": row.person_ref, "kind": row.kind}
        person = accounts.somebody(uow.case, row.person_ref, uow.now)
        require(uow.actor, Action.CHANGE_CONFIRM, _as_high_as_now(row, person), uow.now)
        row.state, row.decided_by, row.decided_at, row.reason = REFUSED, uow.actor.person_ref, uow.now, reason


def _as_high_as_now(row: Change, person: Person) -> ChangeFacts:
    """Return the facts of a change, about the person as they stand now, if that is higher than when it was entered."""
    now = _facts_of(person, ChangeKind(row.kind), row.entered)
    stored = row.facts()
    standing, group = max(stored.standing, now.standing), now.group or stored.group
    return ChangeFacts(stored.ref, stored.person_ref, stored.entered_by, stored.state, standing, group)


def _facts_of(person: Person, kind: ChangeKind, entered: Mapping[str, Any]) -> ChangeFacts:
    """Return how high a change stands: as high as the person, or as the roles that it would give them."""
    roles = tuple(entered["roles"]) if kind is ChangeKind.ROLES else ()
    facts = person.facts()
    standing = max(facts.standing, standing_of(roles))
    return ChangeFacts("", person.person_ref, "", "WAITING", standing, facts.group or group_of(roles))


def _require_words(uow: UnitOfWork, row: Change, person: Person, words: str) -> None:
    """Refuse keys whose words the person did not read out, and those that a group signs for."""
    if person.group:
        raise Conflict("They hold keys of a group. Two members of the group sign for them, under “Keys to sign for”.")
    public = uow.vault.members.offered(row.person_ref)
    if public is None or public.digest.hex() != row.entered["keys"]:
        raise NotFound
    if not are_the_words(words, public.digest):
        raise Invalid({"words": WRONG_WORDS})


def _check(uow: UnitOfWork, person: Person, kind: ChangeKind, entered: Mapping[str, Any]) -> None:
    """Refuse what cannot be; Invalid with every problem at once."""
    problems: dict[str, str] = {}
    if kind is ChangeKind.VETTING:
        problems = _vetting_problems(entered, local_day(uow.now))
    elif kind is ChangeKind.TRAINING:
        problems = _training_problems(entered, local_day(uow.now))
    elif kind is ChangeKind.ROLES:
        problems = _role_problems(uow, person, entered)
    elif kind is ChangeKind.MANAGER:
        problems = _manager_problems(uow, person, entered)
    elif kind is ChangeKind.KEYS or person.state != SUSPENDED:
        raise Conflict("Their account is not stopped.")
    found = {name: told for name, told in problems.items() if told}
    if found:
        raise Invalid(found)


def _training_problems(entered: Mapping[str, Any], today: date) -> dict[str, str]:
    later = date.fromisoformat(entered["passed_on"]) > today
    return {
        "course": "" if entered["course"] in COURSE_BY_CODE else "Choose a course from the list.",
        "passed_on": "The day it was passed cannot lie in the future." if later else "",
    }


def _role_problems(uow: UnitOfWork, person: Person, entered: Mapping[str, Any]) -> dict[str, str]:
    unit = organisations.unit(uow.case, entered["unit_ref"])
    partner = organisations.organisation(uow.case, unit.organisation_ref).is_partner
    stays = partner == (person.face == "partner")
    return {
        "roles": problem_with_roles(entered["roles"], partner=partner),
        "unit_ref": "" if stays else "Nobody moves between the unit and its partners. End the one and invite anew.",
    }


def _manager_problems(uow: UnitOfWork, person: Person, entered: Mapping[str, Any]) -> dict[str, str]:
    begins, manager_ref = date.fromisoformat(entered["from_on"]), entered["manager_ref"]
    if person.face != "staff":
        raise Conflict("Line managers are entered of whoever works here, and of nobody at an agency.")
    if manager_ref and manager_ref not in accounts.staff(uow.case):
        return {"manager_ref": "Choose somebody from the list."}
    circle = manager_ref == person.person_ref or person.person_ref in accounts.chain(uow.case, manager_ref, begins)
    return {
        "manager_ref": "They stand above whoever you chose: nobody is above themself." if circle else "",
        "from_on": "" if abs((begins - local_day(uow.now)).days) <= MOST_DAYS else "Check the year.",
    }


def _vetting_problems(entered: Mapping[str, Any], today: date) -> dict[str, str]:
    granted, ends = date.fromisoformat(entered["granted_on"]), date.fromisoformat(entered["ends_on"])
    return {
        "level": "" if entered["level"] in VETTING_BY_CODE else "Choose a level from the list.",
        "status": "" if entered["status"] in set(VettingStatus) else "Choose how it stands from the list.",
        "granted_on": "The day it was granted cannot lie in the future." if granted > today else "",
        "ends_on": "Its last day must come after the day it was granted." if ends <= granted else "",
    }
