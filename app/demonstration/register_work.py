"""What becomes of made-up sources on the register: resting, closed, opened again, handed on, kept from somebody."""

from datetime import timedelta

from sqlalchemy import select

from app.access.actor import steward
from app.demonstration.cast import Cast
from app.demonstration.life import Life
from app.demonstration.people import CONTROLLER, HANDLERS, HEAD, MANAGER
from app.demonstration.record_words import ADULTS, HARDLY, WHOLE, WORDS
from app.register import service as register
from app.register.drifting import NOT_CHIS, RELATIONSHIP, TASKED
from app.register.models import Aftercare
from app.register.particulars import KNOWN, NONE
from app.register.words import COULD_NOT, DONE, NONE_NEEDED
from app.sources import service as sources
from app.sources.service.handing_over import HANDLER as HANDLER_PART
from app.sources.service.handing_over import KEEPER as KEEPER_PART
from app.sources.standings import CHILD, VULNERABLE

LOOK = timedelta(days=29)
SETTLED = {
    "told_again": DONE, "told_confidential": DONE, "told_role": DONE, "rewards": NONE_NEEDED, "devices": NONE_NEEDED,
    "welfare": DONE,
}  # fmt: skip
# How many of the register have a record that is kept at all, and how far it goes with each.
RECORDS = 8


class RegisterWork:
    """Handlers and the controller, as far as the register is concerned."""

    def __init__(self, life: Life, cast: Cast) -> None:
        self._life = life
        self._cast = cast

    def rest(self, handler: str, source_ref: str) -> None:
        """Let a source rest."""
        reason = "They are abroad with their family until the spring, and asked not to be rung there."
        self._life.do(handler, register.rest, source_ref, reason=reason)

    def close(self, handler: str, source_ref: str, *, reason: str = "OBJECTIVE_MET", words: str = "") -> None:
        """Have the controller close a source; whoever handled it has the duty of care that is left."""
        answers = SETTLED | ({"told_again": COULD_NOT, "told_role": COULD_NOT} if words else {})
        owner = self._life.staff[handler].person_ref
        self._life.do(CONTROLLER, register.close, source_ref, register.Signed(reason, answers, owner, words))

    def close_as_lost(self, handler: str, source_ref: str) -> None:
        """Close a source that nobody reaches any more; what could not be said to them is said why."""
        words = "Four calls and a message were not answered. The words for telling us again are with their receipt."
        self.close(handler, source_ref, reason="LOST_CONTACT", words=words)

    def close_and_look(self, handler: str, source_ref: str) -> None:
        """Close a source and look at it four weeks later."""
        self.close(handler, source_ref)
        self._life.at(self._life.clock.now + LOOK, self._look, source_ref)

    def reopen(self, source_ref: str) -> None:
        """Open a closed source again."""
        words = "They wrote to us again: the business has another name and the same people."
        self._life.may_fail(self._reopen, source_ref, words)

    def hand_on(self, handler: str, source_ref: str) -> None:
        """Pass a source on to the other handler."""
        other = _other(handler)
        reason = "They speak more freely with a woman." if other == "hana" else "He lives in the same street as they."
        why = "SOURCE_WISH" if other == "hana" else "TOO_CLOSE"
        to = self._life.staff[other].person_ref
        self._life.do(CONTROLLER, register.transfer, source_ref, HANDLER_PART, to, why=why, reason=reason)

    def keep_from_managers(self, handler: str, source_ref: str) -> None:
        """Keep those from a source who manage whoever told us from within."""
        kept_from = [self._life.staff[who].person_ref for who in (MANAGER, HEAD)]
        self._life.do(handler, register.keep_from, source_ref, kept_from)

    def drift(self, handler: str, source_ref: str) -> None:
        """Let a source drift as far as the threshold, which a controller is to decide on."""
        for code in (RELATIONSHIP, TASKED):
            self._life.do(handler, register.enter_sign, source_ref, code)

    def drift_and_decide(self, handler: str, source_ref: str) -> None:
        """Let a source drift, and have the controller decide that they are no agent."""
        self.drift(handler, source_ref)
        reason = "The officer asked once whether the lorry still comes. They were told not to look for it."
        decided = register.Decided(NOT_CHIS, advised=True, reason=reason)
        self._life.do(CONTROLLER, register.decide_drift, source_ref, decided)

    def begin_to_drift(self, handler: str, source_ref: str) -> None:
        """Enter one sign of drift, which is shown and holds nothing yet."""
        self._life.do(handler, register.enter_sign, source_ref, TASKED)

    def mark_child(self, handler: str, source_ref: str) -> None:
        """Mark a source as under 18, and have two groups hold it."""
        self._care(handler, source_ref, CHILD)

    def mark_vulnerable(self, handler: str, source_ref: str) -> None:
        """Mark a source as vulnerable, and have two groups hold it."""
        self._care(handler, source_ref, VULNERABLE)

    def keep_records(self) -> None:
        """Write the statutory record of some sources: one whole, some begun, the others not at all."""
        reason = "They keep each other's records, so that two know what is in them."
        for number, (handler, source_ref) in enumerate(self._cast.in_work()[:RECORDS]):
            for letter in WHOLE if number == 0 else HARDLY[: 1 + number % len(HARDLY)]:
                state, words = KNOWN if letter in WORDS else NONE, WORDS.get(letter, "")
                self._life.do(handler, register.write_particular, source_ref, letter, state=state, words=words)
            if number % 3 == 0:
                to = self._life.staff[_other(handler)].person_ref
                self._life.do(CONTROLLER, register.transfer, source_ref, KEEPER_PART, to, why="WORKLOAD", reason=reason)

    def _care(self, handler: str, source_ref: str, care: str) -> None:
        self._life.do(handler, register.mark_care, source_ref, care=care, words=ADULTS[care])
        self._life.do(handler, sources.raise_custody, source_ref, unlocked=True)

    def _reopen(self, source_ref: str, words: str) -> None:
        self._life.do(CONTROLLER, register.reopen, source_ref, words=words)

    def _look(self, source_ref: str) -> None:
        """Look at a closed source whose first look is due."""
        with self._life.house.work(steward(), writes=False) as uow:
            looks = select(Aftercare.look_ref).where(Aftercare.source_ref == source_ref, Aftercare.done_at.is_(None))
            look_ref = uow.case.scalars(looks.order_by(Aftercare.due_on)).first()
        words = "They have new work and are well. Nobody has asked them anything."
        self._life.do(CONTROLLER, register.look, source_ref, look_ref, finding="NOTHING_NEW", words=words)


def _other(handler: str) -> str:
    """Return the other of the two handlers."""
    return next(one for one in HANDLERS if one != handler)
