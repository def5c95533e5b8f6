"""Following the log: the timeline and its filters, one entry, its proof, its free text, and a check of everything."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Response, make_response, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries as accounts
from app.organisations.rules import LONDON
from app.oversight import queries, service
from app.oversight.forms import ButtonForm, FollowForm, ReasonForm
from app.oversight.words import COLOURS, DECISIONS, PURPOSES, VERBS
from app.unit_of_work import UnitOfWork
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work
from audit.store import StoredEntry

bp = staff_blueprint("oversight", __name__, url_prefix="/oversight")

WORDS = {"verbs": VERBS, "decisions": DECISIONS, "colours": COLOURS, "purposes": PURPOSES}


def board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what an auditor's board shows: how the log stands, what was refused, what has no outcome."""
    state, refused = queries.state(uow), queries.refusals(uow)
    names = _names(uow, [*refused, *state.unfinished])
    return {"state": state, "refused": refused, "names": names, "now": uow.now, "words": WORDS}


@bp.get("")
@needs(Action.LOG_READ)
def follow() -> ResponseReturnValue:
    """Show the log as a timeline, narrowed to one person, one reference, a verb, a decision or a period."""
    form = FollowForm()
    if not form.validate():
        return page("oversight/follow.html", form=form, rows=[], names={}, older="", words=WORDS)
    before = request.args.get("before", "")
    with work() as uow:
        rows = service.follow(
            uow, _question(form), purpose=form.purpose.data or "", before=int(before) if before.isdecimal() else None
        )
        names = _names(uow, rows)
    return page("oversight/follow.html", form=form, rows=rows, names=names, older=_older(rows), words=WORDS)


@bp.get("/entries/<int:seq>")
@needs(Action.LOG_READ)
def entry(seq: int) -> ResponseReturnValue:
    """Show one entry whole."""
    with work() as uow:
        stored = service.read(uow, seq)
        names = _names(uow, [stored])
    return page("oversight/entry.html", stored=stored, names=names, form=ReasonForm(formdata=None), words=WORDS)


@bp.get("/entries/<int:seq>/proof")
@needs(Action.LOG_READ)
def proof(seq: int) -> ResponseReturnValue:
    """Hand out the proof that an entry is in the log."""
    with work(writes=True) as uow:
        text = service.prove(uow, seq)
    return _file(text, f"entry-{seq}-proof.json", "application/json")


@bp.post("/entries/<int:seq>/text")
@needs(Action.LOG_READ)
def open_text(seq: int) -> ResponseReturnValue:
    """Open the free text of an entry."""
    form = ReasonForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            stored = service.read(uow, seq)
            names = _names(uow, [stored])
        return page("oversight/entry.html", stored=stored, names=names, form=form, words=WORDS)
    with work() as uow:
        text = service.open_text(uow, seq, purpose=form.purpose.data, reason=form.reason.data)
    return page("oversight/text.html", seq=seq, text=text)


@bp.route("/verify", methods=["GET", "POST"])
@needs(Action.LOG_READ)
def verify() -> ResponseReturnValue:
    """Check the whole log, and say what was found."""
    form = ButtonForm()
    if not form.validate_on_submit():
        return page("oversight/verify.html", form=form, verdict=None)
    with work() as uow:
        verdict = service.verify(uow)
    return page("oversight/verify.html", form=ButtonForm(formdata=None), verdict=verdict)


@bp.post("/checkpoint")
@needs(Action.LOG_EXPORT)
def checkpoint() -> ResponseReturnValue:
    """Hand out a signed checkpoint, to be kept elsewhere."""
    with work() as uow:
        signed = service.sign(uow)
    return _file(signed.note, f"checkpoint-{signed.size}.txt", "text/plain; charset=utf-8")


def _question(form: FollowForm) -> service.Question:
    """Return what was asked; days are days here."""
    return service.Question(
        person=form.person.data or "",
        ref=form.ref.data or "",
        verb=form.verb.data or "",
        decision=form.decision.data or "",
        since=_begin_of(form.since.data),
        until=_begin_of(form.until.data + timedelta(days=1)) if form.until.data else None,
    )


def _begin_of(day: date | None) -> datetime | None:
    """Return the instant at which a day begins here."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC) if day else None


def _older(rows: list[StoredEntry]) -> str:
    """Return the address of the next page, with the same question."""
    if len(rows) < service.PAGE:
        return ""
    asked: dict[str, Any] = {name: value for name, value in request.args.items() if name != "before"}
    return url_for(".follow", **asked, before=rows[-1].seq)


def _names(uow: UnitOfWork, rows: list[StoredEntry]) -> dict[str, str]:
    """Return the names of the people at work who stand in these entries."""
    return accounts.names(uow.case, {row.entry.actor_ref for row in rows})


def _file(text: str, name: str, kind: str) -> Response:
    """Return a file to keep."""
    response = make_response(text)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
