"""What the made-up assessors, writers, managers and agencies do with an allegation, from opening to its result."""

from datetime import timedelta
from typing import Any

from app.allegations import queries as allegation_queries
from app.allegations import service as allegations
from app.allegations.given import Person, Where
from app.assessment import service as assessment
from app.assessment.file import File
from app.demonstration.custody_work import CustodyWork
from app.demonstration.life import Life
from app.dissemination import service as dissemination
from app.dissemination.drafts import Draft
from app.dissemination.recipients import ConditionFacts
from app.errors import Conflict, Invalid, NotFound, Refused
from app.markings.grading import ActionCode, Assessment, Grade, HandlingCode, SanitisationCode, SourceGrade
from app.organisations.models import Organisation
from app.unit_of_work import UnitOfWork

ASSESSORS = ("asha", "bram", "cerys")
SOUTH_ASSESSOR, SOUTH_MANAGER, MANAGER, WRITER, CONTROLLER = "dilip", "owen", "mina", "dora", "cleo"
BECAUSE = "Looked at against earlier reports and open sources; nothing more can be done with it by this unit."
NOT_GIVEN_OF_PERSON = ("born_on", "nationality", "address", "phone", "vehicle", "employer")
SENT = ("ACT-PARTNER", "ACT-IE", "ACT-CFI")
OUTCOMES = ("SEND", "SEND", "SEND", "ACT-DEV", "NFA-N-INSUFF", "NFA-N-NOOFF", "NFA-A-LATE", "NFA-A-PRIORITY", "DUP")
READERS = {"Tidewater Police": "pia", "Revenue (made up)": "lin", "Labour Standards Body": "nell"}
RESULTS = ("VISIT_NO_ENCOUNTER", "VISIT_ARREST", "CIVIL_PENALTY", "INTEL_GAP_CLOSED", "NO_TRACE", "ACCEPTED")


