from collections.abc import Mapping
from typing import Any

from ... import errors
from ...models import AccessTokenRequest, AccessTokenResponse, CrestError, OAuthError
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    *,
    body: AccessTokenRequest,
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if x_forge_rock_transaction_id is not None:
        headers["X-ForgeRock-TransactionId"] = x_forge_rock_transaction_id

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "issue_access_token"},
        "url": "/oauth2/access_token",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> AccessTokenResponse | CrestError | OAuthError | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return AccessTokenResponse.from_dict(body)
    if response.status_code in (400, 401):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return OAuthError.from_dict(body)
    if response.status_code in (429, 500, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return CrestError.from_dict(body)

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: Caller, response: HttpResponse
) -> Response[AccessTokenResponse | CrestError | OAuthError]:
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
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[AccessTokenResponse | CrestError | OAuthError]:
    """Get an access token for a service account

    Exchanges an assertion, signed with the private key of a service account, for an access token, which the other
    operations take as `bearer`. AIC only: PingAM and OpenAM have the path and no service accounts. The account needs no
    realm. See <https://developer.pingidentity.com/pingoneaic-api/authenticate-to-rest-api-with-access-token.html>.

    Args:
        client: Where to send the request, and with which credential.
        body: The grant, the scopes wanted, and the assertion.
        x_forge_rock_transaction_id: An id of your own for this request, which turns up in the server's audit logs.
            AIC echoes it in the answer. Servers on premises take it only if configured to trust it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[AccessTokenResponse | CrestError | OAuthError]
    """

    kwargs = _get_kwargs(
        body=body,
        x_forge_rock_transaction_id=x_forge_rock_transaction_id,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Caller,
    body: AccessTokenRequest,
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> AccessTokenResponse | CrestError | OAuthError | None:
    """Get an access token for a service account

    Exchanges an assertion, signed with the private key of a service account, for an access token, which the other
    operations take as `bearer`. AIC only: PingAM and OpenAM have the path and no service accounts. The account needs no
    realm. See <https://developer.pingidentity.com/pingoneaic-api/authenticate-to-rest-api-with-access-token.html>.

    Args:
        client: Where to send the request, and with which credential.
        body: The grant, the scopes wanted, and the assertion.
        x_forge_rock_transaction_id: An id of your own for this request, which turns up in the server's audit logs.
            AIC echoes it in the answer. Servers on premises take it only if configured to trust it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        AccessTokenResponse | CrestError | OAuthError
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            x_forge_rock_transaction_id=x_forge_rock_transaction_id,
            extensions=extensions,
        )
    ).parsed
