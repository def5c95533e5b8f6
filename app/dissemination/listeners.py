"""What follows for releases when what is agreed with an agency changes."""

from sqlalchemy import select

from app.dissemination.models import RECALLED, RELEASED, Release, Report
from app.markings.vetting import last_moment
from app.organisations import queries as organisations
from app.organisations.applying import AGREEMENT_CHANGED
from app.organisations.models import Organisation
from app.organisations.types import ORGANISATION_TYPE_BY_CODE
from app.unit_of_work import UnitOfWork
from audit.events import Event

WHY = "What is agreed with this organisation no longer allows it."


def end_what_is_no_longer_allowed(uow: UnitOfWork, organisation_ref: str) -> None:
    """Recall each release that an organisation may not hold any more; each is recorded by itself."""
    organisation = organisations.organisation(uow.case, organisation_ref)
    live = _agreement_is_live(uow, organisation)
    out = select(Release).filter_by(organisation_ref=organisation_ref, state=RELEASED).order_by(Release.ref)
    for row in uow.case.scalars(out).all():
        if live and row.tier <= organisation.highest_tier:
            continue
        with uow.trail.recording(Event.RELEASE_END, row.ref, detail={"organisation": organisation_ref}):
            row.state = RECALLED
            report = uow.case.get(Report, row.report_ref)
            if report is not None:
                report.state, report.decision_reason, report.changed_at = RECALLED, WHY, uow.now
    uow.case.flush()


def _agreement_is_live(uow: UnitOfWork, organisation: Organisation) -> bool:
    ends_on = organisation.agreement_ends_on
    if ends_on is not None:
        return uow.now < last_moment(ends_on)
    kind = ORGANISATION_TYPE_BY_CODE.get(organisation.org_type)
    return kind is not None and not kind.needs_agreement


LISTENERS = {AGREEMENT_CHANGED: [end_what_is_no_longer_allowed]}
