"""A code is accepted once, whoever else tries it at the same moment."""

import threading
from datetime import datetime, timedelta

import pytest

from app.errors import Frozen
from crypto.totp import code_at, step_at
from tests.vault.small_unit import HANDLER, OFFICER, SmallUnit


@pytest.fixture
def unit(unit: SmallUnit) -> SmallUnit:
    """Return a unit in which the handler and the officer have an authenticator."""
    with unit.stewarding() as uow:
        for person_ref in (HANDLER, OFFICER):
            unit.codes[person_ref] = uow.vault.members.new_totp_secret(person_ref)
    return unit


def code(unit: SmallUnit, person_ref: str, *, at: datetime | None = None) -> str:
    return code_at(unit.codes[person_ref], step_at(at or unit.now))


def accepts(unit: SmallUnit, person_ref: str, digits: str) -> bool:
    with unit.stewarding() as uow:
        return uow.vault.members.accept_code(person_ref, digits, uow.now)


def test_a_code_works_once(unit: SmallUnit) -> None:
    assert accepts(unit, HANDLER, code(unit, HANDLER))
    assert not accepts(unit, HANDLER, code(unit, HANDLER))


def test_the_code_before_does_not_work_after_the_present_one(unit: SmallUnit) -> None:
    before = code(unit, HANDLER, at=unit.now - timedelta(seconds=30))
    assert accepts(unit, HANDLER, code(unit, HANDLER))
    assert not accepts(unit, HANDLER, before)


def test_a_clock_half_a_minute_off_is_forgiven_and_a_minute_is_not(unit: SmallUnit) -> None:
    assert not accepts(unit, HANDLER, code(unit, HANDLER, at=unit.now - timedelta(seconds=60)))
    assert accepts(unit, HANDLER, code(unit, HANDLER, at=unit.now - timedelta(seconds=30)))


@pytest.mark.parametrize("digits", ["", "000000", "12345", "abcdef", "１２３４５６", "0" * 600])
def test_anything_else_is_not_a_code(unit: SmallUnit, digits: str) -> None:
    assert not accepts(unit, HANDLER, digits)


def test_somebody_elses_code_is_not_mine(unit: SmallUnit) -> None:
    assert not accepts(unit, HANDLER, code(unit, OFFICER))
    assert not accepts(unit, "f" * 32, code(unit, OFFICER))


def test_eight_at_once_are_one(unit: SmallUnit) -> None:
    digits, ready = code(unit, HANDLER), threading.Barrier(8, timeout=10)
    answers: list[bool] = []

    def sign_in() -> None:
        ready.wait()
        answers.append(accepts(unit, HANDLER, digits))

    threads = [threading.Thread(target=sign_in) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(answers) == [False] * 7 + [True]


def test_a_new_secret_ends_the_old(unit: SmallUnit) -> None:
    with unit.stewarding() as uow:
        renewed = uow.vault.members.new_totp_secret(HANDLER)
    assert renewed != unit.codes[HANDLER]
    assert not accepts(unit, HANDLER, code(unit, HANDLER))
    assert accepts(unit, HANDLER, code_at(renewed, step_at(unit.now)))


def test_an_exchanged_secret_freezes(unit: SmallUnit) -> None:
    blobs = {row["person_ref"]: row["secret"] for row in unit.rows("second_factors")}
    unit.edit("UPDATE second_factors SET secret = :blob WHERE person_ref = :ref", blob=blobs[OFFICER], ref=HANDLER)
    with pytest.raises(Frozen):
        accepts(unit, HANDLER, code(unit, OFFICER))
    assert [row["record_ref"] for row in unit.rows("freezes")] == [HANDLER]
