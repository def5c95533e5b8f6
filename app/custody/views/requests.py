"""What custodians asked for: the list, one request with whose half is there, and what is done with it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, allowed, could
from app.accounts import queries as accounts
from app.custody import queries, service
from app.custody.forms import ApproveForm, LowerForm, OpenForm, ReasonForm, ReviewForm
from app.custody.kinds import EVERY, KIND_BY_CODE, Kind
from app.custody.models import CustodyRequest
from app.duties.kinds import DutyCode
from app.duties.queries import on_duty
from app.errors import Invalid
from app.organisations.rules import local_day
from app.sources.views.showing import shown
from app.sources.words import BAND_LABELS, COMPARTMENT_LABELS, PURPOSE_LABELS
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("custody", __name__, url_prefix="/custody")

STATES = {
    "PENDING": ("An authoriser decides", "yellow"),
    "APPROVED": ("Both halves are there", "green"),
    "REFUSED": ("Refused", "red"),
    "REVOKED": ("Ended early", "grey"),
    "ENDED": ("Ended", "grey"),
}
WORDS = {
    "kinds": {code: row.label for code, row in KIND_BY_CODE.items()},
    "parts": COMPARTMENT_LABELS | {EVERY: "Every part, one at a time"},
    "purposes": PURPOSE_LABELS,
    "states": STATES,
    "bands": BAND_LABELS,
}


def board(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return what stands on a board: glass that was broken and not reviewed, what waits, and what lasts."""
    rows = queries.standing(uow)
    return _listed(uow, rows) | {boards.LISTED: [row.request_ref for row in rows]} if rows else None


@bp.get("")
@needs(Action.CUSTODY_LIST)
def listed() -> ResponseReturnValue:
    """Show what waits, what lasts, and what is to be reviewed."""
    with work() as uow:
        values = _listed(uow, service.standing(uow))
        keeps = could(uow.actor, Action.GLASS_ASK, uow.now)
        duty = keeps and uow.actor.person_ref in on_duty(uow.case, DutyCode.DUTY_CUSTODIAN, uow.now)
    return page("custody/list.html", may_ask_for_glass=duty, **values)


@bp.get("/<request_ref>")
@needs(Action.CUSTODY_LIST)
def request_page(request_ref: str) -> ResponseReturnValue:
    """Show one request: who asks, why, and whose half is there."""
    return _page(request_ref)


@bp.post("/<request_ref>/approve")
@needs(Action.CUSTODY_DECIDE)
def approve(request_ref: str) -> ResponseReturnValue:
    """Give the authorisers' half to the custodian who asked."""
    form = ApproveForm()
    if not form.validate_on_submit():
        return _page(request_ref, form=form)
    try:
        with work() as uow:
            service.approve(uow, request_ref, lasts=timedelta(hours=int(form.hours.data)))
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _page(request_ref, form=form)
    return redirect(url_for(".request_page", request_ref=request_ref))


@bp.post("/<request_ref>/refuse")
@needs(Action.CUSTODY_DECIDE)
def refuse(request_ref: str) -> ResponseReturnValue:
    """Refuse a request, with a reason."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(request_ref, reason=form)
    with work() as uow:
        service.refuse(uow, request_ref, reason=form.reason.data)
    return redirect(url_for(".request_page", request_ref=request_ref))


@bp.post("/<request_ref>/end")
@needs(Action.CUSTODY_END)
def end(request_ref: str) -> ResponseReturnValue:
    """End a permission before its time."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(request_ref, reason=form)
    with work() as uow:
        service.end(uow, request_ref, reason=form.reason.data)
    return redirect(url_for(".request_page", request_ref=request_ref))


@bp.post("/<request_ref>/open")
@needs(Action.CUSTODY_OPEN)
def open_part(request_ref: str) -> ResponseReturnValue:
    """Open one part of the source, with the half that was given."""
    form = OpenForm()
    if not form.validate_on_submit():
        return _page(request_ref, opening=form)
    with work() as uow:
        held = service.open_part(uow, request_ref, form.part.data)
        row = queries.find(uow, request_ref)
    return page(
        "custody/part.html",
        row=row,
        title=COMPARTMENT_LABELS[form.part.data],
        entries=shown(held),
        now=uow.now,
        who=uow.actor.name,
    )


