"""A configuration that is weak or contradicts itself does not start, and says which setting, why, and what to do."""

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from config import Config, Misconfigured
from configuration import BACKUP_KEY_BYTES, NOT_SET, ROOT_KEY_BYTES, RULES, SETTINGS, described

ROOT = Path(__file__).resolve().parents[2]
STAFF = {
    "FACE": "staff",
    "SECRET_KEY": "0123456789 abcdefghijklmnopqrstuv",
    "DEPLOYMENT": "ab" * 16,
    "ROOT_KEY": "00" * ROOT_KEY_BYTES,
    "GATEWAY_URL": "sqlite:////srv/unit/gateway.db",
    "CASE_URL": "sqlite:////srv/unit/case.db",
    "VAULT_URL": "sqlite:////srv/unit/vault.db",
    "AUDIT_URL": "sqlite:////srv/unit/audit.db",
    "LOCK_KEYS": "/srv/unit/lock-keys.json",
    "INTAKE_UNIT": "cd" * 16,
}
PUBLIC = {name: STAFF[name] for name in ("SECRET_KEY", "DEPLOYMENT", "ROOT_KEY", "GATEWAY_URL")} | {"FACE": "public"}
PARTNER = {name: value for name, value in STAFF.items() if name not in {"GATEWAY_URL", "INTAKE_UNIT"}} | {
    "FACE": "partner"
}
BY_FACE = {"staff": STAFF, "public": PUBLIC, "partner": PARTNER}
FAR = "postgresql+psycopg://staff:word@db.example:5432/case"
DEVICE = {
    "LOCK_PROVIDER": "pkcs11",
    "LOCK_KEYS": "",
    "LOCK_MODULE": "/usr/lib/hsm.so",
    "LOCK_TOKEN": "unit",
    "LOCK_SECRET": "/srv/unit/pin",
}
SERVER = {
    "LOCK_PROVIDER": "openbao",
    "LOCK_KEYS": "",
    "LOCK_URL": "https://bao.example:8200/v1/transit",
    "LOCK_CA": "/srv/unit/authority.pem",
    "LOCK_SECRET": "/srv/unit/token",
}
# For each rule what breaks it, by the rule's own words.
BREAKS: dict[str, list[dict[str, str]]] = {
    "under 32 characters; under 10 different ones": [{"SECRET_KEY": "short"}, {"SECRET_KEY": "ab" * 40}],
    "not a root key's public half": [{"ROOT_KEY": "00"}, {"ROOT_KEY": "no key"}],
    "`all` without `DEMONSTRATION=yes`": [{"FACE": "all"}],
    "0; above 600": [{"DRAIN_SECONDS": "0"}, {"DRAIN_SECONDS": "601"}],
    "0; above 400": [{"BACKUP_DAYS": "0"}, {"BACKUP_DAYS": "401"}],
    "two with one URL": [{"VAULT_URL": STAFF["CASE_URL"]}],
    "another database than sqlite:/// or postgresql+psycopg://": [
        {"CASE_URL": "mysql://somewhere/case"},
        {"CASE_URL": "postgresql://somewhere/case"},
        {"CASE_URL": "sqlite://"},
        {"CASE_URL": "/srv/unit/case.db"},
    ],
    "a store in memory": [{"CASE_URL": "sqlite:///:memory:"}, {"CASE_URL": "sqlite:///"}],
    "PostgreSQL on another machine without `sslmode=verify-full`": [
        {"CASE_URL": FAR},
        {"CASE_URL": f"{FAR}?sslmode=require"},
        {"CASE_URL": "postgresql+psycopg:///case?host=db.example"},
    ],
    "anything but `file`, `pkcs11` and `openbao`": [{"LOCK_PROVIDER": "none"}, {"LOCK_PROVIDER": "File"}],
    "what this lock needs is missing": [
        {"LOCK_KEYS": ""},
        {"LOCK_PROVIDER": "pkcs11", "LOCK_KEYS": ""},
        {"LOCK_PROVIDER": "pkcs11", "LOCK_KEYS": "", "LOCK_MODULE": "/lib/hsm.so", "LOCK_TOKEN": "unit"},
        {"LOCK_PROVIDER": "openbao", "LOCK_KEYS": "", "LOCK_URL": "https://bao.example/v1/transit"},
    ],
    "settings of two kinds of lock": [{"LOCK_MODULE": "/lib/hsm.so"}, {**DEVICE, "LOCK_KEYS": "/lock"}],
    "anything but an address with https://": [{**SERVER, "LOCK_URL": "http://bao.example/v1/transit"}],
    "0": [{"LEAST_EPOCH": "0"}],
    "anything but host names, such as `*` or an address with https://": [
        {"TRUSTED_HOSTS": "*"},
        {"TRUSTED_HOSTS": "unit.example,https://other.example"},
    ],
    "above 3": [{"PROXY_HOPS": "4"}],
    "any address but this machine's own": [
        {"WATCH": "0.0.0.0:9102"},
        {"WATCH": "9102"},
        {"WATCH": "10.0.0.1:9102"},
        {"WATCH": "127.0.0.1"},
        {"WATCH": "127.0.0.1:70000"},
        {"WATCH": ":9102"},
    ],
    "anything but memory:// and redis+unix:// or rediss://": [
        {"LIMITS_STORAGE": "redis://limits.example"},
        {"LIMITS_STORAGE": "memcached://localhost"},
    ],
    "memory:// with more than one process, but in a demonstration": [{"WEB_CONCURRENCY": "2"}],
    "not a backup key's public half": [{"BACKUP_KEY": "00"}, {"BACKUP_KEY": "key"}],
    "a relative path; the folder of a store": [{"ERASED_LIST": "erased"}, {"ERASED_LIST": "/srv/unit/erased"}],
    "anything but https:// and a host name": [
        {"PARTNER_URL": "partner.example"},
        {"PARTNER_URL": "http://partner.example"},
        {"PARTNER_URL": "https://partner.example/partner"},
        {"PARTNER_URL": "https://.example"},
    ],
    "a relative path": [{"CERTIFICATES": "staff.pem"}, {"CERTIFICATES": "/etc/ssl/staff.pem, public.pem"}],
}
STANDS = [
    {"CASE_URL": f"{FAR}?sslmode=verify-full"},
    {"CASE_URL": "postgresql+psycopg://staff:word@127.0.0.1/case"},
    {"CASE_URL": "postgresql+psycopg://staff@/case?host=/run/postgresql"},
    {"TRUSTED_HOSTS": "unit.example, .unit.example,localhost:8002"},
    {"WATCH": "127.0.0.1:9102"},
    {"WATCH": "[::1]:9102"},
    {"BACKUP_KEY": "00" * BACKUP_KEY_BYTES},
    {"ERASED_LIST": "/media/away/erased.list"},
    {"DEMONSTRATION": "no"},
    {"PARTNER_URL": "https://partner.example/"},
    {"CERTIFICATES": "/etc/ssl/staff.pem, /etc/ssl/public.pem"},
    DEVICE,
    {**SERVER, "LOCK_NAME": "unit-lock"},
]


