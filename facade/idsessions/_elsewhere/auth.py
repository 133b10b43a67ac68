"""An `httpx.Auth` that adds a credential to the requests of the caller's own httpx client, for the server's origin only."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator, Mapping

import httpx

from .._core.call import View
from .._core.messages import check_credential, validated_headers
from .._redact import header_secrets, redact
from ..credentials import Credential, as_secret
from ..errors import AnswerError, AuthenticationError, SessionExpiredError, UsageError
from .held import Held
from .rules import error_of, explained, is_session, leads_to_login, login_page_error, other_endpoint

# The status codes of a refused credential, and of a missing proof of possession.
_REFUSED = frozenset({400, 401, 403})


class SessionAuth(httpx.Auth):
    """Authenticates an `httpx.AsyncClient` at one server: ``httpx.AsyncClient(auth=client.auth(credential))``.

    A request to another origin is sent as it is. A response that replaces the session's cookies replaces them here, too. A
    credential that can be renewed is renewed once, if the request's body can be sent again. When the session has ended, the
    request raises `SessionExpiredError`; all other responses are the caller's, also one that refuses a token.

    `AgileAppsSessions.auth`, `ForgeRockSessions.auth`, `OktaSessions.auth` and the session handles make it.
    """

    def __init__(self, view: View, held: Held, for_call: Callable[[Credential | None], Credential | None], /) -> None:
        self._view = view
        self._held = held
        self._for_call = for_call
        self._origin = _origin(httpx.URL(view.origin))
        self._operation = other_endpoint(view.provider)

    def __repr__(self) -> str:
        return f"SessionAuth({self._view.origin!r})"

    @property
    def credential(self) -> Credential | None:
        """What the next request is sent as: the session's cookies change as the server replaces them."""
        return self._held.current()

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Raise `UsageError`: only an `httpx.AsyncClient` can use it."""
        raise UsageError(
            "pass this `auth` to an httpx.AsyncClient, not to an httpx.Client: it may have to fetch a credential"
        )

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Add the credential, and look at the response."""
        if _origin(request.url) != self._origin:
            yield request
            return
        own_cookies = as_secret(request.headers.get("cookie", ""))
        most = 2 if isinstance(request.stream, httpx.ByteStream) else 1
        for attempt in range(most):
            used = self._held.current()
            credential = self._for_call(used)
            check_credential(self._operation, credential)
            sent = await _signed(credential, request, own_cookies)
            response = yield request
            if credential is None or used is None:
                return
            # The response to the request that had the credential: httpx sends no cookie when it follows a redirect. Its
            # history begins with the responses that this flow has seen.
            first = [*response.history, response][attempt]
            credential.answered(first.headers)
            error = await self._error_of(first, credential, sent)
            if error is None:
                self._held.keep(used, sent.get("Cookie", ""), first.headers)
                return
            is_last = attempt + 1 == most
            if not is_last and (await credential.renew(error, sent) or await self._held.log_in_again(used)):
                continue
            if isinstance(error, SessionExpiredError):
                raise error
            return

    async def _error_of(
        self, response: httpx.Response, credential: Credential, sent: Mapping[str, str]
    ) -> AnswerError | None:
        """How the server refused the credential; None if it did not."""
        provider = self._view.provider
        is_redirect = 300 <= response.status_code < 400
        if not (is_redirect and is_session(credential)) and response.status_code not in _REFUSED:
            return None
        if is_redirect and leads_to_login(str(response.request.url), response.headers.get("location", "")):
            return login_page_error(provider, response.status_code)
        content = b"" if is_redirect else await response.aread()
        secrets = {secret for value in sent.values() for secret in header_secrets(value)}
        # httpx has undone the coding.
        error, _ = error_of(
            provider,
            response.status_code,
            response.headers.raw,
            content,
            lambda text: redact(text, secrets),
            str(response.request.url),
        )
        if error is None:
            return None
        is_refused = isinstance(error, AuthenticationError | SessionExpiredError) or provider.refuses(error)
        error.provider = provider.name
        return explained(error, credential) if is_refused else None


async def _signed(credential: Credential | None, request: httpx.Request, own_cookies: str) -> Mapping[str, str]:
    """Add the headers of a credential to a request; the caller's own cookies stay, but for those of the same name."""
    if credential is None:
        return {}
    signer = await credential.prepare() or credential
    given = validated_headers(await signer.headers(request.method, str(request.url)))
    sent = {name: as_secret(value) for name, value in given.items()}
    for name, value in sent.items():
        request.headers[name] = _merged(own_cookies, value) if name.lower() == "cookie" else value
    return sent


def _merged(own: str, added: str) -> str:
    names = {pair.partition("=")[0].strip() for pair in added.split(";")}
    kept = [pair.strip() for pair in own.split(";") if pair.strip() and pair.partition("=")[0].strip() not in names]
    return "; ".join((*kept, added))


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
