"""Which lock this deployment has: the one that its settings name, and no other when that one does not answer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Protocol, Self

from app.errors import Conflict, Unavailable
from app.vault.key_provider import FileProvider, KeyProvider
from app.vault.openbao_provider import OpenBaoProvider
from app.vault.pkcs11_provider import Pkcs11Provider

FILE: Final = "file"
PKCS11: Final = "pkcs11"
OPENBAO: Final = "openbao"
NAME: Final = "sourcekeeper-lock"


class LockSettings(Protocol):
    """The settings that say what the lock is; each is empty where it does not apply."""

    @property
    def lock_provider(self) -> str:
        """``file``, ``pkcs11`` or ``openbao``; empty for ``file``."""

    @property
    def lock_keys(self) -> str:
        """Path of the key file."""

    @property
    def lock_module(self) -> str:
        """Path of the device's library."""

    @property
    def lock_token(self) -> str:
        """Label of the device's token."""

    @property
    def lock_url(self) -> str:
        """Address of the transit engine."""

    @property
    def lock_ca(self) -> str:
        """Path of the certificate that its own leads back to."""

    @property
    def lock_secret(self) -> str:
        """Path of the file with the PIN or the token."""

    @property
    def lock_name(self) -> str:
        """What the keys are called in the device."""


@dataclass(frozen=True, slots=True)
class ChosenLock:
    """What somebody who founds a deployment chose for its lock: the settings as they will stand in its files."""

    lock_provider: str = ""
    lock_keys: str = ""
    lock_module: str = ""
    lock_token: str = ""
    lock_url: str = ""
    lock_ca: str = ""
    lock_secret: str = ""
    lock_name: str = ""

    @classmethod
    def from_settings(cls, values: Mapping[str, str]) -> Self:
        """Return the choice that settings by their names make."""
        return cls(**{part: values.get(part.upper(), "") for part in cls.__slots__})

    def settings(self) -> dict[str, str]:
        """Return the settings by their names, those that say something."""
        return {part.upper(): value for part, value in asdict(self).items() if value}


def make_lock(chosen: ChosenLock, key_file: Path) -> tuple[KeyProvider, dict[str, str]]:
    """
    Make a new deployment's lock, and return it with its settings: in the device that was chosen, or in a new file.

    :raises Conflict: the device holds such keys already, or does not do its work; or there is no such kind of lock.
    """
    if chosen.lock_provider not in {"", FILE, PKCS11, OPENBAO}:
        raise Conflict(f"LOCK_PROVIDER must be {FILE}, {PKCS11} or {OPENBAO}.")
    outside = lock_outside(chosen)
    if outside is None:
        return FileProvider.create(key_file), {"LOCK_KEYS": str(key_file)}
    try:
        outside.create()
    except FileExistsError as error:
        raise Conflict(f"{error} Delete them there, or set LOCK_NAME to another name.") from None
    except Unavailable as error:
        raise Conflict(f"{error} Mend that, and hold the ceremony again.") from None
    return outside, chosen.settings()


def open_lock(settings: LockSettings) -> KeyProvider | None:
    """
    Return the lock, or ``None`` on a face that has none. A device is connected to when it is first needed.

    :raises UnsafeKeyFile: the key file is missing, malformed, or open to others.
    """
    outside = lock_outside(settings)
    if outside is not None:
        return outside
    return FileProvider.open(Path(settings.lock_keys)) if settings.lock_keys else None


def lock_outside(settings: LockSettings) -> Pkcs11Provider | OpenBaoProvider | None:
    """Return the lock that the settings say is in a device; ``None`` where it is a file, or none."""
    secret, name = Path(settings.lock_secret), settings.lock_name or NAME
    if settings.lock_provider == PKCS11:
        return Pkcs11Provider(Path(settings.lock_module), settings.lock_token, secret, name)
    if settings.lock_provider == OPENBAO:
        return OpenBaoProvider(settings.lock_url, Path(settings.lock_ca), secret, name)
    return None
