"""Reads of what stands under the links of one source. Whoever calls has found the source, and asked policy for it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Row, select

from app.allegations.models import Allegation
from app.dissemination.models import Release, Report
from app.organisations.models import Organisation
from app.unit_of_work import UnitOfWork

MOST = 200


def told_under(uow: UnitOfWork, links: Sequence[str]) -> Sequence[Row[str, datetime]]:
    """Return reference and moment of what was told under these links, newest first."""
    asked = select(Allegation.ref, Allegation.received_at).where(Allegation.link.in_(links))
    return uow.case.execute(asked.order_by(Allegation.received_at.desc(), Allegation.ref).limit(MOST)).all()


def released_under(uow: UnitOfWork, links: Sequence[str]) -> Sequence[Row[str, str, str, date, str]]:
    """Return what left of that: the report told of, the one written, the agency, the day, and where it stands."""
    asked = (
        select(Report.allegation_ref, Release.report_ref, Organisation.name, Release.released_on, Release.state)
        .join(Report, Report.ref == Release.report_ref)
        .join(Allegation, Allegation.ref == Report.allegation_ref)
        .outerjoin(Organisation, Organisation.ref == Release.organisation_ref)
        .where(Allegation.link.in_(links))
    )
    return uow.case.execute(asked.order_by(Release.released_on.desc(), Release.ref).limit(MOST)).all()
