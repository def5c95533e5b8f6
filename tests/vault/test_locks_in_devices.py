"""A lock in a device does what the one in a file does; where it does not answer, nothing opens and nothing is told."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pkcs11
import pytest

from app.errors import Unavailable
from app.vault.key_provider import FileProvider, KeyProvider
from app.vault.openbao_provider import OpenBaoProvider
from app.vault.pkcs11_provider import Pkcs11Provider
from crypto.context import Context
from crypto.errors import Tampered
from crypto.sealing import describe
from tests.vault.devices import LABEL, MODULE, PIN, bao, hsm, make_token, secret_file
from tests.vault.transit_server import TOKEN, Transit, certificate, serving

HERE = Context("deployment", "vault", "table", "record")
THERE = Context("deployment", "vault", "table", "another")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the PIN of a token without keys."""
    with pytest.MonkeyPatch.context() as patch:
        yield make_token(tmp_path_factory.mktemp("hsm"), patch)
        pkcs11.lib(str(MODULE)).reinitialize()


@pytest.fixture(params=["file", "pkcs11", "openbao"])
def lock(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeyProvider]:
    """Give a new lock of each kind."""
    if request.param == "file":
        yield FileProvider.create(tmp_path / "lock.json")
    elif request.param == "pkcs11":
        device = hsm(request.getfixturevalue("token"), name=tmp_path.name)
        device.create()
        yield device
    else:
        with bao(tmp_path) as (server, _):
            server.create()
            yield server


def test_every_lock_keeps_the_same_promises(lock: KeyProvider) -> None:
    """One walk through the whole interface, as making each kind of lock anew takes longer than using it."""
    blobs = lock.lock([(HERE, b"one"), (THERE, b"two" * 500), (HERE, b"")])
    assert lock.unlock(list(zip((HERE, THERE, HERE), blobs, strict=True))) == [b"one", b"two" * 500, b""]
    assert lock.lock([]) == lock.unlock([]) == lock.mac("link", []) == []
    assert len(set(lock.lock([(HERE, b"one")] * 2))) == 2
    for wrong in ((THERE, blobs[0]), (HERE, blobs[0][:-1]), (HERE, blobs[0][:-1] + b"?"), (HERE, blobs[0][:20])):
        with pytest.raises(Tampered):
            lock.unlock([(HERE, blobs[0]), wrong])
    with pytest.raises(Tampered):
        lock.unlock([(HERE, blobs[0][:4] + bytes(16) + blobs[0][20:])])
    [one], [other] = lock.mac("link", [b"same"]), lock.mac("submission", [b"same"])
    assert one != other
    assert len(one) == 32
    assert lock.number == 1
    assert describe(blobs[0]).key_id == lock.key_ids[1]
    assert lock.add_key() == lock.number == 2
    [after] = lock.lock([(HERE, b"after")])
    assert describe(after).key_id == lock.key_ids[2] != lock.key_ids[1]
    assert lock.unlock([(HERE, blobs[0]), (HERE, after)]) == [b"one", b"after"]
    assert lock.mac("link", [b"same"]) == [one]
    lock.destroy_old()
    lock.destroy_old()
    assert list(lock.key_ids) == [2]
    with pytest.raises(Tampered):
        lock.unlock([(HERE, blobs[0])])
    assert lock.unlock([(HERE, after)]) == [b"after"]
    assert lock.mac("link", [b"same"]) == [one]
    lock.refresh()
    assert lock.add_key() == 3


