"""Hundreds of tasks call all three providers while servers misbehave and calls are cut short: nothing is lost or told.

Time runs for the client a hundred times as fast as for the machine.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import random
import re
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from itertools import count
from typing import Any, Final

import pytest
from attrs import define, field, frozen

from idsessions import (
    AgileAppsSessions,
    ApiToken,
    ForgeRockSessions,
    OktaSessions,
    SessionCookie,
    SessionsError,
    Timeouts,
    UsageError,
)
from idsessions._clock import SystemClock
from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, ManualClock, OktaEmulator

from .chaos import CALL_ID, Journal, serve_with_faults

WIDTH: Final = 32
TASKS: Final = 500
SHARE: Final = 0.25
SESSIONS: Final = 5
# Requests that may have an effect each time they are received.
NOT_RETRYABLE: Final = re.compile(
    rb"POST /api/v1/(sessions|authn)|(POST|DELETE) /api/v1/sessions/me\b.*|POST /am/json/.*/authenticate.*"
    rb"|(POST|GET) /networking/rest/(login|logout)"
)

Act = Callable[[Any], Awaitable[object]]


@frozen
class Provider:
    """One of the three, with what its calls need.

    Attributes:
        client: Its client.
        acts: Its calls; each checks that its result is about what it asked for.
        journal: What its server received.
    """

    client: Any
    acts: list[Act]
    journal: Journal


@define
class Told:
    """All texts that errors and log records show, and the secrets that must not be in them."""

    secrets: set[str] = field(factory=set[str])
    texts: set[str] = field(factory=set[str])

    def hear(self, error: BaseException | None) -> None:
        """Keep what a traceback would show of an error and of those behind it, besides lines of code."""
        while error is not None:
            self.texts |= {str(error), repr(error)}
            error = error.__cause__ or error.__context__

    def assert_no_secret(self) -> None:
        assert len(self.secrets) > 10
        pattern = re.compile("|".join(map(re.escape, sorted(self.secrets - {""}))))
        assert [text for text in self.texts if pattern.search(text)] == []


class Hearing(logging.Handler):
    """Keeps every text that is logged."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        self._told.texts.add(record.getMessage())
        if record.exc_info:
            self._told.texts.add(self.format(record))


@pytest.fixture
def told() -> Iterator[Told]:
    told = Told()
    root = logging.getLogger()
    handler = Hearing(told)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield told
    root.setLevel(level)
    root.removeHandler(handler)


def okta_acts(org: OktaEmulator, told: Told) -> list[Act]:
    for bucket in ("/api/v1/sessions", "/api/v1/authn"):
        org.limit(1_000_000, bucket)
    live = [org.sign_in() for _ in range(SESSIONS)]
    # Okta counts the attempts of each user.
    users = [org.add_user(f"user{number}@example.com") for number in range(200)]
    told.secrets |= {
        org.api_token,
        *(user.password or "" for user in users),
        *(each.id for each in live),
        *(each.idx for each in live),
    }
    chance = random.Random(1)

    def token() -> str:
        told.secrets.add(made := org.session_token())
        return made

    async def get(okta: OktaSessions) -> None:
        session = chance.choice(live)
        assert (await okta.get_session(session.id)).id == session.id

    async def get_current(okta: OktaSessions) -> None:
        session = chance.choice(live)
        current = await okta.get_current_session(SessionCookie("idx", session.idx))
        assert current.session.login == session.user.login

    async def create(okta: OktaSessions) -> None:
        told.secrets.add((await okta.create_session(token())).id)

    async def authenticate(okta: OktaSessions) -> None:
        user = chance.choice(users)
        assert (await okta.authenticate(user.login, user.password)).session_token

    async def log_in_and_out(okta: OktaSessions) -> None:
        async with okta.login(token()) as session:
            await session.refresh()

    return [get, get_current, create, authenticate, log_in_and_out]


