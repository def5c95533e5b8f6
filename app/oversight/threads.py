"""Which references belong to one story: an allegation, its sealed part, its requests, its reports, its source."""

from sqlalchemy import select

from app.accounts.models import Account
from app.allegations.models import Allegation
from app.contacts.models import ContactRequest
from app.dissemination.models import Release, Report
from app.unit_of_work import UnitOfWork

MOST_LINKS = 200


def references(uow: UnitOfWork, ref: str) -> tuple[str, ...]:
    """Return every reference whose entries tell the story of this one; itself alone where it is of no known kind."""
    if ref.startswith("SRC-"):
        return (ref, *_of_links(uow, [ref, *uow.vault.links_of(ref)[:MOST_LINKS]]))
    allegation = uow.case.scalar(select(Allegation).where(Allegation.ref == _allegation_of(uow, ref)))
    if allegation is None:
        return (ref,)
    source_ref = uow.vault.source_of(allegation.link)
    found = (ref, *_of_links(uow, [allegation.link]), *((source_ref,) if source_ref else ()))
    return tuple(dict.fromkeys(found))


def person_named(uow: UnitOfWork, sign_in_name: str) -> str:
    """Return whose sign-in name this is; what is nobody's is taken for a reference."""
    name = sign_in_name.strip().lower()
    return uow.case.scalar(select(Account.person_ref).where(Account.sign_in_name == name)) or name


def _allegation_of(uow: UnitOfWork, ref: str) -> str:
    """Return the allegation that a report, a release or a request belongs to; the reference itself otherwise."""
    if ref.startswith("REL-"):
        ref = uow.case.scalar(select(Release.report_ref).where(Release.ref == ref)) or ref
    if ref.startswith("REP-"):
        return uow.case.scalar(select(Report.allegation_ref).where(Report.ref == ref)) or ref
    return ref


def _of_links(uow: UnitOfWork, links: list[str]) -> list[str]:
    """Return the references of the allegations under these links and of all that came of them, in one statement."""
    allegations = select(Allegation.ref).where(Allegation.link.in_(links))
    reports = select(Report.ref).where(Report.allegation_ref.in_(allegations))
    parts = (
        allegations,
        select(Allegation.intake_ref).where(Allegation.link.in_(links)),
        select(ContactRequest.grant_ref).where(ContactRequest.link.in_(links)),
        reports,
        select(Release.ref).where(Release.report_ref.in_(reports)),
    )
    first, *rest = parts
    return list(uow.case.scalars(first.union_all(*rest)))
