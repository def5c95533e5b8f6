"""Every setting, read once from the environment; a missing, weak or unsafe one keeps the application from starting."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from configuration import BACKUP_DAYS, COUNTS_IN_MEMORY, FACES, LOCK_NEEDS, LONGEST_ROUND_SECONDS, problem

LOCK_PARTS = ("lock_provider", *dict.fromkeys(part for parts in LOCK_NEEDS.values() for part in parts), "lock_name")


class Misconfigured(Exception):
    """A setting is missing, weak or contradicts another; the message names it and says how to mend it."""


@dataclass(frozen=True, slots=True)
class Config:
    """
    What one process runs with.

    ``face`` is which pages it serves. ``*_url`` are the stores it may reach; the public face finds the public keys it
    seals to in the gateway. ``lock_*`` say what the server's lock is. ``root_key`` is the pinned public half of
    the root keys, in hexadecimal, and ``least_epoch`` the oldest roster that is still believed.
    """

    face: str
    secret_key: str
    deployment: str
    root_key: str
    gateway_url: str
    case_url: str = ""
    vault_url: str = ""
    audit_url: str = ""
    lock_provider: str = ""
    lock_keys: str = ""
    lock_module: str = ""
    lock_token: str = ""
    lock_url: str = ""
    lock_ca: str = ""
    lock_secret: str = ""
    lock_name: str = ""
    least_epoch: int = 1
    demonstration: bool = False
    limits_storage: str = COUNTS_IN_MEMORY
    processes: int = 1
    trusted_hosts: tuple[str, ...] = ()
    proxy_hops: int = 0
    intake_unit: str = ""
    backup_key: str = ""
    erased_list: str = ""
    backup_days: int = BACKUP_DAYS
    watch: str = ""
    certificates: tuple[str, ...] = ()
    partner_url: str = ""
    drain_every: timedelta = timedelta(minutes=10)
    product: str = "Sourcekeeper"

    @classmethod
    def from_environment(cls, values: Mapping[str, str] = os.environ) -> "Config":
        """
        Return the configuration, checked.

        :raises Misconfigured: with the setting and how to mend it.
        """
        face = _needed(values, "FACE")
        if face not in FACES:
            raise Misconfigured(f"FACE must be one of {', '.join(FACES)}.")
        config = cls(
            face=face,
            secret_key=_needed(values, "SECRET_KEY"),
            deployment=_needed(values, "DEPLOYMENT"),
            root_key=_needed(values, "ROOT_KEY"),
            gateway_url=values.get("GATEWAY_URL", ""),
            case_url=values.get("CASE_URL", ""),
            vault_url=values.get("VAULT_URL", ""),
            audit_url=values.get("AUDIT_URL", ""),
            **{part: values.get(part.upper(), "") for part in LOCK_PARTS},
            least_epoch=_whole(values, "LEAST_EPOCH", 1),
            demonstration=_yes_or_no(values, "DEMONSTRATION"),
            limits_storage=values.get("LIMITS_STORAGE", "") or COUNTS_IN_MEMORY,
            processes=_whole(values, "WEB_CONCURRENCY", 1),
            trusted_hosts=_listed(values, "TRUSTED_HOSTS"),
            partner_url=values.get("PARTNER_URL", "").rstrip("/"),
            certificates=_listed(values, "CERTIFICATES"),
            proxy_hops=_whole(values, "PROXY_HOPS", 0),
            backup_key=values.get("BACKUP_KEY", ""),
            erased_list=values.get("ERASED_LIST", ""),
            backup_days=_whole(values, "BACKUP_DAYS", BACKUP_DAYS),
            watch=values.get("WATCH", ""),
            intake_unit=values.get("INTAKE_UNIT", ""),
            drain_every=timedelta(seconds=_whole(values, "DRAIN_SECONDS", LONGEST_ROUND_SECONDS)),
        )
        config.check()
        return config

    def check(self) -> None:
        """
        Refuse what is weak or contradicts itself.

        :raises Misconfigured: with the setting and how to mend it.
        """
        found = problem(self)
        if found:
            raise Misconfigured(found)


def read_settings(path: Path) -> dict[str, str]:
    """Return the NAME=value lines of a settings file, as the demonstration and the ceremony write it."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {name: json.loads(value) if value.startswith('"') else value for name, value in pairs}


def _needed(values: Mapping[str, str], name: str) -> str:
    """Return a setting that has no default."""
    value = values.get(name, "")
    if not value:
        raise Misconfigured(
            f"{name} is missing. The ceremony wrote it into the settings file: load that file first, as in "
            "`(set -a; . /srv/sourcekeeper/settings.env; flask --app wsgi store check)`."
        )
    return value


def _listed(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return what is written with commas between."""
    return tuple(filter(None, re.split(r"[, ]+", values.get(name, ""))))


def _yes_or_no(values: Mapping[str, str], name: str) -> bool:
    """Return whether something was switched on, by the one word for it."""
    value = values.get(name, "")
    if value not in {"", "yes", "no"}:
        raise Misconfigured(f"{name} must be yes or no.")
    return value == "yes"


def _whole(values: Mapping[str, str], name: str, default: int) -> int:
    """Return a whole number."""
    value = values.get(name, "")
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise Misconfigured(f"{name} must be a whole number.")
    return int(value)
