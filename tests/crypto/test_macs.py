"""Keyed digests and derived keys are good for one purpose each."""

import hmac

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from crypto.macs import derive_key, digest, equal, mac

KEY = bytes(range(32))


@given(st.text(max_size=4), st.binary(max_size=4), st.text(max_size=4), st.binary(max_size=4))
@example("index", b"a", "inde", b"xa")
@example("", b"index", "index", b"")
def test_no_two_purposes_or_values_share_a_mac_or_a_key(
    purpose: str, data: bytes, other_purpose: str, other_data: bytes
) -> None:
    assume((purpose, data) != (other_purpose, other_data))
    assert mac(KEY, purpose, data) != mac(KEY, other_purpose, other_data)
    assert derive_key(KEY, purpose, data) != derive_key(KEY, other_purpose, other_data)


def test_another_key_gives_another_mac_and_another_derived_key() -> None:
    assert mac(KEY, "index", b"a") != mac(bytes(32), "index", b"a")
    assert derive_key(KEY, "index") != derive_key(bytes(32), "index")


@pytest.mark.parametrize("length", [0, 16, 31])
def test_a_short_mac_key_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        mac(bytes(length), "index", b"a")


def test_lengths_are_what_is_asked() -> None:
    assert len(mac(KEY, "index", b"a")) == len(digest(b"a")) == len(derive_key(KEY, "index")) == 32
    assert len(derive_key(KEY, "index", length=96)) == 96


def test_equal_is_the_constant_time_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[bytes, bytes]] = []
    real = hmac.compare_digest

    def watched(one: bytes, other: bytes) -> bool:
        asked.append((one, other))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", watched)
    assert equal(b"same", b"same")
    assert not equal(b"same", b"sane")
    assert not equal(b"same", b"longer")
    assert not equal(b"", b"s")
    assert len(asked) == 4
