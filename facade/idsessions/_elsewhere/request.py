"""One request to another endpoint of the server, on the path of every call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import evolve, field, frozen

from .._core.call import Call, View
from .._core.messages import build_request, load_json
from .._core.operations import JSON
from .._core.page import LOGIN_PAGE
from .._transport.seam import Response
from ..credentials import Credential
from ..errors import AnswerError, SessionExpiredError, SessionsError, UnreadableAnswerError
from .given import Given
from .held import Held
from .rules import NAME, error_of, explained, is_session, leads_to_login, login_page_error, other_endpoint

_BUCKET_SEGMENTS: Final = 3


@frozen(eq=False)
class ServerResponse:
    """A response of an endpoint that the library has no method for."""

    status: int
    """The status code: 2xx, or 3xx with a ``Location``, which the client never follows."""
    headers: Mapping[str, str] = field(repr=False)
    """The headers, by name in any case."""
    body: Any = field(repr=False)
    """JSON decoded, or text; bytes of any other type, and None without a body."""


@frozen
class _Parsed:
    parsed: ServerResponse = field(repr=False)


class OtherCall(Call):
    """A call of an endpoint that no document describes."""

    __slots__ = ("_given",)

    def __init__(self, view: View, credential: Credential | None, given: Given, method: str, retryable: bool) -> None:
        super().__init__(view, credential, method=method)
        bucket = _bucket_of(given.url(view.base_url), view.origin)
        self.operation = evolve(other_endpoint(view.provider), retryable=retryable, bucket=bucket)
        self._given = given

    def _secrets(self) -> set[str]:
        found = super()._secrets() | self._given.secrets()
        found.update(value for name, value in self._given.own_headers.items() if name not in ("Accept", "Content-Type"))
        found.discard("")
        return found

    async def send(self) -> _Parsed:
        """Send it; the response of a success, or of a redirect."""
        self._write()
        try:
            response = await self._view.send(self)
        except UnreadableAnswerError as error:
            redirect = self.response
            if redirect is None or not 300 <= redirect.status_code < 400:
                raise
            response, unreadable = redirect, error
        else:
            return _Parsed(self._read(response))
        location = response.headers.get("location", "")
        if is_session(self.credential) and leads_to_login(self.outgoing.url, location):
            raise login_page_error(self._provider, response.status_code)
        if not location and response.status_code != 304:
            raise unreadable
        return _Parsed(ServerResponse(response.status_code, response.headers, None))

    def _write(self) -> None:
        kind, content = self._given.body()
        headers = {**kind, **self._given.own_headers}
        url = self._given.url(self._base_url)
        outgoing = build_request(self.operation, self.credential, self.options, self._method, url, headers=headers)
        own = {name.lower() for name in headers}
        common = {name: value for name, value in outgoing.headers.items() if name.lower() not in own}
        self.outgoing = evolve(outgoing, headers={**common, **headers}, content=content)

    def _read(self, response: Response) -> ServerResponse:
        """The body, unless it is an error in spite of its status code."""
        status, content = response.status_code, response.content
        given = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if self._provider.hides_errors or given == "text/html":
            raw = response.headers.raw
            error, problem = error_of(self._provider, status, raw, content, self.redact, self.outgoing.url)
            if error is not None:
                raise error
            if problem.startswith(LOGIN_PAGE) and self.outgoing.headers["Accept"] == JSON:
                raise UnreadableAnswerError(problem, operation=NAME, status=status)
        return ServerResponse(status, response.headers, _decoded(given, response))


async def send_elsewhere(
    view: View,
    held: Held,
    for_call: Callable[[Credential | None], Credential | None],
    given: Given,
    *,
    method: str,
    retryable: bool,
) -> ServerResponse:
    """Send a request as what is held, and again where that can log in again.

    Args:
        view: What all calls have in common.
        held: What to call as.
        for_call: The credential as one call uses it.
        given: What the caller sends.
        method: The HTTP method.
        retryable: Whether it may be sent again although the first may have been processed.
    """
    given.check(method, view.origin, view.provider.name)
    is_last = False
    while True:
        used = held.current()
        call = OtherCall(view, for_call(used), given, method, retryable)
        try:
            response = await call.result(call.send(), ServerResponse)
        except SessionsError as error:
            failed = error
        else:
            if used is not None:
                held.keep(used, call.sent.get("Cookie", ""), call.headers)
            return response
        if isinstance(failed, SessionExpiredError) and not is_last and await held.log_in_again(used):
            is_last = True
            continue
        break
    raise explained(failed, used) if isinstance(failed, AnswerError) else failed


def _bucket_of(url: str, origin: str) -> str:
    """What counts as one limit: the beginning of the path, as Okta's documented buckets do (``/api/v1/users``)."""
    segments = url.removeprefix(origin).partition("?")[0].split("/")[1 : _BUCKET_SEGMENTS + 1]
    return "/" + "/".join(segments)


def _decoded(given: str, response: Response) -> Any:
    if not response.content:
        return None
    kind = given.rpartition("/")[2]
    if kind == "json" or kind.endswith("+json"):
        try:
            return load_json(response.content)
        except (ValueError, RecursionError):
            pass
        raise UnreadableAnswerError(
            "the response is broken JSON, or has more values than the client reads",
            operation=NAME,
            status=response.status_code,
        )
    is_text = given.startswith("text/") or kind in ("xml", "x-www-form-urlencoded") or kind.endswith("+xml")
    return response.text if is_text else response.content
