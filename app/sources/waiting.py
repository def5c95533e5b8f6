"""The queue of sealed parts that a custodian has yet to deal with. It grows with every submission that comes in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.sources.models import Waiting
from app.sources.promises import CONFIDENCE


@dataclass(frozen=True, slots=True)
class Arrival:
    """A submission as the steward brings it in."""

    submission_ref: str
    link: str
    allegation_ref: str
    urgent: bool
    received_at: datetime
    promise: str = CONFIDENCE


def put_in_queue(session: Session, arrival: Arrival) -> None:
    """Queue a sealed part for the custodians, in the steward's transaction. One that is there already stays."""
    if session.get(Waiting, arrival.submission_ref) is None:
        session.add(
            Waiting(
                submission_ref=arrival.submission_ref,
                link=arrival.link,
                allegation_ref=arrival.allegation_ref,
                urgent=arrival.urgent,
                received_at=arrival.received_at,
                promise=arrival.promise,
            )
        )
