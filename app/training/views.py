"""What training adds to the pages of accounts: one's own courses, and whose run out."""

from typing import Any

from app.access.policy import Action
from app.training import queries
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.boards import Section

ACCOUNT_PAGE = "account"
PEOPLE_PAGE = "people"


def own_courses(uow: UnitOfWork) -> dict[str, Any]:
    """Return where the courses of the person who asks stand."""
    return {"courses": queries.of_person(uow.case, uow.actor.person_ref, uow.now)}


def courses_running_out(uow: UnitOfWork) -> dict[str, Any] | None:
    """Return whose courses have run out or are about to, or ``None`` when nobody's are."""
    standing = queries.running_out(uow.case, uow.now)
    return {"standing": standing, boards.LISTED: [one.person_ref for one in standing]} if standing else None


COURSES, RUNNING_OUT = "accounts/courses_section.html", "accounts/running_out_section.html"
boards.add(Section(10, Action.SESSION_OWN, COURSES, own_courses, on=ACCOUNT_PAGE, faces=boards.BOTH_FACES))
boards.add(Section(10, Action.PEOPLE_LIST, RUNNING_OUT, courses_running_out, on=PEOPLE_PAGE))
boards.add(Section(20, Action.PEOPLE_LIST, RUNNING_OUT, courses_running_out, title="Training that runs out"))