def refused(values: dict[str, str]) -> str:
    """Return why a process with these settings does not start."""
    with pytest.raises(Misconfigured) as stopped:
        Config.from_environment(values)
    return str(stopped.value)


@pytest.mark.parametrize("face", BY_FACE)
def test_each_face_starts_with_its_own_settings(face: str) -> None:
    assert Config.from_environment(BY_FACE[face]).face == face


@pytest.mark.parametrize("change", STANDS, ids=str)
def test_what_is_sound_stands(change: dict[str, str]) -> None:
    Config.from_environment(STAFF | change)


def test_every_rule_has_something_that_breaks_it() -> None:
    assert set(BREAKS) == {rule.refused for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.setting} {rule.refused}")
def test_what_breaks_a_rule_is_told_with_its_setting_and_how_to_mend_it(rule: object) -> None:
    for change in BREAKS[rule.refused]:
        assert refused(STAFF | change) == f"{rule.setting} {rule.why}"


@pytest.mark.parametrize(
    ("face", "name"),
    [(face, one.name) for face in BY_FACE for one in SETTINGS if face in one.needed_on],
    ids=lambda value: value,
)
def test_a_setting_that_a_face_needs_is_missed_by_name(face: str, name: str) -> None:
    assert name in refused({other: value for other, value in BY_FACE[face].items() if other != name})


@pytest.mark.parametrize(
    ("face", "name"),
    [(face, one.name) for face in BY_FACE for one in SETTINGS if face not in one.allowed_on],
    ids=lambda value: value,
)
def test_a_face_is_not_told_what_it_has_no_business_with(face: str, name: str) -> None:
    values = BY_FACE[face] | {name: STAFF.get(name, "00" * BACKUP_KEY_BYTES)}
    assert refused(values).startswith(f"{name} must not be set on the {face} face")


@pytest.mark.parametrize("name", ["PROXY_HOPS", "DRAIN_SECONDS", "LEAST_EPOCH"])
@pytest.mark.parametrize("value", ["-1", "1.5", "many", "٣"])
def test_a_number_is_a_whole_number(name: str, value: str) -> None:
    assert refused(STAFF | {name: value}) == f"{name} must be a whole number."


@pytest.mark.parametrize("value", ["true", "1", "Yes"])
def test_a_switch_takes_one_word_and_is_never_off_by_a_slip(value: str) -> None:
    assert refused(STAFF | {"DEMONSTRATION": value}) == "DEMONSTRATION must be yes or no."


def test_no_password_and_no_key_is_repeated() -> None:
    assert "staff:word" not in refused(STAFF | {"CASE_URL": FAR})
    assert "hunter2-hunter2" not in refused(STAFF | {"SECRET_KEY": "hunter2-hunter2"})


def test_every_part_of_the_configuration_is_a_setting_that_is_described() -> None:
    assert {one.part for one in SETTINGS} | set(NOT_SET) == {part.name for part in fields(Config)}


def test_the_page_on_settings_is_as_the_application_goes_by() -> None:
    written = subprocess.run([sys.executable, "configuration.py"], cwd=ROOT, env={}, capture_output=True, text=True)
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert page == described() == written.stdout, "python configuration.py > docs/configuration.md"
