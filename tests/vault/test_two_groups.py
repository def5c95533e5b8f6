"""A source that two groups hold: what each may do, what both together may, and what nobody may alone."""

from datetime import timedelta

import pytest

from app.database import new_id
from app.errors import Conflict, Frozen, Locked, NotFound, Refused
from app.vault.verification import verify
from tests.vault.small_unit import (
    AUTHORISER,
    CONTACT,
    CONTROLLER,
    HANDLER,
    NAME,
    OFFICER,
    OTHER_OFFICER,
    SECOND_HANDLER,
    SmallUnit,
)
from tests.vault.two_groups import EVERY, give_half, held_by_two, lower, open_with_half, raised


def approve_both(unit: SmallUnit, source_ref: str, *, first: str = CONTROLLER, second: str = AUTHORISER) -> str:
    """Have one of each group approve an officer's request; returns the grant."""
    grant_ref = unit.approve(source_ref, by=first, custody="DUAL")
    return unit.approve(source_ref, by=second, grant_ref=grant_ref, custody="DUAL")


# Raising


def test_after_raising_no_custodian_opens_it_alone(working: SmallUnit) -> None:
    source_ref = held_by_two(working)
    for who in (HANDLER, CONTROLLER):
        with pytest.raises(Refused) as refused:
            working.consult(source_ref, "contact", by=who)
        assert refused.value.rule == "held_by_one"


def test_raising_makes_new_keys_and_leaves_nothing_of_the_old(working: SmallUnit) -> None:
    source_ref = working.register()
    working.write(source_ref, "contact", {"phone": "second"})
    grant_ref = working.approve(source_ref)
    before = {table: working.rows(table) for table in ("compartments", "entries", "wraps")}
    working.unlock(AUTHORISER)
    raised(working, source_ref)
    for table, column in (("compartments", "public"), ("entries", "blob"), ("wraps", "blob")):
        old = {row[column] for row in before[table]}
        assert old.isdisjoint(row[column] for row in working.rows(table))
        assert not any(blob in working.vault_file.read_bytes() for blob in old if table == "wraps")
    assert not working.rows("grants")
    assert {row["group_name"] for row in working.rows("wraps")} == {"custodians", "authorisers"}
    assert len(working.rows("entries")) == len(before["entries"])
    with pytest.raises(NotFound):
        working.open_granted(grant_ref, source_ref)


def test_what_is_written_later_is_read_with_what_was_there(working: SmallUnit) -> None:
    source_ref = working.register()
    officers = working.approve(source_ref)
    working.record_call(officers, source_ref)
    working.unlock(AUTHORISER)
    raised(working, source_ref)
    working.write(source_ref, "contact", {"phone": "new"})
    working.record_call(officers, source_ref)
    grant_ref = give_half(working, source_ref)
    assert open_with_half(working, grant_ref, source_ref) == {"phone": "new"}
    log = give_half(working, source_ref, compartment="log")
    assert len(open_with_half(working, log, source_ref, compartment="log")["entries"]) == 2  # type: ignore[arg-type]


def test_a_source_is_raised_once(working: SmallUnit) -> None:
    with pytest.raises(Conflict):
        raised(working, held_by_two(working))


def test_it_takes_unlocked_keys_and_a_custodian(working: SmallUnit) -> None:
    source_ref = working.register()
    working.tick(minutes=16)
    with pytest.raises(Locked):
        raised(working, source_ref)
    working.unlock(AUTHORISER)
    with pytest.raises(Refused):
        raised(working, source_ref, by=AUTHORISER)
    working.unlock(HANDLER)
    assert working.consult(source_ref, "identity") == {"name": NAME}


def test_rows_put_back_as_they_were_before_raising_open_nothing(working: SmallUnit) -> None:
    source_ref = working.register()
    tables = ("compartments", "entries", "wraps")
    before = {table: working.rows(table) for table in tables}
    working.unlock(AUTHORISER)
    raised(working, source_ref)
    for table in reversed(tables):
        working.edit(f"DELETE FROM {table}")  # noqa: S608
    for table in tables:
        working.put_back(table, before[table])
    for part in ("contact", "identity", "original"):
        with pytest.raises(Frozen):
            working.consult(source_ref, part)
        working.edit("DELETE FROM freezes")
    for part in ("log", "contact"):
        # Not even what is written from now on goes to the old key, of which a custodian may have kept the secret.
        with pytest.raises(Frozen):
            working.write(source_ref, part, {"said": "later"})
        working.edit("DELETE FROM freezes")


def test_everything_holds_after_raising_granting_and_lowering(working: SmallUnit) -> None:
    source_ref = held_by_two(working)
    approve_both(working, source_ref)
    give_half(working, source_ref)
    with working.stewarding() as uow:
        assert not verify(uow.vault).faults
    lower(working, give_half(working, source_ref, to=CONTROLLER, compartment=EVERY), source_ref)
    with working.stewarding() as uow:
        assert not verify(uow.vault).faults


# Lowering


def test_lowering_takes_an_authoriser_and_a_custodian(working: SmallUnit) -> None:
    source_ref = held_by_two(working)
    with pytest.raises(NotFound):
        lower(working, new_id(), source_ref)
    grant_ref = give_half(working, source_ref, to=CONTROLLER, compartment=EVERY)
    lower(working, grant_ref, source_ref)
    assert working.consult(source_ref, "contact") == CONTACT
    assert not working.rows("grants")
    with pytest.raises(Conflict):
        lower(working, grant_ref, source_ref)


