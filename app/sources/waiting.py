"""The queue of sealed parts that a custodian has yet to deal with. It grows with every submission that comes in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.access.marks import KeptFrom
from app.markings.promises import CONFIDENCE, PROMISE_BY_CODE
from app.sources.models import NOTHING_KEPT, WAITING, Waiting


@dataclass(frozen=True, slots=True)
class Arrival:
    """A submission as the steward brings it in, and whom its allegation is kept from."""

    submission_ref: str
    link: str
    allegation_ref: str
    urgent: bool
    received_at: datetime
    promise: str = CONFIDENCE
    needs_care: bool = False
    kept: KeptFrom | None = None


def put_in_queue(session: Session, arrival: Arrival) -> None:
    """
    Queue a sealed part for the custodians, in the steward's transaction. One that is there already stays.

    Where anonymity was promised there is no sealed part: the row says so, and refuses whoever would look for one.
    """
    if session.get(Waiting, arrival.submission_ref) is None:
        kept = {"kept_from": arrival.kept.marks, "kept_number": arrival.kept.number} if arrival.kept else {}
        session.add(
            Waiting(
                **kept,
                submission_ref=arrival.submission_ref,
                link=arrival.link,
                allegation_ref=arrival.allegation_ref,
                urgent=arrival.urgent,
                received_at=arrival.received_at,
                promise=arrival.promise,
                needs_care=arrival.needs_care,
                state=WAITING if PROMISE_BY_CODE[arrival.promise].may_be_known else NOTHING_KEPT,
            )
        )
