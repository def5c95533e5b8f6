"""Courses as enrolling takes them: passed on a day, or begun under a mentor."""

from dataclasses import dataclass
from datetime import date, datetime

from app.accounts.roles import required_courses
from app.training.models import CourseRecord
from app.training.rules import provisional_until, valid_until


@dataclass(frozen=True, slots=True)
class PassedCourse:
    """A course passed on a day."""

    course: str
    passed_on: date

    @property
    def ends_at(self) -> datetime:
        """The instant from which it is no longer valid."""
        return valid_until(self.course, self.passed_on)

    def record_for(self, person_ref: str) -> CourseRecord:
        """Return the row to keep for this person."""
        return CourseRecord(
            person_ref=person_ref, course=self.course, passed_on=self.passed_on, ends_at=self.ends_at, mentor_ref=None
        )


@dataclass(frozen=True, slots=True)
class BegunCourse:
    """A course that is worked towards beside a mentor, who signs too. It counts as live until it must be passed."""

    course: str
    begun_on: date
    mentor_ref: str

    @property
    def ends_at(self) -> datetime:
        """The instant by which it must be passed."""
        return provisional_until(self.begun_on)

    def record_for(self, person_ref: str) -> CourseRecord:
        """Return the row to keep for this person."""
        return CourseRecord(
            person_ref=person_ref, course=self.course, passed_on=None, ends_at=self.ends_at, mentor_ref=self.mentor_ref
        )


def everything_needed(roles: tuple[str, ...], passed_on: date) -> tuple[PassedCourse, ...]:
    """Return every course that these roles cannot be used without, as passed on one day."""
    return tuple(PassedCourse(course, passed_on) for course in sorted(required_courses(roles)))
