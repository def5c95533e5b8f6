"""A message to the holder of a receipt: opens for them alone, and is as large as every other."""

import secrets

import pytest

from crypto.messages import LONGEST_BYTES, NOTHING, SLOT_BYTES, open_message, seal_message
from crypto.receipts import Mailbox, mailbox, new_receipt

HERE = "deployment-1"


@pytest.fixture
def box() -> Mailbox:
    return mailbox(new_receipt(), HERE)


def sealed(box: Mailbox, text: str) -> bytes:
    return seal_message(box.private.public, HERE, box.locator, {"text": text})


@pytest.mark.parametrize("text", ["", "yes", "a" * 900, "ŵ" * 400, '"' * 450])
def test_every_message_is_as_large_as_every_other_and_opens(box: Mailbox, text: str) -> None:
    slot = sealed(box, text)
    assert len(slot) == SLOT_BYTES
    assert open_message(box.private, HERE, box.locator, slot) == {"text": text}


def test_a_filling_says_nothing_and_looks_like_a_message(box: Mailbox) -> None:
    slot = seal_message(box.private.public, HERE, box.locator, NOTHING)
    assert len(slot) == SLOT_BYTES
    assert slot[:20] == sealed(box, "hello")[:20]
    assert open_message(box.private, HERE, box.locator, slot) is None


def test_the_longest_message_fits_and_one_byte_more_is_refused(box: Mailbox) -> None:
    longest = "a" * (LONGEST_BYTES - len('{"text":""}'))
    assert open_message(box.private, HERE, box.locator, sealed(box, longest)) == {"text": longest}
    with pytest.raises(ValueError, match="too long"):
        sealed(box, longest + "a")


def test_nothing_opens_for_another_receipt_place_or_deployment(box: Mailbox) -> None:
    slot, other = sealed(box, "hello"), mailbox(new_receipt(), HERE)
    assert open_message(other.private, HERE, other.locator, slot) is None
    assert open_message(other.private, HERE, box.locator, slot) is None
    assert open_message(box.private, HERE, other.locator, slot) is None
    assert open_message(box.private, "deployment-2", box.locator, slot) is None


@pytest.mark.parametrize("size", [0, 1, 19, 20, 500, SLOT_BYTES - 1, SLOT_BYTES, SLOT_BYTES + 1])
def test_noise_of_any_size_is_no_message(box: Mailbox, size: int) -> None:
    assert open_message(box.private, HERE, box.locator, secrets.token_bytes(size)) is None


def test_no_byte_of_a_slot_can_change(box: Mailbox) -> None:
    slot = sealed(box, "hello")
    for place in range(20, SLOT_BYTES, 7):
        changed = bytearray(slot)
        changed[place] ^= 1
        assert open_message(box.private, HERE, box.locator, bytes(changed)) is None
