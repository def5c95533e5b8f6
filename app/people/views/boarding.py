"""What stands on boards: what happened about oneself, who comes and goes, what waits for a second person."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from app.access.policy import Action, visible
from app.people import queries, service
from app.people.models import change_columns
from app.people.words import WORDS
from app.unit_of_work import UnitOfWork
from app.web import boards, sessions
from app.web.faces import Face, current_face, partner_blueprint, staff_blueprint
from app.web.guard import needs
from app.web.work import work

bp = staff_blueprint("told", __name__)
partner_bp = partner_blueprint("partner_told", __name__)


def notices(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return what happened about the person who asks, until they have put it away."""
    told = queries.unread(uow.case, uow.actor.person_ref)
    endpoint = "partner_told.put_away" if current_face() is Face.PARTNER else "told.put_away"
    return {"told": told, "action": url_for(endpoint)} if told else None


def coming_and_going(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return the open invitations and the last days that are known, for whoever administers."""
    coming, going = queries.coming_and_going(uow.case)
    if not coming and not going:
        return None
    listed = [*(one.person_ref for one in coming), *(one.person_ref for one in going)]
    return {"coming": coming, "going": going, "now": uow.now, "words": WORDS, boards.LISTED: listed}


def to_confirm(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return the changes that this person may confirm."""
    may = visible(uow.actor, Action.CHANGE_CONFIRM, change_columns(), uow.now)
    lines = queries.waiting(uow.case, may)
    return {"lines": lines, "words": WORDS, boards.LISTED: [line.change_ref for line in lines]} if lines else None


def to_sign(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return the changes that this person's group is to sign, but for those they signed already and their own."""
    own = uow.actor.person_ref
    found = [want for group in sorted(uow.actor.groups) for want in queries.wants(uow, group)]
    wants = [want for want in found if own not in {want.first_signer, want.person_ref}]
    return {"wants": wants, "words": WORDS, boards.LISTED: [want.person_ref for want in wants]} if wants else None


def any_notices(uow: UnitOfWork) -> Select[*tuple[Any, ...]]:
    """Return the query that says whether ``notices`` has anything to show."""
    return queries.unread_of(uow.actor.person_ref)


def any_to_confirm(uow: UnitOfWork) -> Select[*tuple[Any, ...]]:
    """Return the query that says whether ``to_confirm`` has anything to show."""
    return queries.waiting_for(visible(uow.actor, Action.CHANGE_CONFIRM, change_columns(), uow.now))


def any_to_sign(_uow: UnitOfWork) -> Select[*tuple[Any, ...]]:
    """Return the query that says whether ``to_sign`` need look at the rosters at all."""
    return queries.to_be_signed()


def invite_link(_uow: UnitOfWork) -> Mapping[str, Any]:
    """Return nothing but that there is a way to invite."""
    return {}


@needs(Action.SESSION_OWN)
def put_away() -> ResponseReturnValue:
    """Note that the person has read what happened about them."""
    with work() as uow:
        service.put_notices_away(uow)
    return redirect(sessions.board_url())


for _blueprint in (bp, partner_bp):
    _blueprint.add_url_rule("/told/read", "put_away", put_away, methods=["POST"])
