"""What the made-up source unit does about risk, day by day: written down, planned for, rated again, signed or not."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app.access.actor import steward
from app.demonstration.cast import Cast, Part
from app.demonstration.life import Life
from app.demonstration.people import AUTHORISER, CONTROLLER
from app.errors import Conflict, Invalid, NotFound, Refused
from app.organisations.rules import local_day
from app.risk import service as risk
from app.risk.models import Mitigation, Review, Risk, WelfareCheck
from app.risk.models.reviews import DUE
from app.risk.models.risks import OPEN
from app.risk.rules import band, review_due_at
from app.risk.welfare import check_due_at
from app.sources.models import Source
from app.sources.standings import CHILD
from app.unit_of_work import UnitOfWork

Fear = tuple[str, str, str]  # the kind of harm, what could happen, and why
Place = tuple[int, int]  # likelihood and impact
FEARS: tuple[Fear, ...] = (
    ("COMPROMISE", "Colleagues could work out who was on that shift.", "A visit on a day that only few knew of."),
    ("PHYSICAL", "They could be followed home and beaten.", "The owner hears that somebody has spoken."),
    ("ECONOMIC", "They would lose their work and the room that goes with it.", "The business is closed."),
    ("FAMILY_THIRD_PARTY", "Their family lives in the same street as the owner's.", "Talk in the neighbourhood."),
    ("PSYCHOLOGICAL", "They sleep badly since they told us.", "Waiting, and hearing nothing."),
    ("DIGITAL", "Their telephone is paid for by the employer, who sees the bill.", "A call at work."),
    ("LEGAL", "Their own leave is about to end, and the owner knows it.", "A letter to the wrong address."),
)
# Likelihood and impact with the controls in place: most are low, some medium.
PLACES: tuple[Place, ...] = ((1, 2), (2, 2), (1, 3), (2, 3), (3, 3))
AGAINST = (
    "No visit within a week of what they told us.",
    "Nobody rings after eight.",
    "A second source is looked for.",
)
DONE_ABOUT_IT = ("It was agreed with the team by telephone.", "They were told, and said that it eases them.")
EFFECTS = ("WORKED", "WORKED", "PARTLY", "NOT")
ANSWERS = ("safe", "stress", "living", "family", "suspicion", "stopping")
PLANNED_FOR_DAYS = 21
SEEN_TO = timedelta(hours=20)
BEFORE_IT_IS_DUE = timedelta(days=2)


class RiskWork:
    """Handlers, the controller and the authoriser, as far as risk is concerned."""

    def __init__(self, life: Life, cast: Cast) -> None:
        self._life = life
        self._cast = cast

    def first_look(self, handler: str, source_ref: str) -> None:
        """Write down what is feared, plan what is done about it, ask how they are, and sign."""
        life = self._life
        for fear in life.chance.sample(FEARS, life.chance.choice((1, 1, 2, 3))):
            self.write_down(handler, source_ref, fear, life.chance.choice(PLACES))
        self._ask_how_they_are(handler, source_ref)
        self.sign(handler, source_ref)
        life.after(self.finish_plans, handler, source_ref, hours=24 * (PLANNED_FOR_DAYS - 6))

    def look_again(self) -> None:
        """Sign what is due and ask how people are, but for who is neglected; and again tomorrow."""
        life = self._life
        due, unasked = self._due(), self._unasked()
        for handler, source_ref in self._cast.in_work() if due | unasked else ():
            if source_ref in unasked - self._cast.neglected:
                self._ask_how_they_are(handler, source_ref)
            if source_ref in due - self._cast.neglected:
                # Now and then a risk is rated anew before the review is signed.
                if life.chance.random() < 0.4:
                    life.may_fail(self._rate_again, handler, source_ref)
                self.sign(handler, source_ref)
        life.at(life.clock.now + timedelta(days=1), self.look_again)

    def neglect(self, handler: str, source_ref: str) -> None:
        """Let something happen to a source that nobody looks at from then on."""
        self._cast.neglected.add(source_ref)

        def happened(uow: UnitOfWork) -> None:
            risk.happened(uow, source_ref, cause="MEDIA", reason="The local paper writes of the matter.")

        self._life.do(handler, happened)

    def write_down(self, handler: str, source_ref: str, fear: Fear, place: Place) -> None:
        """Write down one risk, with what is done about it."""
        life = self._life
        try:
            risk_ref = self._do(handler, risk.add, source_ref, self._assessed((handler, source_ref), fear, place))
            planned = self.planned(handler, life.chance.choice(AGAINST), days=PLANNED_FOR_DAYS)
            self._do(handler, risk.plan, source_ref, risk_ref, planned)
        except (Refused, Conflict, NotFound, Invalid):
            return

    def planned(self, owner: str, what: str, *, days: int) -> risk.Planned:
        """Return something that is to be done, by whom and by when."""
        due_on = local_day(self._life.clock.now + timedelta(days=days))
        return risk.Planned("REDUCE", self._life.staff[owner].person_ref, due_on, what)

    def finish_plans(self, handler: str, source_ref: str) -> None:
        """Say of most of what was planned for a source that it was done, and whether it helped."""
        chance = self._life.chance
        with self._life.house.work(steward(), writes=False) as uow:
            asked = select(Mitigation.mitigation_ref).where(
                Mitigation.source_ref == source_ref, Mitigation.done_on.is_(None)
            )
            planned = list(uow.case.scalars(asked))
        for mitigation_ref in planned:
            if chance.random() < 0.85:
                effect, what = chance.choice(EFFECTS), chance.choice(DONE_ABOUT_IT)
                self._life.may_fail(self._finish, handler, source_ref, mitigation_ref, effect, what)

    def sign(self, handler: str, source_ref: str) -> None:
        """Have those sign whom the band asks for; whoever is refused leaves it to the next."""
        for who in (handler, CONTROLLER, AUTHORISER):
            try:
                if self._do(who, risk.sign, source_ref):
                    return
            except (Refused, Conflict, NotFound):
                continue

    def _ask_how_they_are(self, handler: str, source_ref: str) -> None:
        answers = {name: self._life.chance.choice((0, 0, 0, 1)) for name in ANSWERS}
        asked = risk.Asked(answers, adult_noted=True, said="They are well, and glad that somebody asks.")
        self._life.may_fail(self._do, handler, risk.check_welfare, source_ref, asked)

    def _finish(self, handler: str, source_ref: str, mitigation_ref: str, effect: str, what: str) -> None:
        self._do(handler, risk.finish, source_ref, mitigation_ref, effect=effect, what=what)

    def _rate_again(self, handler: str, source_ref: str) -> None:
        """Rate one risk of a source anew, as it looks now."""
        with self._life.house.work(steward(), writes=False) as uow:
            rows = select(Risk.risk_ref, Risk.category).where(Risk.source_ref == source_ref, Risk.state == OPEN)
            found = uow.case.execute(rows.order_by(Risk.raised_at).limit(1)).first()
        if found is not None:
            fear = next(one for one in FEARS if one[0] == found.category)
            assessed = self._assessed((handler, source_ref), fear, self._life.chance.choice(PLACES))
            self._do(handler, risk.rate, source_ref, found.risk_ref, assessed)

    def _assessed(self, one: Part, fear: Fear, place: Place) -> risk.Assessed:
        """Return a risk as it is rated; of a child each is one band more, and looked at again as soon as that asks."""
        life, (handler, source_ref) = self._life, one
        with life.house.work(steward(), writes=False) as uow:
            is_child = uow.case.get_one(Source, source_ref).care == CHILD
        category, what, cause = fear
        likelihood, impact = min(place[0] + 1, 5), place[1]
        return risk.Assessed(
            category=category,
            likelihood=likelihood,
            impact=impact,
            residual=place,
            more_exposed=is_child,
            owner_ref=life.staff[handler].person_ref,
            review_on=local_day(review_due_at(band(*place, more_exposed=is_child), life.clock.now)),
            explained_on=local_day(life.clock.now),
            words={"description": what, "cause": cause, "who_may_harm": "The owner", "controls": AGAINST[0]},
        )

    def _due(self) -> set[str]:
        """Return the sources of which a review is due within a day."""
        with self._life.house.work(steward(), writes=False) as uow:
            first = select(Review.source_ref).where(Review.state == DUE).group_by(Review.source_ref)
            return set(uow.case.scalars(first.having(func.min(Review.due_at) < uow.now + SEEN_TO)))

    def _unasked(self) -> set[str]:
        """Return the sources whom nobody has asked for nearly as long as is allowed."""
        with self._life.house.work(steward(), writes=False) as uow:
            last = func.max(WelfareCheck.at)
            asked = select(Source.source_ref, Source.band, Source.is_in_care, last).join(
                WelfareCheck, WelfareCheck.source_ref == Source.source_ref
            )
            rows = uow.case.execute(asked.where(Source.is_open).group_by(Source.source_ref)).all()
            due = [(ref, check_due_at(code, at, in_care=bool(in_care))) for ref, code, in_care, at in rows]
            return {ref for ref, at in due if at < uow.now + BEFORE_IT_IS_DUE}

    def _do(self, who: str, act: Any, *args: Any, **values: Any) -> Any:
        return self._life.do(who, act, *args, **values)
