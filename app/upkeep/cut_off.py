"""What the vault kept of an act that was cut off before the case store, where the vault alone knows what is so."""

from sqlalchemy import func, select

from app.sources.happenings import CUSTODY_CHANGED
from app.sources.models import STOPPED, Source, StandingPlan
from app.unit_of_work import UnitOfWork
from app.vault.compartments import COUNTING, Compartment
from app.vault.models import StoredCompartment, StoredEntry
from app.vault.unfinished import say, unsaid


def held_otherwise(uow: UnitOfWork) -> set[str]:
    """Return the sources whose keys are held by one group or two, and that the register says are held otherwise."""
    known = dict(uow.case.execute(select(Source.source_ref, Source.custody)).all())
    held = uow.vault.session.execute(select(StoredCompartment.source_ref, StoredCompartment.custody).distinct())
    return {source_ref for source_ref, custody in held if known.get(source_ref, custody) != custody}


def hold(uow: UnitOfWork, source_ref: str) -> None:
    """Let the register say what is so, and end what stands on keys that are gone."""
    held = select(StoredCompartment.custody).filter_by(source_ref=source_ref).limit(1)
    uow.case.get_one(Source, source_ref).custody = uow.vault.session.scalars(held).one()
    uow.tell(CUSTODY_CHANGED, source_ref)


def replaced_plans(uow: UnitOfWork) -> set[str]:
    """Return the sources whose plan that counts is not the newest in the vault, which is the one that is shown."""
    newest = select(StoredCompartment.source_ref, func.max(StoredEntry.version)).join(StoredEntry, COUNTING)
    of_plans = newest.where(StoredCompartment.compartment == Compartment.CONTACT.value)
    held = dict(uow.vault.session.execute(of_plans.group_by(StoredCompartment.source_ref)).all())
    rows = uow.case.execute(select(StandingPlan.source_ref, StandingPlan.version).where(StandingPlan.state != STOPPED))
    return {source_ref for source_ref, version in rows if held.get(source_ref, version) != version}


def replaced_keys(uow: UnitOfWork) -> set[str]:
    """Return the sources whose earlier keys are gone, and whose record does not say so."""
    return unsaid(uow.vault)


def say_so(uow: UnitOfWork, source_ref: str) -> None:
    """Let the record say so."""
    say(uow.vault, source_ref)
