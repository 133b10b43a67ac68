from collections.abc import Mapping
from typing import Any

from ... import errors
from ...models import AuthenticationStep, CancelledAuthentication, Error
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    *,
    body: AuthenticationStep,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "cancel_authentication"},
        "url": "/api/v1/authn/cancel",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> CancelledAuthentication | Error | str | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return CancelledAuthentication.from_dict(body)
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


def _build_response(*, client: Caller, response: HttpResponse) -> Response[CancelledAuthentication | Error | str]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    body: AuthenticationStep,
    extensions: Mapping[str, Any] | None = None,
) -> Response[CancelledAuthentication | Error | str]:
    """Cancel an authentication

    Revokes the state token. Source: https://developer.okta.com/docs/reference/api/authn/#cancel-transaction .

    Args:
        client: Where to send the request, and with which credential.
        body: The state token, and what this step asks for.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[CancelledAuthentication | Error | str]
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
    body: AuthenticationStep,
    extensions: Mapping[str, Any] | None = None,
) -> CancelledAuthentication | Error | str | None:
    """Cancel an authentication

    Revokes the state token. Source: https://developer.okta.com/docs/reference/api/authn/#cancel-transaction .

    Args:
        client: Where to send the request, and with which credential.
        body: The state token, and what this step asks for.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        CancelledAuthentication | Error | str
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            extensions=extensions,
        )
    ).parsed
