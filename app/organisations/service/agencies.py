"""Agencies and what is agreed with them: more waits for a second person, less holds at once."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.database import new_id
from app.errors import Conflict, Invalid
from app.organisations import queries
from app.organisations.agreements import Terms, loosens, require_known
from app.organisations.applying import AGREEMENT_CHANGED, Kind, check, propose, set_terms, terms_of
from app.organisations.models import Organisation
from app.organisations.rules import local_day
from app.organisations.terms import NewOrganisation
from app.organisations.types import ORGANISATION_TYPE_BY_CODE
from app.unit_of_work import UnitOfWork
from audit.events import Event


def propose_agency(uow: UnitOfWork, new: NewOrganisation) -> str:
    """
    Propose an organisation that reports could be sent to, and return the reference of the change that waits.

    :raises Invalid: the tables do not know it, its kind needs an agreement, or its name is taken.
    :raises Refused: policy says no.
    """
    ref = new_id()
    with uow.trail.recording(Event.AGENCY_PROPOSE, ref):
        require(uow.actor, Action.ORGANISATION_WRITE, Nothing(ref), uow.now)
        check(new)
        if uow.case.scalar(select(Organisation.ref).where(Organisation.name == new.name)) is not None:
            raise Invalid({"name": "An organisation of this name is there already."})
        return propose(uow, Kind.AGENCY, ref, new.as_content())


def change_agreement(uow: UnitOfWork, ref: str, terms: Terms) -> str:
    """
    Change what is agreed with an organisation. Returns the change that waits; empty where it holds at once.

    What allows less holds from now: releases that it no longer allows end with it.

    :raises NotFound: there is no such organisation.
    :raises Invalid: the tables do not know it, or its kind needs an agreement.
    :raises Conflict: a change of it waits already.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.AGREEMENT_CHANGE, ref) as note:
        require(uow.actor, Action.ORGANISATION_WRITE, Nothing(ref), uow.now)
        row = queries.organisation(uow.case, ref)
        kind = ORGANISATION_TYPE_BY_CODE.get(row.org_type)
        require_known(terms, needed=kind is None or kind.needs_agreement)
        if loosens(terms_of(row), terms):
            note.detail["holds"] = "proposed"
            return propose(uow, Kind.AGREEMENT, ref, terms.as_content())
        set_terms(row, terms)
        uow.case.flush()
        uow.tell(AGREEMENT_CHANGED, ref)
    return ""


def end_agreement(uow: UnitOfWork, ref: str, *, reason: str) -> None:
    """
    End an agreement now: yesterday was its last day. Nothing more is sent, and what was sent is shut.

    :raises NotFound: there is no such organisation.
    :raises Conflict: it has ended already.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.AGREEMENT_END, ref, reason=reason):
        require(uow.actor, Action.AGREEMENT_END, Nothing(ref), uow.now)
        row = queries.organisation(uow.case, ref)
        yesterday = local_day(uow.now) - timedelta(days=1)
        if row.agreement_ends_on is not None and row.agreement_ends_on <= yesterday:
            raise Conflict("This agreement has ended already.")
        set_terms(row, replace(terms_of(row), ends_on=yesterday))
        uow.case.flush()
        uow.tell(AGREEMENT_CHANGED, ref)
