"""The next roster: two members sign it, one alone changes nothing, and whoever is taken in or out finds it so."""

from collections.abc import Callable

import pytest

from app.access.facts import MembershipFacts
from app.access.policy import Action, require
from app.errors import Conflict, Frozen, Locked, Refused
from app.vault.rosters import AUDITORS, AUTHORISERS, CUSTODIANS, MEMBERS
from app.vault.verification import verify
from audit.events import Event
from crypto.keys import MemberPublic
from crypto.spoken import are_the_words, spoken
from tests.vault.small_unit import (
    AUDITOR,
    AUTHORISER,
    CONTACT,
    CONTROLLER,
    HANDLER,
    NEWCOMER,
    OFFICER,
    SECOND_HANDLER,
    SmallUnit,
    passphrase_of,
)

SIGNERS = {MEMBERS: CUSTODIANS}


def enrolled(unit: SmallUnit, person_ref: str = NEWCOMER) -> MemberPublic:
    """Let somebody make keys on their first visit, or new ones."""
    with unit.stewarding() as uow, uow.trail.recording(Event.INVITATION_TAKE, person_ref):
        known = uow.vault.members.is_enrolled(person_ref)
        make: Callable[[str, str], MemberPublic] = uow.vault.members.renew if known else uow.vault.members.enrol
        return make(person_ref, passphrase_of(person_ref))


def sign(
    unit: SmallUnit, by: str, public: MemberPublic | None, *, who: str = NEWCOMER, group: str = CUSTODIANS
) -> bool:
    """Sign for somebody, as a member's page does."""
    with unit.work(by) as uow, uow.trail.recording(Event.ROSTER_SIGN, who):
        facts = MembershipFacts(who, group, SIGNERS.get(group, group))
        permit = require(uow.actor, Action.ROSTER_SIGN, facts, uow.now)
        return uow.vault.cosigning.sign(permit, public)


def test_two_members_take_somebody_in_who_then_opens_what_was_sealed_before(unit: SmallUnit) -> None:
    source_ref = (unit.unlock(HANDLER, CONTROLLER), unit.register())[1]
    public = enrolled(unit)
    unit.unlock(NEWCOMER)
    with pytest.raises(Refused):
        unit.consult(source_ref, "contact", by=NEWCOMER)
    assert sign(unit, HANDLER, public) is False
    with pytest.raises(Refused):
        unit.consult(source_ref, "contact", by=NEWCOMER)
    assert sign(unit, CONTROLLER, public) is True
    assert unit.consult(source_ref, "contact", by=NEWCOMER) == CONTACT
    with unit.stewarding() as uow:
        assert uow.vault.groups.current(CUSTODIANS).epoch == 2
        assert not verify(uow.vault).faults


def test_one_member_signing_twice_signs_once(unit: SmallUnit) -> None:
    public = enrolled(unit)
    unit.unlock(HANDLER)
    sign(unit, HANDLER, public)
    with pytest.raises(Refused):
        sign(unit, HANDLER, public)
    with unit.stewarding() as uow:
        assert uow.vault.groups.current(CUSTODIANS).epoch == 1


def test_a_signer_whose_keys_are_locked_signs_nothing(unit: SmallUnit) -> None:
    public = enrolled(unit)
    with pytest.raises(Locked):
        sign(unit, HANDLER, public)


@pytest.mark.parametrize("stranger", [OFFICER, AUDITOR, AUTHORISER])
def test_who_does_not_belong_to_the_group_signs_nothing(unit: SmallUnit, stranger: str) -> None:
    public = enrolled(unit)
    unit.unlock(stranger)
    with pytest.raises(Refused):
        sign(unit, stranger, public)


def test_a_key_put_in_the_place_of_the_one_that_was_signed_for_is_found(unit: SmallUnit) -> None:
    public = enrolled(unit)
    unit.unlock(HANDLER, CONTROLLER)
    sign(unit, HANDLER, public)
    other = enrolled(unit)
    assert other != public
    with pytest.raises(Frozen):
        sign(unit, CONTROLLER, other)
    with unit.stewarding() as uow:
        assert uow.vault.groups.current(CUSTODIANS).epoch == 1


def test_a_proposal_edited_between_the_signatures_is_found(unit: SmallUnit) -> None:
    public = enrolled(unit)
    unit.unlock(HANDLER, CONTROLLER)
    sign(unit, HANDLER, public)
    signed = unit.column("SELECT signed FROM roster_proposals")
    unit.edit("UPDATE roster_proposals SET signed = :signed", signed=signed[:-1] + bytes([signed[-1] ^ 1]))
    with pytest.raises(Frozen):
        sign(unit, CONTROLLER, public)


