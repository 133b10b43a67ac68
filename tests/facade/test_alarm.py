"""The alarm, in virtual time."""

from __future__ import annotations

import asyncio

from bench.worlds import VirtualClock, run_virtual
from idsessions._alarm import Alarm


class Rings:
    def __init__(self) -> None:
        self.times: list[float] = []
        self.errors: list[BaseException | None] = []

    def __call__(self, error: BaseException | None) -> None:
        self.times.append(asyncio.get_running_loop().time())
        self.errors.append(error)


def rings(*moments: float, cancel: bool = False, clock: VirtualClock | None = None) -> Rings:
    """Set an alarm to all ``moments``, one after the other, and wait for 100 s."""
    ring = Rings()

    async def main() -> None:
        alarm = Alarm(clock or VirtualClock(), ring)
        for moment in moments:
            alarm.set(moment)
        if cancel:
            alarm.cancel()
        await asyncio.sleep(100)
        assert len(asyncio.all_tasks()) == 1

    run_virtual(main())
    return ring


def test_alarm_rings_once_at_the_earliest_moment() -> None:
    assert rings(5.0).times == [5.0]
    assert rings(5.0, 7.0).times == [5.0]
    assert rings(7.0, 5.0).times == [5.0]
    assert rings(5.0).errors == [None]


def test_cancelled_alarm_does_not_ring() -> None:
    assert rings(5.0, cancel=True).times == []
    assert rings(7.0, 5.0, cancel=True).times == []
    assert rings(cancel=True).times == []


def test_alarm_can_be_set_again_after_it_rang_or_was_cancelled() -> None:
    ring = Rings()

    async def main() -> None:
        alarm = Alarm(VirtualClock(), ring)
        alarm.set(1.0)
        await asyncio.sleep(2)
        alarm.set(3.0)
        alarm.cancel()
        alarm.set(4.0)
        await asyncio.sleep(10)

    run_virtual(main())
    assert ring.times == [1.0, 4.0]


def test_alarm_rings_with_the_error_of_a_broken_clock() -> None:
    class Broken(VirtualClock):
        async def sleep(self, seconds: float, /) -> None:
            raise ZeroDivisionError

    ring = rings(5.0, clock=Broken())
    assert ring.times == [0.0]
    assert [type(error) for error in ring.errors] == [ZeroDivisionError]


def test_alarm_can_be_cancelled_after_its_loop_has_closed() -> None:
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, context: None)  # Its task can never end.
    alarm = Alarm(VirtualClock(), Rings())

    async def main() -> None:
        alarm.set(loop.time() + 60)
        await asyncio.sleep(0)

    loop.run_until_complete(main())
    loop.close()
    alarm.cancel()
