"""A plain httpx client of an emulator that keeps no cookies and validates every response against the document."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, cast

import httpx
from jsonschema import Draft202012Validator

from idsessions.testing import Emulator

#: Where the clocks of the tests start: 21 September 2026, 14:13:20 UTC.
START = 1_790_000_000.0


@asynccontextmanager
async def plain_client(
    emulator: Emulator,
    assert_documented: Callable[[httpx.Response, str], None],
    headers: Mapping[str, str] | None = None,
) -> AsyncGenerator[httpx.AsyncClient]:
    """The client; ``assert_documented`` gets each response to an operation, and the operationId."""

    async def check(response: httpx.Response) -> None:
        await response.aread()
        operation = emulator.requests[-1].operation
        if operation is not None:
            assert_documented(response, operation)

    # With a cookie jar, a client sends the cookies of one user along with those of the next.
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    async with httpx.AsyncClient(
        transport=emulator.transport(),
        base_url=emulator.url,
        headers=headers,
        event_hooks={"response": [check]},
        cookies=no_cookies,
    ) as client:
        yield client


def assert_valid(value: object, schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> None:
    """Validate a value against a schema of a document."""
    root = {**schema, "components": {"schemas": schemas}}
    # The stubs of jsonschema type an instance as JSON whose leaves they do not know.
    cast("Any", Draft202012Validator(root)).validate(value)
