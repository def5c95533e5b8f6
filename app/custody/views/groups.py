"""The groups that hold sources: members, epochs, and how far sealing anew is after a change."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries as accounts
from app.custody import sealing
from app.sources.forms import ButtonForm
from app.sources.words import GROUP_LABELS
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("custody_groups", __name__, url_prefix="/custody/groups")


@bp.get("")
@needs(Action.GROUP_RESEAL)
def groups() -> ResponseReturnValue:
    """Show both groups with their members, epochs and progress."""
    with work() as uow:
        found = sealing.states(uow)
        names = accounts.names(uow.case, {ref for one in found for ref in one.members})
    people = {one.group: sorted(names.get(ref, "") for ref in one.members) for one in found}
    return page("custody/groups.html", groups=found, people=people, labels=GROUP_LABELS, button=ButtonForm())


@bp.post("/<group>")
@needs(Action.GROUP_RESEAL)
def seal_some(group: str) -> ResponseReturnValue:
    """Seal the next batch anew."""
    with work() as uow:
        sealing.seal_some(uow, group)
    return redirect(url_for(".groups"))
