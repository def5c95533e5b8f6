"""What shows the steward that staff entered something: nobody without the server's lock can say so of anything."""

from app.intake.story import Story
from app.unit_of_work import UnitOfWork


def proof(uow: UnitOfWork, submission_ref: str, story: Story) -> str:
    """Return what the server's lock makes of what a story says it was entered as, under this reference."""
    entered = story.entered
    claimed = (entered.channel, entered.unit_ref, entered.kept) if entered else ()
    return uow.vouch(submission_ref, story.link, story.promise, *claimed)
