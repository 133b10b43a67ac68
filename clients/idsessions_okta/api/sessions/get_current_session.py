from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.session import Session
from ...types import Response


def _get_kwargs(
    *,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "extensions": {**(extensions or {}), "operation": "get_current_session"},
        "url": "/api/v1/sessions/me",
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | Session | None:
    if response.status_code == 200:
        response_200 = Session.from_dict(response.json())

        return response_200

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())

        return response_404

    if response.status_code == 405:
        response_405 = Error.from_dict(response.json())

        return response_405

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | Session]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    extensions: Mapping[str, Any] | None = None,
) -> Response[Error | Session]:
    """Retrieve the current session

     Returns the session of the user whose cookie is sent. A 404 means that nobody is signed in: there
    was no cookie, or its session has ended. An API token is not allowed here; never send one along.

    Unverified: whether `id` is the `sid` cookie or a second, external id that works for a refresh only.
    Identity Engine leaves `idp` out.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Session]
    """

    kwargs = _get_kwargs(
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    extensions: Mapping[str, Any] | None = None,
) -> Error | Session | None:
    """Retrieve the current session

     Returns the session of the user whose cookie is sent. A 404 means that nobody is signed in: there
    was no cookie, or its session has ended. An API token is not allowed here; never send one along.

    Unverified: whether `id` is the `sid` cookie or a second, external id that works for a refresh only.
    Identity Engine leaves `idp` out.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Session
    """

    return (
        await asyncio_detailed(
            client=client,
            extensions=extensions,
        )
    ).parsed
