"""The server's lock in a device that speaks PKCS #11, such as an HSM: its keys are made there and never leave it."""

import os
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pkcs11
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, MechanismFlag, ObjectClass

from app.errors import Unavailable
from app.vault.secret_file import read_secret
from crypto.context import Context
from crypto.errors import Tampered
from crypto.framing import frame
from crypto.outside import NONCE_BYTES, TAG_BYTES, blob_of, bound, key_id, open_blob
from crypto.sealing import describe
from crypto.silence import Silent

BITS: Final = 256
NUMBER_BYTES: Final = 4
# A device says at most that decrypting failed. Whether it is the blob or the device shows when it is asked again.
PROBE: Final = b"whether the device works"


@dataclass(slots=True, repr=False)
class Session(Silent):
    """One session with the device, and the handles of its keys, by number."""

    process: int
    session: Any
    keys: dict[int, Any] = field(default_factory=dict)
    mac: Any = None


class Pkcs11Provider(Silent):
    """
    A lock in one token of a PKCS #11 device.

    Encryption keys are AES-256 with the label ``name`` and their number, 4 bytes, as id; the MAC key is a generic
    secret of 256 bits with the label ``name-mac``. All of them were made in the token and cannot be taken out.
    Whatever the device does not do ends as ``Unavailable``, and the next call begins a new session.

    :param module: path of the device's library.
    :param token: the token's label.
    :param pin: path of the file that holds the user's PIN.
    """

    def __init__(self, module: Path, token: str, pin: Path, name: str) -> None:
        self._module, self._token, self._pin, self._name = module, token, pin, name
        self._turn = threading.RLock()
        self._open: Session | None = None
        self._failed = False
        # Devices count wrong PINs and lock themselves: one that was refused is not tried again.
        self._wrong_pin = ""

    def create(self) -> None:
        """
        Make the first keys in the token.

        :raises FileExistsError: it holds keys of this name. A lock is never made a second time.
        """
        with self._device() as device:
            if device.keys or device.mac is not None:
                raise FileExistsError(f"The token holds keys named {self._name} already.")
            device.session.generate_key(
                KeyType.GENERIC_SECRET,
                BITS,
                label=self._mac_name,
                store=True,
                capabilities=MechanismFlag.SIGN | MechanismFlag.VERIFY,
                mechanism=Mechanism.GENERIC_SECRET_KEY_GEN,
                template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
            )
            self._generate(device, 1)
            self._open = None

    @property
    def number(self) -> int:
        """See KeyProvider."""
        with self._device() as device:
            return max(device.keys, default=0) or _missing()

    @property
    def key_ids(self) -> Mapping[int, bytes]:
        """See KeyProvider."""
        with self._device() as device:
            return {number: key_id(self._name, number) for number in device.keys}

    def refresh(self) -> None:
        """See KeyProvider."""
        with self._turn:
            if self._open is not None and self._open.process == os.getpid():
                self._find_keys(self._open)

    def add_key(self) -> int:
        """See KeyProvider."""
        with self._device() as device:
            self._find_keys(device)
            number = max(device.keys, default=0) + 1
            self._generate(device, number)
            self._find_keys(device)
            return number

    def destroy_old(self) -> None:
        """See KeyProvider."""
        with self._device() as device:
            self._find_keys(device)
            for number in sorted(device.keys)[:-1]:
                device.keys.pop(number).destroy()

    def lock(self, items: Sequence[tuple[Context, bytes]]) -> list[bytes]:
        """See KeyProvider."""
        with self._device() as device:
            number = max(device.keys, default=0) or _missing()
            named, key = key_id(self._name, number), device.keys[number]
            return [blob_of(named, _encrypt(key, bound(named, context), message)) for context, message in items]

    def unlock(self, items: Sequence[tuple[Context, bytes]]) -> list[bytes]:
        """See KeyProvider."""
        with self._device() as device:
            by_id = {key_id(self._name, number): key for number, key in device.keys.items()}
            opened = []
            for context, blob in items:
                named = describe(blob).key_id
                if named not in by_id:
                    raise Tampered
                encrypted, aad = open_blob(named, context, blob)
                opened.append(_decrypt(by_id[named], aad, encrypted))
            return opened

    def mac(self, purpose: str, items: Sequence[bytes]) -> list[bytes]:
        """See KeyProvider."""
        with self._device() as device:
            key = device.mac if device.mac is not None else _missing()
            return [key.sign(frame(purpose.encode(), item), mechanism=Mechanism.SHA256_HMAC) for item in items]

    def copy_for_recovery(self, *, without_old: bool = False) -> bytes | None:  # noqa: ARG002 - nothing is copied
        """See KeyProvider."""
        return None

    @property
    def _mac_name(self) -> str:
        return f"{self._name}-mac"

    @contextmanager
    def _device(self) -> Iterator[Session]:
        """Give the session with the device, alone; whatever it does not do ends this session."""
        with self._turn:
            try:
                yield self._session()
            except (pkcs11.PKCS11Error, OSError, RuntimeError) as error:
                if isinstance(error, FileExistsError):
                    raise
                self._forget()
                raise Unavailable(f"The device of the lock does not do its work ({type(error).__name__}).") from error

    def _session(self) -> Session:
        """Return the session of this process, begun when it is first needed: none outlives a fork."""
        if self._open is None or self._open.process != os.getpid():
            library = pkcs11.lib(str(self._module))
            # After a fork, and to see a device that was taken away and put back, the library has to begin anew.
            if self._open is not None or self._failed or not library.initialized:
                library.reinitialize()
                self._failed = False
            token = library.get_token(token_label=self._token)
            device = Session(os.getpid(), self._logged_in(token))
            self._find_keys(device)
            self._open = device
        return self._open

    def _logged_in(self, token: Any) -> Any:
        """Return a session that may use private keys and make new ones."""
        pin = read_secret(self._pin)
        if pin == self._wrong_pin:
            raise Unavailable("The device refused this PIN, and is not asked again until LOCK_SECRET holds another.")
        try:
            return token.open(rw=True, user_pin=pin)
        except pkcs11.exceptions.PinIncorrect:
            self._wrong_pin = pin
            raise
        except pkcs11.exceptions.UserAlreadyLoggedIn:
            return token.open(rw=True)

    def _find_keys(self, device: Session) -> None:
        """Look up the handles of the keys."""
        named = device.session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY, Attribute.LABEL: self._name})
        device.keys = {int.from_bytes(key.id, "big"): key for key in named}
        macs = list(
            device.session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY, Attribute.LABEL: self._mac_name})
        )
        device.mac = macs[0] if len(macs) == 1 else None

    def _generate(self, device: Session, number: int) -> None:
        device.session.generate_key(
            KeyType.AES,
            BITS,
            label=self._name,
            id=number.to_bytes(NUMBER_BYTES, "big"),
            store=True,
            template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
        )

    def _forget(self) -> None:
        """Let go of a session that failed; the next call begins another."""
        device, self._open = self._open, None
        if device is not None and device.process == os.getpid():
            _quietly(device.session.close)
        self._failed = True


