"""Asking for a source to be erased, deciding, the list, and the certificate."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, could
from app.accounts import queries as accounts
from app.erasure import queries, service
from app.erasure.forms import AskForm, EraseForm, IndexForm, RefuseForm
from app.erasure.models import ERASED, Erasure, LegalHold
from app.erasure.words import ERASURE_GROUNDS, HOLD_GROUNDS, KEPT_BY, STATES
from app.errors import NotFound
from app.sources.service import SourceView
from app.sources.words import BAND_LABELS
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("erasures", __name__, url_prefix="/erasures")

WORDS = {
    "grounds": ERASURE_GROUNDS,
    "hold_grounds": HOLD_GROUNDS,
    "kept_by": KEPT_BY,
    "states": STATES,
    "bands": BAND_LABELS,
}


def board(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return what stands on a board: what waits for a second person, for a custodian, or for the steward."""
    found = queries.open_requests(uow)
    rows = [row for row, _ in found]
    takes_out = could(uow.actor, Action.REGISTER_LEAVE, uow.now) and any(_is_in_the_index(row) for row in rows)
    names = {row.requester_ref: name for row, name in found}
    listed = [row.source_ref for row in rows]
    return {"rows": rows, "names": names, "words": WORDS, "takes_out": takes_out, boards.LISTED: listed}


def panel(uow: UnitOfWork, view: SourceView) -> Mapping[str, Any]:
    """Return what the page of a source shows: the holds that stand, and the newest request or its certificate."""
    holds, newest = queries.of_source(uow, view.source.source_ref)
    return {"source": view.source, "holds": holds, "newest": newest, "words": WORDS}


@bp.get("")
@needs(Action.ERASURE_LIST)
def listed() -> ResponseReturnValue:
    """Show what waits, the holds that stand, and the certificates."""
    return _list(IndexForm())


def _list(button: IndexForm) -> Response:
    """Return the list, with the button that takes what was erased out of the index."""
    with work() as uow:
        rows, holds = service.listing(uow)
        names = _names(uow, rows, holds)
        takes_out = could(uow.actor, Action.REGISTER_LEAVE, uow.now) and any(_is_in_the_index(row) for row in rows)
        sets_holds = could(uow.actor, Action.HOLD_SET, uow.now)
    return page(
        "erasure/list.html",
        rows=rows,
        holds=holds,
        names=names,
        words=WORDS,
        takes_out=takes_out,
        sets_holds=sets_holds,
        button=button,
    )


@bp.route("/ask/<source_ref>", methods=["GET", "POST"])
@needs(Action.ERASURE_ASK)
def ask(source_ref: str) -> ResponseReturnValue:
    """Ask for a source to be erased."""
    form = AskForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            service.before(uow, source_ref, Action.SOURCE_LIST)
            kept_by = queries.kept_by(uow, source_ref)
        return page("erasure/ask.html", form=form, source_ref=source_ref, kept_by=kept_by, words=WORDS)
    with work() as uow:
        erasure_ref = service.ask(uow, source_ref, ground=form.ground.data, reason=form.reason.data)
    return redirect(url_for(".request_page", erasure_ref=erasure_ref))


@bp.get("/<erasure_ref>")
@needs(Action.ERASURE_LIST)
def request_page(erasure_ref: str) -> ResponseReturnValue:
    """Show one request: who asks, why, and what stands in its way."""
    return _page(erasure_ref)


@bp.post("/<erasure_ref>/erase")
@needs(Action.ERASURE_DECIDE)
def erase(erasure_ref: str) -> ResponseReturnValue:
    """Erase a source, as the second person; a custodian takes it out of the search index as well."""
    form = EraseForm()
    if not form.validate_on_submit():
        return _page(erasure_ref, form=form)
    with work() as uow:
        service.erase(uow, erasure_ref)
        is_custodian = could(uow.actor, Action.REGISTER_LEAVE, uow.now)
    if is_custodian:
        with work() as uow:
            service.leave_index(uow)
    return redirect(url_for(".certificate", erasure_ref=erasure_ref))


@bp.post("/<erasure_ref>/refuse")
@needs(Action.ERASURE_DECIDE)
def refuse(erasure_ref: str) -> ResponseReturnValue:
    """Refuse a request, with a reason."""
    form = RefuseForm()
    if not form.validate_on_submit():
        return _page(erasure_ref, refusing=form)
    with work() as uow:
        service.refuse(uow, erasure_ref, reason=form.reason.data)
    return redirect(url_for(".request_page", erasure_ref=erasure_ref))


@bp.get("/<erasure_ref>/certificate")
@needs(Action.ERASURE_LIST)
def certificate(erasure_ref: str) -> ResponseReturnValue:
    """Show the certificate of an erasure, to be printed."""
    with work() as uow:
        view = service.read(uow, erasure_ref)
        if view.row.state != ERASED:
            raise NotFound
        names = _names(uow, [view.row])
        lock_gone_at = uow.vault.erasing.lock_gone_at(view.row.lock_number or 0)
    return page(
        "erasure/certificate.html",
        view=view,
        names=names,
        words=WORDS,
        deployment=uow.deployment,
        lock_gone_at=lock_gone_at,
        in_the_index=_is_in_the_index(view.row),
    )


@bp.post("/index/leave")
@needs(Action.REGISTER_LEAVE)
def leave_index() -> ResponseReturnValue:
    """Take what was erased out of the search index."""
    form = IndexForm()
    if not form.validate_on_submit():
        return _list(form)
    with work() as uow:
        service.leave_index(uow)
    return redirect(url_for(".listed"))


def _page(erasure_ref: str, *, form: EraseForm | None = None, refusing: RefuseForm | None = None) -> Response:
    """Return the page of a request, with what was typed."""
    with work(writes=False) as uow:
        view = service.read(uow, erasure_ref)
        names = _names(uow, [view.row], view.holds)
        is_unlocked = uow.vault.is_unlocked
    return page(
        "erasure/request.html",
        view=view,
        names=names,
        words=WORDS,
        is_unlocked=is_unlocked,
        form=form or EraseForm(formdata=None),
        refusing=refusing or RefuseForm(formdata=None),
    )


def _names(uow: UnitOfWork, rows: Sequence[Erasure], holds: Sequence[LegalHold] = ()) -> Mapping[str, str]:
    """Return the names of everybody who asked, decided or set a hold."""
    people = {row.requester_ref for row in rows} | {row.decider_ref or "" for row in rows}
    return accounts.names(uow.case, sorted((people | {hold.set_by for hold in holds}) - {""}))


def _is_in_the_index(row: Erasure) -> bool:
    """Return whether something was erased and still stands in the search index."""
    return row.state == ERASED and row.left_index_at is None
