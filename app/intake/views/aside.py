"""What could not be read as it came in: the list for custodians, and clearing one of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, could
from app.errors import NotFound
from app.intake import aside
from app.unit_of_work import UnitOfWork
from app.web.faces import staff_blueprint
from app.web.fields import LongTextField
from app.web.forms import Form
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("aside", __name__, url_prefix="/sources/aside")


class ClearForm(Form):
    """Why something that could not be read is deleted."""

    reason = LongTextField(
        "Why it is deleted", max_length=500, rows=2, required="Say what was looked at, and why it is deleted"
    )


def board(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return what a custodian's board shows: how much could not be read, or that nothing comes in; mostly neither."""
    count = aside.count(uow)
    return None if count == 0 else {"count": count}


@bp.get("")
@needs(Action.SUBMISSION_LIST)
def set_aside() -> ResponseReturnValue:
    """Show what could not be read, oldest first."""
    with work() as uow:
        rows = aside.set_aside(uow, _place(request.args.get("after", "")))
    after = f"{rows[-1].received_hour.timestamp():.0f}_{rows[-1].submission_ref}" if len(rows) == aside.PAGE else ""
    clears = could(uow.actor, Action.SUBMISSION_CLEAR, uow.now)
    return page("intake/aside.html", rows=rows, after=after, clears=clears)


@bp.route("/<submission_ref>", methods=["GET", "POST"])
@needs(Action.SUBMISSION_CLEAR)
def clear(submission_ref: str) -> ResponseReturnValue:
    """Delete one, and write down why."""
    form = ClearForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            row = aside.read(uow, submission_ref)
        return page("intake/clear.html", row=row, form=form)
    with work() as uow:
        aside.clear(uow, submission_ref, reason=form.reason.data)
    return redirect(url_for(".set_aside"))


def _place(text: str) -> tuple[datetime, str] | None:
    """Return the row that the list continues behind; what cannot be read as one is no such page."""
    if not text:
        return None
    seconds, _, ref = text.partition("_")
    try:
        return datetime.fromtimestamp(int(seconds), UTC), ref
    except (ValueError, OverflowError, OSError):
        raise NotFound from None
