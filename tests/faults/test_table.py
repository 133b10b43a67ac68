"""Every fault of the table, met by calls of all three providers on real sockets, comes out as the table says."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from idsessions import TransportError

from .calls import ALL_CALLS, CALLS, Call
from .fault import TLS, Fault, Outcome, meet
from .raw import Behaviour
from .servers import resets, sends
from .table import BROKEN, FAULTS
from .tls import identities


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, TLS]:
    return identities(tmp_path_factory.mktemp("certificates"))


def assert_outcomes(fault: Fault, calls: list[Call], found: list[Outcome]) -> None:
    unexpected = [
        (call.name, came_to, fault.outcome(call))
        for call, came_to in zip(calls, found, strict=True)
        if not fault.outcome(call).matches(came_to, call.good.media.decode())
    ]
    assert unexpected == []


@pytest.mark.parametrize("fault", [pytest.param(fault, id=f"{section}: {fault.name}") for section, fault in FAULTS])
async def test_fault_comes_out_as_the_table_says(fault: Fault, tls: Mapping[str, TLS]) -> None:
    found = await asyncio.gather(*(meet(fault, call, tls[fault.tls]) for call in CALLS))
    assert_outcomes(fault, CALLS, found)


@pytest.mark.parametrize("behave", [sends(), resets()], ids=["close", "reset"])
async def test_connection_that_breaks_is_retried_for_retryable_operations_only(behave: Behaviour) -> None:
    fault = Fault("breaks", behave, BROKEN)
    assert_outcomes(fault, ALL_CALLS, [await meet(fault, call) for call in ALL_CALLS])


def test_table_has_both_kinds_of_operation_of_each_provider() -> None:
    assert {(call.provider, call.retryable) for call in CALLS} == {
        (provider, retryable) for provider in ("okta", "forgerock", "agileapps") for retryable in (True, False)
    }


def test_no_row_expects_what_is_not_safe() -> None:
    """An operation that is not retryable is received once, except after a 429; errors say what may have happened."""
    for section, fault in FAULTS:
        for call in CALLS:
            outcome = fault.outcome(call)
            where = f"{section}: {fault.name}: {call.name}"
            assert outcome.received <= 1 or call.retryable or "429" in fault.name, where
            assert outcome.received == 0 or outcome.maybe_processed is not False, where
            is_transport = outcome.error is not None and issubclass(outcome.error, TransportError)
            assert is_transport == (outcome.maybe_processed is not None), where