class CaseWork:
    """The work on allegations."""

    def __init__(self, life: Life, custody: CustodyWork) -> None:
        self._life = life
        self._custody = custody
        self._assessed: list[str] = []

    def take(self, ref: str, *, south: bool) -> None:
        """Have an assessor take an allegation."""
        who = SOUTH_ASSESSOR if south else self._life.chance.choice(ASSESSORS)
        if self._life.may_fail(self._take, who, ref):
            self._life.after(self.assess, who, ref, hours=self._life.chance.choice((4, 12, 24, 40)))

    def assess(self, who: str, ref: str) -> None:
        """Have them work through the gates, and finish."""
        life = self._life
        try:
            self._complete(who, ref)
            code = self._decide(who, ref)
            state = life.do(who, assessment.finish, ref)
        except (Refused, Conflict, NotFound, Invalid):
            return
        if str(state) == "IN_ASSESSMENT":
            life.after(self.agree, who, ref, hours=8)
            return
        self._finished(who, ref, code)

    def agree(self, who: str, ref: str) -> None:
        """Have the manager agree as the second person, or return it for correction."""
        life = self._life
        manager = SOUTH_MANAGER if who == SOUTH_ASSESSOR else MANAGER
        if life.chance.random() < 0.15:
            reason = "Say which searches you made, and why it is below priority."
            life.may_fail(self._do, manager, allegations.return_for_correction, ref, {"reason": reason})
            life.after(self.take_again, who, ref, hours=10)
            return
        if life.may_fail(self._do, manager, assessment.agree, ref, {}):
            self._finished(who, ref, "NFA-A-PRIORITY")

    def hold(self, who: str, ref: str) -> None:
        """Have an assessor hold an allegation whose words show who told us."""
        self._life.may_fail(self._do, who, allegations.hold, ref, {"reason": "It says which flat they live in."})

    def take_and_hold(self, ref: str, who: str) -> None:
        """Have an assessor take an allegation and find words in it that show who told us; a custodian cuts them out."""
        if self._life.may_fail(self._take, who, ref):
            self.hold(who, ref)
            self._life.after(self._custody.cut, ref, hours=8)
            self._life.after(self.assess, who, ref, hours=20)

    def close(self, who: str, ref: str) -> None:
        """Have the assessor close an allegation; now and then a manager reopens it."""
        if not self._life.may_fail(self._do, who, assessment.close, ref, {}):
            return
        if self._life.chance.random() < 0.04:
            self._life.after(self.reopen, who, ref, hours=400)

    def reopen(self, who: str, ref: str) -> None:
        """Have the manager reopen a closed allegation."""
        manager = SOUTH_MANAGER if who == SOUTH_ASSESSOR else MANAGER
        self._life.may_fail(self._do, manager, allegations.reopen, ref, {"reason": "A second report names the place."})
        self._life.after(self.take_again, who, ref, hours=12)

    def take_again(self, who: str, ref: str) -> None:
        """Have the same assessor take up what came back, and finish it."""
        if self._life.may_fail(self._take, who, ref):
            self._life.after(self.assess, who, ref, hours=6)

    def write(self, who: str, ref: str) -> None:
        """Have a report written, submitted and released, and read by the agency."""
        life = self._life
        writer = who if who == SOUTH_ASSESSOR else WRITER
        try:
            report_ref = life.do(writer, dissemination.start, ref)
            free = life.chance.random() < 0.5
            draft, organisation = life.do(writer, self._draft, ref, free)
            life.do(writer, dissemination.write, report_ref, draft, version=1)
            if life.chance.random() < 0.06:
                return
            life.do(writer, dissemination.submit, report_ref, cleared_because=CLEARED)
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
            release_ref = life.do(second, dissemination.release, report_ref, version=version)
        except (Refused, Conflict, NotFound, Invalid):
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
        if life.chance.random() < 0.8:
            life.after(self.close, who, ref, hours=40)

    def _take(self, who: str, ref: str) -> None:
        try:
            self._life.do(who, allegations.take, ref)
        except NotFound:
            raise Conflict("It is held.") from None

    def _do(self, who: str, act: Any, ref: str, values: dict[str, Any]) -> None:
        try:
            self._life.do(who, act, ref, **values)
        except NotFound:
            raise Conflict("It is not there.") from None

    def _finished(self, who: str, ref: str, code: str) -> None:
        life = self._life
        self._assessed.append(ref)
        if code == "SEND":
            life.after(self.write, who, ref, hours=12)
        elif life.chance.random() < 0.9:
            life.after(self.close, who, ref, hours=16)
        if life.chance.random() < 0.5:
            life.after(self._custody.ask, who, ref, hours=4)

    def _complete(self, who: str, ref: str) -> None:
        """Go through the form, the checks, the search, the question about the source and the grade."""
        life = self._life
        file: File = life.do(who, assessment.look, ref)
        what = assessment.What(
            tuple(file.allegation.types) or ("OTHER",), file.allegation.happened_when or "as told", False, "YES"
        )
        life.do(who, assessment.record_what, ref, what)
        for person in file.people:
            known = Person(name=person.name, category="SUSPECT", not_given=_blank(person))
            life.do(who, assessment.record_person, ref, known, person_id=person.id)
            check = assessment.NewCheck("OPEN_SOURCE", person.id, "To see who they are", life.chance.choice(TRACES))
            life.do(who, assessment.record_check, ref, check)
        for place in file.places:
            where = Where(address=place.address, business=place.business, not_given=_blank_of_place(place))
            life.do(who, assessment.record_place, ref, where, place_id=place.id)
        company = assessment.NewCheck("COMPANIES_HOUSE", "", "To see who runs the business", "TRACE")
        life.do(who, assessment.record_check, ref, company)
        hits = life.do(who, assessment.look_at_hits, ref).hits
        judged = {hit.id: life.chance.choice(("LINKED", "NOT_RELATED", "NOT_RELATED")) for hit in hits}
        life.do(who, assessment.judge, ref, judged)
        answer = "YES_IN_VAULT" if file.allegation.cut_at else "NO"
        life.do(who, assessment.answer_source, ref, answer)
        life.do(who, assessment.grade, ref, assessment.Graded("2", "D", "P", "OFFICIAL-SENSITIVE"))

    def _decide(self, who: str, ref: str) -> str:
        """Choose an outcome; where what it rests on does not hold, choose that there was no offence."""
        code = self._life.chance.choice(OUTCOMES)
        try:
            self._life.do(who, assessment.decide, ref, self._decision(who, code))
        except Invalid:
            code = "NFA-N-NOOFF"
            self._life.do(who, assessment.decide, ref, self._decision(who, code))
        return code

    def _decision(self, who: str, code: str) -> assessment.Decision:
        """Return an outcome with what it rests on."""
        life = self._life
        if code == "SEND":
            return assessment.Decision("ACT-IE", "It names a place and times, and officers can go there.")
        if code == "ACT-DEV":
            review = (life.clock.now + timedelta(days=60)).date()
            person = life.staff[who].person_ref
            return assessment.Decision(
                code, "More is needed before it can be sent.", developer_ref=person, review_on=review
            )
        if code == "DUP" and self._assessed:
            return assessment.Decision(
                code, "The same place and people.", parent_ref=life.chance.choice(self._assessed)
            )
        return assessment.Decision("NFA-N-NOOFF" if code == "DUP" else code, BECAUSE)

    def _draft(self, uow: UnitOfWork, ref: str, free: bool) -> tuple[Draft, str]:
        """Return a sanitised report, and the agency it is for."""
        life = self._life
        row = allegation_queries.find(uow, ref)
        name = life.chance.choice(list(READERS))
        organisation = uow.case.query(Organisation).filter_by(name=name).one()
        tier = min(row.tier, organisation.highest_tier)
        grade = Grade(SourceGrade.UNTESTED, Assessment.NOT_KNOWN, HandlingCode.PERMITTED) if free else CONDITIONAL
        text = (
            "Information of unknown reliability says that people without the right to work are employed at premises "
            f"in the area. [[The business is said to be connected with reference {row.ref}.]] Vehicles are said to "
            "arrive early in the morning and to leave in the evening. Officers may wish to check the premises."
        )
        draft = Draft(
            title="Employment without the right to work",
            text=text,
            grade=grade,
            risk="" if free else "The account could be known to few; the premises employ many. Low after withholding.",
            tier=tier,
            organisation_ref=organisation.ref,
            review_by=(life.clock.now + timedelta(days=150)).date(),
            instructions=(ConditionFacts("HMG_USE_ONLY"),) if organisation.org_type == "HMG" and not free else (),
        )
        return draft, name


CLEARED = "The words that were found are about the premises and point at nobody who could have spoken."
TRACES = ("TRACE", "NO_TRACE", "NO_TRACE", "POSSIBLE_TRACE")
CONDITIONAL = Grade(
    SourceGrade.UNTESTED,
    Assessment.NOT_KNOWN,
    HandlingCode.CONDITIONS,
    conditions="Do not act on this alone, and do not speak of a report.",
    action=ActionCode.COVERT_DEVELOPMENT,
    sanitisation=SanitisationCode.CONSULT,
)


def _blank(person: Any) -> tuple[str, ...]:
    """Return what was not given of a person."""
    return tuple(name for name in ("name", *NOT_GIVEN_OF_PERSON) if name != "name" or not person.name)


def _blank_of_place(place: Any) -> tuple[str, ...]:
    """Return what was not given of a place."""
    return tuple(name for name in ("address", "postcode", "business") if name == "postcode" or not getattr(place, name))
