"""A passphrase opens with one derivation, whose two outputs tell nothing of each other."""

import threading
from collections.abc import Callable
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.context import Context
from crypto.slots import Argon2Cost, derive, session_key

CHEAP = Argon2Cost(memory_kib=8, passes=1)
SALT = bytes(range(16))


def test_the_same_passphrase_and_salt_give_the_same_two_outputs() -> None:
    one, again = derive("six words of the long list", SALT, CHEAP), derive("six words of the long list", SALT, CHEAP)
    assert (one.unlock_key, one.verifier) == (again.unlock_key, again.verifier)
    assert len(one.unlock_key) == len(one.verifier) == 32
    assert one.unlock_key != one.verifier


@pytest.mark.parametrize(
    "other",
    ["passphrase ", " passphrase", "Passphrase", "passphrase\n", "passphras\u0435", "passphrase\0", "pass phrase", ""],
)
def test_a_passphrase_is_used_exactly_as_typed(other: str) -> None:
    typed, differently = derive("passphrase", SALT, CHEAP), derive(other, SALT, CHEAP)
    assert typed.unlock_key != differently.unlock_key
    assert typed.verifier != differently.verifier


def test_two_ways_to_write_one_letter_stay_two() -> None:
    composed, decomposed = derive("caf\u00e9", SALT, CHEAP), derive("cafe\u0301", SALT, CHEAP)
    assert composed.unlock_key != decomposed.unlock_key


def test_half_a_surrogate_does_not_raise_an_error_that_carries_the_passphrase() -> None:
    assert derive("pass\ud800", SALT, CHEAP).verifier != derive("pass", SALT, CHEAP).verifier


@pytest.mark.parametrize("cost", [Argon2Cost(16, 1), Argon2Cost(8, 2)])
def test_another_cost_or_salt_gives_other_outputs(cost: Argon2Cost) -> None:
    base = derive("passphrase", SALT, CHEAP)
    assert base.unlock_key != derive("passphrase", SALT, cost).unlock_key
    assert base.verifier != derive("passphrase", bytes(16), CHEAP).verifier


@given(st.text(max_size=12), st.text(max_size=12))
@settings(max_examples=50)
def test_two_passphrases_share_outputs_only_when_they_are_the_same(one: str, other: str) -> None:
    first, second = derive(one, SALT, CHEAP), derive(other, SALT, CHEAP)
    assert (one == other) == (first.unlock_key == second.unlock_key) == (first.verifier == second.verifier)


@pytest.mark.parametrize("length", [0, 8, 15, 17])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        derive("passphrase", bytes(length), CHEAP)


@pytest.mark.parametrize("lanes", [0, 2, 4])
def test_more_than_one_lane_is_refused(lanes: int) -> None:
    with pytest.raises(ValueError, match="one lane"):
        Argon2Cost(lanes=lanes)


def test_the_cost_is_64_mib_three_passes_one_lane_unless_said() -> None:
    assert (Argon2Cost().memory_kib, Argon2Cost().passes, Argon2Cost().lanes) == (64 * 1024, 3, 1)
    assert Argon2Cost() == Argon2Cost.FLOOR
    with pytest.raises(FrozenInstanceError):
        Argon2Cost().passes = 1  # type: ignore[misc]


def test_a_cost_meets_the_floor_only_in_memory_and_passes_both() -> None:
    assert Argon2Cost().meets(Argon2Cost.FLOOR)
    assert Argon2Cost(memory_kib=131072, passes=4).meets(Argon2Cost.FLOOR)
    assert not Argon2Cost(memory_kib=65535).meets(Argon2Cost.FLOOR)
    assert not Argon2Cost(passes=2).meets(Argon2Cost.FLOOR)


@pytest.mark.slow
def test_eight_threads_derive_at_once_at_full_cost_and_agree() -> None:
    """With more lanes than one, two threads that derive at once never come back; this would hang and not fail."""
    found: list[bytes] = []
    start = threading.Barrier(8)

    def work() -> None:
        start.wait(timeout=30)
        found.append(derive("passphrase", SALT, Argon2Cost.FLOOR).unlock_key)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    assert len(found) == 8
    assert set(found) == {derive("passphrase", SALT, Argon2Cost.FLOOR).unlock_key}


def test_a_session_key_needs_both_halves_in_their_places(context: Context) -> None:
    cookie, server = bytes(32), bytes(range(32))
    key = session_key(cookie, server, context)
    assert len(key) == 32
    others = [(server, cookie), (cookie, cookie), (server, server), (bytes(31) + b"\1", server)]
    assert key not in {session_key(*halves, context) for halves in others}


@pytest.mark.parametrize(("cookie", "server"), [(0, 32), (32, 0), (31, 32), (32, 33), (33, 31), (64, 0)])
def test_a_half_of_another_length_is_refused(
    refused: Callable[..., None], context: Context, cookie: int, server: int
) -> None:
    refused(session_key, bytes(cookie), bytes(server), context)
