"""The store in a real Redis: what it takes, how it names principals, and what it leaves there."""

from __future__ import annotations

import asyncio
import logging
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio
from redis.asyncio.cluster import RedisCluster

from idsessions import ApiToken, OktaSessions, RateLimit, SessionCookie, UsageError
from idsessions._rate_limit import Quota
from idsessions._rate_limit.exchange import Grant, Report
from idsessions.stores import RedisStore
from idsessions.testing import OktaEmulator

from ..rate_limit.fakes import Server, always, make_gates, now, response, rounded, send, virtual
from .servers import connect, free_port, needs_redis, running

URL = "redis://127.0.0.1"
ORIGIN = "https://acme.example"


@pytest.fixture(scope="module", name="port")
def port_fixture() -> Iterator[int]:
    with running() as port:
        yield port


# --- what it takes ---


@pytest.mark.parametrize(
    "given", [None, 1, b"redis://h", "", "h:6379", "http://h", "redis://h:x", "redis://", redis.asyncio.Redis]
)
def test_what_is_no_url_and_no_client_is_refused(given: Any) -> None:
    with pytest.raises(UsageError, match="`url_or_client` must be"):
        RedisStore(given)


def test_blocking_client_is_refused() -> None:
    with pytest.raises(UsageError, match=r"redis\.asyncio"):
        RedisStore(redis.Redis())


@pytest.mark.parametrize("parameter", ["name", "prefix"])
@pytest.mark.parametrize("given", [1, b"acme", "", "a{b}", "a|b", "a\nb", True])
def test_wrong_name_or_prefix_is_refused(parameter: str, given: Any) -> None:
    with pytest.raises(UsageError, match=f"`{parameter}` must be"):
        RedisStore(URL, **{parameter: given})


@pytest.mark.parametrize("given", [1, "redis://h", RedisStore, object()])
def test_what_is_no_store_is_refused(given: Any) -> None:
    with pytest.raises(UsageError, match="`store` must be"):
        RateLimit(store=given)


@pytest.mark.parametrize("option", [{"shared": False}, {"use_burst": True}])
def test_option_that_contradicts_a_store_is_refused(option: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=f"`{next(iter(option))}` must be"):
        RateLimit(store=RedisStore(URL), **option)


def test_error_and_repr_do_not_show_the_password() -> None:
    with pytest.raises(UsageError) as raised:
        RedisStore("http://:S3CRET@h")
    assert "S3CRET" not in f"{raised.value!r} {raised.value.__context__}"
    assert "S3CRET" not in repr(RateLimit(store=RedisStore("redis://:S3CRET@h", name="acme")))


# --- how it names principals ---


class App:
    account = "0oa1"


def test_principal_is_named_by_its_client_id_or_by_the_user() -> None:
    assert RedisStore(URL).principal(App()) == "App:0oa1"
    assert RedisStore(URL, name="acme").principal(App()) == "App:0oa1"
    assert RedisStore(URL, name="acme").principal(ApiToken("S3CRET")) == "ApiToken:acme"


@pytest.mark.parametrize("principal", [ApiToken("S3CRET"), object(), object])
def test_principal_without_a_name_raises(principal: object) -> None:
    with pytest.raises(UsageError, match=r"`store`: .*name="):
        RedisStore(URL).principal(principal)


async def test_call_of_a_principal_without_a_name_sends_nothing() -> None:
    org = OktaEmulator()
    limit = RateLimit(store=RedisStore(URL))
    async with OktaSessions(org.url, ApiToken(org.api_token), rate_limit=limit, transport=org.transport()) as okta:
        with pytest.raises(UsageError, match="name="):
            await okta.revoke_session("102")
    assert org.requests == []


# --- what it leaves there ---


@needs_redis
async def test_nothing_secret_is_in_the_store_and_all_keys_expire(port: int) -> None:
    org, client = OktaEmulator(), connect(port)
    client.flushall()
    session = org.sign_in()
    store = RedisStore(f"{URL}:{port}", name="acme-prod", prefix="test")
    limit, token = RateLimit(store=store), ApiToken(org.api_token)
    async with store, OktaSessions(org.url, token, rate_limit=limit, transport=org.transport()) as okta:
        await okta.get_session(session.id)
        await okta.get_current_session(SessionCookie("idx", session.idx))
    keys = client.keys("*")
    content = repr([keys, *(client.hgetall(key) for key in keys)])
    assert "acme-prod" in content
    for secret in (org.api_token, session.id, session.idx):
        assert secret not in content
    # A bucket of the token, a bucket of the users, and the origin.
    assert len(keys) == 5
    assert all(key.startswith(b"test:{") and 0 < client.ttl(key) <= 86400 for key in keys)


# --- the server ---


async def exchange(store: RedisStore) -> int:
    """The permits of a new member that wants five, where 100 remain."""
    report = Report(wants=5, quota=Quota(100, 100, 50.0))
    return (await store.exchange(ORIGIN, "sessions|App:0oa1", "m", report)).permits


