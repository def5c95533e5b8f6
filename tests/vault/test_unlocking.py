"""Unlocked keys: half in a cookie, half in a row, gone after fifteen minutes; neither half worth anything alone."""

from hashlib import sha256

import pytest

from app.database import new_id
from app.errors import Locked, Refused
from app.vault import unlocking
from audit.events import Event
from crypto.context import Context
from crypto.errors import Tampered
from crypto.sealing import unbox
from crypto.slots import session_key
from tests.vault.small_unit import HANDLER, OFFICER, SmallUnit, passphrase_of


def is_unlocked(unit: SmallUnit, person_ref: str) -> bool:
    with unit.work(person_ref, writes=False) as uow:
        return uow.vault.is_unlocked


def session_of(person_ref: str) -> str:
    return sha256(person_ref.encode()).hexdigest()


def test_signing_in_opens_nothing_and_unlocking_does(unit: SmallUnit) -> None:
    assert not is_unlocked(unit, HANDLER)
    unit.unlock(HANDLER)
    assert is_unlocked(unit, HANDLER)
    assert not is_unlocked(unit, OFFICER)


def test_a_wrong_passphrase_unlocks_nothing(unit: SmallUnit) -> None:
    with pytest.raises(Refused) as refused, unit.work(HANDLER) as uow:
        uow.vault.unlock(HANDLER, passphrase_of(OFFICER), session_of(HANDLER), uow.now)
    assert refused.value.rule == "passphrase_is_right"
    assert not unit.rows("unlocks")


def test_nobody_unlocks_for_another_person_or_session(unit: SmallUnit) -> None:
    for person_ref, session_ref in ((OFFICER, session_of(HANDLER)), (HANDLER, session_of(OFFICER)), (HANDLER, "")):
        with pytest.raises(Refused) as refused, unit.work(HANDLER) as uow:
            uow.vault.unlock(person_ref, passphrase_of(person_ref), session_ref, uow.now)
        assert refused.value.rule == "session_is_own"


def test_it_locks_itself_after_fifteen_idle_minutes(unit: SmallUnit) -> None:
    unit.unlock(HANDLER)
    unit.tick(minutes=14, seconds=59)
    assert is_unlocked(unit, HANDLER)
    unit.tick(minutes=14, seconds=59)
    assert is_unlocked(unit, HANDLER)
    unit.tick(minutes=15)
    assert not is_unlocked(unit, HANDLER)


def test_it_locks_itself_after_eight_hours_of_work(unit: SmallUnit) -> None:
    unit.unlock(HANDLER)
    for _ in range(47):
        unit.tick(minutes=10)
        assert is_unlocked(unit, HANDLER)
    unit.tick(minutes=10)
    assert not is_unlocked(unit, HANDLER)


def test_use_does_not_write_at_every_request(unit: SmallUnit) -> None:
    unit.unlock(HANDLER)
    before = unit.column("SELECT used_at FROM unlocks")
    unit.tick(seconds=29)
    is_unlocked(unit, HANDLER)
    assert unit.column("SELECT used_at FROM unlocks") == before
    unit.tick(seconds=1)
    is_unlocked(unit, HANDLER)
    assert unit.column("SELECT used_at FROM unlocks") != before


def test_locking_forgets_the_servers_half(unit: SmallUnit) -> None:
    unit.unlock(HANDLER)
    with unit.work(HANDLER) as uow, uow.trail.recording(Event.LOCK, HANDLER):
        uow.vault.lock(uow.actor.session_digest)
        assert not uow.vault.is_unlocked
    assert not unit.rows("unlocks")
    assert not is_unlocked(unit, HANDLER)


def test_locking_a_person_reaches_all_their_sessions_and_no_others(unit: SmallUnit) -> None:
    unit.unlock(HANDLER, OFFICER)
    with unit.stewarding() as uow:
        uow.vault.lock_person(HANDLER)
    assert not is_unlocked(unit, HANDLER)
    assert is_unlocked(unit, OFFICER)


def test_the_steward_sweeps_what_has_ended_and_leaves_the_rest(unit: SmallUnit) -> None:
    unit.unlock(HANDLER)
    unit.tick(minutes=10)
    unit.unlock(OFFICER)
    unit.tick(minutes=5)
    with unit.stewarding() as uow:
        uow.vault.end_idle(uow.now)
    assert [row["person_ref"] for row in unit.rows("unlocks")] == [OFFICER]


def test_another_sessions_cookie_opens_nothing_and_freezes_nobody(unit: SmallUnit) -> None:
    unit.unlock(HANDLER, OFFICER)
    unit.halves[HANDLER] = unit.halves[OFFICER]
    with unit.work(HANDLER) as uow, pytest.raises(Locked):
        unlocking.own_keys(uow.vault)
    assert not unit.rows("freezes")


def test_a_row_moved_to_another_session_opens_nothing(unit: SmallUnit) -> None:
    """An officer who writes to the database puts the handler's row where their own session is."""
    unit.unlock(HANDLER, OFFICER)
    theirs = unit.halves[HANDLER]
    for person_ref in (HANDLER, OFFICER):
        unit.edit("DELETE FROM unlocks WHERE person_ref = :ref", ref=OFFICER)
        unit.edit(
            "UPDATE unlocks SET session_ref = :session, person_ref = :ref", session=session_of(OFFICER), ref=person_ref
        )
        for half in (unit.halves[OFFICER], theirs):
            unit.halves[OFFICER] = half
            assert not is_unlocked(unit, OFFICER)


def test_the_latest_end_cannot_be_edited(unit: SmallUnit) -> None:
    unit.unlock(HANDLER)
    unit.edit("UPDATE unlocks SET ends_at = '2030-01-01 00:00:00.000000', used_at = '2029-12-31 23:59:00.000000'")
    assert not is_unlocked(unit, HANDLER)


def test_cookie_without_database_database_without_cookie_and_both_without_the_lock_are_nothing(
    unit: SmallUnit,
) -> None:
    unit.unlock(HANDLER)
    [row] = unit.rows("unlocks")
    half = unit.halves[HANDLER]
    ends_at = f"{row['ends_at'].replace(' ', 'T')}+00:00"
    context = unit.house.deployment.context("unlocks", row["session_ref"], detail=(HANDLER, ends_at))
    [server_half] = unit.provider.unlock([(context, row["server_half"])])
    assert len(unbox(session_key(half, server_half, context), context, row["seeds"])) == 160

    # The cookie alone, with every guess at the other half that an attacker could make of it.
    unopened = [half, bytes(32), row["server_half"][:32], row["server_half"][-32:], sha256(row["server_half"]).digest()]
    # The database and the lock, without the cookie.
    keys = [session_key(half, guess, context) for guess in unopened]
    keys += [session_key(guess, server_half, context) for guess in (server_half, bytes(32), *unopened[1:])]
    for key in [*keys, half, server_half]:
        with pytest.raises(Tampered):
            unbox(key, context, row["seeds"])
    # Database and cookie, without the lock's own keys.
    with pytest.raises(Tampered):
        type(unit.provider)({1: bytes(32)}, 1, bytes(32)).unlock([(context, row["server_half"])])


def test_the_seeds_of_one_session_do_not_open_under_anothers_key(unit: SmallUnit) -> None:
    other = Context(unit.house.deployment.ref, "vault", "unlocks", new_id())
    here = unit.house.deployment.context("unlocks", session_of(HANDLER), detail=(HANDLER, "now"))
    assert session_key(bytes(32), bytes(32), here) != session_key(bytes(32), bytes(32), other)
