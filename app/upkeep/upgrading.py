"""Bringing all stores to the revision of this release: each wholly or not at all, and again from where it stopped."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.database_roles.owners import apply_grants
from app.errors import Unavailable
from app.migrations import STORES
from app.oversight.commands import operator
from app.unit_of_work import House
from app.upkeep.filling import require_owned
from app.upkeep.standing import bring_up_to_date, not_done
from app.upkeep.trouble import Trouble
from audit.errors import LogUnavailable
from audit.events import Event

RIGHTS_ARE_WHOLE = (
    "each store is whole and at one revision, and each face has in it the rights of this release or those of before."
)


@dataclass(frozen=True, slots=True)
class Upgraded:
    """Which stores were upgraded, and what stopped the rest."""

    done: list[str]
    stopped: Trouble | None


def upgrade_all(house: House) -> list[str]:
    """
    Upgrade every store that is behind, give each role its rights in it, and record it; return which were behind.

    :param house: with each store as its owner, where it is in PostgreSQL.
    :raises Trouble: one could not be upgraded. Those before it are, and are recorded; run again, it goes on from there.
    """
    engines = house.stores.each()
    for name in STORES:
        require_owned(name, engines[name])
    came = _bring_up(engines)
    if came.done:
        _record(house, came.done)
    if came.stopped is not None:
        raise _told(came.done, came.stopped)
    return came.done


def _bring_up(engines: Mapping[str, Engine]) -> Upgraded:
    """Upgrade one store after the other, and give each face its rights in it, until one cannot be."""
    done: list[str] = []
    for name in STORES:
        try:
            if bring_up_to_date(name, engines[name]):
                done.append(name)
            apply_grants({name: engines[name]})
        except Trouble as trouble:
            return Upgraded(done, trouble)
        except SQLAlchemyError as error:
            return Upgraded(done, not_done(name, error, RIGHTS_ARE_WHOLE))
    return Upgraded(done, None)


def _record(house: House, done: list[str]) -> None:
    try:
        with house.work(operator()) as uow, uow.trail.recording(Event.STORE_UPGRADE, "+".join(done)):
            pass
    except (Unavailable, LogUnavailable):
        raise Trouble(
            f"{_named(done)} upgraded, and the record of it could not be written.",
            "each store is whole, and at one revision.",
            "see that the audit store is there, not full and not locked, run `store upgrade` again for the stores that "
            "are left, and tell the auditor what the record does not say.",
        ) from None


def _told(done: list[str], stopped: Trouble) -> Trouble:
    """Return what is told: the release from before fits the stores that are left, but not those that were upgraded."""
    if not done:
        return stopped
    return Trouble(
        f"{stopped.happened} Before it, {_named(done)} upgraded.",
        "each store is whole and at one revision: an upgrade is one transaction. What was upgraded is in the record.",
        "mend what stopped it and run `store upgrade` again: it goes on with the stores that are left. Start nothing "
        "before it has ended: no release fits all four now. The way back is a restore of the backup from before.",
    )


def _named(done: list[str]) -> str:
    return f"{', '.join(done)} {'was' if len(done) == 1 else 'were'}"
