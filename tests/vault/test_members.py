"""People who hold keys: known by their passphrase, opened by nobody else."""

import threading

import pytest

from app.errors import Conflict, Frozen, Refused, Unavailable
from app.vault import stretching
from app.vault.members import Members
from crypto import slots
from crypto.slots import Argon2Cost
from tests.vault.small_unit import HANDLER, OFFICER, SmallUnit, passphrase_of

NEW = "another six words for the handler"


def test_the_right_passphrase_is_known_and_any_other_is_not(unit: SmallUnit) -> None:
    right = passphrase_of(HANDLER)
    with unit.stewarding() as uow:
        assert uow.vault.members.verify(HANDLER, right)
        for wrong in (passphrase_of(OFFICER), right + " ", right.upper(), " " + right, ""):
            assert not uow.vault.members.verify(HANDLER, wrong)


def test_somebody_unknown_costs_one_derivation_like_somebody_known(
    unit: SmallUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[Argon2Cost] = []

    def counted(passphrase: str, salt: bytes, cost: Argon2Cost) -> slots.PassphraseSecret:
        costs.append(cost)
        return slots.derive(passphrase, salt, cost)

    monkeypatch.setattr(stretching, "derive", counted)
    with unit.stewarding() as uow:
        assert not uow.vault.members.verify("f" * 32, "some words")
        assert not uow.vault.members.verify(HANDLER, "some words")
    assert costs == [unit.house.deployment.cost] * 2


def test_nobody_is_given_keys_twice(unit: SmallUnit) -> None:
    with pytest.raises(Conflict), unit.stewarding() as uow:
        uow.vault.members.enrol(HANDLER, NEW)
    with unit.stewarding() as uow:
        assert uow.vault.members.verify(HANDLER, passphrase_of(HANDLER))


def test_a_new_passphrase_opens_the_same_keys_and_the_old_one_nothing(unit: SmallUnit) -> None:
    old = passphrase_of(HANDLER)
    with unit.work(HANDLER) as uow:
        before = uow.vault.members.open_keys(HANDLER, old).public
        uow.vault.members.change_passphrase(HANDLER, old, NEW)
    with unit.work(HANDLER) as uow:
        assert uow.vault.members.open_keys(HANDLER, NEW).public == before
        assert not uow.vault.members.verify(HANDLER, old)
        with pytest.raises(Refused) as refused:
            uow.vault.members.open_keys(HANDLER, old)
    assert refused.value.rule == "passphrase_is_right"
    assert [row["person_ref"] for row in unit.rows("slots")].count(HANDLER) == 1


def test_a_wrong_old_passphrase_changes_nothing(unit: SmallUnit) -> None:
    before = unit.rows("verifiers"), unit.rows("slots")
    with pytest.raises(Refused), unit.work(HANDLER) as uow:
        uow.vault.members.change_passphrase(HANDLER, "wrong words", NEW)
    assert (unit.rows("verifiers"), unit.rows("slots")) == before


def test_slot_and_verifier_change_together_or_not_at_all(unit: SmallUnit, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError

    before = unit.rows("verifiers"), unit.rows("slots")
    monkeypatch.setattr(Members, "slot_context", broken)
    with pytest.raises(RuntimeError), unit.work(HANDLER) as uow:
        uow.vault.members.change_passphrase(HANDLER, passphrase_of(HANDLER), NEW)
    assert (unit.rows("verifiers"), unit.rows("slots")) == before


def test_a_risen_cost_is_paid_at_the_next_sign_in(unit: SmallUnit) -> None:
    dearer = Argon2Cost(memory_kib=128, passes=2)
    object.__setattr__(unit.house.deployment, "cost", dearer)
    try:
        with unit.stewarding() as uow:
            assert uow.vault.members.verify(HANDLER, passphrase_of(HANDLER))
            assert not uow.vault.members.verify(OFFICER, "wrong")
    finally:
        object.__setattr__(unit.house.deployment, "cost", Argon2Cost(memory_kib=64, passes=1))
    rows = {row["person_ref"]: row for row in unit.rows("verifiers")}
    assert (rows[HANDLER]["memory_kib"], rows[HANDLER]["passes"]) == (128, 2)
    assert (rows[OFFICER]["memory_kib"], rows[OFFICER]["passes"]) == (64, 1)
    unit.unlock(HANDLER)


@pytest.mark.parametrize(
    ("column", "value"), [("memory_kib", 2**30), ("passes", 1000), ("lanes", 4), ("salt", bytes(16))]
)
def test_an_edited_cost_is_never_computed(
    unit: SmallUnit, monkeypatch: pytest.MonkeyPatch, column: str, value: object
) -> None:
    def unwanted(*_: object) -> None:
        raise AssertionError("this cost must not be paid")

    monkeypatch.setattr(stretching, "derive", unwanted)
    unit.edit(f"UPDATE verifiers SET {column} = :value WHERE person_ref = :ref", value=value, ref=HANDLER)  # noqa: S608
    with pytest.raises(Frozen), unit.stewarding() as uow:
        uow.vault.members.verify(HANDLER, passphrase_of(HANDLER))


@pytest.mark.parametrize(("table", "column"), [("verifiers", "verifier"), ("slots", "wrapped"), ("members", "seeds")])
def test_somebody_elses_blob_opens_nothing(unit: SmallUnit, table: str, column: str) -> None:
    blobs = {row["person_ref"]: row[column] for row in unit.rows(table)}
    unit.edit(f"UPDATE {table} SET {column} = :blob WHERE person_ref = :ref", blob=blobs[OFFICER], ref=HANDLER)  # noqa: S608
    with pytest.raises(Frozen), unit.work(HANDLER) as uow:
        uow.vault.members.open_keys(HANDLER, passphrase_of(HANDLER))
    with pytest.raises(Frozen), unit.work(HANDLER) as uow:
        uow.vault.members.open_keys(HANDLER, passphrase_of(OFFICER))


def test_at_most_two_passphrases_are_stretched_at_once_and_the_rest_wait_their_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_once, most, turn = 0, 0, threading.Lock()
    together = threading.Barrier(2, timeout=10)

    def slow(*_: object) -> slots.PassphraseSecret:
        nonlocal at_once, most
        with turn:
            at_once += 1
            most = max(most, at_once)
        together.wait()
        with turn:
            at_once -= 1
        return slots.PassphraseSecret(b"", b"")

    monkeypatch.setattr(stretching, "derive", slow)
    threads = [threading.Thread(target=stretching.stretch, args=("", bytes(16), Argon2Cost())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert not any(thread.is_alive() for thread in threads)
    assert most == stretching.AT_ONCE


def test_who_waits_too_long_is_told_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretching, "LONGEST_WAIT_SECONDS", 0.01)
    for _ in range(stretching.AT_ONCE):
        assert stretching._places.acquire()
    try:
        with pytest.raises(Unavailable):
            stretching.stretch("words", bytes(16), Argon2Cost(memory_kib=64, passes=1))
    finally:
        for _ in range(stretching.AT_ONCE):
            stretching._places.release()


@pytest.mark.slow
def test_eight_threads_stretch_at_full_cost_without_hanging() -> None:
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(stretching.stretch("words", bytes(16), Argon2Cost()).verifier))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(found) == 8
    assert len(set(found)) == 1