# A process of its own: it opens the lock, forks as a server does, and both halves use it.
FORKING = """
import os, sys
from pathlib import Path
from crypto.context import Context
from tests.vault.devices import hsm
lock, blob = hsm(Path(sys.argv[1]), name="shared"), bytes.fromhex(sys.argv[2])
here = Context("deployment", "vault", "table", "record")
assert lock.unlock([(here, blob)]) == [b"one"]
child = os.fork()
assert lock.unlock([(here, blob)]) == [b"one"]
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_other_processes_find_the_keys_and_a_second_lock_of_the_name_is_refused(token: Path) -> None:
    device = hsm(token, name="shared")
    device.create()
    [blob] = device.lock([(HERE, b"one")])
    subprocess.run([sys.executable, "-c", FORKING, str(token), blob.hex()], check=True, timeout=30, cwd=ROOT)
    with pytest.raises(FileExistsError):
        hsm(token, name="shared").create()
    with pytest.raises(Unavailable):
        hsm(token, name="nobody").lock([(HERE, b"one")])


def test_keys_never_leave_the_token(token: Path) -> None:
    hsm(token, name="kept").create()
    session = pkcs11.lib(str(MODULE)).get_token(token_label=LABEL).open()
    for label in ("kept", "kept-mac"):
        [key] = session.get_objects({pkcs11.Attribute.LABEL: label})
        with pytest.raises(pkcs11.PKCS11Error):
            key[pkcs11.Attribute.VALUE]
    session.close()
    assert hsm(token, name="kept").copy_for_recovery() is None


def test_a_device_that_is_taken_away_is_unavailable_and_comes_back_by_itself(token: Path, tmp_path: Path) -> None:
    device = hsm(token, name="taken")
    device.create()
    [blob] = device.lock([(HERE, b"one")])
    tokens = token.parent / "tokens"
    shutil.move(tokens, tmp_path / "away")
    tokens.mkdir()
    device._forget()
    for act in (lambda: device.unlock([(HERE, blob)]), lambda: device.lock([(HERE, b"two")]), lambda: device.number):
        with pytest.raises(Unavailable):
            act()
    tokens.rmdir()
    shutil.move(tmp_path / "away", tokens)
    assert device.unlock([(HERE, blob)]) == [b"one"]


def test_a_pin_that_was_refused_is_not_tried_again_until_it_is_another(token: Path, tmp_path: Path) -> None:
    pkcs11.lib(str(MODULE)).reinitialize()
    device = hsm(secret_file(tmp_path / "pin", "Canary-Wrong-0000"), name=tmp_path.name)
    with pytest.raises(Unavailable, match="PinIncorrect"):
        device.create()
    with pytest.raises(Unavailable, match="not asked again"):
        device.create()
    secret_file(tmp_path / "pin", PIN)
    device.create()
    assert device.number == 1


@pytest.mark.parametrize("wrong", ["pin", "module", "open", "missing", "empty"])
def test_a_device_that_cannot_be_spoken_to_opens_nothing_and_shows_no_pin(
    token: Path, tmp_path: Path, wrong: str
) -> None:
    pkcs11.lib(str(MODULE)).reinitialize()
    pin = secret_file(tmp_path / "pin", {"pin": "Canary-Wrong-0000", "empty": ""}.get(wrong, PIN))
    if wrong == "open":
        pin.chmod(0o644)
    if wrong == "missing":
        pin.unlink()
    module = tmp_path / "none.so" if wrong == "module" else MODULE
    with pytest.raises(Unavailable) as told:
        Pkcs11Provider(module, LABEL, pin, "lock").lock([(HERE, b"one")])
    assert "Canary" not in f"{told.value!r} {told.value.__cause__!r}"
    assert repr(hsm(pin)) == "<Pkcs11Provider>"


def test_a_batch_is_one_request(tmp_path: Path) -> None:
    with bao(tmp_path) as (lock, transit):
        lock.create()
        transit.requests.clear()
        blobs = lock.lock([(HERE, b"one")] * 200)
        assert lock.unlock([(HERE, blob) for blob in blobs]) == [b"one"] * 200
        lock.mac("link", [b"one"] * 200)
    assert transit.requests == ["encrypt/lock", "decrypt/lock", "hmac/lock-mac"]


@pytest.mark.parametrize("mood", ["sealed", "garbled", "slow", "redirecting", "gone", "token", "stranger"])
def test_a_server_that_fails_opens_nothing_and_comes_back_by_itself(tmp_path: Path, mood: str) -> None:
    with bao(tmp_path) as (lock, transit):
        lock.create()
        lock.seconds = 0.3
        [blob] = lock.lock([(HERE, b"one")])
        failing = _failing(lock, transit, mood, tmp_path)
        begun = time.monotonic()
        for act in (lambda: failing.unlock([(HERE, blob)]), lambda: failing.mac("link", [b"one"])):
            with pytest.raises(Unavailable) as told:
                act()
            assert "Canary" not in f"{told.value!r} {told.value.__cause__!r}"
        assert time.monotonic() - begun < 2
        transit.mood = ""
        secret_file(tmp_path / "token", TOKEN)
        assert lock.unlock([(HERE, blob)]) == [b"one"]
        with pytest.raises(FileExistsError):
            lock.create()
        transit.keys["lock"].exportable = True
        with pytest.raises(Unavailable, match="not exportable"):
            lock.refresh()


def _failing(lock: OpenBaoProvider, transit: Transit, mood: str, folder: Path) -> OpenBaoProvider:
    """Return the lock as it is while something is wrong."""
    if mood == "token":
        secret_file(folder / "token", "s.Canary-Old")
    elif mood == "gone":
        other = OpenBaoProvider("https://127.0.0.1:9/v1/transit", folder / "authority.pem", folder / "token", "lock")
        other._versions = (1,)
        return other
    elif mood == "stranger":
        (folder / "other").mkdir()
        other = OpenBaoProvider("", certificate(folder / "other"), folder / "token", "lock")
        other._host, other._port, other._path, other._versions = lock._host, lock._port, lock._path, (1,)
        return other
    transit.mood = mood
    return lock


def test_a_server_put_in_the_place_of_ours_learns_nothing(tmp_path: Path) -> None:
    """Its certificate is not our authority's: not even the token is sent."""
    stranger, folder = Transit(), tmp_path / "stranger"
    folder.mkdir()
    certificate(folder)
    with serving(stranger, folder) as port:
        lock = OpenBaoProvider(
            f"https://127.0.0.1:{port}/v1/transit", certificate(tmp_path), secret_file(tmp_path / "token", TOKEN), "l"
        )
        with pytest.raises(Unavailable):
            lock.lock([(HERE, b"one")])
    assert not stranger.requests
