"""What each setting means, on which faces it belongs, and every rule that keeps the application from starting."""

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from config import Config

FACES: Final = ("public", "staff", "partner", "all")
INSIDE: Final = ("staff", "partner", "all")
STAFF: Final = ("staff", "all")
SHORTEST_SECRET: Final = 32
LONGEST_ROUND_SECONDS: Final = 600
# Product default: a backup is kept as long as the server's key that it is locked with, a month and some days.
BACKUP_DAYS: Final = 35
MOST_BACKUP_DAYS: Final = 400
MOST_HOPS: Final = 3
COUNTS_IN_MEMORY: Final = "memory://"
# Redis on this machine, or over TLS: who may try again is not told to everybody on the way.
COUNTS_IN_REDIS: Final = ("redis+unix://", "rediss://")
ROOT_KEY_BYTES: Final = 1984
BACKUP_KEY_BYTES: Final = 1216
DATABASES: Final = ("sqlite:///", "postgresql+psycopg://")
# What each kind of lock cannot do without.
LOCK_NEEDS: Final = {
    "file": ("lock_keys",),
    "pkcs11": ("lock_module", "lock_token", "lock_secret"),
    "openbao": ("lock_url", "lock_ca", "lock_secret"),
}
HOST: Final = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?|\[[0-9a-f:]+\](:\d+)?")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, the part of ``Config`` that holds it, what it means, and where it must and may stand."""

    name: str
    part: str
    meaning: str
    default: str = ""
    needed_on: tuple[str, ...] = ()
    allowed_on: tuple[str, ...] = FACES


