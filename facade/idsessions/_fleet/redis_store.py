"""The store in Redis or Valkey: one script on the server, one round trip for each exchange."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Final, Protocol, Self, cast, runtime_checkable
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from .._rate_limit import Quota
from .._rate_limit.exchange import Grant, Report
from ..errors import UsageError

_SCRIPT: Final = files("idsessions._fleet").joinpath("exchange.lua").read_text(encoding="utf-8")
_SHA: Final = hashlib.sha1(_SCRIPT.encode(), usedforsecurity=False).hexdigest()
_SCHEMES: Final = ("redis", "rediss", "unix")
# The gate waits for less, and takes a busy process into account.
_TIMEOUT: Final = 5.0


@runtime_checkable
class RedisClient(Protocol):
    """What the store needs of an asyncio client of redis-py."""

    def evalsha(self, sha: str, numkeys: int, *keys_and_args: Any) -> Any: ...

    def eval(self, script: str, numkeys: int, *keys_and_args: Any) -> Any: ...


class RedisStore:
    """Shares one quota among all processes that use the same Redis or Valkey. It needs ``idsessions[redis]``.

    Nothing secret is stored: the keys name the origin, the bucket and the principal, and expire. If Redis does not respond, each
    process goes on alone. Many clients and event loops can use a store. Close it after them.

    Args:
        url_or_client: A URL such as ``redis://127.0.0.1:6379/0`` or, with TLS, ``rediss://...``; or an asyncio client of redis-py,
            for a cluster too, which you close.
        name: What the principal is called in all processes, if it is not a service app or account, whose client id is its name.
            Processes with the same credential give the same name. It must not be a secret.
        prefix: What all keys begin with.

    Raises:
        UsageError: redis-py is not installed, or an argument cannot be used.

    Source: https://redis.io/docs/latest/develop/programmability/eval-intro/
    """

    def __init__(
        self, url_or_client: str | RedisClient, *, name: str | None = None, prefix: str = "idsessions"
    ) -> None:
        given: Any = url_or_client
        if find_spec("redis") is None:
            raise UsageError("`RedisStore` needs redis-py: install idsessions[redis]")
        if isinstance(given, str):
            _check_url(given)
        elif isinstance(given, type) or not isinstance(given, RedisClient) or not _is_async(given):
            raise UsageError("`url_or_client` must be a URL, or a client of `redis.asyncio`")
        for parameter, text in (("name", name), ("prefix", prefix)):
            if parameter == "name" and text is None:
                continue
            if not isinstance(text, str) or not text or not text.isprintable() or set(text) & set("{}|"):
                raise UsageError(f"`{parameter}` must be a text without braces and bars")
        import_module("redis.asyncio")  # Here, and not while the first call waits.
        self._given: str | RedisClient = given
        self._name = name
        self._prefix = prefix
        # Connections belong to an event loop.
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = WeakKeyDictionary()

    def __repr__(self) -> str:
        return f"RedisStore(name={self._name!r}, prefix={self._prefix!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections that the store made in this event loop. Close the clients that use the store first."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    def principal(self, principal: object, /) -> str:
        """The name of a principal in all processes: its client id, or the `name` that was given; and its kind."""
        name = getattr(principal, "account", "") or self._name
        if not isinstance(name, str) or not name:
            raise UsageError(
                "`store`: name this credential, as in RedisStore(..., name=...), with the same name in all processes"
            )
        return f"{type(principal).__name__}:{name}".translate({ord(char): "_" for char in "{}|"})

    async def exchange(self, origin: str, bucket: str, member: str, report: Report, /) -> Grant:
        """Run the script: report to the fleet, and get permits."""
        # What is in braces decides the slot in a cluster: all keys of an origin are in one.
        tag = f"{self._prefix}:{{{origin}}}"
        keys = f"{tag}:{bucket}:limit", f"{tag}:{bucket}:members", f"{tag}:width"
        return _as_grant(await self._run(*keys, *_arguments(member, report, self._now())))

    def _now(self) -> float:
        """Negative: Redis's own clock counts."""
        return -1.0

    async def _run(self, *keys_and_arguments: Any) -> list[Any]:
        from redis.exceptions import NoScriptError

        client = self._client()
        try:
            reply = await cast(Awaitable[Any], client.evalsha(_SHA, 3, *keys_and_arguments))
        except NoScriptError:
            reply = await cast(Awaitable[Any], client.eval(_SCRIPT, 3, *keys_and_arguments))
        return list(reply)

    def _client(self) -> Any:
        if not isinstance(self._given, str):
            return self._given
        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            redis: Any = import_module("redis.asyncio")
            retry = redis.retry.Retry(import_module("redis.backoff").NoBackoff(), 0)
            client = self._clients[loop] = redis.Redis.from_url(
                self._given, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT, retry=retry
            )
        return client


def _check_url(url: str) -> None:
    try:
        split = urlsplit(url)
        usable = split.scheme in _SCHEMES and (bool(split.hostname) or bool(split.path)) and (split.port or True)
    except ValueError:
        usable = False
    if not usable:  # It may have a password, so the error does not show it.
        raise UsageError("`url_or_client` must be a URL that begins with redis://, rediss:// or unix://")


def _is_async(client: object) -> bool:
    """Whether a client is of ``redis.asyncio``; a class of another package is taken at its word."""
    return ".asyncio" in "".join(kind.__module__ for kind in type(client).__mro__) or "redis" not in str(type(client))


def _arguments(member: str, report: Report, now: float) -> list[Any]:
    quota = report.quota
    counted = (quota.limit or 0, quota.remaining, quota.resets_in or 0.0) if quota is not None else (0, -1, 0.0)
    return [
        *(now, member, report.holds, report.wants, *counted, report.sent_ago),
        *(report.closes_for, report.close_epoch, report.let_in_epoch, report.accepted, report.crowded),
    ]


def _as_grant(reply: list[Any]) -> Grant:
    permits, wait, epoch, members, closed, refused, remaining, resets_in, limit = (float(each) for each in reply)
    quota = Quota(int(limit), int(remaining), resets_in) if remaining >= 0 else None
    return Grant(int(permits), wait, int(epoch), int(members), closed == 1, refused == 1, quota)
