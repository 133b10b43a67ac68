from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.access_token_request import AccessTokenRequest
from ...models.access_token_response import AccessTokenResponse
from ...models.error import Error
from ...models.o_auth_error import OAuthError
from ...types import Response


def _get_kwargs(
    *,
    body: AccessTokenRequest,
    dpop: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if dpop is not None:
        headers["dpop"] = dpop

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "issue_access_token"},
        "url": "/oauth2/v1/token",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AccessTokenResponse | Error | OAuthError | str | None:
    if response.status_code == 200:
        response_200 = AccessTokenResponse.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = OAuthError.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = OAuthError.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = OAuthError.from_dict(response.json())

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
) -> Response[AccessTokenResponse | Error | OAuthError | str]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: AccessTokenRequest,
    dpop: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[AccessTokenResponse | Error | OAuthError | str]:
    """Issue an access token

     Issues an access token with Okta scopes to a service app (client credentials grant). The app proves
    itself with a signed assertion; a client secret is not accepted for Okta scopes. This is the *org*
    authorization server: the paths of custom authorization servers cannot issue Okta scopes.

    The token lives for one hour and cannot be refreshed. Each assertion works once, even if the call
    failed: sign a new one, with a new `jti`, for every attempt.

    An app that requires DPoP (RFC 9449) sends a proof in the `DPoP` header. The first answer is then a
    400 `use_dpop_nonce` with a `dpop-nonce` header; repeat the call with a new proof that has the
    nonce, and a new assertion.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        dpop (str | None):
        body (AccessTokenRequest): A service app's request for an access token.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccessTokenResponse | Error | OAuthError | str]
    """

    kwargs = _get_kwargs(
        body=body,
        dpop=dpop,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: AccessTokenRequest,
    dpop: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> AccessTokenResponse | Error | OAuthError | str | None:
    """Issue an access token

     Issues an access token with Okta scopes to a service app (client credentials grant). The app proves
    itself with a signed assertion; a client secret is not accepted for Okta scopes. This is the *org*
    authorization server: the paths of custom authorization servers cannot issue Okta scopes.

    The token lives for one hour and cannot be refreshed. Each assertion works once, even if the call
    failed: sign a new one, with a new `jti`, for every attempt.

    An app that requires DPoP (RFC 9449) sends a proof in the `DPoP` header. The first answer is then a
    400 `use_dpop_nonce` with a `dpop-nonce` header; repeat the call with a new proof that has the
    nonce, and a new assertion.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        dpop (str | None):
        body (AccessTokenRequest): A service app's request for an access token.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccessTokenResponse | Error | OAuthError | str
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            dpop=dpop,
            extensions=extensions,
        )
    ).parsed
