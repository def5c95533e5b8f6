"""What a source told us and what was passed on of it, by reference, for those who look after it."""

from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.dissemination.models import RECALLED
from app.dissemination.service.of_source import read_record_of
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("record_told", __name__, url_prefix="/sources")


@bp.get("/<source_ref>/told")
@needs(Action.RECORD_FOLLOW)
def told(source_ref: str) -> ResponseReturnValue:
    """Show what stands under a source."""
    with work(writes=False) as uow:
        told, passed = read_record_of(uow, source_ref)
    return page("dissemination/of_source.html", source_ref=source_ref, told=told, passed=passed, recalled=RECALLED)
