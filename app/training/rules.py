"""How long a course that was passed, or is worked under a mentor, stays valid."""

import calendar
from datetime import date, datetime

from app.markings.vetting import last_moment
from app.training.courses import COURSE_BY_CODE, PROVISIONAL_FOR


def valid_until(course: str, passed_on: date) -> datetime:
    """
    Return the UTC instant from which a course passed on this day is no longer valid: a midnight in London.

    The last day has the number of the day it was passed on, or is the month's last where there is no such day.

    :raises KeyError: there is no such course.
    """
    months = passed_on.month - 1 + COURSE_BY_CODE[course].valid_months
    year, month = passed_on.year + months // 12, months % 12 + 1
    return last_moment(date(year, month, min(passed_on.day, calendar.monthrange(year, month)[1])))


def provisional_until(begun_on: date) -> datetime:
    """Return the UTC instant from which work under a mentor, begun on this day, may not go on without the course."""
    return last_moment(begun_on + PROVISIONAL_FOR)
