"""Where calls are counted: several processes of a face count together, or they do not start."""

from typing import Any

import pytest

from config import Config, Misconfigured


def config(**settings: Any) -> Config:
    known = {
        "FACE": "public",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
        "DEPLOYMENT": "d",
        "ROOT_KEY": "00" * 1984,
    }
    return Config.from_environment(known | {"GATEWAY_URL": "sqlite:////stores/gateway.db"} | settings)


def test_one_process_counts_in_its_memory() -> None:
    assert config().limits_storage == "memory://"
    assert config(WEB_CONCURRENCY="1", LIMITS_STORAGE="").processes == 1


def test_several_processes_that_count_by_themselves_are_refused_with_the_setting_and_why() -> None:
    with pytest.raises(Misconfigured, match="LIMITS_STORAGE .* more attempts.*WEB_CONCURRENCY=1"):
        config(WEB_CONCURRENCY="4")


def test_a_demonstration_may_count_as_it_likes() -> None:
    inside = {f"{name}_URL": f"sqlite:////stores/{name}.db" for name in ("CASE", "VAULT", "AUDIT")} | {
        "LOCK_KEYS": "/lock"
    }
    assert config(FACE="all", DEMONSTRATION="yes", WEB_CONCURRENCY="4", **inside).processes == 4


@pytest.mark.parametrize("address", ["redis+unix://public:word@/run/redis.sock", "rediss://limits.example:6380"])
def test_redis_by_a_socket_or_over_tls_counts_for_all(address: str) -> None:
    assert config(WEB_CONCURRENCY="4", LIMITS_STORAGE=address).limits_storage == address


@pytest.mark.parametrize("address", ["redis://limits.example:6379", "memcached://x", "memory", "async+memory://"])
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(Misconfigured, match="LIMITS_STORAGE must be"):
        config(LIMITS_STORAGE=address)