def forgerock_acts(server: ForgeRockEmulator, told: Told) -> list[Act]:
    server.limit_sessions(None)
    tokens = {server.sign_in(): server.user, server.sign_in(server.non_ascii_user): server.non_ascii_user}
    told.secrets |= {*tokens, server.user.password}
    chance = random.Random(2)

    async def validate(am: ForgeRockSessions) -> None:
        token, user = chance.choice(list(tokens.items()))
        validated = await am.validate(token)
        assert (validated.valid, validated.uid) == (True, user.uid)

    async def info(am: ForgeRockSessions) -> None:
        token, user = chance.choice(list(tokens.items()))
        assert (await am.get_session_info(token)).username in (user.username, user.uid, None)

    async def authenticate(am: ForgeRockSessions) -> None:
        await am.authenticate(username=server.username, password=server.password)

    async def log_in_and_out(am: ForgeRockSessions) -> None:
        async with am.login(server.username, server.password) as session:
            await session.is_alive()

    return [validate, info, authenticate, log_in_and_out]


def agileapps_acts(tenant: AgileAppsEmulator, told: Told) -> list[Act]:
    live = [tenant.log_in() for _ in range(SESSIONS)]
    told.secrets |= {tenant.password, *(each.id for each in live)}
    chance = random.Random(3)

    async def is_valid(agileapps: AgileAppsSessions) -> None:
        await agileapps.is_session_valid(chance.choice(live).id)

    async def get_user(agileapps: AgileAppsSessions) -> None:
        assert (await agileapps.get_user_info(chance.choice(live).id)).username == tenant.username

    async def log_in(agileapps: AgileAppsSessions) -> None:
        await agileapps.login(tenant.username, tenant.password)

    async def log_in_and_out(agileapps: AgileAppsSessions) -> None:
        async with agileapps.login(tenant.username, tenant.password) as session:
            await session.is_alive()

    return [is_valid, get_user, log_in, log_in_and_out]


@asynccontextmanager
async def providers(clock: ManualClock, told: Told) -> AsyncGenerator[list[Provider]]:
    """The three clients, each with the server that it calls."""
    org, server, tenant = OktaEmulator(seed=1, clock=SystemClock()), ForgeRockEmulator("aic"), AgileAppsEmulator(seed=1)
    options: dict[str, Any] = {"max_concurrency": WIDTH, "clock": clock, "timeout": Timeouts(connect=30, read=0.2)}
    async with AsyncExitStack() as stack:
        served: list[tuple[str, Journal]] = [
            await stack.enter_async_context(serve_with_faults(emulator, seed, SHARE))
            for seed, emulator in enumerate[Emulator]([org, server, tenant])
        ]
        (okta_url, okta_journal), (am_url, am_journal), (tenant_url, tenant_journal) = served
        okta = OktaSessions(okta_url, ApiToken(org.api_token), **options)
        am = ForgeRockSessions(f"{am_url}/am", realm="alpha", cookie_name=server.cookie_name, **options)
        agileapps = AgileAppsSessions(tenant_url, **options)
        found = [
            Provider(okta, okta_acts(org, told), okta_journal),
            Provider(am, forgerock_acts(server, told), am_journal),
            Provider(agileapps, agileapps_acts(tenant, told), tenant_journal),
        ]
        try:
            yield found
        finally:
            for provider in found:
                await provider.client.aclose()
            await until(lambda: not any(provider.journal.open for provider in found))


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not done():  # noqa: ASYNC110  # It is the end of many things, which have no event.
            await asyncio.sleep(0.001)


class Failed(Exception):
    """The failure of a task beside the calls."""


