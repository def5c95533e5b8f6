"""After somebody joined or left: everything is sealed anew, in batches, and old halves are worth nothing."""

import pytest

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.errors import Locked, Refused
from app.vault.compartments import Compartment
from app.vault.rosters import AUTHORISERS, CUSTODIANS
from app.vault.verification import verify
from audit.events import Event
from tests.vault.small_unit import AUTHORISER, CONTACT, CONTROLLER, HANDLER, OFFICER, SECOND_HANDLER, SmallUnit
from tests.vault.test_cosigning import sign
from tests.vault.two_groups import give_half, held_by_two, open_with_half

PARTS = len(Compartment)


def step(unit: SmallUnit, by: str, group: str, limit: int = 1000) -> int:
    """Have a member seal some of a group's wraps anew; returns how many."""
    with unit.work(by) as uow, uow.trail.recording(Event.GROUP_RESEAL, group):
        return uow.vault.resealing.step(require(uow.actor, Action.GROUP_RESEAL, Nothing(group), uow.now), limit)


def left(unit: SmallUnit) -> None:
    """Let a custodian leave: two others sign the next roster."""
    sign(unit, HANDLER, None, who=SECOND_HANDLER)
    assert sign(unit, CONTROLLER, None, who=SECOND_HANDLER)


def cut_off(unit: SmallUnit) -> None:
    """Begin a step, and be stopped before anything of it is committed."""
    with unit.work(AUTHORISER) as uow, uow.trail.recording(Event.GROUP_RESEAL, AUTHORISERS):
        uow.vault.resealing.step(require(uow.actor, Action.GROUP_RESEAL, Nothing(AUTHORISERS), uow.now), 3)
        raise KeyboardInterrupt


def progress(unit: SmallUnit, group: str = CUSTODIANS) -> tuple[int, int, int]:
    with unit.stewarding() as uow:
        [found] = uow.vault.resealing.progress(group)
        return found.done, found.total, found.waiting_for_us


def test_what_one_group_holds_is_sealed_anew_a_batch_at_a_time(working: SmallUnit) -> None:
    source_ref = working.register()
    old = {row["wrap_ref"]: row["blob"] for row in working.rows("wraps")}
    left(working)
    assert progress(working) == (0, PARTS, 0)
    assert step(working, HANDLER, CUSTODIANS, limit=2) == 2
    assert progress(working) == (2, PARTS, 0)
    assert working.consult(source_ref, "contact") == CONTACT
    assert step(working, CONTROLLER, CUSTODIANS) == PARTS - 2
    assert progress(working) == (PARTS, PARTS, 0)
    assert step(working, CONTROLLER, CUSTODIANS) == 0
    assert not {row["blob"] for row in working.rows("wraps")} & set(old.values())
    assert working.consult(source_ref, "contact") == CONTACT
    with working.stewarding() as uow:
        assert not verify(uow.vault).faults


def test_halves_change_in_two_stages_and_open_in_between(working: SmallUnit) -> None:
    source_ref = held_by_two(working)
    left(working)
    assert step(working, HANDLER, CUSTODIANS) == PARTS
    assert progress(working, AUTHORISERS)[2] == PARTS
    assert open_with_half(working, give_half(working, source_ref), source_ref) == CONTACT
    assert step(working, HANDLER, CUSTODIANS) == 0
    assert step(working, AUTHORISER, AUTHORISERS, limit=4) == 4
    assert step(working, AUTHORISER, AUTHORISERS) == PARTS - 4
    assert progress(working) == (PARTS, PARTS, 0)
    assert progress(working, AUTHORISERS) == (PARTS, PARTS, 0)
    assert open_with_half(working, give_half(working, source_ref), source_ref) == CONTACT
    assert len(working.rows("wraps")) == 2 * PARTS
    with working.stewarding() as uow:
        assert not verify(uow.vault).faults


def test_a_half_from_before_makes_no_secret_with_a_new_one(working: SmallUnit) -> None:
    source_ref = held_by_two(working)
    before = give_half(working, source_ref)
    pending = working.approve(source_ref, to=OFFICER, custody="DUAL")
    left(working)
    step(working, HANDLER, CUSTODIANS)
    step(working, AUTHORISER, AUTHORISERS)
    with pytest.raises(Refused) as refused:
        open_with_half(working, before, source_ref)
    assert refused.value.rule == "halves_are_current"
    with pytest.raises(Refused) as refused:
        working.approve(source_ref, by=AUTHORISER, grant_ref=pending, custody="DUAL")
    assert refused.value.rule == "halves_are_current"


def test_a_step_that_is_cut_off_leaves_everything_as_it_was(working: SmallUnit) -> None:
    source_ref = held_by_two(working)
    left(working)
    step(working, HANDLER, CUSTODIANS)
    working.unlock(AUTHORISER)
    before = working.rows("wraps")
    with pytest.raises(KeyboardInterrupt):
        cut_off(working)
    assert working.rows("wraps") == before
    assert step(working, AUTHORISER, AUTHORISERS) == PARTS
    assert open_with_half(working, give_half(working, source_ref), source_ref) == CONTACT


def test_only_an_unlocked_member_of_the_group_seals_anew(working: SmallUnit) -> None:
    working.register()
    left(working)
    working.unlock(AUTHORISER)
    with pytest.raises(Refused):
        step(working, AUTHORISER, CUSTODIANS)
    working.tick(minutes=16)
    with pytest.raises(Locked):
        step(working, HANDLER, CUSTODIANS)
    assert progress(working) == (0, PARTS, 0)
