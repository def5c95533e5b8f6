"""Whether what the store holds is what the log says was written: no version put back, exchanged or left out."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from audit.store import Version
from crypto.errors import Tampered

# What the log calls the last version of something that was taken away: nothing. No ciphertext has this digest.
NOTHING: Final = sha256(b"").hexdigest()


def next_number(logged: Sequence[Version], stored: int) -> int:
    """Return the number of the next version. One that was ever attempted is not used again."""
    return max([stored, *(version.number for version in logged)]) + 1


def require_newest(logged: Sequence[Version], number: int, digest: str) -> None:
    """
    Return quietly when this is the version that should be in force; number 0 stands for none at all.

    An attempt is enough to know it by: a kill between the commit and *done* leaves no more. A later attempt does not
    count against it, because nothing may have come of it; a later *done* does.

    :raises Tampered: the log does not know this ciphertext at this number, or knows that a higher one was done.
    """
    known = number == 0 or any((version.number, version.digest) == (number, digest) for version in logged)
    if not known or any(version.done and version.number > number for version in logged):
        raise Tampered


def require_all(logged: Sequence[Version], stored: Mapping[int, str]) -> None:
    """
    Return quietly when everything that was done is there, and everything that is there is known.

    :param stored: the digest of each version in the store, by number.
    :raises Tampered: one is missing, exchanged or invented.
    """
    known = {(version.number, version.digest) for version in logged}
    done = {version.number for version in logged if version.done}
    if not known.issuperset(stored.items()) or not done.issubset(stored):
        raise Tampered


def require_in_force(logged: Sequence[Version]) -> None:
    """Return quietly unless the log knows that these versions were taken away, and a row with them was put back."""
    if was_taken_away(logged):
        raise Tampered


def was_taken_away(logged: Sequence[Version]) -> bool:
    """Return whether the log knows that something ended with all of its versions."""
    return any(version.done and version.digest == NOTHING for version in logged)


def was_given_up(logged: Sequence[Version]) -> bool:
    """Return whether the log knows that something was to end with all of its versions; it may not have come about."""
    return any(version.digest == NOTHING for version in logged)
