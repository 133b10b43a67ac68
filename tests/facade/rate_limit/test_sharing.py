"""Clients that share what is known of a server, in virtual time."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

import pytest
from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.worlds import VirtualClock, run_virtual
from idsessions._clock import SystemClock
from idsessions._rate_limit import Bucket, Gates, GateTimeout, RateLimit
from idsessions._rate_limit.queues import shared_origin

from .fakes import CROWDED, LIMIT, OK, Response, Server, always, first, now, refusal, response, send, send_many, virtual

URL = "https://acme.example"
CLOCKS: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, VirtualClock] = weakref.WeakKeyDictionary()


@frozen
class Token:
    text: str


class Unequal:
    def __hash__(self) -> int:
        return hash(Token("a"))


def client(max_concurrency: int = 32) -> Gates:
    """A client with the same clock as the others of this loop."""
    clock = CLOCKS.setdefault(asyncio.get_running_loop(), VirtualClock())
    return Gates(clock=clock, random=lambda: 0.0, max_concurrency=max_concurrency)


def bucket(principal: object, url: str = URL) -> Bucket:
    return Bucket(url, principal, "sessions")


@pytest.mark.parametrize(
    ("other", "shares"),
    [
        (bucket(Token("a")), True),
        (bucket(Token("b")), False),
        (bucket(Unequal()), False),
        (bucket(Token("a"), "https://other.example"), False),
        (Bucket(URL, Token("a"), "users"), False),
    ],
)
@virtual
async def test_pause_of_one_client_stops_another_whose_principal_is_equal(other: Bucket, shares: bool) -> None:
    server, one, another = Server(first(refusal(retry_after="30"))), client(), client()
    principal = Token("a")
    paused = asyncio.create_task(send(one, server, bucket=bucket(principal)))
    await asyncio.sleep(0.2)
    await send(another, server, bucket=other)
    assert now() == (30.3 if shares else 0.3)
    await paused


@virtual
async def test_shared_false_separates_a_client() -> None:
    server, one, another = Server(first(refusal(retry_after="30"))), client(), client()
    principal = Token("a")
    paused = asyncio.create_task(send(one, server, bucket=bucket(principal)))
    await asyncio.sleep(0.2)
    await send(another, server, bucket=bucket(principal), limit=RateLimit(shared=False))
    assert now() == 0.3
    await paused


@virtual
async def test_clients_with_other_clocks_do_not_share() -> None:
    server, principal = Server(first(refusal(retry_after="30"))), Token("a")
    paused = asyncio.create_task(send(client(), server, bucket=bucket(principal)))
    await asyncio.sleep(0.2)
    await send(Gates(clock=VirtualClock()), server, bucket=bucket(principal))
    assert now() == 0.3
    await paused


@virtual
async def test_all_system_clocks_are_one() -> None:
    assert shared_origin(SystemClock(), URL) is shared_origin(SystemClock(), URL)


def test_event_loops_do_not_share() -> None:
    async def main() -> object:
        return shared_origin(SystemClock(), URL)

    assert run_virtual(main()) is not run_virtual(main())


@virtual
async def test_each_client_has_its_own_slots_and_calls_go_in_order_of_arrival_over_all() -> None:
    server, one, another = Server(), client(1), client(2)
    principal = Token("a")
    await asyncio.gather(
        *(send(gates, server, n, bucket=bucket(principal)) for n, gates in enumerate([one, one, another, another, one]))
    )
    assert server.callers == [0, 2, 3, 1, 4]


@virtual
async def test_one_probe_opens_the_bucket_for_all_clients() -> None:
    server, clients = Server(first(refusal(retry_after="30"))), [client() for _ in range(4)]
    principal = Token("a")
    await asyncio.gather(*(send(gates, server, bucket=bucket(principal)) for gates in clients for _ in range(5)))
    assert server.times == [0.0] * 20 + [30.1]


@virtual
async def test_last_request_of_a_window_goes_to_the_call_that_waits_longest_in_any_client() -> None:
    server, one, another = Server(), client(4), client(4)
    principal = Token("a")
    server.script = lambda number: response(
        x_rate_limit_limit="99", x_rate_limit_remaining="1" if number < 9 else "50", x_rate_limit_reset="60"
    )
    await send(one, server, "first", bucket=bucket(principal))
    await asyncio.gather(
        *(send(gates, server, n, bucket=bucket(principal)) for n, gates in enumerate([one, another] * 4))
    )
    assert server.callers == ["first", *range(8)]


@virtual
async def test_client_that_is_gone_takes_its_share_of_the_memory_with_it() -> None:
    one, another = client(), client()
    principals = [Token("a"), Token("a")]
    await send(one, Server(always(refusal(retry_after="500"))), bucket=bucket(principals[0]), limit=RateLimit(1))
    with pytest.raises(GateTimeout):
        await send(another, Server(), bucket=bucket(principals[1]))
    gone, origin = weakref.ref(one), weakref.ref(shared_origin(CLOCKS[asyncio.get_running_loop()], URL))
    del one
    principals.pop(0)
    gc.collect()
    assert gone() is None
    # What is known stays while the other client lives, for a third one too.
    with pytest.raises(GateTimeout):
        await send(client(), Server(), bucket=bucket(principals[0]))
    with pytest.raises(GateTimeout):
        await send(client(), Server(), bucket=bucket(Token("a")))
    del another
    gc.collect()
    assert origin() is None


@virtual
async def test_close_of_one_client_does_not_fail_the_calls_of_another() -> None:
    server, one, another = Server(first(refusal(retry_after="30"))), client(), client()
    principal = Token("a")
    calls = [asyncio.create_task(send(gates, server, bucket=bucket(principal))) for gates in (one, another, one)]
    await asyncio.sleep(1)
    one.close(RuntimeError)
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(result).__name__ for result in results] in (
        ["RuntimeError", "Outcome", "Outcome"],
        ["RuntimeError", "Outcome", "RuntimeError"],
    )
    assert await send_many(another, server, 3, bucket=bucket(principal))


# --- anything ---

RESPONSES = [
    OK,
    response(ratelimit='"default";r=2;t=3'),
    response(ratelimit='"default";r=0;t=3', ratelimit_policy='"default";q=10'),
    response(ratelimit='"default";r=8;t=1', ratelimit_policy='"default";q=10'),
    refusal(),
    refusal(retry_after="2"),
    refusal(retry_after="500"),
    CROWDED,
    response(502),
    response(503, retry_after="1"),
    ConnectionError(),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    calls=st.lists(
        st.tuples(
            st.floats(0, 5),  # when it comes
            st.floats(0, 8) | st.none(),  # when it is cancelled, after that
            st.floats(0, 90) | st.none(),  # its deadline, after that
            st.integers(0, 2),  # its client
            st.sampled_from("ab"),  # its bucket
            st.sampled_from(["interactive", "bulk"]),
            st.sampled_from([None, LIMIT, RateLimit(reserve=0.3), RateLimit(use_burst=True), RateLimit(shared=False)]),
        ),
        max_size=30,
    ),
    responses=st.lists(st.sampled_from(RESPONSES), max_size=60),
)
def test_all_calls_of_all_clients_end(calls: list[Any], responses: list[Response | Exception]) -> None:
    server = Server(first(*responses))
    principal = Token("a")

    async def make_call(clients: list[Gates], call: Any) -> None:
        starts, cancelled, deadline, number, name, priority, limit = call
        await asyncio.sleep(starts)
        gates: Gates = clients[int(number)]
        options: dict[str, Any] = {
            "bucket": Bucket(URL, principal, name),
            "deadline": None if deadline is None else now() + deadline,
            "priority": priority,
            "limit": limit,
            "retryable": True,
            "retries": 2,
        }
        task = asyncio.create_task(send(gates, server, **options))
        if cancelled is not None:
            asyncio.get_running_loop().call_later(cancelled, task.cancel)
        await asyncio.gather(task, return_exceptions=True)

    async def main() -> None:
        clients = [client(slots) for slots in (1, 2, 3)]
        await asyncio.wait_for(asyncio.gather(*(make_call(clients, call) for call in calls)), 2000)
        await asyncio.sleep(600)
        server.script = first()
        for gates in clients:
            assert len(await send_many(gates, server, 9, bucket=bucket(principal))) == 9
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1

    run_virtual(main())
    assert server.most_in_flight <= 6