def _encrypt(key: Any, aad: bytes, message: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    params = GCMParams(nonce, aad, TAG_BYTES * 8)
    return nonce + bytes(key.encrypt(message, mechanism=Mechanism.AES_GCM, mechanism_param=params))


def _decrypt(key: Any, aad: bytes, encrypted: bytes) -> bytes:
    """Return what was encrypted; Tampered when the device refuses it, and yet decrypts what it encrypts just now."""
    params = GCMParams(encrypted[:NONCE_BYTES], aad, TAG_BYTES * 8)
    try:
        return bytes(key.decrypt(encrypted[NONCE_BYTES:], mechanism=Mechanism.AES_GCM, mechanism_param=params))
    except pkcs11.PKCS11Error:
        probe = _encrypt(key, PROBE, PROBE)
        again = GCMParams(probe[:NONCE_BYTES], PROBE, TAG_BYTES * 8)
        if bytes(key.decrypt(probe[NONCE_BYTES:], mechanism=Mechanism.AES_GCM, mechanism_param=again)) != PROBE:
            raise
        raise Tampered from None


def _missing() -> Any:
    """Refuse a token that does not hold the keys: nothing else may stand in for them."""
    raise Unavailable("The token does not hold the keys of the lock.")


def _quietly(act: Callable[[], object]) -> None:
    """Do what may fail on a device that is gone."""
    try:
        act()
    except (pkcs11.PKCS11Error, RuntimeError):
        return