SETTINGS: Final = (
    Setting("FACE", "face", "which pages this process serves: `public`, `staff` or `partner`", needed_on=FACES),
    Setting(
        "SECRET_KEY",
        "secret_key",
        "what form tokens and the public form's cookie are signed with; another one for each face, the same for all "
        "its workers",
        needed_on=FACES,
    ),
    Setting("DEPLOYMENT", "deployment", "this deployment's reference, bound into every blob", needed_on=FACES),
    Setting("ROOT_KEY", "root_key", "public half of the root keys, in hexadecimal", needed_on=FACES),
    Setting(
        "GATEWAY_URL",
        "gateway_url",
        "the gateway store: submissions in, sealed replies out",
        needed_on=("public", "staff", "all"),
    ),
    Setting("CASE_URL", "case_url", "the store of what was said and the work on it", "", INSIDE, INSIDE),
    Setting("VAULT_URL", "vault_url", "the store of what is in custody", "", INSIDE, INSIDE),
    Setting("AUDIT_URL", "audit_url", "the store of the record", "", INSIDE, INSIDE),
    Setting(
        "LOCK_PROVIDER",
        "lock_provider",
        "what the server's lock is: `file`, `pkcs11` (a device, such as an HSM) or `openbao` (its transit engine)",
        "file",
        (),
        INSIDE,
    ),
    Setting("LOCK_KEYS", "lock_keys", "`file`: path of the lock's key file, closed to everybody else", "", (), INSIDE),
    Setting("LOCK_MODULE", "lock_module", "`pkcs11`: path of the device's library", "", (), INSIDE),
    Setting("LOCK_TOKEN", "lock_token", "`pkcs11`: label of the token that holds the keys", "", (), INSIDE),
    Setting(
        "LOCK_URL",
        "lock_url",
        "`openbao`: address of the transit engine, such as `https://bao.example:8200/v1/transit`",
        "",
        (),
        INSIDE,
    ),
    Setting("LOCK_CA", "lock_ca", "`openbao`: path of the certificate its own leads back to", "", (), INSIDE),
    Setting(
        "LOCK_SECRET",
        "lock_secret",
        "`pkcs11`, `openbao`: path of the file with the PIN or the token, closed to everybody else",
        "",
        (),
        INSIDE,
    ),
    Setting(
        "LOCK_NAME", "lock_name", "`pkcs11`, `openbao`: what the keys are called there", "sourcekeeper-lock", (), INSIDE
    ),
    Setting(
        "LEAST_EPOCH",
        "least_epoch",
        "the oldest roster of the custodians that is still believed; raise it after a change, so that an old roster "
        "cannot be put back",
        "1",
    ),
    Setting("INTAKE_UNIT", "intake_unit", "unit that submissions go to, by reference; for the steward", "", (), STAFF),
    Setting("DRAIN_SECONDS", "drain_every", "how often the steward empties the gateway, in seconds", "600"),
    Setting(
        "LIMITS_STORAGE",
        "limits_storage",
        "where callers are counted: in the memory of each process, or in Redis for all of them",
        COUNTS_IN_MEMORY,
    ),
    Setting("WEB_CONCURRENCY", "processes", "how many processes serve this face", "1"),
    Setting("TRUSTED_HOSTS", "trusted_hosts", "host names that the pages answer to, with commas between; empty: all"),
    Setting("PROXY_HOPS", "proxy_hops", "how many proxies of ours stand in front; 0: believe no header of theirs", "0"),
    Setting(
        "WATCH",
        "watch",
        "address and port, on this machine only, where health and measures are asked for; empty: nowhere",
    ),
    Setting(
        "BACKUP_KEY", "backup_key", "public half of the backup key, in hexadecimal (`store backup-key`)", "", (), STAFF
    ),
    Setting(
        "ERASED_LIST",
        "erased_list",
        "file to which the steward adds what was erased; apart from the stores, and copied away with the backups",
        "",
        (),
        STAFF,
    ),
    Setting(
        "PARTNER_URL",
        "partner_url",
        "where agencies' staff come to, such as `https://partner.example`: shown on the paper of whoever is invited",
        "",
        (),
        STAFF,
    ),
    Setting(
        "CERTIFICATES",
        "certificates",
        "files of certificates that the web server shows, with commas between: measures and `certificates` say when "
        "each ends",
        "",
        (),
        STAFF,
    ),
    Setting(
        "BACKUP_DAYS",
        "backup_days",
        "for how many days a backup is kept at most; certificates of erasure count by it",
        str(BACKUP_DAYS),
    ),
    Setting("DEMONSTRATION", "demonstration", "`yes` for the made-up unit only", "no"),
)
# Parts that the command line and the tests set, and no environment does.
NOT_SET: Final = ("product",)


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One reason not to start.

    ``broken`` says of a configuration whether it is. ``why`` is what is told: what is wrong, and how to mend it.
    """

    setting: str
    refused: str
    why: str
    broken: Callable[["Config"], bool]


def problem(config: "Config") -> str:
    """Return the first thing that keeps a configuration from starting, with its setting; empty when nothing does."""
    for setting in SETTINGS:
        value = getattr(config, setting.part)
        if not value and config.face in setting.needed_on:
            return f"{setting.name} is missing: the {config.face} face cannot work without it."
        if value and config.face not in setting.allowed_on:
            return (
                f"{setting.name} must not be set on the {config.face} face: what a process does not know cannot be "
                "taken from it. Load the settings file of this face and nothing else."
            )
    return next((f"{rule.setting} {rule.why}" for rule in RULES if rule.broken(config)), "")


def _is_weak(config: "Config") -> bool:
    return len(config.secret_key) < SHORTEST_SECRET or len(set(config.secret_key)) < 10


def _is_no_key(text: str, length: int) -> bool:
    try:
        return len(bytes.fromhex(text)) != length
    except ValueError:
        return True


def _urls(config: "Config") -> list[str]:
    return [url for url in (config.gateway_url, config.case_url, config.vault_url, config.audit_url) if url]


def _files(config: "Config") -> list[Path]:
    return [Path(url.removeprefix("sqlite:///")) for url in _urls(config) if url.startswith("sqlite:///")]


def _is_kept_nowhere(config: "Config") -> bool:
    names = [path.name for path in _files(config)]
    return any(name in {"", ":memory:"} for name in names)


def _goes_in_clear(config: "Config") -> bool:
    return goes_in_clear(_urls(config))


def goes_in_clear(urls: Iterable[str]) -> bool:
    """Return whether a PostgreSQL server on another machine is spoken to without a certificate that was checked."""
    for url in urls:
        parts = urlsplit(url)
        if not parts.scheme.startswith("postgresql"):
            continue
        asked = parse_qs(parts.query)
        hosts = [parts.hostname or "", *asked.get("host", [])]
        far = [host for host in hosts if host and not host.startswith("/") and not _is_loopback(host)]
        if far and asked.get("sslmode", [""])[-1] != "verify-full":
            return True
    return False


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _watch_is_open(config: "Config") -> bool:
    if not config.watch:
        return False
    host, _, port = config.watch.rpartition(":")
    return not (_is_loopback(host) and port.isdigit() and 0 < int(port) < 65536)


def _is_https_host(url: str) -> bool:
    scheme, _, host = url.partition("://")
    return scheme == "https" and not host.startswith(".") and bool(HOST.fullmatch(host))


def _beside_a_store(config: "Config") -> bool:
    if not config.erased_list:
        return False
    path = Path(config.erased_list)
    return not path.is_absolute() or any(path.parent == store.parent for store in _files(config))


def _kind_of_lock(config: "Config") -> str:
    return config.lock_provider or "file"


def _lock_lacks(config: "Config") -> bool:
    needed = LOCK_NEEDS.get(_kind_of_lock(config), ())
    return config.face in INSIDE and not all(getattr(config, part) for part in needed)


def _locks_are_mixed(config: "Config") -> bool:
    needed = LOCK_NEEDS.get(_kind_of_lock(config), ())
    others = {part for parts in LOCK_NEEDS.values() for part in parts} - set(needed)
    return any(getattr(config, part) for part in others)


RULES: Final = (
    Rule(
        "SECRET_KEY",
        f"under {SHORTEST_SECRET} characters; under 10 different ones",
        f"is too weak: use {SHORTEST_SECRET} random characters or more.",
        _is_weak,
    ),
    Rule(
        "ROOT_KEY",
        "not a root key's public half",
        "is not the public half of root keys: copy it whole from the settings file that the ceremony wrote.",
        lambda config: _is_no_key(config.root_key, ROOT_KEY_BYTES),
    ),
    Rule(
        "FACE",
        "`all` without `DEMONSTRATION=yes`",
        "is all, which is for a demonstration. Run one process for each of public, staff, partner.",
        lambda config: config.face == "all" and not config.demonstration,
    ),
    Rule(
        "DRAIN_SECONDS",
        f"0; above {LONGEST_ROUND_SECONDS}",
        "must be 1 to 600: what comes in must be brought in within ten minutes.",
        lambda config: not 0 < config.drain_every.total_seconds() <= LONGEST_ROUND_SECONDS,
    ),
    Rule(
        "BACKUP_DAYS",
        f"0; above {MOST_BACKUP_DAYS}",
        "must be 1 to 400: what was erased must be gone from the backups some day.",
        lambda config: not 0 < config.backup_days <= MOST_BACKUP_DAYS,
    ),
    Rule(
        "GATEWAY_URL, CASE_URL, VAULT_URL, AUDIT_URL:",
        "two with one URL",
        "Two stores have the same URL. The stores share nothing: give each its own.",
        lambda config: len(set(_urls(config))) != len(_urls(config)),
    ),
    Rule(
        "GATEWAY_URL, CASE_URL, VAULT_URL, AUDIT_URL:",
        "another database than " + " or ".join(DATABASES),
        f"each store is at {' or '.join(DATABASES)}; one of them is not.",
        lambda config: not all(url.startswith(DATABASES) for url in _urls(config)),
    ),
    Rule(
        "GATEWAY_URL, CASE_URL, VAULT_URL, AUDIT_URL:",
        "a store in memory",
        "a store that is kept in memory is gone when the process ends: name a file.",
        _is_kept_nowhere,
    ),
    Rule(
        "GATEWAY_URL, CASE_URL, VAULT_URL, AUDIT_URL:",
        "PostgreSQL on another machine without `sslmode=verify-full`",
        "a PostgreSQL server on another machine must prove who it is: add ?sslmode=verify-full and its sslrootcert.",
        _goes_in_clear,
    ),
    Rule(
        "LOCK_PROVIDER",
        "anything but `file`, `pkcs11` and `openbao`",
        "must be file, pkcs11 or openbao.",
        lambda config: _kind_of_lock(config) not in LOCK_NEEDS,
    ),
    Rule(
        "LOCK_PROVIDER, LOCK_KEYS, LOCK_MODULE, LOCK_TOKEN, LOCK_URL, LOCK_CA, LOCK_SECRET:",
        "what this lock needs is missing",
        "something that this lock needs is missing: file needs LOCK_KEYS; pkcs11 needs LOCK_MODULE, LOCK_TOKEN and "
        "LOCK_SECRET; openbao needs LOCK_URL, LOCK_CA and LOCK_SECRET.",
        _lock_lacks,
    ),
    Rule(
        "LOCK_PROVIDER, LOCK_KEYS, LOCK_MODULE, LOCK_TOKEN, LOCK_URL, LOCK_CA, LOCK_SECRET:",
        "settings of two kinds of lock",
        "settings of two kinds of lock stand side by side. There is one lock and nothing is fallen back to: delete "
        "those of the other, or set LOCK_PROVIDER.",
        _locks_are_mixed,
    ),
    Rule(
        "LOCK_URL",
        "anything but an address with https://",
        "must begin with https://: what is sent there is what the lock keeps from everybody.",
        lambda config: bool(config.lock_url) and not config.lock_url.startswith("https://"),
    ),
    Rule(
        "LEAST_EPOCH",
        "0",
        "is 0, but rosters are numbered from 1.",
        lambda config: config.least_epoch < 1,
    ),
    Rule(
        "TRUSTED_HOSTS",
        "anything but host names, such as `*` or an address with https://",
        "holds something that is no host name. Write names only, with commas between, and leave it empty for all.",
        lambda config: not all(HOST.fullmatch(host) for host in config.trusted_hosts),
    ),
    Rule(
        "PROXY_HOPS",
        f"above {MOST_HOPS}",
        f"is above {MOST_HOPS}: with more hops than there are proxies, callers choose the address they are known by.",
        lambda config: config.proxy_hops > MOST_HOPS,
    ),
    Rule(
        "LIMITS_STORAGE",
        f"anything but {COUNTS_IN_MEMORY} and {' or '.join(COUNTS_IN_REDIS)}",
        f"must be {COUNTS_IN_MEMORY}, or Redis at {' or '.join(COUNTS_IN_REDIS)}: an address without TLS would carry "
        "in clear who calls.",
        lambda config: not config.limits_storage.startswith((COUNTS_IN_MEMORY, *COUNTS_IN_REDIS)),
    ),
    Rule(
        "LIMITS_STORAGE",
        f"{COUNTS_IN_MEMORY} with more than one process, but in a demonstration",
        f"is {COUNTS_IN_MEMORY}, which each process counts in by itself: somebody who guesses would have so many times "
        "more attempts. Set it to Redis, such as redis+unix://public:PASSWORD@/run/sourcekeeper-limits/redis.sock, or "
        "run one process with WEB_CONCURRENCY=1.",
        lambda config: (
            config.limits_storage.startswith(COUNTS_IN_MEMORY) and config.processes > 1 and not config.demonstration
        ),
    ),
    Rule(
        "WATCH",
        "any address but this machine's own",
        "must be an address of this machine and a port, such as 127.0.0.1:9102: health and measures are for whoever "
        "runs it, and for nobody on the network.",
        _watch_is_open,
    ),
    Rule(
        "BACKUP_KEY",
        "not a backup key's public half",
        "is not the public half of a backup key: copy the whole line that `store backup-key` printed.",
        lambda config: bool(config.backup_key) and _is_no_key(config.backup_key, BACKUP_KEY_BYTES),
    ),
    Rule(
        "ERASED_LIST",
        "a relative path; the folder of a store",
        "must be a whole path to a place apart from the stores: lost together with them it would be no use.",
        _beside_a_store,
    ),
    Rule(
        "PARTNER_URL",
        "anything but https:// and a host name",
        "must be https:// and the host name of the partners' pages, without a path: people type it from paper.",
        lambda config: bool(config.partner_url) and not _is_https_host(config.partner_url),
    ),
    Rule(
        "CERTIFICATES",
        "a relative path",
        "must be whole paths with commas between, such as /etc/ssl/sourcekeeper/staff.pem.",
        lambda config: not all(Path(path).is_absolute() for path in config.certificates),
    ),
)


def described() -> str:
    """Return the page on settings, `docs/configuration.md`."""
    lines = [
        "# Settings",
        "",
        "Written by `python configuration.py > docs/configuration.md` from the table that the application itself goes",
        "by. Each setting is read once from the environment, at the start. The process does not start while one is",
        "missing, weak or contradicts another, and says which one, why, and how to mend it.",
        "",
        "| setting | meaning | default | needed on | must not stand on | refused |",
        "|---|---|---|---|---|---|",
    ]
    for setting in SETTINGS:
        refused = "; ".join(rule.refused for rule in RULES if setting.name in re.split(r"[,: ]+", rule.setting))
        barred = [face for face in FACES if face not in setting.allowed_on and face != "all"]
        needed = [face for face in setting.needed_on if face != "all"]
        cells = (f"`{setting.name}`", setting.meaning, setting.default, ", ".join(needed), ", ".join(barred), refused)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(described(), end="")  # noqa: T201