@needs_redis
async def test_exchange_survives_a_server_that_has_forgotten_the_script(port: int) -> None:
    async with RedisStore(f"{URL}:{port}") as store:
        connect(port).flushall()
        assert await exchange(store) == 5
        connect(port).script_flush()
        assert await exchange(store) == 5


@needs_redis
async def test_client_of_the_caller_stays_open(port: int) -> None:
    client: Any = redis.asyncio.Redis(port=port)
    async with RedisStore(client) as store:
        await exchange(store)
    assert await client.ping()
    await client.aclose()


@needs_redis
def test_store_works_in_one_event_loop_after_another(port: int) -> None:
    store = RedisStore(f"{URL}:{port}")

    async def main() -> int:
        permits = await exchange(store)
        await store.aclose()
        return permits

    assert asyncio.run(main()) > 0
    assert asyncio.run(main()) > 0


@needs_redis
async def test_cluster_has_all_keys_of_a_bucket_in_one_slot(tmp_path: Path) -> None:
    with running("--cluster-enabled", "yes", "--cluster-port", str(free_port()), "--dir", str(tmp_path)) as port:
        plain = connect(port)
        plain.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
        for _ in range(200):
            if "cluster_state:ok" in str(plain.execute_command("CLUSTER", "INFO")):
                break
            await asyncio.sleep(0.05)
        client = RedisCluster(host="127.0.0.1", port=port)
        store = RedisStore(client)
        assert await exchange(store) == 5
        slots = {plain.execute_command("CLUSTER", "KEYSLOT", key) for key in plain.keys("*")}
        assert len(slots) == 1
        await client.aclose()


@needs_redis
@pytest.mark.skipif(shutil.which("openssl") is None, reason="NOT RUN: needs openssl")
def test_tls_url_works(tmp_path: Path) -> None:
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
    subprocess.run(
        [*command.split(), "-addext", "subjectAltName=IP:127.0.0.1"], cwd=tmp_path, check=True, capture_output=True
    )
    port, files = free_port(), ("--tls-cert-file", f"{tmp_path}/cert.pem", "--tls-key-file", f"{tmp_path}/key.pem")
    with running("--tls-port", str(port), *files, "--tls-auth-clients", "no", "--dir", str(tmp_path)):
        store = RedisStore(f"rediss://127.0.0.1:{port}?ssl_ca_certs={tmp_path}/cert.pem")

        async def main() -> int:
            async with store:
                return await exchange(store)

        assert asyncio.run(main()) == 5


# --- a store that does not respond ---


class Silent(RedisStore):
    """Never responds."""

    async def exchange(self, *_: Any) -> Any:
        await asyncio.sleep(1e6)


class Slow(RedisStore):
    """Responds after some seconds, with a permit."""

    seconds = 0.0

    async def exchange(self, *_: Any) -> Any:
        await asyncio.sleep(self.seconds)
        return Grant(1, 0.04, 1, 2, False, False, None)


class Broken(RedisStore):
    async def exchange(self, *_: Any) -> Any:
        raise OSError("S3CRET")


@virtual
async def test_first_call_waits_50_ms_for_a_store_that_does_not_respond_and_the_others_until_it_is_given_up() -> None:
    server, gates = Server(), make_gates()
    limit = RateLimit(store=Silent(URL, name="acme"))
    await asyncio.gather(*(send(gates, server, limit=limit) for _ in range(20)))
    assert [rounded(moment) for moment in server.times[:2]] == [0.05, 0.25]
    assert rounded(max(server.times)) == 0.25
    await gates.leave_fleets()


@virtual
async def test_call_waits_at_most_50_ms_for_a_store_that_becomes_slow() -> None:
    server, gates = (
        Server(always(response(x_rate_limit_limit="99", x_rate_limit_remaining="50", x_rate_limit_reset="60"))),
        make_gates(),
    )
    store = Slow(URL, name="acme")
    limit = RateLimit(store=store)
    for seconds in (0.0, 0.2, 30.0, 30.0, 30.0):
        store.seconds = seconds
        await asyncio.sleep(2)
        asked = now()
        await send(gates, server, limit=limit)
        assert server.times[-1] - asked <= 0.051
    await gates.leave_fleets()


@virtual
async def test_store_that_fails_is_said_once_and_without_its_message() -> None:
    lines: list[str] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    handler, logger = Lines(), logging.getLogger("idsessions.rate")
    logger.addHandler(handler)
    try:
        gates, server = make_gates(), Server()
        limit = RateLimit(store=Broken(URL, name="acme"))
        for _ in range(40):
            await send(gates, server, limit=limit)
        await gates.leave_fleets()
    finally:
        logger.removeHandler(handler)
    assert len(server.sent) == 40
    assert [line for line in lines if "the store" in line] == [
        "the store of the fleet does not respond (OSError): this process goes on alone"
    ]
