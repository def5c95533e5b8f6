"""A deployment whose lock is a device: founded and at work with it, shut while it is away, and open again after."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pkcs11
import pytest

from app.errors import Conflict
from app.founding import Founded, found, settings_by_file
from app.vault.openbao_provider import OpenBaoProvider
from app.vault.which_lock import ChosenLock
from tests.factories import CHEAP, PEOPLE, Clock, Unit, copy_unit, plan
from tests.vault.devices import LABEL, MODULE, PIN, make_token
from tests.vault.transit_server import TOKEN, Transit, certificate, serving

Away = Callable[[bool], None]


@contextmanager
def token_for(folder: Path) -> Iterator[tuple[ChosenLock, Away]]:
    """Give the choice of a token, and what takes it away and brings it back."""
    with pytest.MonkeyPatch.context() as patch:
        pin = make_token(folder, patch)

        def away(gone: bool) -> None:
            places = (folder / "tokens", folder / "elsewhere")
            shutil.move(*(places if gone else reversed(places)))
            with suppress(pkcs11.PKCS11Error):
                pkcs11.lib(str(MODULE)).reinitialize()

        chosen = ChosenLock("pkcs11", lock_module=str(MODULE), lock_token=LABEL, lock_secret=str(pin))
        yield chosen, away
        pkcs11.lib(str(MODULE)).reinitialize()


@contextmanager
def server_for(folder: Path) -> Iterator[tuple[ChosenLock, Away]]:
    """Give the choice of a server, and what seals and unseals it."""
    folder.mkdir()
    authority, token, transit = certificate(folder), folder / "token", Transit()
    token.write_text(TOKEN)
    token.chmod(0o600)

    def away(gone: bool) -> None:
        transit.mood = "sealed" if gone else ""

    with serving(transit, folder) as port:
        url = f"https://127.0.0.1:{port}/v1/transit"
        yield ChosenLock("openbao", lock_url=url, lock_ca=str(authority), lock_secret=str(token)), away


@pytest.mark.parametrize("device", [token_for, server_for])
def test_a_deployment_lives_on_its_device_and_fails_closed_without_it(tmp_path: Path, device: Any) -> None:
    with device(tmp_path / "device") as (chosen, away):
        founded = found(tmp_path / "template", plan(PEOPLE), clock=Clock(), cost=CHEAP, lock=chosen)
        for engine in founded.house.stores.each().values():
            engine.dispose()
        unit = copy_unit(founded, tmp_path / "template", tmp_path / "unit")
        _settings_name_the_device_and_no_secret(founded, chosen)
        handler = unit.sign_in("hana")
        handler.unlock()
        away(True)
        page = handler.post("/unlock", {"passphrase": unit.people["hana"].passphrase}, on="/account")
        assert page.status_code == 503
        assert "Nothing was done" in page.text
        assert "Retry-After" in page.headers
        _nothing_secret_was_told(page.text, unit)
        with pytest.raises(Conflict):
            found(tmp_path / "second", plan(PEOPLE), clock=Clock(), cost=CHEAP, lock=chosen)
        away(False)
        handler.unlock()
        with pytest.raises(Conflict, match="LOCK_NAME"):
            found(tmp_path / "third", plan(PEOPLE), clock=Clock(), cost=CHEAP, lock=chosen)
        unit.close()


def _settings_name_the_device_and_no_secret(founded: Founded, chosen: ChosenLock) -> None:
    """The staff's and the partner's files name the device; the public face's does not, and none holds its secret."""
    files = settings_by_file(founded.settings, "unit")
    for name in ("settings.env", "partner.env"):
        assert chosen.settings().items() <= files[name].items()
    assert not any(name.startswith("LOCK_") for name in files["public.env"])
    assert "LOCK_KEYS" not in files["settings.env"]
    assert not {PIN, TOKEN} & {value for settings in files.values() for value in settings.values()}
    assert isinstance(founded.house.provider, OpenBaoProvider) == (chosen.lock_provider == "openbao")


def _nothing_secret_was_told(page: str, unit: Unit) -> None:
    stored = page.encode() + unit.raw()
    assert PIN.encode() not in stored
    assert TOKEN.encode() not in stored


def test_a_lock_of_no_known_kind_founds_nothing(tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="LOCK_PROVIDER"):
        found(tmp_path / "unit", plan(PEOPLE), clock=Clock(), cost=CHEAP, lock=ChosenLock("paper"))
