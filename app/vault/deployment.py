"""Which deployment this is: its reference, its pinned root key, and the contexts that its blobs are bound to."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from crypto.context import Context
from crypto.signing import VerifyKey
from crypto.slots import Argon2Cost

STORE = "vault"
# Product default: a backup is kept no longer than the server's key that it is locked with, which is a month and a bit.
BACKUP_DAYS = 35


@dataclass(frozen=True, slots=True)
class Deployment:
    """
    One installation. Nothing in it is secret.

    :ivar ref: its reference, random, made at the ceremony and bound into every blob.
    :ivar root: the root keys' public half, from the settings and never from a store.
    :ivar least_epoch: the oldest epoch of the custodians that is still believed.
    :ivar backup_days: for how many days backups are kept at most.
    :ivar cost: what a new passphrase costs to try, per guess.
    """

    ref: str
    root: VerifyKey
    least_epoch: int = 1
    backup_days: int = BACKUP_DAYS
    cost: Argon2Cost = field(default_factory=Argon2Cost)

    @property
    def log_origin(self) -> str:
        """The name under which this deployment's log signs its checkpoints."""
        return f"sourcekeeper/{self.ref}"

    def context(
        self,
        table: str,
        record: str,
        *,
        compartment: str = "",
        version: int = 0,
        epoch: int = 0,
        detail: tuple[str, ...] = (),
    ) -> Context:
        """Return the context of one blob in the vault."""
        return Context(self.ref, STORE, table, record, compartment, version, epoch, detail)


def moment(at: datetime) -> str:
    """Return a time as contexts hold it: UTC, with microseconds, so that it reads the same from every store."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
