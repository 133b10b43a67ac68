from collections.abc import Mapping
from typing import Any

from ... import errors
from ...models import Error, GlobalTokenRevocationRequest
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    *,
    body: GlobalTokenRevocationRequest,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "global_token_revocation"},
        "url": "/oauth2/v1/global-token-revocation",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> Any | Error | str | None:
    body: Any
    if 200 <= response.status_code <= 299:
        return None
    if response.status_code in (400, 401, 403, 404, 405, 429, 500, 503):
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


def _build_response(*, client: Caller, response: HttpResponse) -> Response[Any | Error | str]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    body: GlobalTokenRevocationRequest,
    extensions: Mapping[str, Any] | None = None,
) -> Response[Any | Error | str]:
    """Revoke everything that a user has

    Ends the user's Okta sessions, revokes the user's tokens, and signs the user out of the apps that take part in
    Universal Logout. Not in every product.

    Source: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GlobalTokenRevocation (release
    2026.06.3). Unverified: the bodies of its errors, and the bucket that it counts against.

    Args:
        client: Where to send the request, and with which credential.
        body: Whose sessions and tokens.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[Any | Error | str]
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
    body: GlobalTokenRevocationRequest,
    extensions: Mapping[str, Any] | None = None,
) -> Any | Error | str | None:
    """Revoke everything that a user has

    Ends the user's Okta sessions, revokes the user's tokens, and signs the user out of the apps that take part in
    Universal Logout. Not in every product.

    Source: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GlobalTokenRevocation (release
    2026.06.3). Unverified: the bodies of its errors, and the bucket that it counts against.

    Args:
        client: Where to send the request, and with which credential.
        body: Whose sessions and tokens.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Any | Error | str
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            extensions=extensions,
        )
    ).parsed
