"""What was typed of a contact, as it is written down, and where its form begins."""

from datetime import UTC, datetime
from typing import Any

from app.contacts import service
from app.contacts.forms import AttemptForm, ContactForm
from app.contacts.outcomes import Direction
from app.errors import Invalid
from app.sources.windows import LONDON


def beginning(now: datetime, purpose: str, channel: str = "") -> dict[str, Any]:
    """Return the answers that the form of a contact starts from: now, and what is known of it."""
    local = now.astimezone(LONDON)
    clock = local.time().replace(second=0, microsecond=0)
    known = {"purpose": purpose, "channel": channel or None, "direction": Direction.OUTGOING.value}
    return known | {"made_on": local.date(), "made_at": clock, "risk_change": "SAME"}


def called_in(form: ContactForm) -> service.Called:
    """Return the attempt that was typed; day and time are as clocks show here."""
    day, clock, minutes = form.made_on.data, form.made_at.data, form.duration.data
    if day is None or clock is None or minutes is None:
        raise Invalid({"made_on": "Enter when the attempt was made, and how long it took."})
    return service.Called(
        channel=form.channel.data,
        outcome=form.outcome.data,
        duration_minutes=minutes,
        next_step=form.next_step.data,
        said=form.said.data or "",
        made_at=datetime.combine(day, clock, LONDON).astimezone(UTC),
        call_back_at=_promised(form),
        direction=form.direction.data if isinstance(form, AttemptForm) else Direction.INCOMING,
        purpose=form.purpose.data,
        risk_change=form.risk_change.data,
        tasked=form.tasked.data == "yes",
    )


def _promised(form: ContactForm) -> datetime | None:
    """Return when another call was promised, if it was."""
    day, clock = form.call_back_on.data, form.call_back_at.data
    if day is None or clock is None:
        return None
    return datetime.combine(day, clock, LONDON).astimezone(UTC)
