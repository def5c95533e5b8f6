"""A report goes the whole way over the real machine, and nothing of who sent it stays anywhere but where it belongs."""

import sqlite3
import subprocess
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.deployment.caller import CALLS_FROM, Caller
from tests.deployment.machine import AS_ROOT, HOSTS, STORES, Machine
from tests.deployment.units import read_unit
from tests.intake.site import EVERYTHING, Visitor

pytestmark = pytest.mark.slow

CANARY = "Canary-Agent-quail"
# Forms that one caller may send in a minute (app.web.limits).
ALLOWED = 60
USERS = ("sourcekeeper-public", "sourcekeeper-staff", "sourcekeeper-partner", "sourcekeeper-steward")


class Teller(Visitor):
    """A member of the public who tells the real machine something."""

    def __init__(self, caller: Caller) -> None:
        super().__init__(caller)  # type: ignore[arg-type]


def allegations(machine: Machine) -> int:
    path = machine.path("/var/lib/sourcekeeper/stores/case.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
        return int(store.execute("select count(*) from allegations").fetchone()[0])


def test_a_report_goes_the_whole_way_through_four_users(machine: Machine, public: Caller) -> None:
    public.get("/tell-us?canary-address")
    urgent = EVERYTHING | {"what-happened": EVERYTHING["what-happened"] | {"danger": "yes"}}
    machine.wait_for(lambda: Caller(machine, "public").get("/tell-us/what-happened").status_code == 200)
    before = allegations(machine)
    words = Teller(public).tell_all(urgent)
    assert len(words.split()) == 8
    machine.wait_for(lambda: allegations(machine) == before + 1)


def test_no_log_holds_an_address_or_what_was_asked_for(machine: Machine) -> None:
    for face in HOSTS:
        caller = Caller(machine, face)
        caller.call("GET", "/canary-address?canary-query", headers={"User-Agent": CANARY, "Referer": "https://canary/"})
        caller.exchange(b"canary-line\r\n\r\n")
        caller.exchange(f"POST / HTTP/1.1\r\nHost: {caller.host}\r\nContent-Length: x\r\n\r\n".encode())
    files = [path for path in machine.path("/var/log").rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"error.log", "sourcekeeper-public.service.log"}
    for path in files:
        text = path.read_text(errors="replace")
        for one in (CALLS_FROM, CANARY, "canary"):
            assert one.lower() not in text.lower(), path.name


def statuses(caller: Caller, times: int) -> list[int]:
    """Send so many forms, claiming another address each time, and return what they were answered."""
    return [
        caller.post("/tell-us/who", {}, headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code
        for number in range(times)
    ]


def test_all_workers_count_together_whatever_address_a_caller_claims(machine: Machine) -> None:
    answers = statuses(Caller(machine, "public", "127.31.7.10"), ALLOWED + 3)
    assert answers[-3:] == [429] * 3
    assert answers.count(429) == 3, answers
    assert statuses(Caller(machine, "public", "127.31.7.11"), 1) == [400]


def test_what_is_counted_is_in_memory_alone_and_leads_back_to_nobody(machine: Machine, public: Caller) -> None:
    Teller(public).tell()
    process = Path(f"/proc/{machine.running['sourcekeeper-limits.service'].pid}")
    maps = [line for line in (process / "maps").read_text().splitlines() if line.split()[1].startswith("rw")]
    memory = b""
    with (process / "mem").open("rb", 0) as whole:
        for line in maps:
            first, last = (int(edge, 16) for edge in line.split()[0].split("-"))
            whole.seek(first)
            try:
                memory += whole.read(last - first)
            except OSError:
                continue
    assert b"public:LIMITER/" in memory
    assert CALLS_FROM.encode() not in memory
    assert not list(machine.root.rglob("*.rdb")) + list(machine.root.rglob("*.aof"))


@pytest.mark.parametrize("face", HOSTS)
def test_a_face_counts_under_keys_of_its_own_and_may_do_nothing_else(machine: Machine, face: str) -> None:
    counts = machine.counts(face)
    assert counts.lpush(f"{face}:probe", 1)
    for other in set(HOSTS) - {face}:
        with pytest.raises(redis.exceptions.NoPermissionError):
            counts.lpush(f"{other}:probe", 1)
    for command in ("FLUSHALL", "CONFIG GET dir", "KEYS *", "SCAN 0", "SAVE", "MONITOR", "ACL LIST"):
        with pytest.raises(redis.exceptions.NoPermissionError):
            counts.execute_command(*command.split())
    path = str(machine.path("/run/sourcekeeper-limits/redis.sock"))
    nobody = redis.Redis(unix_socket_path=path, protocol=2, retry=Retry(NoBackoff(), 0))
    with pytest.raises(redis.exceptions.RedisError):
        nobody.ping()


def test_while_redis_is_away_people_are_still_let_in_and_still_counted(machine: Machine) -> None:
    machine.stop("sourcekeeper-limits.service")
    try:
        answers = statuses(Caller(machine, "public", "127.31.7.12"), 2 * ALLOWED + 20)
        # Each of the two processes counts by itself meanwhile, so up to twice as many are let through and not more.
        assert ALLOWED <= answers.count(400) <= 2 * ALLOWED
        assert set(answers) == {400, 429}
    finally:
        machine.start_counting()


def may(machine: Machine, user: str, how: str, documented: str) -> bool:
    unit = read_unit(f"{user}.service")
    command = [*machine.becoming(user, unit.words("SupplementaryGroups")), "test", how, str(machine.path(documented))]
    return subprocess.run(command, check=False).returncode == 0


@pytest.mark.skipif(not AS_ROOT, reason="Users of their own need root: run the tests as root")
def test_each_user_reaches_its_own_and_nothing_else(machine: Machine) -> None:
    stores = "/var/lib/sourcekeeper/stores"
    for user in USERS:
        for secret in ("public.env", "staff.env", "partner.env", "steward.env", "lock-keys.json", "limits.acl"):
            assert not may(machine, user, "-r", f"/etc/sourcekeeper/{secret}"), (user, secret)
        for face in HOSTS:
            assert not may(machine, user, "-w", f"/run/sourcekeeper/{face}/web.sock")
            assert not may(machine, user, "-r", f"/etc/ssl/private/sourcekeeper-{face}.key")
        assert not may(machine, user, "-w", "/opt/sourcekeeper/wsgi.py")
        reaches = {store: may(machine, user, "-w", f"{stores}/{store}.db") for store in STORES}
        assert set(reaches.values()) == {user != "sourcekeeper-public"}, (user, reaches)
        assert may(machine, user, "-w", "/var/lib/sourcekeeper/gateway/gateway.db") == (user != "sourcekeeper-partner")
    for user in ("sourcekeeper-public", "sourcekeeper-partner"):
        assert not may(machine, user, "-r", "/run/credentials/sourcekeeper-staff.service/lock-keys.json")


@pytest.mark.skipif(not AS_ROOT, reason="Users of their own need root: run the tests as root")
def test_every_process_runs_as_its_own_user(machine: Machine) -> None:
    for user in USERS:
        name = f"{user}.service"
        status = Path(f"/proc/{machine.running[name].pid}/status").read_text()
        [line] = [line for line in status.splitlines() if line.startswith("Uid:")]
        assert set(line.split()[1:]) == {str(machine.ids[user])}


def test_several_workers_that_cannot_count_together_do_not_start(machine: Machine) -> None:
    unit = read_unit("sourcekeeper-public.service")
    command = [*machine.becoming(unit.one("User")), *machine.command(unit.name)]
    known = machine.environment(unit.name) | {"LIMITS_STORAGE": "memory://"}
    folder = machine.path("/opt/sourcekeeper")
    words = [*command, "--workers", "2", "--bind", "127.0.0.1:0"]
    told = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    started = [
        subprocess.Popen(words, cwd=folder, env=known | more, **told)  # type: ignore[call-overload]
        for more in ({}, {"WEB_CONCURRENCY": "1"})
    ]
    for process in started:
        said, _ = process.communicate(timeout=60)
        assert process.returncode != 0
        assert "WEB_CONCURRENCY=1" in said