def test_halves_given_to_one_custodian_lower_nothing_for_another(working: SmallUnit) -> None:
    source_ref = held_by_two(working)
    grant_ref = give_half(working, source_ref, to=HANDLER, compartment=EVERY)
    with pytest.raises(NotFound):
        lower(working, grant_ref, source_ref, by=CONTROLLER)


# By halves


@pytest.mark.parametrize(("first", "second"), [(CONTROLLER, AUTHORISER), (AUTHORISER, CONTROLLER)])
def test_one_of_each_group_lets_an_officer_in_whoever_comes_first(working: SmallUnit, first: str, second: str) -> None:
    source_ref = held_by_two(working)
    grant_ref = working.approve(source_ref, by=first, custody="DUAL")
    with pytest.raises(Refused) as refused:
        working.open_granted(grant_ref, source_ref, custody="DUAL")
    assert refused.value.rule == "both_have_approved"
    working.approve(source_ref, by=second, grant_ref=grant_ref, custody="DUAL")
    assert working.open_granted(grant_ref, source_ref, custody="DUAL") == CONTACT
    assert {row["part"] for row in working.rows("grant_parts")} == {"a", "b"}


@pytest.mark.parametrize(("first", "second"), [(CONTROLLER, HANDLER), (CONTROLLER, CONTROLLER)])
def test_two_of_one_group_are_one(working: SmallUnit, first: str, second: str) -> None:
    source_ref = held_by_two(working)
    grant_ref = working.approve(source_ref, by=first, custody="DUAL")
    with pytest.raises(Conflict):
        working.approve(source_ref, by=second, grant_ref=grant_ref, custody="DUAL")


def test_nobody_else_opens_it_and_not_after_its_end(working: SmallUnit) -> None:
    source_ref = held_by_two(working)
    grant_ref = approve_both(working, source_ref)
    working.unlock(OTHER_OFFICER)
    with pytest.raises(NotFound):
        working.open_granted(grant_ref, source_ref, by=OTHER_OFFICER, custody="DUAL")
    working.tick(hours=24)
    for who in (OFFICER, CONTROLLER, AUTHORISER):
        working.unlock(who)
    with pytest.raises(Refused) as refused:
        working.open_granted(grant_ref, source_ref, custody="DUAL")
    assert refused.value.rule == "grant_is_live"


def test_halves_of_two_grants_never_combine(working: SmallUnit) -> None:
    source_ref = held_by_two(working)
    grants = [working.approve(source_ref, by=who, custody="DUAL") for who in (CONTROLLER, AUTHORISER)]
    working.edit("DELETE FROM grant_parts WHERE part = 'blind'")
    working.edit("UPDATE grant_parts SET grant_ref = :one WHERE grant_ref = :other", one=grants[0], other=grants[1])
    with pytest.raises(Frozen):
        working.open_granted(grants[0], source_ref, custody="DUAL")


def test_what_ends_before_the_second_half_leaves_nothing(working: SmallUnit) -> None:
    source_ref = held_by_two(working)
    until = working.now + timedelta(minutes=5)
    grant_ref = working.approve(source_ref, until=until, custody="DUAL")
    working.tick(minutes=5)
    with pytest.raises(Conflict):
        working.approve(source_ref, by=AUTHORISER, grant_ref=grant_ref, custody="DUAL")
    working.revoke(grant_ref)
    assert not working.rows("grant_parts")
    assert not working.rows("grants")


def test_a_part_put_back_after_the_end_opens_nothing(working: SmallUnit) -> None:
    source_ref = held_by_two(working)
    grant_ref = approve_both(working, source_ref)
    kept = {table: working.rows(table) for table in ("grants", "grant_parts")}
    working.revoke(grant_ref)
    for table, rows in kept.items():
        working.put_back(table, rows)
    with pytest.raises(Frozen):
        working.open_granted(grant_ref, source_ref, custody="DUAL")


# A custodian needs the authorisers' half alone


def test_a_custodian_opens_with_the_authorisers_half(working: SmallUnit) -> None:
    source_ref = held_by_two(working)
    grant_ref = give_half(working, source_ref)
    assert open_with_half(working, grant_ref, source_ref) == CONTACT
    for part in ("identity", "log"):
        with pytest.raises(NotFound):
            open_with_half(working, grant_ref, source_ref, compartment=part)
    with pytest.raises(NotFound):
        open_with_half(working, grant_ref, source_ref, by=CONTROLLER)


def test_a_custodian_gives_no_custodian_anything(working: SmallUnit) -> None:
    """The half that a custodian lacks is the authorisers': another custodian cannot give it."""
    source_ref = held_by_two(working)
    with pytest.raises(Refused):
        working.approve(source_ref, to=SECOND_HANDLER, by=CONTROLLER, custody="DUAL")


def test_policy_that_asks_for_two_is_not_served_by_one(working: SmallUnit) -> None:
    """From the moment two are needed and until it is raised, nothing opens and nobody is let in."""
    source_ref = working.register()
    with pytest.raises(Refused) as refused:
        working.approve(source_ref, custody="DUAL")
    assert refused.value.rule == "held_as_it_must_be"
    grant_ref = working.approve(source_ref)
    with pytest.raises(Refused) as refused:
        working.open_granted(grant_ref, source_ref, custody="DUAL")
    assert refused.value.rule == "held_as_it_must_be"
