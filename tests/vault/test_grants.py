"""Grants: one part, to one person, until a time; what is stored of one is worth nothing to anybody else or later."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from app.access.policy import Action, require
from app.database import new_id
from app.errors import Conflict, Frozen, Locked, NotFound, Refused, Unavailable
from app.vault.rosters import MEMBERS
from audit.events import Decision, Event
from audit.store import Filters
from tests.vault.small_unit import CONTACT, CONTROLLER, HANDLER, OFFICER, OTHER_OFFICER, ROLES, SmallUnit


def test_an_officer_opens_what_was_granted(working: SmallUnit) -> None:
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    assert working.open_granted(grant_ref, source_ref) == CONTACT


def test_before_approval_there_is_nothing_to_open(working: SmallUnit) -> None:
    source_ref = working.register()
    with pytest.raises(NotFound):
        working.open_granted(new_id(), source_ref)
    assert not working.rows("grants")
    assert not working.rows("grant_parts")


def test_a_grant_ends_by_itself(working: SmallUnit) -> None:
    source_ref = working.register()
    grant_ref = working.approve(source_ref, until=working.now + timedelta(minutes=10))
    working.tick(minutes=9, seconds=59)
    assert working.open_granted(grant_ref, source_ref) == CONTACT
    working.tick(seconds=1)
    with pytest.raises(Refused) as refused:
        working.open_granted(grant_ref, source_ref)
    assert refused.value.rule == "grant_is_live"


def test_the_end_is_no_column_that_can_be_edited(working: SmallUnit) -> None:
    source_ref = working.register()
    grant_ref = working.approve(source_ref, until=working.now + timedelta(minutes=5))
    working.edit("UPDATE grants SET ends_at = '2027-01-01 00:00:00.000000'")
    working.tick(minutes=6)
    with pytest.raises(Frozen):
        working.open_granted(grant_ref, source_ref)


def test_another_officer_cannot_use_it(working: SmallUnit) -> None:
    working.unlock(OTHER_OFFICER)
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    with pytest.raises(NotFound):
        working.open_granted(grant_ref, source_ref, by=OTHER_OFFICER)
    working.edit("UPDATE grants SET person_ref = :ref", ref=OTHER_OFFICER)
    with pytest.raises(Frozen):
        working.open_granted(grant_ref, source_ref, by=OTHER_OFFICER)


@pytest.mark.parametrize("compartment", ["identity", "circumstances", "original", "log", ""])
def test_it_opens_no_other_part(working: SmallUnit, compartment: str) -> None:
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    with pytest.raises(NotFound):
        working.open_granted(grant_ref, source_ref, compartment=compartment)


def test_it_opens_no_other_source(working: SmallUnit) -> None:
    source_ref, other = working.register(), working.register()
    grant_ref = working.approve(source_ref)
    with pytest.raises(NotFound):
        working.open_granted(grant_ref, other)


def test_locked_keys_open_nothing(working: SmallUnit) -> None:
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    working.tick(minutes=16)
    with pytest.raises(Locked):
        working.open_granted(grant_ref, source_ref)


def test_nothing_opens_that_was_not_recorded_first(working: SmallUnit) -> None:
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    with pytest.raises(Refused) as refused, working.work(OFFICER) as uow:
        uow.vault.open(working.open_permit(uow, grant_ref, source_ref))
    assert refused.value.rule == "attempt_is_recorded"


def test_the_log_names_the_opening_before_it_happens(working: SmallUnit) -> None:
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    working.open_granted(grant_ref, source_ref)
    done, attempted = working.log.entries(Filters(action=Event.CONTACT_OPEN.action), limit=2)
    assert (done.entry.decision, attempted.entry.decision) == (Decision.DONE, Decision.ATTEMPTED)
    checkpoint = working.log.latest_checkpoint()
    assert checkpoint is not None
    assert attempted.seq < checkpoint.size <= done.seq


# Approving


def test_only_an_unlocked_custodian_approves(working: SmallUnit) -> None:
    source_ref = working.register()
    working.tick(minutes=16)
    with pytest.raises(Locked):
        working.approve(source_ref)
    assert not working.rows("grants")


def test_nobody_approves_for_themselves(working: SmallUnit) -> None:
    source_ref = working.register()
    with pytest.raises(Refused):
        working.approve(source_ref, to=CONTROLLER, by=CONTROLLER)
    with working.work(CONTROLLER) as uow, uow.trail.recording(Event.CONTACT_APPROVE, source_ref):
        facts = working.request_facts(new_id(), source_ref, requester=OFFICER)
        permit = require(uow.actor, Action.CONTACT_DECIDE, facts, uow.now)
        with pytest.raises(Refused) as refused:
            uow.vault.grant(permit, CONTROLLER, working.now + timedelta(hours=1))
    assert refused.value.rule == "permit_fits"


def test_were_policy_wrong_the_vault_would_still_not_seal_to_the_approver(working: SmallUnit) -> None:
    source_ref = working.register()
    with working.work(CONTROLLER) as uow, uow.trail.recording(Event.CONTACT_APPROVE, source_ref):
        facts = working.request_facts(new_id(), source_ref, requester=OFFICER)
        permit = require(uow.actor, Action.CONTACT_DECIDE, facts, uow.now)
        own = replace(permit, facts=replace(facts, requester_ref=CONTROLLER))
        with pytest.raises(Refused) as refused:
            uow.vault.grant(own, CONTROLLER, working.now + timedelta(hours=1))
    assert refused.value.rule == "asked_by_someone_else"
    assert not working.rows("grants")


def test_it_goes_to_the_one_who_asked_and_to_nobody_else(working: SmallUnit) -> None:
    source_ref = working.register()
    with working.work(CONTROLLER) as uow, uow.trail.recording(Event.CONTACT_APPROVE, source_ref):
        facts = working.request_facts(new_id(), source_ref, requester=OFFICER)
        permit = require(uow.actor, Action.CONTACT_DECIDE, facts, uow.now)
        with pytest.raises(Refused):
            uow.vault.grant(permit, OTHER_OFFICER, working.now + timedelta(hours=1))
    assert not working.rows("grants")


def test_somebody_no_roster_names_is_given_nothing(working: SmallUnit) -> None:
    """Their keys lie in the database, where anybody who writes there could have put them."""
    stranger = "9" * 32
    with working.stewarding() as uow:
        uow.vault.members.enrol(stranger, "six words of a stranger here")
    source_ref = working.register()
    with pytest.raises(Refused) as refused:
        working.approve(source_ref, to=stranger)
    assert refused.value.rule == "receiver_is_vouched_for"
    assert not working.rows("grants")


@pytest.mark.parametrize("hours", [-1, 0, 24 * 30 + 1])
def test_an_end_in_the_past_or_beyond_thirty_days_is_refused(working: SmallUnit, hours: int) -> None:
    source_ref = working.register()
    with pytest.raises(Conflict):
        working.approve(source_ref, until=working.now + timedelta(hours=hours))
    assert not working.rows("grants")


def test_a_request_is_approved_once(working: SmallUnit) -> None:
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    with pytest.raises(Conflict):
        working.approve(source_ref, grant_ref=grant_ref, by=HANDLER)
    assert len(working.rows("grants")) == len(working.rows("grant_parts")) == 1


def test_eight_approvals_at_once_are_one(working: SmallUnit) -> None:
    source_ref, grant_ref = working.register(), new_id()
    ready = threading.Barrier(8, timeout=10)
    outcomes: list[str] = []

    def decide(by: str) -> None:
        ready.wait()
        try:
            working.approve(source_ref, grant_ref=grant_ref, by=by)
            outcomes.append("approved")
        except (Conflict, Unavailable):
            outcomes.append("too late")

    threads = [threading.Thread(target=decide, args=(by,)) for by in (HANDLER, CONTROLLER) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["approved"] + ["too late"] * 7
    assert len(working.rows("grants")) == 1
    assert working.open_granted(grant_ref, source_ref) == CONTACT


def test_approving_without_a_recorded_attempt_seals_nothing(working: SmallUnit) -> None:
    source_ref = working.register()
    with working.work(CONTROLLER) as uow:
        facts = working.request_facts(new_id(), source_ref, requester=OFFICER)
        permit = require(uow.actor, Action.CONTACT_DECIDE, facts, uow.now)
        with pytest.raises(Refused) as refused:
            uow.vault.grant(permit, OFFICER, working.now + timedelta(hours=1))
    assert refused.value.rule == "attempt_is_recorded"
    assert not working.rows("grants")


# Ending


def test_a_revoked_grant_leaves_nothing_behind(working: SmallUnit) -> None:
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    working.revoke(grant_ref)
    assert not working.rows("grants")
    assert not working.rows("grant_parts")
    with pytest.raises(NotFound):
        working.open_granted(grant_ref, source_ref)


def test_revoking_twice_is_revoking_once(working: SmallUnit) -> None:
    grant_ref = working.approve(working.register())
    working.revoke(grant_ref)
    with working.stewarding() as uow:
        assert not uow.vault.revoke(grant_ref)


def test_what_has_expired_is_deleted_and_what_lives_is_left(working: SmallUnit) -> None:
    source_ref = working.register()
    short = working.approve(source_ref, until=working.now + timedelta(minutes=5))
    long = working.approve(source_ref, until=working.now + timedelta(hours=5))
    working.tick(minutes=5)
    with working.stewarding() as uow, uow.trail.recording(Event.CONTACT_EXPIRE, short):
        assert uow.vault.ended_grants(uow.now) == [short]
        assert uow.vault.end_expired(uow.now) == [short]
        assert uow.vault.end_expired(uow.now) == []
    assert [row["grant_ref"] for row in working.rows("grants")] == [long]
    assert [row["grant_ref"] for row in working.rows("grant_parts")] == [long]
    assert working.open_granted(long, source_ref) == CONTACT


@pytest.mark.parametrize("ended_by", ["revoked", "expired"])
def test_the_rows_of_an_ended_grant_put_back_open_nothing(working: SmallUnit, ended_by: str) -> None:
    """The officer has a friend who restores last night's copy of two rows."""
    source_ref = working.register()
    grant_ref = working.approve(source_ref, until=working.now + timedelta(minutes=10))
    kept = working.rows("grants"), working.rows("grant_parts")
    if ended_by == "revoked":
        working.revoke(grant_ref)
    else:
        working.tick(minutes=10)
        with working.stewarding() as uow, uow.trail.recording(Event.CONTACT_EXPIRE, grant_ref):
            uow.vault.end_expired(uow.now)
    for table, rows in zip(("grants", "grant_parts"), kept, strict=True):
        working.put_back(table, rows)
    with pytest.raises((Frozen, Refused)):
        working.open_granted(grant_ref, source_ref)
    if ended_by == "revoked":
        assert [row["record_ref"] for row in working.rows("freezes")] == [source_ref]


def test_a_grant_of_an_officer_who_left_opens_nothing(working: SmallUnit) -> None:
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    roster, _ = working.next_roster(MEMBERS, [ref for ref in ROLES if ref != OFFICER])
    working.install(working.signed_by_root(roster))
    with pytest.raises(Refused) as refused:
        working.open_granted(grant_ref, source_ref)
    assert refused.value.rule == "belongs_to_group"
