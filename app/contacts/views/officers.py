"""What whoever calls a source sees: their permissions, the dial screen, and writing down the attempt."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries as accounts
from app.allegations.models import Allegation
from app.contacts import queries, service
from app.contacts.forms import NEXT_STEPS, AttemptForm, ButtonForm, ReasonForm
from app.contacts.outcomes import CHANNEL_BY_CODE, OUTCOME_BY_CODE, PURPOSE_BY_CODE
from app.contacts.views.written import beginning, called_in
from app.errors import Invalid, NotFound
from app.sources import queries as sources
from app.sources.windows import LONDON
from app.sources.words import DAY_LABELS
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("contacts", __name__, url_prefix="/contacts")

BOARD_ROWS = 5
WORDS = {
    "purposes": {code: row.label for code, row in PURPOSE_BY_CODE.items()},
    "outcomes": {code: row.label for code, row in OUTCOME_BY_CODE.items()},
    "advice": {code: row.next_step for code, row in OUTCOME_BY_CODE.items()},
    "channels": {code: row.label for code, row in CHANNEL_BY_CODE.items()},
    "states": {
        "PENDING": "Waits for the source unit",
        "APPROVED": "You may call",
        "REFUSED": "Refused",
        "REVOKED": "Ended early",
        "ENDED": "Ended",
    },
    "colours": {"PENDING": "yellow", "APPROVED": "green", "REFUSED": "red", "REVOKED": "grey", "ENDED": "grey"},
    "next_steps": NEXT_STEPS,
    "days": DAY_LABELS,
}


def board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what an officer's board shows: requests that wait and permissions that last."""
    rows = queries.own(uow, limit=BOARD_ROWS)
    return {"rows": rows, "now": uow.now, "words": WORDS, boards.LISTED: [row.grant_ref for row in rows]}


def held(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return the permissions that the person who asks holds now."""
    live = queries.live_of(uow.case, uow.actor.person_ref, uow.now)
    return {"rows": live, "words": WORDS, boards.LISTED: [row.grant_ref for row in live]} if live else None


def panel(uow: UnitOfWork, allegation: Allegation) -> Mapping[str, Any] | None:
    """Return what the owner of an allegation sees: whether contact can be asked for, and their requests."""
    if allegation.owner_ref != uow.actor.person_ref:
        return None
    rows = queries.of_allegation(uow, allegation.ref)
    return {
        "allegation_ref": allegation.ref,
        "can_be_asked": sources.contact_can_be_asked(uow, allegation.link),
        "rows": rows,
        "words": WORDS,
    }


@bp.get("")
@needs(Action.CONTACT_OWN)
def own() -> ResponseReturnValue:
    """Show the officer's requests, newest first."""
    with work() as uow:
        rows = service.own(uow, place(request.args.get("before", "")))
    before = place_of(rows[-1].asked_at, rows[-1].grant_ref) if len(rows) == queries.PAGE else ""
    return page("contacts/own.html", rows=rows, before=before, now=uow.now, words=WORDS)


@bp.get("/<grant_ref>")
@needs(Action.CONTACT_OWN)
def contact_request(grant_ref: str) -> ResponseReturnValue:
    """Show one of the officer's requests, and what became of it."""
    return _page(grant_ref, ReasonForm(formdata=None))


@bp.post("/<grant_ref>/open")
@needs(Action.CONTACT_OPEN)
def open_contact(grant_ref: str) -> ResponseReturnValue:
    """Open how to reach the source, with the form for the attempt beside it."""
    with work() as uow:
        contact = service.open_contact(uow, grant_ref)
    known = beginning(uow.now, contact.request.purpose, contact.plan.channel)
    return _dial(contact, AttemptForm(formdata=None, data=known), uow.now)


@bp.post("/<grant_ref>/number")
@needs(Action.CONTACT_OPEN)
def number(grant_ref: str) -> ResponseReturnValue:
    """Show the number, for this one press; what was typed into the form beside it stays."""
    with work() as uow:
        contact = service.show_number(uow, grant_ref)
    return _dial(contact, AttemptForm(), uow.now)


@bp.post("/<grant_ref>/code-word")
@needs(Action.CONTACT_OPEN)
def code_word(grant_ref: str) -> ResponseReturnValue:
    """Say whether what was heard is the code word; what was typed into the form stays."""
    form = AttemptForm()
    with work() as uow:
        contact = service.compare_code_word(uow, grant_ref, form.heard.data or "")
    return _dial(contact, form, uow.now)


@bp.route("/<grant_ref>/attempt", methods=["GET", "POST"])
@needs(Action.CONTACT_ATTEMPT)
def attempt(grant_ref: str) -> ResponseReturnValue:
    """Write down an attempt."""
    form = AttemptForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            purpose = service.before_attempt(uow, grant_ref)
        shown = form if form.is_submitted() else AttemptForm(formdata=None, data=beginning(uow.now, purpose))
        return page("contacts/attempt.html", form=shown, grant_ref=grant_ref)
    try:
        with work() as uow:
            service.record_attempt(uow, grant_ref, called_in(form))
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return page("contacts/attempt.html", form=form, grant_ref=grant_ref)
    return redirect(url_for(".contact_request", grant_ref=grant_ref))


@bp.post("/<grant_ref>/give-back")
@needs(Action.CONTACT_REVOKE)
def give_back(grant_ref: str) -> ResponseReturnValue:
    """End one's own permission before its time."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(grant_ref, form)
    with work() as uow:
        service.revoke(uow, grant_ref, reason=form.reason.data)
    return redirect(url_for(".contact_request", grant_ref=grant_ref))


def _dial(contact: service.Contact, form: AttemptForm, now: datetime) -> ResponseReturnValue:
    """Return the dial screen, with the form for the attempt beside it."""
    window = contact.plan.window
    closes = window.closes_after(now)
    return page(
        "contacts/dial.html",
        contact=contact,
        closes=f"{closes.astimezone(LONDON):%H:%M}" if closes else "",
        beside=window.beside(closes or now),
        there=window.beside(now),
        form=form,
        words=WORDS,
        grant_ref=contact.request.grant_ref,
    )


def _page(grant_ref: str, reason_form: ReasonForm) -> ResponseReturnValue:
    """Return the page of one request."""
    with work(writes=False) as uow:
        row = service.read_own(uow, grant_ref)
        longer = queries.extension_of(uow, grant_ref)
        attempts = queries.attempts_under(uow, grant_ref)
        names = accounts.names(uow.case, [row.approver_ref or ""])
    return page(
        "contacts/request.html",
        row=row,
        longer=longer,
        attempts=attempts,
        names=names,
        lasts=row.state == "APPROVED" and row.ends_at is not None and row.ends_at > uow.now,
        words=WORDS,
        button=ButtonForm(),
        reason=reason_form,
        sent="sent" in request.args,
    )


def place_of(at: datetime, ref: str) -> str:
    """Return where a list goes on, for its address."""
    return f"{at.timestamp():.6f}_{ref}"


def place(text: str) -> tuple[datetime, str] | None:
    """Return the row that a list goes on behind; what cannot be read as one is no such page."""
    if not text:
        return None
    seconds, _, ref = text.partition("_")
    try:
        return datetime.fromtimestamp(float(seconds), UTC), ref
    except (ValueError, OverflowError, OSError):
        raise NotFound from None
