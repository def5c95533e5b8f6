"""The files that an operator copies: systemd finds no fault, nothing has more than it needs, docs name all."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deployment.units import FACES, FOLDER, SYSTEMD, accounts, read_unit

SERVICES = sorted(path.name for path in SYSTEMD.glob("*.service"))
# Where monitoring asks how they do, on this machine; all others have no network at all.
WATCHED = {"sourcekeeper-staff.service", "sourcekeeper-partner.service"}
# What `systemd-analyze security` may find at most, in tenths of a point of ten, as docs/deployment.md says.
MOST_EXPOSED = {name: 12 if name in WATCHED else 4 for name in SERVICES}
# Debian's own unit for nginx, to which ours adds; without it nginx stands at 9.6.
NGINX, NGINX_AT_MOST = Path("/lib/systemd/system/nginx.service"), 28


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return the units with programs that exist here, as systemd looks for each."""
    for path in SYSTEMD.iterdir():
        if path.suffix in {".service", ".socket", ".timer"}:
            text = re.sub(r"(?m)^(Exec\w+=)\S+", r"\1/bin/true", path.read_text(encoding="utf-8"))
            (tmp_path / path.name).write_text(text, encoding="utf-8")
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is missing: apt-get install --yes --no-install-recommends systemd")
    return tmp_path


def test_systemd_finds_no_fault_in_the_units(copied: Path) -> None:
    units = sorted(str(path) for path in copied.iterdir())
    found = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    ours = [line for line in found.stderr.splitlines() if "sourcekeeper" in line]
    assert (found.returncode, ours) == (0, [])


def test_systemd_would_find_one(copied: Path) -> None:
    wrong = copied / "sourcekeeper-public.service"
    wrong.write_text(wrong.read_text(encoding="utf-8").replace("NoNewPrivileges=yes", "NoNewPrivilege=yes"))
    found = subprocess.run(["systemd-analyze", "verify", wrong], capture_output=True, text=True, check=False)
    assert "Unknown key 'NoNewPrivilege'" in found.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_shut_in(copied: Path, name: str) -> None:
    assert_exposed_at_most(MOST_EXPOSED[name], copied / name)


def test_the_web_server_is_shut_in_as_far_as_root_can_be(copied: Path) -> None:
    unit = copied / "nginx.service"
    unit.write_text(NGINX.read_text(encoding="utf-8") + (SYSTEMD / "nginx-override.conf").read_text(encoding="utf-8"))
    assert_exposed_at_most(NGINX_AT_MOST, unit)


def assert_exposed_at_most(tenths: int, unit: Path) -> None:
    """See that a unit's exposure is no higher than so many tenths of a point."""
    asked = ["systemd-analyze", "security", "--offline=true", f"--threshold={tenths}", str(unit)]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-600:]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_a_user_of_its_own_and_no_network_but_this_machines(name: str) -> None:
    unit = read_unit(name)
    users, groups = accounts()
    assert unit.one("User") == unit.one("Group")
    assert {unit.one("User"), *unit.words("SupplementaryGroups")} <= {*users, *groups}
    assert unit.one("IPAddressDeny") == "any"
    assert unit.all("IPAddressAllow") == (["localhost"] if name in WATCHED else [])
    assert unit.one("RestrictAddressFamilies") == ("AF_UNIX AF_INET" if name in WATCHED else "AF_UNIX")
    assert unit.all("PrivateNetwork") == ([] if name in WATCHED else ["yes"])
    assert unit.one("NoNewPrivileges") == "yes"
    assert unit.one("CapabilityBoundingSet") == ""
    assert unit.one("LimitCORE") == "0"


@pytest.mark.parametrize("name", [f"sourcekeeper-{one}.service" for one in (*FACES, "steward", "limits")])
def test_what_always_runs_is_started_again_however_often_it_could_not(name: str) -> None:
    unit = read_unit(name)
    assert (unit.one("Restart"), unit.one("StartLimitIntervalSec")) == ("always", "0")


def test_the_public_face_is_given_no_key_and_no_store_but_the_gateway() -> None:
    unit = read_unit("sourcekeeper-public.service")
    assert unit.all("LoadCredential") == []
    assert unit.words("ReadWritePaths") == ["-/var/lib/sourcekeeper/gateway"]
    assert "sourcekeeper-stores" not in unit.words("SupplementaryGroups")


@pytest.mark.parametrize("face", FACES)
def test_a_face_is_reached_by_the_socket_that_its_web_server_names(face: str) -> None:
    listens = read_unit(f"sourcekeeper-{face}.socket").one("ListenStream")
    assert f"proxy_pass http://unix:{listens}:;" in (FOLDER / f"nginx/{face}.conf").read_text(encoding="utf-8")


def test_the_image_holds_all_that_the_program_is_started_with(tmp_path: Path) -> None:
    """What is copied into it is enough to read the commands of the program with, and names no folder that is gone."""
    lines = (FOLDER / "containers/Dockerfile").read_text(encoding="utf-8").splitlines()
    for line in (line for line in lines if line.startswith("COPY ")):
        *names, place = line.split()[1:]
        for name in names:
            source, target = FOLDER.parents[1] / name, tmp_path / place / ("" if place == "./" else ".")
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, target)
    asked = [sys.executable, "-m", "flask", "--app", "app.cli", "--help"]
    said = subprocess.run(asked, cwd=tmp_path, env={"PATH": ""}, capture_output=True, text=True, check=False)
    assert "recover-lock" in said.stdout, said.stderr
    assert {path.name for path in (FOLDER.parents[1] / "templates").iterdir()} == {
        path.name for path in (tmp_path / "templates").iterdir()
    }


def test_no_file_of_a_deployment_is_left_out_of_its_description() -> None:
    described = (FOLDER.parent / "deployment.md").read_text(encoding="utf-8")
    for path in FOLDER.rglob("*"):
        if path.is_file():
            assert path.name in described, path.name


def test_every_address_of_the_application_that_only_monitoring_asks_is_shut_outside() -> None:
    shut = (FOLDER / "nginx/trouble.conf").read_text(encoding="utf-8")
    for address in ("/healthz", "/readyz", "/metrics"):
        assert f"location = {address} {{ return 404; }}" in shut
