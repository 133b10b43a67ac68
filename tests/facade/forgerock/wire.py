"""What the ForgeRock tests share: each operation as a call, responses as servers write them, and a recording server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, cast

import httpx
from jsonschema import Draft202012Validator

from idsessions import ForgeRockSessions
from idsessions_forgerock.description import OPERATIONS, SCHEMAS

URL: Final = "https://tenant.forgeblocks.test/am"
ALPHA: Final = f"{URL}/json/realms/root/realms/alpha"
COOKIE: Final = "6ac6499e9da2071"
TOKEN: Final = "kQ1xUserToken.*AAJTSQACMDE.*"
ADMIN: Final = "Zz9vAdminToken.*AAJTSQACMDE.*"
BEARER: Final = "access-token-of-a-service-account"
HANDLE: Final = "shandle:b4Hn.*AAJTSQACMDE.*"
USER, PASSWORD = "žofie", "heslo-密码-'ß\""

Call = Callable[[ForgeRockSessions], Awaitable[Any]]

# About one session.
ON_A_SESSION: Final[dict[str, Call]] = {
    "refresh": lambda am: am.refresh(TOKEN),
    "logout": lambda am: am.logout(TOKEN),
    "getSessionInfo": lambda am: am.get_session_info(TOKEN),
    "getSessionInfoAndResetIdleTime": lambda am: am.get_session_info_and_reset_idle_time(TOKEN),
    "validate": lambda am: am.validate(TOKEN),
    "getSessionProperties": lambda am: am.get_session_properties(TOKEN),
    "updateSessionProperties": lambda am: am.update_session_properties(TOKEN, {"Team": "night"}),
}
# Only for a client that has a credential.
OF_ADMINS: Final[dict[str, Call]] = {
    "querySessions": lambda am: am.query_sessions("bjensen"),
    "logoutByHandle": lambda am: am.logout_by_handle([HANDLE]),
    "logoutByUser": lambda am: am.logout_by_user("bjensen"),
}
WITHOUT_CREDENTIAL: Final[dict[str, Call]] = {
    "authenticate": lambda am: am.authenticate(),
    "getServerInfo": lambda am: am.get_server_info(),
}
CALLS: Final = {**ON_A_SESSION, **OF_ADMINS, **WITHOUT_CREDENTIAL}

INFO: Final[Mapping[str, Any]] = {
    "username": "bjensen",
    "universalId": "id=bjensen,ou=user,o=alpha,ou=services,ou=am-config",
    "realm": "/alpha",
    "latestAccessTime": "2026-03-01T09:15:00Z",
    "maxIdleExpirationTime": "2026-03-01T09:45:00Z",
    "maxSessionExpirationTime": "2026-03-01T11:00:00Z",
    "properties": {"AMCtxId": "0b7f6d52-40127"},
}
CALLBACKS: Final[list[dict[str, Any]]] = [
    {
        "type": "NameCallback",
        "output": [{"name": "prompt", "value": "User Name"}],
        "input": [{"name": "IDToken1", "value": ""}],
        "_id": 0,
    },
    {
        "type": "PasswordCallback",
        "output": [{"name": "prompt", "value": "Password"}],
        "input": [{"name": "IDToken2", "value": ""}],
        "_id": 1,
    },
]
SIGNED_IN: Final[Mapping[str, Any]] = {"tokenId": TOKEN, "successUrl": "/enduser/?realm=/alpha", "realm": "/alpha"}
RESPONSES: Final[Mapping[str, Mapping[str, Any]]] = {
    "refresh": {
        "uid": "bjensen", "realm": "/alpha", "idletime": 0, "maxidletime": 30, "maxsessiontime": 120, "maxtime": 6826
    },
    "logout": {"result": "Successfully logged out"},
    "getSessionInfo": INFO,
    "getSessionInfoAndResetIdleTime": INFO,
    "validate": {"valid": True, "sessionUid": "0b7f6d52-40127", "uid": "bjensen", "realm": "/alpha"},
    "getSessionProperties": {"LoginLocation": "", "Team": "day"},
    "updateSessionProperties": {"LoginLocation": "", "Team": "night"},
    "querySessions": {
        "result": [
            {
                **{name: value for name, value in INFO.items() if name != "properties"},
                "latestAccessTime": "2026-03-01T09:15:00.544Z",
                "sessionHandle": HANDLE,
                "_rev": "647523949",
            }
        ],
        "resultCount": 1,
        "pagedResultsCookie": None,
        "totalPagedResultsPolicy": "NONE",
        "totalPagedResults": -1,
        "remainingPagedResults": -1,
    },
    "logoutByHandle": {"result": {HANDLE: True}},
    "logoutByUser": {"result": True},
    "authenticate": {"authId": "e30.e30.x", "callbacks": CALLBACKS, "stage": "one"},
    "getServerInfo": {"_id": "*", "_rev": "1", "cookieName": COOKIE, "secureCookie": True, "realm": "/alpha"},
}  # fmt: skip


def refusal(status: int, message: str = "", **more: Any) -> httpx.Response:
    """An error as CREST writes it."""
    reason = httpx.codes.get_reason_phrase(status)
    return httpx.Response(status, json={"code": status, "reason": reason, "message": message or reason, **more})


def operation_of(request: httpx.Request) -> str:
    """The operationId that a request is for."""
    path = request.url.path.partition("/json/realms/root")[2]
    if "_action" in request.url.params:
        return str(request.url.params["_action"])
    if path.endswith("/sessions"):
        return "querySessions"
    return "authenticate" if path.endswith("/authenticate") else "getServerInfo"


def copied(request: httpx.Request) -> httpx.Request:
    """``request`` as it is now; the client sends the same object again, with other headers."""
    return httpx.Request(request.method, request.url, headers=request.headers, content=request.content)


def assert_valid(value: Any, schema: Mapping[str, Any]) -> None:
    """Fail unless ``value`` fits a schema of the document."""
    root = {**schema, "components": {"schemas": SCHEMAS}}
    # The stubs of jsonschema type an instance as JSON whose leaves they do not know.
    cast("Any", Draft202012Validator(root)).validate(value)


def described(operation: str, place: str) -> dict[str, Mapping[str, Any]]:
    """The parameters that an operation has in one place, by name."""
    parameters: list[dict[str, Any]] = OPERATIONS[operation]["parameters"]
    return {each["name"]: each for each in parameters if each["in"] == place}


class Server:
    """Gives each operation its responses in turn, the last one for ever, and records the requests."""

    def __init__(self, responses: Mapping[str, httpx.Response | list[httpx.Response]] | None = None) -> None:
        self.requests: list[httpx.Request] = []
        self._responses = {name: _listed(given) for name, given in (responses or {}).items()}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(copied(request))
        operation = operation_of(request)
        waiting = self._responses.get(operation) or [httpx.Response(200, json=RESPONSES[operation])]
        response = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return httpx.Response(response.status_code, headers=response.headers, content=response.content)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self)

    @property
    def operations(self) -> list[str]:
        return [operation_of(request) for request in self.requests]

    def last_request(self, operation: str) -> httpx.Request:
        """The last request for an operation."""
        return next(request for request in reversed(self.requests) if operation_of(request) == operation)


def _listed(given: httpx.Response | list[httpx.Response]) -> list[httpx.Response]:
    return [given] if isinstance(given, httpx.Response) else list(given)
