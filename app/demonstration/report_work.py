"""What the made-up writers, managers and agencies do with a report, from its first draft to its result."""

from collections.abc import Callable
from datetime import timedelta

from app.access.actor import steward
from app.allegations import queries as allegation_queries
from app.database import new_id
from app.demonstration.life import Life
from app.demonstration.people import CONTROLLER, MANAGER, SOUTH_ASSESSOR, SOUTH_MANAGER, WRITER
from app.demonstration.stories import ASKED_OF_IT, OTHER_REPORT, REPORTS, SAID_OF_IT
from app.dissemination import service as dissemination
from app.dissemination.drafts import Draft
from app.dissemination.entering import enter_results
from app.dissemination.recipients import ConditionFacts
from app.errors import Conflict, Invalid, NotFound, Refused
from app.markings.grading import ActionCode, Assessment, Grade, HandlingCode, SanitisationCode, SourceGrade
from app.organisations.models import Organisation
from app.unit_of_work import UnitOfWork

READERS = {"Tidewater Police": "pia", "Revenue (made up)": "lin", "Labour Standards Body": "nell"}
RESULTS = ("VISIT_NO_ENCOUNTER", "VISIT_ARREST", "CIVIL_PENALTY", "INTEL_GAP_CLOSED", "NO_TRACE", "ACCEPTED")
LEFT_AS_DRAFT = 0.06
MAY_STAY = "The words that were found are those of the premises, which many people use, and not a person's."
CLEARED = "The words that were found are about the premises and point at nobody who could have spoken."
CONDITIONAL = Grade(
    SourceGrade.UNTESTED,
    Assessment.NOT_KNOWN,
    HandlingCode.CONDITIONS,
    conditions="Do not act on this alone, and do not speak of a report.",
    action=ActionCode.COVERT_DEVELOPMENT,
    sanitisation=SanitisationCode.CONSULT,
)


class ReportWork:
    """The work on reports."""

    def __init__(self, life: Life, close: Callable[[str, str], None]) -> None:
        self._life = life
        self._close = close

    def leave_to_release(self, ref: str, *, free: bool) -> bool:
        """Leave a report with the manager, or one with conditions whose words wait for the source unit; or say no."""
        return self._life.may_fail(self._leave_to_release, ref, free)

    def write(self, who: str, ref: str) -> None:
        """Have a report written, submitted and released, and read by the agency."""
        life = self._life
        free = life.chance.random() < 0.5
        try:
            report_ref, organisation = self._submit(who if who == SOUTH_ASSESSOR else WRITER, ref, free)
        except (Refused, Conflict, NotFound, Invalid):
            return
        life.after(self.release, who, ref, report_ref, organisation, free, hours=10)

    def release(self, who: str, ref: str, report_ref: str, organisation: str, free: bool) -> None:
        """Have the second person release a report, or send it back."""
        life = self._life
        second = CONTROLLER if not free else SOUTH_MANAGER if who == SOUTH_ASSESSOR else MANAGER
        try:
            version = life.do(second, dissemination.read, report_ref).report.version
            if life.chance.random() < 0.1:
                life.do(second, dissemination.refuse, report_ref, reason="The second paragraph says who could know.")
                return
            self._check_words(report_ref, version)
            release_ref = life.do(second, dissemination.release, report_ref, version=version)
        except (Refused, Conflict, NotFound, Invalid):
            life.may_fail(self._send_back, second, report_ref)
            return
        if life.chance.random() < 0.8:
            life.after(self.receive, who, ref, release_ref, READERS[organisation], hours=30)

    def receive(self, who: str, ref: str, release_ref: str, reader: str) -> None:
        """Have the agency accept the conditions, read, and record a result."""
        life = self._life
        try:
            life.do(reader, dissemination.accept, release_ref)
            life.do(reader, dissemination.read_release, release_ref)
        except (Refused, NotFound):
            return
        if life.chance.random() < 0.75:
            life.after(self.result, who, ref, release_ref, reader, hours=120)

    def result(self, who: str, ref: str, release_ref: str, reader: str) -> None:
        """Have the agency record what became of it; the assessor closes the allegation."""
        life = self._life
        code = life.chance.choice(RESULTS)
        try:
            life.do(reader, dissemination.record_result, release_ref, code=code, reason="")
        except (Refused, NotFound, Invalid):
            return
        with life.house.work(steward(new_id())) as uow:
            enter_results(uow)
        if life.chance.random() < 0.8:
            life.after(self._close, who, ref, hours=40)

    def _leave_to_release(self, ref: str, free: bool) -> None:
        report_ref, _ = self._submit(WRITER, ref, free)
        if free:
            self._check_words(report_ref, self._life.do(CONTROLLER, dissemination.look_at_words, report_ref).version)

    def _check_words(self, report_ref: str, version: int) -> None:
        """Have a custodian compare the words: the controller, who may open more of what is kept than one handler."""
        self._life.do(CONTROLLER, dissemination.pass_words, report_ref, version=version, unlocked=True, reason=MAY_STAY)

    def _send_back(self, second: str, report_ref: str) -> None:
        """Have the second person send a report back that cannot go out as it is."""
        reason = "It cannot go out for now. Ask again when the source unit has looked at the risk."
        self._life.do(second, dissemination.refuse, report_ref, reason=reason)

    def _submit(self, writer: str, ref: str, free: bool) -> tuple[str, str]:
        """Write a report and hand it to the second person; return its reference and the agency. A few stay drafts."""
        life = self._life
        report_ref = life.do(writer, dissemination.start, ref)
        draft, organisation = life.do(writer, self._draft, ref, free)
        life.do(writer, dissemination.write, report_ref, draft, version=1)
        if life.chance.random() < LEFT_AS_DRAFT:
            raise Conflict("The writer went home.")
        life.do(writer, dissemination.submit, report_ref, cleared_because=CLEARED)
        return report_ref, organisation

    def _draft(self, uow: UnitOfWork, ref: str, free: bool) -> tuple[Draft, str]:
        """Return a sanitised report, and the agency it is for."""
        life = self._life
        row = allegation_queries.find(uow, ref)
        name = life.chance.choice(list(READERS))
        organisation = uow.case.query(Organisation).filter_by(name=name).one()
        tier = min(row.tier, organisation.highest_tier)
        grade = Grade(SourceGrade.UNTESTED, Assessment.NOT_KNOWN, HandlingCode.PERMITTED) if free else CONDITIONAL
        sanitised = REPORTS.get(next(iter(row.types), ""), OTHER_REPORT)
        draft = Draft(
            title=sanitised.title,
            text=f"{SAID_OF_IT} {sanitised.text} [[It is connected with reference {row.ref}.]] {ASKED_OF_IT}",
            grade=grade,
            risk="" if free else "The account could be known to few; the premises employ many. Low after withholding.",
            tier=tier,
            organisation_ref=organisation.ref,
            review_by=(life.clock.now + timedelta(days=150)).date(),
            instructions=(ConditionFacts("HMG_USE_ONLY"),) if organisation.org_type == "HMG" and not free else (),
        )
        return draft, name
