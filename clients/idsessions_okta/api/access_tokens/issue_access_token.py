from collections.abc import Mapping
from typing import Any

from ... import errors
from ...models import AccessTokenRequest, AccessTokenResponse, Error, OAuthError
from ...types import Caller, HttpResponse, Response


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


def _parse_response(*, client: Caller, response: HttpResponse) -> AccessTokenResponse | Error | OAuthError | str | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return AccessTokenResponse.from_dict(body)
    if response.status_code in (400, 401, 403):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return OAuthError.from_dict(body)
    if response.status_code in (405, 429, 500, 503):
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


def _build_response(
    *, client: Caller, response: HttpResponse
) -> Response[AccessTokenResponse | Error | OAuthError | str]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    body: AccessTokenRequest,
    dpop: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[AccessTokenResponse | Error | OAuthError | str]:
    """Issue an access token

    Issues an access token with Okta scopes to a service app (client credentials grant). The app proves itself with a
    signed assertion; a client secret is not accepted for Okta scopes. This is the *org* authorization server: the paths
    of custom authorization servers cannot issue Okta scopes.

    The token lives for one hour and cannot be refreshed. Each assertion works once, even if the call failed: sign a new
    one, with a new `jti`, for every attempt.

    An app that requires DPoP (RFC 9449) sends a proof in the `DPoP` header. The first answer is then a 400
    `use_dpop_nonce` with a `dpop-nonce` header; repeat the call with a new proof that has the nonce, and a new
    assertion.

    Args:
        client: Where to send the request, and with which credential.
        body: The grant, the scopes wanted, and the app's assertion.
        dpop: The `DPoP` header, a proof of possession (RFC 9449): a JWT of type `dpop+jwt` for this address and
            method, signed with the key that the token shall be bound to. Needed for apps that require it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

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
    client: Caller,
    body: AccessTokenRequest,
    dpop: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> AccessTokenResponse | Error | OAuthError | str | None:
    """Issue an access token

    Issues an access token with Okta scopes to a service app (client credentials grant). The app proves itself with a
    signed assertion; a client secret is not accepted for Okta scopes. This is the *org* authorization server: the paths
    of custom authorization servers cannot issue Okta scopes.

    The token lives for one hour and cannot be refreshed. Each assertion works once, even if the call failed: sign a new
    one, with a new `jti`, for every attempt.

    An app that requires DPoP (RFC 9449) sends a proof in the `DPoP` header. The first answer is then a 400
    `use_dpop_nonce` with a `dpop-nonce` header; repeat the call with a new proof that has the nonce, and a new
    assertion.

    Args:
        client: Where to send the request, and with which credential.
        body: The grant, the scopes wanted, and the app's assertion.
        dpop: The `DPoP` header, a proof of possession (RFC 9449): a JWT of type `dpop+jwt` for this address and
            method, signed with the key that the token shall be bound to. Needed for apps that require it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

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
