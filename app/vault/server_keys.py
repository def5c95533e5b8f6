"""Private keys that the staff side itself must use: to sign the log, and to open the stories that come in."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.vault.deployment import Deployment
from app.vault.key_provider import KeyProvider
from app.vault.models import ServerKey
from crypto.bundle import INTAKE, sign_server_key, verify_server_key
from crypto.context import Context
from crypto.errors import Tampered
from crypto.keys import PrivateKey
from crypto.macs import digest
from crypto.signing import LogKey, LogPublicKey, SigningKey

LOG: Final = "log"


def log_key(session: Session, provider: KeyProvider, deployment: Deployment) -> LogKey:
    """
    Return the key that signs checkpoints.

    :raises Tampered: the root keys did not sign it, or it does not open.
    """
    return _log_key(provider, deployment, _stored(session, LOG))


class LogKeys:
    """
    The key that signs checkpoints, opened once for each form in which its row has stood.

    Whatever is shown of a source is signed for first, each time with the same key. Its row is read each time, and
    whatever is changed in it is verified and opened anew.
    """

    def __init__(self) -> None:
        self._opened: tuple[bytes, LogKey] | None = None

    def open(self, session: Session, provider: KeyProvider, deployment: Deployment) -> LogKey:
        """Return what ``log_key`` returns, and raise what it raises."""
        row = _stored(session, LOG)
        parts = (deployment.ref.encode(), deployment.root.key_id, row.public, row.signature, row.blob)
        seen = digest(b"%d" % row.epoch + b"".join(digest(part) for part in parts))
        opened = self._opened
        if opened is None or opened[0] != seen:
            self._opened = opened = seen, _log_key(provider, deployment, row)
        return opened[1]


def vouched_log_key(session: Session, deployment: Deployment) -> ServerKey:
    """Return the row of the key that signs checkpoints, whose public half the root vouched for; else Tampered."""
    return _row(session, deployment, LOG)


def _log_key(provider: KeyProvider, deployment: Deployment, row: ServerKey) -> LogKey:
    """Return the key that a row holds; Tampered when the root keys did not sign it, or it does not open."""
    _verify(deployment, row)
    key = LogKey.from_seed(_seed(provider, deployment, row))
    if log_public_bytes(key.public) != row.public:
        raise Tampered
    return key


def intake_key(session: Session, provider: KeyProvider, deployment: Deployment, epoch: int) -> PrivateKey:
    """Return the steward's key of one epoch, which stories are sealed to; Tampered as for ``log_key``."""
    row = intake_row(session, deployment, epoch)
    key = PrivateKey.from_seed(_seed(provider, deployment, row))
    if key.public.encode() != row.public:
        raise Tampered
    return key


def log_public_bytes(public: LogPublicKey) -> bytes:
    """Return the log's public keys as one row keeps them: Ed25519 (32 bytes), then ML-DSA-44 (1,312)."""
    return public.ed25519 + public.mldsa44


def new_server_key(
    provider: KeyProvider, deployment: Deployment, root: SigningKey, name: str, key: LogKey | PrivateKey
) -> ServerKey:
    """Return the row of a first key: its public half signed by the root, its seed locked."""
    public = log_public_bytes(key.public) if isinstance(key, LogKey) else key.public.encode()
    [blob] = provider.lock([(context_of(deployment, name, 1), key.seed)])
    signature = sign_server_key(root, deployment.ref, name, 1, public)
    return ServerKey(name=name, epoch=1, public=public, signature=signature, blob=blob)


def intake_row(session: Session, deployment: Deployment, epoch: int | None = None) -> ServerKey:
    """Return the row of the steward's key, of one epoch or the newest; Tampered when the root did not sign it."""
    return _row(session, deployment, INTAKE, epoch)


def _row(session: Session, deployment: Deployment, name: str, epoch: int | None = None) -> ServerKey:
    """Return the row of a key, its signature verified. Without an epoch, the newest."""
    row = _stored(session, name, epoch)
    _verify(deployment, row)
    return row


def _stored(session: Session, name: str, epoch: int | None = None) -> ServerKey:
    """Return the row of a key as it stands, not verified; Tampered when there is none."""
    keys = select(ServerKey).filter_by(name=name).order_by(ServerKey.epoch.desc()).limit(1)
    row = session.scalar(keys if epoch is None else keys.where(ServerKey.epoch == epoch))
    if row is None:
        raise Tampered
    return row


def _verify(deployment: Deployment, row: ServerKey) -> None:
    """Return quietly when the root keys signed the public half; Tampered otherwise."""
    verify_server_key(deployment.root, deployment.ref, row.name, row.epoch, (row.public, row.signature))


def _seed(provider: KeyProvider, deployment: Deployment, row: ServerKey) -> bytes:
    [seed] = provider.unlock([(context_of(deployment, row.name, row.epoch), row.blob)])
    return seed


def context_of(deployment: Deployment, name: str, epoch: int) -> Context:
    return deployment.context("server_keys", name, epoch=epoch)
