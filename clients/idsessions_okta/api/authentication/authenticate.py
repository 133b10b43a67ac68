from collections.abc import Mapping
from typing import Any

from ... import errors
from ...models import AuthenticationRequest, AuthenticationTransaction, Error
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    *,
    body: AuthenticationRequest,
    x_forwarded_for: str | None = None,
    x_device_fingerprint: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if x_forwarded_for is not None:
        headers["X-Forwarded-For"] = x_forwarded_for

    if x_device_fingerprint is not None:
        headers["X-Device-Fingerprint"] = x_device_fingerprint

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "authenticate"},
        "url": "/api/v1/authn",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> AuthenticationTransaction | Error | str | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return AuthenticationTransaction.from_dict(body)
    if response.status_code in (400, 401, 403, 405, 429, 500, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return Error.from_dict(body)
    if response.status_code == 411:
        return response.text

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[AuthenticationTransaction | Error | str]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    body: AuthenticationRequest,
    x_forwarded_for: str | None = None,
    x_device_fingerprint: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[AuthenticationTransaction | Error | str]:
    """Authenticate a user

    Starts an authentication, and answers with the state it has reached. `SUCCESS` is the only state that carries a
    `sessionToken`; every other state says what the user must do next and, for most, a `stateToken` to go on with.
    Follow `_links.next` rather than building addresses.

    Send a username with a password, or an activation token, or a state token (returns where that transaction stands).
    Without an API token the call is that of a public application; with one, that of a trusted application, which may
    forward the user's address and a device token.

    A locked-out user gets a 401 like a wrong password, or the state `LOCKED_OUT`, as the org's password policy says. An
    API of Classic Engine; on Identity Engine it works with limits.

    Args:
        client: Where to send the request, and with which credential.
        body: What the user has shown.
        x_forwarded_for: The address of the user's browser. Honoured for trusted applications at an address the org
            allows.
        x_device_fingerprint: A fingerprint of the user's device, which Okta uses to notice a sign-in from a new
            one.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[AuthenticationTransaction | Error | str]
    """

    kwargs = _get_kwargs(
        body=body,
        x_forwarded_for=x_forwarded_for,
        x_device_fingerprint=x_device_fingerprint,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Caller,
    body: AuthenticationRequest,
    x_forwarded_for: str | None = None,
    x_device_fingerprint: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> AuthenticationTransaction | Error | str | None:
    """Authenticate a user

    Starts an authentication, and answers with the state it has reached. `SUCCESS` is the only state that carries a
    `sessionToken`; every other state says what the user must do next and, for most, a `stateToken` to go on with.
    Follow `_links.next` rather than building addresses.

    Send a username with a password, or an activation token, or a state token (returns where that transaction stands).
    Without an API token the call is that of a public application; with one, that of a trusted application, which may
    forward the user's address and a device token.

    A locked-out user gets a 401 like a wrong password, or the state `LOCKED_OUT`, as the org's password policy says. An
    API of Classic Engine; on Identity Engine it works with limits.

    Args:
        client: Where to send the request, and with which credential.
        body: What the user has shown.
        x_forwarded_for: The address of the user's browser. Honoured for trusted applications at an address the org
            allows.
        x_device_fingerprint: A fingerprint of the user's device, which Okta uses to notice a sign-in from a new
            one.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        AuthenticationTransaction | Error | str
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            x_forwarded_for=x_forwarded_for,
            x_device_fingerprint=x_device_fingerprint,
            extensions=extensions,
        )
    ).parsed
