"""Threats to life: raising one, its page with both clocks, and the red line on every page of the source unit."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from app.access.policy import Action, allowed, could
from app.accounts import queries as accounts
from app.errors import Invalid
from app.organisations.rules import LONDON
from app.risk import queries, service
from app.risk.caring_forms import CloseForm, DecideForm, ExposeForm, HandForm, ThreatForm
from app.risk.clocks import Ticking, clocks
from app.risk.forms import ButtonForm
from app.risk.models import Threat
from app.risk.words import LEARNED_BY, THREAT_GRADES, THREAT_OPTIONS
from app.unit_of_work import UnitOfWork
from app.web.alarms import Alarm
from app.web.faces import staff_blueprint
from app.web.forms import Form
from app.web.guard import current_actor, current_house, needs
from app.web.rendering import page
from app.web.work import aside, work

bp = staff_blueprint("threats", __name__, url_prefix="/threats")

WORDS = {"learned_by": LEARNED_BY, "grades": THREAT_GRADES, "options": THREAT_OPTIONS}
ACTIONS = (Action.THREAT_TAKE, Action.THREAT_WORK, Action.THREAT_EXPOSE, Action.THREAT_CLOSE)


def threats_open() -> Sequence[Alarm]:
    """Return the red line for each open threat, for those who may know of it."""
    if not could(current_actor(), Action.THREAT_LIST, current_house().clock()):
        return ()
    with aside() as uow:
        rows = queries.open_threats(uow)
    return [
        Alarm(
            f"Threat to life {row.threat_ref}",
            url_for("threats.threat", ref=row.threat_ref),
            ". ".join(f"{one.label}: {one.words(uow.now)}" for one in clocks_of(row)),
        )
        for row in rows
    ]


def any_open(uow: UnitOfWork) -> Select[*tuple[Any, ...]] | None:
    """Return the query for whether a threat is open; ``None`` for those who may know of none."""
    return queries.any_threat(uow) if could(uow.actor, Action.THREAT_LIST, uow.now) else None


def clocks_of(row: Threat) -> tuple[Ticking, Ticking]:
    """Return both clocks of a threat."""
    return clocks(row.received_at, row.taken_at, row.handed_at)


@bp.get("")
@needs(Action.THREAT_LIST)
def list_threats() -> ResponseReturnValue:
    """Show threats, open ones first."""
    with work() as uow:
        rows = service.list_threats(uow)
    return page("risk/threats.html", rows=rows, clocks=clocks_of, now=uow.now, words=WORDS)


@bp.route("/raise/<source_ref>", methods=["GET", "POST"])
@needs(Action.THREAT_RAISE)
def raise_threat(source_ref: str) -> ResponseReturnValue:
    """Raise a threat to the life of a source."""
    with work(writes=False) as uow:
        service.look(uow, source_ref)
    local = uow.now.astimezone(LONDON)
    form = ThreatForm(received_on=local.date(), received_at=local.time().replace(second=0, microsecond=0))
    if form.validate_on_submit():
        try:
            with work() as uow:
                threat_ref = service.raise_threat(uow, source_ref, form.learned())
            return redirect(url_for(".threat", ref=threat_ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return page("risk/raise_threat.html", form=form, source_ref=source_ref)


@bp.get("/<ref>")
@needs(Action.THREAT_LIST)
def threat(ref: str) -> ResponseReturnValue:
    """Show one threat: clocks, decisions, and what is to be done next."""
    return _page(ref)


@bp.post("/<ref>/take")
@needs(Action.THREAT_TAKE)
def take(ref: str) -> ResponseReturnValue:
    """Take a threat on."""
    return _done(ref, ButtonForm(), lambda uow, _form: service.take(uow, ref))


@bp.post("/<ref>/police")
@needs(Action.THREAT_WORK)
def hand(ref: str) -> ResponseReturnValue:
    """Write down that the police have it."""

    def act(uow: UnitOfWork, form: HandForm) -> None:
        service.hand(uow, ref, police_force=form.police_force.data, police_ref=form.police_ref.data)

    return _done(ref, HandForm(), act)


@bp.post("/<ref>/decisions")
@needs(Action.THREAT_TAKE)
def decide(ref: str) -> ResponseReturnValue:
    """Add a decision to the policy log."""

    def act(uow: UnitOfWork, form: DecideForm) -> None:
        service.decide(uow, ref, decided=form.decided.data, rationale=form.rationale.data)

    return _done(ref, DecideForm(), act)


@bp.post("/<ref>/notice")
@needs(Action.THREAT_EXPOSE)
def expose(ref: str) -> ResponseReturnValue:
    """Decide whether a notice would show who the source is."""

    def act(uow: UnitOfWork, form: ExposeForm) -> None:
        service.say_whether_it_exposes(uow, ref, exposes=form.exposes.data == "yes", reason=form.why.data)

    return _done(ref, ExposeForm(), act)


@bp.post("/<ref>/close")
@needs(Action.THREAT_CLOSE)
def close(ref: str) -> ResponseReturnValue:
    """Close a threat."""

    def act(uow: UnitOfWork, form: CloseForm) -> None:
        service.close_threat(uow, ref, reason=form.reason.data)

    return _done(ref, CloseForm(), act)


def _done(ref: str, form: Form, act: Callable[[UnitOfWork, Any], None]) -> ResponseReturnValue:
    """Do what a form of the page asks and show the page again; with what is wrong beside its fields when it is not."""
    if not form.validate_on_submit():
        return _page(ref, form)
    with work() as uow:
        act(uow, form)
    return redirect(url_for(".threat", ref=ref))


def _page(ref: str, sent: Form | None = None) -> ResponseReturnValue:
    """Return the page of one threat."""
    with work(writes=False) as uow:
        view = service.read_threat(uow, ref)
        row = view.threat
        people = [row.raised_by, row.taken_by, row.handed_by, row.exposes_by, row.closed_by]
        names = accounts.names(uow.case, [one for one in people if one] + [one.by_ref for one in view.decisions])
        may = {action.name: allowed(uow.actor, action, row.facts(), uow.now) for action in ACTIONS}
        may["GLASS_ASK"] = could(uow.actor, Action.GLASS_ASK, uow.now)
    empty: list[type[Form]] = [ButtonForm, HandForm, DecideForm, ExposeForm, CloseForm]
    forms = {one.__name__: sent if isinstance(sent, one) else one(formdata=None) for one in empty}
    return page(
        "risk/threat.html",
        view=view,
        names=names,
        may=may,
        forms=forms,
        failing=sent or forms["ButtonForm"],
        clocks=clocks_of(row),
        now=uow.now,
        words=WORDS,
    )
