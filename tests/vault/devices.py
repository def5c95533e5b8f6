"""Locks in devices: a real SoftHSM token, and a server that conforms to the transit engine."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pkcs11
import pytest

from app.vault.openbao_provider import OpenBaoProvider
from app.vault.pkcs11_provider import Pkcs11Provider
from tests.vault.transit_server import TOKEN, Transit, certificate, serving

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
LABEL, PIN = "unit", "Canary-Pin-4711"


def secret_file(path: Path, text: str) -> Path:
    """Write a secret to a file of its owner's."""
    path.write_text(text + "\n")
    path.chmod(0o600)
    return path


def make_token(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Make a SoftHSM token in a folder and let this process use it; return the path of its PIN."""
    (folder / "tokens").mkdir(parents=True)
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
    said = ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--so-pin", "12345678", "--pin", PIN]
    subprocess.run(said, check=True, capture_output=True, env=dict(os.environ))
    # The library reads where its tokens are when it begins, and may have begun for another test.
    pkcs11.lib(str(MODULE)).reinitialize()
    return secret_file(folder / "pin", PIN)


def hsm(pin: Path, *, name: str = "lock") -> Pkcs11Provider:
    """Return the lock in the token."""
    return Pkcs11Provider(MODULE, LABEL, pin, name)


@contextmanager
def bao(folder: Path) -> Iterator[tuple[OpenBaoProvider, Transit]]:
    """Give the lock on a server of this machine, and that server."""
    transit = Transit()
    authority = certificate(folder)
    with serving(transit, folder) as port:
        token = secret_file(folder / "token", TOKEN)
        yield OpenBaoProvider(f"https://127.0.0.1:{port}/v1/transit", authority, token, "lock"), transit
