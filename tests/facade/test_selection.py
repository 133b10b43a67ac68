"""An empty or blank text never selects: the tests find each parameter that takes text, and each refuses before sending."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import httpx
import pytest

import idsessions
from idsessions import (
    AccessToken,
    AgileAppsSessions,
    ApiToken,
    Credential,
    ForgeRockSessions,
    OktaSessions,
    SessionCookie,
    SessionsError,
    SessionToken,
    UsageError,
)
from idsessions._core.client import SessionsClient
from idsessions.okta import AuthenticationStep

# A client without and with its own credential, and how to attach a session handle.
CLIENTS: Mapping[type[SessionsClient], tuple[Sequence[Credential | None], Callable[[Any], object]]] = {
    OktaSessions: ([None, ApiToken("00Api")], lambda client: client.session("102")),
    ForgeRockSessions: ([None, SessionToken("admin")], lambda client: client.session("a-token")),
    AgileAppsSessions: ([None], lambda client: client.session("JSESSIONID=1")),
}
# They make or end a client, or read the environment.
# What `request` and `auth` refuse is in tests/facade/elsewhere: an empty query or body is a request like any other.
NO_OPERATIONS = {"aclose", "from_env", "with_options", "login_from_env", "request", "auth"}
# A target that selects nothing is an outcome of its own here: tests/facade/bulk/test_providers.py.
MANY = {
    *("revoke_many", "revoke_many_sessions"),
    *("logout_many", "logout_many_by_handle", "logout_many_by_token"),
}
# A value of each type of parameter, the values that must be refused, and those that an untyped caller may pass.
BLANK: Sequence[Any] = ["", " ", "\t", "\r\n", "\u00a0", "\u3000 "]
NO_TEXT: Sequence[Any] = [None, 0, b"bjensen", ["bjensen"]]
COOKIE = SessionCookie("sid", "a-cookie")
SAMPLES: Mapping[str, tuple[Any, Sequence[Any], Sequence[Any]]] = {
    "str": ("a-text", BLANK, NO_TEXT),
    "str | None": ("a-text", BLANK, NO_TEXT[1:]),
    "Sequence[str]": (["a-text"], [[], (), *([text] for text in BLANK), ["a", "", "b"]], ["", "a", [None], [0]]),
    "Iterable[str]": (["a-text"], [[], (), *([text] for text in BLANK), ["a", "", "b"]], ["", "a", [None], [0]]),
    "AccessToken": (AccessToken("a-token"), [], ["", None, "a-token"]),
    "AuthenticationStep": (AuthenticationStep("a-token"), [], ["", None, {"stateToken": "a-token"}]),
    "SessionCookie": (COOKIE, [], ["", None, "a-cookie"]),
    "SessionCookies | str": ("a-text", BLANK, [0, None]),
    "AuthenticationTransaction | str": ("a-text", BLANK, []),
    "AuthIndex | None": (
        ("resource", "a-url"),
        [(), ("resource",), *(("resource", text) for text in BLANK), ("", "a-url")],
        ["", "resource", 0, ("resource", None)],
    ),
    "Secret": ("a-secret", BLANK[:1], [5]),
    "Mapping[str, str]": ({"Team": "night"}, [], []),
}
# The error names a parameter of these types.
NAMED = {"str", "str | None", "Sequence[str]", "Iterable[str]", "AuthIndex | None"}
# Parameters with text that selects no session and no user.
SELECT_NOTHING: Mapping[str, str] = {
    "password": "an empty password is wrong, and the provider says so",
    "service": "names a journey",
    "goto": "names a page",
    "relay_state": "comes back as it is",
    "device_token": "names a device",
    "device_fingerprint": "names a browser",
    "forwarded_for": "is an address",
    "dpop": "is a proof",
    "scope": "names what an access token is for",
    "fields": "names what a response shows",
}
TYPES_OF_FLAGS = {"bool", "bool | None", "AuthenticationStep | None", "Literal['callbacks', 'headers']"}


def operations() -> Iterator[tuple[type[SessionsClient], str, str]]:
    """Each public method of each client and of its session handle: the client's class, the owner and the method."""
    for client, (_, attach) in CLIENTS.items():
        handle = type(attach(client("https://acme.test")))
        for owner, cls in (("client", client), ("handle", handle)):
            for name, member in inspect.getmembers(cls, inspect.isfunction):
                if not name.startswith("_") and name not in NO_OPERATIONS | MANY:
                    yield client, owner, f"{cls.__name__}.{member.__name__}"


