"""Keys, places and vectors that the tests of the cryptography share; every seed is made from its name."""

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from crypto.context import Context
from crypto.errors import Tampered
from crypto.keys import MemberKeys, PrivateKey

VECTORS = Path(__file__).parent / "vectors"

# A machine that is busy with something else must not fail a property.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def standards() -> dict[str, Any]:
    """Known answers of the standards, hexadecimal, each with its source."""
    return json.loads((VECTORS / "standards.json").read_text())


@pytest.fixture(scope="session")
def frozen() -> dict[str, Any]:
    """One of everything in the formats as they were first written."""
    return json.loads((VECTORS / "frozen.json").read_text())


@pytest.fixture(scope="session")
def frozen_context(frozen: dict[str, Any]) -> Context:
    fields = dict(frozen["context"])
    return Context(**{**fields, "detail": tuple(fields["detail"])})


@pytest.fixture(scope="session")
def unpacked() -> Callable[[str], bytes]:
    return base64.b64decode


@pytest.fixture(scope="session")
def context() -> Context:
    return Context("unit-a", "vault", "entry", "0123456789abcdef", "contact", 1, 1, ("grant-1", "2031-01-01T00:00:00Z"))


@pytest.fixture(scope="session")
def private() -> PrivateKey:
    return PrivateKey.from_seed(hashlib.shake_256(b"private").digest(96))


@pytest.fixture(scope="session")
def other_private() -> PrivateKey:
    return PrivateKey.from_seed(hashlib.shake_256(b"other private").digest(96))


@pytest.fixture(scope="session")
def member_keys() -> Callable[[str], MemberKeys]:
    """The keys of a named member, the same every time."""
    made: dict[str, MemberKeys] = {}

    def keys_of(name: str) -> MemberKeys:
        return made.setdefault(name, MemberKeys.from_seeds(hashlib.shake_256(name.encode()).digest(160)))

    return keys_of


@pytest.fixture(scope="session")
def refused() -> Callable[..., None]:
    """Run something that must not open, and hold it to the one error that tells nothing."""

    def run(act: Callable[..., object], *args: object) -> None:
        with pytest.raises(Tampered) as caught:
            act(*args)
        error = caught.value
        assert type(error) is Tampered
        assert str(error) == "This does not open."
        assert error.__cause__ is None
        assert error.__context__ is None or error.__suppress_context__

    return run
