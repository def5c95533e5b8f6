"""Whether the risk to whoever is behind an allegation lets something be sent. The answer says neither who nor why."""

from app.accounts.roles import RoleCode
from app.allegations.models import Allegation
from app.markings.terms import Terms
from app.risk import queries
from app.risk.rules import may_send, sending_is_blocked
from app.sources.models import Source
from app.sources.standings import Standing
from app.unit_of_work import UnitOfWork


def is_stopped(uow: UnitOfWork, allegation_ref: str, terms: Terms) -> bool:
    """
    Return whether nothing under these terms may be sent of an allegation by whoever decides now.

    A review five days late stops everything, as does one that is due of somebody who was closed before; the band stops
    what is not guarded enough, or is for an authoriser. An allegation behind which nobody is known stops nothing.
    """
    allegation = uow.case.get(Allegation, allegation_ref)
    source_ref = uow.vault.source_of(allegation.link) if allegation else None
    source = uow.case.get(Source, source_ref) if source_ref else None
    if source is None:
        return False
    if source.status == Standing.REOPENED:
        return True
    due_at = queries.first_due(uow, source.source_ref)
    if due_at is not None and sending_is_blocked(due_at, uow.now):
        return True
    return not may_send(source.band, terms, by_authoriser=uow.actor.has_role(RoleCode.NSU_AUTHORISER))
