"""One token for all who wait: fetched once, renewed at its margin, given up by nobody who leaves, never kept in an error."""

from __future__ import annotations

import asyncio
import logging

import pytest
from hypothesis import given, strategies

from idsessions import AuthenticationError, ConnectionFailedError, SessionsError
from idsessions._tokens.holder import IssuedToken, TokenHolder
from idsessions.testing import ManualClock

SECRET = "token-that-nobody-may-see"


class Endpoint:
    """Gives numbered tokens of one lifetime, when it is let; fails while it has errors to raise."""

    def __init__(self, clock: ManualClock, lifetime: float = 3600.0) -> None:
        self.asked = 0
        self.lifetime = lifetime
        self.errors: list[Exception] = []
        self.open = asyncio.Event()
        self.open.set()
        self._clock = clock

    async def __call__(self) -> IssuedToken:
        self.asked += 1
        number, asked_at = self.asked, self._clock.monotonic()
        await self.open.wait()
        if self.errors:
            raise self.errors.pop(0)
        return IssuedToken.of(f"{SECRET}-{number}", "Bearer", asked_at=asked_at, lifetime=self.lifetime)


@pytest.fixture(name="clock")
def clock_fixture() -> ManualClock:
    return ManualClock(auto=False)


def value_of(holder: TokenHolder) -> str:
    token = holder.usable()
    assert token is not None
    return token.value