@define
class Run:
    """The calls of one run, and how they ended."""

    told: Told
    chance: random.Random = field(factory=lambda: random.Random(7))
    ended: int = 0
    results: int = 0
    errors: Counter[type[SessionsError]] = field(factory=Counter[type[SessionsError]])
    ids: Iterator[int] = field(factory=count)

    async def call(self, provider: Provider, deadline: float | None = None) -> None:
        """One call, which ends in a result, in an error of the library, or because it is cancelled."""
        act = self.chance.choice(provider.acts)
        client = provider.client.with_options(deadline=deadline, headers={CALL_ID: str(next(self.ids))})
        try:
            await act(client)
            self.results += 1
        except SessionsError as error:
            self.errors[type(error)] += 1
            self.told.hear(error)
        finally:
            self.ended += 1

    async def pass_the_deadline(self, provider: Provider) -> None:
        await self.call(provider, 0.05 + self.chance.random() * 3)

    async def cancel(self, provider: Provider) -> None:
        task = asyncio.ensure_future(self.call(provider))
        for _ in range(self.chance.randrange(40)):
            await asyncio.sleep(0)
        if self.chance.random() < 0.5:
            await asyncio.sleep(self.chance.random() * 0.01)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def fail_a_task_group(self, provider: Provider) -> None:
        async def fail() -> None:
            await asyncio.sleep(self.chance.random() * 0.01)
            raise Failed

        with suppress(ExceptionGroup):
            async with asyncio.TaskGroup() as group:
                for _ in range(3):
                    group.create_task(self.call(provider))
                group.create_task(fail())

    def next_task(self, provider: Provider) -> Coroutine[Any, Any, None]:
        cuts = (self.pass_the_deadline, self.cancel, self.fail_a_task_group)
        return self.chance.choice(cuts)(provider) if self.chance.random() < 0.3 else self.call(provider)


async def tick(clock: ManualClock, run: Run) -> None:
    """Let time pass: a hundred seconds in one, and more when all calls wait for the end of a pause."""
    ended, quiet = 0, 0
    while True:
        await asyncio.sleep(0.001)
        ended, quiet = run.ended, quiet + 1 if run.ended == ended else 0
        clock.advance(0.1 if quiet < 50 else 10)


def open_sockets() -> int:
    """How many sockets the process has open."""
    links = (os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd") if name.isdigit())
    found = 0
    with suppress(FileNotFoundError):  # The one of the listing itself.
        for link in links:
            found += link.startswith("socket:")
    return found


async def assert_full_width(provider: Provider) -> None:
    """All slots are free: the server responds only when it has a request in each of them."""
    provider.journal.play_no_more()
    await until(lambda: not provider.journal.open)
    provider.journal.together = asyncio.Barrier(WIDTH)
    honest = provider.client.with_options(rate_limit=None, timeout=30)
    async with asyncio.timeout(60):
        await asyncio.gather(*(provider.acts[0](honest) for _ in range(WIDTH)))
    provider.journal.together = None


async def test_mixed_calls_lose_nothing_and_tell_nothing(calls: int, told: Told) -> None:
    gc.collect()
    sockets = open_sockets()
    clock = ManualClock(auto=False)
    run = Run(told)
    ticking = asyncio.ensure_future(tick(clock, run))
    async with providers(clock, told) as three:
        while run.ended < calls:
            tasks = [run.next_task(run.chance.choice(three)) for _ in range(min(TASKS, calls))]
            async with asyncio.timeout(120):
                await asyncio.gather(*tasks)
        for provider in three:
            await assert_full_width(provider)
        played = sum(provider.journal.played for provider in three)
        received = {
            each: times
            for provider in three
            for each, times in provider.journal.received.items()
            if NOT_RETRYABLE.fullmatch(each[1])
        }
    ticking.cancel()
    with suppress(asyncio.CancelledError):
        await ticking

    assert not run.errors[UsageError]
    assert len(run.errors) > 3
    assert played > calls / 10
    assert run.results > calls / 4
    assert len(received) > calls / 20
    assert {each: times for each, times in received.items() if times > 1} == {}
    told.assert_no_secret()
    gc.collect()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert open_sockets() == sockets
