"""Custodians who all lost their keys are mended with the root keys, one by one, until two can sign for the rest."""

from collections.abc import Sequence

import pytest

from app.access.facts import MembershipFacts
from app.access.policy import Action, require
from app.errors import Conflict, Refused
from app.oversight.commands import operator
from app.vault.repairing import Authority
from app.vault.rosters import AUDITORS, CUSTODIANS, MEMBERS
from app.vault.verification import verify
from audit.events import Event
from crypto.keys import MemberPublic
from crypto.signing import SigningKey
from tests.vault.small_unit import AUDITOR, CONTACT, CONTROLLER, HANDLER, SECOND_HANDLER, SmallUnit
from tests.vault.test_cosigning import enrolled, sign


def mend(unit: SmallUnit, group: str, who: str, public: MemberPublic | None, shares: Sequence[str] = ()) -> None:
    """Mend a group with the root keys, as the command does."""
    authority = Authority(SigningKey.from_seed(unit.ceremony.root_seed), tuple(shares))
    with unit.house.work(operator()) as uow, uow.trail.recording(Event.ROSTER_REPAIR, who):
        permit = require(uow.actor, Action.ROSTER_REPAIR, MembershipFacts(who, group, ""), uow.now)
        uow.vault.repairing.repair(permit, authority, public)


def test_custodians_who_all_lost_their_keys_are_mended_until_two_can_sign(unit: SmallUnit) -> None:
    source_ref = (unit.unlock(HANDLER), unit.register())[1]
    shares = unit.ceremony.shares[CUSTODIANS][:3]
    made = {who: enrolled(unit, who) for who in (HANDLER, CONTROLLER, SECOND_HANDLER)}
    for group in (CUSTODIANS, MEMBERS):
        for who in (HANDLER, CONTROLLER):
            mend(unit, group, who, made[who], shares if group == CUSTODIANS else ())
        with pytest.raises(Refused) as refused:
            mend(unit, group, SECOND_HANDLER, made[SECOND_HANDLER])
        assert refused.value.rule == "group_cannot_sign"
    unit.unlock(HANDLER, CONTROLLER)
    for group in (CUSTODIANS, MEMBERS):
        sign(unit, HANDLER, made[SECOND_HANDLER], who=SECOND_HANDLER, group=group)
        assert sign(unit, CONTROLLER, made[SECOND_HANDLER], who=SECOND_HANDLER, group=group)
    unit.unlock(SECOND_HANDLER)
    for who in (HANDLER, SECOND_HANDLER):
        assert unit.consult(source_ref, "contact", by=who) == CONTACT
    with unit.stewarding() as uow:
        assert not verify(uow.vault).faults


def test_a_group_is_never_mended_to_nobody_and_nobody_into_two(unit: SmallUnit) -> None:
    with pytest.raises(Conflict, match="too small"):
        mend(unit, AUDITORS, AUDITOR, None)
    with unit.stewarding() as uow:
        handler = uow.vault.groups.current(CUSTODIANS).member(HANDLER)
    with pytest.raises(Conflict, match="Nobody belongs to two"):
        mend(unit, AUDITORS, HANDLER, handler)
    with unit.stewarding() as uow:
        assert uow.vault.groups.current(AUDITORS).epoch == 1


def test_what_was_not_recorded_first_mends_nothing(unit: SmallUnit) -> None:
    authority = Authority(SigningKey.from_seed(unit.ceremony.root_seed))
    with unit.house.work(operator()) as uow:
        permit = require(uow.actor, Action.ROSTER_REPAIR, MembershipFacts(AUDITOR, AUDITORS, ""), uow.now)
        with pytest.raises(Refused) as refused:
            uow.vault.repairing.repair(permit, authority, None)
    assert refused.value.rule == "attempt_is_recorded"
