"""Sealing anew what a group holds, after somebody joined or left it: a batch at a time, with how far it is."""

from dataclasses import dataclass
from typing import Protocol

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.errors import NotFound
from app.unit_of_work import UnitOfWork
from audit.events import Event

GROUPS = ("custodians", "authorisers")
AT_A_TIME = 500  # wraps of each kind in one unit of work: about a second


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


@dataclass(frozen=True, slots=True)
class GroupState:
    """One group: its epoch, who belongs to it, and how far it is with sealing anew."""

    group: str
    epoch: int
    members: tuple[str, ...]
    done: int
    total: int
    waiting_for_us: int
    is_mine: bool

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be sealed anew by this group."""
        return self.done == self.total and not self.waiting_for_us


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
        return done


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
        is_mine=uow.actor.person_ref in members,
    )