@bp.post("/<request_ref>/lower")
@needs(Action.CUSTODY_LOWER)
def lower(request_ref: str) -> ResponseReturnValue:
    """Have custodians alone hold the source again."""
    form = LowerForm()
    if not form.validate_on_submit():
        return _page(request_ref, lowering=form)
    with work() as uow:
        service.lower(uow, request_ref)
    return redirect(url_for(".request_page", request_ref=request_ref))


@bp.post("/<request_ref>/review")
@needs(Action.GLASS_REVIEW)
def review(request_ref: str) -> ResponseReturnValue:
    """Write down what the review of a broken glass found."""
    form = ReviewForm()
    if not form.validate_on_submit():
        return _page(request_ref, reviewing=form)
    with work() as uow:
        service.review(uow, request_ref, was_needed=form.needed.data == "yes", finding=form.finding.data)
    return redirect(url_for(".request_page", request_ref=request_ref))


def _listed(uow: UnitOfWork, rows: Any) -> dict[str, Any]:
    """Return a list in three parts, with the names in it."""
    broken = [row for row in rows if row.kind == Kind.GLASS and row.state in {"APPROVED", "ENDED", "REVOKED"}]
    names = accounts.names(uow.case, {ref for row in rows for ref in (row.requester_ref, row.approver_ref) if ref})
    return {
        "broken": broken,
        "waiting": [row for row in rows if row.state == "PENDING"],
        "lasting": [row for row in rows if row.state == "APPROVED" and row not in broken],
        "names": names,
        "today": local_day(uow.now),
        "words": WORDS,
    }


def _page(request_ref: str, **forms: Any) -> ResponseReturnValue:
    """Return the page of one request, with a form as it was sent where that had a mistake."""
    with work(writes=False) as uow:
        row, band = service.read(uow, request_ref)
        may = {action.name: allowed(uow.actor, action, row.facts(), uow.now) for action in _ACTS}
        people = [row.requester_ref, row.approver_ref, row.handler_ref, row.reviewer_ref]
        heads = on_duty(uow.case, DutyCode.NSU_HEAD, uow.now) if row.kind == Kind.GLASS else ()
        names = accounts.names(uow.case, [ref for ref in (*people, *heads) if ref])
    fresh = {
        "form": ApproveForm(formdata=None),
        "reason": ReasonForm(formdata=None),
        "opening": OpenForm(formdata=None),
        "lowering": LowerForm(formdata=None),
        "reviewing": ReviewForm(formdata=None),
    }
    _narrow({**fresh, **forms}, row)
    told = [names[ref] for ref in (*heads, row.handler_ref) if ref in names] + ["the auditors"]
    known: dict[str, Any] = {"row": row, "band": band, "may": may, "names": names, "told": told}
    return page("custody/request.html", **{**fresh, **forms}, **known, words=WORDS)


def _narrow(forms: Mapping[str, Any], row: CustodyRequest) -> None:
    """Offer only what was asked for: the part, and times that the kind allows."""
    if row.compartment != EVERY:
        forms["opening"].part.choices = [(row.compartment, COMPARTMENT_LABELS[row.compartment])]
    most = KIND_BY_CODE[row.kind].longest
    hours = forms["form"].hours
    hours.choices = [(code, label) for code, label in _hours(hours.choices) if timedelta(hours=int(code)) <= most]


def _hours(choices: Any) -> list[tuple[str, str]]:
    """Return the choices of a form as pairs of code and label."""
    return [(one.value, one.label) if hasattr(one, "value") else (one[0], one[1]) for one in choices]


_ACTS = (
    Action.CUSTODY_DECIDE,
    Action.CUSTODY_END,
    Action.CUSTODY_OPEN,
    Action.CUSTODY_LOWER,
    Action.GLASS_REVIEW,
)
