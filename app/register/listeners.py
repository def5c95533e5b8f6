"""What follows on the register when other work says that something has happened to a source."""

from app.register.service.standing import move
from app.sources.models import Source
from app.sources.standings import Step, after
from app.unit_of_work import UnitOfWork
from audit.events import Event


def borne_out(uow: UnitOfWork, source_ref: str) -> None:
    """Take a source into work whose risk assessment was signed in full. Whoever stands elsewhere stays there."""
    source = uow.case.get_one(Source, source_ref)
    if after(Step.BEAR_OUT, source.status) is not None:
        with uow.trail.recording(Event.SOURCE_STAND, source_ref, detail={"step": Step.BEAR_OUT.value}):
            move(source, Step.BEAR_OUT)
