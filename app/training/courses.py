"""The courses, how long each stays valid, and what it opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.accounts.roles import EVERYBODY, ROLES, RoleCode

# Product default: how long before its end a course is shown as running out.
EXPIRING_WITHIN = timedelta(days=30)

# Product default: how long a person may work with a mentor who signs beside them before the course is passed.
PROVISIONAL_FOR = timedelta(days=90)


class CourseCode(StrEnum):
    """Every course there is."""

    IMS_INDUCTION = "IMS_INDUCTION"
    SRC_AWARE = "SRC_AWARE"
    SRC_ENGAGE = "SRC_ENGAGE"
    SRC_CONTROL = "SRC_CONTROL"
    SANITISE = "SANITISE"
    DPA_P3 = "DPA_P3"
    RIPA_DRIFT = "RIPA_DRIFT"
    NRM_FR = "NRM_FR"
    SAFEGUARD = "SAFEGUARD"
    DUTY_LINE = "DUTY_LINE"
    PNC = "PNC"
    ATLAS = "ATLAS"
    WILBERFORCE = "WILBERFORCE"
    IPP_CERT = "IPP_CERT"
    QA_CHECKER = "QA_CHECKER"
    TRAINER = "TRAINER"
    AUDIT = "AUDIT"


class TrainingState(StrEnum):
    """Where a person's course stands. EXPIRED and MISSING close what the course opens."""

    OK = "OK"
    EXPIRING = "EXPIRING"
    EXPIRED = "EXPIRED"
    MISSING = "MISSING"


@dataclass(frozen=True, slots=True)
class Course:
    """One course: months it stays valid (product default), and the act it opens besides the roles that need it."""

    code: CourseCode
    title: str
    valid_months: int
    opens: str

    @property
    def gates_roles(self) -> tuple[RoleCode, ...]:
        """The roles that cannot be used without it, from the roles' own table."""
        return tuple(role.code for role in ROLES if self.code in role.required_courses)

    @property
    def gates_everybody(self) -> bool:
        """Whether nobody signs in without it."""
        return self.code in EVERYBODY


COURSES: tuple[Course, ...] = (
    Course(CourseCode.IMS_INDUCTION, "Use of the system and the seven points of assessment", 24, "assessing"),
    Course(CourseCode.SRC_AWARE, "Source protection awareness", 12, "signing in"),
    Course(CourseCode.SRC_ENGAGE, "Source engagement", 24, "contacting sources, and handling them"),
    Course(CourseCode.SRC_CONTROL, "Oversight of sources and their risk", 24, "controlling and authorising"),
    Course(CourseCode.SANITISE, "Sanitisation and 3x5x2 grading", 24, "writing reports for others"),
    Course(CourseCode.DPA_P3, "Data protection for law enforcement", 12, "signing in"),
    Course(CourseCode.RIPA_DRIFT, "Covert human sources and status drift", 24, "assessing, and work with sources"),
    Course(CourseCode.NRM_FR, "First responder to modern slavery", 12, "referring a victim"),
    Course(CourseCode.SAFEGUARD, "Safeguarding, levels one to three", 24, "safeguarding advice and the duty line"),
    Course(CourseCode.DUTY_LINE, "Duty line protocol", 12, "logging a duty call"),
    Course(CourseCode.PNC, "Police National Computer", 24, "checks on PNC"),
    Course(CourseCode.ATLAS, "Atlas", 24, "checks on Atlas"),
    Course(CourseCode.WILBERFORCE, "Wilberforce", 24, "checks on Wilberforce"),
    Course(CourseCode.IPP_CERT, "Intelligence Professionalisation Programme certificate", 36, "managing assessment"),
    Course(CourseCode.QA_CHECKER, "Second pair of eyes", 24, "checking a colleague's decision"),
    Course(CourseCode.TRAINER, "Train the trainer", 24, "signing others off"),
    Course(CourseCode.AUDIT, "The lawful purposes of audit", 24, "reading the log"),
)
COURSE_BY_CODE: dict[str, Course] = {course.code.value: course for course in COURSES}


def state_of(ends_at: datetime | None, now: datetime) -> TrainingState:
    """Return where a course stands at ``now``; ``ends_at`` is aware UTC, ``None`` when it was never passed."""
    if ends_at is None:
        return TrainingState.MISSING
    if ends_at <= now:
        return TrainingState.EXPIRED
    return TrainingState.EXPIRING if ends_at - now <= EXPIRING_WITHIN else TrainingState.OK
