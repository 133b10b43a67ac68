from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.authentication_request import AuthenticationRequest
from ...models.authentication_transaction import AuthenticationTransaction
from ...models.error import Error
from ...types import Response


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


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AuthenticationTransaction | Error | str | None:
    if response.status_code == 200:
        response_200 = AuthenticationTransaction.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())

        return response_403

    if response.status_code == 405:
        response_405 = Error.from_dict(response.json())

        return response_405

    if response.status_code == 411:
        response_411 = response.text
        return response_411

    if response.status_code == 429:
        response_429 = Error.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Error.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[AuthenticationTransaction | Error | str]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: AuthenticationRequest,
    x_forwarded_for: str | None = None,
    x_device_fingerprint: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[AuthenticationTransaction | Error | str]:
    """Authenticate a user

     Starts an authentication, and answers with the state it has reached. `SUCCESS` is the only state
    that carries a `sessionToken`; every other state says what the user must do next and, for most, a
    `stateToken` to go on with. Follow `_links.next` rather than building addresses.

    Send a username with a password, or an activation token, or a state token (returns where that
    transaction stands). Without an API token the call is that of a public application; with one, that
    of a trusted application, which may forward the user's address and a device token.

    A locked-out user gets a 401 like a wrong password, or the state `LOCKED_OUT`, as the org's password
    policy says. An API of Classic Engine; on Identity Engine it works with limits.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        x_forwarded_for (str | None):
        x_device_fingerprint (str | None):
        body (AuthenticationRequest): What the user has shown: `username` and `password`, or an
            activation `token`, or the `stateToken` of a transaction that has begun.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

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
    client: AuthenticatedClient,
    body: AuthenticationRequest,
    x_forwarded_for: str | None = None,
    x_device_fingerprint: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> AuthenticationTransaction | Error | str | None:
    """Authenticate a user

     Starts an authentication, and answers with the state it has reached. `SUCCESS` is the only state
    that carries a `sessionToken`; every other state says what the user must do next and, for most, a
    `stateToken` to go on with. Follow `_links.next` rather than building addresses.

    Send a username with a password, or an activation token, or a state token (returns where that
    transaction stands). Without an API token the call is that of a public application; with one, that
    of a trusted application, which may forward the user's address and a device token.

    A locked-out user gets a 401 like a wrong password, or the state `LOCKED_OUT`, as the org's password
    policy says. An API of Classic Engine; on Identity Engine it works with limits.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        x_forwarded_for (str | None):
        x_device_fingerprint (str | None):
        body (AuthenticationRequest): What the user has shown: `username` and `password`, or an
            activation `token`, or the `stateToken` of a transaction that has begun.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

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
