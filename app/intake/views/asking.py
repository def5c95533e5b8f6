"""Questions to whoever was promised anonymity, on the page of their allegation: asking one, and noting the answer."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.allegations import service as allegations
from app.allegations.models import Allegation
from app.errors import Invalid
from app.intake import answering, asking
from app.unit_of_work import UnitOfWork
from app.web.faces import staff_blueprint
from app.web.fields import LongTextField
from app.web.forms import Form
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("asking", __name__, url_prefix="/allegations")

LONGEST_ANSWER = 4_000


class QuestionForm(Form):
    """A question to somebody who stays unknown."""

    text = LongTextField(
        "Question",
        max_length=answering.LONGEST_MESSAGE,
        rows=4,
        count=True,
        required="Write the question",
        hint="Ask about what happened and where, never about them: not who, where or how they know.",
    )


class AnswerForm(Form):
    """What came back."""

    answer = LongTextField(
        "What they answered",
        max_length=LONGEST_ANSWER,
        rows=5,
        required="Write what they answered",
        hint="In general words, and nothing of who they are. What shows it is held until the source unit has cut it.",
    )


def panel(uow: UnitOfWork, row: Allegation) -> Mapping[str, Any] | None:
    """Return what the page of an allegation shows its owner, where whoever told us stays unknown."""
    rows = asking.questions_of(uow, row)
    return None if rows is None else {"rows": rows, "ref": row.ref, "ways": asking.WAYS}


@bp.route("/<ref>/question", methods=["GET", "POST"])
@needs(Action.QUESTION_ASK)
def ask(ref: str) -> ResponseReturnValue:
    """Ask a question the way they came."""
    form = QuestionForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                asking.ask(uow, ref, text=form.text.data)
            return redirect(url_for("allegations.allegation", ref=ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    with work(writes=False) as uow:
        way = asking.before_asking(uow, ref)
    return page("intake/ask_question.html", form=form, ref=ref, way=way, ways=asking.WAYS)


@bp.route("/<ref>/question/<question_ref>", methods=["GET", "POST"])
@needs(Action.QUESTION_ASK)
def answer(ref: str, question_ref: str) -> ResponseReturnValue:
    """Note what they answered."""
    form = AnswerForm()
    if form.validate_on_submit():
        with work() as uow:
            allegations.note_answer(uow, ref, question_ref, text=form.answer.data)
        return redirect(url_for("allegations.allegation", ref=ref))
    with work(writes=False) as uow:
        question = asking.before_noting(uow, ref, question_ref)
    return page("intake/note_answer.html", form=form, ref=ref, question=question, ways=asking.WAYS)
