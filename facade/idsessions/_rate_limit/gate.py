"""The gates of one client: its slots, its calls from arrival to outcome, and whether a refused call is sent again."""

from __future__ import annotations

import asyncio
import random as _random
from collections.abc import Awaitable, Callable
from math import inf
from typing import Any, Final, TypeAlias
from weakref import WeakValueDictionary, ref

from .._clock import Clock
from .headers import read_headers
from .queues import NUMBERS, Call, Desk, Gate, Origin, reject_reason, shared_origin
from .records import Bucket, GateTimeout, Outcome, Pause, Priority, R, RateLimit, RejectReason
from .state import Refusal, Ticket, backoff
from .store import Store

# The most that is added to a pause, so that several processes do not come back at once.
_JITTER: Final = 0.25
_SWEEP_EVERY: Final = 60.0
_UNLIMITED: Final = RateLimit()
# Something between the client and the provider had a hiccup (RFC 9110, 15.6).
_HICCUPS: Final = frozenset({502, 503, 504})

Key: TypeAlias = tuple[str, int, str, bool | Store]
"""Of a gate in the table of a client: origin, identity of the principal, name, whether it is shared, or through which store."""


def outcome(call: Call[R], reason: RejectReason, retry_after: float | None) -> Outcome[R]:
    """What became of a call; it raises `GateTimeout` if the call was never sent."""
    if call.response is None:
        raise GateTimeout(reason, waited=call.waited, retry_after=retry_after)
    return Outcome(call.response, call.attempts, call.waited, retry_after, reason, call.headers.quota)


