"""Reviews: the list of what is due, the page of one source's risk, signing, and what happened."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries as accounts
from app.errors import NotFound
from app.risk import queries, service
from app.risk.causes import CAUSE_BY_CODE
from app.risk.forms import ButtonForm, HappenedForm
from app.risk.rules import BANDS, CATEGORY_LABELS, IMPACTS, LIKELIHOODS, OVERDUE_BLOCK_SENDING, OVERDUE_TELL_CONTROLLER
from app.risk.views.pictures import line, matrix
from app.risk.words import (
    EFFECTS,
    FOUND_BY,
    REACHES,
    ROLE_LABELS,
    THREAT_GRADES,
    TREATMENT_LABELS,
    WELFARE_QUESTIONS,
)
from app.sources.service import SourceView
from app.sources.words import BAND_COLOURS
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("risk", __name__, url_prefix="/risk")

BOARD_ROWS = 5
WORDS: dict[str, Any] = {
    "bands": {row.code.value: row.label for row in BANDS},
    "colours": BAND_COLOURS,
    "categories": {code.value: label for code, label in CATEGORY_LABELS.items()},
    "likelihoods": LIKELIHOODS,
    "impacts": IMPACTS,
    "causes": {code: row.label for code, row in CAUSE_BY_CODE.items()},
    "roles": ROLE_LABELS,
    "treatments": TREATMENT_LABELS,
    "effects": EFFECTS,
    "found_by": FOUND_BY,
    "reaches": REACHES,
    "grades": THREAT_GRADES,
    "welfare": WELFARE_QUESTIONS,
}


def board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what the board shows: the sources whose review is due first."""
    rows = queries.to_review(uow, limit=BOARD_ROWS)
    return {
        "rows": rows,
        "late": lateness,
        "now": uow.now,
        "words": WORDS,
        boards.LISTED: [row.source.source_ref for row in rows],
    }


def panel(uow: UnitOfWork, view: SourceView) -> Mapping[str, Any]:
    """Return what the page of a source says of its risk: when it is looked at, and the way there."""
    due_at = queries.first_due(uow, view.source.source_ref)
    late = lateness(due_at, uow.now) if due_at else None
    return {"source": view.source, "due_at": due_at, "late": late, "words": WORDS}


def lateness(due_at: datetime, now: datetime) -> str:
    """Return how late a review is, in a word for its tag; nothing when it is in time."""
    if now < due_at:
        return ""
    if now - due_at >= OVERDUE_BLOCK_SENDING:
        return "Overdue: nothing may be sent"
    return "Overdue: controller told" if now - due_at >= OVERDUE_TELL_CONTROLLER else "Overdue"


@bp.get("")
@needs(Action.RISK_LIST)
def list_reviews() -> ResponseReturnValue:
    """Show the sources by the review that is due first."""
    with work() as uow:
        rows = service.list_reviews(uow, _place(request.args.get("after", "")))
        names = accounts.names(uow.case, [row.source.handler_ref or "" for row in rows])
    after = ""
    if len(rows) == queries.PAGE:
        after = f"{rows[-1].review.due_at.timestamp():.6f}_{rows[-1].review.review_ref}"
    return page("risk/reviews.html", rows=rows, names=names, after=after, late=lateness, now=uow.now, words=WORDS)


@bp.get("/<source_ref>")
@needs(Action.RISK_LIST)
def source_risk(source_ref: str) -> ResponseReturnValue:
    """Show the risk to one source: the matrix, the register, reviews, the plan, and what happened."""
    return shown(source_ref, HappenedForm(formdata=None))


@bp.post("/<source_ref>/sign")
@needs(Action.RISK_SIGN)
def sign(source_ref: str) -> ResponseReturnValue:
    """Sign the review of everything that is open."""
    with work() as uow:
        service.sign(uow, source_ref)
    return redirect(url_for(".source_risk", source_ref=source_ref))


@bp.post("/<source_ref>/happened")
@needs(Action.RISK_WRITE)
def happened(source_ref: str) -> ResponseReturnValue:
    """Enter something that may have changed the risk."""
    form = HappenedForm()
    if not form.validate_on_submit():
        return shown(source_ref, form)
    with work() as uow:
        service.happened(uow, source_ref, cause=form.cause.data, reason=form.reason.data)
    return redirect(url_for(".source_risk", source_ref=source_ref))


def shown(source_ref: str, form: HappenedForm) -> ResponseReturnValue:
    """Return the page of one source's risk."""
    with work(writes=False) as uow:
        view = service.read(uow, source_ref)
        names = accounts.names(uow.case, _people(view))
    return page(
        "risk/source.html",
        view=view,
        names=names,
        form=form,
        button=ButtonForm(),
        matrix=matrix(view.risks),
        line=line(view.steps, uow.now),
        late=lateness,
        now=uow.now,
        words=WORDS,
        safeguarding="safeguarding" in request.args,
    )


def _people(view: service.SourceRisk) -> set[str]:
    """Return everybody who is named on the page."""
    refs = {view.source.handler_ref, view.source.controller_ref}
    refs |= {risk.owner_ref for risk in view.risks} | {one.person_ref for one in view.signatures}
    refs |= {row.owner_ref for row in view.mitigations} | {row.by_ref for row in view.welfare}
    return {ref for ref in refs if ref}


def _place(text: str) -> tuple[datetime, str] | None:
    """Return the row that a list goes on behind; what cannot be read as one is no such page."""
    if not text:
        return None
    seconds, _, ref = text.partition("_")
    try:
        return datetime.fromtimestamp(float(seconds), UTC), ref
    except (ValueError, OverflowError, OSError):
        raise NotFound from None
