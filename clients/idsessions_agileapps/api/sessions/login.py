from collections.abc import Mapping
from typing import Any

from ... import errors
from ...models import ErrorResponse, LoginRequest, LoginResponse
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    *,
    body: LoginRequest,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "login"},
        "url": "/networking/rest/login",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/xml"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> ErrorResponse | LoginResponse | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return LoginResponse.from_dict(body)
    if response.status_code in (400, 401, 404, 405, 415, 429, 500, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return ErrorResponse.from_dict(body)

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[ErrorResponse | LoginResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    body: LoginRequest,
    extensions: Mapping[str, Any] | None = None,
) -> Response[ErrorResponse | LoginResponse]:
    """Log in

    Starts a session for a user of the tenant. Everything that follows runs with the rights of that user.

    ```xml
    <platform>
      <login>
        <userName>maria@acme.example</userName>
        <password>not-a-real-password</password>
      </login>
    </platform>
    ```

    A login can succeed and still ask for a new password: see `isForceChangePassword`. Never repeat a login that
    was refused: five failures (the default; 3 to 10, or no limit) lock the account.

    Args:
        client: Where to send the request, and with which credential.
        body: The user's name and password.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[ErrorResponse | LoginResponse]
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
    body: LoginRequest,
    extensions: Mapping[str, Any] | None = None,
) -> ErrorResponse | LoginResponse | None:
    """Log in

    Starts a session for a user of the tenant. Everything that follows runs with the rights of that user.

    ```xml
    <platform>
      <login>
        <userName>maria@acme.example</userName>
        <password>not-a-real-password</password>
      </login>
    </platform>
    ```

    A login can succeed and still ask for a new password: see `isForceChangePassword`. Never repeat a login that
    was refused: five failures (the default; 3 to 10, or no limit) lock the account.

    Args:
        client: Where to send the request, and with which credential.
        body: The user's name and password.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        ErrorResponse | LoginResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            extensions=extensions,
        )
    ).parsed