def parameters() -> Iterator[tuple[type[SessionsClient], str, str, str]]:
    """Each parameter of each operation that selects."""
    for client, owner, qualified in operations():
        for parameter in signature(qualified):
            kind = str(parameter.annotation)
            if kind in TYPES_OF_FLAGS or parameter.name in SELECT_NOTHING or kind.startswith("Sequence[str] | None"):
                continue
            yield client, owner, qualified, parameter.name


def signature(qualified: str) -> list[inspect.Parameter]:
    cls, _, name = qualified.partition(".")
    return list(inspect.signature(getattr(getattr(idsessions, cls), name)).parameters.values())[1:]


FOUND = list(parameters())
# Their text is what a browser sent: such a session is not valid, which is no mistake of the application's.
OF_VISITORS = {"ForgeRockSessions.validate", "AgileAppsSessions.is_session_valid"}


def test_every_client_and_every_type_of_parameter_is_known() -> None:
    public = [getattr(idsessions, name) for name in idsessions.__all__]
    assert CLIENTS.keys() == {each for each in public if isinstance(each, type) and issubclass(each, SessionsClient)}
    for _, _, qualified in operations():
        for parameter in signature(qualified):
            known = {*SAMPLES, *TYPES_OF_FLAGS, "Secret | None", "Sequence[str] | None"}
            assert str(parameter.annotation) in known, (qualified, parameter)
    assert len(FOUND) > 30
    names = {parameter.name for _, _, qualified in operations() for parameter in signature(qualified)}
    assert SELECT_NOTHING.keys() <= names


async def send(client: SessionsClient, owner: str, qualified: str, **given: Any) -> Any:
    """Call an operation with a good value for each parameter that it needs, and these."""
    target: Any = client if owner == "client" else CLIENTS[type(client)][1](client)
    wanted = [each for each in signature(qualified) if each.default is each.empty and each.name not in given]
    # An attached session does not know its user.
    more = {"user_name": "a-name"} if qualified == "AgileAppsSession.proxy_login" else {}
    arguments = more | {each.name: SAMPLES[str(each.annotation)][0] for each in wanted}
    result = getattr(target, qualified.partition(".")[2])(**{**arguments, **given})
    if inspect.isawaitable(result):
        return await result
    return result


@pytest.mark.parametrize(
    ("client", "owner", "qualified", "parameter"), FOUND, ids=[f"{each[2]}-{each[3]}" for each in FOUND]
)
async def test_empty_selection_is_refused_before_sending(
    client: type[SessionsClient], owner: str, qualified: str, parameter: str
) -> None:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(500)

    kind = next(str(each.annotation) for each in signature(qualified) if each.name == parameter)
    named = f"`{parameter}`" if kind in NAMED else None
    _, refused, of_untyped_callers = SAMPLES[kind]
    for own in CLIENTS[client][0]:
        options: dict[str, Any] = {} if own is None else {"credentials": own}
        async with client("https://acme.test", transport=httpx.MockTransport(respond), **options) as sessions:
            for value in [*refused, *of_untyped_callers]:
                if qualified in OF_VISITORS and isinstance(value, str):
                    found = await send(sessions, owner, qualified, **{parameter: value})
                    assert not getattr(found, "valid", found)
                    assert requests == []
                    continue
                with pytest.raises(UsageError, match=named) as raised:
                    await send(sessions, owner, qualified, **{parameter: value})
                assert raised.value.provider == sessions._provider.name  # pyright: ignore[reportPrivateUsage]
                assert requests == [], value


@pytest.mark.parametrize(
    "wrong", [5, 1.5, b"text", ["text"], {"a": 1}, object()], ids=lambda wrong: type(wrong).__name__
)
@pytest.mark.parametrize("client", CLIENTS)
async def test_argument_of_the_wrong_type_raises_no_bare_error(client: type[SessionsClient], wrong: Any) -> None:
    """Some fit by chance, or are sent as JSON; what cannot be sent is a `UsageError`, and no `TypeError`."""
    transport = httpx.MockTransport(lambda _: httpx.Response(500))
    async with client("https://acme.test", transport=transport, retries=0) as sessions:
        for found, owner, qualified in operations():
            if found is client:
                for parameter in signature(qualified):
                    with suppress(SessionsError):
                        await send(sessions, owner, qualified, **{parameter.name: wrong})
