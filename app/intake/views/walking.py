"""What both forms of the public face share: going from page to page with every answer, in any direction."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Response, current_app, request, session
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict

from app.database import new_id
from app.intake.answers import summary, told
from app.intake.carrying import Carried, Carrier
from app.intake.forms import Page
from app.intake.steps import Step, Walk
from app.markings.promises import PROMISE_BY_CODE
from app.web.guard import current_house
from app.web.rendering import page
from crypto.receipts import mailbox, new_receipt


def carried_here(walk: Walk) -> Carried:
    """Return what the page that was sent carried along."""
    return _carrier(walk).open(request.form.get("carried", ""), current_house().clock())


def given_here(carried: Carried, leaving: Step) -> Carried:
    """Return the same with the answers of the page that was sent."""
    return carried.with_answers(leaving.names(), dict(request.form.lists()))


def is_stale(carried: Carried) -> bool:
    """Return whether the page was open for too long to go on without a look at it."""
    return carried.is_stale(current_house().clock())


def step_left(walk: Walk) -> Step | None:
    """Return the page that was sent."""
    return walk.step(request.form.get("leaving", ""))


def filled(step: Step, carried: Carried) -> Page:
    """Return a page's questions with the answers that were carried; it needs no token, as one was checked already."""
    answers = MultiDict((name, value) for name, values in carried.answers.items() for value in values)
    names = step.names()
    own = MultiDict((name, value) for name, value in answers.items(multi=True) if name in names)
    return step.form(formdata=own, meta={"csrf": False})


def show(walk: Walk, step: Step, carried: Carried, form: Page | None = None, **values: Any) -> Response:
    """Return a page with what was typed into it, or with what is wrong with it, carrying the rest."""
    if form is None:
        form = _shown_form(step, carried)
    if step is walk.last:
        asked = [(one, filled(one, carried)) for one in walk.asking]
        wrong = next((one for one, answers in asked if not carried.ready and not answers.answers_are_valid()), None)
        if wrong is not None:
            return show(walk, wrong, carried, _with_problems(wrong, carried))
        carried = _made_ready(walk, carried, [answers for _one, answers in asked])
        promise = carried.ready["story"]["promise"]
        values["promised"] = PROMISE_BY_CODE[promise].wording if promise else ""
        values["sections"] = [(one, summary(answers)) for one, answers in asked]
    form.leaving.data = step.slug
    carry(walk, form, carried)
    onward = None if step is walk.last else walk.last if carried.seen else walk.after(step)
    return page(step.template, form=form, walk=walk, step=step, back=walk.before(step), onward=onward, **values)


def carry(walk: Walk, form: Page, carried: Carried) -> None:
    """Put what travels into the hidden field of the page that is shown."""
    form.carried.data = _carrier(walk).seal(carried, current_house().clock())


def show_again(walk: Walk, step: Step, carried: Carried, form: Page) -> Response:
    """Return the page that was sent, with what is wrong: a field, or that it was open for too long."""
    if is_stale(carried):
        form.form_errors = [str(_stale_message(carried))]
        carried = given_here(carried, step) if step.names() else carried
    return show(walk, step, carried, form)


def _with_problems(step: Step, carried: Carried) -> Page:
    """Return a page whose answers, carried along unchecked, turned out to be wrong, with what is wrong beside them."""
    asked, form = filled(step, carried), _shown_form(step, carried)
    asked.answers_are_valid()
    form.add_problems({str(name): str(errors[0]) for name, errors in asked.errors.items()})
    return form


def _shown_form(step: Step, carried: Carried) -> Page:
    answers = MultiDict((name, value) for name, values in carried.answers.items() for value in values)
    return step.form(formdata=answers)


def _made_ready(walk: Walk, carried: Carried, answers: Sequence[Page]) -> Carried:
    """Make the submission, and choose its reference and words, unless nothing changed since that was done."""
    if carried.ready:
        return carried
    house = current_house()
    words = new_receipt() if walk.is_new else carried.words
    everything = told(answers, is_new=walk.is_new)
    ready = everything.ready(mailbox(words, house.deployment.ref), new_id(), house.clock())
    return replace(carried, seen=True, words=words, submission_ref=new_id(), ready=ready)


def _stale_message(carried: Carried) -> Any:
    if carried.lost:
        return gettext(
            "This page was open for too long, and we no longer have what you wrote on the other pages. What you wrote "
            "on this page is still here."
        )
    return gettext("This page was open for more than an hour. Nothing is lost: check it and send it again.")


def _carrier(walk: Walk) -> Carrier:
    """Return what seals and opens for this form in this session, which the form's one cookie stands for."""
    generate_csrf()
    secret, ref = str(current_app.secret_key), current_house().deployment.ref
    return Carrier(secret, ref, str(session["csrf_token"]), walk.endpoint)
