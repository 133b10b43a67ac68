"""The clock that a test controls; nothing here takes real time."""

from __future__ import annotations

import asyncio
import threading

import pytest

from idsessions import Clock
from idsessions.testing import ManualClock
from idsessions.testing.clock import http_date

HOUR = 3600.0


async def nap(clock: Clock, seconds: float, woken: list[tuple[float, float]]) -> None:
    await clock.sleep(seconds)
    woken.append((seconds, clock.monotonic()))


async def test_concurrent_sleepers_wake_in_order() -> None:
    clock = ManualClock()
    woken: list[tuple[float, float]] = []
    await asyncio.gather(*(nap(clock, seconds, woken) for seconds in (5 * HOUR, HOUR, 3 * HOUR, HOUR)))
    assert woken == [(HOUR, HOUR), (HOUR, HOUR), (3 * HOUR, 3 * HOUR), (5 * HOUR, 5 * HOUR)]


async def test_clock_stands_still_while_a_task_can_run() -> None:
    clock = ManualClock()
    seen: list[float] = []

    async def work() -> None:
        for _ in range(300):
            await asyncio.sleep(0)
            seen.append(clock.monotonic())

    await asyncio.gather(clock.sleep(HOUR), work())
    assert set(seen) == {0.0}
    assert clock.monotonic() == HOUR


async def test_task_that_sleeps_repeatedly_wakes_on_time() -> None:
    clock = ManualClock()
    ticks: list[float] = []

    async def tick() -> None:
        for _ in range(5):
            await clock.sleep(2)
            ticks.append(clock.monotonic())

    await asyncio.gather(tick(), clock.sleep(7))
    assert ticks == [2, 4, 6, 8, 10]


async def test_without_auto_only_advance_moves_the_clock() -> None:
    clock = ManualClock(auto=False)
    woken: list[tuple[float, float]] = []
    tasks = [asyncio.create_task(nap(clock, seconds, woken)) for seconds in (1, 10)]
    for _ in range(200):
        await asyncio.sleep(0)
    assert woken == []
    clock.advance(9.5)
    await asyncio.wait_for(tasks[0], 60)
    assert woken == [(1, 9.5)]
    clock.advance(0.5)
    await asyncio.wait_for(tasks[1], 60)
    assert woken == [(1, 9.5), (10, 10)]


async def test_auto_can_be_turned_off_and_on() -> None:
    clock = ManualClock()
    sleeper = asyncio.create_task(clock.sleep(HOUR))
    await asyncio.sleep(0)
    clock.auto = False
    for _ in range(200):
        await asyncio.sleep(0)
    assert clock.monotonic() == 0
    clock.auto = True
    await sleeper
    assert clock.monotonic() == HOUR


@pytest.mark.parametrize("settle", [0, 0.002])
async def test_several_clocks_in_one_loop_are_independent(settle: float) -> None:
    clocks = [ManualClock(settle=settle) for _ in range(3)]
    async with asyncio.timeout(60):
        await asyncio.gather(*(clock.sleep(seconds) for seconds in (5, 50, HOUR) for clock in clocks))
    assert [clock.monotonic() for clock in clocks] == [HOUR] * 3


async def test_cancelled_sleeper_is_removed() -> None:
    clock = ManualClock()
    sleeper = asyncio.create_task(clock.sleep(1))
    await asyncio.sleep(0)
    sleeper.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sleeper
    await clock.sleep(HOUR)
    assert clock.monotonic() == HOUR
    assert "0 waiting" in repr(clock)


@pytest.mark.parametrize("seconds", [0, -1, -HOUR])
async def test_sleep_of_zero_lets_other_tasks_run(seconds: float) -> None:
    clock = ManualClock(auto=False)
    turns: list[str] = []

    async def other() -> None:
        turns.append("other")

    task = asyncio.create_task(other())
    await clock.sleep(seconds)
    turns.append("self")
    await task
    assert turns == ["other", "self"]
    assert clock.monotonic() == 0


def test_time_and_monotonic_move_together() -> None:
    clock = ManualClock(start=1_000_000)
    clock.advance(0.25)
    assert (clock.time(), clock.monotonic()) == (1_000_000.25, 0.25)
    with pytest.raises(ValueError, match="`seconds` must be at least 0"):
        clock.advance(-1)


def test_clock_starts_at_the_current_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 784111777.9)
    assert ManualClock().time() == 784111777.0


def test_http_date() -> None:
    assert http_date(784111777.9) == "Sun, 06 Nov 1994 08:49:37 GMT"
    assert ManualClock(784111777).http_date() == "Sun, 06 Nov 1994 08:49:37 GMT"


def test_clock_works_in_one_event_loop_after_another() -> None:
    clock = ManualClock()

    async def abandon() -> None:
        task = asyncio.create_task(clock.sleep(5))
        await asyncio.sleep(0)
        del task

    asyncio.run(abandon())
    asyncio.run(clock.sleep(HOUR))
    assert clock.monotonic() == HOUR


def test_another_thread_can_advance_the_clock() -> None:
    clock = ManualClock(auto=False)
    asleep = threading.Event()

    async def sleep() -> None:
        sleeper = asyncio.create_task(clock.sleep(HOUR))
        # The task created first has run, and sleeps, when this one continues.
        await asyncio.sleep(0)
        asleep.set()
        await sleeper

    thread = threading.Thread(target=lambda: asyncio.run(sleep()))
    thread.start()
    assert asleep.wait(60)
    assert "1 waiting" in repr(clock)
    clock.advance(HOUR)
    thread.join(60)
    assert not thread.is_alive()


def test_event_loop_that_hides_its_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ManualClock()
    woken: list[tuple[float, float]] = []

    async def sleep() -> None:
        await asyncio.gather(*(nap(clock, seconds, woken) for seconds in (3, 1, 2)))

    def hidden(loop: asyncio.AbstractEventLoop) -> None:
        """What uvloop shows to the clock: no queue."""

    monkeypatch.setattr("idsessions.testing.clock._ready_queue", hidden)
    asyncio.run(sleep())
    assert [seconds for seconds, _ in woken] == [1, 2, 3]


async def test_many_sleepers() -> None:
    clock = ManualClock()
    woken: list[tuple[float, float]] = []
    await asyncio.gather(*(nap(clock, 1 + index % 60, woken) for index in range(5000)))
    assert len(woken) == 5000
    assert clock.monotonic() == 60