class Gates:
    """All gates of one client, and the slots that they share.

    Args:
        clock: The clock for all waiting.
        random: Returns numbers in [0, 1), to spread the ends of pauses.
        max_concurrency: The most requests in flight at a time.
    """

    def __init__(
        self, *, clock: Clock, random: Callable[[], float] = _random.random, max_concurrency: int = 32
    ) -> None:
        self._clock = clock
        self._random = random
        self._free_slots = max_concurrency
        # By the identity of the principal: a credential that renews its token keeps its gate.
        self._gates: dict[Key, tuple[Gate, object]] = {}
        """Each with what removes it when its principal goes, so that the `id` can be used again."""
        self._desks: dict[Origin, Desk] = {}
        self._own: WeakValueDictionary[str, Origin] = WeakValueDictionary()
        self._sweep_at = -inf
        self._closed_error: Callable[[], Exception] | None = None

    def close(self, error: Callable[[], Exception]) -> None:
        """Fail every call that waits for a slot, now or later, with its own ``error()``."""
        self._closed_error = error
        for gate, _ in list(self._gates.values()):
            for line in [line for line in gate.lines.values() if line.desk.client is self]:
                for call in list(line.queue):
                    call.leave_queue(error=error())

    async def leave_fleets(self) -> None:
        """Return the permits that no call uses any more."""
        for gate, _ in list(self._gates.values()):
            if gate.leave_fleet is not None:
                await gate.leave_fleet()

    async def send(
        self,
        attempt: Callable[[], Awaitable[R]],
        *,
        bucket: Bucket,
        limit: RateLimit | None,
        retryable: bool,
        deadline: float | None,
        retries: int = 0,
        priority: Priority = "interactive",
    ) -> Outcome[R]:
        """Wait for a slot and send a call, again while the server refuses it.

        Args:
            attempt: Sends the request once and reads the response. What it raises passes through.
            bucket: What the call counts against.
            limit: How to wait. None waits only for a slot, and waits out no limit.
            retryable: Whether a 502, 503 or 504 is retried too; a 429 always is.
            deadline: A moment of the clock's ``monotonic()``. Nothing is sent after it, and the call fails at once if it cannot go
                before it by what is known. The caller cancels a call that is still in the queue when it passes.
            retries: How many times a retryable call is sent again after a 502, 503 or 504 that names no time.
            priority: ``bulk`` calls let ``interactive`` ones pass.

        Raises:
            GateTimeout: The call was never sent.
        """
        loop = asyncio.get_running_loop()
        now = self._clock.monotonic()
        gate = self._gate(bucket, limit, now)
        call: Call[R] = Call(
            gate,
            self._desks[gate.origin],
            next(NUMBERS),
            limit or _UNLIMITED,
            inf if deadline is None else deadline,
            retryable,
            retries if retryable else 0,
            priority == "bulk",
        )
        try:
            while True:
                if self._closed_error is not None:
                    raise self._closed_error()
                if (deadline is not None or gate.state.closed or call.limit.reserve) and (
                    reason := call.reject_reason(now, gate.ahead_of(call))
                ):
                    self._settle(gate, now)
                    return self._rejected(call, reason, now)
                if not gate.lines and self._free_slots > 0 and gate.state.may_go(now, call.limit, bulk=call.bulk):
                    self._take_slot(call, now)
                    if gate.origin.desks or call.response is not None:
                        self._settle(gate, now)
                else:
                    # Here and not in another coroutine: many calls wait at a time, and each would hold one more.
                    reason = await self._enter_queue(call, now)
                    waited_from, now = now, self._clock.monotonic()
                    call.waited += now - waited_from
                    if reason:
                        return self._rejected(call, reason, now)
                call.attempts += 1
                response = await attempt()
                now = self._clock.monotonic()
                step = self._observe_response(call, response, now, retry=limit is not None)
                if step is not None:  # Otherwise the call is back in the queue before its slot goes to another.
                    self._settle(gate, now)
                    if isinstance(step, Outcome):
                        return step
                    await self._pause_alone(call, step)
                    now = self._clock.monotonic()
                call.gate = gate = self._gate(bucket, limit, now)
        except BaseException as error:
            if not isinstance(error, GeneratorExit):
                self._drop(call)
            elif not loop.is_closed():
                # A garbage coroutine ends in any thread, between any two lines of this package, or after its loop.
                loop.call_soon_threadsafe(self._drop, call)
            raise

    def _gate(self, bucket: Bucket, limit: RateLimit | None, now: float) -> Gate:
        if now >= self._sweep_at:
            for key, (gate, _) in list(self._gates.items()):
                if not gate.lines and gate.state.is_forgettable(now):
                    self._gates.pop(key, None)
            self._sweep_at = now + _SWEEP_EVERY
        key = bucket.origin, id(bucket.principal), bucket.name, limit is None or limit.store or limit.shared
        if limit is None:
            key = bucket.origin, id(None), "", True
        known = self._gates.get(key)
        gate = self._open_gate(key, bucket.principal if limit is not None else None) if known is None else known[0]
        state = gate.state
        if state.count is None and not state.in_flight and not gate.lines:
            state.pace.restart(None if state.closed else now)
        return gate

    def _open_gate(self, key: Key, principal: object) -> Gate:
        url, _, name, shared = key
        store = None if isinstance(shared, bool) else shared
        known_as = principal if store is None else (store, store.principal(principal))
        if shared:
            origin = shared_origin(self._clock, url)
        else:
            origin = self._own.get(url) or self._own.setdefault(url, Origin(self._clock))
        if origin not in self._desks:
            self._desks[origin] = Desk(self, origin)
        gate = origin.gate(known_as, name)
        if store is not None and gate.leave_fleet is None:
            gate.join(store, url, store.principal(principal))
        this = ref(self)

        def forget(_: object) -> None:
            client = this()
            if client is not None:
                client._gates.pop(key, None)

        try:
            removes = ref(principal, forget)
        except TypeError:  # There are no weak references to a constant.
            removes = None
        gate.add_principal((lambda: known_as) if removes is None or store is not None else ref(principal))
        self._gates[key] = gate, removes
        return gate

    def _enter_queue(self, call: Call[Any], now: float) -> asyncio.Future[RejectReason]:
        """Put a call into its queue. The result is empty when the call has a slot, or why it must not wait for one."""
        gate = call.gate
        decision = gate.enter(call)
        if (pause := gate.pause(now, gate.waiting, call.limit)) is not None:
            call.notify(pause, gate.notified)
        self._settle(gate, now)
        return decision

    def _take_slot(self, call: Call[Any], now: float) -> None:
        self._free_slots -= 1
        call.ticket = call.gate.state.call_sent(now, call.attempts, use_burst=call.limit.use_burst)

    def _return_slot(self, call: Call[Any]) -> Ticket:
        ticket, call.ticket = call.ticket, None
        assert ticket is not None
        self._free_slots += 1
        call.gate.state.call_returned(ticket)
        return ticket

    def _drop(self, call: Call[Any]) -> None:
        """Give back the queue position or the slot of a call that has ended, if it has any."""
        call.leave_queue()
        if call.ticket is not None:
            self._return_slot(call)
        self._settle(call.gate, self._clock.monotonic())

    def _settle(self, gate: Gate, now: float) -> None:
        """Give slots to the calls that may go since something has changed: the gate, or how many slots are free."""
        if gate.lines:
            gate.look(now)
        if gate.origin.desks:
            gate.origin.admit(now)
        if len(self._desks) > 1:
            self.admit(now)

    def admit(self, now: float) -> None:
        """Give each free slot to a call that may go."""
        while self._free_slots > 0:
            desks = [desk for desk in self._desks.values() if desk.origin.state.has_room() and desk.first()]
            if not desks:
                return
            line = min(desks, key=Desk.first_key).pop()
            if line.gate.state.ready_at(now, line.limit, bulk=line.bulk) <= now:
                call = line.next_call()
                reason = call.reject_reason(now)
                if call.leave_queue(reason) and not reason:
                    self._take_slot(call, now)
            line.gate.look(now)

    def _rejected(self, call: Call[R], reason: RejectReason, now: float) -> Outcome[R]:
        retry_after = call.gate.state.pause_left(now, call.limit)
        if reason == "deadline" and (earliest := call.earliest(now, call.ahead)) > now:
            retry_after = earliest - now
        return outcome(call, reason, retry_after)

    def _observe_response(self, call: Call[R], response: R, now: float, *, retry: bool) -> Outcome[R] | Pause | None:
        """Return the outcome, or a pause for this call alone; None if the call goes back to the queue."""
        ticket = self._return_slot(call)
        status_code = response.status_code
        state = call.gate.state
        epoch, reserve = state.epoch, call.limit.reserve
        was_open = bool(reserve) and state.pause_left(now, call.limit) is None
        headers = read_headers(response.raw_headers, state.origin.clock, sent=ticket.sent, received=now)
        call.response, call.headers = response, headers
        retry_after = headers.retry_after
        is_429, quota = status_code == 429, headers.quota
        if retry_after is None and is_429 and quota is not None and quota.remaining == 0:
            retry_after = quota.resets_in
        jitter = _JITTER * self._random()
        refusal: Refusal | None = None
        if retry:
            refusal = state.observe_response(ticket, status_code, headers, now=now, jitter=jitter)
        again = refusal is not None and (is_429 or call.retryable)
        if state.epoch != epoch or was_open:
            pause = call.gate.pause(now, call.gate.waiting + again, call.limit)
            if pause is not None:
                call.gate.announce_pause(pause, now, None if state.closed else reserve)
        if refusal is None and status_code in _HICCUPS and call.retries > 0:
            call.retries -= 1
            seconds = backoff(call.attempts) * (1 + self._random()) / 2
            refusal, again = Refusal("unavailable", max(retry_after or 0.0, seconds)), True
        if refusal is None or not again:
            return outcome(call, "", retry_after)
        if call.attempts >= call.limit.max_attempts:
            return outcome(call, "max_attempts", retry_after)
        max_wait, own_pause = call.limit.max_wait + _JITTER, refusal.own_pause
        if reason := reject_reason(
            now=now, pause=own_pause, earliest=now + own_pause, deadline=call.deadline, max_wait=max_wait
        ):
            return outcome(call, reason, retry_after)
        return Pause(call.gate.bucket, own_pause, refusal.reason, 1) if own_pause else None

    async def _pause_alone(self, call: Call[Any], pause: Pause) -> None:
        call.notify(pause, set())
        start = self._clock.monotonic()
        await self._clock.sleep(pause.seconds)
        call.waited += self._clock.monotonic() - start