async def settle() -> None:
    """Let every task run as far as it goes."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_hundred_first_calls_fetch_the_token_once(clock: ManualClock) -> None:
    endpoint = Endpoint(clock)
    holder = TokenHolder(endpoint, clock, "app")
    await asyncio.gather(*(holder.get() for _ in range(100)))
    assert endpoint.asked == 1
    assert value_of(holder).endswith("-1")


async def test_calls_during_a_fetch_wait_for_the_same_token(clock: ManualClock) -> None:
    endpoint = Endpoint(clock)
    endpoint.open.clear()
    holder = TokenHolder(endpoint, clock, "app")
    early = [asyncio.create_task(holder.get()) for _ in range(3)]
    await settle()
    late = [asyncio.create_task(holder.get()) for _ in range(3)]
    await settle()
    endpoint.open.set()
    await asyncio.gather(*early, *late)
    assert endpoint.asked == 1


@pytest.mark.parametrize(
    ("lifetime", "renewed_after"), [(86400.0, 86100.0), (3600.0, 3300.0), (899.0, 809.1), (60.0, 54.0), (1.0, 0.9)]
)
async def test_token_is_renewed_at_its_margin(clock: ManualClock, lifetime: float, renewed_after: float) -> None:
    endpoint = Endpoint(clock, lifetime)
    holder = TokenHolder(endpoint, clock, "app")
    await holder.get()
    clock.advance(renewed_after - 0.01)
    await holder.get()
    assert endpoint.asked == 1
    clock.advance(0.02)
    await asyncio.gather(*(holder.get() for _ in range(100)))
    assert endpoint.asked == 2
    assert value_of(holder).endswith("-2")


async def test_token_that_lives_less_than_the_margin_is_shared(clock: ManualClock) -> None:
    endpoint = Endpoint(clock, lifetime=10.0)
    holder = TokenHolder(endpoint, clock, "app")
    for _ in range(900):
        await holder.get()
        clock.advance(0.1)
    assert endpoint.asked == 10


async def test_lifetime_counts_from_the_request(clock: ManualClock) -> None:
    endpoint = Endpoint(clock, lifetime=100.0)
    endpoint.open.clear()
    holder = TokenHolder(endpoint, clock, "app")
    waiting = asyncio.create_task(holder.get())
    await settle()
    clock.advance(40)
    endpoint.open.set()
    await waiting
    clock.advance(59)
    assert holder.usable()
    clock.advance(1)
    assert holder.usable() is None


async def test_failure_reaches_all_waiting_calls_and_is_not_kept(clock: ManualClock) -> None:
    endpoint = Endpoint(clock)
    endpoint.errors = [AuthenticationError("no", provider="okta", status=401, code="invalid_client", request_id="r1")]
    holder = TokenHolder(endpoint, clock, "app")
    failures = await asyncio.gather(*(holder.get() for _ in range(100)), return_exceptions=True)
    assert endpoint.asked == 1
    assert {(type(error), str(error)) for error in failures} == {
        (AuthenticationError, "okta: 401 invalid_client no (request id r1)")
    }
    # A traceback grows with every raise, so each call has its own error.
    assert len({id(error) for error in failures}) == 100
    assert holder.usable() is None
    await holder.get()
    assert endpoint.asked == 2


async def test_error_of_the_application_passes_through(clock: ManualClock) -> None:
    endpoint = Endpoint(clock)
    endpoint.errors = [LookupError("the vault is closed")]
    holder = TokenHolder(endpoint, clock, "app")
    failures = await asyncio.gather(*(holder.get() for _ in range(3)), return_exceptions=True)
    assert [type(error) for error in failures] == [LookupError] * 3


async def test_cancelled_first_call_leaves_the_token_to_the_others(clock: ManualClock) -> None:
    endpoint = Endpoint(clock)
    endpoint.open.clear()
    holder = TokenHolder(endpoint, clock, "app")
    first, *others = [asyncio.create_task(holder.get()) for _ in range(10)]
    await settle()
    first.cancel()
    await settle()
    assert first.cancelled()
    endpoint.open.set()
    await asyncio.gather(*others)
    assert endpoint.asked == 1


async def test_fetch_ends_when_all_calls_are_cancelled(clock: ManualClock) -> None:
    endpoint = Endpoint(clock)
    endpoint.open.clear()
    holder = TokenHolder(endpoint, clock, "app")
    gone = [asyncio.create_task(holder.get()) for _ in range(3)]
    await settle()
    for task in gone:
        task.cancel()
    await asyncio.sleep(0)
    # The one before is being cancelled at this moment, and is not waited for.
    newcomer = asyncio.create_task(holder.get())
    await settle()
    endpoint.open.set()
    await newcomer
    assert endpoint.asked == 2
    assert value_of(holder).endswith("-2")
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.parametrize(
    "error",
    [AuthenticationError("no", status=401), ConnectionFailedError("gone", maybe_processed=False)],
    ids=lambda error: type(error).__name__,
)
async def test_failed_renewal_keeps_the_old_token_while_it_is_valid(
    clock: ManualClock, error: SessionsError, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint = Endpoint(clock)
    holder = TokenHolder(endpoint, clock, "0oaApp")
    await holder.get()
    clock.advance(3300)
    endpoint.errors = [error, error]
    with caplog.at_level(logging.WARNING, "idsessions"):
        for _ in range(100):
            await holder.get()
    assert value_of(holder).endswith("-1")
    # Tried again halfway to its end, not by every call.
    assert endpoint.asked == 2
    assert len(caplog.messages) == 1
    assert "0oaApp" in caplog.text
    assert SECRET not in caplog.text
    clock.advance(150)
    await holder.get()
    assert endpoint.asked == 3
    clock.advance(75)
    await holder.get()
    assert value_of(holder).endswith("-4")


async def test_failed_renewal_after_expiry_raises(clock: ManualClock) -> None:
    endpoint = Endpoint(clock)
    holder = TokenHolder(endpoint, clock, "app")
    await holder.get()
    clock.advance(3600)
    endpoint.errors = [AuthenticationError("no", status=401)]
    with pytest.raises(AuthenticationError):
        await holder.get()


async def test_failed_renewal_just_before_expiry_is_not_put_off(clock: ManualClock) -> None:
    endpoint = Endpoint(clock)
    holder = TokenHolder(endpoint, clock, "app")
    await holder.get()
    clock.advance(3599.9)
    endpoint.errors = [ConnectionFailedError("gone", maybe_processed=False)]
    await holder.get()
    assert value_of(holder).endswith("-1")
    clock.advance(0.1)
    await holder.get()
    assert value_of(holder).endswith("-3")


@given(
    lifetime=strategies.floats(0.01, 10_000),
    steps=strategies.lists(strategies.tuples(strategies.floats(0, 3), strategies.booleans()), max_size=40),
)
def test_get_always_returns_a_valid_token(lifetime: float, steps: list[tuple[float, bool]]) -> None:
    async def live() -> None:
        clock = ManualClock(auto=False)
        endpoint = Endpoint(clock, lifetime)
        holder = TokenHolder(endpoint, clock, "app")
        failures = 0
        for part, fails in steps:
            clock.advance(part * lifetime)
            endpoint.errors = [ConnectionFailedError("gone", maybe_processed=False)] if fails else []
            try:
                await holder.get()
            except ConnectionFailedError:
                assert holder.usable() is None
            else:
                token = holder.usable()
                assert token is not None
                assert token.expires_at > clock.monotonic()
            failures += fails
        # Never more often than once for nine tenths of a life, and once for each failure.
        assert endpoint.asked <= 1 + clock.monotonic() / (0.9 * lifetime) + failures

    asyncio.run(live())


async def test_drop_forgets_only_the_refused_token(clock: ManualClock) -> None:
    endpoint = Endpoint(clock)
    holder = TokenHolder(endpoint, clock, "app")
    await holder.get()
    refused = value_of(holder)
    holder.drop(refused)
    assert holder.usable() is None
    await holder.get()
    # Those who were refused together with the first one have nothing more to drop.
    holder.drop(refused)
    assert value_of(holder).endswith("-2")


async def test_repr_and_log_show_no_token(clock: ManualClock) -> None:
    holder = TokenHolder(Endpoint(clock), clock, "app")
    await holder.get()
    assert SECRET not in repr(holder.usable())
    assert SECRET not in repr(holder)
