"""The base of the three clients, which can call other endpoints of their server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from .._core.client import SessionsClient
from .._core.messages import NOT_A_CREDENTIAL
from .._core.options import UNCHANGED, Unchanged
from ..credentials import Credential, as_secret
from ..errors import CredentialError, UsageError

if TYPE_CHECKING:
    from .auth import SessionAuth
    from .request import ServerResponse

Fields: TypeAlias = Mapping[str, str | int | float | bool | Sequence[str | int | float | bool]]
"""Names and values of a query or a form; a list is sent as several pairs of one name."""


class ElsewhereClient(SessionsClient):
    """A client with `request` and `auth`."""

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Fields | None = None,
        json: Any = None,
        data: Fields | None = None,
        content: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        credentials: Credential | str | Unchanged | None = UNCHANGED,
        retryable: bool = False,
    ) -> ServerResponse:
        """Call an endpoint of the same server that the client has no method for.

        The request goes the way of every call: rate limit, deadline, redaction and errors. It is retried after a 429, and
        after a connection that broke before the request was sent; after anything else only if you say so. A redirect is
        returned and never followed, except that one to the server's login page is `SessionExpiredError`. A body of up to
        1 MiB is read.

        Args:
            method: ``GET``, ``HEAD``, ``POST``, ``PUT``, ``PATCH`` or ``DELETE``.
            path: A path below the client's ``base_url``, percent-encoded, such as ``/api/v1/groups``; or an absolute URL of
                the same origin.
            params: The query.
            json: The body, sent as JSON.
            data: The body, sent as a form.
            content: The body as it is; its ``Content-Type`` is in ``headers``.
            headers: The headers of this request. Without ``Accept``, JSON is asked for.
            credentials: What to call as, if not as the client; None for no credential. ForgeRock and AgileApps also take a
                session's token or cookies as text.
            retryable: Whether the request may be sent again although the first may have been processed.

        Raises:
            SessionExpiredError: The session has ended.
            UsageError: An argument cannot be sent, or the path leads to another server.

        Endpoint: any, of the client's server
        """
        from .given import Given
        from .held import Held
        from .request import send_elsewhere

        given = Given(path, params, json, data, content, headers)
        credentials = as_secret(credentials)
        del path, params, json, data, content, headers
        if not isinstance(retryable, bool):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
            raise UsageError("`retryable` must be True or False", provider=self._provider.name)
        held = Held(self._credential_of(credentials), self._rotated)
        return await send_elsewhere(self._view, held, self._for_call, given, method=method, retryable=retryable)

    def auth(self, credential: Credential | str | Unchanged | None = UNCHANGED) -> SessionAuth:
        """An ``httpx.Auth`` for your own `httpx.AsyncClient`, which authenticates its requests to this server.

        Keep this client open as long as you use it: it fetches access tokens.

        Args:
            credential: What to call as, if not as the client. ForgeRock and AgileApps also take a session's token or cookies
                as text.

        Raises:
            CredentialError: There is no credential, or not one of this provider.

        Endpoint: any, of the client's server
        """
        from .auth import SessionAuth
        from .held import Held

        credential = as_secret(credential)
        found = self._credential_of(credential)
        if found is None:
            raise CredentialError("`credential` is missing, and the client has none", provider=self._provider.name)
        return SessionAuth(self._view, Held(self._as_cookie(found), self._rotated), self._for_call)

    def _credential_of(self, given: Credential | str | Unchanged | None) -> Credential | None:
        """What a caller gives, as the client calls with it."""
        if isinstance(given, Unchanged):
            return self._view.credentials
        if given is not None and not isinstance(given, Credential):
            kind = type(given).__name__
            raise CredentialError(NOT_A_CREDENTIAL.format(kind), provider=self._provider.name)
        return self._bound(given)

    def _for_call(self, credential: Credential | None) -> Credential | None:
        """``credential`` as one call uses it."""
        return credential

    def _as_cookie(self, credential: Credential) -> Credential:
        """``credential`` in a form that httpx does not take along to another origin."""
        return credential

    def _rotated(self, used: Credential, sent: str, headers: Mapping[str, str]) -> Credential:
        """What to call as after a response with these headers."""
        return used
