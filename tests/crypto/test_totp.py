"""Codes of an authenticator app, as RFC 6238 and RFC 4226 print them."""

import base64
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.totp import code_at, matching_step, new_secret, step_at, uri

SECRET = b"12345678901234567890"
NOW = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)

# RFC 6238 appendix B, SHA-1 rows; eight digits there, of which a six-digit code is the last six (RFC 4226 section 5.3).
RFC_6238 = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
# RFC 4226 appendix D: six digits, counters 0 to 9, the same secret.
RFC_4226 = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]


@pytest.mark.parametrize(("seconds", "digits"), RFC_6238)
def test_codes_are_those_of_rfc_6238(seconds: int, digits: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert code_at(SECRET, step_at(now)) == digits[-6:]
    assert matching_step(SECRET, digits[-6:], now) == seconds // 30


def test_codes_are_those_of_rfc_4226() -> None:
    assert [code_at(SECRET, counter) for counter in range(10)] == RFC_4226


@pytest.mark.parametrize(("late", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_taken_one_step_early_or_late_and_no_more(late: int, accepted: bool) -> None:
    step = step_at(NOW) + late
    assert matching_step(SECRET, code_at(SECRET, step), NOW) == (step if accepted else None)


def test_a_window_of_none_takes_the_present_step_only() -> None:
    step = step_at(NOW)
    assert matching_step(SECRET, code_at(SECRET, step), NOW, window=0) == step
    assert matching_step(SECRET, code_at(SECRET, step - 1), NOW, window=0) is None


@given(st.integers(0, 2**33), st.integers(-3, 3))
def test_the_step_found_is_the_one_whose_code_it_is(seconds: int, late: int) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    step = max(0, step_at(now) + late)
    found = matching_step(SECRET, code_at(SECRET, step), now)
    assert found is None or code_at(SECRET, found) == code_at(SECRET, step)
    if abs(step - step_at(now)) <= 1:
        assert found is not None


@pytest.mark.parametrize(
    "change",
    [
        lambda code: code[:0],
        lambda code: code[:-1],
        lambda code: code + "0",
        lambda code: code.translate({ord(str(digit)): 0x0660 + digit for digit in range(10)}),
        lambda code: "+" + code[1:],
        lambda code: code[:-1] + "\ud800",
        lambda code: f"{int(code) + 1:06}",
    ],
    ids=["nothing", "five digits", "seven", "other digits", "a sign", "half a surrogate", "one more"],
)
def test_what_is_not_the_code_is_not_taken(change: object) -> None:
    assert matching_step(SECRET, change(code_at(SECRET, step_at(NOW))), NOW, window=0) is None  # type: ignore[operator]


def test_a_code_may_be_typed_in_two_groups() -> None:
    code = code_at(SECRET, step_at(NOW))
    assert matching_step(SECRET, f"{code[:3]} {code[3:]}", NOW) == step_at(NOW)


def test_a_code_of_another_secret_is_not_taken() -> None:
    assert matching_step(bytes(20), code_at(SECRET, step_at(NOW)), NOW) is None


def test_a_step_is_half_a_minute_and_the_same_in_every_zone() -> None:
    start = datetime(2031, 5, 6, 7, 8, 0, tzinfo=UTC)
    assert step_at(start + timedelta(seconds=29.999)) == step_at(start)
    assert step_at(start + timedelta(seconds=30)) == step_at(start) + 1
    assert step_at(start.astimezone(timezone(timedelta(hours=13)))) == step_at(start)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        step_at(NOW.replace(tzinfo=None))


def test_a_new_secret_has_160_random_bits() -> None:
    assert len(new_secret()) == 20
    assert new_secret() != new_secret()


def test_the_address_says_everything_an_app_needs() -> None:
    address = urlsplit(uri(SECRET, "ada+1@unit/a:b", "Sourcekeeper & Co"))
    query = {name: values[0] for name, values in parse_qs(address.query, strict_parsing=True).items()}

    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert address.path.count(":") == 1
    assert unquote(address.path) == "/Sourcekeeper & Co:ada+1@unit/a:b"
    assert base64.b32decode(query.pop("secret")) == SECRET
    assert query == {"issuer": "Sourcekeeper & Co", "algorithm": "SHA1", "digits": "6", "period": "30"}


def test_a_space_in_the_issuer_is_not_written_as_a_plus() -> None:
    # Several authenticator apps show the plus sign that a web form would read as a space.
    assert "issuer=Source%20keeper" in uri(SECRET, "ada", "Source keeper")
