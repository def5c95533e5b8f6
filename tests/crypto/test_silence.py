"""Nothing secret shows itself when it is printed, formatted, copied or pickled."""

import copy
import pickle  # noqa: TID251 - to see that it is refused
from collections.abc import Callable

import pytest

from crypto.errors import Tampered
from crypto.keys import MemberKeys, PrivateKey, PublicKey
from crypto.receipts import Mailbox, mailbox
from crypto.signing import LogKey, SigningKey, VerifyKey
from crypto.slots import Argon2Cost, PassphraseSecret, Stretched, derive

WORDS = "abacus zoom unpaved gravity abdomen ability yo-yo t-shirt"
CHEAP = Argon2Cost(8, 1)
SECRETS: dict[type, Callable[[], object]] = {
    PrivateKey: PrivateKey.generate,
    MemberKeys: MemberKeys.generate,
    SigningKey: SigningKey.generate,
    LogKey: LogKey.generate,
    PassphraseSecret: lambda: derive("passphrase", bytes(16), CHEAP),
    Stretched: lambda: Stretched(bytes(16), CHEAP, derive("passphrase", bytes(16), CHEAP)),
    Mailbox: lambda: mailbox(WORDS, "unit-a"),
}


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_says_its_kind_and_nothing_more(kind: type) -> None:
    secret = SECRETS[kind]()
    expected = f"<{kind.__name__}>"
    assert repr(secret) == str(secret) == f"{secret}" == f"{secret!r}" == expected
    assert repr([secret]) == f"[{expected}]"


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_is_not_pickled_or_copied(kind: type) -> None:
    secret = SECRETS[kind]()
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(secret, protocol)
    for copied in (copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled"):
            copied(secret)


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_keeps_no_dictionary_to_look_into(kind: type) -> None:
    assert not hasattr(SECRETS[kind](), "__dict__")


def test_a_public_key_shows_its_id_only(member_keys: Callable[[str], MemberKeys]) -> None:
    public = member_keys("Ada").public
    assert repr(public.receive) == f"<PublicKey {public.receive.key_id.hex()}>"
    assert repr(public.verify) == f"<VerifyKey {public.verify.key_id.hex()}>"
    assert isinstance(public.receive, PublicKey)
    assert isinstance(public.verify, VerifyKey)


def test_the_error_takes_no_reason() -> None:
    assert str(Tampered()) == "This does not open."
    with pytest.raises(TypeError):
        Tampered("the tag was wrong")  # type: ignore[call-arg]
