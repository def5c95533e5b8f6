"""What custodians decide: requests to reach a source, with the reason in view; and ending a permission."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, allowed
from app.accounts import queries as accounts
from app.contacts import queries, service
from app.contacts.forms import ApproveForm, OutsideForm, ReasonForm
from app.contacts.views.officers import WORDS, place, place_of
from app.errors import Invalid
from app.sources.service import SourceView
from app.sources.words import BAND_LABELS
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("deciding", __name__, url_prefix="/requests")

BOARD_ROWS = 5


# What a custodian's board shows while no request waits.
DECIDE_NONE: dict[str, Any] = {"rows": [], "names": {}, "words": WORDS}


def board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what a custodian's board shows: requests that wait longest."""
    found = queries.pending(uow, limit=BOARD_ROWS)
    names = {row.requester_ref: name for row, name in found}
    return DECIDE_NONE | {
        "rows": [row for row, _name in found],
        "names": names,
        boards.LISTED: [row.grant_ref for row, _name in found],
    }


def attempts_of_source(uow: UnitOfWork, view: SourceView) -> Mapping[str, Any]:
    """Return what the page of a source shows of contact: the newest attempts under any of its links."""
    rows = queries.attempts(uow, [*view.links, view.source.source_ref])
    names = accounts.names(uow.case, {row.by_ref for row in rows})
    may_call = allowed(uow.actor, Action.CONTACT_ASK_STANDING, view.source.facts(), uow.now)
    may_receive = allowed(uow.actor, Action.CONTACT_RECEIVE, view.source.facts(), uow.now)
    return {
        "rows": rows,
        "names": names,
        "words": WORDS,
        "source": view.source,
        "may_call": may_call,
        "may_receive": may_receive,
    }


@bp.get("")
@needs(Action.CONTACT_DECIDE)
def queue() -> ResponseReturnValue:
    """Show the requests that this custodian may decide, oldest first."""
    with work() as uow:
        found = service.to_decide(uow, place(request.args.get("after", "")))
    rows, names = [row for row, _name in found], {row.requester_ref: name for row, name in found}
    after = place_of(rows[-1].asked_at, rows[-1].grant_ref) if len(rows) == queries.PAGE else ""
    return page("contacts/queue.html", rows=rows, names=names, after=after, words=WORDS)


@bp.get("/<grant_ref>")
@needs(Action.CONTACT_DECIDE)
def decide(grant_ref: str) -> ResponseReturnValue:
    """Show one request with its reason, to approve or refuse it."""
    return _page(grant_ref, ApproveForm(formdata=None), ReasonForm(formdata=None))


@bp.post("/<grant_ref>/approve")
@needs(Action.CONTACT_DECIDE)
def approve(grant_ref: str) -> ResponseReturnValue:
    """Re-seal the contact details to the officer, until a time."""
    form = ApproveForm()
    if not form.validate_on_submit():
        return _page(grant_ref, form, ReasonForm(formdata=None))
    try:
        with work() as uow:
            service.approve(uow, grant_ref, until=uow.now + timedelta(hours=int(form.hours.data)))
    except Invalid as invalid:
        form.add_problems({"hours": " ".join(invalid.problems.values())})
        return _page(grant_ref, form, ReasonForm(formdata=None))
    return redirect(url_for(".decide", grant_ref=grant_ref))


@bp.post("/<grant_ref>/refuse")
@needs(Action.CONTACT_DECIDE)
def refuse(grant_ref: str) -> ResponseReturnValue:
    """Refuse a request, with a reason that the officer sees."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(grant_ref, ApproveForm(formdata=None), form)
    with work() as uow:
        service.refuse(uow, grant_ref, reason=form.reason.data)
    return redirect(url_for(".decide", grant_ref=grant_ref))


@bp.post("/<grant_ref>/outside")
@needs(Action.CONTACT_OVERRIDE)
def outside(grant_ref: str) -> ResponseReturnValue:
    """Let the officer call at any moment, until a time."""
    form = OutsideForm()
    if not form.validate_on_submit():
        return _page(grant_ref, ApproveForm(formdata=None), ReasonForm(formdata=None), form)
    with work() as uow:
        until = uow.now + timedelta(hours=int(form.outside.data))
        service.let_call(uow, grant_ref, until=until, reason=form.why.data)
    return redirect(url_for(".decide", grant_ref=grant_ref))


@bp.post("/<grant_ref>/end")
@needs(Action.CONTACT_REVOKE)
def end(grant_ref: str) -> ResponseReturnValue:
    """End a permission before its time."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(grant_ref, ApproveForm(formdata=None), form)
    with work() as uow:
        service.revoke(uow, grant_ref, reason=form.reason.data)
    return redirect(url_for(".decide", grant_ref=grant_ref))


def _page(
    grant_ref: str, approve_form: ApproveForm, reason_form: ReasonForm, outside_form: OutsideForm | None = None
) -> ResponseReturnValue:
    """Return the page of one request."""
    with work(writes=False) as uow:
        view = service.read_to_decide(uow, grant_ref)
        row = view.request
        names = accounts.names(
            uow.case,
            [
                ref
                for ref in (row.requester_ref, row.approver_ref, row.custodian_ref, row.authoriser_ref, row.outside_by)
                if ref
            ],
        )
    approve_form.offer(standing=row.is_handlers)
    lasts = row.state == "APPROVED" and row.ends_at is not None and row.ends_at > uow.now
    return page(
        "contacts/decide.html",
        row=row,
        band=view.band,
        why_not=view.why_not,
        bands=BAND_LABELS,
        names=names,
        form=approve_form,
        reason=reason_form,
        own=row.requester_ref == uow.actor.person_ref,
        may_decide=allowed(uow.actor, Action.CONTACT_DECIDE, row.facts(), uow.now),
        lasts=lasts,
        outside=outside_form or OutsideForm(formdata=None),
        is_outside=row.is_let_outside(uow.now),
        may_let=lasts and allowed(uow.actor, Action.CONTACT_OVERRIDE, row.facts(), uow.now),
        words=WORDS,
    )
