"""What the made-up assessors and managers do with an allegation, from opening to its closing."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from app.allegations import service as allegations
from app.allegations.given import Person, Where
from app.allegations.types import Channel
from app.assessment import service as assessment
from app.assessment.file import File
from app.demonstration.custody_work import CustodyWork
from app.demonstration.life import Life
from app.demonstration.people import ASSESSORS, MANAGER, SOUTH_ASSESSOR, SOUTH_MANAGER
from app.demonstration.report_work import ReportWork
from app.errors import Conflict, Invalid, NotFound, Refused
from app.intake import asking
from app.markings.promises import NEVER_KNOWN

BECAUSE = "Looked at against earlier reports and open sources; nothing more can be done with it by this unit."
NOT_GIVEN_OF_PERSON = ("born_on", "nationality", "address", "phone", "vehicle", "employer")
SENT = ("ACT-PARTNER", "ACT-IE", "ACT-CFI")
OUTCOMES = ("SEND", "SEND", "SEND", "ACT-DEV", "NFA-N-INSUFF", "NFA-N-NOOFF", "NFA-A-LATE", "NFA-A-PRIORITY", "DUP")
# How far the source and what they told can be relied on: mostly untested, and not known.
GRADES = (("2", "D"), ("2", "D"), ("2", "D"), ("2", "C"), ("1", "C"), ("1", "A"), ("3", "D"))
DOUBT = "They have a quarrel with the owner about rent, and say so themselves."
# How often an officer asks to call: where whoever told us is registered, and where there is nobody to call.
ASKED, ASKED_IN_VAIN = 0.95, 0.1
NEEDS_SECOND = "NFA-A-PRIORITY"


class Left(StrEnum):
    """How an allegation stands when somebody comes to try the unit."""

    HELD = "HELD"
    WITH_SECOND = "WITH_SECOND"
    RETURNED = "RETURNED"
    IN_HAND = "IN_HAND"


class CaseWork:
    """The work on allegations."""

    def __init__(self, life: Life, custody: CustodyWork) -> None:
        self._life = life
        self._custody = custody
        self._reports = ReportWork(life, self.close)
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
            self._finished(who, ref, NEEDS_SECOND)

    def hold(self, who: str, ref: str) -> None:
        """Have an assessor hold an allegation whose words show who told us."""
        self._life.may_fail(self._do, who, allegations.hold, ref, {"reason": "It says which flat they live in."})

    def take_and_hold(self, ref: str, who: str) -> None:
        """Have an assessor take an allegation and find words in it that show who told us; a custodian cuts them out."""
        if self._life.may_fail(self._take, who, ref):
            self.hold(who, ref)
            self._life.after(self._cut_and_assess, who, ref, hours=8)

    def take_and_ask(self, ref: str, who: str, question: str) -> None:
        """Have an assessor take what came from somebody who stays unknown, and ask them by the way they came."""
        if self._life.may_fail(self._take, who, ref):
            self._life.do(who, asking.ask, ref, text=question)

    def take_and_leave(self, ref: str, who: str, left: Left) -> None:
        """Have an assessor take an allegation and bring it as far as it is to stand when somebody tries the unit."""
        if not self._life.may_fail(self._take, who, ref):
            return
        if left is Left.HELD:
            self.hold(who, ref)
        if left in {Left.WITH_SECOND, Left.RETURNED}:
            self._life.after(self._hand_on, who, ref, left is Left.RETURNED, hours=3)

    def _hand_on(self, who: str, ref: str, returned: bool) -> None:
        """Have nothing be done about an allegation, which the second person agrees to or sends back."""
        try:
            self._complete(who, ref)
            self._life.do(who, assessment.decide, ref, self._decision(who, NEEDS_SECOND))
            self._life.do(who, assessment.finish, ref)
        except (Refused, Conflict, NotFound, Invalid):
            return
        if returned:
            reason = "Two of the people named were not searched for."
            self._life.may_fail(self._do, MANAGER, allegations.return_for_correction, ref, {"reason": reason})

    def leave_to_release(self, ref: str, *, free: bool) -> bool:
        """Leave a report with who releases it: the manager, or the controller where it has conditions; or say no."""
        return self._reports.leave_to_release(ref, free=free)

    def leave_reopened(self, ref: str) -> None:
        """Leave a closed allegation that the manager has reopened."""
        self._life.may_fail(self._do, MANAGER, allegations.reopen, ref, {"reason": "A second report names the place."})

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

    def _cut_and_assess(self, who: str, ref: str) -> None:
        """Have a custodian cut the words out of what was held, and the assessor go on."""
        self._custody.cut(ref)
        self._life.after(self.assess, who, ref, hours=12)

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
            life.after(self._reports.write, who, ref, hours=12)
        elif life.chance.random() < 0.9:
            life.after(self.close, who, ref, hours=16)
        if life.chance.random() < (ASKED if self._custody.is_known(ref) else ASKED_IN_VAIN):
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
        life.do(who, assessment.answer_source, ref, _source_of(file))
        stays_unknown = file.allegation.promise in NEVER_KNOWN
        source, worth = GRADES[0] if stays_unknown else life.chance.choice(GRADES)
        doubt = DOUBT if source == "3" else ""
        graded = assessment.Graded(source, worth, "P", "OFFICIAL-SENSITIVE", doubt=doubt)
        life.do(who, assessment.grade, ref, graded)

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


TRACES = ("TRACE", "NO_TRACE", "NO_TRACE", "POSSIBLE_TRACE")


def _source_of(file: File) -> str:
    """Return what an assessor says of whether the words show who told us."""
    if file.allegation.channel == Channel.CRIMESTOPPERS:
        return "CRIMESTOPPERS"
    return "YES_IN_VAULT" if file.allegation.cut_at else "NO"


def _blank(person: Any) -> tuple[str, ...]:
    """Return what was not given of a person."""
    return tuple(name for name in ("name", *NOT_GIVEN_OF_PERSON) if name != "name" or not person.name)


def _blank_of_place(place: Any) -> tuple[str, ...]:
    """Return what was not given of a place."""
    return tuple(name for name in ("address", "postcode", "business") if name == "postcode" or not getattr(place, name))
