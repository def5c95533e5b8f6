"""What the steward does for the intake, and how often."""

from datetime import timedelta

from app.intake import publishing, service
from app.worker import Chore

# Rounds of the steward. What is not urgent waits for others, so that the order of coming does not show.
URGENT_EVERY = timedelta(seconds=1)
EVERY = timedelta(minutes=10)
PUBLISH_EVERY = timedelta(minutes=1)
SWEEP_EVERY = timedelta(hours=1)


def chores(unit_ref: str, every: timedelta = EVERY) -> tuple[Chore, ...]:
    """
    Return the chores that bring in what the public told us, and give it to one unit.

    :param every: how long what is not urgent waits at most; a demonstration need not wait ten minutes.
    """
    return (
        Chore("publish keys", PUBLISH_EVERY, publishing.publish),
        Chore("bring in what is urgent", URGENT_EVERY, lambda house: service.drain_urgent(house, unit_ref)),
        Chore("bring in what was told", every, lambda house: service.drain(house, unit_ref)),
        Chore("mend what was interrupted", SWEEP_EVERY, lambda house: service.sweep(house, unit_ref)),
    )
