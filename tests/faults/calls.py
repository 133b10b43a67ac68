"""The calls that meet each fault: of each provider one that may be retried and one that must not be."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, TypeAlias

from attrs import frozen

from idsessions import AgileAppsSessions, ForgeRockSessions, OktaSessions

from ..wire import agileapps, forgerock, okta
from ..wire.rows import Row, response_of
from .raw import Good

Client: TypeAlias = OktaSessions | ForgeRockSessions | AgileAppsSessions


@frozen
class Call:
    """One operation of a provider, from the rows of the wire tests.

    Attributes:
        operation: The operationId.
        retryable: Whether the client may send it again when it is not known whether the first time counted.
        row: The call, the provider's response, and what the call then returns.
    """

    provider: str
    operation: str
    retryable: bool
    row: Row[Any]

    @property
    def name(self) -> str:
        return f"{self.provider}.{self.operation}"

    @property
    def good(self) -> Good:
        response = response_of(self.row.response)
        headers = [(name, value) for name, value in response.headers.raw if name.lower() != b"content-length"]
        media = response.headers.get("content-type", "").partition(";")[0]
        return Good(
            status=f"{response.status_code} {HTTPStatus(response.status_code).phrase}".encode(),
            headers=b"".join(b"%b: %b\r\n" % header for header in headers),
            body=response.content,
            media=media.encode(),
        )


def client_for(provider: str, url: str, **options: Any) -> Client:
    """A client of a provider whose server is at ``url``."""
    if provider == "okta":
        return OktaSessions(url, okta.API_TOKEN, **options)
    if provider == "agileapps":
        return AgileAppsSessions(url, **options)
    return ForgeRockSessions(f"{url}/am", realm="alpha", cookie_name=forgerock.COOKIE_NAME, **options)


_ROWS: Final[dict[str, Any]] = {"okta": okta.ROWS, "forgerock": forgerock.ROWS, "agileapps": agileapps.ROWS}
# Sending these twice may have another effect than sending them once. The facade has its own list, of the others.
_NOT_RETRYABLE: Final = frozenset(
    {
        *("okta.createSession", "okta.refreshCurrentSession", "okta.closeCurrentSession", "okta.authenticate"),
        *("okta.issueAccessToken", "okta.endMyAccountSessions", "okta.verifyFactor"),
        *(
            "okta.continueAuthentication",
            "okta.cancelAuthentication",
            "forgerock.authenticate",
            "forgerock.issueAccessToken",
        ),
        *("agileapps.login", "agileapps.loginAsCustomerSupport", "agileapps.proxyLogin", "agileapps.switchBack"),
        *("agileapps.logout", "agileapps.logoutSessions", "agileapps.logoutAllSessions"),
    }
)

ALL_CALLS: Final = [
    Call(provider, operation, f"{provider}.{operation}" not in _NOT_RETRYABLE, row)
    for provider, rows in _ROWS.items()
    for operation, row in rows.items()
    if "," not in operation
]
_SHOWN: Final = frozenset(
    {
        *("okta.getSession", "okta.createSession", "forgerock.getSessionInfo", "forgerock.authenticate"),
        *("agileapps.getUserInfo", "agileapps.login"),
    }
)
CALLS: Final = [call for call in ALL_CALLS if call.name in _SHOWN]
