"""The sealed parts of a grant: the whole of a secret, or halves that are worth nothing one without the other."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from app.database import new_id
from app.vault.deployment import moment
from app.vault.means import Means
from app.vault.models import GrantPart, StoredCompartment, StoredGrant
from app.vault.rosters import AUTHORISERS, CUSTODIANS
from app.vault.versions import require_in_force, require_newest
from audit.store import Part, Version
from crypto.context import Context
from crypto.keys import PrivateKey, PublicKey
from crypto.sealing import seal, unseal

WHOLE: Final = "whole"  # the secret, of a source that one custodian holds
HALF: Final = "half"  # the authorisers' half as it is, for a custodian, who comes to the other half with the group
BLIND: Final = "blind"  # what the first of two halves was blinded with, for the group that gives the second
BLINDED: Final = {CUSTODIANS: "a", AUTHORISERS: "b"}  # a group's half with the blind of this grant on it
OTHER: Final = {CUSTODIANS: AUTHORISERS, AUTHORISERS: CUSTODIANS}

GRANT: Final = "grant"  # what the log calls a grant; its parts are called by their name besides, but for the whole
GIVEN: Final = 1  # how the log counts a grant: version 1 gave it,
ENDED: Final = 2  # and version 2 ended it, after which a row that is put back opens nothing


def new_part(
    means: Means, grant: StoredGrant, row: StoredCompartment, name: str, sealing: tuple[PublicKey, bytes]
) -> GrantPart:
    """Return one part, sealed to whom it is for, locked, and in the log as given. The caller adds it."""
    public, secret = sealing
    part = GrantPart(part_ref=new_id(), grant_ref=grant.grant_ref, part=name)
    context = context_of(means, grant, row, part)
    sealed = seal(public, context, secret)
    [part.blob] = means.provider.lock([(context, sealed)])
    # The log knows what is under the lock: it stays the same when everything is locked under another key.
    means.trail.writing(grant.grant_ref, logged_as(name), GIVEN, sha256(sealed).hexdigest())
    return part


def without_lock(means: Means, grant: StoredGrant, row: StoredCompartment, part: GrantPart) -> bytes:
    """Return a part as it is sealed to whom it is for. The caller asks the log whether it was given."""
    [sealed] = means.provider.unlock([(context_of(means, grant, row, part), part.blob)])
    return sealed


def open_part(
    means: Means, grant: StoredGrant, row: StoredCompartment, part: GrantPart, opening: tuple[PrivateKey, bytes]
) -> bytes:
    """Return what a part holds, from the private key and what ``without_lock`` returned; Tampered as ever."""
    private, sealed = opening
    return unseal(private, context_of(means, grant, row, part), sealed)


def logged_of(part: GrantPart) -> list[Part]:
    """Return what the log must be asked of a part: whether it was given, and whether its grant has ended."""
    return [(part.grant_ref, name) for name in dict.fromkeys((logged_as(part.part), GRANT))]


def require_given(part: GrantPart, sealed: bytes, logged: Mapping[Part, Sequence[Version]]) -> None:
    """
    Return quietly when the log knows this part as given and its grant as not ended; Tampered otherwise.

    :param sealed: what ``without_lock`` returned of it.
    """
    given, ended = logged[part.grant_ref, logged_as(part.part)], logged[part.grant_ref, GRANT]
    require_newest(given, GIVEN, sha256(sealed).hexdigest())
    require_in_force(ended)


def logged_as(name: str) -> str:
    """Return what the log calls a part."""
    return GRANT if name == WHOLE else f"{GRANT}.{name}"


def is_of_a_grant(name: str) -> bool:
    """Return whether the log calls a grant, or a part of one, by this name."""
    return name.split(".")[0] == GRANT


def ref_for(grant_ref: str, compartment: str) -> str:
    """Return how the grant of one compartment is called, where one request asks for every compartment."""
    return sha256(f"{grant_ref}/{compartment}".encode()).hexdigest()[:32]


def context_of(means: Means, grant: StoredGrant, row: StoredCompartment, part: GrantPart) -> Context:
    """Bind a part to its grant, its receiver and its end: an edited end opens nothing."""
    return means.deployment.context(
        "grant_parts",
        part.part_ref,
        compartment=row.compartment,
        version=grant.key_version,
        detail=(
            grant.grant_ref,
            grant.person_ref,
            moment(grant.ends_at),
            part.part,
            row.compartment_ref,
            row.source_ref,
        ),
    )
