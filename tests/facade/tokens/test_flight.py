"""One task for all calls that wait for its result: no call ends it for the others, and each gets its own error."""

from __future__ import annotations

import asyncio
import gc
import traceback
from collections.abc import Iterator
from json import JSONDecodeError
from types import FrameType
from typing import Any

import pytest

from idsessions import AuthenticationError
from idsessions._tokens.flight import Flight


class NeedsTwo(Exception):
    """An exception of the application that `copy` cannot copy."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} {second}")
        self.first = first


def frames(error: BaseException) -> Iterator[FrameType]:
    return (frame for frame, _ in traceback.walk_tb(error.__traceback__))


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    "failure",
    [
        AuthenticationError("no", provider="okta", status=401, code="x", request_id="r1"),
        LookupError("the vault is closed"),
        NeedsTwo("a", "b"),
        JSONDecodeError("bad", "{", 1),
    ],
    ids=lambda failure: type(failure).__name__,
)
async def test_each_call_gets_its_own_error(failure: Exception) -> None:
    async def fail() -> str:
        await asyncio.sleep(0)
        raise failure from KeyError("cause")

    flight = Flight(fail())

    async def call(number: int) -> str:
        own = f"token-{number}"
        return own + await flight.result()

    errors = await asyncio.gather(*(call(number) for number in range(300)), return_exceptions=True)
    assert len({id(error) for error in errors}) == 300
    for number, error in enumerate(errors):
        assert isinstance(error, type(failure))
        assert (str(error), vars(error)) == (str(failure), vars(failure))
        assert isinstance(error.__cause__, KeyError)
        # It leads to where the work failed, and to the call that waited, and to no other call.
        locals_of_calls = [frame.f_locals["number"] for frame in frames(error) if frame.f_code.co_name == "call"]
        assert locals_of_calls == [number]
        assert [frame.f_code.co_name for frame in frames(error)][-1] == "fail"


async def test_cancelled_call_leaves_the_work_to_the_others() -> None:
    opened = asyncio.Event()

    async def work() -> str:
        await opened.wait()
        return "done"

    flight = Flight(work())
    calls = [asyncio.create_task(flight.result()) for _ in range(3)]
    await settle()
    calls[0].cancel()
    await settle()
    opened.set()
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(outcomes[0], asyncio.CancelledError)
    assert outcomes[1:] == ["done", "done"]


async def test_work_ends_when_no_call_waits() -> None:
    before = asyncio.all_tasks()
    flight = Flight(asyncio.Event().wait())
    calls = [asyncio.create_task(flight.result()) for _ in range(3)]
    await settle()
    for call in calls:
        assert not flight.is_over
        call.cancel()
    await settle()
    assert flight.is_over
    assert asyncio.all_tasks() == before


async def test_cancellation_from_within_the_work_reaches_the_calls() -> None:
    async def work() -> str:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await Flight(work()).result()


async def test_failure_that_no_call_waits_for_is_not_logged() -> None:
    reported: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))

    async def fail() -> str:
        raise LookupError

    async def wait() -> None:
        await Flight(fail()).result()

    for turns in range(5):
        call = asyncio.create_task(wait())
        for _ in range(turns):
            await asyncio.sleep(0)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
    gc.collect()
    assert reported == []