def test_whoever_is_taken_out_opens_nothing_with_any_key_they_had(unit: SmallUnit) -> None:
    source_ref = (unit.unlock(HANDLER, SECOND_HANDLER, CONTROLLER), unit.register())[1]
    assert unit.consult(source_ref, "contact", by=SECOND_HANDLER) == CONTACT
    sign(unit, HANDLER, None, who=SECOND_HANDLER)
    assert sign(unit, CONTROLLER, None, who=SECOND_HANDLER)
    with pytest.raises(Refused):
        unit.consult(source_ref, "contact", by=SECOND_HANDLER)
    assert SECOND_HANDLER not in {row["holder"] for row in unit.rows("group_keys")}
    assert unit.consult(source_ref, "contact", by=CONTROLLER) == CONTACT


def test_new_keys_open_again_once_two_have_signed_and_the_old_ones_never(unit: SmallUnit) -> None:
    source_ref = (unit.unlock(HANDLER, SECOND_HANDLER, CONTROLLER), unit.register())[1]
    stored = [row for row in unit.rows("members") if row["person_ref"] == SECOND_HANDLER]
    public = enrolled(unit, SECOND_HANDLER)
    with unit.stewarding() as uow:
        assert not verify(uow.vault).faults
    unit.unlock(SECOND_HANDLER)
    with pytest.raises(Refused):
        unit.consult(source_ref, "contact", by=SECOND_HANDLER)
    for group in (CUSTODIANS, MEMBERS):
        sign(unit, HANDLER, public, who=SECOND_HANDLER, group=group)
        assert sign(unit, CONTROLLER, public, who=SECOND_HANDLER, group=group)
    assert unit.consult(source_ref, "contact", by=SECOND_HANDLER) == CONTACT
    with unit.stewarding() as uow:
        assert not verify(uow.vault).faults
        assert uow.vault.groups.public_of(SECOND_HANDLER) == public
    unit.edit(
        "UPDATE members SET public = :public WHERE person_ref = :ref", ref=SECOND_HANDLER, public=stored[0]["public"]
    )
    with unit.stewarding() as uow:
        assert ("member", SECOND_HANDLER) in verify(uow.vault).faults


def test_a_key_that_nobody_renewed_is_found_beside_the_seeds(unit: SmallUnit) -> None:
    other = unit.rows("members")[0]["public"]
    unit.edit("UPDATE members SET public = :public WHERE person_ref = :ref", ref=OFFICER, public=other[:-1] + b"x")
    with unit.stewarding() as uow:
        assert ("member", OFFICER) in verify(uow.vault).faults


def test_nobody_comes_to_belong_to_two_groups(unit: SmallUnit) -> None:
    unit.unlock(HANDLER)
    with unit.stewarding() as uow:
        public = uow.vault.members.offered(AUTHORISER)
    with pytest.raises(Conflict):
        sign(unit, HANDLER, public, who=AUTHORISER)


def test_a_group_does_not_become_too_small_to_work(unit: SmallUnit) -> None:
    unit.unlock(HANDLER, CONTROLLER, SECOND_HANDLER)
    sign(unit, HANDLER, None, who=SECOND_HANDLER)
    sign(unit, CONTROLLER, None, who=SECOND_HANDLER)
    with pytest.raises(Conflict):
        sign(unit, HANDLER, None, who=CONTROLLER)


def test_one_change_at_a_time_and_one_may_be_taken_back(unit: SmallUnit) -> None:
    public = enrolled(unit)
    unit.unlock(HANDLER, CONTROLLER)
    sign(unit, HANDLER, public)
    with pytest.raises(Conflict):
        sign(unit, CONTROLLER, None, who=SECOND_HANDLER)
    with unit.work(CONTROLLER) as uow:
        uow.vault.cosigning.withdraw(CUSTODIANS)
    assert sign(unit, CONTROLLER, None, who=SECOND_HANDLER) is False
    assert unit.rows("roster_proposals")[0]["signer"] == CONTROLLER


def test_authorisers_do_not_vouch_for_custodians(unit: SmallUnit) -> None:
    public = enrolled(unit)
    unit.unlock(AUTHORISER)
    with pytest.raises(Refused):
        sign(unit, AUTHORISER, public, group=AUTHORISERS.replace(AUTHORISERS, MEMBERS))
    with pytest.raises(Refused):
        sign(unit, AUTHORISER, public, group=AUDITORS)


def test_words_that_are_read_out_stand_for_one_key(unit: SmallUnit) -> None:
    one, other = enrolled(unit), enrolled(unit)
    assert are_the_words(spoken(one.digest).upper().replace(" ", ", "), one.digest)
    assert not are_the_words(spoken(one.digest), other.digest)
    assert not are_the_words("", one.digest)


def test_whose_keys_are_forgotten_has_no_way_to_them_left(unit: SmallUnit) -> None:
    with unit.stewarding() as uow:
        uow.vault.members.forget(OFFICER)
    with unit.stewarding() as uow:
        assert not uow.vault.members.verify(OFFICER, passphrase_of(OFFICER))
    for table in ("slots", "verifiers", "second_factors", "unlocks"):
        assert OFFICER not in {row["person_ref"] for row in unit.rows(table)}
