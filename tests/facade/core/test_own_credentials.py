"""What the boundary asks of a credential, and when: ready before the gate, signed below it, renewed once after a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

import httpx
import pytest

from idsessions import (
    AnswerError,
    AuthenticationError,
    CallRecord,
    CallTimeoutError,
    Credential,
    NotFoundError,
    OktaSessions,
    UsageError,
)
from idsessions.testing import ManualClock

URL = "https://okta.test"
REFUSED = httpx.Response(401, json={"errorCode": "E0000011", "errorSummary": "Invalid token provided"})
TOO_MANY = httpx.Response(429, json={"errorCode": "E0000047"}, headers={"X-Rate-Limit-Limit": "0"})
DONE = httpx.Response(204, headers={"X-Own": "seen"})


class Traced(Credential):
    """An API token that notes what it is asked."""

    def __init__(self, headers: Iterable[Mapping[str, str] | Exception] = (), *, renews: bool = True) -> None:
        self.asked: list[str] = []
        self.sent: list[dict[str, str]] = []
        self._headers = iter(headers)
        self._renews = renews

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"apiToken"})

    async def prepare(self) -> None:
        self.asked.append("prepare")

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        self.asked.append("headers")
        given = next(self._headers, {"Authorization": f"SSWS {len(self.asked)}"})
        if isinstance(given, Exception):
            raise given
        return given

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        self.asked.append(f"renew after {refused.code}")
        self.sent.append(dict(sent))
        return self._renews

    def answered(self, headers: Mapping[str, str]) -> None:
        self.asked.append("answered")


class Minimal(Credential):
    """What an application must write, and no more."""

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"apiToken"})

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return {"Authorization": f"SSWS {method}"}


class Server:
    """Gives its answers in turn, the last for ever."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.requests: list[httpx.Request] = []
        self._answers = answers

    def __call__(self, request: httpx.Request) -> httpx.Response:
        # One request is sent again and again, with other headers.
        self.requests.append(httpx.Request(request.method, request.url, headers=request.headers))
        answer = self._answers[min(len(self.requests), len(self._answers)) - 1]
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


async def revoke(
    credential: Credential, *answers: httpx.Response, told: Callable[[CallRecord], None] | None = None
) -> Server:
    server = Server(*answers)
    transport = httpx.MockTransport(server)
    async with OktaSessions(URL, credential, transport=transport, clock=ManualClock(), on_call=told) as okta:
        await okta.revoke_session("102")
    return server


async def test_hooks_of_a_successful_call() -> None:
    credential = Traced()
    await revoke(credential, DONE)
    assert credential.asked == ["prepare", "headers", "answered"]


async def test_each_attempt_is_signed_again() -> None:
    credential = Traced()
    server = await revoke(credential, TOO_MANY, TOO_MANY, DONE)
    assert credential.asked == ["prepare", *["headers", "answered"] * 3]
    assert len({request.headers["authorization"] for request in server.requests}) == 3


async def test_refused_credential_is_renewed_and_retried_once() -> None:
    credential, records = Traced(), list[CallRecord]()
    once = ["prepare", "headers", "answered", "renew after E0000011", "prepare", "headers", "answered"]
    await revoke(credential, REFUSED, DONE, told=records.append)
    assert credential.asked == once
    assert credential.sent == [{"Authorization": "SSWS 2"}]
    assert [(record.status, record.attempts) for record in records] == [(204, 2)]

    credential = Traced()
    with pytest.raises(AuthenticationError, match="E0000011"):
        await revoke(credential, REFUSED, told=records.append)
    assert credential.asked == once
    assert [(record.error, record.attempts) for record in records[1:]] == [("AuthenticationError", 2)]


async def test_credential_that_is_not_renewed_is_not_retried() -> None:
    credential = Traced(renews=False)
    with pytest.raises(AuthenticationError, match="E0000011"):
        await revoke(credential, REFUSED)
    assert credential.asked == ["prepare", "headers", "answered", "renew after E0000011"]


async def test_other_errors_do_not_renew_the_credential() -> None:
    credential = Traced()
    with pytest.raises(NotFoundError):
        await revoke(credential, httpx.Response(404, json={"errorCode": "E0000007"}))
    assert credential.asked == ["prepare", "headers", "answered"]


async def test_headers_of_the_refused_attempt_are_removed() -> None:
    credential = Traced([{"Authorization": "SSWS a", "DPoP": "proof"}, {"Authorization": "SSWS b"}])
    server = await revoke(credential, REFUSED, DONE)
    assert [request.headers.get("dpop") for request in server.requests] == ["proof", None]
    assert credential.sent == [{"Authorization": "SSWS a", "DPoP": "proof"}]


async def test_schemes_and_headers_are_enough_for_a_credential() -> None:
    server = await revoke(Minimal(), DONE)
    assert server.requests[0].headers["authorization"] == "SSWS DELETE"
    with pytest.raises(AuthenticationError):
        await revoke(Minimal(), REFUSED)


@pytest.mark.parametrize("error", [TimeoutError("the vault took too long"), LookupError("closed")])
async def test_error_of_prepare_reaches_the_caller_unchanged(error: Exception) -> None:
    class Broken(Minimal):
        async def prepare(self) -> None:
            raise error

    server = Server(DONE)
    async with OktaSessions(
        URL, Broken(), transport=httpx.MockTransport(server), clock=ManualClock(), deadline=5
    ) as okta:
        with pytest.raises(type(error), match=str(error)):
            await okta.revoke_session("102")
    assert server.requests == []


async def test_deadline_ends_prepare() -> None:
    class Slow(Minimal):
        async def prepare(self) -> None:
            await asyncio.Event().wait()

    server = Server(DONE)
    async with OktaSessions(URL, Slow(), transport=httpx.MockTransport(server), deadline=0.02) as okta:
        with pytest.raises(CallTimeoutError, match="before the credential was ready"):
            await okta.revoke_session("102")
    assert server.requests == []


async def test_headers_option_cannot_hold_a_credential() -> None:
    for name in ("Authorization", "cookie", "DPoP"):
        with pytest.raises(UsageError, match="`credentials`"):
            OktaSessions(URL, headers={name: "x"})
