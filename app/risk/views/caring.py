"""Seeing to a source: welfare checks, and compromises."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.errors import Invalid
from app.organisations.rules import local_day
from app.risk import service
from app.risk.caring_forms import CloseForm, CompromiseForm, WelfareForm
from app.risk.views.reviews import WORDS, bp
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work


@bp.route("/<source_ref>/welfare", methods=["GET", "POST"])
@needs(Action.RISK_WRITE)
def welfare(source_ref: str) -> ResponseReturnValue:
    """Write down how a source is."""
    form = WelfareForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                told = service.check_welfare(uow, source_ref, form.asked())
            return redirect(url_for(".source_risk", source_ref=source_ref, safeguarding=1 if told else None))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    with work(writes=False) as uow:
        service.look(uow, source_ref)
    return page("risk/welfare.html", form=form, source_ref=source_ref)


@bp.route("/<source_ref>/compromise", methods=["GET", "POST"])
@needs(Action.RISK_WRITE)
def compromise(source_ref: str) -> ResponseReturnValue:
    """Write down that somebody may have learned who a source is."""
    with work(writes=False) as uow:
        service.look(uow, source_ref)
    form = CompromiseForm(found_on=local_day(uow.now))
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.record_compromise(uow, source_ref, form.compromised())
            return redirect(url_for(".source_risk", source_ref=source_ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return page("risk/compromise.html", form=form, source_ref=source_ref)


@bp.route("/<source_ref>/compromise/<incident_ref>", methods=["GET", "POST"])
@needs(Action.RISK_WRITE)
def close_compromise(source_ref: str, incident_ref: str) -> ResponseReturnValue:
    """Close a compromise."""
    form = CloseForm()
    if form.validate_on_submit():
        with work() as uow:
            service.close_compromise(uow, source_ref, incident_ref, reason=form.reason.data)
        return redirect(url_for(".source_risk", source_ref=source_ref))
    with work(writes=False) as uow:
        row = service.look_at_compromise(uow, source_ref, incident_ref)
    return page("risk/close_compromise.html", form=form, source_ref=source_ref, row=row, words=WORDS)
