"""What waits for a second person, and what became of one's own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, allowed
from app.accounts import queries as accounts
from app.errors import Conflict, NotFound
from app.markings.tiers import TIER_BY_RANK
from app.organisations import queries, service
from app.organisations.applying import Kind, terms_of
from app.organisations.models import Organisation, Proposal, Unit
from app.organisations.settings import SETTING_BY_CODE, SettingCode, held
from app.organisations.types import ORGANISATION_TYPE_BY_CODE
from app.setting_up.forms import DIVISIONS, ButtonForm, ReasonForm
from app.setting_up.views.blueprint import bp
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work
from audit.events import Event

BOARD_ROWS = 5
KINDS = {
    Kind.AGENCY: "A new agency",
    Kind.AGREEMENT: "What is agreed with an agency",
    Kind.HOLIDAY: "A day in the holiday table",
    Kind.SETTING: "A unit's setting",
}


def board(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return the changes that wait for this person to agree or refuse."""
    rows = queries.changes(uow, limit=BOARD_ROWS)
    names = accounts.names(uow.case, [row.proposed_by for row in rows])
    return {"rows": rows, "names": names, "kinds": KINDS, boards.LISTED: [row.ref for row in rows]} if rows else None


@bp.get("/changes")
@needs(Action.SETUP_READ)
def changes() -> ResponseReturnValue:
    """Show what waits for this person, and what they proposed themselves."""
    with work(writes=False) as uow, uow.trail.consulting(Event.SETUP_READ, "changes") as note:
        rows, own = queries.changes(uow), queries.own_changes(uow)
        names = accounts.names(
            uow.case, [ref for row in (*rows, *own) for ref in (row.proposed_by, row.decided_by or "")]
        )
        note.detail["listed"] = [row.ref for row in (*rows, *own)]
    return page("setting_up/changes.html", rows=rows, own=own, names=names, kinds=KINDS)


@bp.get("/changes/<ref>")
@needs(Action.SETUP_READ)
def change(ref: str) -> ResponseReturnValue:
    """Show one change: what holds now, and what would."""
    return _change(ref, ReasonForm(formdata=None), ButtonForm(formdata=None))


@bp.post("/changes/<ref>/agree")
@needs(Action.PROPOSAL_DECIDE)
def agree(ref: str) -> ResponseReturnValue:
    """Agree: it holds from now."""
    form = ButtonForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.agree(uow, ref)
            return redirect(url_for(".change", ref=ref))
        except Conflict as conflict:
            form.add_problems({"": str(conflict)})
    return _change(ref, ReasonForm(formdata=None), form)


@bp.post("/changes/<ref>/refuse")
@needs(Action.PROPOSAL_DECIDE)
def refuse(ref: str) -> ResponseReturnValue:
    """Refuse, with a reason that whoever proposed it sees."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _change(ref, form, ButtonForm(formdata=None))
    with work() as uow:
        service.refuse(uow, ref, reason=form.reason.data)
    return redirect(url_for(".change", ref=ref))


def _change(ref: str, reason: ReasonForm, button: ButtonForm) -> ResponseReturnValue:
    """Return the page of one change, for whoever may decide it and whoever proposed it."""
    with work(writes=False) as uow, uow.trail.consulting(Event.SETUP_READ, ref):
        row = uow.case.get(Proposal, ref)
        if row is None:
            raise NotFound
        may_decide = allowed(uow.actor, Action.PROPOSAL_DECIDE, row.facts(), uow.now)
        if not may_decide and uow.actor.person_ref not in {row.proposed_by, row.decided_by}:
            raise NotFound
        names = accounts.names(uow.case, [row.proposed_by, row.decided_by or ""])
        lines = _lines(uow, row)
    return page(
        "setting_up/change.html",
        row=row,
        names=names,
        lines=lines,
        kind=KINDS[Kind(row.kind)],
        may_decide=may_decide,
        reason=reason,
        form=button,
    )


def _lines(uow: UnitOfWork, row: Proposal) -> list[tuple[str, str, str]]:
    """Return what it is about, line by line: what holds now (empty for what is new), and what would."""
    content = row.content
    if row.kind == Kind.HOLIDAY:
        kept = ", ".join(DIVISIONS[one] for one in content["divisions"])
        day = date.fromisoformat(content["day"])
        return [("Day", "", f"{day:%-d %B %Y}"), ("Called", "", content["title"]), ("Kept in", "", kept)]
    if row.kind == Kind.SETTING:
        unit = uow.case.get(Unit, row.subject_ref)
        setting = SETTING_BY_CODE[content["code"]]
        now = held(unit.tightened, SettingCode(content["code"])) if unit else ""
        name = unit.name if unit else ""
        return [
            ("Unit", name, name),
            (setting.label, f"{now} {setting.measure}", f"{content['value']} {setting.measure}"),
        ]
    if row.kind == Kind.AGENCY:
        terms = {**content, "ends_on": content["agreement_ends_on"]}
        kind = ORGANISATION_TYPE_BY_CODE[content["org_type"]].label
        return [("Name", "", content["name"]), ("Kind", "", kind), *_terms({}, terms)]
    organisation = uow.case.get(Organisation, row.subject_ref)
    name = organisation.name if organisation else ""
    was = terms_of(organisation).as_content() if organisation else {}
    return [("Organisation", name, name), *_terms(was, content)]


def _terms(was: Mapping[str, Any], would: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    labels = {
        "agreement_ref": "Agreement",
        "ends_on": "Last day",
        "highest_tier": "Highest marking",
        "vetting_floor": "Least vetting",
        "keeps_months": "Keeps it for months",
    }
    return [(label, _said(name, was.get(name)), _said(name, would.get(name))) for name, label in labels.items()]


def _said(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name == "ends_on":
        return f"{date.fromisoformat(value):%-d %B %Y}"
    return TIER_BY_RANK[value].code.value if name == "highest_tier" else str(value)
