"""The statutory record of a source: how complete it is, writing one particular, and passing a part on."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, allowed, could
from app.accounts import queries as accounts
from app.errors import Invalid, NotFound
from app.register import queries, service
from app.register.forms import ParticularForm, TransferForm
from app.register.particulars import PARTICULAR_BY_LETTER, PARTICULARS, PARTS, STATES, TRANSFER_REASONS
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("record", __name__, url_prefix="/sources")

WORDS: dict[str, Any] = {"parts": PARTS, "states": STATES, "reasons": TRANSFER_REASONS}


@bp.get("/<source_ref>/record")
@needs(Action.RECORD_WRITE)
def record(source_ref: str) -> ResponseReturnValue:
    """Show how complete the statutory record of a source is, and who had which part."""
    with work(writes=False) as uow:
        held = service.read_record(uow, source_ref)
        people = {row.person_ref for row in held.periods} | {row.by_ref for row in held.written.values()}
        names = accounts.names(uow.case, people)
        may_transfer = could(uow.actor, Action.SOURCE_TRANSFER, uow.now)
        may_follow = allowed(uow.actor, Action.RECORD_FOLLOW, held.source.facts(), uow.now)
    shown: dict[str, Any] = {"held": held, "rows": PARTICULARS, "names": names, "words": WORDS}
    return page("register/record.html", may_transfer=may_transfer, may_follow=may_follow, **shown)


@bp.route("/<source_ref>/record/<letter>", methods=["GET", "POST"])
@needs(Action.RECORD_WRITE)
def particular(source_ref: str, letter: str) -> ResponseReturnValue:
    """Write down one particular."""
    form = ParticularForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.write_particular(uow, source_ref, letter, state=form.state.data, words=form.words.data or "")
            return redirect(url_for(".record", source_ref=source_ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    with work(writes=False) as uow:
        source = service.before_writing(uow, source_ref, Action.RECORD_WRITE)
    row = PARTICULAR_BY_LETTER.get(letter)
    if row is None or row.by_work:
        raise NotFound
    return page("register/particular.html", form=form, source=source, row=row)


@bp.route("/<source_ref>/transfer", methods=["GET", "POST"])
@needs(Action.SOURCE_TRANSFER)
def transfer(source_ref: str) -> ResponseReturnValue:
    """Pass one of the three parts of a source on to a colleague."""
    form = TransferForm()
    with work(writes=False) as uow:
        source = service.before_writing(uow, source_ref, Action.SOURCE_TRANSFER)
        takers = queries.may_take(uow)
        names = accounts.names(uow.case, [getattr(source, part) or "" for part in PARTS])
    everybody = sorted({one for people in takers.values() for one in people}, key=lambda one: one[1])
    form.to.choices = form.to._choices_from_input([("", "Choose a colleague"), *everybody])
    if form.validate_on_submit():
        try:
            with work() as uow:
                why, reason = form.why.data, form.reason.data
                service.transfer(uow, source_ref, form.part.data, form.to.data, why=why, reason=reason)
            return redirect(url_for(".record", source_ref=source_ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return page("register/transfer.html", form=form, source=source, names=names, words=WORDS)
