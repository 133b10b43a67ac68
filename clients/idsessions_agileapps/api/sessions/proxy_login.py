from collections.abc import Mapping
from typing import Any

from ... import errors
from ...models import ErrorResponse, LoginResponse, ProxyLoginRequest
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    *,
    body: ProxyLoginRequest,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "proxy_login"},
        "url": "/networking/rest/login/proxyLogin",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/xml"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> ErrorResponse | LoginResponse | str | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return LoginResponse.from_dict(body)
    if response.status_code == 302:
        return response.text
    if response.status_code in (400, 401, 403, 404, 405, 415, 429, 500, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return ErrorResponse.from_dict(body)

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[ErrorResponse | LoginResponse | str]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    body: ProxyLoginRequest,
    extensions: Mapping[str, Any] | None = None,
) -> Response[ErrorResponse | LoginResponse | str]:
    """Become another user

    Logs in as another user, one of a client's tenancy or of one's own, to see what that user sees, until
    `switchBack`. Name and password are
    those of the administrator, who needs Proxy Login Access; the other user must be in the administrator's team
    or one below it. Every action is audited.

    ```xml
    <platform>
      <login>
        <userName>root@acme.example</userName>
        <password>not-a-real-password</password>
        <proxy_user_id>900000000000042</proxy_user_id>
      </login>
    </platform>
    ```

    The answer is that of a login, and its cookies replace those held before.

    Unverified: whether the cookies of the administrator's own session must be sent too. The documentation shows
    name and password only, while `switchBack` restores "the original session"; so both are allowed here.

    Args:
        client: Where to send the request, and with which credential.
        body: The administrator's name and password, and the user to become.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[ErrorResponse | LoginResponse | str]
    """

    kwargs = _get_kwargs(
        body=body,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Caller,
    body: ProxyLoginRequest,
    extensions: Mapping[str, Any] | None = None,
) -> ErrorResponse | LoginResponse | str | None:
    """Become another user

    Logs in as another user, one of a client's tenancy or of one's own, to see what that user sees, until
    `switchBack`. Name and password are
    those of the administrator, who needs Proxy Login Access; the other user must be in the administrator's team
    or one below it. Every action is audited.

    ```xml
    <platform>
      <login>
        <userName>root@acme.example</userName>
        <password>not-a-real-password</password>
        <proxy_user_id>900000000000042</proxy_user_id>
      </login>
    </platform>
    ```

    The answer is that of a login, and its cookies replace those held before.

    Unverified: whether the cookies of the administrator's own session must be sent too. The documentation shows
    name and password only, while `switchBack` restores "the original session"; so both are allowed here.

    Args:
        client: Where to send the request, and with which credential.
        body: The administrator's name and password, and the user to become.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        ErrorResponse | LoginResponse | str
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            extensions=extensions,
        )
    ).parsed
