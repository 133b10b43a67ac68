"""The middleware: the identity in the scope, a 503 while nobody knows, and cookies for the browser."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from idsessions import ForgeRockSessions, OktaSessions, UsageError
from idsessions.testing import ManualClock, OktaEmulator
from idsessions.web import SessionCheck, SessionCheckMiddleware


async def who(request: Request) -> JSONResponse:
    identity = request.state.identity
    assert identity is request.scope["identity"]
    return JSONResponse({"login": identity and identity.login})


async def greet(socket: WebSocket) -> None:
    await socket.accept()
    identity = socket.scope["identity"]
    await socket.send_text("nobody" if identity is None else identity.login)
    await socket.close()


async def sign_out(request: Request) -> Response:
    response = Response("bye")
    response.delete_cookie("idx")
    return response


def application(check: SessionCheck) -> SessionCheckMiddleware:
    return SessionCheckMiddleware(
        Starlette(routes=[Route("/", who), Route("/out", sign_out), WebSocketRoute("/socket", greet)]), check
    )


def requests(app: Any, **options: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://shop.test", **options)


COOKIES = {
    "the session's": ("idx={idx}", True),
    "in quotes": ('idx="{idx}"', True),
    "among others": ("theme=dark; idx={idx}; a=b", True),
    "the other name": ("sid={sid}", True),
    "after a dead one of the same name": ("idx=dead; idx={idx}", True),
    "none": ("", False),
    "another": ("theme=dark", False),
    "dead": ("idx=dead", False),
    "empty": ("idx=", False),
    "with a blank": ("idx=a b", False),
    "not ASCII": ("idx=größe", False),
    "no pair": ("idx", False),
    "too long": ("idx=" + "x" * 9000, False),
}


@pytest.mark.parametrize("name", COOKIES)
async def test_identity_of_the_cookie_is_in_the_scope(name: str) -> None:
    cookie, is_alive = COOKIES[name]
    with OktaEmulator() as emulator:
        async with OktaSessions(emulator.url, transport=emulator.transport()) as okta:
            session = emulator.sign_in()
            sent = cookie.replace("{idx}", session.idx).replace("{sid}", session.id)
            async with requests(application(SessionCheck(okta))) as client:
                response = await client.get("/", headers=[(b"cookie", sent.encode())] if sent else [])
    assert response.status_code == 200
    assert response.json() == {"login": session.user.login if is_alive else None}


async def test_session_that_cannot_be_checked_is_a_503() -> None:
    clock = ManualClock()
    with OktaEmulator(clock=clock) as emulator:
        emulator.fail_next(429, times=None, headers={"Retry-After": "30"})
        async with OktaSessions(emulator.url, transport=emulator.transport(), clock=clock) as okta:
            session = emulator.sign_in()
            app = application(SessionCheck(okta, clock=clock))
            async with requests(app) as client:
                response = await client.get("/", headers={"Cookie": f"idx={session.idx}"})
            anonymous = httpx.Headers()
            async with requests(app) as client:
                other = await client.get("/", headers=anonymous)
    assert response.status_code == 503
    assert 29 <= int(response.headers["Retry-After"]) <= 32
    assert session.idx not in response.text
    assert other.json() == {"login": None}


async def test_cookie_that_the_provider_sets_goes_to_the_browser() -> None:
    def respond(_: httpx.Request) -> httpx.Response:
        body = {"id": "1", "userId": "00u1", "login": "ada", "status": "ACTIVE"}
        return httpx.Response(200, json=body, headers={"Set-Cookie": "idx=fresh; Domain=acme.okta.test"})

    okta = OktaSessions("https://acme.okta.test", transport=httpx.MockTransport(respond))
    async with okta, requests(application(SessionCheck(okta, extend=True))) as client:
        response = await client.get("/", headers={"Cookie": "idx=old"})
    assert response.headers["Set-Cookie"] == "idx=fresh; Path=/; Secure; HttpOnly; SameSite=Lax"


async def test_cookie_that_the_application_deletes_stays_deleted() -> None:
    def respond(_: httpx.Request) -> httpx.Response:
        body = {"id": "1", "userId": "00u1", "login": "ada", "status": "ACTIVE"}
        return httpx.Response(200, json=body, headers={"Set-Cookie": "idx=fresh; Domain=acme.okta.test"})

    okta = OktaSessions("https://acme.okta.test", transport=httpx.MockTransport(respond))
    async with okta, requests(application(SessionCheck(okta, extend=True))) as client:
        response = await client.get("/out", headers={"Cookie": "idx=old"})
    (said,) = response.headers.get_list("Set-Cookie")
    assert said.startswith('idx=""; expires=')


async def test_cookie_that_cannot_be_checked_is_in_the_way_of_no_other() -> None:
    clock = ManualClock(auto=False)
    with OktaEmulator(clock=clock) as emulator:
        async with OktaSessions(emulator.url, transport=emulator.transport(), clock=clock) as okta:
            session = emulator.sign_in()
            app = application(SessionCheck(okta))
            async with requests(app) as client:
                await client.get("/", headers={"Cookie": f"idx={session.idx}"})
                emulator.fail_next(503, times=None)
                both = await client.get("/", headers={"Cookie": f"idx=unseen; idx={session.idx}"})
                neither = await client.get("/", headers={"Cookie": "idx=unseen; idx=other"})
    assert both.json() == {"login": session.user.login}
    assert neither.status_code == 503
    assert neither.headers["Retry-After"] == "1"


async def connect(app: Any, cookie: str) -> list[dict[str, Any]]:
    """What an application sends to a WebSocket that connects with this cookie."""
    sent: list[dict[str, Any]] = []
    headers = [(b"cookie", cookie.encode())]
    scope = {"type": "websocket", "path": "/socket", "headers": headers, "query_string": b"", "subprotocols": []}

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


async def test_websockets_are_checked_too() -> None:
    with OktaEmulator() as emulator:
        async with OktaSessions(emulator.url, transport=emulator.transport()) as okta:
            session = emulator.sign_in()
            app = application(SessionCheck(okta))
            accepted, text, closed = await connect(app, f"idx={session.idx}")
            assert (accepted["type"], text["text"]) == ("websocket.accept", session.user.login)
            assert closed["type"] == "websocket.close"
            emulator.fail_next(503, times=None)
            assert await connect(app, "idx=unknown") == [{"type": "websocket.close", "code": 1013}]


async def test_lifespan_is_left_alone() -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])
        assert "identity" not in scope

    async with OktaSessions("https://acme.okta.test") as okta:
        none: Any = None
        await SessionCheckMiddleware(app, SessionCheck(okta))({"type": "lifespan"}, none, none)
    assert seen == ["lifespan"]


async def test_middleware_that_cannot_work_is_refused() -> None:
    other: Any = object()
    async with ForgeRockSessions("https://tenant.test/am") as am:
        with pytest.raises(UsageError, match="`check` must be a SessionCheck"):
            SessionCheckMiddleware(other, other)
        with pytest.raises(UsageError, match="`cookies`"):
            SessionCheckMiddleware(other, SessionCheck(am))
        with pytest.raises(UsageError, match="`cookie_attributes`"):
            SessionCheckMiddleware(other, SessionCheck(am, cookies=("am",)), cookie_attributes="Path=/\r\nX: y")
        with pytest.raises(UsageError, match="`cookie_attributes`"):
            SessionCheckMiddleware(other, SessionCheck(am, cookies=("am",)), cookie_attributes=None)  # type: ignore[arg-type]


class Started(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@asynccontextmanager
async def listening(app: Any) -> AsyncGenerator[str]:
    with socket.create_server(("127.0.0.1", 0)) as own:
        server = Started(uvicorn.Config(app, log_level="warning"))
        serving = asyncio.create_task(server.serve([own]))
        await server.listening.wait()
        yield f"http://127.0.0.1:{own.getsockname()[1]}"
        server.should_exit = True
        await serving


async def test_a_hundred_requests_of_a_browser_are_one_request_to_the_provider() -> None:
    with OktaEmulator() as emulator:
        async with emulator.serve() as url, OktaSessions(url) as okta:
            session = emulator.sign_in()
            app = application(SessionCheck(okta))
            async with listening(app) as shop, httpx.AsyncClient(base_url=shop) as browser:
                headers = {"Cookie": f"idx={session.idx}"}
                found = await asyncio.gather(*(browser.get("/", headers=headers) for _ in range(100)))
    assert {response.json()["login"] for response in found} == {session.user.login}
    assert len(emulator.requests) == 1
