"""Sealing anew what a group holds, after somebody joined or left it: a batch at a time, with how far it is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy import Integer, column, select, table

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.errors import NotFound
from app.unit_of_work import UnitOfWork
from audit.events import Decision, Event
from audit.store import Filters

GROUPS = ("custodians", "authorisers")
AT_A_TIME = 500  # wraps of each kind in one unit of work: about a second
# The public face seals to the key before until it is given the new one, and what it sealed is brought in by rounds.
SETTLING = timedelta(days=1)
# The gateway's table as far as it is asked here; it is a feature above this one that knows the rest.
_SUBMISSIONS = table("submissions", column("epoch", Integer))


class Progress(Protocol):
    """How far the vault says a group is."""

    @property
    def group(self) -> str:
        """Which group."""

    @property
    def done(self) -> int:
        """How much is sealed to its present key."""

    @property
    def total(self) -> int:
        """How much it holds."""

    @property
    def waiting_for_us(self) -> int:
        """How many halves wait for it."""

    @property
    def submissions(self) -> int:
        """How many sealed parts that wait are sealed to an older key."""

    @property
    def boxes(self) -> int:
        """How many boxes of the index are under an older key."""

    @property
    def old_keys(self) -> int:
        """How many older keys are still kept."""


@dataclass(frozen=True, slots=True)
class GroupState:
    """One group: its epoch, who belongs to it, and how far it is with sealing anew."""

    group: str
    epoch: int
    members: tuple[str, ...]
    done: int
    total: int
    waiting_for_us: int
    submissions: int
    boxes: int
    old_keys: int
    is_mine: bool

    @property
    def left(self) -> int:
        """How much is left to be sealed anew by this group."""
        return self.total - self.done + self.waiting_for_us + self.submissions + self.boxes

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be sealed anew by this group."""
        return self.left == 0


def states(uow: UnitOfWork) -> list[GroupState]:
    """Return both groups that hold sources, with their members, epochs and progress."""
    with uow.trail.consulting(Event.CUSTODY_LIST) as note:
        require(uow.actor, Action.GROUP_RESEAL, Nothing(), uow.now)
        found = [_state(uow, one) for one in uow.vault.resealing.progress(*GROUPS)]
        note.detail["listed"] = list(GROUPS)
        return found


def seal_some(uow: UnitOfWork, group: str) -> int:
    """
    Seal a batch of what a group holds anew, and return how much. It may be left and gone on with by any member.

    :raises NotFound: there is no such group.
    :raises Refused: policy says no, or they do not belong to it.
    :raises Locked: their keys are not unlocked.
    """
    with uow.trail.recording(Event.GROUP_RESEAL, group) as note:
        if group not in GROUPS:
            raise NotFound
        permit = require(uow.actor, Action.GROUP_RESEAL, Nothing(group), uow.now)
        done = uow.vault.resealing.step(permit, AT_A_TIME)
        note.detail["sealed"] = done
        if not done and _has_settled(uow, group):
            gone = uow.vault.resealing.drop_old_keys(permit, _in_flight(uow))
            note.detail["old_keys_deleted"] = [str(number) for number in gone]
        return done


def _has_settled(uow: UnitOfWork, group: str) -> bool:
    """Return whether a group's newest roster is a day old: whatever is sealed to the key before has come in by then."""
    sought = Filters(action=Event.ROSTER_CHANGE.action, object_refs=(group,), decision=Decision.DONE)
    return all(one.at <= uow.now - SETTLING for one in uow.log.entries(sought, limit=1))


def _in_flight(uow: UnitOfWork) -> set[int]:
    """Return the numbers of the custodians' keys that submissions in the gateway are sealed to."""
    return set(uow.gateway.scalars(select(_SUBMISSIONS.c.epoch).distinct()))


def _state(uow: UnitOfWork, progress: Progress) -> GroupState:
    """Return one group with its members and how far it is."""
    roster = uow.vault.groups.current(progress.group)
    members = tuple(member.person_ref for member in roster.members)
    return GroupState(
        progress.group,
        roster.epoch,
        members,
        progress.done,
        progress.total,
        progress.waiting_for_us,
        progress.submissions,
        progress.boxes,
        progress.old_keys,
        is_mine=uow.actor.person_ref in members,
    )
