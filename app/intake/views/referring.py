"""Referring something of one's own accord: one page, which nobody's record says that somebody opened."""

import re

from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.database import new_id
from app.errors import Invalid
from app.intake import referring
from app.intake.answers import told
from app.intake.entry_forms import ReferForm
from app.intake.story import REFERENCE
from app.web.faces import staff_blueprint, unlined
from app.web.guard import current_actor, needs
from app.web.navigation import Entry
from app.web.rendering import page
from app.web.work import work

bp = unlined(staff_blueprint("referring", __name__, url_prefix="/refer"))

NAVIGATION = [Entry("Tell us something yourself", "referring.refer", Action.ALLEGATION_REFER, 90)]


@bp.route("", methods=["GET", "POST"])
@needs(Action.ALLEGATION_REFER)
def refer() -> ResponseReturnValue:
    """Take in what a colleague tells us of their own accord, and show the words of their receipt once."""
    form = ReferForm(data={"once": new_id(), "your_name": current_actor().name})
    if form.validate_on_submit() and REFERENCE.fullmatch(form.once.data or ""):
        also = re.findall(r"[^\s,;]+", form.also.data.lower())
        try:
            with work() as uow:
                words = referring.refer(uow, told([form], is_new=True), also, form.once.data)
            return page("intake/referred.html", words=words.split())
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    with work(writes=False) as uow:
        seen_by = referring.audience(uow)
    return page("intake/refer.html", form=form, audience=seen_by, own=current_actor().person_ref)
